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
    the month ends, and the reserve that ordinary reminders leave alone. `others`: the same of the other LINE accounts
    of an installation that has several, by their LINE id; each has a plan of its own."""

    month: str
    allowed: int | None
    used: int
    forecast: int = 0
    reserve: int = 0
    others: tuple[tuple[str, "Quota"], ...] = ()

    def of(self, account: str | None) -> "Quota | None":
        """The month of one account, None the main one; None when LINE has not told."""
        return self if account is None else dict(self.others).get(account)

    @property
    def anything_left(self) -> bool:
        """Whether LINE takes a push of any account."""
        return any(each.remaining != 0 for each in (self, *(other for _, other in self.others)))

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
