"""Much in parts: a statement takes only so many values, and what it answers must not fill the memory."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

TOGETHER = 500
_One = TypeVar("_One", bound=Any)


def in_parts(values: Iterable[_One], size: int = TOGETHER) -> Iterator[list[_One]]:
    """The values in order, so many at a time."""
    listed = sorted(values)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
