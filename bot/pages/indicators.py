"""The ten indicators by instrument: scores, change from the year before, strong and weak by the office's thresholds."""

from dataclasses import dataclass
from decimal import Decimal

from bot.pages.scores import DIRECTIONS, rubric_of, signed, two_places
from tracker.facts import AssessmentFacts, OfficeFacts, YearFacts
from tracker.rubrics import INSTRUMENTS, Rubric
from tracker.rules import comparison, scoring

ENGLISH = {
    1: "Performance of duties",
    2: "Use of budget",
    3: "Exercise of power",
    4: "Use of public property",
    5: "Tackling of corruption",
    6: "Quality of service",
    7: "Effectiveness of communication",
    8: "Improvement of work systems",
    9: "Disclosure of information",
    10: "Prevention of corruption",
}
INSTRUMENT_NAMES = {
    "IIT": ("การรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน", "People inside the office"),
    "EIT": ("การรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก", "People the office serves"),
    "OIT": ("การเปิดเผยข้อมูลสาธารณะ", "What the office discloses"),
}


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator. `kind` is strong weak unproved or nothing; an unproved one shows no change."""

    number: int
    name: str
    english: str
    score: str
    kind: str
    label: str
    change: str
    change_kind: str


@dataclass(frozen=True)
class InstrumentTable:
    """An instrument with its mean (two decimals), its weight, and its indicators."""

    code: str
    name: str
    english: str
    mean: str
    weight: str
    rows: tuple[IndicatorRow, ...]


def instrument_tables(facts: YearFacts, found: AssessmentFacts) -> tuple[InstrumentTable, ...]:
    """The ten indicators by instrument; an instrument without any known score is left out."""
    rules = rubric_of(found.fiscal_year)
    if rules is None:
        return ()
    means = scoring.instrument_means(found.indicators, rules, found.eit1, found.eit2)
    tables = (_table(code, facts, found, rules, means.get(code)) for code in INSTRUMENTS)
    return tuple(table for table in tables if table.rows)


def _table(
    code: str, facts: YearFacts, found: AssessmentFacts, rules: Rubric, mean: Decimal | None
) -> InstrumentTable:
    earlier = facts.result(found.fiscal_year - 1)
    numbers = [number for number in rules.indicators_of(code) if number in found.indicators]
    name, english = INSTRUMENT_NAMES[code]
    weight = f"{rules.weights.of(code):.0f}%" if rules.weights and rules.certain("weights") else ""
    return InstrumentTable(
        code=code,
        name=name,
        english=english,
        mean="" if mean is None else two_places(scoring.rounded(mean)),
        weight=weight,
        rows=tuple(_row(number, facts.office, found, earlier, rules) for number in numbers),
    )


def _row(
    number: int, office: OfficeFacts, found: AssessmentFacts, earlier: AssessmentFacts | None, rules: Rubric
) -> IndicatorRow:
    score = found.indicators[number]
    known = rules.indicator(number)
    change = _change_of(number, found, earlier)
    kind, label = _judged(number, score, office, found)
    return IndicatorRow(
        number=number,
        name=known.name if known else "",
        english=ENGLISH.get(number, ""),
        score=two_places(score),
        kind=kind,
        label=label,
        change=signed(change.points) if change else "",
        change_kind=DIRECTIONS[change.direction][1] if change else "",
    )


def _judged(number: int, score: Decimal, office: OfficeFacts, found: AssessmentFacts) -> tuple[str, str]:
    if number in found.uncertain:
        return "unproved", "ลำดับในแบบวัดยังไม่ยืนยัน"
    if score < office.weak_below:
        return "weak", "ควรปรับปรุง"
    return ("strong", "จุดแข็ง") if score >= office.strong_from else ("", "")


def _change_of(
    number: int, found: AssessmentFacts, earlier: AssessmentFacts | None
) -> comparison.Change | None:
    if earlier is None or number not in earlier.indicators:
        return None
    if number in found.uncertain or number in earlier.uncertain:
        return None
    return comparison.change(earlier.indicators[number], found.indicators[number])
