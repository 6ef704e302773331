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
    """A function whose values are kept: the `most` that were asked for last, each no longer than the thread with a
    person. What everybody says stays there, and what one person wrote once makes room."""

    def __init__(
        self, work: Callable[..., Value], most: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._work, self._most, self._clock = work, most, clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[Hashable, ...], tuple[float, Value]] = OrderedDict()
        self._first_ends = 0.0
        self._forgotten = 0  # how often
        _ALL.append(self)

    def __call__(self, *of: Hashable) -> Value:
        now = self._clock()
        with self._lock:
            self._drop(now)
            found = self._kept.get(of)
            if found is not None:
                self._kept.move_to_end(of)
                return found[1]
            forgotten = self._forgotten
        value = self._work(*of)
        with self._lock:
            if forgotten != self._forgotten:
                return value  # somebody took words back meanwhile; perhaps these
            ends = now + KEPT
            self._first_ends = min(self._first_ends, ends) if self._kept else ends
            self._kept[of] = (ends, value)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value

    def __len__(self) -> int:
        return len(self._kept)

    def forget(self) -> None:
        """Nothing is kept any more."""
        with self._lock:
            self._kept.clear()
            self._forgotten += 1

    def _drop(self, now: float) -> None:
        """All whose time is up, and not only when they are asked for."""
        if now < self._first_ends or not self._kept:
            return
        for of in [of for of, (ends, _) in self._kept.items() if ends <= now]:
            del self._kept[of]
        self._first_ends = min((ends for ends, _ in self._kept.values()), default=0.0)


def forget_all() -> None:
    """Somebody took words back or asked to be forgotten: this process keeps no message any more."""
    for each in _ALL:
        each.forget()
