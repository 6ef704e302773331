"""The life of the timed process: its beats are started, watched, and stopped in good order."""

import gc
import logging
import os
import signal
import threading
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED

from scheduler.steady import Steady
from scheduler.timetable import set_anew, timetable

log = logging.getLogger(__name__)

# Allocations, and looks at the younger ones, after which Python looks for garbage.
YOUNG, MIDDLE, OLD = 50_000, 20, 20


def live(beats: Mapping[str, Callable[[], None]], zone: ZoneInfo) -> None:
    """Work until SIGTERM or SIGINT; what is under way is finished first. A beat that fails is tried again; if the
    timetable itself dies, or hangs, so does the process, and its keeper starts it anew."""
    log.info("scheduler started")
    look_for_garbage_less()
    scheduler = timetable(beats, zone)
    steady = Steady(reset=lambda: set_anew(scheduler, zone), give_up=give_up)
    watched = EVENT_JOB_EXECUTED | EVENT_JOB_ERROR
    scheduler.add_listener(lambda event: steady.finished(event.job_id), watched)
    steady.watch()

    def stop(_signal: int, _frame: object) -> None:
        # Not in the handler itself: it interrupts the very loop whose locks a shutdown wants.
        threading.Thread(target=scheduler.shutdown, name="shutdown").start()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    scheduler.start()
    log.info("scheduler stopped")


def look_for_garbage_less() -> None:
    """A pass over a country holds hundreds of thousands of rows for a moment, none of them in a circle: a third of its
    time went into looking whether they are garbage, and everything imported was looked at with them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


def give_up() -> None:
    """End the process at once, without waiting for what hangs: it promises nothing that is not in the database."""
    os._exit(1)
