"""The reminder ladder."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.ladder import ended, newest_due, rungs
from tracker.rules.workdays import BANGKOK, is_working_moment

DUE = date(2024, 4, 30)
LADDER = rungs(DUE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("key", "planned", "goes"),
    [
        ("t-30", "2024-03-31", "2024-04-01"),
        ("t-14", "2024-04-16", "2024-04-17"),
        ("t-7", "2024-04-23", "2024-04-23"),
        ("t-3", "2024-04-27", "2024-04-29"),
        ("t-1", "2024-04-29", "2024-04-29"),
        ("t-0", "2024-04-30", "2024-04-30"),
        ("o+1", "2024-05-02", "2024-05-02"),
        ("o+3", "2024-05-07", "2024-05-07"),
        ("o+7", "2024-05-13", "2024-05-13"),
        ("w1", "2024-05-20", "2024-05-20"),
        ("w2", "2024-05-27", "2024-05-27"),
        ("w3", "2024-06-03", "2024-06-04"),
        ("w8", "2024-07-08", "2024-07-08"),
    ],
)
def test_the_ladder_of_30_april_2567(key: str, planned: str, goes: str) -> None:
    rung = next(each for each in LADDER if each.key == key)
    assert rung.planned == date.fromisoformat(planned)
    assert rung.moment == at(f"{goes}T08:30")
    assert rung.overdue is (key[0] != "t")


def test_there_are_six_rungs_before_three_after_and_eight_weeks() -> None:
    assert [rung.key for rung in LADDER] == (
        ["t-30", "t-14", "t-7", "t-3", "t-1", "t-0", "o+1", "o+3", "o+7"] + [f"w{n}" for n in range(1, 9)]
    )


@pytest.mark.parametrize(
    ("now", "key"),
    [
        ("2024-04-01T08:29", None),
        ("2024-04-01T08:30", "t-30"),
        ("2024-04-23T09:00", "t-7"),
        ("2024-04-28T12:00", "t-7"),
        ("2024-04-29T08:30", "t-1"),
        ("2024-05-02T08:30", "o+1"),
        ("2024-05-06T09:00", "o+1"),
        ("2026-11-21T09:00", "w8"),
    ],
)
def test_the_newest_rung_that_is_due(now: str, key: str | None) -> None:
    rung = newest_due(LADDER, at(now))
    assert (rung.key if rung else None) == key


def test_a_moment_in_another_zone_finds_the_same_rung() -> None:
    rung = newest_due(LADDER, at("2024-04-23T09:00").astimezone(UTC))
    assert rung is not None and rung.key == "t-7"


def test_the_ladder_is_over_a_week_after_its_last_rung() -> None:
    assert not ended(LADDER, at("2024-07-15T08:29"))
    assert ended(LADDER, at("2024-07-15T08:30"))


def test_days_off_of_the_office_push_a_rung_back() -> None:
    moved = next(rung for rung in rungs(DUE, {date(2024, 4, 23)}) if rung.key == "t-7")
    assert moved.planned == date(2024, 4, 23)
    assert moved.moment == at("2024-04-24T08:30")


@given(st.dates(date(2022, 1, 1), date(2028, 12, 31)))
def test_rungs_rise_and_go_only_in_working_hours(due: date) -> None:
    ladder = rungs(due)
    assert [rung.planned for rung in ladder] == sorted(rung.planned for rung in ladder)
    assert [rung.moment for rung in ladder] == sorted(rung.moment for rung in ladder)
    assert all(is_working_moment(rung.moment) for rung in ladder)
    assert all(rung.moment.date() >= rung.planned for rung in ladder)


@given(st.integers(0, 150), st.integers(0, 48))
def test_time_never_leads_back_to_an_older_rung(days: int, hours: int) -> None:
    order = [None, *(rung.key for rung in LADDER)]
    now = at("2024-03-20T00:00") + timedelta(days=days)
    seen = [newest_due(LADDER, moment) for moment in (now, now + timedelta(hours=hours))]
    first, second = (order.index(rung.key if rung else None) for rung in seen)
    assert first <= second
