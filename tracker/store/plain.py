"""Statements past the ORM, and attempts that cost nothing before something is written.

Every event passes a dozen statements that are always the same. They go to the connection itself; the session stays for
what people change.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Executable, event, inspect, text
from sqlalchemy.orm import ORMExecuteState, SessionTransaction
from sqlalchemy.orm.attributes import instance_dict, instance_state, set_committed_value
from sqlmodel import Session, SQLModel

from tracker.store.ready import Ready, Row

Entity = TypeVar("Entity", bound=SQLModel)

WIRE = "connection"
"""Under this name a writing session keeps the connection it is on."""
_ATTEMPTS, _SAVEPOINTS, _WRITTEN, _APART = "attempts", "savepoints", "tables written", "entities read"
_NONE: dict[Any, Any] = {}


def ask(tx: Session, statement: Ready | Executable, values: Mapping[str, Any] | None = None) -> list[Row]:
    """The rows of a SELECT, after what the session has changed so far."""
    flush(tx)
    if isinstance(statement, Ready):
        return statement.rows(wire(tx), values)
    return list(wire(tx).execute(statement, values).all())


def tell(tx: Session, statement: Ready, values: Mapping[str, Any]) -> int:
    """Carry out what writes, after what the session has changed so far; how many rows it wrote."""
    _before(tx, statement)
    return statement.count(wire(tx), values)


def tell_back(tx: Session, statement: Ready, values: Mapping[str, Any]) -> list[Row]:
    """The same of a statement that gives back what it wrote."""
    _before(tx, statement)
    return statement.rows(wire(tx), values)


def tell_all(tx: Session, statement: Ready, many: Sequence[Mapping[str, Any]]) -> None:
    """Carry out what writes for each of many values, at once where the database takes it so."""
    _before(tx, statement)
    statement.write(wire(tx), many)


def _before(tx: Session, statement: Ready) -> None:
    flush(tx)
    _begin_attempts_plainly(tx)
    note_written(tx, statement.table)


def note_written(tx: Session, table: str | None) -> None:
    """This transaction writes a table; None is one nobody can name."""
    tx.info.setdefault(_WRITTEN, set()).add(table)


def written(tx: Session) -> Collection[str | None]:
    """The tables this transaction has written so far."""
    found: set[str | None] = tx.info.get(_WRITTEN, set())
    return found


def entity(tx: Session, of: type[Entity], row: Row) -> Entity:
    """A row of all columns of a table as the entity it is, as if the session had read it: what is changed in it is
    written. One the session has already is brought up to the row."""
    return entity_of(tx, of, row._asdict())


def entity_of(tx: Session, of: type[Entity], values: Mapping[str, Any]) -> Entity:
    """The same of the values of all columns by their names."""
    apart: dict[Any, Entity] = tx.info.setdefault(_APART, {})
    identity = (of, tuple(values[key] for key in _keys(of)), None)
    known = apart.get(identity) or tx.identity_map.get(identity)
    if known is not None:
        for name, value in values.items():
            set_committed_value(known, name, value)
        return known
    made: Entity = inspect(of).class_manager.new_instance()
    instance_dict(made).update(values)  # as SQLAlchemy loads a row: column by column takes five times as long
    # All its columns are there: with its key it is one of the database's. SQLAlchemy's own way looks for missing ones.
    instance_state(made).key = identity
    apart[identity] = made
    return made


def _join_changed(tx: Session) -> None:
    """What was changed comes into the session, which then writes it. Most of what is read is never changed, and a
    session that has nothing to look after need not begin: that would take as long as five statements."""
    apart: dict[Any, SQLModel] = tx.info.get(_APART, _NONE)
    for row in apart.values():
        state = instance_state(row)
        if state.modified and state.session_id is None:  # (to add what is to be removed would keep it)
            tx.add(row)


def _join_all(tx: Session) -> None:
    """All that was read comes into the session: what it is asked itself must be about the same entities."""
    for row in tx.info.pop(_APART, {}).values():
        if instance_state(row).session_id is None:
            tx.add(row)


@cache
def _keys(of: type[SQLModel]) -> tuple[str, ...]:
    mapper: Any = inspect(of)
    return tuple(mapper.get_property_by_column(column).key for column in mapper.primary_key)


def wire(tx: Session) -> Connection:
    """The connection of a transaction; a writing one has the same to its end."""
    found: Connection | None = tx.info.get(WIRE)
    return tx.connection() if found is None else found


def table(of: type[SQLModel]) -> Any:
    """The table itself: statements about it know nothing of entities."""
    return inspect(of).local_table


def columns(table: type[SQLModel]) -> tuple[ColumnElement[Any], ...]:
    """All columns of a table: a row of them has an entity's names, and takes a third of its time."""
    return tuple(getattr(table, name) for name in inspect(table).column_attrs.keys())


@dataclass(eq=False)
class _Attempt:
    """What it can go back to once something was written in it. `session`: a savepoint of the session's own, which knows
    what its entities were; `owner` of it is the outermost of those that share it, because nothing of the session had
    been written in any of them before. `plain`: the database's alone, by its number in the transaction."""

    session: SessionTransaction | None = None
    owner: bool = False
    plain: int | None = None


@contextmanager
def attempt(tx: Session) -> Iterator[None]:
    """What fails within it is taken back, and what came before stays: a savepoint, made when it is first written in.
    Most answers write nothing."""
    flush(tx)
    mine = _Attempt()
    attempts: list[_Attempt] = tx.info.setdefault(_ATTEMPTS, [])
    attempts.append(mine)
    try:
        yield
    except BaseException:
        _take_back(tx, mine, attempts)
        raise
    else:
        # A plain one is left to the end of the transaction: to release it would release what came after it, too.
        if mine.session is not None and mine.owner:
            mine.session.commit()
    finally:
        attempts.remove(mine)


def _take_back(tx: Session, mine: _Attempt, attempts: list[_Attempt]) -> None:
    _join_changed(tx)  # what the session does not know it could not take back
    shared = mine.session
    if shared is None:
        _forget_pending(tx)
    else:
        shared.rollback()
        for each in attempts:
            if each.session is shared:
                each.session, each.owner = None, False
    if mine.plain is not None:
        _savepoint(mine.plain, "ROLLBACK TO SAVEPOINT").count(wire(tx), _NONE)


def flush(tx: Session) -> None:
    """Have the database know what was changed so far."""
    if _APART in tx.info:
        _join_changed(tx)
    # What flush itself asks first, without a call for each: every statement asks it. To list what has changed takes a
    # statement's time.
    if tx._new or tx._deleted or tx.identity_map._modified:
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
    """The attempts under way begin in earnest: the session is about to write."""
    waiting = [each for each in tx.info.get(_ATTEMPTS, ()) if each.session is None]
    if waiting:
        waiting[0].owner = True
        savepoint = tx.begin_nested()
        for each in waiting:
            each.session = savepoint


def _begin_attempts_plainly(tx: Session) -> None:
    """The same before a plain statement. Where the session has not begun it has nothing to remember: it would take as
    long to make it begin, and end, as the rest of a report takes in the database."""
    waiting = [each for each in tx.info.get(_ATTEMPTS, ()) if each.session is None and each.plain is None]
    if not waiting:
        return
    if tx.in_transaction() or WIRE not in tx.info:
        _begin_attempts(tx)
        return
    number = tx.info[_SAVEPOINTS] = tx.info.get(_SAVEPOINTS, 0) + 1
    _savepoint(number, "SAVEPOINT").count(wire(tx), _NONE)
    for each in waiting:
        each.plain = number


@cache
def _savepoint(number: int, what: str) -> Ready:
    return Ready(text(f"{what} attempt_{number}"))


@event.listens_for(Session, "after_transaction_create")
def _make_savepoint(tx: Session, transaction: SessionTransaction) -> None:
    """Left to itself the session makes a savepoint when it is next asked for its connection: plain statements, which
    have theirs, would come before it and stay when it is rolled back."""
    if transaction.nested and WIRE in tx.info:
        tx.connection()


@event.listens_for(Session, "before_flush")
def _before_flush(tx: Session, _context: Any, _instances: Any) -> None:
    _join_changed(tx)
    _begin_attempts(tx)


@event.listens_for(Session, "do_orm_execute")
def _before_statement(state: ORMExecuteState) -> None:
    _join_all(state.session)  # type: ignore[arg-type]
    if not state.is_select:
        flush(state.session)  # type: ignore[arg-type]  # (or its savepoint would be made after what it flushes)
        _begin_attempts(state.session)  # type: ignore[arg-type]
