"""Settings of the facts: where the database and the files are, and in which zone a day begins."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tracker.errors import SettingInvalid

EXAMPLES = {
    "DATABASE_URL": "sqlite:///var/prongsai.db",
    "FILES_URL": "file:var/files",
    "TIMEZONE": "Asia/Bangkok",
    "RETENTION_EVENTS_DAYS": "90",
    "RETENTION_MESSAGES_DAYS": "30",
    "RETENTION_FAILED_DAYS": "30",
    "RETENTION_LEFT_DAYS": "30",
    "BACKUP_DIR": "/var/backups/prongsai",
    "BACKUP_KEEP": "48,30,12",
}


@dataclass(frozen=True)
class Retention:
    """How long what is of a person is kept. `events`: ids of webhook events, so that nothing is done twice; `messages`:
    the words of a message after it was sent or given up, and of a doubt after it was settled; `failed`: what could not
    be handled, for a person to look at; `left`: whoever blocked the account, before they become a pseudonym."""

    events: timedelta = timedelta(days=90)
    messages: timedelta = timedelta(days=30)
    failed: timedelta = timedelta(days=30)
    left: timedelta = timedelta(days=30)


class TrackerSettings(BaseSettings):
    """Read from the environment, then from `.env`; see `.env.example` for every name."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    database_url: str = EXAMPLES["DATABASE_URL"]
    files_url: str = EXAMPLES["FILES_URL"]
    timezone: str = EXAMPLES["TIMEZONE"]
    # LINE signs no moment: an event that is forgotten could be played back, so its id stays for 90 days at least.
    retention_events_days: int = Field(default=90, ge=90, le=3650)
    retention_messages_days: int = Field(default=30, ge=1, le=3650)
    retention_failed_days: int = Field(default=30, ge=1, le=365)
    # The law wants a person who left forgotten within 30 days.
    retention_left_days: int = Field(default=30, ge=0, le=30)
    backup_dir: str = ""
    backup_keep: str = EXAMPLES["BACKUP_KEEP"]

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        return value

    @field_validator("files_url")
    @classmethod
    def _known_files(cls, value: str) -> str:
        if not re.fullmatch(r"file:.+|s3://[a-z0-9][a-z0-9.-]+(/.*)?", value):
            raise ValueError("must be file: with a folder of this machine, or s3://bucket/prefix")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("is no time zone") from error
        return value

    @field_validator("backup_keep")
    @classmethod
    def _three_counts(cls, value: str) -> str:
        parts = [part.strip() for part in value.split(",")]
        numbers = [int(part) if part.isdecimal() and len(part) < 5 else -1 for part in parts]
        if len(numbers) != 3 or min(numbers) < 0 or numbers[0] == 0:
            raise ValueError("must be three numbers: of how many hours, days and months a backup is kept")
        return value

    @property
    def kept_backups(self) -> tuple[int, int, int]:
        """Of how many hours, days and months one backup each is kept."""
        hours, days, months = (int(part) for part in self.backup_keep.split(","))
        return hours, days, months

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which days and working hours are counted."""
        return ZoneInfo(self.timezone)

    @property
    def retention(self) -> Retention:
        """How long what is of a person is kept."""
        return Retention(
            events=timedelta(days=self.retention_events_days),
            messages=timedelta(days=self.retention_messages_days),
            failed=timedelta(days=self.retention_failed_days),
            left=timedelta(days=self.retention_left_days),
        )


def first_problem(error: ValidationError, examples: dict[str, str]) -> SettingInvalid:
    """Turn pydantic's list into the one line that names the setting and shows a right value."""
    problem: Any = error.errors()[0]
    name = str(problem["loc"][0]).upper() if problem["loc"] else "settings"
    words = "is not set" if problem["type"] == "missing" else problem["msg"].removeprefix("Value error, ")
    return SettingInvalid(name=name, problem=words, example=examples.get(name, "…"))


@lru_cache
def tracker_settings() -> TrackerSettings:
    """The settings of this process; raises SettingInvalid naming the first that is wrong."""
    try:
        return TrackerSettings()
    except ValidationError as error:
        raise first_problem(error, EXAMPLES) from None
