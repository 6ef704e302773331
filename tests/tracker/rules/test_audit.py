"""Recomputing papers: the contradictions of the office documents, found by arithmetic."""

from decimal import Decimal

import pytest

from tests.tracker.rules.examples import ANALYSIS, BUENG_2565, BUENG_2566, EXAMPLES, NADUN, RANKING, Example
from tracker.rubrics import rubric
from tracker.rules.audit import (
    check_change,
    check_grade,
    check_instruments,
    check_total,
    check_trend,
)
from tracker.rules.scoring import instrument_means, mean, rounded
from tracker.rules.tables import compare_tables


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_total_that_misses_its_indicators_is_found(example: Example) -> None:
    found = check_total(rubric(example.fiscal_year), example.scores, Decimal(example.published))
    assert (found is None) is example.consistent


def test_the_message_shows_the_sum() -> None:
    found = check_total(rubric(2564), RANKING, Decimal("64.21"), "ตารางที่ 1")
    assert found is not None
    assert (found.code, found.severity, found.where) == ("total-mismatch", "error", "ตารางที่ 1")
    assert "21.2076 (IIT) + 25.7640 (EIT) + 23.8480 (OIT) = 70.8196" in found.message_th
    assert "70.8146 ถึง 70.8246" in found.message_th


def test_a_plain_mean_printed_as_the_total_is_recognised() -> None:
    found = check_total(rubric(2564), NADUN, rounded(mean(list(NADUN.values()))))
    assert found is not None and "85.32" in found.message_th and "ค่าเฉลี่ยธรรมดา" in found.message_th


def test_a_total_of_a_year_with_uncertain_weights_is_a_warning_and_without_weights_nothing() -> None:
    found = check_total(rubric(2568), RANKING, Decimal("64.21"))
    assert found is not None and found.severity == "warning"
    assert check_total(rubric(2569), RANKING, Decimal("64.21")) is None


def test_the_analysis_table_of_phanchana_is_the_one_that_fits() -> None:
    found = compare_tables(rubric(2564), {"จัดอันดับ": RANKING, "วิเคราะห์": ANALYSIS}, Decimal("64.21"))
    assert found is not None
    assert found.chosen == "วิเคราะห์"
    assert found.unproved == (1, 2, 3, 4, 5, 6, 7, 8)
    assert found.finding.code == "tables-disagree"
    assert "70.8196" in found.finding.message_th and "64.2042" in found.finding.message_th


def test_96_21_of_indicator_2_is_right_and_92_21_is_not() -> None:
    other = {**BUENG_2566, 2: Decimal("92.21")}
    found = compare_tables(rubric(2566), {"ตาราง": BUENG_2566, "ข้อ 4.2": other}, Decimal("88.93"))
    assert found is not None and found.chosen == "ตาราง"
    assert "ตัวชี้วัดที่ 2 ไม่ตรงกัน" in found.finding.message_th


def test_tables_that_both_fit_are_told_apart_by_what_oit_items_can_add_up_to() -> None:
    swapped = {**ANALYSIS, 9: ANALYSIS[10], 10: ANALYSIS[9]}
    found = compare_tables(rubric(2564), {"ก": swapped, "ข": ANALYSIS}, Decimal("64.21"))
    assert found is not None and (found.chosen, found.unproved) == ("ข", ())


def test_where_arithmetic_cannot_decide_it_says_so() -> None:
    swapped = {**ANALYSIS, 1: ANALYSIS[2], 2: ANALYSIS[1]}
    found = compare_tables(rubric(2564), {"ก": swapped, "ข": ANALYSIS}, Decimal("64.21"))
    assert found is not None and (found.chosen, found.unproved) == (None, (1, 2))
    assert compare_tables(rubric(2569), {"ก": swapped, "ข": ANALYSIS}, Decimal("64.21")) is not None


def test_tables_that_agree_are_no_finding() -> None:
    short = {number: BUENG_2565[number] for number in (1, 2, 3)}
    assert compare_tables(rubric(2565), {"ก": BUENG_2565, "ข": short}, Decimal("91.80")) is None


@pytest.mark.parametrize(
    ("year", "total", "letter", "level", "wrong"),
    [
        (2564, "64.21", "D", None, 0),
        (2564, "64.21", "C", None, 1),
        (2564, "77.16", "B", None, 0),
        (2566, "88.93", "A", "ผ่าน", 0),
        (2566, "88.93", "AA", "ผ่านดี", 2),
        (2565, "91.80", "A", "ผ่าน", 0),  # 2565 had no levels: nothing to compare with
    ],
)
def test_printed_grades_against_the_scores(
    year: int, total: str, letter: str, level: str | None, wrong: int
) -> None:
    means = instrument_means(BUENG_2566, rubric(2566))
    found = check_grade(rubric(year), Decimal(total), means, letter, level)
    assert len(found) == wrong
    assert {finding.code for finding in found} <= {"grade-mismatch"}


def test_the_reason_of_a_level_stands_in_its_finding() -> None:
    means = instrument_means(BUENG_2566, rubric(2566))
    (found,) = check_grade(rubric(2566), Decimal("88.93"), means, printed_level="ผ่านดี")
    assert "EIT ได้ 78.54 ซึ่งต่ำกว่า 85.00" in found.message_th


@pytest.mark.parametrize(
    ("earlier", "later", "word", "wrong"),
    [
        ("91.80", "88.93", "เพิ่มขึ้น", True),
        ("91.80", "88.93", "ลดลง", False),
        ("91.80", "88.93", "risen", True),
        ("76.51", "96.21", "เพิ่มขึ้น", False),
        ("76.51", "76.51", "ลดลง", True),
        ("76.51", "96.21", "ดีมาก", False),
    ],
)
def test_a_trend_word_against_the_figures(earlier: str, later: str, word: str, wrong: bool) -> None:
    assert (check_trend(Decimal(earlier), Decimal(later), word) is not None) is wrong


def test_the_trend_message_says_how_much_it_fell() -> None:
    found = check_trend(Decimal("91.80"), Decimal("88.93"), "เพิ่มขึ้น")
    assert found is not None
    assert found.message_th == "คะแนนรวมจาก 91.80 เป็น 88.93 ลดลง 2.87 คะแนน แต่พิมพ์ไว้ว่า “เพิ่มขึ้น”"


def test_all_three_faults_of_buengcharoens_percent_are_named() -> None:
    found = check_change(Decimal("91.80"), Decimal("88.93"), Decimal("-2.87"), Decimal("0.032"))
    assert found is not None and found.code == "change-wrong"
    assert "(88.93 - 91.80) ÷ 91.80 × 100 = -3.13" in found.message_th
    assert "(ใช้คะแนนปีหลังเป็นฐาน, ไม่ได้คูณ 100, เครื่องหมายผิด)" in found.message_th
    assert "ผลต่าง" not in found.message_th


@pytest.mark.parametrize(
    ("points", "percent", "wrong"),
    [
        ("-2.87", "-3.13", False),
        ("-2.87", "-3.1", False),
        ("-2.9", "-3.126", False),
        (None, None, False),
        ("2.87", "-3.13", True),
        ("-2.87", "-3.23", True),
        ("-2.87", "12.00", True),
    ],
)
def test_printed_changes_are_compared_at_their_own_decimals(
    points: str | None, percent: str | None, wrong: bool
) -> None:
    found = check_change(
        Decimal("91.80"),
        Decimal("88.93"),
        Decimal(points) if points else None,
        Decimal(percent) if percent else None,
    )
    assert (found is not None) is wrong


def test_a_score_the_tables_dispute_alone_is_proved_by_the_total() -> None:
    other = {**BUENG_2566, 2: Decimal("92.21")}
    found = compare_tables(rubric(2566), {"ตาราง": BUENG_2566, "ข้อ 4.2": other}, Decimal("88.93"))
    assert found is not None and (found.chosen, found.unproved) == ("ตาราง", ())


@pytest.mark.parametrize(
    ("printed", "wrong"),
    [
        ({"IIT": "96.21", "EIT": "78.54", "OIT": "91.25"}, 0),
        ({"IIT": "96.2"}, 0),
        ({"IIT": "95.21"}, 1),
        ({"EIT": "78.54", "EIT1": "80.00", "EIT2": "77.08"}, 0),
        ({"EIT": "78.54", "EIT1": "80.00", "EIT2": "79.08"}, 1),
    ],
)
def test_printed_instruments_against_their_indicators(printed: dict[str, str], wrong: int) -> None:
    means = {name: Decimal(value) for name, value in printed.items()}
    found = check_instruments(rubric(2566), BUENG_2566, means, Decimal("88.93"))
    assert [finding.code for finding in found] == ["total-mismatch"] * wrong


def test_without_indicators_the_total_is_held_against_the_instruments() -> None:
    means = {"IIT": Decimal("96.21"), "EIT": Decimal("78.54"), "OIT": Decimal("91.25")}
    assert not check_instruments(rubric(2566), {}, means, Decimal("88.93"))
    (found,) = check_instruments(rubric(2566), {}, means, Decimal("89.93"))
    assert "= 88.9250" in found.message_th


def test_a_total_of_one_decimal_is_held_to_one_decimal() -> None:
    assert check_total(rubric(2566), BUENG_2566, Decimal("88.9")) is None
    assert check_total(rubric(2566), BUENG_2566, Decimal("88.90")) is not None
