"""What if: indicators, instruments and OIT items."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.rules.examples import ANALYSIS, BUENG_2566, NADUN
from tracker.rubrics import rubric
from tracker.rules.whatif import (
    ItemUnknown,
    ScoreMissing,
    ScoreOutOfRange,
    Standing,
    StructureUnknown,
    indicator,
    indicators,
    instrument,
    oit_items,
)

PHANCHANA = Standing(rubric(2564), ANALYSIS, Decimal("64.21"))
BUENG = Standing(rubric(2566), BUENG_2566, Decimal("88.93"))


def test_phanchana_with_o42_and_o43_would_be_74_21_and_a_c() -> None:
    found = oit_items(PHANCHANA, ["o42", "O43"])
    assert (found.change, found.after) == (Decimal("10.00"), Decimal("74.21"))
    assert found.grade_before is not None and found.grade_before.letter == "D"
    assert found.grade_after is not None and found.grade_after.letter == "C"
    assert found.scores[10] == Decimal("87.50")
    assert found.certain and not found.capped


def test_buengcharoen_with_o12_o30_o43_would_be_92_43_and_still_phan() -> None:
    found = oit_items(BUENG, ["o12", "o30", "o43"])
    assert (found.change, found.after) == (Decimal("3.50"), Decimal("92.43"))
    assert found.scores[9] == found.scores[10] == Decimal(100)
    assert found.grade_after is not None and found.grade_after.level == "ผ่าน"


@pytest.mark.parametrize(("item", "points"), [("o12", "0.50"), ("o30", "1.00"), ("o43", "2.00")])
def test_each_of_the_three_items_of_buengcharoen(item: str, points: str) -> None:
    assert oit_items(BUENG, [item]).change == Decimal(points)


def test_naming_an_item_twice_counts_it_once() -> None:
    assert oit_items(PHANCHANA, ["o42", "o42"]).change == Decimal("5.00")


def test_losing_an_item_costs_what_it_is_worth() -> None:
    assert oit_items(BUENG, ["o39"], gained=False).change == Decimal("-2.00")


def test_an_item_of_2563_rests_on_background_and_says_so() -> None:
    assert not oit_items(Standing(rubric(2563), NADUN, Decimal("77.16")), ["o43"]).certain


@pytest.mark.parametrize("year", [2562, 2567, 2568, 2569])
def test_items_of_years_without_a_sourced_structure_are_refused(year: int) -> None:
    with pytest.raises(StructureUnknown):
        oit_items(Standing(rubric(year), NADUN, Decimal("77.16")), ["o43"])


def test_an_unknown_item_is_refused() -> None:
    with pytest.raises(ItemUnknown):
        oit_items(BUENG, ["o99"])


@pytest.mark.parametrize(
    ("number", "delta", "change"), [(1, "1", "0.06"), (7, "1", "0.10"), (9, "1", "0.20"), (7, "-10", "-1.00")]
)
def test_points_of_an_indicator_move_the_total(number: int, delta: str, change: str) -> None:
    found = indicator(BUENG, number, delta=Decimal(delta))
    assert found.change == Decimal(change)
    assert found.after == Decimal("88.93") + Decimal(change)


def test_indicator_7_at_85() -> None:
    found = indicator(BUENG, 7, set_to=Decimal("85.00"))
    assert (found.change, found.after) == (Decimal("1.12"), Decimal("90.05"))


def test_a_rise_beyond_100_is_capped_and_says_so() -> None:
    found = indicator(BUENG, 1, delta=Decimal(50))
    assert found.capped and found.scores[1] == Decimal("100.00")
    assert found.change == Decimal("0.06")


def test_a_score_beyond_100_is_refused() -> None:
    for value in ("100.01", "-0.01", "150"):
        with pytest.raises(ScoreOutOfRange):
            indicator(BUENG, 1, set_to=Decimal(value))


def test_eit_at_85_lifts_the_total_and_its_parts_become_unknown() -> None:
    found = instrument(BUENG, "EIT", set_to=Decimal("85.00"))
    assert (found.change, found.after) == (Decimal("1.94"), Decimal("90.87"))
    assert found.grade_after is not None and found.grade_after.level is None


def test_in_2567_eit_at_85_makes_it_phan_di() -> None:
    found = instrument(Standing(rubric(2567), BUENG_2566, Decimal("88.93")), "EIT", delta=Decimal("6.46"))
    assert found.grade_after is not None and found.grade_after.level == "ผ่านดี"


def test_every_indicator_at_85_is_a_total_of_exactly_85() -> None:
    found = indicators(PHANCHANA, dict.fromkeys(range(1, 11), Decimal("85.00")))
    assert found.after == Decimal("85.00")


def test_without_a_published_total_the_computed_one_stands_in() -> None:
    assert indicator(Standing(rubric(2564), NADUN), 9, delta=Decimal(10)).after == Decimal("79.16")


def test_without_weights_nothing_is_computed() -> None:
    found = indicator(Standing(rubric(2569), NADUN, Decimal("77.16")), 9, delta=Decimal(10))
    assert (found.before, found.after, found.change, found.grade_after) == (
        Decimal("77.16"),
        None,
        None,
        None,
    )
    assert found.scores[9] == Decimal("67.62") and not found.certain
    assert instrument(Standing(rubric(2569), NADUN, Decimal("77.16")), "OIT", delta=Decimal(1)).after is None


def test_what_has_no_score_cannot_change() -> None:
    with pytest.raises(ScoreMissing):
        indicator(Standing(rubric(2566), {}, Decimal("88.93")), 7, delta=Decimal(1))
    with pytest.raises(ScoreMissing):
        instrument(Standing(rubric(2566), {}, Decimal("88.93")), "EIT", delta=Decimal(1))
    with pytest.raises(ScoreMissing):
        oit_items(Standing(rubric(2566), {}, Decimal("88.93")), ["o43"])


@given(st.integers(1, 10), st.integers(0, 10000))
def test_before_and_change_always_add_up_to_after(number: int, score: int) -> None:
    found = indicator(BUENG, number, set_to=Decimal(score) / 100)
    assert found.before is not None and found.after is not None and found.change is not None
    assert found.before + found.change == found.after
    assert 0 <= found.after <= 100
