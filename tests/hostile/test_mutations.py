"""Whatever is made of a webhook, the answer is 200 or 400 and nothing raises."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.__main__ import trouble
from tests.hostile.mutations import peopled, webhook
from tests.stateful.chat import Chat


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    made = Chat(Path(tmp_path_factory.mktemp("mutations")))
    peopled(made)
    yield made
    made.close()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(min_value=0, max_value=2**40))
def test_a_mutated_webhook_is_served_or_refused_and_never_a_fault(chat: Chat, seed: int) -> None:
    assert trouble(chat, webhook(seed)) is None
