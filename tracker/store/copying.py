"""Copies of an embedded database while it is in use, by SQLite's online backup."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from tracker.errors import StorageUnavailable
from tracker.store.engine import Store
from tracker.store.sqlite import sqlite_driver

PAGES_AT_ONCE = 512  # 2 MB, then whoever waits to write may
RESTARTS = 5  # of a copy in steps that others write into, before it is made in one
BUSY_MS, BUSY_AT_MOST = 10_000, 6  # a lock of somebody else is waited for so long, so many times in a row
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def copy_sqlite(store: Store, target: Path) -> None:
    """So that a large database does not keep writers waiting: in WAL mode nobody waits for a reader, else in steps.
    The copy has passed its check. Raises StorageUnavailable."""
    driver = sqlite_driver()
    source_path = Path(store.url.removeprefix("sqlite:///"))
    if not source_path.exists():
        raise StorageUnavailable(reason=f"there is no database at {source_path}")
    with closing(driver.connect(str(source_path))) as source, closing(driver.connect(str(target))) as copy:
        try:
            source.execute(f"PRAGMA busy_timeout={BUSY_MS}")
            copy.execute("PRAGMA synchronous=OFF")  # the archive it goes into is what is synced
            if _is_wal(source):
                # One read transaction: it sees one moment, and a busy writer cannot make it begin again.
                source.execute("BEGIN")
                source.execute("SELECT count(*) FROM sqlite_master").fetchone()
                _copy_whole(source, copy)
            else:
                _copy_in_steps(source, copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        except driver.DatabaseError as error:
            raise StorageUnavailable(reason=str(error)) from error
    check_sqlite(target)


def check_sqlite(path: Path) -> None:
    """Raises StorageUnavailable when a copy is no whole database."""
    driver = sqlite_driver()
    with closing(driver.connect(str(path))) as copy:
        try:
            said = copy.execute("PRAGMA integrity_check").fetchone()
        except driver.DatabaseError as error:
            raise StorageUnavailable(reason=f"the copy cannot be read: {error}") from error
    if said != ("ok",):
        raise StorageUnavailable(reason="the copy does not pass integrity_check")


def replace_sqlite(store: Store, copy: Path) -> None:
    """Through the backup interface again, so that processes with the database open see one state or the other."""
    driver = sqlite_driver()
    target_path = Path(store.url.removeprefix("sqlite:///"))
    target_path.parent.mkdir(parents=True, exist_ok=True)
    with closing(driver.connect(str(copy))) as source, closing(driver.connect(str(target_path))) as target:
        try:
            target.execute(f"PRAGMA busy_timeout={BUSY_MS}")
            source.backup(target)
        except driver.DatabaseError as error:
            raise StorageUnavailable(reason=str(error)) from error


class _BegunTooOften(Exception):
    """Others write into the database faster than it can be copied in steps."""


def _copy_in_steps(source: Any, copy: Any) -> None:
    """With the rollback journal nobody may commit while somebody reads, so nothing is held between the steps. SQLite
    begins the copy again after a commit of somebody else; when it did so too often the last try is one step."""
    left, restarts = 2**63, 0
    patient = _patience()

    def stepped(status: int, remaining: int, total: int) -> None:
        nonlocal left, restarts
        patient(status, remaining, total)
        if status in _LOCKED:
            return
        restarts += remaining >= left
        left = remaining
        if restarts > RESTARTS:
            raise _BegunTooOften

    try:
        source.backup(copy, pages=PAGES_AT_ONCE, progress=stepped, sleep=0.01)
    except _BegunTooOften:
        _copy_whole(source, copy)


def _copy_whole(source: Any, copy: Any) -> None:
    source.backup(copy, pages=-1, progress=_patience(), sleep=0.01)


def _patience() -> Callable[[int, int, int], None]:
    """Watches the steps of a copy: the driver itself would wait for a lock for ever. Raises StorageUnavailable."""
    busy = 0

    def stepped(status: int, _remaining: int, _total: int) -> None:
        nonlocal busy
        busy = busy + 1 if status in _LOCKED else 0
        if busy >= BUSY_AT_MOST:
            raise StorageUnavailable(reason="database is locked")

    return stepped


def _is_wal(connection: Any) -> bool:
    return bool(connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal")
