"""A small office beside a pretend LINE, on SQLite and on PostgreSQL, anew for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Databases
from tests.pretend_line import pretend_line
from tests.scheduler.office import SmallOffice
from tracker.store import schema


@pytest.fixture
def office(databases: Databases, tmp_path: Path) -> Iterator[SmallOffice]:
    url = databases.copy("migrated", schema.migrate)
    with pretend_line() as line:
        made = SmallOffice(tmp_path, line, url)
        yield made
        assert line.state.violations == []
        made.store.close()
    databases.drop(url)
