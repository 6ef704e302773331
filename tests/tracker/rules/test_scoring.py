"""Instrument means, the weighted total and its interval."""

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.rules.examples import ANALYSIS, BUENG_2565, BUENG_2566, EXAMPLES, NADUN, RANKING, Example
from tracker.rubrics import rubric
from tracker.rules.scoring import (
    instrument_means,
    instrument_share,
    mean,
    parts_of_total,
    rounded,
    share,
    total,
)

THOUSANDTHS = st.integers(0, 100_000).map(lambda number: Decimal(number) / 1000)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_instrument_means_of_published_results(example: Example) -> None:
    means = instrument_means(example.scores, rubric(example.fiscal_year))
    for name, expected in zip(("IIT", "EIT", "OIT"), example.means, strict=True):
        found = means[name]
        assert found is not None
        assert rounded(found, 4) == rounded(Decimal(expected), 4)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_totals_of_published_results(example: Example) -> None:
    rules = rubric(example.fiscal_year)
    parts, found = parts_of_total(example.scores, rules), total(example.scores, rules)
    assert parts is not None and found is not None
    assert tuple(parts.values()) == tuple(map(Decimal, example.parts))
    assert (found.value, found.low, found.high) == tuple(
        map(Decimal, (example.value, example.low, example.high))
    )
    assert found.consistent(Decimal(example.published)) is example.consistent


def test_the_example_printed_in_2564_turns_91_68_into_27_50() -> None:
    each = instrument_share("IIT", rubric(2564))
    assert each is not None
    assert rounded(Decimal("91.68") * each) == Decimal("27.50")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("39.955", "39.96"),
        ("64.205", "64.21"),
        ("64.2049", "64.20"),
        ("-3.125", "-3.13"),
        ("2.675", "2.68"),
    ],
)
def test_rounding_is_half_up_in_decimal(value: str, expected: str) -> None:
    assert rounded(Decimal(value)) == Decimal(expected)


@pytest.mark.parametrize(
    ("scores", "plain"), [(NADUN, "85.32"), (BUENG_2565, "89.03"), (BUENG_2566, "89.92")]
)
def test_the_plain_mean_of_ten_is_something_else_than_the_total(
    scores: dict[int, Decimal], plain: str
) -> None:
    assert rounded(mean(list(scores.values()))) == Decimal(plain)


def test_only_one_of_2520_splits_of_phanchanas_values_gives_64_21() -> None:
    values = tuple(RANKING.values())
    rules, fitting, tried = rubric(2564), [], 0
    for iit in combinations(range(10), 5):
        rest = [place for place in range(10) if place not in iit]
        for eit in combinations(rest, 3):
            oit = [place for place in rest if place not in eit]
            order = [values[place] for place in (*iit, *eit, *oit)]
            found = total(dict(enumerate(order, start=1)), rules)
            tried += 1
            if found is not None and found.consistent(Decimal("64.21")):
                fitting.append(order)
    assert tried == 2520
    assert len(fitting) == 1
    assert set(fitting[0][:5]) == {ANALYSIS[number] for number in range(1, 6)}
    assert set(fitting[0][8:]) == {Decimal("42.41"), Decimal("37.50")}


@pytest.mark.parametrize(("indicator", "points"), [(1, "0.06"), (5, "0.06"), (6, "0.10"), (9, "0.20")])
def test_what_one_point_of_an_indicator_is_worth(indicator: int, points: str) -> None:
    for year in (2563, 2564, 2565, 2566, 2567, 2568):
        assert share(indicator, rubric(year)) == Decimal(points)


def test_without_weights_there_is_no_total_but_there_are_means() -> None:
    assert total(NADUN, rubric(2569)) is None
    assert parts_of_total(NADUN, rubric(2569)) is None
    assert share(1, rubric(2569)) is instrument_share("IIT", rubric(2569)) is None
    assert instrument_means(NADUN, rubric(2569))["IIT"] == Decimal("94.62")


def test_a_missing_indicator_leaves_its_instrument_and_the_total_unknown() -> None:
    partial = {number: score for number, score in NADUN.items() if number != 7}
    means = instrument_means(partial, rubric(2564))
    assert means["EIT"] is None and means["OIT"] == Decimal("53.81")
    assert total(partial, rubric(2564)) is None
    assert share(11, rubric(2564)) is None


def test_eit_without_indicators_is_the_mean_of_its_two_parts() -> None:
    means = instrument_means({}, rubric(2566), Decimal("80.00"), Decimal("85.01"))
    assert means["EIT"] == Decimal("82.505")
    assert (means["EIT1"], means["EIT2"]) == (Decimal("80.00"), Decimal("85.01"))


@given(st.lists(THOUSANDTHS, min_size=10, max_size=10))
def test_the_interval_holds_the_true_total_and_its_published_form_is_consistent(true: list[Decimal]) -> None:
    rules = rubric(2565)
    exact = total(dict(enumerate(true, start=1)), rules)
    seen = total({number: rounded(score) for number, score in enumerate(true, start=1)}, rules)
    assert exact is not None and seen is not None
    assert seen.low <= exact.value <= seen.high
    # Ten halves of a hundredth on one side meet the edge exactly; below it the published total always fits.
    assert abs(seen.value - rounded(exact.value)) <= Decimal("0.010")
