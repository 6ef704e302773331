"""One running sandbox for these tests, with an empty memory for each."""

from collections.abc import Iterator

import pytest

from sandbox.server import Sandbox, start
from tests.sandbox.conversation import SECRET


@pytest.fixture(scope="package")
def running() -> Iterator[Sandbox]:
    with start("http://127.0.0.1:9/callback", SECRET) as made:
        yield made


@pytest.fixture
def line(running: Sandbox) -> Sandbox:
    """The one server, with an empty memory."""
    state = running.state
    for kept in (
        state.delivered,
        state.tokens,
        state.retry_keys,
        state.blocked,
        state.faults,
        state.violations,
    ):
        kept.clear()
    state.quota, state.used = None, 0
    return running
