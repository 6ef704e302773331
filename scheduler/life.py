"""The life of the timed process: its beats are started, watched, and stopped in good order."""

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


def live(beats: Mapping[str, Callable[[], None]], zone: ZoneInfo) -> None:
    """Work until SIGTERM or SIGINT; what is under way is finished first. A beat that fails is tried again; if the
    timetable itself dies, or hangs, so does the process, and its keeper starts it anew."""
    log.info("scheduler started")
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


def give_up() -> None:
    """End the process at once, without waiting for what hangs: it promises nothing that is not in the database."""
    os._exit(1)
