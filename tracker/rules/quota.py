"""What is left of the month's pushes, and what may still go when they are scarce. Pure figures; LINE says the limit."""

import math
from dataclasses import dataclass
from fractions import Fraction

SHARE = Fraction(1, 10)  # of the plan, kept for overdue reminders and escalations
LARGEST_SHARE = Fraction(1, 2)  # a forecast is a guess: it never locks up more than half of the plan
WARN_FROM = Fraction(8, 10)


@dataclass(frozen=True)
class Quota:
    """The pushes of a month (as in 2026-11, Bangkok): allowed by the plan (None: no limit), used so far, expected until
    the month ends, and the reserve that ordinary reminders leave alone."""

    month: str
    allowed: int | None
    used: int
    forecast: int = 0
    reserve: int = 0

    @property
    def remaining(self) -> int | None:
        """How many may still go, None without a limit."""
        return None if self.allowed is None else max(0, self.allowed - self.used)

    @property
    def ordinary(self) -> int | None:
        """How many ordinary reminders may still go without touching the reserve, None without a limit."""
        return None if self.remaining is None else max(0, self.remaining - self.reserve)

    @property
    def warns(self) -> bool:
        """Whether four fifths of the plan are used."""
        return self.allowed is not None and self.used >= WARN_FROM * self.allowed


def reserve_of(allowed: int | None, urgent_forecast: int) -> int:
    """How many pushes are kept for what is overdue: a tenth of the plan, or all that is expected to be overdue this
    month when that is more, at most half of the plan."""
    if allowed is None:
        return 0
    wanted = max(math.ceil(SHARE * allowed), urgent_forecast)
    return min(wanted, math.floor(LARGEST_SHARE * allowed))
