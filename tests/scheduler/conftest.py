"""A small office beside a pretend LINE, anew for each test; on SQLite, and on PostgreSQL for those that ask for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PostgresServer
from tests.pretend_line import pretend_line
from tests.scheduler.office import SmallOffice


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SmallOffice]:
    with pretend_line() as line:
        made = SmallOffice(tmp_path, line)
        yield made
        assert line.state.violations == []
        made.store.close()


@pytest.fixture
def postgres_office(postgres: str, tmp_path: Path) -> Iterator[SmallOffice]:
    """The small office in a database of its own on PostgreSQL."""
    server = PostgresServer(postgres)
    database = server.create()
    with pretend_line() as line:
        made = SmallOffice(tmp_path, line, database)
        yield made
        assert line.state.violations == []
        made.store.close()
    server.drop(database)
