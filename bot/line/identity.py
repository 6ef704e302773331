"""Who the bot is to LINE, learnt when it is first needed and kept: a webhook names the bot it is for.

LINE may be away when the process starts, so nobody waits: until it is known, every destination is taken.
"""

import logging
import re
import threading
import time
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)

USER_ID = re.compile("U[0-9a-f]{32}")
BASIC_ID = re.compile(r"@[A-Za-z0-9._-]{1,40}")  # as people type it to find an account
AGAIN = 60.0  # seconds until LINE is asked once more after it did not answer


class Identity:
    """The bot's own LINE id. `ask` is LINE's /v2/bot/info; `later` runs work on a thread that may wait for LINE."""

    def __init__(
        self, ask: Callable[[], dict[str, Any]], later: Callable[[Callable[[], None]], object]
    ) -> None:
        self._ask, self._later = ask, later
        self._own: str | None = None
        self._basic: str | None = None
        self._lock = threading.Lock()
        self._not_before = 0.0

    def learn(self) -> None:
        """Ask LINE; whatever goes wrong, it is asked again another time."""
        try:
            told = self._ask()
        except Exception as error:  # (nothing may depend on it)
            log.info("the bot's own id is not known yet: %s", type(error).__name__)
            return
        if USER_ID.fullmatch(found := str(told.get("userId", ""))):
            self._own = found
        if BASIC_ID.fullmatch(basic := str(told.get("basicId", ""))):
            self._basic = basic

    def basic_id(self) -> str | None:
        """The id people find the account by, as in @ita; None while LINE has not told it, which it is asked for now."""
        if self._basic is None:
            self._learn_later()
        return self._basic

    def is_for_another(self, destination: str | None) -> bool:
        """Whether a webhook is surely for another bot. What is no LINE id at all proves nothing."""
        if self._own is None:
            self._learn_later()
            return False
        return destination is not None and bool(USER_ID.fullmatch(destination)) and destination != self._own

    def _learn_later(self) -> None:
        with self._lock:
            if time.monotonic() < self._not_before:
                return
            self._not_before = time.monotonic() + AGAIN
        self._later(self.learn)
