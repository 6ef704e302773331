"""What is left of the month's pushes, asked of LINE now and then and kept for the rules, the settings card and the
coordinator's warning."""

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


def note_quota(store: Store, plan: Plan, zone: ZoneInfo, now: datetime) -> Quota | None:
    """Ask LINE what the month allows and what was used, foresee what it still wants, and keep it in the heartbeat row
    "quota"; None when another process did within 15 minutes. No transaction is open while LINE is asked. Raises
    LineUnavailable."""
    with store.read() as tx:
        known = heartbeats.last(tx, settings.QUOTA)
    if known is not None and now - known.at < timedelta(seconds=settings.QUOTA_EVERY):
        return None
    today = now.astimezone(zone).date()
    allowed, used = plan.quota(), plan.consumption()
    coming = [digest.urgent for _, digest in foresee(store, zone, today, _month_ends(today), now)]
    reserve = reserve_of(allowed, sum(coming))
    found = Quota(f"{today:%Y-%m}", allowed, used, forecast=len(coming), reserve=reserve)
    with store.begin() as tx:
        heartbeats.beat(
            tx,
            settings.QUOTA,
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
