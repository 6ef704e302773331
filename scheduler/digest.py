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
from tracker.rules.quota import Quota
from tracker.store import notices as rows
from tracker.store.reminders import Matter

Phrase = Callable[[Sequence[Matter], date], list[dict[str, Any]]]


@dataclass(frozen=True)
class Digest:
    """What one person is told on one day."""

    person_id: int
    line_user_id: str
    day: date
    matters: tuple[Matter, ...]

    @property
    def key(self) -> str:
        """The promise: once per person and day."""
        return f"digest:{self.person_id}:{self.day.isoformat()}"

    @property
    def office_id(self) -> int | None:
        """The office it is about, None when the person serves several."""
        offices = {matter.office.id for matter in self.matters}
        return offices.pop() if len(offices) == 1 else None

    @property
    def urgent(self) -> bool:
        """Whether it may use the reserve of the month's pushes."""
        return any(matter.urgent for matter in self.matters)


@dataclass(frozen=True)
class Pass:
    """What one pass promised: new digests, digests that wait because the month's pushes are scarce, notices that are
    no longer owed and were told to nobody."""

    digests: int = 0
    waiting: int = 0
    superseded: int = 0


def digests(matters: Sequence[Matter], now: datetime, zone: ZoneInfo, told: Collection[int]) -> list[Digest]:
    """The digests to promise at this moment, of matters not told yet: none to people in `told`, who had theirs
    today, and nothing about an office that is not at work now."""
    today = now.astimezone(zone).date()
    by_person: dict[int, list[Matter]] = defaultdict(list)
    at_work: dict[int, bool] = {}
    for matter in matters:
        office = matter.office
        if office.id not in at_work:
            at_work[office.id] = workdays.is_working_moment(now, office.days_off, zone)
        if at_work[office.id] and matter.person.person_id not in told:
            by_person[matter.person.person_id].append(matter)
    return [
        Digest(person_id, theirs[0].person.line_user_id, today, tuple(theirs))
        for person_id, theirs in sorted(by_person.items())
    ]


def affordable(made: Sequence[Digest], quota: Quota | None) -> list[Digest]:
    """Those of the digests that may go with what is left of the month: urgent ones always, ordinary ones only as far
    as they leave the reserve alone. The others stay promised; the next rung takes their place."""
    left = None if quota is None else quota.ordinary
    if left is None:
        return list(made)
    going = []
    for each in sorted(made, key=lambda digest: not digest.urgent):
        if each.urgent or left > 0:
            going.append(each)
            left -= 1
    return going


def nothing_to_promise(
    tx: Session, matters: Sequence[Matter], today: date, quota: Quota | None = None
) -> bool:
    """Whether a pass would write nothing: a cheap look before the write lock is taken."""
    states = rows.known_keys(tx, {matter.key for matter in matters})
    told = all(states.get(matter.key) == "sent" for matter in matters)
    return told and not rows.promised_keys(tx) and not rows.unsent_digests(tx, today, _left(quota))


def promise_digests(
    tx: Session,
    matters: Sequence[Matter],
    now: datetime,
    zone: ZoneInfo,
    phrase: Phrase,
    quota: Quota | None = None,
) -> Pass:
    """Promise what is owed and, in working hours, the digests that carry it, as far as the month's pushes allow.

    All in the caller's transaction. Notices that are no longer owed (reported meanwhile, a newer rung) are superseded.
    """
    today = now.astimezone(zone).date()
    rows.take_back(tx, today, now, _left(quota))
    known = rows.known_keys(tx, {matter.key for matter in matters})
    fresh = [matter for matter in matters if known.get(matter.key) in (None, "superseded")]
    rows.promise_notices(tx, fresh, now)
    superseded = rows.supersede(tx, {matter.key for matter in matters})
    waiting = rows.promised_keys(tx, lock=True)
    untold = [matter for matter in matters if matter.key in waiting]
    wanted = digests(untold, now, zone, rows.told_on(tx, today))
    going = affordable(wanted, quota)
    made = sum(_promise(tx, each, phrase(each.matters, today), now) for each in going)
    return Pass(made, len(wanted) - len(going), superseded)


def _left(quota: Quota | None) -> bool:
    """Whether LINE said that there are pushes left this month."""
    return quota is not None and quota.remaining != 0


def _promise(tx: Session, digest: Digest, body: outbox.Body, now: datetime) -> bool:
    message = outbox.promise_push(
        tx,
        digest.key,
        digest.line_user_id,
        body,
        now,
        office_id=digest.office_id,
        person_id=digest.person_id,
        day=digest.day,
    )
    if message is not None:
        rows.carry(tx, {matter.key for matter in digest.matters}, message.id)
    return message is not None
