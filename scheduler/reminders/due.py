"""A department has not reported an open round: its people are reminded, rung by rung, until it has.

Where nobody of the department can be reached, the coordinators are told in their stead; where no coordinator can be
either, `escalate` tells the executives.
"""

from datetime import date, datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from tracker.rules import ladder
from tracker.store.reminders import Owed, Recipient, Reminder, Situation

RULE: Literal["due"] = ladder.DUE
STRANDED: Literal["stranded"] = "stranded"


def notices(known: Situation, now: datetime, zone: ZoneInfo) -> list[Reminder]:
    """The newest rung that has come for each department that owes a round, for each of its people, heads and officers.

    By state, never by date equality: a rung missed while the process was down goes when it is up again, however late,
    and only the newest of them. A ladder that is history (`ladder.is_history`) says nothing.
    """
    return [
        Reminder(f"{RULE}:{owed.subject}:{rung.key}:{person.person_id}", RULE, rung.key, person, owed)
        for owed in known.owed
        if owed.people and (rung := rung_of(owed, now, zone)) is not None
        for person in owed.people
        if was_there(person, rung, now)
    ]


def stranded(known: Situation, now: datetime, zone: ZoneInfo) -> list[Reminder]:
    """The same rungs for the coordinators, where a department has nobody LINE reaches."""
    return [
        Reminder(f"{STRANDED}:{owed.subject}:{rung.key}:{person.person_id}", STRANDED, rung.key, person, owed)
        for owed in known.owed
        if not owed.people and owed.coordinators and (rung := rung_of(owed, now, zone)) is not None
        for person in owed.coordinators
        if was_there(person, rung, now)
    ]


def rung_of(owed: Owed, now: datetime, zone: ZoneInfo) -> ladder.Rung | None:
    """The newest rung that has come, None while there is none, in a rest, and in history."""
    return _newest(owed.due, owed.rests_until, owed.office.days_off, owed.opened_at, now, zone)


@lru_cache(maxsize=256)  # the same few are asked about for every department, every half minute
def _newest(
    due: date,
    rests_until: date | None,
    days_off: frozenset[date],
    opened_at: datetime | None,
    now: datetime,
    zone: ZoneInfo,
) -> ladder.Rung | None:
    steps = ladder.steps(due, rests_until, days_off, zone)
    return None if ladder.is_history(steps, opened_at, now) else ladder.newest_due(steps, now)


def was_there(person: Recipient, rung: ladder.Rung, now: datetime) -> bool:
    """Whether a rung concerns somebody who may have come after it."""
    return ladder.concerns(rung, person.since, now)
