"""Statements made ready once: their SQL, and how each value goes in and comes out.

SQLAlchemy takes ten steps for each statement it carries out, twelve times as long as SQLite itself takes for it. What
every event asks is always the same, so here the SQL and the processors of its types, both SQLAlchemy's own, are kept
from the first time, and the driver is asked directly. Faults come out as SQLAlchemy's, a lost connection is given up as
SQLAlchemy does, and whoever listens to its statements hears these too: then they go the long way.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Executable, exc, literal_column
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Row = Any
"""A tuple whose parts have their columns' names."""
_Process = Callable[[Any], Any] | None
_ASKED = object()  # stands where a statement says nothing itself


@dataclass(frozen=True)
class _Made:
    """A statement in one database's language. `into`: each placeholder's name, how its value goes in, and what the
    statement itself says; in their order where they have no names (`named` False). `asked`: takes all of them out of
    what is given, where the statement says none itself; those at `changed` then go in otherwise. `out`: the columns
    whose values come out otherwise than the driver gives them, and how."""

    sql: str
    named: bool
    into: tuple[tuple[str, _Process, Any], ...]
    asked: Callable[[Values], tuple[Any, ...]] | None
    changed: tuple[tuple[int, Callable[[Any], Any]], ...]
    out: tuple[tuple[int, Callable[[Any], Any]], ...]
    row: Callable[[Iterable[Any]], Row] | None


class Ready:
    """A statement that is always the same but for its values. `make` may take the name of the dialect; `columns` are
    those an INSERT fills. Not for lists of values (IN)."""

    def __init__(
        self, make: Executable | Callable[[str], Executable], columns: Sequence[str] | None = None
    ) -> None:
        self._make, self._columns = make, columns
        self._made: dict[str, _Made] = {}
        written = getattr(self._statement("sqlite"), "table", None)
        self.table: str | None = None if written is None else str(written.name)
        """The table it writes; None of a SELECT."""

    def rows(self, connection: Connection, values: Values | None = None) -> list[Row]:
        """Carry it out; what it gives."""
        if connection.dispatch.before_cursor_execute:
            return list(connection.execute(self._statement(connection.dialect.name), values or {}).all())
        made = self._of(connection.dialect)
        given = _parameters(made, values or {})
        driver: Any = connection.connection.dbapi_connection
        try:
            # Also fetched here, for SQLite finds out only then that it cannot read them.
            found = driver.execute(made.sql, given).fetchall()
        except connection.dialect.loaded_dbapi.Error as error:
            raise as_sqlalchemy_says(connection, made.sql, error) from error
        if made.row is None:
            return list(found)
        if not made.out:
            return [made.row(each) for each in found]
        return [made.row(_processed(each, made.out)) for each in found]

    def count(self, connection: Connection, values: Values | Sequence[Values]) -> int:
        """Carry it out, for each of several values; how many rows it wrote (of several: unknown)."""
        if connection.dispatch.before_cursor_execute:
            return connection.execute(self._statement(connection.dialect.name), values).rowcount
        made = self._of(connection.dialect)
        wrote = -1
        driver: Any = connection.connection.dbapi_connection
        for each in [values] if isinstance(values, Mapping) else values:
            given = _parameters(made, each)
            try:
                wrote = int(driver.execute(made.sql, given).rowcount)
            except connection.dialect.loaded_dbapi.Error as error:
                raise as_sqlalchemy_says(connection, made.sql, error) from error
        return wrote

    def write(self, connection: Connection, many: Sequence[Values]) -> None:
        """Carry it out for each of several values; PostgreSQL is asked for all at once."""
        if connection.dispatch.before_cursor_execute:
            connection.execute(self._statement(connection.dialect.name), many)
            return
        made = self._of(connection.dialect)
        given = [_parameters(made, each) for each in many]
        driver: Any = connection.connection.dbapi_connection
        try:
            driver.cursor().executemany(made.sql, given)
        except connection.dialect.loaded_dbapi.Error as error:
            raise as_sqlalchemy_says(connection, made.sql, error) from error

    def _statement(self, dialect: str) -> Executable:
        return self._make(dialect) if callable(self._make) else self._make

    def _of(self, dialect: Dialect) -> _Made:
        found = self._made.get(dialect.name)
        if found is None:
            found = self._made[dialect.name] = _made(self._statement(dialect.name), dialect, self._columns)
        return found


def _made(statement: Any, dialect: Dialect, columns: Sequence[str] | None) -> _Made:
    spelt_out = _with_constants(statement, dialect)
    compiled: Any = spelt_out.compile(dialect=dialect, column_keys=columns and list(columns))
    kinds = {name: bind.type.dialect_impl(dialect) for name, bind in compiled.binds.items()}
    shown = tuple(getattr(statement, "selected_columns", ()))
    row: Any = namedtuple("row", [str(column.key) for column in shown], rename=True) if shown else None
    out = (column.type.dialect_impl(dialect).result_processor(dialect, None) for column in shown)
    into = tuple(
        _place(name, compiled.binds[name], kinds[name].bind_processor(dialect))
        for name in (compiled.positiontup if compiled.positional else kinds)
    )
    return _Made(
        sql=str(compiled),
        named=not compiled.positional,
        into=into,
        asked=_asked(not compiled.positional, into),
        changed=tuple((place, process) for place, (_, process, _) in enumerate(into) if process is not None),
        out=tuple((place, process) for place, process in enumerate(out) if process is not None),
        row=row and row._make,
    )


def _with_constants(statement: Any, dialect: Dialect) -> Any:
    """The statement with what it says itself written out in it. As a value beside it, a state or a limit could be
    another the next time, and where that may be another plan SQLite prepares the statement anew each time."""

    def written_out(element: Any, **_: Any) -> Any:
        if (
            not isinstance(element, BindParameter)
            or element.required
            or not isinstance(element.value, str | int)
        ):
            return None
        if "%" in str(element.value):  # psycopg's placeholders begin with it: it would be doubled twice
            return None
        kind: TypeEngine[Any] = element.type.dialect_impl(dialect)
        process = kind.literal_processor(dialect)
        return literal_column(process(element.value), element.type) if process else None

    spelt_out: Any = replacement_traverse(statement, {}, written_out)
    return spelt_out


def _place(name: str, bind: Any, process: _Process) -> tuple[str, _Process, Any]:
    if bind.required:
        return name, process, _ASKED
    return name, process, bind.value if process is None else process(bind.value)


def _parameters(made: _Made, values: Values) -> Any:
    if made.asked is not None:
        asked = made.asked(values)
        return _processed(asked, made.changed) if made.changed else asked
    # In one expression: a call for each value would cost more than its way into the database.
    put = [
        (values[name] if process is None else process(values[name]))
        if given is _ASKED or name in values
        else given
        for name, process, given in made.into
    ]
    return dict(zip((name for name, _, _ in made.into), put, strict=True)) if made.named else put


def _asked(
    named: bool, into: Sequence[tuple[str, _Process, Any]]
) -> Callable[[Values], tuple[Any, ...]] | None:
    """How values are taken together, when each is asked for; None otherwise."""
    if named or len(into) < 2 or any(given is not _ASKED for _, _, given in into):
        return None
    return itemgetter(*(name for name, _, _ in into))


def _processed(given: Sequence[Any], places: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    values = list(given)
    for place, process in places:
        values[place] = process(values[place])
    return values


def as_sqlalchemy_says(connection: Connection, sql: str, error: Exception) -> exc.StatementError:
    """The fault as SQLAlchemy tells it; a lost connection is given up as SQLAlchemy does."""
    dialect = connection.dialect
    kind = dialect.loaded_dbapi.Error
    lost = dialect.is_disconnect(error, connection.connection.driver_connection, None)  # type: ignore[arg-type]
    if lost:
        connection.invalidate(error)
    return exc.DBAPIError.instance(
        sql, None, error, kind, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    )
