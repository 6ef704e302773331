"""Dots in the chat when an answer takes its time: people press again what seems dead."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)

AFTER, TICK = 0.7, 0.2
"""Seconds after which somebody is shown that work goes on, and how often is looked."""
REST = 10.0
"""Seconds without an event after which nobody looks any more, until the next one comes."""


class Patience:
    """Watches the events under way. `show` asks LINE for the dots in a person's chat and may take its time: it runs
    on a thread of its own, one per process, which starts with an event (a server may fork before) and ends when none
    has come for a while."""

    def __init__(self, show: Callable[[str], None], after: float = AFTER) -> None:
        self._show, self._after = show, after
        self._pending: dict[int, tuple[str, float]] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._next = 0
        self._last = 0.0

    @contextmanager
    def working_for(self, line_user_id: str | None) -> Iterator[None]:
        """While this lasts longer than is pleasant, the person sees that it goes on."""
        if line_user_id is None:
            yield
            return
        with self._lock:
            self._next += 1
            ticket, self._last = self._next, time.monotonic()
            self._pending[ticket] = (line_user_id, time.monotonic() + self._after)
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="patience", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._pending.pop(ticket, None)

    def _watch(self) -> None:
        while self._goes_on():
            time.sleep(TICK)
            for line_user_id in self._overdue():
                try:
                    self._show(line_user_id)
                except Exception as error:  # the dots are a courtesy: nothing may depend on them
                    log.info("no loading animation: %s", type(error).__name__)

    def _goes_on(self) -> bool:
        with self._lock:
            if self._pending or time.monotonic() - self._last < REST:
                return True
            self._thread = None  # said under the lock: the next event starts another
            return False

    def _overdue(self) -> list[str]:
        now = time.monotonic()
        with self._lock:
            late = [ticket for ticket, (_, due) in self._pending.items() if due <= now]
            return [self._pending.pop(ticket)[0] for ticket in late]
