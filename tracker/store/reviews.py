"""What coordinators found when they read reports, and which reports are with their department again."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from tracker.model import ProgressEntry, Review

# Made once: to make another name for a table takes longer than to ask it.
_NEWER, _OTHER = aliased(Review), aliased(ProgressEntry)


def newest(tx: Session, office_id: int, receipts: list[str]) -> dict[str, Review]:
    """The verdict that holds of each of these entries that were read, by receipt number."""
    its_entry = and_(
        col(ProgressEntry.office_id) == Review.office_id, col(ProgressEntry.id) == Review.entry_id
    )
    query = (
        select(ProgressEntry.receipt, Review)
        .join(ProgressEntry, its_entry)
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
    query = select(Review.entry_id).where(Review.office_id == office_id, Review.verdict == "returned")
    return set(tx.exec(query.where(~_overtaken())).all())


def sent_back(entry: Any = ProgressEntry) -> ColumnElement[bool]:
    """Whether an entry is with its department again: it, or a newer one of the same department, measure and round, was
    returned and nothing came after that. A correction comes after; so does a report of its own."""
    return (
        exists()
        .where(
            col(Review.office_id) == entry.office_id,
            col(Review.verdict) == "returned",
            col(_OTHER.office_id) == Review.office_id,
            col(_OTHER.id) == Review.entry_id,
            col(_OTHER.measure_id) == entry.measure_id,
            col(_OTHER.department_id) == entry.department_id,
            col(_OTHER.round_id) == entry.round_id,
            col(_OTHER.id) >= entry.id,
            ~_overtaken(),
        )
        .correlate(entry)
    )


def _overtaken() -> ColumnElement[bool]:
    """A verdict after which there was another one on the same entry."""
    return exists().where(
        col(_NEWER.office_id) == Review.office_id,
        col(_NEWER.entry_id) == Review.entry_id,
        col(_NEWER.id) > Review.id,
    )
