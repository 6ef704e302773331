"""How often the timed process works, what it is called where it leaves its heartbeat, and whom it pings."""

from functools import lru_cache
from urllib.parse import urlsplit

from pydantic import ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tracker.settings import first_problem

NAME = "scheduler"
QUOTA = "quota"

REMIND_EVERY = 30  # seconds
DELIVER_EVERY = 2
FETCH_EVERY = 2
SHRINK_EVERY = 30
READ_EVERY = 2
MENUS_EVERY = 10
MENUS_AT_ONCE = 50  # people told to LINE at one beat, of each account
ACCOUNTS_AT_ONCE = 20  # LINE accounts whose people are looked at in one beat
QUOTA_EVERY = 900  # so often LINE is asked; its own count is approximate
QUOTA_LOOKED_AT_EVERY = 60  # whether it is time, and soon after a start
PING_EVERY = 300
PING_LOOKED_AT_EVERY = 15
SILENT_AFTER = 600  # so long without a finished pass, and the process ends for its keeper to start it anew
BACKUP_LOOKED_AT = 60  # whether an hour has passed since the last one
FORGET_AT = (3, 10)  # hour and minute, once a day

EXAMPLES = {"HEARTBEAT_URL": "https://hc-ping.com/your-check"}


class SchedulerSettings(BaseSettings):
    """What the timed process reads besides the others' settings."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    heartbeat_url: str = ""

    @field_validator("heartbeat_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if not value.strip():
            return ""
        try:
            parts = urlsplit(value.strip())
            known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            known = False
        if not known:
            raise ValueError("must begin with http:// or https:// and name a host")
        return value.strip()


@lru_cache
def scheduler_settings() -> SchedulerSettings:
    """The settings of this process; raises SettingInvalid naming the first that is wrong."""
    try:
        return SchedulerSettings()
    except ValidationError as error:
        raise first_problem(error, EXAMPLES) from None
