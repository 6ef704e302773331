"""Somebody written into a database in one of the ways there are, and who stands there afterwards."""

import sqlalchemy
from sqlmodel import Session, select

from tests.contracts.clerk import MORNING
from tracker.model import Person
from tracker.store import Store, conversation
from tracker.store.plain import table
from tracker.store.ready import Ready

JOIN = Ready(sqlalchemy.insert(table(Person)), columns=tuple(Person.model_fields))


class Odd(Exception):
    """Something went wrong in an attempt."""


def names(store: Store) -> set[str]:
    """Everybody there is."""
    with store.read() as tx:
        return set(tx.exec(select(Person.line_user_id)).all())


def person(name: str) -> Person:
    """Somebody who is not there yet."""
    return Person(line_user_id=name, created_at=MORNING)


def write(tx: Session, name: str, way: str) -> None:
    """Write somebody of a name: as an entity (flushed or not), a statement of the session's, or plainly."""
    if way == "plain":
        conversation.remember(tx, name, {}, MORNING)
        tx.execute(sqlalchemy.insert(table(Person)), person(name).model_dump())  # as a plain statement would
        return
    if way == "statement":
        tx.execute(sqlalchemy.insert(Person).values(**person(name).model_dump()))
        return
    tx.add(person(name))
    if way == "flushed":
        tx.flush()
