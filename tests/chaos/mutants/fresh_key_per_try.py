"""A new uuid4 for every try, as `"X-Line-Retry-Key": crypto.randomUUID()` inside the function that sends."""

import uuid
from typing import Any

from bot.line.client import LineClient
from tests.chaos.mutants import put


def break_it() -> None:
    """Make the key where it is sent."""
    pushed: Any = LineClient.push

    def push(self: LineClient, to: str, messages: Any, _retry_key: str) -> Any:
        return pushed(self, to, messages, str(uuid.uuid4()))

    put(LineClient, "push", push)
