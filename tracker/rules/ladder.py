"""The reminder ladder: when to remind of a due date, as values.

Before it 30, 14, 7, 3, 1 days and on the day; after it 1, 3, 7 working days, then weekly up to eight times. A
rung whose day is no working day moves to the next one at 08:30, Asia/Bangkok.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.rules.workdays import BANGKOK, add_workdays, opening, workday_from

DAYS_BEFORE = (30, 14, 7, 3, 1, 0)
WORKDAYS_AFTER = (1, 3, 7)
WEEKS_AFTER = 8


@dataclass(frozen=True)
class Rung:
    """One step. `key` is t-30 … t-0, o+1 o+3 o+7, w1 … w8; `planned` the day before holidays are looked at;
    `moment` (aware) when it may go."""

    key: str
    planned: date
    moment: datetime

    @property
    def overdue(self) -> bool:
        """Whether it comes after the due date."""
        return not self.key.startswith("t")


def rungs(due: date, extra: Collection[date] = (), zone: ZoneInfo = BANGKOK) -> tuple[Rung, ...]:
    """The whole ladder of a due date, in order of time. `extra` are days off the office adds."""
    before = [(f"t-{days}", due - timedelta(days=days)) for days in DAYS_BEFORE]
    after = [(f"o+{days}", add_workdays(due, days, extra)) for days in WORKDAYS_AFTER]
    last = after[-1][1]
    weekly = [(f"w{week}", last + timedelta(weeks=week)) for week in range(1, WEEKS_AFTER + 1)]
    return tuple(
        Rung(key, planned, opening(workday_from(planned, extra), zone))
        for key, planned in (*before, *after, *weekly)
    )


def newest_due(ladder: Sequence[Rung], now: datetime) -> Rung | None:
    """The newest rung whose moment has come, or None. Older ones are left behind: after an outage one goes out."""
    return next((rung for rung in reversed(ladder) if rung.moment <= now), None)


def ended(ladder: Sequence[Rung], now: datetime) -> bool:
    """Whether the ladder is over: a week has passed since its last rung, and nothing more is to be said."""
    return now >= ladder[-1].moment + timedelta(weeks=1)
