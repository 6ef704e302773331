"""A department is three working days late, or silent to its reminders: the executives are told who.

Once for each round and department, then weekly on the first working day of the week, so that all of it comes in one
digest; eight weeks at most.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from scheduler.reminders import due
from scheduler.reminders.due import STRANDED, was_there
from tracker.rules import ladder
from tracker.rules.workdays import add_workdays, opening, workday_from
from tracker.store.reminders import Owed, Reminder, Situation

RULE: Literal["escalate"] = "escalate"
PATIENCE = 3  # working days
WEEKS = 8


class Lateness(NamedTuple):
    """What decides when executives are told: of nearly all departments of a country the same. `unheard` is the day of
    an earnest reminder that got neither an answer nor a report."""

    due: date
    rests_until: date | None
    days_off: frozenset[date]
    opened_at: datetime | None
    unheard: date | None


def notices(known: Situation, now: datetime, zone: ZoneInfo) -> list[Reminder]:
    """The newest escalation that has come for each department that owes a round, for each executive."""
    return [
        Reminder(f"{RULE}:{owed.subject}:{rung}:{person.person_id}", RULE, rung, person, owed)
        for owed in known.owed
        if owed.executives and (rung := rung_of(owed, now, zone)) is not None
        for person in owed.executives
    ]


def stranded(known: Situation, now: datetime, zone: ZoneInfo) -> list[Reminder]:
    """A department where LINE reaches nobody, and no coordinator either: its rungs for the executives, until they are
    told of it as above."""
    return [
        Reminder(f"{STRANDED}:{owed.subject}:{rung.key}:{person.person_id}", STRANDED, rung.key, person, owed)
        for owed in known.owed
        if not owed.people and not owed.coordinators and owed.executives and rung_of(owed, now, zone) is None
        if (rung := due.rung_of(owed, now, zone)) is not None
        for person in owed.executives
        if was_there(person, rung, now)
    ]


def rung_of(owed: Owed, now: datetime, zone: ZoneInfo) -> str | None:
    """The key of the newest escalation that has come, None while there is none, in a rest, and in history."""
    return _newest(lateness(owed), now, zone)


def lateness(owed: Owed) -> Lateness:
    """That of a department."""
    silent = not owed.answered and len(owed.measures) == owed.total
    unheard = owed.reminded_on if silent else None
    return Lateness(owed.due, owed.rests_until, owed.office.days_off, owed.opened_at, unheard)


@lru_cache(maxsize=256)  # the same few are judged for every department, every half minute
def _newest(late: Lateness, now: datetime, zone: ZoneInfo) -> str | None:
    today = now.astimezone(zone).date()
    resting = late.rests_until is not None and today < late.rests_until
    climbed = ladder.steps(late.due, late.rests_until, late.days_off, zone)
    if resting or ladder.is_history(climbed, late.opened_at, now):
        return None
    steps = _rungs(begins(late, now, zone), late.days_off, zone)
    newest = ladder.newest_due(steps, now)
    return newest.key if newest and not ladder.is_history(steps, late.opened_at, now) else None


def begins(late: Lateness, now: datetime, zone: ZoneInfo) -> date:
    """The day the executives are told first: three working days after the due date (or the end of a rest, or the day
    the round was opened here, if that is later), or after an earnest reminder that got neither an answer nor a report.
    A moment before the round was opened here asks about the past, where it counts as always open."""
    counts = max(late.due, late.rests_until or late.due)
    if late.opened_at is not None and late.opened_at <= now:
        counts = max(counts, late.opened_at.astimezone(zone).date())
    first = add_workdays(counts, PATIENCE, late.days_off)
    return first if late.unheard is None else min(first, add_workdays(late.unheard, PATIENCE, late.days_off))


@lru_cache(maxsize=1024)
def _rungs(first: date, days_off: Collection[date], zone: ZoneInfo) -> tuple[ladder.Rung, ...]:
    monday = first + timedelta(days=14 - first.weekday() if first.weekday() else 7)
    weekly = [(f"e{day:%Y%m%d}", day) for day in (monday + timedelta(weeks=n) for n in range(WEEKS))]
    return tuple(
        ladder.Rung(key, planned, opening(workday_from(planned, days_off), zone))
        for key, planned in (("e", first), *weekly)
    )
