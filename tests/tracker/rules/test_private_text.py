"""What of a text is a person's own: held back before it is public."""

import tomllib
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.private_text import KINDS, is_citizen_number, kinds_in

CASES = tomllib.loads(Path(__file__).with_name("private_texts.toml").read_text())
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
THAI_WORDS = st.text("กขคงจฉชซญดตถทนบปผพฟมยรลวสหอะาิีึืุูเแโใไ่้์ ", max_size=30)


@pytest.mark.parametrize("text, kinds", [(row[0], tuple(row[1:])) for row in CASES["held"]])
def test_what_is_a_persons_own_is_found_and_named(text: str, kinds: tuple[str, ...]) -> None:
    assert kinds_in(text) == kinds


@pytest.mark.parametrize("text", CASES["plain"])
def test_what_every_report_is_full_of_is_no_alarm(text: str) -> None:
    assert kinds_in(text) == ()


def test_every_kind_has_cases_and_words() -> None:
    assert {kind for row in CASES["held"] for kind in row[1:]} == set(KINDS)


def citizen_number(first_twelve: str) -> str:
    """Twelve digits with their check digit."""
    return next(first_twelve + last for last in "0123456789" if is_citizen_number(first_twelve + last))


@given(
    st.text("0123456789", min_size=12, max_size=12),
    THAI_WORDS,
    THAI_WORDS,
    st.sampled_from("- "),
    st.booleans(),
)
def test_no_citizen_number_slips_through(first: str, before: str, after: str, joint: str, thai: bool) -> None:
    solid = citizen_number(first)
    card = joint.join((solid[0], solid[1:5], solid[5:10], solid[10:12], solid[12]))
    for number in (solid, card):
        assert "citizen" in kinds_in(before + (number.translate(THAI) if thai else number) + after)


@given(
    st.sampled_from(("06", "08", "09")),
    st.text("0123456789", min_size=8, max_size=8),
    THAI_WORDS,
    st.sampled_from(("", "-", " ", ".", "/", "–", "\u00a0", "\ufe0f")),
    st.booleans(),
)
def test_no_mobile_number_slips_through(start: str, rest: str, words: str, joint: str, thai: bool) -> None:
    digits = start + rest
    number = joint.join((digits[:3], digits[3:6], digits[6:]))
    assert "phone" in kinds_in(words + (number.translate(THAI) if thai else number) + words)


@given(THAI_WORDS, st.integers(0, 10**12), st.integers(2540, 2600), st.integers(0, 9999))
def test_words_amounts_years_and_receipts_are_never_an_alarm(
    words: str, amount: int, year: int, receipt: int
) -> None:
    text = f"{words} {amount:,} บาท ปี {year} ใบรับ {year % 100:02}-{receipt:04} ที่ {receipt}/{year} {words}"
    assert kinds_in(text) == ()


@given(st.text(max_size=300))
def test_any_text_at_all_gets_an_answer(text: str) -> None:
    assert set(kinds_in(text)) <= set(KINDS)


def test_a_very_long_text_is_read_at_once() -> None:
    began = perf_counter()
    for piece in ("1-2 ", "บัญชี", "0 5 ", "1-", "a.b-", "+66 ", "12 345 ", "เลขประจำตัว 1"):
        kinds_in(piece * 5000)
    assert perf_counter() - began < 4
