"""Working days and working hours of a Thai office: Monday to Friday, 08:30 to 16:30, Asia/Bangkok.

Public holidays, days in lieu among them, come from the `holidays` package; only its dates are used, so the
language of the machine does not matter. `extra` are days off an office adds.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

BANGKOK = ZoneInfo("Asia/Bangkok")
OPENS, CLOSES = time(8, 30), time(16, 30)

_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=32)
def public_holidays(ad_year: int) -> frozenset[date]:
    """The public holidays of an A.D. year in Thailand."""
    # The year before is asked for too: a day in lieu of 31 December falls in January.
    known = holidays.country_holidays("TH", years=(ad_year - 1, ad_year))
    return frozenset(day for day in known if day.year == ad_year)


def is_workday(day: date, extra: Collection[date] = ()) -> bool:
    """Whether an office works on a day."""
    return day.weekday() < 5 and day not in extra and day not in public_holidays(day.year)


def workday_from(day: date, extra: Collection[date] = ()) -> date:
    """The day itself when it is a working day, else the next one."""
    while not is_workday(day, extra):
        day += _ONE_DAY
    return day


def next_workday(day: date, extra: Collection[date] = ()) -> date:
    """The first working day after a day."""
    return workday_from(day + _ONE_DAY, extra)


def add_workdays(day: date, days: int, extra: Collection[date] = ()) -> date:
    """So many working days after a day; the day itself is not counted, and 0 gives it back."""
    for _ in range(days):
        day = next_workday(day, extra)
    return day


def opening(day: date, zone: ZoneInfo = BANGKOK) -> datetime:
    """The moment work begins on a day."""
    return datetime.combine(day, OPENS, zone)


def is_working_moment(now: datetime, extra: Collection[date] = (), zone: ZoneInfo = BANGKOK) -> bool:
    """Whether an office works at a moment (aware). 08:30 is in, 16:30 is out."""
    local = _local(now, zone)
    return is_workday(local.date(), extra) and OPENS <= local.time() < CLOSES


def next_working_moment(now: datetime, extra: Collection[date] = (), zone: ZoneInfo = BANGKOK) -> datetime:
    """The moment itself when an office works then, else the next 08:30 of a working day, in local time.

    Raises ValueError for a moment without a zone.
    """
    local = _local(now, zone)
    if is_working_moment(local, extra, zone):
        return local
    today = local.date()
    if local.time() < OPENS and is_workday(today, extra):
        return opening(today, zone)
    # Before the doors open on a day off, or after they closed: the first working day after today.
    return opening(next_workday(today, extra), zone)


def _local(now: datetime, zone: ZoneInfo) -> datetime:
    if now.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return now.astimezone(zone)
