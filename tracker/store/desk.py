"""What the desk page shows: what failed and waits for a person.

`scope` is the offices whose things may be seen, None all of them. What belongs to no office (a stranger's message) is
seen with None alone. Never in here: what a person wrote.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel import Session, col, func, select

from tracker.model import (
    Department,
    Evidence,
    Message,
    ProgressEntry,
    SeenEvent,
    Tenure,
)
from tracker.store import people

Scope = Collection[int] | None
SHOWN = 50
"""How many of a list are shown; how many there are is told beside it."""

# Said when they next write (see outbox.park_for): nothing a person has to do anything about.
KEPT_NOTES = "limit:"
STUCK = ("failed", "unknown", "parked")


Row = TypeVar("Row")


@dataclass(frozen=True)
class Found(Generic[Row]):
    """The newest of what was looked for, and how many there are."""

    rows: tuple[Row, ...]
    total: int


def failed_events(tx: Session, scope: Scope, now: datetime) -> Found[SeenEvent]:
    """The events whose handling raised, newest first. Of an office: those its people sent."""
    which = and_(col(SeenEvent.state) == "failed", _of_people(col(SeenEvent.person_id), scope, now))
    return _found(tx, SeenEvent, which, col(SeenEvent.received_at))


def stuck_messages(tx: Session, scope: Scope, now: datetime) -> Found[Message]:
    """The messages LINE refused, left unclear for 23 hours, or that the month's limit holds back, newest first."""
    stuck = and_(col(Message.state).in_(STUCK), ~col(Message.key).startswith(KEPT_NOTES))
    return _found(tx, Message, and_(stuck, _message_in(scope, now)), col(Message.created_at))


def stuck_message(tx: Session, message_id: int) -> Message | None:
    """One of those, locked until the transaction ends; None when it was settled meanwhile."""
    query = select(Message).where(Message.id == message_id, col(Message.state).in_(STUCK))
    return tx.exec(query.with_for_update()).first()


def lost_evidence(tx: Session, scope: Scope) -> Found[Evidence]:
    """Photos and files that could not be fetched from LINE, newest first."""
    mine = true() if scope is None else col(Evidence.office_id).in_(scope)
    return _found(tx, Evidence, and_(col(Evidence.state) == "failed", mine), col(Evidence.received_at))


def lost_piece(tx: Session, office_id: int, evidence_id: int) -> Evidence | None:
    """One of those, locked until the transaction ends; None when it is not lost any more."""
    found = tx.get(Evidence, (office_id, evidence_id), with_for_update=True)
    return found if found is not None and found.state == "failed" else None


def entry_department(tx: Session, office_id: int, entry_id: int | None) -> tuple[int, str, str] | None:
    """Department id, its name and the receipt of an entry, or None."""
    query = (
        select(Department, ProgressEntry.receipt)
        .join(ProgressEntry, _same(Department, ProgressEntry, "id", "department_id"))
        .where(ProgressEntry.office_id == office_id, ProgressEntry.id == entry_id)
    )
    row = tx.exec(query).first()
    return (row[0].id, row[0].name, row[1]) if row else None


def posts_of(tx: Session, person_id: int | None, now: datetime) -> list[people.Holding]:
    """The posts a person holds now; none for a stranger."""
    return [] if person_id is None else people.holdings(tx, person_id, now)


def _found(tx: Session, table: Any, which: ColumnElement[bool], newest: Any) -> Found[Any]:
    rows = tx.exec(select(table).where(which).order_by(newest.desc()).limit(SHOWN)).all()
    total = tx.exec(select(func.count()).select_from(table).where(which)).one()
    return Found(tuple(rows), total)


def _message_in(scope: Scope, now: datetime) -> ColumnElement[bool]:
    """A message of these offices; one that names no office is of those its receiver works in."""
    if scope is None:
        return true()
    theirs = and_(col(Message.office_id).is_(None), _of_people(col(Message.person_id), scope, now))
    return or_(col(Message.office_id).in_(scope), theirs)


def _of_people(person_id: Any, scope: Scope, now: datetime) -> ColumnElement[bool]:
    """Whether it is of somebody who holds a post in one of these offices now."""
    if scope is None:
        return true()
    theirs = select(Tenure.person_id).where(col(Tenure.office_id).in_(scope), people.in_force(now))
    found: ColumnElement[bool] = person_id.in_(theirs)
    return found


def _same(one: Any, other: Any, left: str, right: str) -> ColumnElement[bool]:
    """The rows of two tables that are of the same office and the same thing."""
    return and_(one.office_id == other.office_id, getattr(one, left) == getattr(other, right))
