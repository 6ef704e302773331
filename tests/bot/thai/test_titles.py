"""Measures named by what they are about."""

from bot.thai.titles import find_measures
from bot.thai.vocabulary import MeasureTitle

MEASURES = (
    MeasureTitle(2566, 1, "ปรับปรุงเว็บไซต์หน่วยงาน"),
    MeasureTitle(2567, 1, "ปรับปรุงเว็บไซต์หน่วยงานเพื่อเปิดเผยข้อมูลข่าวสารฯ"),
    MeasureTitle(2567, 2, "จัดทำ E-Service และประชาสัมพันธ์การให้บริการ"),
    MeasureTitle(2567, 5, "จัดทำ E-Service และประชาสัมพันธ์การให้บริการ"),
    MeasureTitle(2567, 8, "มาตรการตรวจสอบการใช้ดุลพินิจ"),
)


def numbers(words: str, fiscal_year: int | None = None) -> list[tuple[int, int]]:
    return [(found.fiscal_year, found.number) for found in find_measures(words, MEASURES, fiscal_year)]


def test_a_part_of_a_title_names_the_measure() -> None:
    assert numbers("ดุลพินิจ") == [(2567, 8)]
    assert numbers("มาตรการเรื่องดุลพินิจ") == [(2567, 8)]


def test_a_misspelt_title_still_names_it() -> None:
    assert numbers("ปรับปรุงเวปไซ") == [(2567, 1)]
    assert numbers("ตรวจสอบการใช้ดุลยพินิจ") == [(2567, 8)]


def test_two_titles_alike_are_both_meant() -> None:
    assert numbers("e-service") == [(2567, 2), (2567, 5)]


def test_the_newest_year_counts_unless_one_is_named() -> None:
    assert numbers("เว็บไซต์") == [(2567, 1)]
    assert numbers("เว็บไซต์", 2566) == [(2566, 1)]


def test_words_of_no_title_name_nothing() -> None:
    assert numbers("สนามฟุตบอล") == []
    assert numbers("ก") == []
    assert numbers("") == []
