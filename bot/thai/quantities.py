"""What the remaining numbers of a message are for: thresholds, targets, what-ifs, how many, which order.

Each function reads `figures`, the key with everything else that was understood blanked. Scores are percent of 100.
"""

import re

from bot.thai.normalise import fold_letters
from bot.thai.numbers import number

Number = int | float

_N = r"(\d{1,6}(?:\.\d{1,6})?)"
_WORDS = fold_letters("(?:คะแนน|ร้อยละ|เกณฑ์|ที่|สัก|ประมาณ|ระดับ|จะ|[\\0 ])*+")


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(fold_letters(pattern).replace("«n»", _WORDS + _N))


_THRESHOLD = _compile(
    "(?:ต่ำกว่า|น้อยกว่า|ไม่ถึง|ไม่เกิน|สูงกว่า|มากกว่า|เกิน(?:กว่า)?|ตั้งแต่|เหนือ|below|under|above|over)«n»"
    r"|(\d{1,3}(?:\.\d+)?) ?(?:คะแนน|%)?(?:ขึ้นไป|ลงมา|ลงไป)"
)
_TARGET = _compile(
    "(?:target|แตะ|(?:^|จะ)เอา|(?:ห่าง|ขาด)(?:จาก|กับ|อีก)*|ถึง|เป้า(?:หมาย)?|ให้ได้|ได้|เป็น|ผ่าน|ครบ|เกณฑ์)«n»"
)
_LESS = _compile("(?:ลด|ลบ|หาย|ตก|หล่น|ร่วง|ดรอป)(?:ลง|ไป|อีก|คะแนน|[\\0 ])*+«n»|(?<!\\d)- ?«n»")
_MORE = _compile("(?:เพิ่ม|บวก|[+]|ขึ้น|อีก)(?:ขึ้น|อีก|มา|ไป|คะแนน|[\\0 ])*+«n»")
_SET = _compile("(?:ได้|เป็น|=|ถึง|ทำได้|อยู่|เหลือ)«n»|\0 ?(?:คะแนน)?«n»")
_FULL = _compile("เต็ม|ครบ|ทั้งหมด")
_ZERO = _compile("ได้ ?(?:0|ศูนย์)(?![\\d.])|ไม่ได้คะแนน")
_COUNT = _compile(
    r"(?:bottom|สุด|ท้าย) ?(\d{1,2})(?![\d.%])|(\d{1,2}) ?(?:ตัว|อันดับ|ข้อ(?!ง)|ด้าน|รายการ|ลำดับ|indicator)"
    r"|(?:top|อันดับ|ทั้ง|แค่|ลำดับ)(?:ที่)? ?(\d{1,2})(?![\d.])"
)
_ONE = _compile("แชมป์?|ที่โหล่|(?:ต่ำ|น้อย|แย่|สูง|มาก|ดี|เยอะ|ห่วย)(?:ที่)?สุด|บ๊วย|รั้งท้าย|ท้ายสุด|lowest|highest")
_UPWARDS = _compile("(?:น้อย|ต่ำ)ไป(?:หา)?(?:มาก|สูง)|(?:ต่ำ|น้อย|แย่|ห่วย)(?:ที่)?สุด|บ๊วย|ท้าย|lowest|bottom")
_DOWNWARDS = _compile(
    "(?:มาก|สูง)ไป(?:หา)?(?:น้อย|ต่ำ)|(?:สูง|มาก|ดี|เยอะ)(?:ที่)?สุด|แชมป์?|ท็อป|อันดับ(?:ที่)?(?:แรก| ?1(?!\\d))|ตัวแรก|top|highest"
)
_DAYS = _compile(r"(\d{1,3}) ?วัน")
_SCORE = re.compile(r"(?<![\d.])(\d{1,3}\.\d+|\d{2,3})(?![\d.])")


def _value(match: re.Match[str] | None) -> Number | None:
    return None if match is None else number(next(group for group in match.groups() if group))


def threshold(figures: str) -> Number | None:
    """The score to be under or over, as in ต่ำกว่า 85."""
    return _value(_THRESHOLD.search(figures))


def target(figures: str) -> Number | None:
    """The score to reach, as in ถึง 90."""
    return _value(_TARGET.search(figures))


def delta(figures: str) -> Number | None:
    """The points a score changes by in a what-if, negative when it falls."""
    less = _value(_LESS.search(figures))
    return -less if less is not None else _value(_MORE.search(figures))


def set_to(figures: str) -> Number | None:
    """The score something has in a what-if; เต็ม is 100."""
    if _FULL.search(figures):
        return 100
    if _ZERO.search(figures):
        return 0
    return _value(_SET.search(figures))


def count(figures: str) -> Number | None:
    """How many are asked for; the highest or the lowest one is 1."""
    found = _value(_COUNT.search(figures))
    return 1 if found is None and _ONE.search(figures) else found


def order(figures: str) -> str | None:
    """asc from the lowest, desc from the highest, None when it does not say."""
    if _UPWARDS.search(figures):
        return "asc"
    return "desc" if _DOWNWARDS.search(figures) else None


def days(figures: str) -> Number | None:
    """A number of days."""
    return _value(_DAYS.search(figures))


def score(figures: str) -> Number | None:
    """A score that was named: a decimal before a whole number."""
    found = [number(digits) for digits in _SCORE.findall(figures)]
    decimal = next((value for value in found if isinstance(value, float)), None)
    return decimal if decimal is not None else next(iter(found), None)
