"""Fiscal years, quarters, halves and Thai dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules import fiscal

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2021, 10, 1), 2565),
        (date(2022, 9, 30), 2565),
        (date(2022, 10, 1), 2566),
        (date(2024, 11, 30), 2568),
        (date(2025, 1, 31), 2568),
        (date(2026, 12, 31), 2570),
        (date(2027, 1, 1), 2570),
    ],
)
def test_the_fiscal_year_of_a_day(day: date, year: int) -> None:
    assert fiscal.fiscal_year_of(day) == year


def test_fiscal_year_2565_runs_from_october_2564_to_september_2565() -> None:
    assert fiscal.span(2565) == (date(2021, 10, 1), date(2022, 9, 30))
    assert fiscal.thai_period(fiscal.span(2565)) == "ต.ค. 2564 - ก.ย. 2565"


@pytest.mark.parametrize(
    ("written", "year"), [(67, 2567), (8, 2508), (2567, 2567), (2023, 2566), (2026, 2569)]
)
def test_how_years_are_written(written: int, year: int) -> None:
    assert fiscal.year_from(written) == year


@pytest.mark.parametrize("written", [-1, 100, 543, 1800, 2300, 9999])
def test_what_is_no_year_is_refused(written: int) -> None:
    with pytest.raises(fiscal.YearUnclear):
        fiscal.year_from(written)


@pytest.mark.parametrize(
    ("number", "starts", "ends"),
    [
        (1, date(2023, 10, 1), date(2023, 12, 31)),
        (2, date(2024, 1, 1), date(2024, 3, 31)),
        (3, date(2024, 4, 1), date(2024, 6, 30)),
        (4, date(2024, 7, 1), date(2024, 9, 30)),
    ],
)
def test_quarters_of_2567(number: int, starts: date, ends: date) -> None:
    assert fiscal.quarter(2567, number) == (starts, ends)
    assert fiscal.quarter_of(starts) == fiscal.quarter_of(ends) == number


def test_halves_of_2567() -> None:
    assert fiscal.half(2567, 1) == (date(2023, 10, 1), date(2024, 3, 31))
    assert fiscal.half(2567, 2) == (date(2024, 4, 1), date(2024, 9, 30))


def test_february_2567_has_29_days_and_february_2569_has_28() -> None:
    assert fiscal.month_span(2567, 2)[1] == date(2024, 2, 29)
    assert fiscal.month_span(2569, 2)[1] == date(2026, 2, 28)


def test_the_31st_of_a_shorter_month_is_its_last_day() -> None:
    assert fiscal.day_of(2024, 4, 31) == date(2024, 4, 30)
    assert fiscal.day_of(2026, 2, 29) == date(2026, 2, 28)


def test_thai_dates() -> None:
    day = date(2024, 4, 30)
    assert fiscal.thai_date(day) == "30 เม.ย. 2567"
    assert fiscal.thai_date_long(day) == "30 เมษายน 2567"
    assert fiscal.thai_month(day) == "เม.ย. 2567"


def test_periods_are_written_in_whole_months_where_they_are() -> None:
    assert fiscal.thai_period((date(2024, 2, 1), date(2024, 2, 29))) == "ก.พ. 2567"
    assert fiscal.thai_period((date(2024, 2, 2), date(2024, 2, 29))) == "2 ก.พ. 2567 - 29 ก.พ. 2567"


@given(DAYS)
def test_a_day_lies_in_its_fiscal_year_and_in_one_quarter_and_month_of_it(day: date) -> None:
    year = fiscal.fiscal_year_of(day)
    assert fiscal.within(day, fiscal.span(year))
    assert [n for n in range(1, 5) if fiscal.within(day, fiscal.quarter(year, n))] == [fiscal.quarter_of(day)]
    assert [m for m in range(1, 13) if fiscal.within(day, fiscal.month_span(year, m))] == [day.month]


@given(st.integers(2500, 2600))
def test_fiscal_years_follow_each_other_without_a_gap(year: int) -> None:
    assert fiscal.span(year)[1] + timedelta(days=1) == fiscal.span(year + 1)[0]
    assert fiscal.half(year, 1)[1] + timedelta(days=1) == fiscal.half(year, 2)[0]
    assert fiscal.christian(fiscal.buddhist(year)) == year
