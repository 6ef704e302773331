"""How the service does, for the coordinators: in the morning after something failed, and weekly in any case; and once
a month that four fifths of the pushes are used."""

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tracker.rules.quota import Quota
from tracker.rules.workdays import opening, workday_from
from tracker.store.reminders import Remark, Situation, Watched
from tracker.store.service import Failure

RULE: Literal["service"] = "service"
QUOTA: Literal["quota"] = "quota"
KEY, QUOTA_KEY = RULE + ":{office}:{rung}:{person}", QUOTA + ":{month}:{person}"


def notices(known: Situation, now: datetime, zone: ZoneInfo) -> list[Remark]:
    """For each coordinator the line of this week, from its first working day on, and that of today when something
    failed since the last line."""
    return [
        Remark(
            key=KEY.format(office=watched.office.id, rung=rung, person=person.person_id),
            rule=RULE,
            rung=rung,
            person=person,
            office=watched.office,
            news=watched.service.news(person.person_id),
            counts=tuple(Failure(kind, count) for kind, count in watched.service.counts.items()),
        )
        for watched in known.watched
        for person in watched.coordinators
        for rung in _rungs(watched, person.person_id, person.since, now, zone)
    ]


def warnings(known: Situation, now: datetime, zone: ZoneInfo) -> list[Remark]:
    """That the month's pushes run out, once a month for each coordinator of the account they run out of."""
    if known.quota is None or not warns(known.quota, now, zone):
        return []
    month = f"{now.astimezone(zone):%Y-%m}"
    told = {person.person_id: (person, each.office) for each in known.watched for person in each.coordinators}
    return [
        Remark(
            QUOTA_KEY.format(month=month, person=person.person_id), QUOTA, month, person, office, quota=quota
        )
        for person, office in told.values()
        if (quota := known.quota and known.quota.of(person.account)) and quota.warns and quota.month == month
    ]


def warns(quota: Quota, now: datetime, zone: ZoneInfo) -> bool:
    """Whether coordinators, of whatever account, are to know that this month's pushes run out."""
    every = (quota, *(other for _, other in quota.others))
    return any(each.warns and each.month == f"{now.astimezone(zone):%Y-%m}" for each in every)


def weekly_rung(monday: date) -> str:
    """The rung of a week's line."""
    return f"w{monday:%Y%m%d}"


def daily_rung(today: date) -> str:
    """The rung of a day's line."""
    return f"d{today:%Y%m%d}"


def _rungs(
    watched: Watched, person_id: int, since: datetime | None, now: datetime, zone: ZoneInfo
) -> list[str]:
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    week = opening(workday_from(monday, watched.office.days_off), zone)
    # Who became coordinator in the middle of a week hears from the next one on.
    weekly = [weekly_rung(monday)] if week <= now and (since is None or since <= week) else []
    daily = [daily_rung(today)] if watched.service.news(person_id) and opening(today, zone) <= now else []
    return weekly + daily
