"""No key on reminders: each scheduler remembers for itself, in memory, whom it has told."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from scheduler import reminding
from scheduler.digest import Pass, Phrase, ToTell, digests
from scheduler.timetable import notices
from tests.chaos.mutants import put
from tracker import outbox
from tracker.rules.quota import Quota
from tracker.store import notices as rows
from tracker.store.reminders import Matter, situation

_told: set[int] = set()


def break_it() -> None:
    """Promise every digest this process has not promised yet, under a key that nothing else has."""

    def promise(
        tx: Session,
        matters: Sequence[Matter],
        _offices: Any,
        now: datetime,
        zone: ZoneInfo,
        phrase: Phrase,
        quota: Any = None,
    ) -> Pass:
        rows.promise_notices(tx, matters, now)
        due = digests(matters, now, zone, _told)
        for each in due:
            body, key = phrase(each.matters, each.day), f"{each.key}:{uuid.uuid4()}"
            message = outbox.promise_push(
                tx, key, each.line_user_id, body, now, person_id=each.person_id, day=each.day
            )
            assert message is not None
            rows.carry(tx, {matter.key for matter in each.matters}, message.id)
            _told.add(each.person_id)
        return Pass(len(due))

    put(reminding, "promise_digests", promise)
    put(reminding, "_to_tell", _everybody)


def _everybody(tx: Session, zone: ZoneInfo, now: datetime, present: datetime, quota: Quota | None) -> ToTell:
    """All whom the rules would tell something, whether or not anybody has told them."""
    today, found = now.astimezone(zone).date(), ToTell({}, set())
    for matter in notices(situation(tx, today, today, present, quota=quota, asked_at=now), now, zone):
        found.people.setdefault(matter.office.id, set()).add(matter.person.person_id)
    return found
