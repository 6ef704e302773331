"""What the page shows of a result: score and grade with why, and the change from the year before.

Everything here is text and numbers ready to be placed; nothing is markup. Scores are percent of 100.
"""

from dataclasses import dataclass
from decimal import Decimal

from tracker.facts import AssessmentFacts, YearFacts
from tracker.rubrics import Band, Rubric, RubricUnknown, Scheme, rubric
from tracker.rules import comparison, grading, ranking, scoring

DIRECTIONS = {"risen": ("เพิ่มขึ้น", "rose"), "fallen": ("ลดลง", "fell"), "same": ("เท่าเดิม", "same")}


@dataclass(frozen=True)
class Result:
    """The result with its official grade and the reason for it. `printed` is what the paper itself says."""

    fiscal_year: int
    score: str
    grade: str
    grade_caption: str
    why: str
    passed: bool
    pass_mark: str
    printed: str
    remark: str | None
    source: str


@dataclass(frozen=True)
class Difference:
    """From the year before: `points` and `percent` with their signs, for people and as plain values for machines."""

    year: int
    earlier_year: int
    now: str
    earlier: str
    word: str
    kind: str
    points: str
    points_value: str
    percent: str | None
    percent_value: str | None
    source: str


def rubric_of(fiscal_year: int) -> Rubric | None:
    """The rubric of a fiscal year, or None where none is known."""
    try:
        return rubric(fiscal_year)
    except RubricUnknown:
        return None


def shown_result(facts: YearFacts) -> AssessmentFacts | None:
    """The result a year's page leads with: its own, else the one its measures answer."""
    return facts.assessment or facts.earlier


def result_view(found: AssessmentFacts) -> Result:
    """A result as the page shows it."""
    rules = rubric_of(found.fiscal_year)
    official = judged(found, rules) if rules else None
    grade = official.grade if official else None
    pass_mark = rules.pass_mark if rules else ranking.WEAK_BELOW
    return Result(
        fiscal_year=found.fiscal_year,
        score=two_places(found.overall),
        grade=_titled(grade or found.level or found.letter),
        grade_caption=_caption(official),
        why=_why(found, rules, official) if rules and official else "",
        passed=found.overall >= pass_mark,
        pass_mark=two_places(pass_mark),
        printed=" / ".join(_titled(word) for word in (found.letter, found.level) if word),
        remark=found.remark,
        source=found.source,
    )


def judged(found: AssessmentFacts, rules: Rubric) -> grading.Official:
    """A result in both schemes of its year."""
    means = scoring.instrument_means(found.indicators, rules, found.eit1, found.eit2)
    return grading.official(rules, found.overall, means)


def _titled(grade: str | None) -> str:
    if grade is None:
        return "ยังบอกระดับไม่ได้"
    return f"ระดับ {grade}" if grade.isascii() else grade


def _caption(official: grading.Official | None) -> str:
    if official is None or not official.certain:
        return "ระดับผลการประเมิน (เกณฑ์ของปีนี้ยังไม่มีแหล่งยืนยัน)"
    return "ระดับผลการประเมินที่ใช้เป็นทางการของปีนี้"


def _why(found: AssessmentFacts, rules: Rubric, official: grading.Official) -> str:
    """Why the official grade is what it is, in one Thai sentence."""
    if official.scheme == "letters" or rules.levels is None:
        return _in_span(found, official.letter, rules.letters)
    band = rules.levels.band(official.level) if official.level else None
    if band is None:
        said = official.reason or ""
    elif band.floor < rules.pass_mark:
        said = _in_span(found, band.name, rules.levels)
    else:
        said = f"คะแนนรวมไม่น้อยกว่า {two_places(band.floor)}"
        said += f" แต่ {official.reason}" if official.reason else ""
        said += f" และทุกแบบวัดไม่น้อยกว่า {two_places(band.every)}" if band.every is not None else ""
    return f"{said} (เทียบระดับตัวอักษรแบบเดิมคือ {official.letter})" if official.letter else said


def _in_span(found: AssessmentFacts, grade: str | None, scheme: Scheme) -> str:
    band = scheme.band(grade) if grade else None
    if band is None:
        return ""
    return f"คะแนนรวม {two_places(found.overall)} อยู่ในช่วง {_span(band.floor, scheme.bands)}"


def _span(floor: Decimal, bands: tuple[Band, ...]) -> str:
    above = [band.floor for band in bands if band.floor > floor]
    top = min(above) - scoring.HUNDREDTH if above else Decimal(100)
    return f"{two_places(floor)}–{two_places(top)}"


def difference(facts: YearFacts, found: AssessmentFacts) -> Difference | None:
    """The change from the result of the year before, or None when there is none."""
    earlier = facts.result(found.fiscal_year - 1)
    if earlier is None:
        return None
    change = comparison.change(earlier.overall, found.overall)
    word, kind = DIRECTIONS[change.direction]
    return Difference(
        year=found.fiscal_year,
        earlier_year=earlier.fiscal_year,
        now=two_places(found.overall),
        earlier=two_places(earlier.overall),
        word=word,
        kind=kind,
        points=signed(change.points),
        points_value=str(change.points),
        percent=None if change.percent is None else signed(change.percent),
        percent_value=None if change.percent is None else str(change.percent),
        source=earlier.source,
    )


def two_places(score: Decimal) -> str:
    """A score with two decimals, half up."""
    return f"{scoring.rounded(score):.2f}"


def signed(value: Decimal) -> str:
    """With a real minus sign: a hyphen is read aloud as nothing and breaks away at a line's end."""
    return f"{value:+.2f}".replace("-", "−") if value else f"{value:.2f}"
