"""What was worked out of a message is kept for a quarter of an hour, as a thread is, and no longer: people's words are
theirs."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")

KEPT = 900.0
"""Seconds."""
_ALL: "list[Lately[Any]]" = []


class Lately(Generic[Value]):
    """A function whose newest values are kept: `most` of them, for as long as the thread with a person."""

    def __init__(
        self, work: Callable[..., Value], most: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._work, self._most, self._clock = work, most, clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[Hashable, ...], tuple[float, Value]] = OrderedDict()
        _ALL.append(self)

    def __call__(self, *of: Hashable) -> Value:
        now = self._clock()
        with self._lock:
            self._drop(now)
            found = self._kept.get(of)
        if found is not None:
            return found[1]
        value = self._work(*of)
        with self._lock:
            self._kept[of] = (now + KEPT, value)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value

    def __len__(self) -> int:
        return len(self._kept)

    def forget(self) -> None:
        """Nothing is kept any more."""
        with self._lock:
            self._kept.clear()

    def _drop(self, now: float) -> None:
        """The oldest come first."""
        while self._kept and next(iter(self._kept.values()))[0] <= now:
            self._kept.popitem(last=False)


def forget_all() -> None:
    """Somebody took words back or asked to be forgotten: this process keeps no message any more."""
    for each in _ALL:
        each.forget()
