"""One spelling for what is the same to the eye, and a key that forgives what is typed in a hurry."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.thai import keyboard
from bot.thai.keyboard import retyped
from bot.thai.normalise import LIMIT, fold, folded, normalise

TEXTS = st.text(alphabet=st.one_of(st.characters(min_codepoint=0xE00, max_codepoint=0xE7F), st.characters()))

ONE_SPELLING = (
    ("๒๕๖๗", "2567"),
    ("เเล้ว", "แล้ว"),
    ("การใช้อํานาจ", "การใช้อำนาจ"),
    ("น้ํา", "น้ำ"),
    ("จ านวน", "จำนวน"),
    ("ที่่่", "ที่"),
    ("กี่", "กี่"),
    ("ก่ี", "กี่"),
    ("มากกกกก", "มาก"),
    ("ค่าาาา", "ค่า"),
    ("ปี\u200b66", "ปี66"),
    ("６０％", "60%"),
    ("ＰＤＦ", "pdf"),
    ("ปี  66\tได้\n", "ปี 66 ได้ "),
    ("สํานัก\uf70aปลัด", "สำนัก่ปลัด"),
    ("1000", "1000"),
)


@pytest.mark.parametrize(("typed", "plain"), ONE_SPELLING)
def test_what_looks_the_same_becomes_the_same(typed: str, plain: str) -> None:
    assert normalise(typed).text == plain


def test_a_decomposed_text_reads_like_a_composed_one() -> None:
    text = "ที่กำหนด café ผู้อำนวยการ"
    assert normalise(unicodedata.normalize("NFD", text)).text == normalise(text).text
    assert normalise(unicodedata.normalize("NFKD", text)).text == normalise(text).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ตัวที่ 9 ได้เท่าไร", "ตวทีี่ ๙ ได้เท่าไร".replace("ตว", "ตัว")),
        ("กองช่าง", "กองชาง"),
        ("ส่งรายงาน", "สง ราย งาน"),
        ("มี.ค.", "มีค"),
        ("สาธารณสุข", "สาธารนสุข"),
        ("ไหม", "ใหม"),
    ],
)
def test_marks_blanks_dots_and_letters_of_one_sound_do_not_matter(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_blanks_between_numbers_stay() -> None:
    assert folded("ปี 65 66") == "ปี65 66"
    assert folded("65, 66") == "65 66"
    assert folded("79.50") == "79.50"


@given(TEXTS)
def test_every_letter_of_the_key_leads_back_into_what_was_typed(text: str) -> None:
    key = fold(normalise(text))
    origins = [key.origin(at) for at in range(len(key.text) + 1)]
    assert origins == sorted(origins)
    assert all(0 <= origin <= len(text) for origin in origins)
    assert key.typed(0, len(key.text)) in text


def test_a_stretch_of_the_key_is_given_back_as_typed() -> None:
    key = fold(normalise("มาตรการ ๒ ทำเเล้ว ๖๐% ติดป้าย ๒ จุดเเล้ว"))
    assert key.typed(key.text.index("ติด"), len(key.text)) == "ติดป้าย ๒ จุดเเล้ว"


def test_a_long_text_is_cut() -> None:
    assert len(normalise("ป" + "า ก" * LIMIT).text) <= LIMIT


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("8tcoo]jkl6f", "คะแนนล่าสุด"), ("lj'ikp'ko", "ส่งรายงาน"), ("8tcooxu 66", "คะแนนปี 66")],
)
def test_the_wrong_keyboard_is_switched(typed: str, meant: str) -> None:
    assert retyped(typed) == meant


@pytest.mark.parametrize("text", ["EIT 66", "pdf", "help", "สวัสดี", "https://a.go.th/x", "o43", "12"])
def test_what_makes_sense_as_it_is_stays(text: str) -> None:
    assert retyped(text) is None


def test_the_keyboard_is_the_one_of_pythainlp() -> None:
    from pythainlp.util import eng_to_thai

    keys = "".join(map(chr, range(0x21, 0x7F)))
    assert keys.translate(keyboard._THAI_KEYS) == eng_to_thai(keys)
