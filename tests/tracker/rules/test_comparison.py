"""Change between years and the order of indicators."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.rules.examples import ANALYSIS, BUENG_2565, BUENG_2566, NADUN
from tracker.rubrics import rubric
from tracker.rules.comparison import change, changes
from tracker.rules.ranking import rank, strengths, weaknesses
from tracker.rules.scoring import instrument_means


@pytest.mark.parametrize(
    ("earlier", "later", "points", "percent", "direction"),
    [
        ("91.80", "88.93", "-2.87", "-3.13", "fallen"),
        ("88.93", "91.80", "2.87", "3.23", "risen"),
        ("93.05", "93.82", "0.77", "0.83", "risen"),
        ("97.95", "73.81", "-24.14", "-24.65", "fallen"),
        ("50.00", "50.00", "0.00", "0.00", "same"),
        ("0.00", "50.00", "50.00", None, "risen"),
    ],
)
def test_change_in_points_and_in_percent_of_the_earlier_year(
    earlier: str, later: str, points: str, percent: str | None, direction: str
) -> None:
    found = change(Decimal(earlier), Decimal(later))
    assert found.points == Decimal(points)
    assert found.percent == (None if percent is None else Decimal(percent))
    assert found.direction == direction


def test_changes_of_every_indicator_of_buengcharoen() -> None:
    found = changes(BUENG_2565, BUENG_2566)
    assert [found[number].direction for number in range(1, 11)] == ["risen"] * 5 + ["fallen"] * 5
    assert found[9].points == Decimal("-4.64")


def test_changes_of_instruments_leave_out_what_one_year_lacks() -> None:
    earlier = instrument_means(BUENG_2565, rubric(2565))
    later = instrument_means(BUENG_2566, rubric(2566), Decimal("80.00"), Decimal("77.08"))
    found = changes(earlier, later)
    assert list(found) == ["IIT", "EIT", "OIT"]
    assert found["EIT"].points == Decimal("-18.55")


@given(st.integers(1, 10000), st.integers(0, 10000))
def test_points_and_percent_never_have_opposite_signs(earlier: int, later: int) -> None:
    found = change(Decimal(earlier) / 100, Decimal(later) / 100)
    assert found.percent is not None
    assert found.points * found.percent >= 0


def test_the_weakest_two_of_phanchana_are_both_of_oit() -> None:
    assert rank(ANALYSIS, "asc", 2) == ((10, Decimal("37.50")), (9, Decimal("42.41")))


def test_weaknesses_and_strengths_follow_the_thresholds() -> None:
    assert [number for number, _ in weaknesses(BUENG_2566)] == [7, 8]
    assert [number for number, _ in strengths(BUENG_2566)] == [1, 2, 3, 4, 5, 9, 10]
    assert [number for number, _ in weaknesses(NADUN)] == [10, 9]
    assert [number for number, _ in weaknesses(BUENG_2566, Decimal("90.00"))] == [7, 8, 6]
    assert [number for number, _ in strengths(BUENG_2566, Decimal("96.00"))] == [1, 2]


def test_ties_stay_in_the_order_of_their_numbers_either_way() -> None:
    equal = {3: Decimal("80.00"), 1: Decimal("80.00"), 2: Decimal("90.00")}
    assert [number for number, _ in rank(equal)] == [2, 1, 3]
    assert [number for number, _ in rank(equal, "asc")] == [1, 3, 2]
    assert rank(equal, n=1) == ((2, Decimal("90.00")),)
    assert rank(equal, n=99) == rank(equal)
