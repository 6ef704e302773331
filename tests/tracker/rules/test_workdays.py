"""Working days and hours of a Thai office."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.workdays import (
    BANGKOK,
    add_workdays,
    is_workday,
    is_working_moment,
    next_workday,
    next_working_moment,
    workday_from,
)

MOMENTS = st.datetimes(datetime(2022, 1, 1), datetime(2028, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 4, 30), True),
        (date(2024, 4, 27), False),
        (date(2024, 4, 28), False),
        (date(2024, 4, 15), False),
        (date(2024, 4, 16), False),  # in lieu of Songkran on a weekend
        (date(2024, 5, 6), False),  # in lieu of Coronation Day
        (date(2023, 1, 2), False),  # in lieu of New Year
        (date(2024, 10, 23), False),
        (date(2026, 1, 5), True),
    ],
)
def test_weekends_and_public_holidays_are_no_working_days(day: date, works: bool) -> None:
    assert is_workday(day) is works


def test_an_office_may_add_its_own_days_off() -> None:
    assert not is_workday(date(2024, 4, 30), {date(2024, 4, 30)})
    assert next_workday(date(2024, 4, 29), [date(2024, 4, 30)]) == date(2024, 5, 2)


def test_working_days_are_counted_over_songkran() -> None:
    assert add_workdays(date(2024, 4, 10), 1) == date(2024, 4, 11)
    assert add_workdays(date(2024, 4, 10), 2) == date(2024, 4, 17)
    assert add_workdays(date(2024, 4, 13), 0) == date(2024, 4, 13)
    assert workday_from(date(2024, 4, 12)) == date(2024, 4, 17)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2024-04-23T09:00", "2024-04-23T09:00"),
        ("2024-04-23T08:30", "2024-04-23T08:30"),
        ("2024-04-23T07:00", "2024-04-23T08:30"),
        ("2024-04-23T16:29:59", "2024-04-23T16:29:59"),
        ("2024-04-23T16:30", "2024-04-24T08:30"),
        ("2024-04-26T18:00", "2024-04-29T08:30"),
        ("2024-04-13T10:00", "2024-04-17T08:30"),
        ("2024-04-13T05:00", "2024-04-17T08:30"),
        ("2026-12-31T23:59:30", "2027-01-04T08:30"),
    ],
)
def test_the_next_working_moment(now: str, expected: str) -> None:
    assert next_working_moment(at(now)) == at(expected)


def test_the_zone_of_the_caller_does_not_matter() -> None:
    bangkok = at("2024-04-23T09:00")
    assert is_working_moment(bangkok.astimezone(UTC))
    assert is_working_moment(bangkok.astimezone(timezone(timedelta(hours=-5))))
    assert not is_working_moment(datetime(2024, 4, 23, 9, 30, tzinfo=UTC))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        next_working_moment(datetime(2024, 4, 23, 9))  # noqa: DTZ001


@given(MOMENTS)
def test_the_next_working_moment_is_one_and_never_earlier(moment: datetime) -> None:
    found = next_working_moment(moment)
    assert is_working_moment(found)
    assert found >= moment
    assert next_working_moment(found) == found


@given(st.dates(date(2022, 1, 1), date(2028, 12, 31)), st.integers(1, 15))
def test_adding_working_days_one_by_one_is_adding_them_together(day: date, days: int) -> None:
    assert add_workdays(day, days) == next_workday(add_workdays(day, days - 1))
