"""What one cell of our workbook says, in every form an officer may type it.

Each function takes a cell's text and gives its value, or raises CellUnreadable: what could mean two things is not
read at all.
"""

import re
from datetime import date
from decimal import Decimal

from tracker.documents.extract import indicators
from tracker.documents.extract.cadences import cadence_in, says_how
from tracker.documents.script import compact, digits, plain
from tracker.rules import fiscal
from tracker.rules import workbook as form

_SCORE = re.compile(r"(\d{1,3})(?:\.(\d+))?\s*(?:คะแนน|%)?")
_YEAR = re.compile(r"(?:ปีงบประมาณ|ปี)?(?:พศ|คศ)?(\d{2}|\d{4})")
_NUMBER = re.compile(r"(?:มาตรการ(?:ที่)?)?(\d{1,3})")
_INDICATOR = re.compile(r"(?:ตัวชี้วัด(?:ที่)?)?\s*(\d{1,2})?(?!\d)[.):]?\s*(.*)", re.S)
_ITEM = re.compile(r"(?:ข้อ)?[o0]?-?0?([1-9]\d?)")
_QUESTION = re.compile(r"(?:ข้อ)?([ei])-?0?([1-9]\d?)")
_ITEMS, _QUESTIONS = 48, {"e": 15, "i": 30}  # the most any year's assessment had
_MONTHS = {
    compact(name): month
    for names in (fiscal.MONTHS, fiscal.SHORT_MONTHS)
    for month, name in enumerate(names, start=1)
}
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})")
_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_THAI_DATE = re.compile(rf"(?:วันที่)?(\d{{1,2}})?({'|'.join(_MONTHS)})(?:พศ|คศ)?(\d{{4}}|\d{{2}})")


class CellUnreadable(ValueError):
    """A cell whose value cannot be told; the message is the rest of a Thai sentence that begins with its text."""


def fiscal_year(text: str) -> int:
    """The fiscal year (B.E.): 2567, 67, 2024 (A.D.)."""
    found = _YEAR.fullmatch(compact(digits(text)))
    try:
        year = fiscal.year_from(int(found[1])) if found else 0
    except fiscal.YearUnclear:
        year = 0
    if not form.FIRST_YEAR <= year <= form.LAST_YEAR:
        raise CellUnreadable("ไม่ใช่ปีงบประมาณ พ.ศ. 4 หลัก")
    return year


def is_christian(text: str) -> bool:
    """Whether a year is written in A.D."""
    found = _YEAR.fullmatch(compact(digits(text)))
    return bool(found and len(found[1]) == 4 and int(found[1]) < 2400)


def score(text: str) -> Decimal:
    """A score, 0 to 100. Between 0 and 1 it is a percent that the spreadsheet made a fraction of (80% is 0.8)."""
    found = _SCORE.fullmatch(digits(text))
    if not found:
        raise CellUnreadable("ไม่ใช่ตัวเลขคะแนน")
    value = Decimal(f"{found[1]}.{found[2] or 0}")
    if value > 100:
        raise CellUnreadable("เกิน 100 คะแนน")
    if len(found[2] or "") > 2:
        raise CellUnreadable("มีทศนิยมเกิน 2 ตำแหน่ง")
    if 0 < value <= 1:
        raise CellUnreadable("น้อยจนอาจเป็นร้อยละที่โปรแกรมแปลงเป็นเศษส่วน")
    return value.quantize(Decimal("0.01"))


def number(text: str) -> int:
    """The number of a measure, 1 to 999."""
    found = _NUMBER.fullmatch(compact(digits(text)))
    if not found or int(found[1]) == 0:
        raise CellUnreadable("ไม่ใช่เลขที่มาตรการ")
    return int(found[1])


def kind(text: str) -> str:
    """The kind of an office, as in อบต."""
    return _chosen(text, form.KINDS, "ไม่ใช่ประเภทหน่วยงานในรายการ")


def letter(text: str) -> str:
    """A grade by letter."""
    return _chosen(_without(text, "ระดับ"), form.LETTERS, "ไม่ใช่ระดับตัวอักษรในรายการ")


def level(text: str) -> str:
    """A grade of the five levels."""
    return _chosen(_without(text, "ระดับ"), form.LEVELS, "ไม่ใช่ระดับผลการประเมินในรายการ")


def _chosen(text: str, choices: tuple[str, ...], problem: str) -> str:
    close = compact(plain(text))
    for choice in choices:
        if compact(choice) == close:
            return choice
    raise CellUnreadable(problem)


def indicator(text: str) -> int:
    """An indicator by number, by name, or by both where they agree."""
    found = _INDICATOR.fullmatch(digits(text).strip())
    said = int(found[1]) if found and found[1] else None
    name = compact(plain(found[2])) if found else ""
    by_name = indicators.named(name) if name else None
    if said is not None and said not in form.INDICATORS:
        raise CellUnreadable("ไม่ใช่ตัวชี้วัดที่ 1 ถึง 10")
    if (name and by_name is None) or (said is None and by_name is None):
        raise CellUnreadable("ไม่ใช่ชื่อตัวชี้วัดที่รู้จัก")
    if said is not None and by_name is not None and said != by_name:
        raise CellUnreadable(f"มีเลข {said} แต่ชื่อเป็นของตัวชี้วัดที่ {by_name}")
    return said or by_name or 0


def indicator_numbers(text: str) -> tuple[int, ...]:
    """Several indicators by number: 1, 2, 3 or 1-8."""
    found: list[int] = []
    for part in re.split(r"(?:[,;\s]|และ)+", re.sub(r"\s*(?:-|–|ถึง)\s*", "-", digits(text).strip())):
        ends = re.fullmatch(r"(\d{1,2})(?:-(\d{1,2}))?", part)
        first, last = (int(ends[1]), int(ends[2] or ends[1])) if ends else (0, 0)
        if not 1 <= first <= last <= len(form.INDICATORS):
            raise CellUnreadable("ไม่ใช่เลขตัวชี้วัด 1 ถึง 10 คั่นด้วยจุลภาค")
        found += range(first, last + 1)
    return tuple(found)


def oit_item(text: str) -> str:
    """An OIT item, as in o43."""
    found = _ITEM.fullmatch(compact(digits(text)))
    if not found or int(found[1]) > _ITEMS:
        raise CellUnreadable(f"ไม่ใช่ข้อ OIT o1 ถึง o{_ITEMS}")
    return f"o{int(found[1])}"


def question(text: str) -> str:
    """A question of IIT or EIT, as in i19 or e9. A number alone may be either's."""
    found = _QUESTION.fullmatch(compact(digits(text)))
    if not found or int(found[2]) > _QUESTIONS[found[1]]:
        raise CellUnreadable("ไม่ใช่ข้อคำถาม i1 ถึง i30 หรือ e1 ถึง e15")
    return f"{found[1]}{int(found[2])}"


_LONGEST = 30
"""Letters of a cell that says how often and nothing else."""


def cadence(text: str) -> str:
    """How often, by the words of the form or those of papers."""
    close = compact(digits(text))
    for key, words in form.CADENCES.items():
        if words and compact(words) == close:
            return key
    known, months = cadence_in(digits(text))
    vague = len(close) > _LONGEST or "ไม่" in close or not says_how(digits(text))
    if known == "unknown" or months or vague:
        raise CellUnreadable("ไม่ใช่ความถี่ที่รู้จัก")
    return known


def months(text: str) -> tuple[int, ...]:
    """Months by name, in the order written."""
    words = [word for word in re.split(r"[,;/\s]+|และ", text.strip()) if word]
    if not all(compact(word) in _MONTHS for word in words):
        raise CellUnreadable("ไม่ใช่ชื่อเดือน คั่นด้วยจุลภาค")
    return tuple(_MONTHS[compact(word)] for word in words)


def first_day(text: str) -> date:
    """The day a period begins; of a month alone its first."""
    return _day(text, last=False)


def last_day(text: str) -> date:
    """The day a period ends; of a month alone its last."""
    return _day(text, last=True)


def _day(text: str, last: bool) -> date:
    close = _CLOCK.sub("", digits(text).strip())
    if found := _YEAR_FIRST.fullmatch(close):
        year, month, day = found[1], int(found[2]), found[3]
    elif found := _DAY_FIRST.fullmatch(close):
        year, month, day = found[3], int(found[2]), found[1]
    elif found := _THAI_DATE.fullmatch(compact(plain(close))):
        year, month, day = found[3], _MONTHS[found[2]], found[1]
    else:
        raise CellUnreadable("ไม่ใช่วันที่")
    ad_year = fiscal.christian(fiscal_year(year))
    try:
        if day is None:
            return fiscal.last_day_of(ad_year, month) if last else date(ad_year, month, 1)
        return date(ad_year, month, int(day))
    except ValueError:
        raise CellUnreadable("ไม่มีในปฏิทิน") from None


def _without(text: str, word: str) -> str:
    return text.strip().removeprefix(word).strip()
