"""A database to put a backup back into, beside the present one."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tracker.errors import BackupRefused, StorageUnavailable
from tracker.store import Store

SCRATCH = "prongsai_rehearsal"
LOCK = 0x0770_A1D1
_DROP = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(SCRATCH))
_CREATE = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(SCRATCH))


@contextmanager
def scratch(store: Store) -> Iterator[Store]:
    """An empty database of the same kind, thrown away afterwards. Raises StorageUnavailable when none can be made, and
    BackupRefused while another is in use."""
    if store.is_sqlite:
        with tempfile.TemporaryDirectory(prefix="prongsai-rehearsal-") as folder:
            yield from _used(f"sqlite:///{folder}/copy.db")
        return
    url = make_url(store.url)
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        server = psycopg.connect(address, autocommit=True)
    except psycopg.Error as error:
        raise StorageUnavailable(reason=_first_line(error)) from error
    with server:
        if not server.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone() == (True,):
            raise BackupRefused(problem="another rehearsal is under way")
        try:
            server.execute(_DROP)  # one that was killed left its copy behind
            server.execute(_CREATE)
        except psycopg.Error as error:
            raise StorageUnavailable(
                reason=f"no database to restore into could be made: {_first_line(error)} (the role needs CREATEDB)"
            ) from error
        try:
            yield from _used(url.set(database=SCRATCH).render_as_string(hide_password=False))
        finally:
            server.execute(_DROP)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def _used(url: str) -> Iterator[Store]:
    copy = Store(url)
    try:
        yield copy
    finally:
        copy.close()
