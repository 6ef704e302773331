"""How fast an account of LINE's may be spoken to: a bucket of tokens for each kind of call, as values."""

import math
from dataclasses import dataclass, replace

RATES = {"push": 1500.0, "reply": 1500.0, "multicast": 150.0}
"""Calls a second of an account. LINE allows 2,000 replies, 2,000 pushes and 200 multicasts; a quarter is left to what
the web process sends at once, and to what two processes claimed and have not sent yet."""
BURST = 0.1
"""Seconds' worth of calls that may go at once, at least one."""
SLOWEST = 5.0
"""Calls a second, however often LINE says that it is too much."""
DOUBLES_IN = 10.0
"""Seconds in which an account that was slowed is twice as fast again."""
AT_ONCE = 1.0
"""Seconds in which several complaints are one: what was under way together comes back together."""


@dataclass(frozen=True)
class Pace:
    """`open_at`: the moment (seconds) from which on the next call may go. `rate`: what it was slowed to at `slowed_at`;
    it has been forgotten by the time the full rate is reached again."""

    open_at: float = 0.0
    rate: float = 0.0
    slowed_at: float = 0.0


def rate_of(pace: Pace, full: float, now: float) -> float:
    """Calls a second at this moment, where `full` are allowed."""
    if not pace.rate:
        return full
    return min(full, pace.rate * math.exp2(min(now - pace.slowed_at, 1000.0) / DOUBLES_IN))


def taken(pace: Pace, full: float, wanted: int, now: float) -> tuple[Pace, int]:
    """The pace once as many of the wanted calls as may go now were taken, and how many those are."""
    rate = rate_of(pace, full, now)
    # Nothing lies that far ahead unless the clock was put back: nobody waits until it is there again.
    open_at = pace.open_at if pace.open_at <= now + 1 + 1 / rate else now
    open_at = max(open_at, now - max(BURST - 1 / rate, 0.0))
    # (A thousandth of a call: fractions of seconds since 1970 are not exact.)
    granted = max(0, min(wanted, int((now - open_at) * rate + 1.001)))
    return replace(pace, open_at=open_at + granted / rate), granted


def slowed(pace: Pace, full: float, now: float) -> Pace:
    """Half as fast, since LINE said that it was too much."""
    if 0 <= now - pace.slowed_at < AT_ONCE:
        return pace
    return replace(pace, rate=max(SLOWEST, rate_of(pace, full, now) / 2), slowed_at=now)
