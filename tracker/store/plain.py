"""Statements past the ORM, and attempts that cost nothing before something is written.

Every event passes a dozen statements that are always the same. They go to the connection itself; the session stays for
what people change.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Executable, event, inspect
from sqlalchemy.orm import ORMExecuteState, SessionTransaction, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel

from tracker.store.ready import Ready, Row

Entity = TypeVar("Entity", bound=SQLModel)

_WIRE, _ATTEMPTS = "connection", "attempts"


def ask(tx: Session, statement: Ready | Executable, values: Mapping[str, Any] | None = None) -> list[Row]:
    """The rows of a SELECT, after what the session has changed so far."""
    _flush(tx)
    if isinstance(statement, Ready):
        return statement.rows(wire(tx), values)
    return list(wire(tx).execute(statement, values).all())


def tell(tx: Session, statement: Ready, values: Mapping[str, Any]) -> int:
    """Carry out what writes, after what the session has changed so far; how many rows it wrote."""
    _flush(tx)
    _begin_attempts(tx)
    return statement.count(wire(tx), values)


def tell_back(tx: Session, statement: Ready, values: Mapping[str, Any]) -> list[Row]:
    """The same of a statement that gives back what it wrote."""
    _flush(tx)
    _begin_attempts(tx)
    return statement.rows(wire(tx), values)


def entity(tx: Session, of: type[Entity], row: Row) -> Entity:
    """A row of all columns of a table as the entity it is, as if the session had read it: what is changed in it is
    written. One the session has already is brought up to the row."""
    mapper: Any = inspect(of)
    known = tx.identity_map.get(
        mapper.identity_key_from_primary_key([getattr(row, key) for key in _keys(mapper)])
    )
    made: Any = mapper.class_manager.new_instance() if known is None else known
    for name in mapper.column_attrs.keys():
        set_committed_value(made, name, getattr(row, name))
    if known is None:
        make_transient_to_detached(made)
        tx.add(made)
    return made  # type: ignore[no-any-return]


def _keys(mapper: Any) -> list[str]:
    return [mapper.get_property_by_column(column).key for column in mapper.primary_key]


def wire(tx: Session) -> Connection:
    """The connection of a transaction; a writing one has the same to its end."""
    if "writes" not in tx.info:
        return tx.connection()
    found: Connection | None = tx.info.get(_WIRE)
    if found is None:
        found = tx.info[_WIRE] = tx.connection()
    return found


def table(of: type[SQLModel]) -> Any:
    """The table itself: statements about it know nothing of entities."""
    return inspect(of).local_table


def columns(table: type[SQLModel]) -> tuple[ColumnElement[Any], ...]:
    """All columns of a table: a row of them has an entity's names, and takes a third of its time."""
    return tuple(getattr(table, name) for name in inspect(table).column_attrs.keys())


@dataclass(eq=False)
class _Attempt:
    """`savepoint` once something was written in it; `owner` of it is the outermost of those that share it, because
    nothing had been written in any of them before."""

    savepoint: SessionTransaction | None = None
    owner: bool = False


@contextmanager
def attempt(tx: Session) -> Iterator[None]:
    """What fails within it is taken back, and what came before stays: a savepoint, made when it is first written in.
    Most answers write nothing."""
    _flush(tx)
    mine = _Attempt()
    attempts: list[_Attempt] = tx.info.setdefault(_ATTEMPTS, [])
    attempts.append(mine)
    try:
        yield
    except BaseException:
        _take_back(tx, mine, attempts)
        raise
    else:
        if mine.savepoint is not None and mine.owner:
            mine.savepoint.commit()
    finally:
        attempts.remove(mine)


def _take_back(tx: Session, mine: _Attempt, attempts: list[_Attempt]) -> None:
    shared = mine.savepoint
    if shared is None:
        _forget_pending(tx)
        return
    shared.rollback()
    for each in attempts:
        if each.savepoint is shared:
            each.savepoint, each.owner = None, False


def _flush(tx: Session) -> None:
    if tx.new or tx.dirty or tx.deleted:
        tx.flush()


def _forget_pending(tx: Session) -> None:
    """Nothing of the attempt has reached the database: what it changed in memory must not get there later."""
    for row in tx.new:
        tx.expunge(row)
    for row in tx.deleted:
        tx.add(row)
    for row in tx.dirty:
        tx.expire(row)


def _begin_attempts(tx: Session) -> None:
    """The attempts under way begin in earnest: something is about to be written."""
    waiting = [each for each in tx.info.get(_ATTEMPTS, ()) if each.savepoint is None]
    if waiting:
        waiting[0].owner = True
        savepoint = tx.begin_nested()
        for each in waiting:
            each.savepoint = savepoint


@event.listens_for(Session, "before_flush")
def _before_flush(tx: Session, _context: Any, _instances: Any) -> None:
    _begin_attempts(tx)


@event.listens_for(Session, "do_orm_execute")
def _before_statement(state: ORMExecuteState) -> None:
    if not state.is_select:
        _begin_attempts(state.session)  # type: ignore[arg-type]
