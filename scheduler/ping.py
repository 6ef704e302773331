"""A dead-man's ping: an address elsewhere is told that reminders are promised and delivered; who does not hear from it
sounds the alarm. Nothing of ours depends on the answer."""

import logging
import threading
import time
from collections.abc import Callable

import urllib3

from scheduler import settings

log = logging.getLogger(__name__)

NEEDED = frozenset(("remind", "deliver"))


class Ping:
    """Counts what went well, and tells the address at most every five minutes. An empty address tells nobody."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url, self._clock = url, clock
        self._done: set[str] = set()
        self._held = False
        self._last: float | None = None
        self._lock = threading.Lock()
        self._pool = urllib3.PoolManager(retries=urllib3.Retry(0, redirect=False))

    def went_well(self, name: str) -> None:
        """A pass of this name ended without an error."""
        with self._lock:
            self._done.add(name)

    def hold(self, held: bool) -> None:
        """Whether LINE refuses us altogether: then passes go well, nobody is told anything, and the ping stays away."""
        with self._lock:
            self._held = held

    def tell(self) -> bool:
        """Ping when it is time and every needed pass went well since the last one; whether the address answered."""
        with self._lock:
            early = self._last is not None and self._clock() - self._last < settings.PING_EVERY
            if not self._url or early or self._held or not self._done >= NEEDED:
                return False
            self._done.clear()
            self._last = self._clock()
        try:
            answer = self._pool.request("GET", self._url, timeout=urllib3.Timeout(connect=3, read=7))
        except urllib3.exceptions.HTTPError as error:
            # Without the address: whoever knows it can keep the alarm silent.
            log.warning("the heartbeat address gave no answer: %s", type(error).__name__)
            return False
        if answer.status >= 400:
            log.warning("the heartbeat address answered %s", answer.status)
        return bool(answer.status < 400)
