"""SQLite as the store opens it: which library, which journal, and how a transaction begins and ends there.

Writers begin with BEGIN IMMEDIATE, so a read and the write that follows it are one; synchronous FULL, so a commit
survives power loss; WAL only where the library is free of the WAL-reset fault, else the rollback journal.
"""

import logging
import sqlite3
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from tracker.plain_json import as_text
from tracker.store.ready import as_sqlalchemy_says

log = logging.getLogger(__name__)

# More than the threads of one process that may want the database at once, so that nobody waits for a connection.
POOL, OVERFLOW = 5, 15
# Prepared statements a connection to SQLite keeps: more than we have. The driver counts how often each is used and lets
# newcomers push out one another, so with its hundred those met late would be prepared anew for ever.
STATEMENTS = 1024
UNFELT = 20  # ms by which somebody's patience may differ from what the connection was told
IMMEDIATELY = "BEGIN IMMEDIATE"
_PATIENCE = "patience"
JOURNAL_KEPT = 67_108_864  # bytes the write-ahead log keeps on disk once it was emptied


def sqlite_driver() -> ModuleType:
    """The newest SQLite at hand: the pysqlite3 wheel where it exists, else the one Python was built with."""
    try:
        import pysqlite3.dbapi2 as newer
    except ImportError:
        return sqlite3
    return newer if newer.sqlite_version_info >= sqlite3.sqlite_version_info else sqlite3


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset fault: 3.51.3, and the mended 3.44.6 and 3.50.7."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def sqlite_engine(url: str, busy_ms: int, *, writes: bool) -> Engine:
    """The engine of one file; its folder is made. `busy_ms`: how long a lock or a free connection is waited for."""
    driver = sqlite_driver()
    path = Path(url.removeprefix("sqlite:///"))
    path.parent.mkdir(parents=True, exist_ok=True)
    journal = "WAL" if wal_is_safe(driver.sqlite_version_info) else "DELETE"
    engine = create_engine(
        url,
        module=driver,
        connect_args={"timeout": busy_ms / 1000, "check_same_thread": False, "cached_statements": STATEMENTS},
        pool_size=POOL,
        max_overflow=OVERFLOW,
        pool_timeout=busy_ms / 1000,
        hide_parameters=True,  # what people wrote must not reach a log with an error's text
        json_serializer=as_text,
    )

    def connected(connection: Any, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver opens no transaction of its own: we say BEGIN
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={int(busy_ms)}")
        if writes:
            _set_journal(cursor, journal, driver.OperationalError, busy_ms)
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.execute(f"PRAGMA journal_size_limit={JOURNAL_KEPT}")
        else:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    event.listen(engine, "connect", connected)

    said = IMMEDIATELY if writes else "BEGIN"

    def begun(connection: Connection) -> None:
        wire: Any = connection.connection.dbapi_connection
        if not wire.in_transaction:  # else it is within one of ours, see `begin`
            _say(connection, said)

    event.listen(engine, "begin", begun)
    if writes:
        log.info("sqlite %s, journal %s, synchronous FULL", driver.sqlite_version, journal)
    return engine


def begin(connection: Connection, until: float) -> None:
    """A writing transaction, to the driver itself; patience ends at this time.monotonic(). SQLAlchemy passes as much
    code for a begin and an end as an answer takes to be worded; it begins one of its own, within this one, as soon as a
    session or a statement the long way asks it to. Raises OperationalError."""
    left = max(1, int((until - time.monotonic()) * 1000))
    # Whoever hardly waited for their turn has the patience of the writer before.
    if abs(left - connection.info.get(_PATIENCE, 0)) > UNFELT:
        _say(connection, f"PRAGMA busy_timeout={left}", IMMEDIATELY)
        connection.info[_PATIENCE] = left
    else:
        _say(connection, IMMEDIATELY)


def commit(connection: Connection) -> None:
    """The end of what `begin` began. Raises SQLAlchemy's DBAPIError; then it is to be taken back."""
    if connection.in_transaction():
        connection.commit()
        return
    wire: Any = connection.connection.dbapi_connection
    try:
        wire.commit()
    except connection.dialect.loaded_dbapi.Error as error:
        raise as_sqlalchemy_says(connection, "COMMIT", error) from error


def take_back(connection: Connection) -> None:
    """Nothing of what `begin` began is kept, and the connection is given back. To close it is not enough: where
    SQLAlchemy tried to commit and failed, it waits to be told to take it back, and leaves the driver's as it is."""
    try:
        wire: Any = connection.connection.dbapi_connection
        wire.rollback()
    except Exception:  # whatever is wrong with it, nobody gets it any more
        connection.invalidate()
    connection.close()


def _say(connection: Connection, *said: str) -> None:
    wire: Any = connection.connection.dbapi_connection
    try:
        for each in said:
            wire.execute(each)
    except connection.dialect.loaded_dbapi.Error as error:
        raise OperationalError("BEGIN", None, error) from error


def _set_journal(cursor: Any, journal: str, busy: type[Exception], busy_ms: int) -> None:
    """Set the journal mode; SQLite does not wait by itself while another process sets it for a new file."""
    until = time.monotonic() + busy_ms / 1000
    while True:
        try:
            cursor.execute(f"PRAGMA journal_mode={journal}")
            return
        except busy:
            if time.monotonic() >= until:
                raise
            time.sleep(0.02)
