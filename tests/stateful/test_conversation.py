"""Twenty conversations of thirty steps; `python -m tests.stateful` has thousands."""

from hypothesis import HealthCheck, settings

from tests.stateful.machine import Conversation

Conversation.TestCase.settings = settings(
    max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestConversation = Conversation.TestCase
