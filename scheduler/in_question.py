"""The offices a pass looks at: those where a rule may say something that was not said yet.

A wider net than the rules, cast with SQL alone. A rule that is added to the timetable must be let in here too; that the
net holds all that the rules would say is tested over a year of days.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlmodel import Session

from scheduler.reminders import service, weekly
from tracker.rules.quota import Quota
from tracker.rules.workdays import opening, workday_from
from tracker.store import in_question as rows
from tracker.store.parts import in_parts


def offices(tx: Session, now: datetime, zone: ZoneInfo, present: datetime, quota: Quota | None) -> set[int]:
    """The offices (by id) to look at. `present` is the real moment: who holds a post is taken as it is then."""
    return owing(tx, now, zone, present) | heard_of(tx, now, zone, present, quota)


def owing(tx: Session, now: datetime, zone: ZoneInfo, present: datetime) -> set[int]:
    """Those where a round may be owed, and nothing else is in question unless `heard_of` says so."""
    return rows.owing_offices(tx, now.astimezone(zone).date(), present)


def heard_of(tx: Session, now: datetime, zone: ZoneInfo, present: datetime, quota: Quota | None) -> set[int]:
    """Those where the week, the service or the quota may have to be told."""
    found = set[int]()
    for part in in_parts(rows.reminded_offices(tx)):
        found |= _weekly(tx, part, now, zone, present) | _service(tx, part, now, zone, present, quota)
    return found


def _weekly(tx: Session, part: Collection[int], now: datetime, zone: ZoneInfo, present: datetime) -> set[int]:
    """Where an executive has not had the picture of the week."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    if now < opening(workday_from(monday), zone):
        return set()
    key = weekly.KEY.replace("{week}", weekly.week_of(monday))
    seats = rows.unheard(tx, part, "executive", key, present)
    return rows.with_open_rounds(tx, {office_id for office_id, _ in seats}, today)


def _service(
    tx: Session,
    part: Collection[int],
    now: datetime,
    zone: ZoneInfo,
    present: datetime,
    quota: Quota | None,
) -> set[int]:
    """Where a coordinator has not had the week's line, or the day's although something failed, or the quota's."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    unheard = partial(rows.unheard, tx, part, "coordinator", present=present)
    found = set[rows.Seat]()
    if now >= opening(workday_from(monday), zone):
        found |= unheard(service.KEY.replace("{rung}", service.weekly_rung(monday)))
    if quota is not None and service.warns(quota, now, zone):
        found |= unheard(service.QUOTA_KEY.replace("{month}", quota.month))
    looked_at = {office_id for office_id, _ in found}
    if now >= opening(today, zone):
        rest = unheard(service.KEY.replace("{rung}", service.daily_rung(today)))
        looked_at |= rows.with_news(tx, {seat for seat in rest if seat[0] not in looked_at}, present, now)
    return looked_at
