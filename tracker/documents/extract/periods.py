"""Periods: from when to when a cell says a measure is carried out. An end that is not said is None."""

import re
from datetime import date

from tracker.documents.extract.schedule import Month, months_in, year_ad
from tracker.documents.script import compact
from tracker.rules import fiscal

Period = tuple[date | None, date | None]

_RANGE = re.compile(r"^[\s.,]*(?:[-–—~]|ถึง|จนถึง|(?:และ)?สิ้นสุด)\s*(?:(?:วันที่|เดือน|สิ้นเดือน|สิ้น|ภายใน)\s*)*$")
_UNTIL = re.compile(r"(?:ภายใน|ไม่เกิน|ก่อน|จนถึง|ถึง|สิ้นสุด|แล้วเสร็จ)\s*(?:(?:วันที่|เดือน|สิ้นเดือน|สิ้น|ใน)\s*)*$")
_BY_END = re.compile(r"(?:ไม่เกิน|ก่อน|จนถึง|ถึง|สิ้น(?:สุด)?|แล้วเสร็จ(?:ภายใน|ใน)?)\s*$")
_SINCE = re.compile(r"(?:ตั้งแต่|เริ่ม(?:ต้น|ดำเนินการ)?)\s*(?:(?:วันที่|เดือน|ใน|ตั้งแต่)\s*)*$")
_DAY_BEFORE = re.compile(r"(?<!\d)(\d{1,2})\s*(?:[-–—]|ถึง)\s*$")
_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})/\s?(\d{1,2})/\s?(\d{4}|\d{2})(?!\d)")
_QUARTERS = re.compile(
    r"(?:ไตรมาส(?:ที่)?|Q)\s*([1-4])(?!\d)((?:\s*(?:[-–—,/&]|ถึง|และ)?\s*(?:ไตรมาส(?:ที่)?|Q)?\s*[1-4](?!\d))*)",
    re.I,
)
_FISCAL_YEAR = re.compile(r"(?<!ราย)(?<!ทุก)ปี(?:งบ(?:ประมาณ)?)?(?:พศ)?(2[45]\d\d|\d\d(?!\d))")
_OF_YEAR = re.compile(r"(?:ไตรมาส(?:ที่)?|Q)\s*[1-4]\s*/\s*(25\d\d)", re.I)


def period_in(text: str, fiscal_year: int | None) -> Period | None:
    """The period a cell names, None where it names none or its year cannot be told.

    A list of months is no period; "ภายใน 31 มี.ค. 68" says an end only.
    """
    close = compact(text)
    said = _FISCAL_YEAR.search(close) or _OF_YEAR.search(text)
    year = fiscal.year_from(int(said[1])) if said else fiscal_year
    numeric = _numeric(text)
    if numeric:
        return numeric
    named = list(months_in(text))
    if named:
        return _between(text, named, year) or _quarters(text, year)
    return _half(close, year) or _quarters(text, year) or _whole_year(close, year, bool(said))


def widest(periods: list[Period | None]) -> Period | None:
    """From the first start to the last end of the periods of several steps; None when one of them is unclear."""
    starts = [each[0] for each in periods if each]
    ends = [each[1] for each in periods if each]
    if not periods or len(starts) < len(periods):
        return None
    return (
        min((day for day in starts if day), default=None) if None not in starts else None,
        max((day for day in ends if day), default=None) if None not in ends else None,
    )


def _numeric(text: str) -> Period | None:
    days = [_day(found) for found in _NUMERIC_DATE.finditer(text)]
    if len(days) == 1 and days[0] and _UNTIL.search(text[: text.index("/") - 1].rstrip("0123456789")):
        return None, days[0]
    if len(days) == 1 and days[0] and not months_said(text):
        return days[0], days[0]
    if len(days) == 2 and days[0] and days[1] and days[0] <= days[1]:
        return days[0], days[1]
    return None


def _day(found: re.Match[str]) -> date | None:
    try:
        return fiscal.day_of(year_ad(found[3]) or 0, int(found[2]), int(found[1]))
    except ValueError:
        return None


def _between(text: str, named: list[Month], year: int | None) -> Period | None:
    """One month or day, or from one to the other; a missing year follows from the other, else the fiscal year."""
    first, last = named[0], named[-1]
    if len(named) > 2 or (len(named) == 2 and not _RANGE.match(text[first.end : last.start])):
        return None
    ends_in = last.year or _after(first, last) or (fiscal.year_of_month(year, last.month) if year else None)
    if ends_in is None:
        return None
    starts_in = first.year or (ends_in - 1 if first.month > last.month else ends_in)
    ends = fiscal.day_of(ends_in, last.month, last.day or 31)
    starts = fiscal.day_of(starts_in, first.month, first.day or 1)
    if len(named) == 1:
        return _alone(text, first, starts, ends)
    return (starts, ends) if starts <= ends else None


def _after(first: Month, last: Month) -> int | None:
    return first.year + (first.month > last.month) if first.year else None


def _alone(text: str, named: Month, starts: date, ends: date) -> Period:
    before = text[: named.start]
    if _UNTIL.search(before):
        return None, ends
    if _SINCE.search(before) or re.search(r"เป็นต้นไป|ปัจจุบัน", text[named.end :]):
        return starts, None
    earlier = _DAY_BEFORE.search(before)
    if earlier and named.day and 1 <= int(earlier[1]) < named.day:
        starts = starts.replace(day=int(earlier[1]))
    return starts, ends


def _half(close: str, year: int | None) -> Period | None:
    found = re.search(r"(?:6เดือน|ครึ่งปี)(แรก|หลัง)", close)
    return fiscal.half(year, 1 if found[1] == "แรก" else 2) if found and year else None


def _quarters(text: str, year: int | None) -> Period | None:
    text = re.sub(r"(?<=ไตรมาส)แรก", "ที่ 1", re.sub(r"(?<=ไตรมาส)สุดท้าย", "ที่ 4", text))
    found = _QUARTERS.search(_OF_YEAR.sub(lambda match: match[0].split("/")[0], text))
    if not found or not year:
        return None
    numbers = [int(found[1]), *map(int, re.findall(r"[1-4]", found[2]))]
    listed = not re.search(r"[-–—]|ถึง", found[2])
    if sorted(set(numbers)) != numbers or (listed and numbers[-1] - numbers[0] >= len(numbers)):
        return None
    starts = None if _BY_END.search(text[: found.start()]) else fiscal.quarter(year, numbers[0])[0]
    return starts, fiscal.quarter(year, numbers[-1])[1]


def months_said(text: str) -> bool:
    """Whether a text names a month."""
    return next(months_in(text), None) is not None


def _whole_year(close: str, year: int | None, said: bool) -> Period | None:
    if year and re.search(r"สิ้น(?:สุด)?ปี", close):
        return None, fiscal.span(year)[1]
    whole = said or re.search(r"(?:ตลอด|ทั้ง|ภายใน)(?:ทั้ง)?ปี(?!ปฏิทิน)", close)
    return fiscal.span(year) if whole and year else None
