"""The schema: brought up to date, checked, compared with the model."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

import tracker.model  # noqa: F401  (registers every table)
from tracker.errors import StorageUnavailable
from tracker.store.engine import Store

_HERE = Path(__file__).parent / "migrations"
_LOCK = 7_850_2569  # any number, the same for every process that migrates this product


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["connection"] = connection
    return config


def migrate(store: Store, revision: str = "head") -> str:
    """Bring the schema to a revision and return it. Two processes at once do it one after the other.

    Raises StorageUnavailable, whatever the database or a revision it does not know answers; nothing is changed then.
    """
    with _in_one_line(), _transaction(store) as connection:
        config = _config(connection)
        if revision == "base" or _is_older(revision, connection):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
        return MigrationContext.configure(connection).get_current_revision() or "base"


@contextmanager
def _in_one_line() -> Iterator[None]:
    """An operator reads one line, also where the fault would be ours in a request: permissions, a table in the way."""
    try:
        yield
    except (SQLAlchemyError, CommandError) as error:
        said = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
        raise StorageUnavailable(reason=said.splitlines()[0]) from error


@contextmanager
def _transaction(store: Store) -> Iterator[Connection]:
    """A transaction for one migration at a time. SQLite changes a table by making it anew and dropping the old, which
    other rows refer to meanwhile: its references are checked once at the end instead."""
    with store.writer.connect() as connection:
        if store.is_sqlite:
            _references(connection, "OFF")
        try:
            with connection.begin():
                if not store.is_sqlite:
                    # A request gives up soon. A migration waits for another host's, and a large index takes its time.
                    connection.execute(text("SET LOCAL statement_timeout = 0"))
                    connection.execute(text("SET LOCAL lock_timeout = 0"))
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                yield connection
                if store.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise StorageUnavailable(reason="the migration would leave rows that refer to nothing")
        finally:
            if store.is_sqlite:
                _references(connection, "ON")


def _references(connection: Connection, check: str) -> None:
    """To the driver itself: within a transaction, which the engine would begin, SQLite ignores this."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA foreign_keys={check}")


def _is_older(revision: str, connection: Connection) -> bool:
    """Whether the database is at a newer revision than this one."""
    known, at = revisions(), MigrationContext.configure(connection).get_current_revision()
    return revision in known and at in known and known.index(revision) > known.index(at)


def head() -> str:
    """The newest revision the code knows."""
    return ScriptDirectory(str(_HERE)).get_current_head() or "base"


def revisions() -> list[str]:
    """Every revision the code knows, the newest first."""
    return [script.revision for script in ScriptDirectory(str(_HERE)).walk_revisions()]


def current(store: Store) -> str:
    """The revision the database is at; "base" when it has no tables yet."""
    with store.reader.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or "base"


def differences(store: Store) -> list[object]:
    """Where the database and the model differ; an empty list means they are one."""
    with store.writer.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))


def write_revision(store: Store, message: str, identifier: str) -> None:
    """For developers: write a migration from what differs between database and model."""
    with store.writer.begin() as connection:
        command.revision(_config(connection), message=message, rev_id=identifier, autogenerate=True)
