"""A town for each test: on SQLite, or on both kinds of database where storage matters."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Databases
from tests.hostile.scenery import intact
from tests.town import BANGKOK, MORNING, Town, town
from tracker.actions.load_samples import load_samples
from tracker.store import Store, schema


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    """A town on SQLite; what must hold after every hostile input is looked at in the end."""
    with town(tmp_path) as made:
        yield made
        intact(made)


@pytest.fixture
def both(databases: Databases, tmp_path: Path) -> Iterator[Town]:
    """A town on SQLite, then one on PostgreSQL."""
    url = databases.copy("sampled for hostile input", _with_samples)
    with town(tmp_path, database=url) as made:
        yield made
        intact(made)
    databases.drop(url)


def _with_samples(store: Store) -> None:
    schema.migrate(store)
    with store.begin() as tx:
        load_samples(tx, MORNING, BANGKOK)
