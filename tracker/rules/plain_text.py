"""Which letters of what a person typed are kept: those every report, page and database can carry."""

import unicodedata

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Direction overrides: they make a number read backwards on a card that asks to be confirmed."""


def bearable(text: str) -> str:
    """The text as it was typed, without control characters, lone surrogates, non-characters and direction overrides.
    Line breaks stay, a tab becomes a space; joiners and zero-width spaces stay."""
    if text.isprintable():
        return text  # nothing of that is printable, and most of what people write is
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(letter for letter in text if letter == "\n" or _bearable(letter))


def one_line(text: str, letters: int) -> str:
    """The text on one line and at most so long, never cut between a letter and its marks."""
    words = " ".join(bearable(text).split())
    if len(words) <= letters:
        return words
    end = letters - 1
    while end and unicodedata.category(words[end]) in ("Mn", "Me", "Mc"):
        end -= 1
    return words[:end].rstrip() + "…"


def _bearable(letter: str) -> bool:
    if unicodedata.category(letter) in ("Cc", "Cs") or letter in _TURNING:
        return False
    return ord(letter) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(letter) <= 0xFDEF
