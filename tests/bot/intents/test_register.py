"""A code is told from other words by how it is written."""

import pytest

from bot.intents.register import looks_like_code


@pytest.mark.parametrize("text", ["7KQ2-M4XD-9RT3B", "7kq2-m4xd-9rt3b", " abcd-efgh-jkmnp ", "ABCDEFGHJKMNP"])
def test_a_code_is_taken_for_one_even_without_a_digit(text: str) -> None:
    assert looks_like_code(text)


@pytest.mark.parametrize("text", ["สวัสดี", "transparently", "o35", "ITA", "60%"])
def test_other_words_are_no_code(text: str) -> None:
    assert not looks_like_code(text)
