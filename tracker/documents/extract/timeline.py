"""Month and quarter columns: marks under ต.ค. … ก.ย. say from when to when."""

import re
from functools import lru_cache

from tracker.documents.extract.periods import Period
from tracker.documents.extract.schedule import Month, months_in
from tracker.documents.paper import Cell
from tracker.documents.script import compact
from tracker.rules import fiscal

Stretch = tuple[int, int, int | None]
"""The first and the last month of a column, and the A.D. year its heading names for the first."""

_QUARTER = re.compile(r"(?:ไตรมาส(?:ที่)?\)?|^Q)([1-4])(?!\d)", re.I)
_BESIDE = re.compile(r"พศ|ปี|งบประมาณ|เดือน|ระยะเวลา|ดำเนิน(?:การ|งาน)|การ|แผน|ใน|ช่วง|เวลา|ห้วง|ไตรมาส|ที่|q", re.I)
_NO_MARK = re.compile(r"^[\s\-–—_.]*$")
_ARROW = re.compile(r"^[\s\-–—<>=←→↔◄►⟵⟶⟷⇐⇒⇔➔➜\uf0e0\uf0e8\uf0df]+$")
_LONG_MARK = 12
_MONTH_NAMES = "|".join((*fiscal.MONTHS, *("".join(short.split(".")) for short in fiscal.SHORT_MONTHS)))


@lru_cache(4096)
def stretch_of(heading: str) -> Stretch | None:
    """The months a heading stands for: "ต.ค.", "พ.ศ. 2567 ต.ค.", "ไตรมาสที่ 2", "ไตรมาส 1 (ต.ค.-ธ.ค. 67)"."""
    if len(heading) > 60:
        return None
    close = compact(heading)
    rest = _BESIDE.sub("", re.sub(r"[\d\s.()/\-–]", "", close))
    quarter = _QUARTER.search(close)
    named = list(months_in(heading))
    if quarter and not re.sub(_MONTH_NAMES, "", rest):
        months = fiscal.FISCAL_MONTHS[3 * (int(quarter[1]) - 1) :]
        return months[0], months[2], _year(heading, named[:1])
    if len(named) == 1 and re.fullmatch(_MONTH_NAMES, rest):
        return named[0].month, named[0].month, _year(heading, named)
    return None


def _year(heading: str, named: list[Month]) -> int | None:
    """The year beside the month, else the calendar year the columns stand under."""
    if named and named[0].year:
        return named[0].year
    said = re.search(r"(?<!งบประมาณ)(?:พศ|ปี)(25\d\d)", compact(heading))
    return fiscal.christian(int(said[1])) if said and "งบ" not in heading else None


def period_of_marks(
    cells: dict[int, Cell], times: dict[int, Stretch], fiscal_year: int | None
) -> Period | None:
    """From the first marked column to the last. None without a mark, without a year, and where one arrow stands in
    one of many columns, for how far it reaches is drawn and not written."""
    marked = [at for at in sorted(times) if _is_mark(cells.get(at, Cell()).text)]
    if not marked or (len(marked) == 1 and len(times) > 1 and _ARROW.match(cells[marked[0]].text)):
        return None
    first, last = times[marked[0]], times[marked[-1]]
    start_year = first[2] or (fiscal.year_of_month(fiscal_year, first[0]) if fiscal_year else None)
    end_year = last[2] or (fiscal.year_of_month(fiscal_year, last[1]) if fiscal_year else None)
    if start_year is None or end_year is None:
        return None
    starts, ends = fiscal.day_of(start_year, first[0], 1), fiscal.last_day_of(end_year, last[1])
    return (starts, ends) if starts <= ends else None


def months_marked(cells: dict[int, Cell], times: dict[int, Stretch]) -> tuple[int, ...]:
    """The months whose columns are marked, in their order; () where a marked column stands for more than a month."""
    marked = [times[at] for at in sorted(times) if _is_mark(cells.get(at, Cell()).text)]
    whole = any(first != last for first, last, _ in marked)
    return () if whole else tuple(dict.fromkeys(first for first, _, _ in marked))


def _is_mark(text: str) -> bool:
    return bool(text) and len(text) <= _LONG_MARK and (not _NO_MARK.match(text) or len(text) > 2)
