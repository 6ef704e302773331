"""Numbers, percents, years and days in the forms officers use."""

from datetime import date

import pytest

from bot.thai.dates import days_in
from bot.thai.normalise import fold, folded, normalise
from bot.thai.numbers import percents, with_digits
from bot.thai.years import years_in

TODAY = date(2024, 4, 23)


def key(text: str) -> str:
    return with_digits(fold(normalise(text))).text


@pytest.mark.parametrize(
    ("typed", "percent"),
    [
        ("60%", 60),
        ("๖๐ %", 60),
        ("ร้อยละ ๘๐", 80),
        ("แปดสิบเปอร์เซ็นต์", 80),
        ("หกสิบห้าเปอร์เซ็น", 65),
        ("60 เปอเซ็นต์", 60),
        ("ครึ่งนึง", 50),
        ("ครึ่งทางแล้ว", 50),
        ("79.5%", 79.5),
        ("150%", 150),
        ("-5%", -5),
        ("ลบ 5%", -5),
        ("ร้อยละเจ็ดสิบ", 70),
    ],
)
def test_percents_in_every_form(typed: str, percent: float) -> None:
    assert [value for _, _, value in percents(key(typed))] == [percent]


@pytest.mark.parametrize("typed", ["ครึ่งปีแรก", "60 คะแนน", "ปี 60"])
def test_what_is_no_percent(typed: str) -> None:
    assert percents(key(typed)) == []


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("มาตรการสอง", "มาตรการ2"),
        ("ตัวที่เจ็ด", "ตัวที่7"),
        ("ข้อสิบสอง", "ข้อ12"),
        ("ปีหกหก", "ปี66"),
        ("ปีสองห้าหกหก", "ปี2566"),
        ("ยี่สิบเอ็ดวัน", "21วัน"),
        ("สามารถ", "สามารถ"),
        ("ที่หา", "ที่หา"),
        ("ที่ห้า", "ที่5"),
        ("ศูนย์เด็กเล็ก", "ศูนย์เด็กเล็ก"),
        ("มาตรการ 6 แปดสิบเปอร์เซ็นต์", "มาตรการ6 80เปอร์เซ็นต์"),
    ],
)
def test_number_words_where_they_are_numbers(typed: str, written: str) -> None:
    assert key(typed) == folded(written)


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("ปี 66", [2566]),
        ("ปี ๒๕๖๖", [2566]),
        ("ปี 2023", [2566]),
        ("fy67", [2567]),
        ("ปีงบประมาณ พ.ศ. 2567", [2567]),
        ("ปีงบ 67", [2567]),
        ("ปีนี้", [2567]),
        ("ปีที่แล้ว", [2566]),
        ("ปีก่อน", [2566]),
        ("ปีหน้า", [2568]),
        ("2 ปีก่อน", [2565]),
        ("ล่าสุด", [2566]),
        ("ปี 65 กับ 66", [2565, 2566]),
        ("65 กับปี 66", [2565, 2566]),
        ("ปี 65-66", [2565, 2566]),
        ("เทียบ 65 กับ 66", [2565, 2566]),
        ("ปี 66 เทียบกับปีก่อน", [2566, 2565]),
        ("ปี 65 เทียบกับปีที่แล้ว", [2565, 2566]),
        ("ตัวที่ 5 ปีที่แล้ว", [2566]),
        ("ปี 66%", []),
        ("60%", []),
    ],
)
def test_years_resolved_against_the_fiscal_year_of_asking(typed: str, years: list[int]) -> None:
    assert [year.value for year in years_in(key(typed), 2567, 2566)] == years


@pytest.mark.parametrize(
    ("typed", "on"),
    [
        ("15 มี.ค. 67", "2024-03-15"),
        ("15 มีค 67", "2024-03-15"),
        ("15/3/2567", "2024-03-15"),
        ("15-3-67", "2024-03-15"),
        ("2024-03-15", "2024-03-15"),
        ("วันที่ ๑๕ เดือนมีนาคม พ.ศ. ๒๕๖๗", "2024-03-15"),
        ("วันที่ 15 มีนา", "2024-03-15"),
        ("15/3", "2024-03-15"),
        ("เมื่อวาน", "2024-04-22"),
        ("วันนี้", "2024-04-23"),
        ("พรุ่งนี้", "2024-04-24"),
        ("31 ธ.ค.", "2023-12-31"),
    ],
)
def test_days_in_every_form(typed: str, on: str) -> None:
    (day,) = days_in(key(typed), TODAY)
    found = day.on(TODAY, forward=False)
    assert found is not None
    assert found.isoformat() == on


@pytest.mark.parametrize(
    ("typed", "on"),
    [
        ("15 เม.ย.", "2024-04-15"),
        ("31 ต.ค.", "2024-10-31"),
        ("30 เม.ย.", "2024-04-30"),
        ("31 ม.ค.", "2025-01-31"),
    ],
)
def test_a_due_day_without_a_year_lies_ahead_unless_it_has_just_passed(typed: str, on: str) -> None:
    (day,) = days_in(key(typed), TODAY)
    found = day.on(TODAY, forward=True)
    assert found is not None
    assert found.isoformat() == on


@pytest.mark.parametrize("typed", ["31 ก.พ. 67", "30/2/2567"])
def test_a_day_that_does_not_exist_is_no_date(typed: str) -> None:
    assert all(day.on(TODAY, forward=False) is None for day in days_in(key(typed), TODAY))


def test_a_month_alone_is_no_date() -> None:
    (day,) = days_in(key("ภายในเมษายน"), TODAY)
    assert day.month == 4
    assert day.on(TODAY, forward=True) is None
