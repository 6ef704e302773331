"""Keeps the timed process honest: when the machine's clock jumps the beats are set anew, and when no pass has ended
for long the process ends, for its keeper (systemd, the Procfile's host) to start it again."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from scheduler import settings

log = logging.getLogger(__name__)

JUMP = 10.0  # seconds by which the clock may differ from what has passed
LOOK_EVERY = 5.0


@dataclass
class Steady:
    """A look every few seconds at the clock and at the last finished pass. `reset` sets the beats anew (APScheduler
    waits by the clock on the wall, so one that was put back an hour would keep it waiting for an hour), `give_up` ends
    the process."""

    reset: Callable[[], None]
    give_up: Callable[[], None]
    wall: Callable[[], float] = time.time
    passed: Callable[[], float] = time.monotonic
    _finished: float = field(init=False)
    _difference: float = field(init=False)

    def __post_init__(self) -> None:
        self._finished = self.passed()
        self._difference = self.wall() - self._finished

    def finished(self, work: str) -> None:
        """A beat has ended, well or not; a pass of the reminders is the one that counts."""
        if work == "remind":
            self._finished = self.passed()

    def look(self) -> None:
        """Act on what has happened since the last look."""
        difference = self.wall() - self.passed()
        if abs(difference - self._difference) > JUMP:
            log.warning("the clock jumped by %.0f s; the beats are set anew", difference - self._difference)
            self._difference = difference
            self.reset()
        if self.passed() - self._finished > settings.SILENT_AFTER:
            log.error("no pass has ended for %s s; the process ends", settings.SILENT_AFTER)
            self.give_up()

    def watch(self) -> None:
        """Look for ever, on a thread that ends with the process."""

        def run() -> None:
            while True:
                time.sleep(LOOK_EVERY)
                try:
                    self.look()
                except Exception as error:  # the watch outlives whatever it sees
                    log.error("the watch stumbled: %s", type(error).__name__)

        threading.Thread(target=run, name="steady", daemon=True).start()
