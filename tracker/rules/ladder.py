"""The reminder ladder: when to remind of a due date, as values.

Before it 30, 14, 7, 3, 1 days and on the day; after it 1, 3, 7 working days, then weekly up to eight times. A
rung whose day is no working day moves to the next one at 08:30, Asia/Bangkok.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from tracker.rules.workdays import BANGKOK, add_workdays, opening, workday_from

DUE: Literal["due"] = "due"  # what the rule of this ladder is called in the keys of its notices
DAYS_BEFORE = (30, 14, 7, 3, 1, 0)
WORKDAYS_AFTER = (1, 3, 7)
WEEKS_AFTER = 8
LAST = f"w{WEEKS_AFTER}"
EARNEST = ("t-7", "t-3", "t-1", "t-0")
"""Rungs before the due date that want an answer; those after it do too."""


@dataclass(frozen=True)
class Rung:
    """One step. `key` is t-30 … t-0, o+1 o+3 o+7, w1 … w8, and after a rest p20240610, p20240610+o+1 …; `planned` the
    day before holidays are looked at; `moment` (aware) when it may go."""

    key: str
    planned: date
    moment: datetime

    @property
    def overdue(self) -> bool:
        """Whether it comes after the due date."""
        return is_overdue(self.key)


def rungs(due: date, extra: Collection[date] = (), zone: ZoneInfo = BANGKOK) -> tuple[Rung, ...]:
    """The whole ladder of a due date, in order of time. `extra` are days off the office adds."""
    before = [(f"t-{days}", due - timedelta(days=days)) for days in DAYS_BEFORE]
    return _on_workdays([*before, *_after(due, extra)], extra, zone)


def rungs_after_rest(
    due: date, until: date, extra: Collection[date] = (), zone: ZoneInfo = BANGKOK
) -> tuple[Rung, ...]:
    """The ladder of a department that may rest until a day: that day, and from there what is left of the old ladder,
    or the steps after a due date when the rest outlasts it."""
    key = f"p{until:%Y%m%d}"
    [first] = _on_workdays([(key, until)], extra, zone)
    if until > due:
        after = [(f"{key}+{name}", day) for name, day in _after(workday_from(until, extra), extra)]
        return first, *_on_workdays(after, extra, zone)
    return first, *(rung for rung in rungs(due, extra, zone) if rung.moment > first.moment)


@lru_cache(maxsize=1024)  # the same few due dates are climbed for every department, every half minute
def steps(due: date, until: date | None, extra: frozenset[date], zone: ZoneInfo) -> tuple[Rung, ...]:
    """The ladder of a department's round, after its rest until a day where it has one."""
    return rungs(due, extra, zone) if until is None else rungs_after_rest(due, until, extra, zone)


def concerns(rung: Rung, since: datetime | None, now: datetime) -> bool:
    """Whether somebody who holds a post since a moment is told of a rung. Who came when a ladder was long over is not
    told of it; that one is for those who should have been told."""
    over = rung.moment + timedelta(weeks=1)
    return now < over or not rung.key.endswith(LAST) or since is None or since < over


def _after(due: date, extra: Collection[date]) -> list[tuple[str, date]]:
    after = [(f"o+{days}", add_workdays(due, days, extra)) for days in WORKDAYS_AFTER]
    last = after[-1][1]
    weekly = [(f"w{week}", last + timedelta(weeks=week)) for week in range(1, WEEKS_AFTER + 1)]
    return [*after, *weekly]


def _on_workdays(
    steps: Sequence[tuple[str, date]], extra: Collection[date], zone: ZoneInfo
) -> tuple[Rung, ...]:
    return tuple(Rung(key, planned, opening(workday_from(planned, extra), zone)) for key, planned in steps)


def is_overdue(key: str) -> bool:
    """Whether a rung of this key comes after the day that counts: the due date, or the end of a rest."""
    return not key.startswith("t")


def is_earnest(key: str) -> bool:
    """Whether a rung of this key wants an answer: from a week before the due date on."""
    return key in EARNEST or is_overdue(key)


def newest_due(ladder: Sequence[Rung], now: datetime) -> Rung | None:
    """The newest rung whose moment has come, or None. Older ones are left behind: after an outage one goes out."""
    return next((rung for rung in reversed(ladder) if rung.moment <= now), None)


def ended(ladder: Sequence[Rung], now: datetime) -> bool:
    """Whether the ladder is over: a week has passed since its last rung."""
    return now >= ladder[-1].moment + timedelta(weeks=1)


def is_history(ladder: Sequence[Rung], opened_at: datetime | None, now: datetime) -> bool:
    """Whether a ladder has ended without being ours to climb: its last rung lies before its round was opened here, or
    nobody knows when that was. One that ended while the scheduler was down is no history: its last rung is owed,
    however late."""
    return ended(ladder, now) and (opened_at is None or ladder[-1].moment < opened_at)
