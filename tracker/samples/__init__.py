"""The sample offices, as their papers tell of them: one TOML file each, read into plain values.

Years are B.E.; in a practice office they are counted from the present fiscal year (0 this year, -1 last year), so
that it is alive on whatever day it is tried. Periods are (month, day) pairs inside a measure's fiscal year.
Scores are Decimals with two decimals, percent of 100.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Literal

from pydantic import TypeAdapter

from tracker.rules.rounds import CADENCES
from tracker.rules.status import STATUSES

SLUGS = ("phanchana", "buengcharoen", "nadun", "tuayang")

MonthDay = tuple[int, int]


@dataclass(frozen=True)
class SampleSource:
    """The paper everything in the file was read from."""

    title: str
    dated: date | None = None


@dataclass(frozen=True)
class SampleResult:
    """A published result; `indicators` are the scores of indicators 1 to 10 in order."""

    year: int
    overall: Decimal
    indicators: tuple[Decimal, ...]
    letter: str | None = None
    level: str | None = None
    eit1: Decimal | None = None
    eit2: Decimal | None = None
    uncertain: tuple[int, ...] = ()
    remark: str | None = None
    place: str | None = None


@dataclass(frozen=True)
class SampleFinding:
    """Something noticed in the paper, about the result of `year`."""

    year: int
    code: str
    severity: Literal["error", "warning", "note"]
    message: str
    place: str | None = None


@dataclass(frozen=True)
class SampleProgress:
    """A report a department made `days_ago`, or on the fiscal year's first day where that is later."""

    department: str
    status: str
    percent: int
    note: str
    days_ago: int


@dataclass(frozen=True)
class SampleMeasure:
    """A measure. Without departments of its own it is carried by all of the office's."""

    year: int
    number: int
    title: str
    departments: tuple[str, ...] = ()
    indicator: int | None = None
    oit_item: str | None = None
    question: str | None = None
    steps: tuple[str, ...] = ()
    period: tuple[MonthDay, MonthDay] | None = None
    cadence: str = "unknown"
    months: tuple[int, ...] = ()
    follow_up: str | None = None
    evidence: tuple[str, ...] = ()
    progress: tuple[SampleProgress, ...] = ()


@dataclass(frozen=True)
class SampleOffice:
    """One office with all that its file tells."""

    slug: str
    name: str
    kind: str
    departments: tuple[str, ...]
    source: SampleSource
    results: tuple[SampleResult, ...]
    measures: tuple[SampleMeasure, ...]
    findings: tuple[SampleFinding, ...] = ()
    district: str | None = None
    province: str | None = None
    practice: bool = False

    def year(self, written: int, present: int) -> int:
        """The fiscal year (B.E.) a year in the file stands for, when `present` is the fiscal year today."""
        return present + written if self.practice else written


_OFFICE = TypeAdapter(SampleOffice)


class SampleUnsound(ValueError):
    """A sample file that contradicts itself, or names what does not exist."""


def sample(slug: str) -> SampleOffice:
    """The sample office of one of SLUGS."""
    return read(slug, resources.files(__name__).joinpath(f"{slug}.toml").read_text(encoding="utf-8"))


def read(slug: str, text: str) -> SampleOffice:
    """A sample office from its TOML, checked. Raises SampleUnsound, or pydantic's ValidationError."""
    # Scores are read as decimals straight from the text: no binary float comes near them.
    told = _OFFICE.validate_python({"slug": slug, **tomllib.loads(text, parse_float=Decimal)}, extra="forbid")
    for problem in _problems(told):
        raise SampleUnsound(f"{slug}.toml: {problem}")
    return told


def _problems(told: SampleOffice) -> list[str]:
    known = set(told.departments)
    numbers = [(measure.year, measure.number) for measure in told.measures]
    found = [f"{result.year} needs ten scores" for result in told.results if len(result.indicators) != 10]
    if len(set(numbers)) != len(numbers):
        found.append("a measure number stands twice")
    for measure in told.measures:
        carriers = set(measure.departments) or known
        strangers = (carriers - known) | ({report.department for report in measure.progress} - carriers)
        found += [f"measure {measure.number}: {name} does not carry it" for name in sorted(strangers)]
        if measure.cadence not in CADENCES:
            found.append(f"measure {measure.number}: {measure.cadence} is no cadence")
        words = {report.status for report in measure.progress} - set(STATUSES)
        found += [f"measure {measure.number}: {word} is no status" for word in sorted(words)]
    return found
