"""The schema: brought up to date, checked, compared with the model."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

import tracker.model  # noqa: F401  (registers every table)
from tracker.store.engine import Store

_HERE = Path(__file__).parent / "migrations"
_LOCK = 7_850_2569  # any number, the same for every process that migrates this product


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["connection"] = connection
    return config


def migrate(store: Store, revision: str = "head") -> str:
    """Bring the schema to a revision and return it. Two processes at once do it one after the other."""
    with store.writer.begin() as connection:
        if not store.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = _config(connection)
        if revision == "base":
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
        return MigrationContext.configure(connection).get_current_revision() or "base"


def head() -> str:
    """The newest revision the code knows."""
    return ScriptDirectory(str(_HERE)).get_current_head() or "base"


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
