"""Pushes without X-Line-Retry-Key: whatever LINE took and did not say so, it takes again."""

from typing import Any

from bot.line.client import LineClient


def break_it() -> None:
    """Leave the header out."""
    called: Any = LineClient._call

    def without(
        self: LineClient, method: str, path: str, body: Any = None, _headers: Any = None, **more: Any
    ) -> Any:
        return called(self, method, path, body, None, **more)

    LineClient._call = without  # type: ignore[method-assign]
