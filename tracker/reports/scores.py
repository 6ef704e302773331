"""The lines of a result: ten indicators, their instruments and the total, each beside the year before."""

from dataclasses import dataclass
from decimal import Decimal

from tracker.facts import AssessmentFacts
from tracker.reports.phrases import indicator_name
from tracker.rubrics import INSTRUMENTS, Rubric, RubricUnknown, rubric
from tracker.rules.comparison import Change, change
from tracker.rules.grading import INSTRUMENT_WORDS
from tracker.rules.scoring import instrument_means, rounded


@dataclass(frozen=True)
class ScoreLine:
    """One line. `kind`: indicator instrument total; `code`: 1 to 10, IIT EIT EIT1 EIT2 OIT, or total.

    `earlier` and `change` are None where the year before is not known, or one of the two scores is not `certain`
    to be this indicator's.
    """

    kind: str
    code: str
    name: str
    instrument: str | None
    score: Decimal
    earlier: Decimal | None = None
    certain: bool = True

    @property
    def change(self) -> Change | None:
        """From the year before to this one."""
        return None if self.earlier is None else change(self.earlier, self.score)

    @property
    def fallen(self) -> bool:
        """Whether it went down since the year before."""
        return self.change is not None and self.change.direction == "fallen"

    @property
    def label(self) -> str:
        """As it stands in a table: an indicator with its number."""
        return f"{self.code}. {self.name}" if self.kind == "indicator" else self.name


def score_lines(result: AssessmentFacts, earlier: AssessmentFacts | None, rules: Rubric) -> list[ScoreLine]:
    """Indicators by instrument, each instrument after its own, the total last. What is not known has no line."""
    now, before = _instruments(result, rules), _earlier_instruments(earlier)
    lines: list[ScoreLine] = []
    for name in INSTRUMENTS:
        lines += [
            _indicator(number, name, result, earlier)
            for number in rules.indicators_of(name)
            if number in result.indicators
        ]
        lines += [
            ScoreLine("instrument", code, _instrument_name(code, rules), name, now[code], before.get(code))
            for code in now
            if code.startswith(name)
        ]
    overall = earlier.overall if earlier else None
    return [*lines, ScoreLine("total", "total", "คะแนนรวม", None, result.overall, overall)]


def _indicator(
    number: int, instrument: str, result: AssessmentFacts, earlier: AssessmentFacts | None
) -> ScoreLine:
    certain = number not in result.uncertain
    comparable = earlier is not None and certain and number not in earlier.uncertain
    return ScoreLine(
        kind="indicator",
        code=str(number),
        name=indicator_name(number, result.fiscal_year),
        instrument=instrument,
        score=result.indicators[number],
        earlier=earlier.indicators.get(number) if earlier and comparable else None,
        certain=certain,
    )


def _instruments(result: AssessmentFacts, rules: Rubric) -> dict[str, Decimal]:
    """Known instrument scores as they are published, so that the differences shown add up."""
    means = instrument_means(result.indicators, rules, result.eit1, result.eit2)
    return {name: rounded(score) for name, score in means.items() if score is not None}


def _earlier_instruments(earlier: AssessmentFacts | None) -> dict[str, Decimal]:
    if earlier is None:
        return {}
    try:
        return _instruments(earlier, rubric(earlier.fiscal_year))
    except RubricUnknown:
        return {}


def _instrument_name(code: str, rules: Rubric) -> str:
    words = f"แบบวัด {INSTRUMENT_WORDS[code]}"
    weight = rules.weights.of(code) if rules.weights else Decimal(0)
    return f"{words} (น้ำหนักร้อยละ {weight.normalize():f})" if weight else words
