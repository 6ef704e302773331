"""The installation under examination, and what one check of it is and finds."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from bot.line.client import LineClient
from bot.settings import WebSettings, web_settings
from tracker.errors import TrackerError
from tracker.files import Files, open_files
from tracker.settings import TrackerSettings, tracker_settings
from tracker.store import Store, metrics
from tracker.store.metrics import Figures

MINUTES, HOURS, DAYS = 60, 3600, 86400  # seconds


@dataclass(frozen=True)
class Finding:
    """One check: its name, whether it is well, and what was seen or what to do."""

    name: str
    ok: bool
    words: str

    def as_json(self) -> dict[str, Any]:
        """The finding as a JSON object."""
        return asdict(self)


class Unwell(TrackerError):
    """การตรวจพบปัญหา"""

    english = "{words}"


@dataclass
class Patient:
    """The installation under examination; what several checks look at is asked for once."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def facts(self) -> TrackerSettings:
        """Settings of the facts. Raises SettingInvalid."""
        return tracker_settings()

    @cached_property
    def web(self) -> WebSettings:
        """Settings of the web process. Raises SettingInvalid."""
        return web_settings()

    @cached_property
    def store(self) -> Store:
        """The database, not yet opened."""
        return Store(self.facts.database_url, busy_ms=2000)

    @cached_property
    def line(self) -> LineClient:
        """LINE as the web process would speak to it."""
        return LineClient(self.web)

    @cached_property
    def figures(self) -> Figures:
        """How the service is doing. Raises StorageUnavailable."""
        with self.store.read() as tx:
            return metrics.figures(tx, self.now)

    @property
    def files(self) -> Files:
        """Where evidence and papers are kept."""
        return open_files(self.facts.files_url)


@dataclass(frozen=True)
class Check:
    """A name, what looks, and the names without which there is nothing to look at."""

    name: str
    look: Callable[[Patient], str]
    needs: tuple[str, ...] = ()


def span(seconds: float) -> str:
    """So many seconds in the largest unit that fits, as in 3 min."""
    for size, name in ((DAYS, "d"), (HOURS, "h"), (MINUTES, "min")):
        if seconds >= 1.99 * size:
            return f"{round(seconds / size)} {name}"
    return f"{max(0, round(seconds))} s"
