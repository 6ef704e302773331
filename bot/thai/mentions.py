"""What a text mentions: years, indicators, measures, departments, percents … each with where it stands in the key.

Kinds and their values: office (slug), item ("o43"), day (Day), round ("6m"), percent (number), year (Year),
instrument ("EIT"), indicator (1–10), measure_no, item_no (of a bare ข้อ N), department (full name), every_department,
format ("pdf"), level (Thai name), letter ("A"), status ("done").
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from bot.thai import dates, numbers, years
from bot.thai.lexicon import Entry, departments, indicators, states
from bot.thai.normalise import fold_letters, folded
from bot.thai.trace import Trace
from bot.thai.vocabulary import OfficeName, Vocabulary
from tracker.rules.fiscal import fiscal_year_of

_OFFICE_KIND = re.compile(
    fold_letters("(?:(?:เทศบาล|องค์การบริหารส่วน)(?:ตำบล|เมือง|นคร|จังหวัด)?|อ ?บ ?[ตจ]|ท ?[ตมน]|ตำบล|ต)$")
)
_ORDINARY = frozenset(fold_letters(word) for word in ("ตัวอย่าง", "เมือง", "ในเมือง"))
_MEASURE = fold_letters("(?:มาตรา?การ|มาตการ|มาตรกาน|มาตรกร|measure|โครงการ|กิจกรรม|#)")
_COUNTED = fold_letters(
    rf"(?!\d|\.\d| ?%| ?เปอ|เดือน|{numbers.ITEMS}|ตัว(?!ชี้วัด)|มาตรการ|โครงการ|รายการ|คะแนน|วัน|คน)"
)
_MEASURE_NO = re.compile(
    rf"{_MEASURE}{fold_letters('(?:ข้อ|ที่|ลำดับ|ตัว|หมายเลข|เลข|เบอร์|no|#)*')} ?(\d{{1,3}}){_COUNTED}"
)
# A number and a percent without the blank between them: มาตรการ260%.
_RUN_TOGETHER = re.compile(_MEASURE + fold_letters(r"(?:ข้อ|ที่)*(\d{1,2}?)(\d{2}|100)(?=%|เปอ)"))
# มาตรการ 67 is of a year: no office has that many, and nobody says so without ที่ or ข้อ.
_YEARS = frozenset(map(str, range(60, 80)))
_LONGEST_NAME = len(fold_letters("มาตราการ "))
_MORE = re.compile(rf"{fold_letters('(?:กับ|และ|ถึง|,|/|-| )+(?:ข้อ)?(?:ที่)?')}(\d{{1,2}}){_COUNTED}")
_FIRST = re.compile(fold_letters("มาตรา?การ(?:ข้อ|ที่)*แรก"))
_SHORT_NO = re.compile(rf"ม ?(\d{{1,2}}){_COUNTED}")
_BEFORE_SHORT = re.compile(fold_letters("(?:หลักฐาน|ของ|รายงาน|อัปเดต|รูป|แนบ)$"))
_ITEM_NO = re.compile(rf"{fold_letters('ข้อ(?:ที่)?')} ?(\d{{1,3}}){_COUNTED}(?!{fold_letters('ไฟล์|ฉบับ|ชุด')})")
_AFTER_MEASURE = re.compile(fold_letters("(?:มาตรา?|มาต)(?:การ)?(?:เรื่อง|การ|ด้าน|ที่เกี่ยวกับ|เกี่ยวกับ|ของ)*$"))


WINDOW = 1_000
"""Letters of the key in which mentions are looked for; what is longer is a note, and kept whole."""


@dataclass(frozen=True)
class Mention:
    """Something mentioned, from `start` to `end` in the key."""

    kind: str
    value: Any
    start: int
    end: int


class Scan:
    """A key being read: what was understood is taken out, so that it is understood once."""

    def __init__(self, key: Trace) -> None:
        self.key = key
        self.rest = key.text[:WINDOW]
        self.found: list[Mention] = []

    def take(self, kind: str, value: Any, start: int, end: int) -> None:
        """Note a mention and blank it."""
        self.found.append(Mention(kind, value, start, end))
        self.rest = self.rest[:start] + "\0" * (end - start) + self.rest[end:]

    def forget_from(self, end: int) -> None:
        """What stands from `end` on is not about the matter: nothing of it was mentioned."""
        self.found = [mention for mention in self.found if mention.start < end]
        self.rest = self.rest[:end] + "\0" * (len(self.rest) - end)

    def numbered(self, kind: str, pattern: re.Pattern[str]) -> None:
        """Take everything with a number that a pattern finds."""
        for match in pattern.finditer(self.rest):
            self.take(kind, int(match[1]), *match.span())

    def named(self, kind: str, entries: Iterable[Entry]) -> None:
        """Take everything that entries name."""
        for name, pattern in entries:
            for match in pattern.finditer(self.rest):
                self.take(kind, name, *match.span())


def scan(key: Trace, today: date, vocabulary: Vocabulary) -> Scan:
    """Everything a key mentions. What is longer and surer is taken first: a date before a year, ข้อ ๐๔๓ before ข้อ N."""
    this_year = fiscal_year_of(today)
    newest = vocabulary.years[-1] if vocabulary.years else None
    reading = Scan(key)
    _offices(reading, vocabulary.offices)
    for match in indicators.OIT_ITEM.finditer(reading.rest):
        digits = next(digits for digits in match.groups() if digits)
        reading.take("item", f"o{int(digits)}", *match.span())
    for day in dates.days_in(reading.rest, today):
        reading.take("day", day, day.start, day.end)
    reading.named("round", states.ROUNDS)
    for match in _RUN_TOGETHER.finditer(reading.rest):
        if int(match[1] + match[2]) > 100:
            reading.take("measure_no", int(match[1]), match.start(), match.end(1))
    for start, end, value in numbers.percents(reading.rest):
        reading.take("percent", value, start, end)
    for year in years.years_in(reading.rest, this_year, newest):
        reading.take("year", year, year.start, year.end)
    reading.named("instrument", indicators.INSTRUMENTS)
    reading.numbered("indicator", indicators.NUMBERED)
    _measures(reading)
    _departments(reading, vocabulary.departments)
    _named_indicators(reading)
    reading.named("format", states.FORMATS)
    _levels(reading)
    reading.named("status", states.STATUSES)
    if all(mention.kind != "year" for mention in reading.found):
        for loose in years.loose_years(reading.rest, this_year):
            reading.take("year", loose, loose.start, loose.end)
    reading.found.sort(key=lambda mention: mention.start)
    return reading


@dataclass(frozen=True)
class _OfficeNames:
    """The names of all offices, longest first, by the letters they begin with: a country has 24,000, a message few."""

    offices: tuple[OfficeName, ...]
    beginnings: Mapping[str, tuple[tuple[int, str, str], ...]]
    lengths: tuple[int, ...]

    def in_text(self, text: str) -> list[tuple[str, str]]:
        """Names that may be in a text, with their offices, longest first."""
        begin = {text[at : at + length] for length in self.lengths for at in range(len(text) - length + 1)}
        found = [each for start in begin & self.beginnings.keys() for each in self.beginnings[start]]
        return [(name, slug) for _, name, slug in sorted(found)]


_BEGINNING = 14  # letters: past what "เทศบาลตำบล" has, which half of all names begin with
_known: list[
    _OfficeNames
] = []  # the newest first; kept by which tuple it was made of: to compare it takes as long


def _names(offices: tuple[OfficeName, ...]) -> _OfficeNames:
    for each in _known:
        if each.offices is offices:
            return each
    made = _indexed(offices)
    _known[:] = [made, *_known[:7]]
    return made


def _indexed(offices: tuple[OfficeName, ...]) -> _OfficeNames:
    pairs = {(folded(name), office.slug) for office in offices for name in office.names if len(name) >= 3}
    ordered = sorted(pairs, key=lambda pair: (-len(pair[0]), pair))
    beginnings: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for place, (name, slug) in enumerate(ordered):
        beginnings[name[:_BEGINNING]].append((place, name, slug))
    lengths = tuple(sorted({len(start) for start in beginnings}))
    return _OfficeNames(offices, {start: tuple(names) for start, names in beginnings.items()}, lengths)


@lru_cache(maxsize=64)
def _own_departments(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((name, folded(name)) for name in names), key=lambda pair: -len(pair[1])))


def _offices(reading: Scan, offices: tuple[OfficeName, ...]) -> None:
    for name, slug in _names(offices).in_text(reading.rest):
        at = reading.rest.find(name)
        if at < 0:
            continue
        kind = _OFFICE_KIND.search(reading.rest[:at])
        if name in _ORDINARY and kind is None:
            continue
        reading.take("office", slug, kind.start() if kind else at, at + len(name))


def _measures(reading: Scan) -> None:
    for match in _MEASURE_NO.finditer(reading.rest):
        if match[1] in _YEARS and match.start(1) - match.start() <= _LONGEST_NAME:
            continue
        reading.take("measure_no", int(match[1]), *match.span())
        at = match.end()
        while more := _MORE.match(reading.rest, at):
            reading.take("measure_no", int(more[1]), *more.span())
            at = more.end()
    for match in _FIRST.finditer(reading.rest):
        reading.take("measure_no", 1, *match.span())
    for match in _SHORT_NO.finditer(reading.rest):
        if reading.key.begins_word(match.start()) or _BEFORE_SHORT.search(reading.rest[: match.start()]):
            reading.take("measure_no", int(match[1]), *match.span())
    reading.numbered("item_no", _ITEM_NO)


def _departments(reading: Scan, own: tuple[str, ...]) -> None:
    """An office's own names first: กองคลังและพัสดุ is no กองคลัง where a department is called so."""
    for name, key in _own_departments(own):
        for match in re.finditer(re.escape(key), reading.rest):
            reading.take("department", name, *match.span())
    for match in departments.EVERY.finditer(reading.rest):
        reading.take("every_department", True, *match.span())
    reading.named("department", departments.DEPARTMENTS)
    for match in departments.ABBREVIATION.finditer(reading.rest):
        if reading.key.begins_word(match.start()) or reading.rest[: match.start()].endswith("ของ"):
            reading.take("department", departments.ABBREVIATIONS[match.group()], *match.span())


def _named_indicators(reading: Scan) -> None:
    for number, pattern in indicators.NAMED:
        for match in pattern.finditer(reading.rest):
            if not _AFTER_MEASURE.search(reading.rest[: match.start()]):
                reading.take("indicator", int(number), *match.span())


def _levels(reading: Scan) -> None:
    reading.named("level", states.LEVELS)
    for match in states.SPOKEN_LETTER.finditer(reading.rest):
        reading.take("letter", states.SPOKEN[match[1]], match.start(1), match.end(1))
    for match in states.LETTER.finditer(reading.rest):
        reading.take("letter", match[1].upper(), *match.span())
