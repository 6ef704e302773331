"""What is left of the month's pushes, asked of LINE now and then and kept for the rules, the settings card and the
coordinator's warning."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from scheduler import settings
from scheduler.reminding import foresee
from tracker.rules.quota import Quota, reserve_of
from tracker.store import Store, heartbeats


class Plan(Protocol):
    """LINE's client as seen from here."""

    def quota(self) -> int | None: ...

    def consumption(self) -> int: ...


Coming = Mapping[str | None, Sequence[bool]]
"""The digests still to come this month, by the account they would go through: whether each is urgent."""


def coming(store: Store, zone: ZoneInfo, now: datetime) -> Coming:
    """What the month still wants."""
    today = now.astimezone(zone).date()
    found: dict[str | None, list[bool]] = defaultdict(list)
    for _, digest in foresee(store, zone, today, _month_ends(today), now):
        found[digest.account].append(digest.urgent)
    return found


def note_quota(
    store: Store,
    plan: Plan,
    zone: ZoneInfo,
    now: datetime,
    account: str | None = None,
    foreseen: Callable[[], Coming] | None = None,
) -> Quota | None:
    """Ask LINE what the month allows an account and what was used, foresee what it still wants, and keep it in the
    heartbeat row "quota", another account's in "quota:<its LINE id>"; None when another process did within 15 minutes.
    `foreseen` looks ahead, for who asks for several accounts. No transaction is open while LINE is asked. Raises
    LineUnavailable."""
    name = f"{settings.QUOTA}:{account}" if account else settings.QUOTA
    with store.read() as tx:
        known = heartbeats.last(tx, name)
    if known is not None and now - known.at < timedelta(seconds=settings.QUOTA_EVERY):
        return None
    today = now.astimezone(zone).date()
    allowed, used = plan.quota(), plan.consumption()
    urgent = (foreseen() if foreseen else coming(store, zone, now)).get(account, ())
    reserve = reserve_of(allowed, sum(urgent))
    found = Quota(f"{today:%Y-%m}", allowed, used, forecast=len(urgent), reserve=reserve)
    with store.begin() as tx:
        heartbeats.beat(
            tx,
            name,
            now,
            month=found.month,
            allowed=found.allowed,
            used=found.used,
            forecast=found.forecast,
            reserve=found.reserve,
        )
    return found


def _month_ends(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
