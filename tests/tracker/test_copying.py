"""The copy of an embedded database in use: nobody who writes meanwhile is turned away, and it comes to an end."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tracker.errors import StorageUnavailable
from tracker.store import Store, copying, sqlite

PAGES = 2000


def drivers() -> dict[str, ModuleType]:
    """Python's own SQLite, and the newer one where there is one."""
    found = {"python's own": sqlite3}
    if (newer := sqlite.sqlite_driver()) is not sqlite3:
        found["newer"] = newer
    return found


@pytest.fixture(params=drivers())
def driver(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    chosen = drivers()[request.param]
    monkeypatch.setattr(sqlite, "sqlite_driver", lambda: chosen)
    monkeypatch.setattr(copying, "sqlite_driver", lambda: chosen)
    return chosen


@pytest.fixture
def large(driver: ModuleType, tmp_path: Path) -> Iterator[Store]:
    """A database that takes several steps to copy; writers wait for next to nothing."""
    store = Store(f"sqlite:///{tmp_path}/large.db", busy_ms=50)
    with store.begin() as tx:
        connection = tx.connection()
        connection.exec_driver_sql("CREATE TABLE row (number INTEGER PRIMARY KEY, filling BLOB)")
        for _ in range(PAGES):
            connection.exec_driver_sql("INSERT INTO row (filling) VALUES (randomblob(4000))")
    yield store
    store.close()


def write(store: Store) -> None:
    with store.begin() as tx:
        tx.connection().exec_driver_sql("INSERT INTO row (filling) VALUES ('written meanwhile')")


def rows(path: Path) -> int:
    with sqlite3.connect(path) as copy:
        return int(copy.execute("SELECT count(*) FROM row").fetchone()[0])


def after_each_step(driver: ModuleType, monkeypatch: pytest.MonkeyPatch, do: Callable[[], None]) -> list[int]:
    """Do something after every step of every copy from now on; the list grows by what was left then."""
    steps: list[int] = []

    class Watched(driver.Connection):  # type: ignore[misc, name-defined]
        def backup(self, target: Any, *, pages: int = -1, progress: Any = None, sleep: float = 0.25) -> None:
            def stepped(status: int, remaining: int, total: int) -> None:
                steps.append(remaining)
                do()
                if progress is not None:
                    progress(status, remaining, total)

            super().backup(target, pages=pages, progress=stepped, sleep=sleep)

    watching = SimpleNamespace(
        connect=lambda path: driver.connect(path, factory=Watched),
        DatabaseError=driver.DatabaseError,
    )
    monkeypatch.setattr(copying, "sqlite_driver", lambda: watching)
    return steps


def test_a_writer_between_two_steps_is_let_in_and_what_it_wrote_is_copied_or_came_after(
    large: Store, driver: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote: list[bool] = []

    def once() -> None:
        if not wrote:
            write(large)
            wrote.append(True)

    steps = after_each_step(driver, monkeypatch, once)
    copying.copy_sqlite(large, tmp_path / "copy.db")
    is_wal = sqlite.wal_is_safe(driver.sqlite_version_info)
    assert rows(tmp_path / "copy.db") == PAGES + (0 if is_wal else 1)
    assert rows(tmp_path / "large.db") == PAGES + 1
    assert (len(steps) == 1) == is_wal


def test_writers_that_never_rest_do_not_keep_the_copy_from_ending(
    large: Store, driver: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The whole step at the end has written the last page when it is watched: it holds its lock no longer than that.
    steps = after_each_step(driver, monkeypatch, lambda: write(large))
    copying.copy_sqlite(large, tmp_path / "copy.db")
    written, copied = rows(tmp_path / "large.db") - PAGES, rows(tmp_path / "copy.db") - PAGES
    assert (written, copied) == (len(steps), len(steps) - 1)
    is_wal = sqlite.wal_is_safe(driver.sqlite_version_info)
    assert len(steps) == (1 if is_wal else 1 + copying.RESTARTS + 1 + 1)


def test_a_locked_database_is_waited_for_but_not_for_ever(
    large: Store, driver: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "BUSY_MS", 1)
    with large.begin() as tx:
        tx.connection().exec_driver_sql("PRAGMA cache_size=1")  # the rollback journal's lock is taken at once
        tx.connection().exec_driver_sql("UPDATE row SET filling = randomblob(4000)")
        if sqlite.wal_is_safe(driver.sqlite_version_info):
            copying.copy_sqlite(large, tmp_path / "copy.db")
            assert rows(tmp_path / "copy.db") == PAGES, "nobody waits for a writer there"
        else:
            with pytest.raises(StorageUnavailable, match="locked"):
                copying.copy_sqlite(large, tmp_path / "copy.db")
    copying.copy_sqlite(large, tmp_path / "copy.db")
    assert rows(tmp_path / "copy.db") == PAGES


def test_a_lock_taken_between_two_steps_and_kept_ends_the_copy(
    large: Store, driver: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sqlite.wal_is_safe(driver.sqlite_version_info):
        pytest.skip("in WAL mode nobody waits for a writer")
    monkeypatch.setattr(copying, "BUSY_MS", 1)
    other = driver.connect(str(tmp_path / "large.db"), isolation_level=None)

    def lock() -> None:
        if not other.in_transaction:
            other.execute("BEGIN EXCLUSIVE")

    steps = after_each_step(driver, monkeypatch, lock)
    with pytest.raises(StorageUnavailable, match="locked"):
        copying.copy_sqlite(large, tmp_path / "copy.db")
    other.close()
    assert len(steps) == 1 + copying.BUSY_AT_MOST
