"""A department has not reported an open round: its people are reminded, rung by rung, until it has."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from tracker.rules import ladder
from tracker.store.reminders import Owed, Recipient, Reminder

RULE = "due"

# The same few due dates are climbed for every department, every half minute.
_ladder = lru_cache(maxsize=1024)(ladder.rungs)


def notices(owed: Sequence[Owed], now: datetime, zone: ZoneInfo) -> list[Reminder]:
    """The newest rung that has come for each department that owes a round, for each of its people.

    By state, never by date equality: a rung missed while the process was down goes when it is up again, and only the
    newest of them. Nothing any more a week after the last rung.
    """
    return [
        Reminder(_key(each, rung.key, person), RULE, rung.key, person, each)
        for each in owed
        if (rung := _rung(each, now, zone)) is not None
        for person in each.people
    ]


def _rung(owed: Owed, now: datetime, zone: ZoneInfo) -> ladder.Rung | None:
    steps = _ladder(owed.due, owed.office.days_off, zone)
    return None if ladder.ended(steps, now) else ladder.newest_due(steps, now)


def _key(owed: Owed, rung: str, person: Recipient) -> str:
    """The due date is part of it: a round whose date was moved is told anew."""
    known = f"{owed.fiscal_year}-{owed.round_key}:{owed.due.isoformat()}"
    return f"{RULE}:{known}:{owed.department_id}:{rung}:{person.person_id}"
