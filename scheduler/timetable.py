"""What runs, when, and why, on one screen.

APScheduler is a heartbeat and nothing more: jobs live in code and memory, what is due lives in our tables. So a missed
beat loses nothing, two processes disturb nobody, and a deploy finds no pickled job it cannot read.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from scheduler import settings
from scheduler.reminders import due
from tracker.store.reminders import Owed, Reminder

log = logging.getLogger(__name__)

Rule = Callable[[Sequence[Owed], datetime, ZoneInfo], list[Reminder]]

# Reminder rules, each from what is owed and the present to the rungs due now.
RULES: tuple[Rule, ...] = (due.notices,)


@dataclass(frozen=True)
class Beat:
    """A job: which work, every how many seconds, or each day at an hour and minute."""

    work: str
    why: str
    seconds: int | None = None
    at: tuple[int, int] | None = None


BEATS: tuple[Beat, ...] = (
    Beat(
        "remind", "promise what is due; a digest goes within half a minute of its rung", settings.REMIND_EVERY
    ),
    Beat(
        "deliver",
        "send what was promised, again what failed, what a dead process left",
        settings.DELIVER_EVERY,
    ),
    Beat("fetch", "download evidence before LINE deletes it", settings.FETCH_EVERY),
    Beat("read", "read the papers coordinators sent while they wait for the answer", settings.READ_EVERY),
    Beat("menus", "show who joined or left the menu of their role", settings.MENUS_EVERY),
    Beat("forget", "drop old memory, drafts and event ids", at=settings.FORGET_AT),
)


def notices(owed: Sequence[Owed], now: datetime, zone: ZoneInfo) -> list[Reminder]:
    """What every rule says at this moment."""
    return [reminder for rule in RULES for reminder in rule(owed, now, zone)]


def timetable(work: Mapping[str, Callable[[], None]], zone: ZoneInfo) -> BlockingScheduler:
    """A scheduler with every beat on it, not yet started."""
    scheduler = BlockingScheduler(
        timezone=zone,
        # Without these, APScheduler drops a run that is one second late.
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for beat in BEATS:
        trigger = _trigger(beat, zone)
        # What runs every few seconds runs at once too: a process that is started again and again still gets to it.
        first = {} if beat.seconds is None else {"next_run_time": datetime.now(zone)}
        scheduler.add_job(_guarded(beat.work, work[beat.work]), trigger, id=beat.work, name=beat.why, **first)
    return scheduler


def _trigger(beat: Beat, zone: ZoneInfo) -> IntervalTrigger | CronTrigger:
    if beat.at is not None:
        return CronTrigger(hour=beat.at[0], minute=beat.at[1], timezone=zone)
    return IntervalTrigger(seconds=beat.seconds, timezone=zone)


def _guarded(name: str, work: Callable[[], None]) -> Callable[[], None]:
    """One line for a beat that failed; the next beat tries again."""

    def run() -> None:
        try:
            work()
        except Exception as error:
            # Further lines of a database's error may quote a row, and with it what a person wrote.
            first = next(iter(str(error).splitlines()), "")
            log.error("%s failed and will be tried again: %s: %s", name, type(error).__name__, first)

    return run
