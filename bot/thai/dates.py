"""Days as officers write them: 15 มี.ค. 67, 15/3/2567, วันที่ 15 มีนาคม, เมื่อวาน. Found in the key of a text."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.thai.normalise import fold_letters
from tracker.rules.fiscal import YearUnclear, christian, year_from, year_of_month

_MONTHS = (
    "มกรา(?:คม)?|มค|jan",
    "กุมภา(?:พันธ์?)?|กพ|feb",
    "มีนา(?:คม)?|มีค|mar",
    "เมษา(?:ยน)?|เมย|apr",
    "พฤษภา(?:คม)?|พค|may",
    "มิถุนา(?:ยน)?|มิย|jun",
    "กรกฎา(?:คม)?|กรกฏา(?:คม)?|กค|jul",
    "สิงหา(?:คม)?|สค|aug",
    "กันยา(?:ยน)?|กย|sep",
    "ตุลา(?:คม)?|ตค|oct",
    "พฤศจิกา(?:ยน)?|พย|nov",
    "ธันวา(?:คม)?|ธค|dec",
)
_MONTH = fold_letters("|".join(f"(?P<m{at}>{words})" for at, words in enumerate(_MONTHS, start=1)))
_YEAR = fold_letters(r"(?:(?:ปี|พศ|คศ)*(?P<year>\d{4}|\d{2})(?![\d%]|\.\d| ?เปอ|คะแนน))?")
_ON = fold_letters("(?:วัน)?(?:ที่)?")
_OF = fold_letters("เดือน")
_WRITTEN = re.compile(rf"{_ON}(?<!\d)(?P<day>\d{{1,2}}) ?(?:{_OF})?(?:{_MONTH}) ?{_YEAR}")
_SLASHED = re.compile(
    rf"{_ON}(?<![\d/.-])(?P<day>\d{{1,2}})(?P<mark>[/.-])(?P<month>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d{{2}})(?![\d%/])"
)
_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_SHORT = re.compile(rf"{_ON}(?<![\d/.])(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?![\d/%]| ?{_OF})")
_ALONE = re.compile(rf"{fold_letters('(?:เดือน|รอบ|สิ้น|ภายใน|ใน)')}(?:{_MONTH})")
_RELATIVE = tuple(
    (re.compile(fold_letters(words)), days)
    for words, days in (
        ("เมื่อวานซืน|วานซืน", -2),
        ("เมื่อวาน(?:นี้)?", -1),
        ("วันนี้|เมื่อเช้า|เมื่อกี้", 0),
        ("มะรืน(?:นี้)?", 2),
        ("พรุ่งนี้", 1),
    )
)


@dataclass(frozen=True)
class Day:
    """A day that was named: day and month, the year (A.D.) where it was said. `day` is None for a month alone."""

    start: int
    end: int
    day: int | None
    month: int
    year: int | None

    def on(self, today: date, forward: bool, fiscal_year: int | None = None) -> date | None:
        """The date that is meant, None where there is no such day.

        Without a year it is the nearest one, of `fiscal_year` (B.E.) where that was said: `forward` for days to come
        (a due date), backward for what was done.
        """
        if self.day is None:
            return None
        if self.year is not None:
            return _date(self.year, self.month, self.day)
        if fiscal_year is not None:
            return _date(year_of_month(fiscal_year, self.month), self.month, self.day)
        near = [_date(today.year + shift, self.month, self.day) for shift in (-1, 0, 1)]
        return min(
            (found for found in near if found),
            key=lambda found: _distance(found, today, forward),
            default=None,
        )


def _distance(found: date, today: date, forward: bool) -> float:
    """Days away; in the direction that is not expected only what is near may be meant."""
    days = (found - today).days
    return abs(days) * (1 if (days >= 0) == forward or days == 0 else 8)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def days_in(key: str, today: date) -> list[Day]:
    """The days named in a key, each stretch of text once; longer forms first."""
    found: list[Day] = []
    for pattern in (_ISO, _SLASHED, _WRITTEN, _SHORT, _ALONE):
        for match in pattern.finditer(key):
            if not any(day.start < match.end() and match.start() < day.end for day in found):
                day = _day(match)
                if day is not None:
                    found.append(day)
    for words, shift in _RELATIVE:
        said = words.search(key)
        if said is not None and not any(day.start < said.end() and said.start() < day.end for day in found):
            then = today + timedelta(days=shift)
            found.append(Day(said.start(), said.end(), then.day, then.month, then.year))
    return sorted(found, key=lambda day: day.start)


def _day(match: re.Match[str]) -> Day | None:
    parts = match.groupdict()
    month = int(parts["month"]) if parts.get("month") else next(n for n in range(1, 13) if parts.get(f"m{n}"))
    day = int(parts["day"]) if parts.get("day") else None
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    try:
        year = christian(year_from(int(parts["year"]))) if parts.get("year") else None
    except YearUnclear:
        return None
    return Day(match.start(), match.end(), day, month, year)
