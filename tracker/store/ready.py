"""Statements made ready once: their SQL, and how each value goes in and comes out.

SQLAlchemy takes ten steps for each statement it carries out, twelve times as long as SQLite itself takes for it. What
every event asks is always the same, so here the SQL and the processors of its types, both SQLAlchemy's own, are kept
from the first time, and the driver is asked directly. Faults come out as SQLAlchemy's, a lost connection is given up as
SQLAlchemy does, and whoever listens to its statements hears these too: then they go the long way.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, exc

Values = Mapping[str, Any]
Row = Any
"""A tuple whose parts have their columns' names."""
_Process = Callable[[Any], Any] | None


@dataclass(frozen=True)
class _Made:
    """A statement in one database's language. `places`: names in the order of the placeholders, None where the driver
    takes names; `given`: what the statement itself says."""

    sql: str
    places: tuple[str, ...] | None
    given: Mapping[str, Any]
    into: Mapping[str, Callable[[Any], Any]]
    out: tuple[_Process, ...]
    row: Callable[..., Row] | None


class Ready:
    """A statement that is always the same but for its values. `make` may take the name of the dialect; `columns` are
    those an INSERT fills. Not for lists of values (IN)."""

    def __init__(
        self, make: Executable | Callable[[str], Executable], columns: Sequence[str] | None = None
    ) -> None:
        self._make, self._columns = make, columns
        self._made: dict[str, _Made] = {}

    def rows(self, connection: Connection, values: Values | None = None) -> list[Row]:
        """Carry it out; what it gives."""
        if connection.dispatch.before_cursor_execute:
            return list(connection.execute(self._statement(connection.dialect.name), values or {}).all())
        made = self._of(connection.dialect)
        found = _cursor(connection, made, _parameters(made, values or {})).fetchall()
        if made.row is None:
            return list(found)
        return [made.row(*(p(v) if p else v for p, v in zip(made.out, each, strict=True))) for each in found]

    def count(self, connection: Connection, values: Values | Sequence[Values]) -> int:
        """Carry it out, for each of several values; how many rows it wrote (of several: unknown)."""
        if connection.dispatch.before_cursor_execute:
            return connection.execute(self._statement(connection.dialect.name), values).rowcount
        made = self._of(connection.dialect)
        many = [values] if isinstance(values, Mapping) else values
        return int([_cursor(connection, made, _parameters(made, each)).rowcount for each in many][-1])

    def _statement(self, dialect: str) -> Executable:
        return self._make(dialect) if callable(self._make) else self._make

    def _of(self, dialect: Dialect) -> _Made:
        found = self._made.get(dialect.name)
        if found is None:
            found = self._made[dialect.name] = _made(self._statement(dialect.name), dialect, self._columns)
        return found


def _made(statement: Any, dialect: Dialect, columns: Sequence[str] | None) -> _Made:
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns and list(columns))
    kinds = {name: bind.type.dialect_impl(dialect) for name, bind in compiled.binds.items()}
    into = {name: kind.bind_processor(dialect) for name, kind in kinds.items()}
    given = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    shown = tuple(getattr(statement, "selected_columns", ()))
    names = [str(column.key) for column in shown]
    return _Made(
        sql=str(compiled),
        places=tuple(compiled.positiontup) if compiled.positional else None,
        given={name: into[name](value) if into[name] else value for name, value in given.items()},
        into={name: process for name, process in into.items() if process is not None},
        out=tuple(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in shown),
        row=namedtuple("row", names, rename=True) if shown else None,
    )


def _parameters(made: _Made, values: Values) -> Any:
    put = {name: made.into[name](value) if name in made.into else value for name, value in values.items()}
    if made.places is None:
        return {**made.given, **put}
    return [put[name] if name in put else made.given[name] for name in made.places]


def _cursor(connection: Connection, made: _Made, parameters: Any) -> Any:
    driver: Any = connection.connection.driver_connection
    dialect: Any = connection.dialect
    try:
        return driver.execute(made.sql, parameters)
    except dialect.dbapi.Error as error:
        lost = dialect.is_disconnect(error, driver, None)
        if lost:
            connection.invalidate(error)
        raise exc.DBAPIError.instance(
            made.sql, None, error, dialect.dbapi.Error,
            hide_parameters=True, connection_invalidated=lost, dialect=dialect,
        ) from error  # fmt: skip
