"""One digest per person per Bangkok day, in working hours only: everything that is owed to the person in one push."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker import outbox
from tracker.rules import workdays
from tracker.store import notices as rows
from tracker.store.reminders import Reminder

Phrase = Callable[[Sequence[Reminder], date], list[dict[str, Any]]]


@dataclass(frozen=True)
class Digest:
    """What one person is told on one day."""

    person_id: int
    line_user_id: str
    day: date
    reminders: tuple[Reminder, ...]

    @property
    def key(self) -> str:
        """The promise: once per person and day."""
        return f"digest:{self.person_id}:{self.day.isoformat()}"

    @property
    def office_id(self) -> int | None:
        """The office it is about, None when the person serves several."""
        offices = {reminder.owed.office.id for reminder in self.reminders}
        return offices.pop() if len(offices) == 1 else None


def digests(
    reminders: Sequence[Reminder], now: datetime, zone: ZoneInfo, told: Collection[int]
) -> list[Digest]:
    """The digests to promise at this moment, of reminders not told yet: none to people in `told`, who had theirs
    today, and nothing about an office that is not at work now."""
    today = now.astimezone(zone).date()
    by_person: dict[int, list[Reminder]] = defaultdict(list)
    for reminder in reminders:
        at_work = workdays.is_working_moment(now, reminder.owed.office.days_off, zone)
        if at_work and reminder.person.person_id not in told:
            by_person[reminder.person.person_id].append(reminder)
    return [
        Digest(person_id, theirs[0].person.line_user_id, today, tuple(theirs))
        for person_id, theirs in sorted(by_person.items())
    ]


def nothing_to_promise(tx: Session, reminders: Sequence[Reminder], today: date) -> bool:
    """Whether a pass would write nothing: a cheap look before the write lock is taken."""
    states = rows.known_keys(tx, {reminder.key for reminder in reminders})
    told = all(states.get(reminder.key) == "sent" for reminder in reminders)
    return told and not rows.promised_keys(tx) and not rows.unsent_digests(tx, today)


def promise_digests(
    tx: Session, reminders: Sequence[Reminder], now: datetime, zone: ZoneInfo, phrase: Phrase
) -> int:
    """Promise what is owed and, in working hours, the digests that carry it; returns how many digests are new.

    All in the caller's transaction. Notices that are no longer owed (reported meanwhile, a newer rung) are superseded.
    """
    today = now.astimezone(zone).date()
    rows.take_back(tx, today, now)
    rows.promise_notices(tx, reminders, now)
    rows.supersede(tx, {reminder.key for reminder in reminders})
    waiting = rows.promised_keys(tx, lock=True)
    untold = [reminder for reminder in reminders if reminder.key in waiting]
    made = 0
    for each in digests(untold, now, zone, rows.told_on(tx, today)):
        message = outbox.promise_push(
            tx,
            each.key,
            each.line_user_id,
            phrase(each.reminders, today),
            now,
            office_id=each.office_id,
            person_id=each.person_id,
            day=today,
        )
        if message is not None:
            rows.carry(tx, {reminder.key for reminder in each.reminders}, message.id)
            made += 1
    return made
