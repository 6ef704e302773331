"""No key on reminders: each scheduler remembers for itself, in memory, whom it has told."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

import scheduler.worker
from scheduler.digest import digests
from tracker import outbox
from tracker.store import notices as rows
from tracker.store.reminders import Reminder

_told: set[int] = set()


def break_it() -> None:
    """Promise every digest this process has not promised yet, under a key that nothing else has."""

    def promise(
        tx: Session, reminders: Sequence[Reminder], now: datetime, zone: ZoneInfo, phrase: Any
    ) -> int:
        rows.promise_notices(tx, reminders, now)
        due = digests(reminders, now, zone, _told)
        for each in due:
            body, key = phrase(each.reminders, each.day), f"{each.key}:{uuid.uuid4()}"
            message = outbox.promise_push(tx, key, each.line_user_id, body, now, day=each.day)
            assert message is not None
            rows.carry(tx, {reminder.key for reminder in each.reminders}, message.id)
            _told.add(each.person_id)
        return len(due)

    def never(_tx: Session, _reminders: Collection[Reminder], _today: date) -> bool:
        return False

    scheduler.worker.promise_digests = promise
    scheduler.worker.nothing_to_promise = never
