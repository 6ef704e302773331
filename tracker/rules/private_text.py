"""Numbers and addresses of people in a text: found before it becomes public, for a person to look at.

It finds too much rather than too little, for what is found is only held back until a coordinator has looked; but what
every report is full of (years, dates, receipts, numbers of orders, amounts, scores) is left alone, or nobody would
look.
"""

import re
import unicodedata
from functools import lru_cache

KINDS = {
    "citizen": "เลขประจำตัวประชาชน",
    "phone": "เบอร์โทรศัพท์",
    "account": "เลขที่บัญชี",
    "email": "อีเมล",
}

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_ACCOUNT_WORDS = (
    r"เลขบัญชี|เลขที่บัญชี|บัญชีเลขที่|บัญชีธนาคาร|ออมทรัพย์|กระแสรายวัน|พร้อมเพย์|prompt ?pay|ธนาคาร|กรุงไทย|กสิกร|"
    r"ไทยพาณิชย์|ออมสิน|ธ\.?ก\.?ส|a/c|account|บัญชี(?!กลาง|ราย|แสดง|แนบ|นวัตกรรม|มาตรฐาน)"
)
_CITIZEN_WORDS = r"บัตรประชาชน|บัตรประจำตัว|เลขประจำตัว|เลขประชาชน|เลขบัตร|13 ?หลัก"

# Not within a longer number, nor behind the comma or point of one.
_BEFORE, _AFTER = r"(?<![0-9])(?<![0-9][.,])", r"(?![0-9])(?!,[0-9]{3}(?![0-9-]))"
_SOLID = re.compile(rf"{_BEFORE}[0-9]{{13}}{_AFTER}")
_AS_ON_THE_CARD = re.compile(
    rf"{_BEFORE}[0-9][- ./]{{1,3}}[0-9]{{4}}[- ./]{{1,3}}[0-9]{{5}}[- ./]{{1,3}}[0-9]{{2}}[- ./]{{1,3}}[0-9]{_AFTER}"
)
_HYPHENED = re.compile(rf"{_BEFORE}(?<!-)[0-9]+(?:-[0-9]+)+(?!-){_AFTER}")
_THIRTEEN_APART = re.compile(rf"{_BEFORE}(?=([0-9](?:[- .]{{0,2}}[0-9]){{12}}){_AFTER})")
_CITIZEN_NAMED = re.compile(rf"(?:{_CITIZEN_WORDS})[^0-9]{{0,30}}[0-9](?:[- ./]{{0,3}}[0-9]){{12}}{_AFTER}")
_GROUPS = 6  # of one number, at most; what has more is a row of numbers
_MOBILE = ("10", "3 7", "3 3 4", "2 4 4", "3 4 3", "2 8", "1 9", "6 4", "1 2 3 4", "3 3 2 2", "3 2 2 3")
_LANDLINE = (
    "9",
    "2 7",
    "3 6",
    "2 3 4",
    "1 4 4",
    "3 3 3",
    "1 8",
    "1 1 3 4",
    "1 2 3 3",
    "2 4 3",
    "3 2 2 2",
    "5 4",
)


def _grouped(shapes: tuple[str, ...], first: str) -> str:
    """A number that begins as `first` says, in groups of so many digits."""
    groups = (r"[-. ]{1,3}".join(f"[0-9]{{{size}}}" for size in shape.split()) for shape in shapes)
    return rf"(?={first})(?:{'|'.join(groups)})"


_PHONES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_BEFORE}{_grouped(_MOBILE, '0[- ]?[689]')}{_AFTER}",
        rf"{_BEFORE}{_grouped(_LANDLINE, '0[- ]?[2-7]')}{_AFTER}",
        rf"\(0[0-9]{{1,2}}\) ?[0-9](?:[- ]?[0-9]){{5,7}}{_AFTER}",
        rf"\+ ?66(?:[-. ()]{{0,3}}[0-9]){{8,10}}{_AFTER}",
        rf"{_BEFORE}(?:00)?66[689][0-9]{{8}}{_AFTER}",
    )
)
_ACCOUNT_NAMED = re.compile(
    rf"(?:{_ACCOUNT_WORDS})[^0-9\n]{{0,60}}[0-9](?:[- ]?[0-9]){{9,14}}{_AFTER}", re.IGNORECASE
)
# Bounded, and begun only where a word begins: a long row of dots would be tried from each of them to its end.
_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64} ?@ ?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20|24|25|26)[0-9]{2}")
_STARTS_AS_A_DAY = re.compile(r"(?:19|20|24|25|26)[0-9]{2}-?(?:0[1-9]|1[0-2])-?[0-3][0-9]-")


@lru_cache(maxsize=4096)  # the same texts are looked at for each page, card and copy
def kinds_in(text: str) -> tuple[str, ...]:
    """Which of KINDS a text holds; empty for nearly every text."""
    plain = _plain(text)
    if "@" not in plain and sum(map(str.isdigit, plain)) < 9:
        return ()
    held = {
        "citizen": _citizen(plain),
        "phone": _phone(plain),
        "account": _account(plain),
        "email": _EMAIL.search(plain) is not None,
    }
    return tuple(kind for kind, found in held.items() if found)


def is_citizen_number(digits: str) -> bool:
    """Whether the last of 13 digits is the check digit of the others, as on an identity card."""
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=False))
    return len(digits) == 13 and (11 - weighed % 11) % 10 == int(digits[12])


def _plain(text: str) -> str:
    """Digits of any script as 0 to 9, every dash as -, every space as one, nothing invisible in between."""
    shown = text.translate(_INVISIBLE).translate(_DASHES)
    digits = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in shown)
    return re.sub(r"[^\S\n]", " ", digits)


def _citizen(text: str) -> bool:
    if _SOLID.search(text) or _AS_ON_THE_CARD.search(text) or _CITIZEN_NAMED.search(text):
        return True
    if any(_count(each) == 13 and not _days_or_years(each) for each in _HYPHENED.findall(text)):
        return True
    # Numbers side by side may add up to 13 digits by chance: here the check digit decides.
    return any(_written_apart(match[1]) for match in _THIRTEEN_APART.finditer(text))


def _written_apart(number: str) -> bool:
    groups = re.findall(r"[0-9]+", number)
    as_one = len(groups) <= _GROUPS or len(groups) == 13
    return as_one and is_citizen_number("".join(groups)) and not _days_or_years(number)


def _phone(text: str) -> bool:
    return any(pattern.search(text) for pattern in _PHONES)


def _account(text: str) -> bool:
    if any(not _days_or_years(each[0]) for each in _ACCOUNT_NAMED.finditer(text)):
        return True
    return any(
        10 <= _count(each) <= 12 and each.count("-") >= 2 and not (_days_or_years(each) or _phone(each))
        for each in _HYPHENED.findall(text)
    )


def _count(text: str) -> int:
    return sum(map(str.isdigit, text))


def _days_or_years(number: str) -> bool:
    """Years side by side, or a day with a time behind it, as names of files have it."""
    groups = re.findall(r"[0-9]+", number)
    years = [each for each in groups if len(each) == 4 and _YEAR.fullmatch(each)]
    return len(years) >= 2 or bool(_STARTS_AS_A_DAY.match(number))
