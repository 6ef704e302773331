"""How a database would find what a statement asks for: which tables it would read from end to end."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlmodel import SQLModel

from tracker.store import Store

SMALL = frozenset(
    "alembic_version audithead heartbeat knownoffice menutounlink desklink desksession desklockout office pace".split()
)
"""Tables with a row or less for each office. All others grow with people, reports and messages."""
TABLES = frozenset(SQLModel.metadata.tables)
OF_FEW = frozenset(
    index.name
    for table in SQLModel.metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
)
"""Indexes over the few rows that are asked about: one of them read from end to end is short."""
Asked = dict[str, Any]
"""Statements with the values they were asked with last."""


@contextmanager
def listening(store: Store, into: Asked) -> Iterator[None]:
    """All that is asked of a database meanwhile, whichever thread and engine asks."""
    its = make_url(store.url).database

    def note(connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if connection.engine.url.database != its:
            return  # a thread that another test left behind
        # Lists of values of any length are one statement; the longest stands for all.
        shape = re.sub(r"\((?:[^()]|\(\?\))*\?, \?[^()]*\)|\(%\(.*?\)s[^)]*\)", "(…)", statement)
        if statement.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            into[shape] = (statement, values[0] if many else values)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def read_whole(store: Store, asked: Asked) -> list[str]:
    """The statements that would read a table that grows from end to end, each with the plan that says so."""
    found = []
    with store.writer.connect() as connection:
        # On a few offices to read all is cheap. Without that choice, and without what is known of how few they are, the
        # plan tells whether there is another way.
        if store.is_sqlite:
            for each in ("DELETE FROM sqlite_stat1", "DELETE FROM sqlite_stat4", "ANALYZE sqlite_schema"):
                connection.exec_driver_sql(each)
        else:
            for each in ("seqscan", "hashjoin", "mergejoin"):
                connection.exec_driver_sql(f"SET enable_{each} = off")
        for statement, values in asked.values():
            plan = _sqlite if store.is_sqlite else _postgres
            if whole := sorted(set(plan(connection, statement, values)) - SMALL):
                found.append(f"{', '.join(whole)}: {' '.join(statement.split())}")
    return sorted(found)


def _sqlite(connection: Connection, statement: str, values: Any) -> Iterator[str]:
    names = dict(_names(statement))
    for *_, detail in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values):
        if match := re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", detail):
            table, index = names.get(match[1], match[1]), match[2] or ""
            if index not in OF_FEW and table in TABLES:
                yield table


def _postgres(connection: Connection, statement: str, values: Any) -> Iterator[str]:
    [(plan,)] = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).all()
    for node in _nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]):
        scans = node["Node Type"] == "Seq Scan"
        unled = node["Node Type"].startswith("Index") and "Index Cond" not in node
        if scans or (unled and node["Index Name"] not in OF_FEW):
            yield node["Relation Name"] if "Relation Name" in node else node["Index Name"]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for each in node.get("Plans", ()):
        yield from _nodes(each)


def _names(statement: str) -> Iterator[tuple[str, str]]:
    """What a table is called in a statement, and which it is."""
    for match in re.finditer(r"(?:FROM|JOIN|,)\s+(\w+)(?:\s+AS\s+(\w+))?", statement):
        yield match[2] or match[1], match[1]
