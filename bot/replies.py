"""Answers leave from threads, so that LINE has its 200 whatever its own speed.

What came of them is written down together: a commit is what a reply would mostly cost. Should the process die before,
the lease runs out and the sweeper asks LINE again, which takes a token once.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

from tracker import outbox
from tracker.outbox import Delivery, Outgoing, Sender
from tracker.store import Store

log = logging.getLogger(__name__)

TOGETHER = 0.1
"""Seconds an outcome waits for others to be written down with it."""


class Replies:
    """Sends what was promised. `later` runs work on another thread and returns at once."""

    def __init__(
        self,
        store: Store,
        line: Sender,
        clock: Callable[[], datetime],
        later: Callable[[Callable[[], None]], object],
        together: float = TOGETHER,
    ) -> None:
        self._store, self._line, self._clock, self._later = store, line, clock, later
        self._together = together
        self._lock = threading.Lock()
        self._tried: list[tuple[Outgoing, Delivery]] = []

    def send(self, message: Outgoing) -> None:
        """Send a message that was promised in a transaction that is committed by now."""
        self._later(partial(self._deliver, message))

    def _deliver(self, message: Outgoing) -> None:
        try:
            if outbox.is_ours(self._store, message, self._clock()):
                self._note(message, outbox.send(self._line, message))
        except Exception:
            log.exception("reply %s is left to the sweeper", message.id)

    def _note(self, message: Outgoing, delivery: Delivery) -> None:
        with self._lock:
            self._tried.append((message, delivery))
            if len(self._tried) > 1:
                return  # whoever was first writes it down, too
        time.sleep(self._together)
        with self._lock:
            tried, self._tried = self._tried, []
        outbox.settle(self._store, tried, self._clock())
