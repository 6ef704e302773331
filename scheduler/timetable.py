"""What runs, when, and why, on one screen.

APScheduler is a heartbeat and nothing more: jobs live in code and memory, what is due lives in our tables. So a missed
beat loses nothing, two processes disturb nobody, and a deploy finds no pickled job it cannot read.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from scheduler import settings
from scheduler.reminders import due, escalate, service, weekly
from tracker.errors import StorageUnavailable
from tracker.store.reminders import Matter, Remark, Reminder, Situation, Weekly

log = logging.getLogger(__name__)

Rule = Callable[[Situation, datetime, ZoneInfo], list[Reminder] | list[Remark] | list[Weekly]]

# Reminder rules, each from what is known and the present to what is to be told now.
RULES: tuple[Rule, ...] = (
    due.notices,  # a department that owes a report: its heads and officers
    due.stranded,  # a department nobody can be reached in: the coordinators in its stead
    escalate.stranded,  # nor any coordinator: the executives
    escalate.notices,  # three working days late, or silent: the executives
    weekly.notices,  # the picture of the week: the executives
    service.notices,  # what failed, and a line a week: the coordinators
    service.warnings,  # the month's pushes run out: the coordinators
)


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
    Beat("shrink", "a few photos at a time get the small copy that reports show", settings.SHRINK_EVERY),
    Beat("read", "read the papers coordinators sent while they wait for the answer", settings.READ_EVERY),
    Beat("menus", "show who joined or left the menu of their role", settings.MENUS_EVERY),
    Beat("quota", "ask LINE what is left of the month's pushes", settings.QUOTA_LOOKED_AT_EVERY),
    Beat("ping", "tell the dead man's switch that reminders go out", settings.PING_LOOKED_AT_EVERY),
    Beat(
        "backup",
        "keep a copy each hour where BACKUP_DIR says; one process does it",
        settings.BACKUP_LOOKED_AT,
    ),
    Beat("forget", "drop old memory, drafts and event ids", at=settings.FORGET_AT),
)


def notices(known: Situation, now: datetime, zone: ZoneInfo) -> list[Matter]:
    """What every rule says at this moment."""
    return [matter for rule in RULES for matter in rule(known, now, zone)]


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


def set_anew(scheduler: BlockingScheduler, zone: ZoneInfo) -> None:
    """Let every beat count from now: the clock was put back or forward under it."""
    for beat in BEATS:
        scheduler.reschedule_job(beat.work, trigger=_trigger(beat, zone))


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
            # Its own words may quote a row; those of a database that is away say only why.
            reason = str(error) if isinstance(error, StorageUnavailable) else type(error).__name__
            log.exception("%s failed and will be tried again: %s", name, reason)

    return run
