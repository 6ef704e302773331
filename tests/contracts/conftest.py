"""The sample offices in each kind of database, a fresh copy for each test."""

from collections.abc import Iterator

import pytest

from tests.conftest import Databases
from tests.contracts.clerk import BANGKOK, MORNING
from tracker.actions.load_samples import load_samples
from tracker.store import Store, schema


@pytest.fixture
def sampled(databases: Databases) -> Iterator[Store]:
    """A database that holds the sample offices, loaded on a morning of fiscal year 2570."""
    url = databases.copy("sampled", _with_samples)
    opened = Store(url)
    yield opened
    opened.close()
    databases.drop(url)


def _with_samples(store: Store) -> None:
    schema.migrate(store)
    with store.begin() as tx:
        load_samples(tx, MORNING, BANGKOK)
