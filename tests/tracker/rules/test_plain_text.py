"""Of what a person typed every letter stays that reports, pages and databases can carry, and no other."""

import sys
import unicodedata

import pytest

from tracker.rules.plain_text import bearable, one_line

EVERY_LETTER = [chr(number) for number in range(sys.maxunicode + 1)]


def test_of_all_letters_there_are_only_those_nothing_can_carry_go() -> None:
    gone = {letter for letter in EVERY_LETTER if bearable(f"ก{letter}ข") == "กข"}
    unwritable = {each for each in EVERY_LETTER if unicodedata.category(each) in ("Cc", "Cs")} - set("\n\t\r")
    turning = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    none_at_all = {chr(n) for n in range(0xFDD0, 0xFDF0)} | {
        chr(plane + end) for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)
    }
    assert gone == unwritable | turning | none_at_all


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("ติดประกาศแล้ว 30%", "ติดประกาศแล้ว 30%"),
        ("หนึ่ง\r\nสอง\rสาม", "หนึ่ง\nสอง\nสาม"),
        ("ก\tข", "ก ข"),
        ("ก\x00ข\x1b", "กข"),
        ("คำ\u200bต่อ\u200cกัน\u200d", "คำ\u200bต่อ\u200cกัน\u200d"),
        ("ได้ \u202e03", "ได้ 03"),
        ("", ""),
    ],
)
def test_what_is_kept_stays_as_it_was_typed(typed: str, kept: str) -> None:
    assert bearable(typed) == kept


def test_one_line_never_ends_between_a_letter_and_its_marks() -> None:
    assert one_line("กาที่", 4) == "กา…"
    assert one_line("ที่นี่", 3) == "…"
    assert one_line("หนึ่ง\nสอง", 20) == "หนึ่ง สอง"
