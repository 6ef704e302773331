"""What was read out of a paper, before anyone confirmed it: in the shape of interface.md, "JSON of `import`".

Scores are Decimals with two decimals, percent of 100; fiscal years B.E.; dates A.D. None is what the paper does not
say. Fields beyond interface.md (question, follow_up, dated, uncertain, eit1, eit2, place, places) serve the
database and stay out of the JSON.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

KINDS = ("analysis", "measures", "progress")


@dataclass(frozen=True)
class OfficeDraft:
    """The office a paper speaks of. `type`: อบต. ทต. ทม. ทน. อบจ."""

    name: str | None = None
    type: str | None = None
    district: str | None = None
    province: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As in interface.md."""
        return {"name": self.name, "type": self.type, "district": self.district, "province": self.province}


@dataclass(frozen=True)
class ResultDraft:
    """One year's result. `grade` the letter, `level` the five-level word, as printed; `uncertain` are indicators
    whose score the paper gives in two ways that arithmetic alone cannot tell apart; `eit1` and `eit2` are the two
    parts of EIT where they are told apart; `places` where each score stands."""

    fiscal_year: int | None
    overall: Decimal | None = None
    grade: str | None = None
    level: str | None = None
    indicators: dict[int, Decimal] = field(default_factory=dict)
    uncertain: tuple[int, ...] = ()
    place: str | None = None
    places: dict[int, str] = field(default_factory=dict)
    eit1: Decimal | None = None
    eit2: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        """As in interface.md."""
        return {
            "fiscal_year": self.fiscal_year,
            "overall": None if self.overall is None else float(self.overall),
            "grade": self.grade,
            "level": self.level,
            "indicators": {str(number): float(score) for number, score in sorted(self.indicators.items())},
        }


@dataclass(frozen=True)
class MeasureDraft:
    """One measure. `departments` by full name; `all_departments` when the paper says all of them. An end of
    `period` that the paper does not say is None."""

    fiscal_year: int | None
    number: int
    title: str
    indicator: int | None = None
    oit_item: str | None = None
    question: str | None = None
    steps: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    all_departments: bool = False
    period: tuple[date | None, date | None] | None = None
    cadence: str = "unknown"
    months: tuple[int, ...] = ()
    evidence: tuple[str, ...] = ()
    follow_up: str | None = None
    place: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As in interface.md."""
        ends = [day and day.isoformat() for day in self.period or ()]
        return {
            "fiscal_year": self.fiscal_year,
            "number": self.number,
            "title": self.title,
            "indicator": self.indicator,
            "oit_item": self.oit_item,
            "steps": list(self.steps),
            "departments": list(self.departments),
            "all_departments": self.all_departments,
            "period": dict(zip(("start", "end"), ends, strict=True)) if ends else None,
            "cadence": self.cadence,
            "months": list(self.months),
            "evidence": list(self.evidence),
        }


@dataclass(frozen=True)
class ProgressDraft:
    """What a paper reports on a measure. `measure` is its number, None when it cannot be told which."""

    measure: int | None
    fiscal_year: int | None = None
    actions: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    place: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As in interface.md."""
        return {
            "measure": self.measure,
            "actions": list(self.actions),
            "results": list(self.results),
            "suggestions": list(self.suggestions),
        }


@dataclass(frozen=True)
class FindingDraft:
    """Something a careful reader notices. `severity`: error warning note; `message` one plain Thai sentence;
    `fiscal_year` the year it is about, where it is about one."""

    code: str
    severity: str
    message: str
    where: str
    fiscal_year: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As in interface.md."""
        return {"code": self.code, "severity": self.severity, "message": self.message, "where": self.where}


@dataclass(frozen=True)
class DocumentDraft:
    """One paper, read. `dated` is the day (or the first of the month) the paper or its meeting names."""

    file: str
    office: OfficeDraft = OfficeDraft()
    results: tuple[ResultDraft, ...] = ()
    measures: tuple[MeasureDraft, ...] = ()
    progress: tuple[ProgressDraft, ...] = ()
    findings: tuple[FindingDraft, ...] = ()
    dated: date | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Which of analysis, measures and progress the paper holds."""
        held = (self.results, self.measures, self.progress)
        return tuple(kind for kind, found in zip(KINDS, held, strict=True) if found)

    def year_of(self, finding: FindingDraft) -> int:
        """The fiscal year (B.E.) a finding is told under: its own, else the newest of the results, else of the
        measures, else of the reports; 0 where the paper names none."""
        told = ([each.fiscal_year for each in held] for held in (self.results, self.measures, self.progress))
        newest = next(filter(None, (max(filter(None, years), default=0) for years in told)), 0)
        return finding.fiscal_year or newest

    def as_json(self) -> dict[str, Any]:
        """One element of "documents" in interface.md; scores are numbers of at most two decimals."""
        return {
            "file": self.file,
            "kinds": list(self.kinds),
            "office": self.office.as_json(),
            "results": [result.as_json() for result in self.results],
            "measures": [measure.as_json() for measure in self.measures],
            "progress": [entry.as_json() for entry in self.progress],
            "findings": [finding.as_json() for finding in self.findings],
        }
