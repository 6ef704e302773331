"""What coordinators found when they read reports, and which reports are with their department again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, and_, bindparam, exists
from sqlmodel import Session, col, select

from tracker.model import Message, ProgressEntry, Review
from tracker.store import outbox
from tracker.store.aliases import alias_of
from tracker.store.plain import ask
from tracker.store.ready import Ready

# Made once: to make another name for a table takes longer than to ask it.
_NEWER = alias_of(Review)

Place = tuple[int | None, int, int]
"""Round, measure and department."""


def newest(tx: Session, office_id: int, receipts: list[str]) -> dict[str, Review]:
    """The verdict that holds of each of these entries that were read, by receipt number."""
    query = (
        select(ProgressEntry.receipt, Review)
        .join(ProgressEntry, _its_entry())
        .where(Review.office_id == office_id, col(ProgressEntry.receipt).in_(receipts))
        .order_by(col(Review.at), col(Review.id))
    )
    return {receipt: row for receipt, row in tx.exec(query).all()}


def of_entry(tx: Session, office_id: int, entry_id: int) -> Review | None:
    """The verdict on an entry that holds, or None while nobody read it."""
    query = select(Review).where(Review.office_id == office_id, Review.entry_id == entry_id)
    return tx.exec(query.order_by(col(Review.at).desc(), col(Review.id).desc())).first()


def returned(tx: Session, office_id: int) -> set[int]:
    """The entries (by id) whose verdict is that they go back."""
    return {entry_id for (entry_id,) in ask(tx, _RETURNED, {"office": office_id})}


def sent_back(tx: Session, offices: Collection[int]) -> dict[Place, int]:
    """Of each round, measure and department with a returned report the newest such entry (by id): it and what was said
    before it are with the department again. What comes after it, a correction or a report of its own, counts.

    Few are returned, so they are read first and laid beside the many entries here; asked of the database entry by entry
    it would take the longer the more there are of both.
    """
    rows = ask(tx, _SENT_BACK, {"offices": list(offices)})
    return {(found, measure, department): entry for found, measure, department, entry in rows}


def sent_back_of(tx: Session, office_id: int) -> dict[Place, int]:
    """The same of one office."""
    rows = ask(tx, _SENT_BACK_OF, {"office": office_id})
    return {(found, measure, department): entry for found, measure, department, entry in rows}


def returned_of_place(tx: Session, entry: ProgressEntry) -> list[int]:
    """The older entries (by id) of the round, measure and department of an entry whose verdict is that they go back."""
    its = {"office": entry.office_id, "measure": entry.measure_id, "department": entry.department_id}
    rows = ask(tx, _RETURNED_HERE, its | {"round": entry.round_id, "before": entry.id})
    return [identifier for (identifier,) in rows]


def hush(tx: Session, office_id: int, entry_id: int) -> None:
    """What waits to be told of an entry is not said any more: another verdict holds, or the report is replaced, or
    followed by another one of the round."""
    for review_id in _all_of(tx, office_id, entry_id):
        outbox.withdraw(tx, f"{outbox.REVIEWS}{review_id}:")


def hold_again(tx: Session, office_id: int, entry_id: int, now: datetime) -> None:
    """What replaced or followed an entry was taken back: where its verdict was hushed before anybody heard it, it is
    told now."""
    row = of_entry(tx, office_id, entry_id)
    if row is not None:
        outbox.give_back(tx, f"{outbox.REVIEWS}{row.id}:", now)


def knows_returned(tx: Session, office_id: int, entry_id: int) -> set[int]:
    """The people (by id) to whom the last that was said of an entry is that it goes back."""
    heard: dict[int, str] = {}
    verdicts = _all_of(tx, office_id, entry_id)
    if "returned" not in verdicts.values():
        return set()  # as of nearly every report: the outbox need not be looked through
    for review_id, verdict in verdicts.items():
        under = col(Message.key).startswith(f"{outbox.REVIEWS}{review_id}:")
        # Whatever LINE was asked to say and did not refuse may have arrived.
        asked = and_(col(Message.first_try_at).is_not(None), col(Message.state).not_in(("failed", "parked")))
        for person_id in tx.exec(select(Message.person_id).where(under, asked)).all():
            if person_id is not None:
                heard[person_id] = verdict
    return {person_id for person_id, verdict in heard.items() if verdict == "returned"}


def _all_of(tx: Session, office_id: int, entry_id: int) -> dict[int, str]:
    """Every verdict on an entry by its id, the oldest first."""
    query = select(Review.id, Review.verdict).where(
        Review.office_id == office_id, Review.entry_id == entry_id
    )
    return dict(tx.exec(query.order_by(col(Review.at), col(Review.id))).all())


def _its_entry() -> ColumnElement[bool]:
    return and_(col(ProgressEntry.office_id) == Review.office_id, col(ProgressEntry.id) == Review.entry_id)


def _overtaken() -> ColumnElement[bool]:
    """A verdict after which there was another one on the same entry."""
    return exists().where(
        col(_NEWER.office_id) == Review.office_id,
        col(_NEWER.entry_id) == Review.entry_id,
        col(_NEWER.id) > Review.id,
    )


# Made once: to make such a statement takes longer than to carry it out.
def _sent_back(which: ColumnElement[bool]) -> Any:
    return (
        sqlalchemy.select(
            col(ProgressEntry.round_id),
            col(ProgressEntry.measure_id),
            col(ProgressEntry.department_id),
            col(ProgressEntry.id),
        )
        .join(Review, _its_entry())
        .where(which, col(Review.verdict) == "returned", ~_overtaken())
        .order_by(col(ProgressEntry.id))
    )


_SENT_BACK = _sent_back(col(Review.office_id).in_(bindparam("offices", expanding=True)))
_SENT_BACK_OF = Ready(_sent_back(col(Review.office_id) == bindparam("office")))
_RETURNED = Ready(
    sqlalchemy.select(col(Review.entry_id))
    .where(col(Review.office_id) == bindparam("office"), col(Review.verdict) == "returned")
    .where(~_overtaken())
)
_RETURNED_HERE = Ready(
    sqlalchemy.select(col(ProgressEntry.id))
    .join(Review, _its_entry())
    .where(col(Review.office_id) == bindparam("office"), col(Review.verdict) == "returned", ~_overtaken())
    .where(col(ProgressEntry.measure_id) == bindparam("measure"))
    .where(col(ProgressEntry.department_id) == bindparam("department"))
    .where(
        col(ProgressEntry.round_id).is_not_distinct_from(bindparam("round"))
    )  # of no round is a place, too
    .where(col(ProgressEntry.id) < bindparam("before"))
)
