"""A town on each kind of database, and the people in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.conftest import sampled
from tests.town import Town, town
from tracker.store import Store

__all__ = ["sampled"]


@pytest.fixture
def place(sampled: Store, tmp_path: Path) -> Iterator[Town]:
    """A web process and a sandbox over the sample offices."""
    with town(tmp_path, database=sampled.url) as made:
        yield made
        assert set(made.line.state.webhook_statuses) <= {200}
        assert made.line.state.violations == []
