"""The way to a target or a grade."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.rules.examples import ANALYSIS, BUENG_2566, NADUN
from tracker.rubrics import rubric
from tracker.rules.gap import GradeUnknown, indicators_short, instruments_short, lifts, to_grade, to_target
from tracker.rules.scoring import instrument_means, rounded, share

TARGET = Decimal("85.00")


@pytest.mark.parametrize(
    ("score", "points"), [("64.21", "20.79"), ("77.16", "7.84"), ("88.93", "0.00"), ("85.00", "0.00")]
)
def test_points_missing_to_85(score: str, points: str) -> None:
    gap = to_target(Decimal(score), TARGET)
    assert gap.points == Decimal(points)
    assert gap.reached is (points == "0.00")


def test_only_eit_of_buengcharoen_is_short() -> None:
    short = instruments_short(instrument_means(BUENG_2566, rubric(2566)), TARGET)
    assert [(name, gap.points) for name, gap in short] == [("EIT", Decimal("6.46"))]


def test_indicators_short_of_the_pass_mark() -> None:
    short = indicators_short(BUENG_2566, TARGET)
    assert [(number, gap.points) for number, gap in short] == [(7, Decimal("11.19")), (8, Decimal("8.58"))]


def test_one_oit_indicator_alone_could_lift_nadun_to_the_pass_mark() -> None:
    best, *rest = lifts(NADUN, Decimal("77.16"), TARGET, rubric(2564))
    # 7.84 points at 0.20 a point: indicator 9 must rise 39.20, and 10 as much.
    assert (best.indicator, best.needed, best.possible) == (9, Decimal("96.82"), True)
    assert (rest[0].indicator, rest[0].needed, rest[0].possible) == (10, Decimal("89.20"), True)
    assert not any(lift.possible for lift in rest[1:])


def test_no_indicator_alone_lifts_phanchana_to_the_pass_mark() -> None:
    found = lifts(ANALYSIS, Decimal("64.21"), TARGET, rubric(2564))
    assert len(found) == 10
    assert not any(lift.possible for lift in found)
    assert all(lift.needed == Decimal("100.00") for lift in found)
    assert {lift.indicator: lift.best_total for lift in found}[10] == Decimal("76.71")


def test_nothing_need_rise_when_the_target_is_reached_or_weights_are_unknown() -> None:
    assert lifts(BUENG_2566, Decimal("88.93"), TARGET, rubric(2566)) == ()
    assert lifts(NADUN, Decimal("77.16"), TARGET, rubric(2569)) == ()


def test_phan_di_needs_every_instrument_at_85() -> None:
    gap = to_grade("ผ่านดี", Decimal("88.93"), instrument_means(BUENG_2566, rubric(2566)), rubric(2566))
    assert gap.total.reached and gap.reached is False
    assert [(name, each.points) for name, each in gap.instruments] == [("EIT", Decimal("6.46"))]
    assert gap.unknown == ("EIT1", "EIT2")


def test_phan_is_reached_by_the_total_alone() -> None:
    assert to_grade("ผ่าน", Decimal("88.93"), {}, rubric(2566)).reached is True


def test_a_grade_that_hangs_on_an_unknown_instrument_is_neither_reached_nor_missed() -> None:
    assert to_grade("ผ่านดี", Decimal("88.93"), {"IIT": Decimal(90)}, rubric(2567)).reached is None


def test_the_way_to_a_letter_is_the_way_of_the_total() -> None:
    gap = to_grade("A", Decimal("77.16"), {}, rubric(2564))
    assert (gap.total.points, gap.reached, gap.certain) == (Decimal("7.84"), False, True)


def test_a_grade_the_year_does_not_know_is_refused() -> None:
    for name, year in (("ผ่านดี", 2565), ("Z", 2566)):
        with pytest.raises(GradeUnknown):
            to_grade(name, Decimal("80.00"), {}, rubric(year))


@given(st.integers(0, 8499), st.integers(0, 10000))
def test_a_possible_lift_really_reaches_the_target(total: int, score: int) -> None:
    rules, before = rubric(2565), Decimal(total) / 100
    for number in (1, 6, 9):
        each = share(number, rules)
        assert each is not None
        (lift,) = lifts({number: Decimal(score) / 100}, before, TARGET, rules)
        assert lift.needed <= 100
        if lift.possible:
            assert rounded(before + lift.rise * each) >= TARGET
        else:
            assert lift.best_total < TARGET
