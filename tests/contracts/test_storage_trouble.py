"""A database that is locked, read-only, full or away says StorageUnavailable, and nothing half-written stays."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.contracts.clerk import MORNING
from tracker.errors import StorageUnavailable
from tracker.model import Department, Office
from tracker.store import Store, organisations, schema
from tracker.store.sqlite import sqlite_driver

READ_ONLY_VERSION = 3  # a file format SQLite may read and must not write (fileformat2.html, 1.3.3)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A SQLite database with one office in it that nobody has open."""
    path = tmp_path / "facts.db"
    opened = Store(f"sqlite:///{path}")
    schema.migrate(opened)
    with opened.begin() as tx:
        tx.add(new_office("first"))
    opened.close()
    return path


def new_office(slug: str, name: str = "เทศบาลตำบลใหม่") -> Office:
    return Office(slug=slug, name=name, kind="ทต.", created_at=MORNING)


def slugs(store: Store) -> list[str]:
    with store.read() as tx:
        return sorted(office.slug for office in organisations.offices_of(tx, None))


@contextmanager
def opened(path: Path, busy_ms: int = 200) -> Iterator[Store]:
    store = Store(f"sqlite:///{path}", busy_ms=busy_ms)
    yield store
    store.close()


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process that writes and does not finish."""
    other: Any = sqlite_driver().connect(str(path), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_a_locked_database_is_given_up_after_the_busy_time(file: Path) -> None:
    with opened(file) as store, held(file):
        before = time.monotonic()
        with pytest.raises(StorageUnavailable) as trouble, store.begin() as tx:
            tx.add(new_office("second"))
        assert 0.15 < time.monotonic() - before < 2
        assert "locked" in str(trouble.value)


def test_after_the_lock_is_gone_the_same_store_writes_again(file: Path) -> None:
    with opened(file) as store:
        with held(file), pytest.raises(StorageUnavailable), store.begin() as tx:
            tx.add(new_office("second"))
        with store.begin() as tx:
            tx.add(new_office("third"))
        assert slugs(store) == ["first", "third"]


def test_a_lock_shorter_than_the_busy_time_is_waited_for(file: Path) -> None:
    with opened(file, busy_ms=5000) as store:
        holding, may_go = threading.Event(), threading.Event()

        def hold() -> None:
            with held(file):
                holding.set()
                may_go.wait(0.3)

        thread = threading.Thread(target=hold)
        thread.start()
        holding.wait()
        with store.begin() as tx:
            tx.add(new_office("second"))
        thread.join()
        assert slugs(store) == ["first", "second"]


def test_a_read_only_database_refuses_writes_and_still_answers(file: Path) -> None:
    with file.open("r+b") as stream:  # root may write any file, so the permission bits would prove nothing
        stream.seek(18)
        stream.write(bytes([READ_ONLY_VERSION]))
    with opened(file) as store:
        with pytest.raises(StorageUnavailable) as trouble, store.begin() as tx:
            tx.add(new_office("second"))
        assert "readonly" in str(trouble.value)
        assert slugs(store) == ["first"]


def test_a_full_database_refuses_and_nothing_half_written_stays(file: Path) -> None:
    with opened(file) as store:
        event.listen(store.writer, "connect", _no_page_more)
        with pytest.raises(StorageUnavailable) as trouble, store.begin() as tx:
            office = new_office("second")
            tx.add(office)
            tx.flush()
            for number in range(200):
                tx.add(Department(office_id=office.id, name=f"กองที่ {number} " * 50))
            tx.flush()
        assert "full" in str(trouble.value)
        assert slugs(store) == ["first"]
    with opened(file) as store, store.begin() as tx:
        tx.add(new_office("third"))


def test_a_database_that_is_no_database_is_said_plainly(tmp_path: Path) -> None:
    path = tmp_path / "facts.db"
    path.write_bytes(b"not a database at all " * 100)
    with opened(path) as store, pytest.raises(StorageUnavailable), store.begin() as tx:
        tx.add(new_office("second"))


def test_a_server_that_is_away_is_said_plainly() -> None:
    store = Store("postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    with pytest.raises(StorageUnavailable), store.begin() as tx:
        organisations.offices_of(tx, None)
    with pytest.raises(StorageUnavailable), store.read() as tx:
        organisations.offices_of(tx, None)
    store.close()


def test_the_sentence_says_what_to_do_and_no_more(file: Path) -> None:
    with opened(file) as store, held(file), pytest.raises(StorageUnavailable) as trouble, store.begin() as tx:
        organisations.offices_of(tx, None)
    assert "อีกครั้ง" in trouble.value.sentence
    assert "sqlite" not in trouble.value.sentence.lower()


def _no_page_more(connection: Any, _record: Any) -> None:
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages}")
