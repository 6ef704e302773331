"""The status of a measure and its percent (a whole number of 100), and how they fit together."""

from collections.abc import Sequence
from decimal import Decimal

from tracker.errors import PercentContradictsStatus, PercentOutOfRange
from tracker.rules.scoring import rounded

LABELS = {
    "not_started": "ยังไม่ได้ดำเนินการ",
    "in_progress": "อยู่ระหว่างดำเนินการ",
    "done": "ดำเนินการแล้ว",
    "blocked": "ติดขัด",
    "postponed": "เลื่อน",
    "cancelled": "ยกเลิก",
}
STATUSES = tuple(LABELS)

State = tuple[str, int]


class StatusUnknown(ValueError):
    """A word that is none of STATUSES."""


def status_of(percent: int) -> str:
    """The status a percent brings: 0 not_started, 1 to 99 in_progress, 100 done."""
    return "not_started" if percent == 0 else "done" if percent == 100 else "in_progress"


def settle(
    status: str | None, percent: int | None, old_status: str, old_percent: int, *, number: int
) -> State:
    """The state after a report on measure `number` that names a status, a percent, both, or neither.

    A percent brings its status; a status alone brings 100 for done and 0 for not started, and keeps the percent
    otherwise. Raises PercentOutOfRange, PercentContradictsStatus (done with 60 percent), StatusUnknown.
    """
    if status is not None and status not in LABELS:
        raise StatusUnknown(status)
    if percent is None:
        return (old_status, old_percent) if status is None else (status, _percent_of(status, old_percent))
    if isinstance(percent, bool) or not isinstance(percent, int) or not 0 <= percent <= 100:
        raise PercentOutOfRange(percent=percent, number=number)
    if status is None:
        return status_of(percent), percent
    if not _fits(status, percent):
        raise PercentContradictsStatus(status=LABELS[status], percent=percent, number=number)
    return status, percent


def in_words(status: str, percent: int) -> str:
    """As in อยู่ระหว่างดำเนินการ 60%; no percent where the status says it all or none was told."""
    return f"{LABELS[status]} {percent}%" if 0 < percent < 100 else LABELS[status]


def overall(states: Sequence[State]) -> State:
    """The state of a measure from those of its departments; ("not_started", 0) when there are none.

    Cancelled ones count only when all are. One that is stuck makes the whole stuck; the percent is the mean,
    and reaches 100 only when every department is done.
    """
    counted = [state for state in states if state[0] != "cancelled"] or list(states)
    if not counted:
        return "not_started", 0
    statuses = {status for status, _ in counted}
    percent = int(rounded(Decimal(sum(each for _, each in counted)) / len(counted), 0))
    if statuses == {"done"}:
        return "done", 100
    percent = min(percent, 99)
    if len(statuses) == 1:
        return statuses.pop(), percent
    if "blocked" in statuses:
        return "blocked", percent
    return ("postponed" if statuses == {"done", "postponed"} else "in_progress"), percent


def _percent_of(status: str, old_percent: int) -> int:
    if status in ("done", "not_started"):
        return 100 if status == "done" else 0
    # What is no longer done has no percent anyone told us.
    return old_percent if old_percent < 100 else 0


def _fits(status: str, percent: int) -> bool:
    if status in ("done", "not_started"):
        return percent == (100 if status == "done" else 0)
    return percent < 100
