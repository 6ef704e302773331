"""Filling an empty database: a few offices are written as rows, all others are copied from them by the database itself.

A copy is an INSERT … SELECT over every table that has rows: identifiers are shifted by whole spans, what must be unique
beyond an office gets its number. A new table of the model is copied too, without a word here.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Table, TextClause, UniqueConstraint, bindparam, text
from sqlmodel import Session, SQLModel, col, select

from scheduler.reminders import service, weekly
from tests.growth.pattern import SPAN, at_ten, name_of, office_rows
from tracker.actions.publish import would_be_public
from tracker.model import Office, Round
from tracker.model.columns import Identifier, UtcDateTime
from tracker.rules import fiscal
from tracker.store import Store, public_copies, schema

PATTERNS = 10
"""Offices that are written; a few different ones, so that not all are alike."""
AT_ONCE = 40
"""Copies of every pattern made by one statement: between two of them the bar moves."""


Bar = Callable[[int, int], None]
"""Told how much is done, of how much."""


class NotEmpty(Exception):
    """The database has offices: nothing is put between them."""


@dataclass(frozen=True)
class Country:
    """What is to be made: offices, of which every so-many-th has two departments that still owe the round that fell
    due last."""

    offices: int
    today: date
    owing_every: int = 100


def fill(store: Store, country: Country, bar: Bar = lambda _done, _all: None) -> None:
    """Bring the schema up to date and fill it. Raises NotEmpty."""
    schema.migrate(store)
    with store.read() as tx:
        if tx.exec(select(Office.id).limit(1)).first() is not None:
            raise NotEmpty("this database has offices already; give one that is new")
    patterns = min(PATTERNS, country.offices)
    with store.begin() as tx:
        _write(tx, patterns, country.today)
    with _unchecked(store) as connection:
        _copy(connection, country, patterns, bar)
        _give_revisions(connection)
        _name(connection, country)
        _leave_owing(connection, country)
        tell_the_week(connection, country.today)
    _count(store)


def _write(tx: Session, patterns: int, today: date) -> None:
    rows = [row for number in range(patterns) for row in office_rows(number, today)]
    # What is referred to comes first; within a table in the order it was made.
    for table in SQLModel.metadata.sorted_tables:
        tx.add_all(row for row in rows if row.__tablename__ == table.name)
        tx.flush()
    this_year = fiscal.fiscal_year_of(today)
    for office_id in range(SPAN, (patterns + 1) * SPAN, SPAN):
        for year in (this_year - 1, this_year):
            seen, _ = would_be_public(tx, office_id, year)
            public_copies.keep(tx, office_id, seen.published(at_ten(today)), None, at_ten(today))


def bar_on_stderr(done: int, whole: int) -> None:
    """A bar that is drawn anew in its line, and left alone where nobody looks."""
    if sys.stderr.isatty() or done == whole:
        filled = 40 * done // whole
        end = "\n" if done == whole else ""
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (40 - filled)}] {100 * done // whole:3}%{end}")
        sys.stderr.flush()


def _copy(connection: Connection, country: Country, patterns: int, bar: Bar) -> None:
    tables = [
        table for table in SQLModel.metadata.sorted_tables
        if _place(table) is not None and table.name != "officerevision" and _has_rows(connection, table)
    ]  # fmt: skip
    copies = -(-country.offices // patterns) - 1
    parts = range(1, copies + 1, AT_ONCE)
    steps, done = len(tables) * len(parts), 0
    for table in tables:
        statement = _copying(table, patterns, connection.dialect.name)
        for first in parts:
            limits = {"first": first, "last": min(first + AT_ONCE - 1, copies), "offices": country.offices}
            connection.execute(statement, limits)
            done += 1
            bar(done, steps)


def _give_revisions(connection: Connection) -> None:
    """Where copies were made without triggers, each office gets the numbers that a trigger would have given it."""
    for part in (0, 1):
        connection.execute(
            text(
                f"INSERT INTO officerevision (office_id, part, revision) SELECT id, {part}, id FROM office "
                f"WHERE NOT EXISTS (SELECT 1 FROM officerevision WHERE office_id = id AND part = {part})"
            )
        )


def _has_rows(connection: Connection, table: Table) -> bool:
    return connection.execute(table.select().limit(1)).first() is not None


def _place(table: Table) -> Column[int] | None:
    """The column that tells of which office a row is: its office, else the first number that is an identifier."""
    columns = [column for column in table.columns if column.type is Identifier]
    return next(
        (column for column in columns if column.name in ("office_id", "chain")), (columns or [None])[0]
    )


def _copying(table: Table, patterns: int, dialect: str) -> TextClause:
    place = _place(table)
    assert place is not None
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    values = ", ".join(_shifted(table, column, patterns, dialect) for column in table.columns)
    number = f'"{place.name}" / {SPAN} - 1'
    return text(
        f'INSERT INTO "{table.name}" ({names}) '
        "WITH RECURSIVE copies(k) AS (SELECT CAST(:first AS INTEGER) UNION ALL SELECT k + 1 FROM copies "
        "WHERE k < :last) "
        f'SELECT {values} FROM copies CROSS JOIN "{table.name}" '
        f'WHERE "{place.name}" < {(patterns + 1) * SPAN} AND {number} + k * {patterns} < :offices'
    )


def _shifted(table: Table, column: Column[int], patterns: int, dialect: str) -> str:
    """A column's value in copy k. Small numbers of an identifier's type (an indicator, no chain) stay as they are."""
    name, step = f'"{column.name}"', patterns * SPAN
    if column.type is Identifier:
        return f"CASE WHEN {name} >= {SPAN} THEN {name} + k * {step} ELSE {name} END"
    if column.name in ("line_user_id", "recipient"):
        person = f'"{"id" if table.name == "person" else "person_id"}" + k * {step}'
        return (
            f"'U' || lpad(to_hex({person}), 32, '0')"
            if dialect != "sqlite"
            else f"printf('U%032x', {person})"
        )
    if _is_unique(table, column):
        return f"{name} || ':' || k"
    return name


def _is_unique(table: Table, column: Column[int]) -> bool:
    """Whether no two rows of the whole table may have the same text there."""
    keys = [[each.name for each in table.primary_key.columns]]
    keys += [[each.name for each in index.columns] for index in table.indexes if index.unique]
    keys += [
        [each.name for each in limit.columns]
        for limit in table.constraints
        if isinstance(limit, UniqueConstraint)
    ]
    return column.unique is True or [column.name] in keys


def _name(connection: Connection, country: Country) -> None:
    """Every office its own name."""
    named = [
        dict(zip(("kind", "name", "district", "slug", "id"), (*name_of(n), f"office{n}", (n + 1) * SPAN), strict=True))
        for n in range(country.offices)
    ]  # fmt: skip
    connection.execute(
        text(
            "UPDATE office SET kind = :kind, name = :name, district = :district, slug = :slug WHERE id = :id"
        ),
        named,
    )


def _leave_owing(connection: Connection, country: Country) -> None:
    """In every so-many-th office the round that fell due last was never closed, and two departments have not reported
    it."""
    last = select(Round.key, Round.fiscal_year).where(Round.office_id == SPAN, Round.due < country.today)
    key, year = connection.execute(last.order_by(col(Round.due).desc()).limit(1)).one()
    owing = range(SPAN, (country.offices + 1) * SPAN, SPAN * country.owing_every)
    where = [{"office": office_id, "key": key, "year": year} for office_id in owing]
    its_round = "office_id = :office AND key = :key AND fiscal_year = :year"
    connection.execute(text(f"UPDATE round SET closed_at = NULL WHERE {its_round}"), where)
    connection.execute(
        text(
            "UPDATE progressentry SET round_id = NULL WHERE office_id = :office "
            f"AND round_id = (SELECT id FROM round WHERE {its_round}) AND department_id IN "
            "(SELECT id FROM department WHERE office_id = :office AND position < 2)"
        ),
        where,
    )


def tell_the_week(connection: Connection, today: date) -> None:
    """Executives have had the picture of the week of a day and coordinators its line, so that only what is owed is
    due."""
    monday = today - timedelta(days=today.weekday())
    told = {"executive": weekly.KEY, "coordinator": service.KEY}
    for number, (role, pattern) in enumerate(told.items()):
        key = pattern.format(
            office="' || p.office_id || '",
            person="' || t.person_id || '",
            week=weekly.week_of(monday),
            rung=service.weekly_rung(monday),
        ).replace(":", r"\:")
        connection.execute(
            text(
                "INSERT INTO notice (office_id, id, key, rule, person_id, facts, state, promised_at) "
                f"SELECT p.office_id, p.office_id + {SPAN} - 1 - {number}, '{key}', :rule, t.person_id, '{{}}', "
                "'sent', :at FROM post p JOIN tenure t ON t.office_id = p.office_id AND t.post_id = p.id "
                "WHERE p.role = :role"
            ).bindparams(bindparam("at", type_=UtcDateTime())),
            {"role": role, "rule": pattern.partition(":")[0], "at": at_ten(monday)},
        )


@contextmanager
def _unchecked(store: Store) -> Iterator[Connection]:
    """One transaction in which references are taken on trust, for a copy of what is right is right, and that waits for
    no disk and no clock."""
    store.close()  # SQLite changes how it keeps its journal only while nobody else is there
    with store.writer.connect() as connection:
        if store.is_sqlite:
            driver: Any = connection.connection.driver_connection
            for each in ("foreign_keys=OFF", "journal_mode=OFF", "synchronous=OFF", "cache_size=-200000"):
                driver.execute(f"PRAGMA {each}")
        with connection.begin():
            if not store.is_sqlite:
                for each in (
                    "session_replication_role = replica",
                    "statement_timeout = 0",
                    "work_mem = '64MB'",
                ):
                    connection.exec_driver_sql(f"SET LOCAL {each}")
            yield connection
    store.close()  # and with it the connection that checked nothing


def _count(store: Store) -> None:
    """Have the database look at what it holds, as it does by itself in time."""
    with store.writer.connect() as connection, connection.begin():
        if not store.is_sqlite:
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("ANALYZE")
