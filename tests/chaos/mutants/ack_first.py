"""200 first, the work in a thread afterwards: what was acknowledged dies with the process, or with the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import bot.app
from bot.desk import Desk
from bot.line.events import Said

_pools: list[ThreadPoolExecutor] = []


def break_it() -> None:
    """Hand the event to a thread; its reply goes the usual way."""
    handled: Any = Desk.handle
    sender: Any = bot.app._sender
    senders: list[Any] = []

    def kept_sender(*arguments: Any) -> Any:
        senders.append(sender(*arguments))
        return senders[-1]

    def work(desk: Desk, said: Said, now: datetime) -> None:
        reply = handled(desk, said, now)
        if reply is not None:
            senders[-1](reply)

    def handle(self: Desk, said: Said, now: datetime) -> int | None:
        if not _pools:
            _pools.append(ThreadPoolExecutor(4))
        _pools[0].submit(work, self, said, now)
        return None

    bot.app._sender = kept_sender
    Desk.handle = handle  # type: ignore[method-assign]
