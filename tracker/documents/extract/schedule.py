"""When: periods, how often a measure is followed up, and dates as Thai papers write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.documents.script import compact
from tracker.rules import fiscal
from tracker.rules.fiscal import MONTHS, SHORT_MONTHS, Span, YearUnclear

_SHORT = {"".join(short.split(".")): at for at, short in enumerate(SHORT_MONTHS, start=1)}
_MONTH_NAMES = {**{name: at for at, name in enumerate(MONTHS, start=1)}, **_SHORT}
_MONTH = "|".join(
    [
        *MONTHS,
        *(r"\s?\.?\s?".join(short.rstrip(".").split(".")) + r"\.?(?![ก-ฮะ-๎])" for short in SHORT_MONTHS),
    ]
)
_DATE = re.compile(
    rf"(?:(?<!\d)(\d{{1,2}})\s*(?:เดือน\s*)?)?({_MONTH})\s*(?:พ\s*\.?\s*ศ\s*\.?\s*)?(\d{{4}}|\d{{2}}(?!\d))?"
)
_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_QUARTER = re.compile(
    r"ไตรมาส(?:ที่)?\s*([1-4])(?:\s*(?:-|ถึง|และ)\s*(?:ไตรมาส(?:ที่)?\s*)?([1-4]))?|\bQ([1-4])\b", re.I
)

CADENCES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("quarterly", re.compile(r"(?:ทุก|ราย)(?:ๆ)?ไตรมาส|ไตรมาสละ|(?:ทุก|ราย|รอบ)3เดือน|ปีละ4ครั้ง")),
    ("monthly", re.compile(r"รายเดือน|ทุกเดือน|ทุกสิ้นเดือน|เดือนละ|ประชุมประจำเดือน|(?:ทุก|ราย)1เดือน")),
    ("semiannual", re.compile(r"6เดือน(?!แรก).*12เดือน|(?:ราย|ทุก|รอบ|ทุกๆ)6เดือน|ปีละ(?:2|สอง)ครั้ง|ครึ่งปี")),
    ("annual", re.compile(r"(?:รอบ|ราย|ทุก)12เดือน|ปีละ(?:1|หนึ่ง)?ครั้ง|รายปี|ทุกปี|สิ้นปีงบ")),
    ("on_completion", re.compile(r"(?:เมื่อ|หลัง)(?:จาก)?(?:ดำเนินการ)?(?:จบ|แล้วเสร็จ|เสร็จสิ้น|เสร็จ|สิ้นสุด)")),
    ("continuous", re.compile(r"เป็นปัจจุบัน|ตลอดเวลา|อย่างต่อเนื่อง")),
    ("once", re.compile(r"ครั้งเดียว|(?<!ละ)(?<!\d)1ครั้ง|หนึ่งครั้ง")),
)
"""How often, by the words of a follow-up column, most telling first; blanks and dots left out."""


@dataclass(frozen=True)
class Month:
    """A month, with a day and an A.D. year where the text gives them."""

    month: int
    year: int | None
    day: int | None


def months_in(text: str) -> Iterator[Month]:
    """Every month a text names, in order."""
    for found in _DATE.finditer(text):
        name = re.sub(r"[\s.]", "", found[2])
        day = int(found[1]) if found[1] and 1 <= int(found[1]) <= 31 else None
        yield Month(_MONTH_NAMES[name], _year(found[3]), day)


def _year(written: str | None) -> int | None:
    try:
        return fiscal.christian(fiscal.year_from(int(written))) if written else None
    except YearUnclear:
        return None


def period_in(text: str, fiscal_year: int | None) -> Span | None:
    """The period a cell names, None where it names none or its year cannot be told."""
    close = compact(text)
    if re.search(r"(?:ตลอด|ทั้ง)(?:ทั้ง)?ปี", close):
        said = re.search(r"ปี(?:งบประมาณ)?(?:พศ)?(2[45]\d\d)", close)
        year = int(said[1]) if said else fiscal_year
        return fiscal.span(year) if year else None
    numeric = [_numeric(found) for found in _NUMERIC_DATE.finditer(text)]
    days = [day for day in numeric if day]
    if len(days) == 2 and days[0] <= days[1]:
        return days[0], days[1]
    named = list(months_in(text))
    if named:
        return _between(named, fiscal_year)
    return _quarters(text, fiscal_year) or _whole_year(close)


def _numeric(found: re.Match[str]) -> date | None:
    try:
        return fiscal.day_of(_year(found[3]) or 0, int(found[2]), int(found[1]))
    except ValueError:
        return None


def _between(named: list[Month], fiscal_year: int | None) -> Span | None:
    """From the first month to the last; a missing year follows from the other one, else from the fiscal year."""
    if len(named) > 2:
        return None
    first, last = named[0], named[-1]
    end_year = last.year or (fiscal.year_of_month(fiscal_year, last.month) if fiscal_year else None)
    if end_year is None:
        return None
    start_year = first.year or (end_year - 1 if first.month > last.month else end_year)
    starts = fiscal.day_of(start_year, first.month, first.day or 1)
    ends = fiscal.day_of(end_year, last.month, last.day or 31)
    return (starts, ends) if starts <= ends else None


def _quarters(text: str, fiscal_year: int | None) -> Span | None:
    found = _QUARTER.search(text)
    if not found or not fiscal_year:
        return None
    first = int(found[1] or found[3])
    last = int(found[2] or first)
    return fiscal.quarter(fiscal_year, first)[0], fiscal.quarter(fiscal_year, last)[1]


def _whole_year(close: str) -> Span | None:
    found = re.search(r"ปี(?:งบประมาณ)?(?:พศ)?(2[45]\d\d)", close)
    return fiscal.span(int(found[1])) if found else None


def cadence_in(*texts: str) -> tuple[str, tuple[int, ...]]:
    """How often follow-up columns ask for a report, and the months they name; ("unknown", ()) where they do not.

    Two months half a year apart are a report for each half of the year.
    """
    close = compact(" ".join(texts))
    for cadence, pattern in CADENCES:
        if pattern.search(close):
            return cadence, ()
    months = tuple(dict.fromkeys(named.month for text in texts for named in months_in(text)))
    if not months:
        return "unknown", ()
    if len(months) == 1:
        return "once", months
    return ("semiannual" if len(months) == 2 and abs(months[0] - months[1]) == 6 else "named_months"), months


def only_cadence(text: str) -> bool:
    """Whether an item says nothing but how often, or that the measure is to be reported."""
    rest = compact(text)
    for _, pattern in CADENCES:
        rest = pattern.sub("", rest)
    rest = re.sub(r"รอบ\d+เดือน|\d+เดือน", "", rest)
    rest = re.sub(
        r"^(?:มี)?(?:การ)?(?:รายงาน|ติดตาม)(?:ผล)?(?:การดำเนิน(?:งาน|การ))?(?:ตามมาตรการ)?(?:ทุก|ราย|และ)?",
        "",
        rest,
    )
    return not rest.strip("-–•,/()ๆ และ")


def days_in(text: str) -> Iterator[date]:
    """Every full date of a text."""
    for named in months_in(text):
        if named.year and named.day:
            yield fiscal.day_of(named.year, named.month, named.day)


def month_of_paper(text: str) -> date | None:
    """The first day of the month when a text is nothing but month and year, as on a cover."""
    named = list(months_in(text))
    if len(named) == 1 and named[0].year and not named[0].day and len(text.strip()) <= 24:
        return date(named[0].year, named[0].month, 1)
    return None
