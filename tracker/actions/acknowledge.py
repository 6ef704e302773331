"""A department answers a reminder: seen, not ours, or a request for more time; a coordinator decides about the latter
two. No official figure changes by it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlmodel import Session

from tracker import outbox
from tracker.actions.authority import Authority, audit
from tracker.errors import DraftUnknown, PostponementDay, RequestSettled, RoundClosed, TooManyRequests
from tracker.model import Acknowledgement, Person, Round
from tracker.rules import fiscal
from tracker.store import acknowledgements, people
from tracker.store.outbox import ASKS

KINDS = ("seen", "not_ours", "postpone")
LONGEST = 500  # letters of a reason that are kept
FURTHEST = timedelta(days=180)  # a postponement lies no further ahead
A_DAY = 10  # requests one person may send an office's coordinators in 24 hours

_INSTEAD = "กรุณาให้หัวหน้าหรือเจ้าหน้าที่ของส่วนราชการนั้นเป็นผู้ตอบ"
Phrase = Callable[[Acknowledgement, Round], outbox.Body]


def acknowledge(
    tx: Session,
    authority: Authority,
    place: acknowledgements.Place,
    kind: str,
    now: datetime,
    today: date,
    phrase: Phrase,
    *,
    reason: str = "",
    until: date | None = None,
    line_message_id: str | None = None,
) -> tuple[Acknowledgement, Round, int]:
    """Keep the answer of a department (`place`: office, round, department) and promise a request to the coordinators
    in the words of `phrase`; returns it with its round and how many coordinators are asked. Said twice, "seen" stays
    one row; a new request takes the place of the one that waits.

    Raises NotAllowed, DraftUnknown for a round the department owes nothing in, RoundClosed, PostponementDay,
    TooManyRequests.
    """
    office_id, round_id, department_id = place
    post = authority.permit("acknowledge", office_id, department_id, _INSTEAD)
    assert authority.person_id is not None
    found = acknowledgements.locked_round(tx, office_id, round_id)
    if kind not in KINDS or found is None or not acknowledgements.is_due(tx, place):
        raise DraftUnknown()
    if found.closed_at is not None:
        raise RoundClosed(label=found.label)
    before = acknowledgements.standing_one(tx, *place, kind, authority.person_id if kind == "seen" else None)
    if kind == "seen" and before is not None:
        return before, found, 0
    if kind != "seen":
        _may_ask(tx, office_id, authority.person_id, until if kind == "postpone" else None, now, today)
        if before is not None:
            before.accepted, before.settled_at = False, now
            tx.add(before)
    row = Acknowledgement(
        office_id=office_id,
        round_id=round_id,
        department_id=department_id,
        person_id=authority.person_id,
        kind=kind,
        reason=reason[:LONGEST],
        until=until if kind == "postpone" else None,
        at=now,
        line_message_id=line_message_id,
    )
    tx.add(row)
    tx.flush()
    audit(
        tx, now, "acknowledge", found.key, office_id=office_id, person_id=authority.person_id, post_id=post.post_id,
        kind=kind, fiscal_year=found.fiscal_year, department_id=department_id,
    )  # fmt: skip
    return row, found, 0 if kind == "seen" else _ask(tx, row, found, phrase, now)


def settle_request(
    tx: Session,
    authority: Authority,
    office_id: int,
    acknowledgement_id: int,
    accepted: bool,
    now: datetime,
    phrase: Phrase,
) -> tuple[Acknowledgement, Round]:
    """A coordinator grants or refuses what a department asked for; who asked is told in the words of `phrase`. A
    granted postponement lets the department's reminders of that round rest until its day; the due date stays.
    Raises NotAllowed, DraftUnknown, RequestSettled."""
    post = authority.permit("settle_postponement", office_id, None, "กรุณาให้ผู้ประสาน ITA เป็นผู้พิจารณา")
    row = acknowledgements.locked(tx, office_id, acknowledgement_id)
    if row is None or row.kind == "seen":
        raise DraftUnknown()
    if row.settled_at is not None:
        raise RequestSettled()
    found = tx.get_one(Round, (office_id, row.round_id))
    row.accepted, row.settled_at, row.settled_by = accepted, now, authority.person_id
    tx.add(row)
    asker = tx.get(Person, row.person_id)
    if asker is not None and asker.following:
        key = f"{ASKS}{row.id}:answered"
        outbox.promise_push(
            tx, key, asker.line_user_id, phrase(row, found), now, office_id=office_id, person_id=asker.id
        )
    audit(
        tx, now, "settle_postponement", found.key, office_id=office_id, person_id=authority.person_id,
        post_id=post.post_id, kind=row.kind, accepted=accepted, department_id=row.department_id,
    )  # fmt: skip
    return row, found


def _may_ask(
    tx: Session, office_id: int, person_id: int, until: date | None, now: datetime, today: date
) -> None:
    if until is not None and not today < until <= today + FURTHEST:
        raise PostponementDay(today=fiscal.thai_date(today), last=fiscal.thai_date(today + FURTHEST))
    if acknowledgements.asked_since(tx, office_id, person_id, now - timedelta(hours=24)) >= A_DAY:
        raise TooManyRequests(count=A_DAY)


def _ask(tx: Session, row: Acknowledgement, found: Round, phrase: Phrase, now: datetime) -> int:
    asked = [
        each for each in people.people_with_role(tx, row.office_id, "coordinator", now) if each.following
    ]
    for each in asked:
        key = f"{ASKS}{row.id}:{each.id}"
        outbox.promise_push(
            tx, key, each.line_user_id, phrase(row, found), now, office_id=row.office_id, person_id=each.id
        )
    return len(asked)
