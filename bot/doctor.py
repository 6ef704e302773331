"""What is wrong with an installation, line by line, each with what to do about it."""

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.line.client import LineClient
from bot.settings import web_settings
from tracker.errors import TrackerError
from tracker.settings import tracker_settings
from tracker.store import Store, schema
from tracker.store.engine import sqlite_driver, wal_is_safe


@dataclass(frozen=True)
class Finding:
    """One check: its name, whether it is well, and what was seen or what to do."""

    name: str
    ok: bool
    words: str

    def as_json(self) -> dict[str, Any]:
        """The finding as a JSON object."""
        return asdict(self)


def examine() -> list[Finding]:
    """Every check in turn; one that fails does not keep the others from being made."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("settings", _settings),
        ("database", _database),
        ("schema", _schema),
        ("sqlite", _sqlite),
        ("files", _files),
        ("disk", _disk),
        ("clock", _clock),
        ("line token", _token),
        ("webhook", _webhook),
        ("push quota", _quota),
    )
    return [_made(name, check) for name, check in checks]


def _made(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, check())
    except (TrackerError, OSError) as error:
        return Finding(name, False, str(error))


class Unwell(TrackerError):
    """การตรวจพบปัญหา"""

    english = "{words}"


def _settings() -> str:
    web_settings()
    return "every setting is there"


def _database() -> str:
    store = Store(tracker_settings().database_url)
    with store.begin():
        return "can be written"


def _schema() -> str:
    at, head = schema.current(Store(tracker_settings().database_url)), schema.head()
    if at != head:
        raise Unwell(words=f"at revision {at}, the program needs {head}: run `python -m tracker migrate`")
    return f"at revision {at}"


def _sqlite() -> str:
    version = sqlite_driver().sqlite_version
    safe = wal_is_safe(sqlite_driver().sqlite_version_info)
    return f"{version}, journal {'WAL' if safe else 'DELETE (this version has the WAL-reset fault)'}"


def _files() -> str:
    folder = Path(tracker_settings().files_url.removeprefix("file:"))
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / ".probe"
    probe.write_bytes(b"ok")
    probe.unlink()
    return "can be written"


def _disk() -> str:
    folder = Path(tracker_settings().files_url.removeprefix("file:"))
    usage = shutil.disk_usage(folder if folder.exists() else Path())
    used = 100 - usage.free * 100 // usage.total
    if used >= 90:
        raise Unwell(words=f"{used} % full: make room before photos are refused")
    return f"{used} % full"


def _clock() -> str:
    return f"{datetime.now(UTC).astimezone(tracker_settings().zone):%Y-%m-%d %H:%M %Z}; compare with a clock you trust"


def _token() -> str:
    return f"works, the bot is {LineClient(web_settings()).info().get('displayName', '?')}"


def _webhook() -> str:
    found = LineClient(web_settings()).webhook()
    wanted = f"{web_settings().public_url}/callback"
    if not found.get("active"):
        raise Unwell(words="is switched off: LINE Developers console, Messaging API, Use webhook")
    if found.get("endpoint") != wanted and not web_settings().is_demo:
        raise Unwell(
            words=f"LINE sends to {found.get('endpoint')}, expected {wanted}: change it in the console"
        )
    return f"LINE sends to {found.get('endpoint')}; have Webhook redelivery on, else a 503 is a lost message"


def _quota() -> str:
    line = LineClient(web_settings())
    allowed, used = line.quota(), line.consumption()
    if allowed is not None and used >= allowed * 0.8:
        raise Unwell(words=f"{used} of {allowed} pushes used this month: reminders may stop")
    return f"{used} of {allowed if allowed is not None else 'unlimited'} pushes used this month"
