"""The history of an office's totals, drawn as columns. The drawing is numbers; the template makes SVG of them."""

from dataclasses import dataclass
from decimal import Decimal

from bot.pages.scores import judged, rubric_of, two_places
from tracker.facts import AssessmentFacts, YearFacts
from tracker.rules import ranking

# In the drawing's own units: where the ground is, how high 100 reaches, how far apart columns stand.
_HEIGHT, _GROUND, _TOP, _STEP = 232, 190, 24, 92


@dataclass(frozen=True)
class ChartColumn:
    """One year in the chart, placed in the drawing's own units."""

    year: int
    score: str
    grade: str
    now: bool
    x: int
    y: float
    width: int
    height: float
    middle: int


@dataclass(frozen=True)
class Chart:
    """The history as columns from 0 to 100, and the pass mark's height."""

    width: int
    height: int
    ground: int
    pass_y: float
    pass_mark: str
    columns: tuple[ChartColumn, ...]
    in_words: str


def chart(facts: YearFacts, now: int) -> Chart | None:
    """The history drawn; None with fewer than two results. `now` is the year that stands out."""
    if len(facts.history) < 2:
        return None
    rules = rubric_of(now)
    pass_mark = rules.pass_mark if rules else ranking.WEAK_BELOW
    columns = tuple(_column(place, found, now) for place, found in enumerate(facts.history))
    told = ", ".join(f"ปี {column.year} ได้ {column.score} {column.grade}".strip() for column in columns)
    return Chart(
        width=len(columns) * _STEP + 46,
        height=_HEIGHT,
        ground=_GROUND,
        pass_y=_height_at(pass_mark),
        pass_mark=f"{pass_mark:.0f}",
        columns=columns,
        in_words=f"คะแนนรวมย้อนหลัง: {told}",
    )


def _column(place: int, found: AssessmentFacts, now: int) -> ChartColumn:
    rules = rubric_of(found.fiscal_year)
    grade = judged(found, rules).grade if rules else None
    left, top = place * _STEP + 14, _height_at(found.overall)
    return ChartColumn(
        year=found.fiscal_year,
        score=two_places(found.overall),
        grade=grade or found.level or found.letter or "",
        now=found.fiscal_year == now,
        x=left,
        y=top,
        width=64,
        height=round(_GROUND - top, 1),
        middle=left + 32,
    )


def _height_at(score: Decimal) -> float:
    """Where a score lies in the drawing; columns begin at 0, so that their lengths do not exaggerate."""
    return round(_GROUND - float(score) / 100 * (_GROUND - _TOP), 1)
