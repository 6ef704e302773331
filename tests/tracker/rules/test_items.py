"""OIT items: their worth, and which scores they can add up to."""

from decimal import Decimal

import pytest

from tracker.rubrics import rubric
from tracker.rules.items import ItemUnknown, StructureUnknown, possible, worth, worth_in_indicator
from tracker.rules.scoring import rounded

OLD = [
    ("o1", "0.444"),
    ("o9", "0.444"),
    ("o10", "0.500"),
    ("o12", "0.500"),
    ("o24", "0.571"),
    ("o25", "1.000"),
    ("o33", "0.800"),
    ("o34", "1.250"),
    ("o41", "1.250"),
    ("o42", "5.000"),
    ("o43", "5.000"),
]
NEW = [
    ("o1", "0.400"),
    ("o10", "0.400"),
    ("o12", "0.500"),
    ("o19", "1.000"),
    ("o23", "1.000"),
    ("o30", "1.000"),
    ("o38", "1.250"),
    ("o39", "2.000"),
    ("o43", "2.000"),
]
WORTHS = [(year, *row) for year in (2563, 2564, 2565) for row in OLD] + [(2566, *row) for row in NEW]


@pytest.mark.parametrize(("year", "item", "points"), WORTHS)
def test_what_one_item_is_worth_in_points_of_the_total(year: int, item: str, points: str) -> None:
    assert rounded(worth(item, rubric(year)), 3) == Decimal(points)


@pytest.mark.parametrize("year", [2562, 2567, 2568, 2569])
def test_item_worth_is_not_computed_where_the_structure_has_no_source(year: int) -> None:
    with pytest.raises(StructureUnknown):
        worth("o12", rubric(year))


@pytest.mark.parametrize("item", ["o44", "o0", "12", "x"])
def test_an_item_the_year_does_not_have_is_refused(item: str) -> None:
    with pytest.raises(ItemUnknown):
        worth_in_indicator(item, rubric(2566))


def test_all_items_together_are_worth_the_whole_of_oit() -> None:
    for year in (2563, 2564, 2565, 2566):
        together = sum(worth(f"o{number}", rubric(year)) for number in range(1, 44))
        assert rounded(Decimal(together), 9) == Decimal(40)


@pytest.mark.parametrize(
    ("indicator", "score", "expected"),
    [(9, "81.74", False), (9, "42.41", True), (10, "37.50", True), (9, "57.62", True), (10, "50.00", True)],
)
def test_which_scores_items_of_2564_can_add_up_to(indicator: int, score: str, expected: bool) -> None:
    assert possible(indicator, Decimal(score), rubric(2564)) is expected


def test_37_50_is_the_only_one_of_phanchanas_values_possible_for_indicator_10() -> None:
    values = ("81.14", "73.66", "79.90", "42.41", "76.35", "89.24", "85.01", "83.39", "81.74", "37.50")
    assert [v for v in values if possible(10, Decimal(v), rubric(2564))] == ["37.50"]


def test_without_a_structure_possibility_is_unknown() -> None:
    assert possible(9, Decimal("81.74"), rubric(2567)) is None
