"""The picture of the week for the executives of an office with open rounds, on its first working day."""

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tracker.rules.workdays import opening, workday_from
from tracker.store.owing import LONGEST_AFTER
from tracker.store.reminders import Overseen, Situation, Weekly

RULE: Literal["weekly"] = "weekly"
KEY = RULE + ":{office}:{person}:{week}"


def notices(known: Situation, now: datetime, zone: ZoneInfo) -> list[Weekly]:
    """The present week's picture once the office has opened in it, for each executive who was there by then.

    It goes at the hour of all reminders, so that it comes in one digest with what is escalated. A week without a
    working day has none, and one that was missed is not made up for: the newest says more.
    """
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    made = []
    for each in known.overseen:
        moment = opening(workday_from(monday, each.office.days_off), zone)
        year = _year(each, today)
        if year is None or now < moment:
            continue
        week = week_of(monday)
        made += [
            Weekly(
                KEY.format(office=each.office.id, person=person.person_id, week=week),
                RULE,
                week,
                person,
                each.office,
                year,
            )
            for person in each.executives
            if person.since is None or person.since <= moment
        ]
    return made


def week_of(day: date) -> str:
    """The ISO week of a day, as in 2026-W48."""
    return f"{day:%G-W%V}"


def _year(each: Overseen, today: date) -> int | None:
    """The newest fiscal year with a round that is open on a day, None when there is none."""
    years = (year for year, starts, due in each.rounds if starts <= today <= due + LONGEST_AFTER)
    return max(years, default=None)
