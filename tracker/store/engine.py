"""Opening a database so that nothing committed is lost and no edit overwrites another.

What is SQLite's own stands in `tracker.store.sqlite`, what is PostgreSQL's in `tracker.store.postgres`.
"""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from tracker.errors import StorageUnavailable
from tracker.store import postgres, sqlite
from tracker.store.audit import seal
from tracker.store.plain import WIRE
from tracker.store.shelf import Shelf, session_info
from tracker.store.turns import Turns

log = logging.getLogger(__name__)

NO_SCHEMA = "it has no tables yet, or old ones; run `python -m tracker migrate`"


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
                    if session.in_transaction() or session.identity_map or session._new:
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
            try:
                sqlite.begin(connection, until)
                yield connection
                sqlite.commit(connection)
            except BaseException:
                sqlite.take_back(connection)  # whatever went wrong with it, the next begins with another
                raise
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
                self._writer = (
                    sqlite.sqlite_engine(self.url, self.busy_ms, writes=True)
                    if self.is_sqlite
                    else postgres.postgres_engine(self.url, self.busy_ms)
                )
            return self._writer

    @property
    def reader(self) -> Engine:
        """The engine of reading sessions."""
        self._forget_the_parents()
        with self._making:
            if self._reader is None:
                self._reader = (
                    sqlite.sqlite_engine(self.url, self.busy_ms, writes=False)
                    if self.is_sqlite
                    else postgres.reading(self.writer)
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
