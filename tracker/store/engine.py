"""Opening a database so that nothing committed is lost and no edit overwrites another.

SQLite: writers begin with BEGIN IMMEDIATE, so a read and the write that follows it are one; synchronous FULL, so a
commit survives power loss; WAL only where the library is free of the WAL-reset fault, else the rollback journal.
PostgreSQL: READ COMMITTED with row locks taken where a value is read to be written.
"""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from tracker.errors import StorageUnavailable
from tracker.plain_json import as_text
from tracker.store.audit import seal
from tracker.store.plain import WIRE
from tracker.store.shelf import Shelf, session_info
from tracker.store.turns import Turns

log = logging.getLogger(__name__)

# More than the threads of one process that may want the database at once, so that nobody waits for a connection.
POOL, OVERFLOW = 5, 15
# Seconds. The driver takes no less than two to give up on a server that does not answer at all.
CONNECT_TIMEOUT, STATEMENT_TIMEOUT, IDLE_TIMEOUT = 2, 15, 30
# A cable that is pulled tells nobody. Whoever waits for the other end asks whether it is still there after so many
# seconds, and again so often; what it sent must be confirmed within the last. Left to itself the system would have our
# threads wait a quarter of an hour for a host that is gone, and a host that is gone hold its rows for half a minute.
ASK_AFTER, ASK_EVERY, ASK_TIMES, SILENT_FOR = 5, 2, 3, 10

# Prepared statements a connection to SQLite keeps: more than we have. The driver counts how often each is used and lets
# newcomers push out one another, so with its hundred those met late would be prepared anew for ever.
STATEMENTS = 1024
UNFELT = 20  # ms by which somebody's patience may differ from what the connection was told
_PATIENCE = "patience"
JOURNAL_KEPT = 67_108_864  # bytes the write-ahead log keeps on disk once it was emptied
NO_SCHEMA = "it has no tables yet, or old ones; run `python -m tracker migrate`"


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


class Store:
    """One database. Engines are made at first use and anew in a forked process: connections must not be shared.

    `busy_ms`: how long a lock of somebody else, or a free connection, is waited for."""

    def __init__(self, url: str, busy_ms: int = 5000) -> None:
        self.url = url
        self.busy_ms = busy_ms
        self._writer: Engine | None = None
        self._reader: Engine | None = None
        self._handed_on: Connection | None = None
        self._shelf = Shelf()
        self._turns = Turns(Path(url.removeprefix("sqlite:///"))) if self.is_sqlite else None
        self._made_in, self._making = os.getpid(), threading.RLock()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.url.startswith("sqlite")

    def exists(self) -> bool:
        """False where the embedded database has no file yet: opening it would make one."""
        return not self.is_sqlite or Path(self.url.removeprefix("sqlite:///")).exists()

    @property
    def wal_bytes(self) -> int:
        """The size of the embedded database's write-ahead log; 0 where there is none."""
        beside = Path(f"{self.url.removeprefix('sqlite:///')}-wal")
        return beside.stat().st_size if self.is_sqlite and beside.exists() else 0

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A writing transaction: commits at the end, rolls back on any exception.

        What is listed in `info["after_commit"]` is done afterwards; what of it fails is logged, for nothing can be
        taken back then. `info["read"]` opens a reading session for it. Raises StorageUnavailable when the database
        is locked, full, read-only or away.
        """
        writes = {"writes": True, "read": self.read, **session_info(self._shelf)}
        with _translated():
            with self._writing() as connection:
                # The session joins this transaction, and only once somebody changes an entity: to begin and end one
                # of its own costs as much as three statements.
                session = Session(connection, expire_on_commit=False, info=writes | {WIRE: connection})
                try:
                    yield session
                    seal(session)
                    if session.in_transaction():
                        session.commit()
                finally:
                    # One that never began and holds nothing has nothing to close, and would look up listeners for it.
                    if session.in_transaction() or session.identity_map or session.new:
                        session.close()
            for done in session.info.pop("after_commit", ()):
                try:
                    done()
                except Exception as error:  # (the caller must not hear that what is committed went wrong)
                    log.error("committed, but what was to follow failed: %s", type(error).__name__)

    @contextmanager
    def plainly(self) -> Iterator[Connection]:
        """A writing transaction of plain statements alone, without what a session costs: what is written in it must be
        neither audited nor known of an office. Raises StorageUnavailable like `begin`."""
        with _translated(), self._writing() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A reading session that can write nothing. Raises StorageUnavailable like `begin`."""
        shelf = session_info(self._shelf)
        with _translated(), Session(self.reader, expire_on_commit=False, info=shelf) as session:
            yield session

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction. On SQLite writers queue, and what is left of their patience is what they give the file's own
        lock; one writes at a time, so they hand on one connection: to fetch it from the pool and give it back would
        take as long as three statements."""
        if self._turns is None:
            with self.writer.begin() as connection:
                yield connection
            return
        with self._turns.turn(self.busy_ms / 1000) as until:
            connection = self._taken_over()
            _patience.until = until
            try:
                with connection.begin():
                    yield connection
            except BaseException:
                connection.close()  # whatever went wrong with it, the next begins with another
                raise
            finally:
                _patience.until = None
            self._handed_on = connection

    def _taken_over(self) -> Connection:
        """The connection of the last writer; only the thread whose turn it is comes here."""
        writer = self.writer  # (in a forked process the parent's connection is forgotten with its engine)
        connection, self._handed_on = self._handed_on, None
        return connection or writer.connect()

    @property
    def writer(self) -> Engine:
        """The engine of writing transactions."""
        self._forget_the_parents()
        with self._making:
            if self._writer is None:
                make = _sqlite_writer if self.is_sqlite else _postgres
                self._writer = make(self.url, self.busy_ms)
            return self._writer

    @property
    def reader(self) -> Engine:
        """The engine of reading sessions."""
        self._forget_the_parents()
        with self._making:
            if self._reader is None:
                self._reader = (
                    _sqlite(self.url, self.busy_ms, writes=False) if self.is_sqlite else _reading(self.writer)
                )
            return self._reader

    def _forget_the_parents(self) -> None:
        """In a forked process: leave the connections that came along to the parent, whose they are."""
        if self._made_in == os.getpid():
            return
        self._made_in, self._making = os.getpid(), threading.RLock()
        for engine in (self._writer, self._reader):
            if engine is not None:
                engine.dispose(close=False)
        _OF_PARENTS.append(self._handed_on)
        self._writer = self._reader = self._handed_on = None
        self._shelf = self._shelf.of_a_fork()

    def close(self) -> None:
        """Give every connection back."""
        if self._handed_on is not None:
            self._handed_on.close()
        for engine in (self._writer, self._reader):
            if engine is not None:
                engine.dispose()
        self._writer = self._reader = self._handed_on = None
        if self._turns is not None:
            self._turns.close()


# Connections a process came into the world with: never used, and never given up either, for then they would be ended.
_OF_PARENTS: list[Connection | None] = []
_patience = threading.local()  # .until: when the writer of this thread gives up, by time.monotonic()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise StorageUnavailable(reason=NO_SCHEMA if "no such table" in reason else reason) from error
    except DBAPIError as error:
        if type(error.orig).__name__ == "UndefinedTable":
            raise StorageUnavailable(reason=NO_SCHEMA) from error
        # SQLite says plain DatabaseError of a file that is damaged or no database; its subclasses are our faults.
        if error.connection_invalidated or "read-only" in str(error.orig) or type(error) is DatabaseError:
            raise StorageUnavailable(reason=str(error.orig).splitlines()[0]) from error
        raise


def _sqlite_writer(url: str, busy_ms: int) -> Engine:
    return _sqlite(url, busy_ms, writes=True)


def _sqlite(url: str, busy_ms: int, *, writes: bool) -> Engine:
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

    def begin(connection: Connection) -> None:
        # To the driver itself: three transactions an event, and the engine makes ten steps of each statement.
        wire: Any = connection.connection.driver_connection
        until = getattr(_patience, "until", None) if writes else None
        try:
            if until is not None:
                left = max(1, int((until - time.monotonic()) * 1000))
                # Whoever hardly waited for their turn has the patience of the writer before, or all of it.
                if abs(left - connection.info.get(_PATIENCE, busy_ms)) > UNFELT:
                    wire.execute(f"PRAGMA busy_timeout={left}")
                    connection.info[_PATIENCE] = left
            wire.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
        except driver.Error as error:
            raise OperationalError("BEGIN", None, error) from error

    event.listen(engine, "begin", begin)
    if writes:
        log.info("sqlite %s, journal %s, synchronous FULL", driver.sqlite_version, journal)
    return engine


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


def _postgres(url: str, busy_ms: int) -> Engine:
    limits = {
        "lock_timeout": busy_ms,
        "statement_timeout": STATEMENT_TIMEOUT * 1000,
        "idle_in_transaction_session_timeout": IDLE_TIMEOUT * 1000,
        "synchronous_commit": "on",  # whatever the server's default: what LINE was told is kept stays kept
        "tcp_keepalives_idle": ASK_AFTER,  # (the server's side of the line; where it is no network these mean nothing)
        "tcp_keepalives_interval": ASK_EVERY,
        "tcp_keepalives_count": ASK_TIMES,
        "tcp_user_timeout": SILENT_FOR * 1000,
    }
    options = " ".join(f"-c {name}={value}" for name, value in limits.items())
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=POOL,
        max_overflow=OVERFLOW,
        pool_timeout=busy_ms / 1000,
        hide_parameters=True,
        json_serializer=as_text,
        connect_args={
            "options": options,
            "connect_timeout": CONNECT_TIMEOUT,
            "keepalives_idle": ASK_AFTER,
            "keepalives_interval": ASK_EVERY,
            "keepalives_count": ASK_TIMES,
            "tcp_user_timeout": SILENT_FOR * 1000,
        },
    )


def _reading(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
