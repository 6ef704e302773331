"""Letters, levels, and which of them counts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.rules.examples import BUENG_2566, EXAMPLES, Example
from tracker.rubrics import rubric
from tracker.rules.grading import Shortfall, letter, level, official
from tracker.rules.scoring import Means, instrument_means

HIGH, MIDDLE, LOW = Decimal("96.00"), Decimal("90.00"), Decimal("80.00")


def means(iit: Decimal, eit: Decimal, oit: Decimal) -> Means:
    return {"IIT": iit, "EIT": eit, "OIT": oit, "EIT1": None, "EIT2": None}


def four(iit: str, eit1: str, eit2: str, oit: str) -> Means:
    return dict(zip(("IIT", "EIT1", "EIT2", "OIT"), map(Decimal, (iit, eit1, eit2, oit)), strict=True))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_letters_of_published_results(example: Example) -> None:
    assert letter(Decimal(example.published), rubric(example.fiscal_year)) == example.letter


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("100", "AA"),
        ("95.00", "AA"),
        ("94.995", "AA"),
        ("94.99", "A"),
        ("85.00", "A"),
        ("84.99", "B"),
        ("75.00", "B"),
        ("74.99", "C"),
        ("74.21", "C"),
        ("70.82", "C"),
        ("65.00", "C"),
        ("64.99", "D"),
        ("64.21", "D"),
        ("55.00", "D"),
        ("54.99", "E"),
        ("50.00", "E"),
        ("49.99", "F"),
        ("0", "F"),
        ("77.92", "B"),
        ("77.16", "B"),
        ("91.80", "A"),
    ],
)
def test_the_borders_of_the_letters(total: str, expected: str) -> None:
    assert letter(Decimal(total), rubric(2565)) == expected


def test_88_93_of_2566_is_phan_because_eit_is_78_54() -> None:
    rules = rubric(2566)
    found = official(rules, Decimal("88.93"), instrument_means(BUENG_2566, rules))
    assert (found.letter, found.level, found.scheme, found.grade) == ("A", "ผ่าน", "levels", "ผ่าน")
    assert found.below == (Shortfall("EIT", Decimal("78.54"), Decimal("85.00")),)
    assert found.reason == "EIT ได้ 78.54 ซึ่งต่ำกว่า 85.00"
    assert found.certain


def test_64_21_of_2564_is_a_d_and_has_no_level() -> None:
    found = official(rubric(2564), Decimal("64.21"), {})
    assert (found.letter, found.level, found.grade) == ("D", None, "D")
    assert found.reason is not None and "2564" in found.reason


@pytest.mark.parametrize(
    ("year", "total", "instruments", "expected"),
    [
        (2566, "95.81", four("99", "94", "93", "97"), "ผ่านดี"),
        (2566, "97.29", four("99", "94", "99", "97"), "ผ่านดี"),
        (2566, "97.90", four("99", "94.99", "99", "98"), "ผ่านดี"),
        (2566, "97.90", four("99", "95", "99", "98"), "ผ่านดีเยี่ยม"),
        (2568, "94.64", means(HIGH, LOW, HIGH), "ผ่าน"),
        (2567, "91.15", means(HIGH, LOW, HIGH), "ผ่าน"),
        (2568, "99.06", means(HIGH, HIGH, HIGH), "ผ่านดีเยี่ยม"),
        (2568, "92.00", means(HIGH, MIDDLE, HIGH), "ผ่านดี"),
        (2566, "77.70", {}, "ต้องปรับปรุง"),
        (2566, "84.99", {}, "ต้องปรับปรุง"),
        (2566, "70.00", {}, "ต้องปรับปรุง"),
        (2566, "69.99", {}, "ต้องปรับปรุงโดยด่วน"),
        (2566, "0", {}, "ต้องปรับปรุงโดยด่วน"),
    ],
)
def test_announced_levels(year: int, total: str, instruments: Means, expected: str) -> None:
    assert level(Decimal(total), instruments, rubric(year)).name == expected


def test_one_part_of_eit_under_85_makes_it_phan_though_their_mean_is_over() -> None:
    found = level(Decimal("92.00"), {**means(HIGH, MIDDLE, HIGH), "EIT1": LOW, "EIT2": HIGH}, rubric(2566))
    assert found.name == "ผ่าน"
    assert found.reason == "EIT ส่วนที่ 1 ได้ 80.00 ซึ่งต่ำกว่า 85.00"


@pytest.mark.parametrize("year", [2566, 2567, 2568, 2569])
def test_a_total_of_85_or_more_alone_does_not_tell_the_level(year: int) -> None:
    found = level(Decimal("90.00"), {}, rubric(year))
    assert found.name is None
    assert found.reason is not None and "EIT" in found.reason


def test_in_2566_the_mean_of_eit_is_not_enough_for_phan_di() -> None:
    found = level(Decimal("92.00"), means(HIGH, MIDDLE, HIGH), rubric(2566))
    assert found.name is None
    assert found.reason is not None and "EIT ส่วนที่ 1, EIT ส่วนที่ 2" in found.reason


@pytest.mark.parametrize(
    ("year", "total", "certain"),
    [(2566, "90.00", True), (2566, "71.00", False), (2566, "60.00", False), (2569, "60.00", False)],
)
def test_what_rests_on_one_source_or_an_assumption_is_not_certain(
    year: int, total: str, certain: bool
) -> None:
    assert official(rubric(year), Decimal(total), means(HIGH, LOW, HIGH)).certain is certain


def test_letters_are_not_told_for_2569() -> None:
    assert official(rubric(2569), Decimal("90.00"), {}).letter is None


@given(st.integers(0, 9999))
def test_a_higher_total_is_never_a_lower_grade(number: int) -> None:
    order = [band.name for band in rubric(2565).letters.bands]
    here, above = (letter(Decimal(value) / 100, rubric(2565)) for value in (number, number + 1))
    assert order.index(above) <= order.index(here)
