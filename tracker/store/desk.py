"""What the desk page shows: what failed and waits for a person, who cannot be reached, who holds which post.

`scope` is the offices whose things may be seen, None all of them. What belongs to no office (a stranger's message) is
seen with None alone. Never in here: what a person wrote.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, exists, or_, true
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, func, select

from tracker.model import (
    Department,
    Evidence,
    Invitation,
    Message,
    Office,
    Person,
    Post,
    ProgressEntry,
    Responsibility,
    SeenEvent,
    Tenure,
)

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


@dataclass(frozen=True)
class PostHeld:
    """A person in a post. `follows`: messages can be pushed to them."""

    office_id: int
    office: str
    role: str
    department: str | None
    since: datetime
    until: datetime | None
    follows: bool


@dataclass(frozen=True)
class PostUnreached:
    """A department that carries measures and has nobody who can be told. `enrolled` although they blocked us."""

    office: str
    department: str
    enrolled: int


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that can still be used. `by_operator`: made by the command, not by a coordinator."""

    office_id: int
    id: int
    office: str
    role: str
    department: str | None
    uses_left: int
    created_at: datetime
    expires_at: datetime
    by_operator: bool


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


def posts_of(tx: Session, person_id: int | None, now: datetime) -> list[PostHeld]:
    """The posts a person holds now; none for a stranger."""
    return [] if person_id is None else _posts(tx, col(Tenure.person_id) == person_id, now)


def posts_in(tx: Session, scope: Scope, now: datetime) -> list[PostHeld]:
    """Every post somebody holds now, office by office."""
    return _posts(tx, true() if scope is None else col(Tenure.office_id).in_(scope), now)


def unreachable(tx: Session, scope: Scope, now: datetime) -> list[PostUnreached]:
    """The departments that carry measures and have no head or officer who can be told anything."""
    told = _told(now)
    reached = told.where(col(Person.following).is_(True))
    carries = exists().where(
        col(Responsibility.office_id) == Department.office_id,
        col(Responsibility.department_id) == Department.id,
    )
    query = (
        select(Office.name, Department.name, func.count(func.distinct(Tenure.person_id)))
        .join(Department, col(Department.office_id) == Office.id)
        .outerjoin(Post, and_(_same(Post, Department, "department_id", "id"), _REPORTS))
        .outerjoin(Tenure, and_(_same(Tenure, Post, "post_id", "id"), _holds(now)))
        .where(carries, ~reached.exists(), true() if scope is None else col(Office.id).in_(scope))
        .group_by(col(Office.name), col(Department.name), col(Department.position))
        .order_by(col(Office.name), col(Department.position), col(Department.name))
    )
    return [PostUnreached(office, department, count) for office, department, count in tx.exec(query).all()]


def open_invitations(tx: Session, scope: Scope, now: datetime) -> list[OpenInvitation]:
    """The invitations that can still be used, the newest first."""
    query = (
        select(Invitation, Office.name, Department.name)
        .join(Office, col(Office.id) == Invitation.office_id)
        .outerjoin(Department, _same(Department, Invitation, "id", "department_id"))
        .where(col(Invitation.uses_left) > 0, col(Invitation.expires_at) > now)
        .where(true() if scope is None else col(Invitation.office_id).in_(scope))
        .order_by(col(Invitation.created_at).desc())
    )
    return [
        OpenInvitation(
            row.office_id,
            row.id,
            office,
            row.role,
            department,
            row.uses_left,
            row.created_at,
            row.expires_at,
            row.created_by is None,
        )
        for row, office, department in tx.exec(query).all()
    ]


_REPORTS = col(Post.role).in_(("head", "officer"))


def _found(tx: Session, table: Any, which: ColumnElement[bool], newest: Any) -> Found[Any]:
    rows = tx.exec(select(table).where(which).order_by(newest.desc()).limit(SHOWN)).all()
    total = tx.exec(select(func.count()).select_from(table).where(which)).one()
    return Found(tuple(rows), total)


def _posts(tx: Session, which: ColumnElement[bool], now: datetime) -> list[PostHeld]:
    query = (
        columns_of(Tenure, col(Office.name), col(Post.role), col(Department.name), col(Person.following))
        .join(Office, col(Office.id) == Tenure.office_id)
        .join(Post, _same(Post, Tenure, "id", "post_id"))
        .join(Person, col(Person.id) == Tenure.person_id)
        .outerjoin(Department, _same(Department, Post, "id", "department_id"))
        .where(which, _holds(now))
        .order_by(col(Office.name), col(Post.role), col(Department.position), col(Tenure.valid_from))
    )
    return [
        PostHeld(row.office_id, office, role, department, row.valid_from, row.valid_to, follows)
        for row, office, role, department, follows in tx.execute(query).all()
    ]


def _told(now: datetime) -> Any:
    """Who is told of a department's work: its present heads and officers. Correlated with Department."""
    return (
        select(Person.id)
        .join(Tenure, col(Tenure.person_id) == Person.id)
        .join(Post, _same(Post, Tenure, "id", "post_id"))
        .where(_same(Post, Department, "department_id", "id"), _REPORTS, _holds(now))
        .correlate(Department)
    )


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
    people = select(Tenure.person_id).where(col(Tenure.office_id).in_(scope), _holds(now))
    found: ColumnElement[bool] = person_id.in_(people)
    return found


def _holds(now: datetime) -> ColumnElement[bool]:
    ended = or_(col(Tenure.valid_to).is_(None), col(Tenure.valid_to) > now)
    return and_(col(Tenure.valid_from) <= now, ended)


def _same(one: Any, other: Any, left: str, right: str) -> ColumnElement[bool]:
    """The rows of two tables that are of the same office and the same thing."""
    return and_(one.office_id == other.office_id, getattr(one, left) == getattr(other, right))
