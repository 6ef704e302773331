"""Which processor core a process of several threads keeps to.

Python's lock lets one of its threads run at a time, and every statement of the database lets go of the lock for a
moment. Where there are several cores, another thread then wakes on the next one, finds that core's caches cold and the
lock taken again: an eighth of what an event costs. A process that keeps to a core has none of it.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress


def allowed() -> frozenset[int]:
    """The cores the calling thread may run on; none where the system does not tell."""
    try:
        return frozenset(os.sched_getaffinity(0))
    except (AttributeError, OSError):
        return frozenset()


_EVERY = allowed()  # as whoever started us allowed


def for_one_more(processes: int, taken: Collection[int | None]) -> int | None:
    """The core for one more of so many processes, while others keep to `taken`: the one least taken. None where they
    cannot be spread evenly, for a core would then stand idle while work waits."""
    if not _EVERY or processes % len(_EVERY):
        return None
    held = list(taken)
    return min(sorted(_EVERY), key=held.count)


def keep_to(core: int | None) -> None:
    """Keep the calling thread, and all that it starts, to a core; None, or a core that has gone, changes nothing."""
    if core is not None:
        with suppress(OSError):
            os.sched_setaffinity(0, {core})


@contextmanager
def roaming() -> Iterator[None]:
    """What is started meanwhile may run on every core: work of its own must not push aside those who answer."""
    mine = allowed()
    if len(mine) != 1 or mine == _EVERY:  # nobody kept it to a core
        yield
        return
    with suppress(OSError):
        os.sched_setaffinity(0, _EVERY)
    try:
        yield
    finally:
        with suppress(OSError):
            os.sched_setaffinity(0, mine)
