"""200 first, the work in a thread afterwards: what was acknowledged dies with the process, or with the database."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.crowd import Crowd
from bot.line.events import Said
from tests.chaos.mutants import put

_pools: list[ThreadPoolExecutor] = []


def break_it() -> None:
    """Hand the event to a thread; whatever comes of it there, LINE has its 200."""
    served: Any = Crowd.serve

    def serve(self: Crowd, said: Said) -> None:
        if not _pools:  # made in the worker: threads do not come along with a fork
            _pools.append(ThreadPoolExecutor(4))
        _pools[0].submit(served, self, said)

    put(Crowd, "serve", serve)
