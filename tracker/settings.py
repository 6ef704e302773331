"""Settings of the facts: where the database and the files are, and in which zone a day begins."""

from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tracker.errors import SettingInvalid

EXAMPLES = {
    "DATABASE_URL": "sqlite:///var/prongsai.db",
    "FILES_URL": "file:var/files",
    "TIMEZONE": "Asia/Bangkok",
    "BACKUP_DIR": "/var/backups/prongsai",
    "BACKUP_KEEP": "48,30,12",
}


class TrackerSettings(BaseSettings):
    """Read from the environment, then from `.env`; see `.env.example` for every name."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    database_url: str = EXAMPLES["DATABASE_URL"]
    files_url: str = EXAMPLES["FILES_URL"]
    timezone: str = EXAMPLES["TIMEZONE"]
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
        if not value.startswith("file:") or len(value) <= len("file:"):
            raise ValueError("must begin with file: (a folder on this machine)")
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
