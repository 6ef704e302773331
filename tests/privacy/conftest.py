"""A town on each kind of database, and the people in it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.conftest import sampled
from tests.privacy.people import rows
from tests.town import Town, town
from tracker.store import Store

__all__ = ["sampled"]


@pytest.fixture
def place(sampled: Store, tmp_path: Path) -> Iterator[Town]:
    """A web process and a sandbox over the sample offices."""
    with town(tmp_path, database=sampled.url) as made:
        yield made
        _settled(made)
        assert set(made.line.state.webhook_statuses) <= {200}
        assert made.line.state.violations == []


def _settled(made: Town) -> None:
    """The threads that reply have noted what came of it: a connection that is in use cannot be closed."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and rows(made, "SELECT id FROM message WHERE state = 'sending'"):
        time.sleep(0.02)
    time.sleep(0.02)
