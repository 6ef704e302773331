"""The moment of a run: the real time moved to the next working morning, so that reminders may go whenever it is run."""

import os
import time
from datetime import UTC, datetime, timedelta

from tracker.rules import workdays

SHIFT = "CHAOS_SHIFT"
"""Seconds added to the clock of every process of a run; read by `tests.chaos.launch` only."""


def shift_to_a_working_morning(now: datetime) -> int:
    """Seconds until 09:30 of the next working day in Thailand."""
    day = workdays.next_workday(now.astimezone(workdays.BANGKOK).date())
    morning = workdays.opening(day) + timedelta(hours=1)
    return int((morning - now).total_seconds())


def shifted() -> datetime:
    """The present of the run this process belongs to."""
    return datetime.fromtimestamp(time.time() + int(os.environ[SHIFT]), UTC)
