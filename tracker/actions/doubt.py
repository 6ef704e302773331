"""Somebody says that something is shown wrong; a coordinator looks at it and settles it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from tracker import outbox
from tracker.actions.authority import Authority, audit
from tracker.errors import DraftUnknown, TooManyDoubts
from tracker.model import Doubt, Person
from tracker.store import doubts, people

DAY = timedelta(hours=24)
A_DAY = 5
"""Doubts one person may tell in 24 hours."""
PUSHED_A_DAY = 10
"""Of an office's doubts in 24 hours so many are pushed to its coordinators, who pay for pushes; more are only kept."""

LONGEST = 1_000
"""Letters of a doubt that are kept."""


def tell_doubt(
    tx: Session,
    person: Person,
    office_id: int,
    fiscal_year: int,
    about: str,
    words: str,
    now: datetime,
    phrase: Callable[[Doubt], outbox.Body],
    line_message_id: str | None = None,
) -> tuple[Doubt, int]:
    """Keep a doubt and promise it to the coordinators in the words of `phrase`; returns it with how many they are.
    Raises TooManyDoubts. Anybody may tell one: what is doubted was shown to them."""
    if doubts.doubts_since(tx, now - DAY, person_id=person.id) >= A_DAY:
        raise TooManyDoubts(count=A_DAY)
    crowded = doubts.doubts_since(tx, now - DAY, office_id=office_id) >= PUSHED_A_DAY
    doubt = doubts.add_doubt(
        tx, office_id, person.id, fiscal_year, about, words[:LONGEST], now, line_message_id
    )
    coordinators = [
        each for each in people.people_with_role(tx, office_id, "coordinator", now) if each.following
    ]
    for each in coordinators if not crowded else ():
        key = f"doubt:{doubt.id}:{each.id}"
        outbox.promise_push(
            tx, key, each.line_user_id, phrase(doubt), now, office_id=office_id, person_id=each.id
        )
    audit(
        tx,
        now,
        "tell_doubt",
        str(doubt.id),
        office_id=office_id,
        person_id=person.id,
        fiscal_year=fiscal_year,
    )
    return doubt, len(coordinators)


def settle_doubt(tx: Session, authority: Authority, office_id: int, doubt_id: int, now: datetime) -> Doubt:
    """Mark a doubt as looked at and settled. Coordinators only; a second time changes nothing. Raises NotAllowed,
    DraftUnknown when there is no such doubt."""
    post = authority.permit("settle_doubt", office_id, None, "กรุณาให้ผู้ประสาน ITA เป็นผู้ตรวจ")
    doubt = doubts.doubt_by_id(tx, office_id, doubt_id)
    if doubt is None:
        raise DraftUnknown()
    if doubt.settled_at is None:
        doubt.settled_at, doubt.settled_by = now, authority.person_id
        tx.add(doubt)
        detail: dict[str, Any] = {
            "office_id": office_id,
            "person_id": authority.person_id,
            "post_id": post.post_id,
        }
        audit(tx, now, "settle_doubt", str(doubt.id), **detail)
    return doubt
