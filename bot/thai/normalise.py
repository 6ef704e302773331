"""Thai as people type it brought to one spelling, and the key in which words are looked up.

`normalise` repairs what is the same to the eye: digits, เเ for แ, ํ + า for ำ, marks doubled or out of order, zero-width
and full-width characters, letters held down. `fold` goes on to a key where tone marks, blanks and letters of one
sound make no difference, so that a missing ่ or a lost space costs nothing.
"""

import re
import unicodedata

from bot.thai.trace import Trace

LIMIT = 5_000
"""Letters of a message that are read; nobody types more, and nothing may be slow."""

# What PDF and old Windows fonts put in place of Thai marks (U+F700 to U+F71A).
_PRIVATE = "ฐิีึื่้๊๋์่้๊๋์ญัํ็่้๊๋์ฺุู"
_SPACES = "\t\n\r\x0b\x0c\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_DASHES = "‐‑‒–—―−﹣"
_PLAIN: dict[int, str] = {
    **{0x0E50 + n: str(n) for n in range(10)},
    **{0x2460 + n: str(n + 1) for n in range(9)},
    **{0xFF01 + n: chr(0x21 + n).lower() for n in range(94)},
    **{ord("A") + n: chr(ord("a") + n) for n in range(26)},
    **{0xF700 + n: mark for n, mark in enumerate(_PRIVATE)},
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, "“”„‟″«»"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛′"), "'"),
    ord("๏"): " ",
    ord("ๅ"): "า",
}

_REPAIR = re.compile(
    r"(?P<nothing>[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]+)"
    r"|(?P<ae>เเ+|แแ+)"
    r"|(?P<am>[่-๋]*ํ[่-๋]*า+|ำ[่-๋]+|ำ[าำ]+|(?<=[ก-ฮ่-๋]) าำ?)"
    r"|(?P<marks>[ัิ-ฺ็-๎]{2,})"
    r"|(?P<held>([ะาๆเโใไ])\6+|([ก-ฮ])\7{2,})"
    r"|(?P<space> {2,})"
    r"|(?P<latin>[a-z][\u0300-\u036f]+)"
)
_ORDER = {mark: place for place, mark in enumerate("ฺุู" + "ัิีึื็ํ๎" + "่้๊๋" + "์")}


def normalise(text: str) -> Trace:
    """The text in one spelling, at most LIMIT letters of it."""
    return Trace(text[:LIMIT]).map(lambda typed: typed.translate(_PLAIN)).sub(_REPAIR, _repaired)


def _repaired(match: re.Match[str]) -> str:
    found = match.group()
    match match.lastgroup:
        case "nothing":
            return ""
        case "ae":
            return "แ"
        case "am":
            return "".join(dict.fromkeys(c for c in found if "่" <= c <= "๋")) + "ำ"
        case "marks":
            return "".join(sorted(dict.fromkeys(found), key=lambda mark: _ORDER.get(mark, 0)))
        case "latin":
            return unicodedata.normalize("NFC", found)
        case _:
            return found[0]


_HOMOPHONES = dict(zip(map(ord, "ศษณใภธฒฑฐฎฏฬฆฅฃญฌ"), "สสนไพทททถดตลคคขยช", strict=True))
_SILENT = dict.fromkeys(range(0x0E47, 0x0E4F))
_LETTERS: dict[int, str | None] = {**_HOMOPHONES, **_SILENT}
_DROPPED = re.compile(
    r"[็-๎]+"
    r"|(?P<comma>(?<=[0-9a-z]) ?, ?(?=[0-9a-z]))"
    r"|[\"'()\[\]{}!?;:…~*_|<>^,ฯๆ]+"
    r"|(?<![0-9])\.+|\.+(?![0-9])"
    r"|(?<![0-9a-z.%]) +| +(?![0-9a-z+\-])"
)


def fold(text: Trace) -> Trace:
    """The key of a normalised text: no tone marks, blanks only between numbers and Latin words, one letter a sound."""
    return text.sub(_DROPPED, lambda found: " " if found["comma"] else "").map(
        lambda key: key.translate(_HOMOPHONES)
    )


def fold_letters(words: str) -> str:
    """Words, or a pattern of words, as they look in the key. Patterns have no blanks and no dots of their own."""
    return words.translate(_LETTERS)


def folded(text: str) -> str:
    """The key of a text."""
    return fold(normalise(text)).text
