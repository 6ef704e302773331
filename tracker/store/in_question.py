"""Which offices may have something to be told now, asked of the indexes before anything else is read of them.

Rather an office too many than one too few: the rules judge, over all that is known of the offices found here. So a pass
costs what is due and, of all that exists, a look into an index for each coordinator and executive.
"""

from collections.abc import Collection
from datetime import date, datetime
from functools import reduce
from operator import add
from string import Formatter
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, literal
from sqlmodel import Session, col, select

from tracker.model import Notice, Office, Person, Post, Round, Tenure
from tracker.store import owing, people, service
from tracker.store.parts import in_parts

Seat = tuple[int, int]
"""Office and person."""


def reminded_offices(tx: Session) -> list[int]:
    """The offices that want reminders."""
    return list(tx.exec(select(Office.id).where(col(Office.reminders_on))).all())


def owing_offices(tx: Session, day: date, present: datetime) -> set[int]:
    """The offices with a round that may be reminded of on a day, and somebody LINE reaches at the real moment
    `present`."""
    open_now = select(Round.office_id).where(col(Round.closed_at).is_(None), owing.in_time(day, day))
    found = {*tx.exec(open_now.distinct()).all(), *owing.forgotten_offices(tx, day)}
    return {
        office_id
        for part in in_parts(found)
        for office_id in tx.exec(_seats(part, present, Post.office_id).distinct()).all()
    }


def unheard(tx: Session, offices: Collection[int], role: str, key: str, present: datetime) -> set[Seat]:
    """Those who hold a role in offices at the real moment `present` and were not told what has this key, a pattern with
    {office} and {person}."""
    theirs = _in_sql(key, office=Post.office_id, person=Tenure.person_id)
    told = exists().where(
        col(Notice.office_id) == Post.office_id, col(Notice.key) == theirs, col(Notice.state) == "sent"
    )
    query = _seats(offices, present, Post.office_id, Tenure.person_id).where(Post.role == role, ~told)
    return {(office_id, person_id) for office_id, person_id in tx.exec(query).all()}


def with_open_rounds(tx: Session, offices: Collection[int], day: date) -> set[int]:
    """Those of offices that have a round which is overseen on a day."""
    query = select(Round.office_id).where(col(Round.office_id).in_(offices), *owing.overseen_on(day, day))
    return set(tx.exec(query.distinct()).all())


def with_news(tx: Session, seats: Collection[Seat], present: datetime, asked_at: datetime) -> set[int]:
    """The offices where something failed since one of these coordinators was told."""
    services = service.services(tx, sorted({office_id for office_id, _ in seats}), present, asked_at)
    return {office_id for office_id, person_id in seats if services[office_id].news(person_id)}


def _seats(offices: Collection[int], present: datetime, *columns: Any) -> Any:
    """Who holds a post of offices at a moment and may be told something."""
    return (
        select(*columns)
        .select_from(Post)
        .join(Tenure, and_(col(Tenure.office_id) == Post.office_id, col(Tenure.post_id) == Post.id))
        .join(Person, col(Person.id) == Tenure.person_id)
        # Said of both, or PostgreSQL would read all tenures there are.
        .where(col(Post.office_id).in_(offices), col(Tenure.office_id).in_(offices))
        .where(people.in_force(present), col(Person.following))
    )


def _in_sql(pattern: str, **columns: Any) -> ColumnElement[str]:
    """A pattern filled in by the database, from columns of the row it looks at."""
    pieces: list[ColumnElement[str]] = []
    for words, name, _, _ in Formatter().parse(pattern):
        pieces.append(literal(words, String()))
        if name is not None:
            pieces.append(cast(columns[name], String))
    return reduce(add, pieces)
