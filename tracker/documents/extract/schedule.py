"""Months and dates as Thai papers write them: "ต.ค. 64", "1 ตุลาคม 2567", "พ.ย.-ม.ค.68"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.rules import fiscal
from tracker.rules.fiscal import MONTHS, SHORT_MONTHS, YearUnclear

_LETTERS = [short.rstrip(".").split(".") for short in SHORT_MONTHS]
_NAMES = {
    **{name: at for at, name in enumerate(MONTHS, start=1)},
    **{"".join(letters): at for at, letters in enumerate(_LETTERS, start=1)},
}
# With its dot an abbreviation may follow any word ("เดือนม.ค."); without it, it must stand alone.
_DOTTED = "|".join(rf"{first}\s?\.\s?{second}\s?\.?(?![ก-ฮะ-๎])" for first, second in _LETTERS)
_BARE = "|".join(rf"(?<![ก-๎.]){first}{second}\.?(?![ก-ฮะ-๎])" for first, second in _LETTERS)
MONTH = "|".join([*MONTHS, _DOTTED, _BARE])
"""A regular expression for the name of a month."""

_DATE = re.compile(
    rf"(?:(?<!\d)(\d{{1,2}})\s*(?:เดือน\s*)?)?({MONTH})\s*(?:พ\s*\.?\s*ศ\s*\.?\s*)?(\d{{4}}|\d{{2}}(?!\d))?"
)


@dataclass(frozen=True)
class Month:
    """A month, with a day and an A.D. year where the text gives them, and where in the text it stands."""

    month: int
    year: int | None
    day: int | None
    start: int = 0
    end: int = 0


def months_in(text: str) -> Iterator[Month]:
    """Every month a text names, in order."""
    for found in _DATE.finditer(text):
        name = re.sub(r"[\s.]", "", found[2])
        day = int(found[1]) if found[1] and 1 <= int(found[1]) <= 31 else None
        yield Month(_NAMES[name], year_ad(found[3]), day, found.start(), found.end())


def year_ad(written: str | None) -> int | None:
    """The A.D. year of a year as written: B.E., A.D. or two digits."""
    try:
        return fiscal.christian(fiscal.year_from(int(written))) if written else None
    except YearUnclear:
        return None


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
