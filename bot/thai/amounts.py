"""Amounts that are written as no percent is: they must never be read as one.

Taking the digits that look right out of them would record a figure nobody meant: 0% of "50,0%", 9% of "1e9%".
"""

import re

from bot.thai.normalise import normalise

_GLUED = re.compile(r"([^\s\u0e00-\u0e4f%()\[\]\"'“”,:;=~<>≈|/]+(?:,[^\s\u0e00-\u0e4f%]+)*) ?%")
_PLAIN = re.compile(r"[-+]?\d+(?:\.\d+)?|\d+(?:\.\d+)?(?:-|->|→)\d+(?:\.\d+)?")
_AFTER = "(?:แล้ว|ร้อยละ|คืบหน้า|เสร็จ|ทำไป|ทำได้|เปอร์เซ็นต์)"
_ALONE = re.compile(
    rf"{_AFTER} *(-\d[\d.,]*|[-+]?\d+(?:\.\d+)?e[-+]?\d+|\d{{1,3}},\d{{1,2}}(?!\d)|[-+]?(?:nan|inf(?:inity)?)(?![a-z]))"
)
_COMMA = re.compile(r"\d{1,3},\d{1,2}")


def odd_amount(text: str) -> tuple[str, bool] | None:
    """The first amount in a message that is no plain number, and whether it may be meant as one (a comma for a point,
    a letter for a digit) rather than out of every range; None when there is none."""
    plain = normalise(text).text
    found = _ALONE.search(plain)
    glued = (match[1] for match in _GLUED.finditer(plain) if not _PLAIN.fullmatch(match[1]))
    amount = found[1] if found else next((each for each in glued if _is_amount(each)), None)
    return (amount, _may_be_meant(amount)) if amount else None


def _is_amount(written: str) -> bool:
    return any(letter.isdigit() for letter in written) or written.lstrip("+-") in ("nan", "inf", "infinity")


def _may_be_meant(amount: str) -> bool:
    if _COMMA.fullmatch(amount):
        return True
    return not re.fullmatch(r"[-+]?(?:\d+(?:\.\d+)?e[-+]?\d+|nan|inf|infinity|\d[\d.,]*)", amount)
