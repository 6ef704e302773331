"""What is known of one office in one fiscal year, as plain values.

Reports, pages and the chat read these and never the tables, so a frozen public copy and the living state are the
same shape: `store.facts` loads either. Scores are Decimals with two decimals, percent of 100; years are B.E.;
dates are A.D.; instants are aware.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter


@dataclass(frozen=True)
class OfficeFacts:
    """The office itself with its own settings. `thai_digits`: its papers are written with ๐ to ๙."""

    slug: str
    name: str
    kind: str
    district: str | None
    province: str | None
    website: str | None
    eit_url: str | None
    weak_below: Decimal
    strong_from: Decimal
    due_6m: tuple[int, int]
    due_12m: tuple[int, int]
    departments: tuple[str, ...]
    practice: bool = False
    thai_digits: bool = False


@dataclass(frozen=True)
class FindingFacts:
    """Something noticed in a paper."""

    code: str
    severity: str
    message: str
    place: str | None


@dataclass(frozen=True)
class AssessmentFacts:
    """A published result. `letter` and `level` as printed; `uncertain` names indicators whose score is not proved;
    `sources` the file and place of each indicator's score, where it was read from a paper."""

    fiscal_year: int
    overall: Decimal
    letter: str | None
    level: str | None
    indicators: dict[int, Decimal]
    uncertain: tuple[int, ...]
    remark: str | None
    source: str
    eit1: Decimal | None = None
    eit2: Decimal | None = None
    findings: tuple[FindingFacts, ...] = ()
    sources: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RoundFacts:
    """A time to report. `key` is unique in the year, `code` is 6m 12m q1…q4 m01…m12 once completion."""

    id: int
    key: str
    code: str
    label: str
    starts: date
    ends: date
    due: date
    closed: bool


@dataclass(frozen=True)
class EvidenceFacts:
    """A photo, file or link. `stored` is false while LINE's copy has not been fetched; `small` is the SHA-256 of the
    small copy of a photo, where one was made."""

    id: int
    kind: str
    name: str
    media_type: str | None
    size: int | None
    sha256: str | None
    url: str | None
    received_at: datetime
    stored: bool
    small: str | None = None


@dataclass(frozen=True)
class UpdateFacts:
    """One report of a department on a measure, still in force (not undone, not corrected). `returned`: a coordinator
    sent it back and it does not count as the report of its round until it is corrected or another one comes."""

    receipt: str
    measure_number: int
    department: str
    round_key: str | None
    round_label: str | None
    status: str
    percent: int
    note: str
    event_date: date
    recorded_at: datetime
    late: bool
    evidence: tuple[EvidenceFacts, ...] = ()
    returned: bool = False


@dataclass(frozen=True)
class Standing:
    """How a measure stands in one department: its own progress and the rounds it has reported."""

    department_id: int
    department: str
    status: str
    percent: int
    version: int
    reported: tuple[str, ...]
    note: str = ""
    updated_at: datetime | None = None


@dataclass(frozen=True)
class MeasureFacts:
    """A measure with its departments' standings and the rounds it is due in. `months` of named_months (1–12); `place`
    where its paper says it; `reported_on_paper` the results that progress reports on paper give."""

    id: int
    fiscal_year: int
    number: int
    title: str
    indicator: int | None
    oit_item: str | None
    question: str | None
    steps: tuple[str, ...]
    all_departments: bool
    period_start: date | None
    period_end: date | None
    cadence: str
    assumed: bool
    follow_up: str | None
    evidence_wanted: tuple[str, ...]
    rounds: tuple[str, ...]
    standings: tuple[Standing, ...]
    source: str
    months: tuple[int, ...] = ()
    place: str | None = None
    reported_on_paper: tuple[str, ...] = ()

    @property
    def departments(self) -> tuple[str, ...]:
        """Full names of the departments that carry it."""
        return tuple(standing.department for standing in self.standings)


@dataclass(frozen=True)
class YearFacts:
    """One office in one fiscal year. `history` holds every result of the office, earliest year first;
    `published_at` is set on a frozen public copy, None on the living state; `checked` by which rules of publicity the
    copy was made, 0 by none."""

    office: OfficeFacts
    fiscal_year: int
    history: tuple[AssessmentFacts, ...]
    measures: tuple[MeasureFacts, ...]
    rounds: tuple[RoundFacts, ...]
    updates: tuple[UpdateFacts, ...]
    published_at: datetime | None = None
    checked: int = 0

    def published(self, at: datetime) -> "YearFacts":
        """These facts as a frozen public copy of that moment."""
        return replace(self, published_at=at)

    def result(self, fiscal_year: int) -> AssessmentFacts | None:
        """The published result of a fiscal year, or None."""
        return next((result for result in self.history if result.fiscal_year == fiscal_year), None)

    @property
    def assessment(self) -> AssessmentFacts | None:
        """The result of this very year."""
        return self.result(self.fiscal_year)

    @property
    def earlier(self) -> AssessmentFacts | None:
        """The result of the year before: the one to compare with, and the one this year's measures answer."""
        return self.result(self.fiscal_year - 1)

    def measure(self, number: int) -> MeasureFacts | None:
        """The measure with this number, or None."""
        return next((measure for measure in self.measures if measure.number == number), None)


_YEAR = TypeAdapter(YearFacts)


def to_json(facts: YearFacts) -> dict[str, Any]:
    """Facts as JSON-able values; Decimals become strings so that not a hundredth is lost."""
    result: dict[str, Any] = _YEAR.dump_python(facts, mode="json")
    return result


def from_json(value: dict[str, Any]) -> YearFacts:
    """The inverse of `to_json`."""
    return _YEAR.validate_python(value)
