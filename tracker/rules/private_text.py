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

# What is not seen though no script calls it a format: joiners, keycaps, blanks that count as letters.
_UNSEEN = frozenset("\u034f\u20e3\u115f\u1160\u180b\u180c\u180d\u2800\u3164\uffa0")
_LIKE = {"\u2212": "-", "\u2044": "/", "\u2215": "/", **dict.fromkeys("·•‧∙⋅", ".")}
_ACCOUNT_WORDS = (
    r"เลขบัญชี|เลขที่บัญชี|บัญชีเลขที่|บัญชีธนาคาร|ออมทรัพย์|กระแสรายวัน|พร้อมเพย์|prompt ?pay|ธนาคาร|กรุงไทย|กสิกร|"
    r"ไทยพาณิชย์|ออมสิน|ธ\.?ก\.?ส|a/c|account|บัญชี(?!กลาง|ราย|แสดง|แนบ|นวัตกรรม|มาตรฐาน)"
)
_CITIZEN_WORDS = r"บัตรประชาชน|บัตรประจำตัว|เลขประจำตัว|เลขประชาชน|เลขบัตร|13 ?หลัก"

# Not within a longer number, nor behind the comma or point of one.
_BEFORE, _AFTER = r"(?<![0-9])(?<![0-9][.,])", r"(?![0-9])(?!,[0-9]{3}(?![0-9-]))"
_SOLID = re.compile(rf"{_BEFORE}[0-9]{{13}}{_AFTER}")
_AS_ON_THE_CARD = re.compile(
    _BEFORE + r"[- ./\n]{1,3}".join(f"[0-9]{{{size}}}" for size in (1, 4, 5, 2, 1)) + _AFTER
)
_HYPHENED = re.compile(rf"{_BEFORE}(?<!-)[0-9]+(?:-[0-9]+)+(?!-){_AFTER}")
_THIRTEEN_APART = re.compile(rf"{_BEFORE}(?=([0-9](?:[- .]{{0,2}}[0-9]){{12}}){_AFTER})")
_CITIZEN_NAMED = re.compile(rf"(?:{_CITIZEN_WORDS})[^0-9]{{0,30}}[0-9](?:[- ./\n]{{0,3}}[0-9]){{12}}{_AFTER}")
_OVER_TWO_LINES = re.compile(rf"{_BEFORE}(?=([0-9]{{2,11}}\n[0-9]{{2,11}}){_AFTER})")
_SLASHED = re.compile(rf"{_BEFORE}(?<!/)[0-9]+(?:/[0-9]+)+(?!/){_AFTER}")
_GAP = r"[-./ \n]{1,3}"
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
    groups = (_GAP.join(f"[0-9]{{{size}}}" for size in shape.split()) for shape in shapes)
    return rf"(?={first})(?:{'|'.join(groups)})"


_PHONES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_BEFORE}{_grouped(_MOBILE, '0[- ]?[689]')}{_AFTER}",
        rf"{_BEFORE}{_grouped(_LANDLINE, '0[- ]?[2-7]')}{_AFTER}",
        rf"\(0[0-9]{{1,2}}\) ?[0-9](?:[- ]?[0-9]){{5,7}}{_AFTER}",
        rf"\+ ?66(?:[-./ ()\n]{{0,3}}[0-9]){{8,10}}{_AFTER}",
        rf"{_BEFORE}(?:00)?66[689][0-9]{{8}}{_AFTER}",
    )
)
# Behind the word, perhaps on the next line: digits in any groups; as passbooks have them, where the last digit may be
# lacking, in groups parted by anything; or broken once over a line.
_ACCOUNT_NAMED = re.compile(
    rf"(?:{_ACCOUNT_WORDS})[^0-9\n]{{0,60}}(?:\n[^0-9\n]{{0,20}})?"
    rf"(?:[0-9](?:[- ]?[0-9]){{9,14}}|(?P<book>[0-9]{{3}}{_GAP}[0-9]{_GAP}[0-9]{{5}}(?:{_GAP}[0-9])?)"
    rf"|(?P<lines>[0-9]{{3,12}}\n[0-9]{{3,12}})){_AFTER}",
    re.IGNORECASE,
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
    shown = "".join(map(_seen, text.replace("\r\n", "\n")))
    # A line that ends in a hyphen goes on in the next.
    return re.sub(r"(?<=[0-9]-) ?\n ?(?=[0-9])", "", re.sub(r" ?\n ?", "\n", shown))


@lru_cache(maxsize=4096)
def _seen(letter: str) -> str:
    """A letter as the patterns know it: empty when it is not seen."""
    kind = unicodedata.category(letter)
    if kind == "Cf" or letter in _UNSEEN or unicodedata.name(letter, "").startswith("VARIATION SELECTOR"):
        return ""
    if letter.isdecimal():
        return str(unicodedata.digit(letter))
    if kind == "Pd":
        return "-"
    if letter in "\n\r\x85\u2028\u2029":
        return "\n"
    if letter.isspace():
        return " "
    # Wide, raised and circled ones are the plain ones; Thai is left alone, for its sara am would fall apart.
    thai = "\u0e00" <= letter <= "\u0e7f"
    return _LIKE.get(letter) or (letter if thai else unicodedata.normalize("NFKC", letter))


def _citizen(text: str) -> bool:
    if _SOLID.search(text) or _AS_ON_THE_CARD.search(text) or _CITIZEN_NAMED.search(text):
        return True
    if any(_count(each) == 13 and not _days_or_years(each) for each in _HYPHENED.findall(text)):
        return True
    # Numbers side by side may add up to 13 digits by chance: here the check digit decides.
    if any(_written_apart(match[1]) for match in _THIRTEEN_APART.finditer(text)):
        return True
    broken = [*_OVER_TWO_LINES.findall(text), *_SLASHED.findall(text)]
    return any(is_citizen_number(re.sub("[^0-9]", "", each)) and not _has_year(each) for each in broken)


def _written_apart(number: str) -> bool:
    groups = re.findall(r"[0-9]+", number)
    as_one = len(groups) <= _GROUPS or len(groups) == 13
    return as_one and is_citizen_number("".join(groups)) and not _days_or_years(number)


def _phone(text: str) -> bool:
    return any(
        _is_one_number(match[0], text[: match.start()][-2:])
        for pattern in _PHONES
        for match in pattern.finditer(text)
    )


def _is_one_number(number: str, before: str) -> bool:
    """Whether what looks like a telephone number with slashes or over lines in it is no number of an order (04002/1234,
    03/2567), no date and no column of figures."""
    slashes, lines = number.count("/"), number.count("\n")
    if lines > 1 or (lines and _has_year(number)):
        return False
    if slashes == 1 and (_has_year(number) or _count(number.partition("/")[0]) > 3):
        return False
    return not (slashes and re.fullmatch("[0-9]/", before))


def _account(text: str) -> bool:
    if any(not _is_no_account(each) for each in _ACCOUNT_NAMED.finditer(text)):
        return True
    return any(
        10 <= _count(each) <= 12 and each.count("-") >= 2 and not (_days_or_years(each) or _phone(each))
        for each in _HYPHENED.findall(text)
    )


def _is_no_account(found: re.Match[str]) -> bool:
    if found["book"]:
        return found["book"].count("\n") > 1
    if found["lines"]:
        return _has_year(found["lines"]) or not 10 <= _count(found["lines"]) <= 15
    return _days_or_years(found[0])


def _has_year(number: str) -> bool:
    return any(_YEAR.fullmatch(each) for each in re.findall(r"[0-9]+", number))


def _count(text: str) -> int:
    return sum(map(str.isdigit, text))


def _days_or_years(number: str) -> bool:
    """Years side by side, or a day with a time behind it, as names of files have it."""
    groups = re.findall(r"[0-9]+", number)
    years = [each for each in groups if len(each) == 4 and _YEAR.fullmatch(each)]
    return len(years) >= 2 or bool(_STARTS_AS_A_DAY.match(number))
