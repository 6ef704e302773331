"""Things known, as values, for the tables of the rules."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from tests.scheduler.office import at
from tracker.store.reminders import OfficeClock, Owed, OwedMeasure, Recipient, Situation, Watched
from tracker.store.service import Service

OFFICE = OfficeClock(1, "buengcharoen", "เทศบาลตำบลบึงเจริญ", frozenset())
LONG_AGO = datetime(2023, 1, 1, tzinfo=UTC)
HEAD, COORDINATOR, EXECUTIVE = (
    Recipient(number, f"U{number}", role, LONG_AGO)
    for number, role in ((1, "head"), (2, "coordinator"), (3, "executive"))
)
OWED = Owed(
    office=OFFICE,
    department_id=7,
    department="กองช่าง",
    round_key="6m",
    round_label="รอบ 6 เดือน",
    fiscal_year=2567,
    due=date(2024, 4, 30),
    total=2,
    measures=(OwedMeasure(1, "เปิดเผยข้อมูล"), OwedMeasure(2, "ประกาศ")),
    people=(HEAD,),
    coordinators=(COORDINATOR,),
    executives=(EXECUTIVE,),
    round_id=5,
    opened_at=LONG_AGO,
)


def owed(**changes: Any) -> Owed:
    """A department that owes the six months of 2567, due 30 April 2024, opened long ago."""
    return replace(OWED, **changes)


def known(**changes: Any) -> Situation:
    """A situation with that department alone."""
    return Situation((owed(**changes),))


def watched(counts: dict[Any, int], told: dict[str, int] | None = None, late: bool = False) -> Situation:
    """A situation with a coordinator who was told these counts of what went wrong."""
    service = Service(counts, {} if told is None else {COORDINATOR.person_id: told}, late)
    return Situation((), (Watched(OFFICE, (COORDINATOR,), service),))


__all__ = ["COORDINATOR", "EXECUTIVE", "HEAD", "OFFICE", "at", "known", "owed", "watched"]
