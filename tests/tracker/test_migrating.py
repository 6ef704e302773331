"""Bringing the schema up to date takes the time it needs, waits for another host, and fails in one line."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, text

from tests.conftest import Databases
from tests.test_commands import run
from tracker.errors import StorageUnavailable
from tracker.store import Store, schema

PATIENCE_MS = 50  # how long a request would wait for a lock


@pytest.fixture
def empty(databases: Databases) -> Iterator[Store]:
    made = Store(databases.create(), busy_ms=PATIENCE_MS)
    yield made
    made.close()
    databases.drop(made.url)


def waited(holder: "psycopg.Connection[tuple[object, ...]]") -> float:
    """For how many milliseconds somebody has waited for the lock that is held."""
    row = holder.execute(
        "SELECT coalesce(max(extract(epoch FROM clock_timestamp() - query_start)), 0) * 1000 "
        "FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE locktype = 'advisory' AND NOT granted"
    ).fetchone()
    assert row is not None
    return float(str(row[0]))


def test_a_second_host_waits_for_the_first_for_longer_than_a_request_would(empty: Store) -> None:
    if empty.is_sqlite:
        pytest.skip("hosts do not share a file")
    address = make_url(empty.url).set(drivername="postgresql").render_as_string(hide_password=False)
    said: list[str] = []

    def migrate() -> None:
        try:
            said.append(schema.migrate(empty))
        except StorageUnavailable as error:
            said.append(str(error))

    with psycopg.connect(address, autocommit=True) as holder:
        holder.execute("SELECT pg_advisory_lock(%s)", (schema._LOCK,))
        second = threading.Thread(target=migrate)
        second.start()
        while second.is_alive() and waited(holder) < 4 * PATIENCE_MS:
            time.sleep(0.02)
        assert said == []
        holder.execute("SELECT pg_advisory_unlock(%s)", (schema._LOCK,))
        second.join()
    assert said == [schema.head()]


def test_no_limit_of_a_request_cancels_a_migration_and_requests_keep_theirs(empty: Store) -> None:
    if empty.is_sqlite:
        pytest.skip("SQLite has no such limits")

    def limits(connection: object) -> list[str]:
        names = ("statement_timeout", "lock_timeout")
        return [connection.execute(text(f"SHOW {name}")).scalar_one() for name in names]  # type: ignore[attr-defined]

    with schema._transaction(empty) as connection:
        assert limits(connection) == ["0", "0"]
    with empty.begin() as tx:
        assert limits(tx) == ["15s", f"{PATIENCE_MS}ms"]


def test_what_stands_in_the_way_is_told_in_one_line_and_nothing_is_changed(
    empty: Store, tmp_path: Path
) -> None:
    with empty.writer.begin() as connection:
        connection.execute(text("CREATE TABLE office (kept integer)"))
    with pytest.raises(StorageUnavailable, match="office"):
        schema.migrate(empty)
    assert schema.current(empty) == "base"
    empty.close()
    done = run(tmp_path, "tracker", "migrate", DATABASE_URL=empty.url)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (1, 1), done.stderr
    assert "Traceback" not in done.stderr and "office" in done.stderr


def test_a_database_newer_than_the_program_is_told_in_one_line(store: Store) -> None:
    with store.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageUnavailable, match="9999") as told:
        schema.migrate(store)
    assert len(str(told.value).splitlines()) == 1
