"""Pushes without X-Line-Retry-Key: whatever LINE took and did not say so, it takes again."""

from typing import Any

from bot.line.client import LineClient
from tests.chaos.mutants import put


def break_it() -> None:
    """Leave the header out."""
    called: Any = LineClient._call

    def without(
        self: LineClient,
        method: str,
        path: str,
        body: Any = None,
        _headers: Any = None,
        *more: Any,
        **named: Any,
    ) -> Any:
        return called(self, method, path, body, None, *more, **named)

    put(LineClient, "_call", without)
