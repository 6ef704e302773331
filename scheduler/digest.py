"""One digest per person per Bangkok day, in working hours only: everything that is owed to the person in one push."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker import outbox
from tracker.rules import workdays
from tracker.rules.quota import Quota
from tracker.rules.urgency import Urgency
from tracker.store import notices as rows
from tracker.store.reminders import Matter, Weekly

PEOPLE_AT_ONCE = 100
Phrase = Callable[[Sequence[Matter], date], list[dict[str, Any]]]


@dataclass(frozen=True)
class Digest:
    """What one person is told on one day."""

    person_id: int
    line_user_id: str
    day: date
    matters: tuple[Matter, ...]

    @property
    def account(self) -> str | None:
        """The LINE account it goes through, None the main one."""
        return self.matters[0].person.account

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

    @property
    def urgency(self) -> Urgency:
        """That of the most urgent thing in it."""
        return min(matter.urgency for matter in self.matters)


@dataclass(frozen=True)
class Pass:
    """What one pass promised: new digests, digests that wait because the month's pushes are scarce, notices that are
    no longer owed and were told to nobody."""

    digests: int = 0
    waiting: int = 0
    superseded: int = 0

    def __add__(self, other: "Pass") -> "Pass":
        return Pass(
            self.digests + other.digests, self.waiting + other.waiting, self.superseded + other.superseded
        )


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
    as they leave the reserve of their account alone. The others stay promised; the next rung takes their place."""
    left = {each.account: _ordinary(quota, each.account) for each in made}
    if not any(room is not None for room in left.values()):
        return list(made)
    going = []
    for each in sorted(made, key=lambda digest: not digest.urgent):
        room = left[each.account]
        if each.urgent or room is None or room > 0:
            going.append(each)
            left[each.account] = None if room is None else room - 1
    return going


def _ordinary(quota: Quota | None, account: str | None) -> int | None:
    """How many ordinary reminders may leave through an account, None for any number."""
    known = quota and quota.of(account)
    return known.ordinary if known else None


@dataclass
class ToTell:
    """The people (by id) of offices (by id) where a pass would write something; `urgent` offices may use the reserve of
    the month's pushes."""

    people: dict[int, set[int]]
    urgent: set[int]

    def take(self, tx: Session, matters: Sequence[Matter]) -> None:
        """Take in who was not told what. Only the numbers are kept: there may be a whole country of them."""
        states = rows.known_keys(tx, {matter.key for matter in matters})
        for matter in matters:
            if states.get(matter.key) != "sent":
                self.people.setdefault(matter.office.id, set()).add(matter.person.person_id)
                if matter.urgent:
                    self.urgent.add(matter.office.id)


def parts(found: ToTell) -> list[list[int]]:
    """The offices where a pass would write something, in parts of about PEOPLE_AT_ONCE people to tell: each is a
    transaction of its own, so that a day on which the whole country is reminded keeps nobody's message waiting, and a
    process that dies has promised what it had done. Offices that share a person are in one part, as their digest is.
    """
    made: list[tuple[list[int], set[int]]] = []
    # What may use the reserve goes first, should the month's pushes run out on the way.
    for offices, theirs in sorted(_joined(found.people), key=lambda group: found.urgent.isdisjoint(group[0])):
        if not made or len(made[-1][1]) + len(theirs) > PEOPLE_AT_ONCE:
            made.append(([], set()))
        made[-1][0].extend(offices)
        made[-1][1].update(theirs)
    return [sorted(offices) for offices, _ in made]


def _joined(people: Mapping[int, set[int]]) -> list[tuple[list[int], set[int]]]:
    """Offices by id, those that share a person together, with all their people."""
    groups: list[tuple[list[int], set[int]]] = []
    group_of: dict[int, int] = {}
    for office_id, theirs in sorted(people.items()):
        shared = {group_of[person] for person in theirs if person in group_of}
        offices, everybody = [office_id], set(theirs)
        for number in shared:
            offices += groups[number][0]
            everybody |= groups[number][1]
            groups[number] = ([], set())
        groups.append((offices, everybody))
        group_of |= dict.fromkeys(everybody, len(groups) - 1)
    return [group for group in groups if group[0]]


def take_back(tx: Session, today: date, now: datetime, quota: Quota | None) -> None:
    """What digests of earlier days carried that LINE never took is owed again."""
    rows.take_back(tx, today, now, _left(quota))


def any_to_take_back(tx: Session, today: date, quota: Quota | None) -> bool:
    """Whether `take_back` would find something: a cheap look before the write lock is taken."""
    return rows.any_unsent_digests(tx, today, _left(quota))


def promise_digests(
    tx: Session,
    matters: Sequence[Matter],
    offices: Collection[int],
    now: datetime,
    zone: ZoneInfo,
    phrase: Phrase,
    quota: Quota | None = None,
) -> Pass:
    """Promise what is owed in some offices (all their `matters`, those of the week with their figures) and, in working
    hours, the digests that carry it, as far as the month's pushes allow.

    All in the caller's transaction. Notices that are no longer owed (reported meanwhile, a newer rung) are superseded.
    """
    today = now.astimezone(zone).date()
    known = rows.known_keys(tx, {matter.key for matter in matters})
    fresh = [matter for matter in matters if known.get(matter.key) in (None, "superseded")]
    rows.promise_notices(tx, fresh, now)
    superseded = rows.supersede(tx, {matter.key for matter in matters}, offices)
    waiting = rows.promised_keys(tx, offices)
    untold = [matter for matter in matters if matter.key in waiting and _can_be_said(matter)]
    wanted = digests(untold, now, zone, _told(tx, untold, today))
    going = affordable(wanted, quota)
    made = sum(_promise(tx, each, phrase(each.matters, today), now) for each in going)
    return Pass(made, len(wanted) - len(going), superseded)


def likely(
    tx: Session, matters: Sequence[Matter], now: datetime, zone: ZoneInfo, quota: Quota | None = None
) -> list[Digest]:
    """The digests `promise_digests` would promise of these matters if it ran now; writes nothing."""
    states = rows.known_keys(tx, {matter.key for matter in matters})
    untold = [matter for matter in matters if states.get(matter.key) != "sent"]
    told = _told(tx, untold, now.astimezone(zone).date())
    return affordable(digests(untold, now, zone, told), quota)


def _told(tx: Session, matters: Sequence[Matter], day: date) -> frozenset[int]:
    return rows.told_on(tx, day, {matter.person.person_id for matter in matters})


def _can_be_said(matter: Matter) -> bool:
    """All but a week whose figures nobody gathered, as of somebody who became executive a moment ago: its words would
    be missing and its notice count as told. It stays promised; the next pass gathers them."""
    return not isinstance(matter, Weekly) or matter.shown is not None


def _left(quota: Quota | None) -> bool:
    """Whether LINE said that there are pushes left this month."""
    return quota is not None and quota.anything_left


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
        urgency=digest.urgency,
    )
    if message is not None:
        rows.carry(tx, {matter.key for matter in digest.matters}, message.id)
    return message is not None
