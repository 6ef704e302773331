"""One result per fiscal year out of everything a paper says of it.

Where places disagree, the weighted sum decides; what it cannot decide is left out, for a wrong figure is worse than
none.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from tracker.documents.draft import ResultDraft
from tracker.documents.extract.scores import ScoreSet
from tracker.documents.extract.statements import Overall, Single
from tracker.rubrics import Rubric, RubricUnknown, rubric
from tracker.rules import audit

Said = TypeVar("Said", str, Decimal)


@dataclass(frozen=True)
class Settled:
    """A year's result with what it was made from: named tables, and the finding where they disagree."""

    draft: ResultDraft
    tables: dict[str, ScoreSet]
    disagreement: audit.Finding | None
    totals: tuple[tuple[Decimal, str], ...]
    grade_place: str | None = None


def rubric_of(fiscal_year: int | None) -> Rubric | None:
    """The year's rubric, None where none is known."""
    try:
        return rubric(fiscal_year) if fiscal_year else None
    except RubricUnknown:
        return None


def settle(sets: list[ScoreSet], told: list[Overall], singles: list[Single]) -> list[Settled]:
    """Results in the order of their years."""
    years = {each.fiscal_year for each in sets} | {each.year for each in told if each.overall is not None}
    ordered = sorted(years, key=lambda year: year or 0)
    return [
        _settle_year(
            year,
            [each for each in sets if each.fiscal_year == year],
            [each for each in told if each.year == year],
            [each for each in singles if each.year == year],
        )
        for year in ordered
    ]


def _settle_year(
    year: int | None, sets: list[ScoreSet], told: list[Overall], singles: list[Single]
) -> Settled:
    said = [*(Overall(year, each.place, each.overall, each.grade, each.level) for each in sets), *told]
    totals = [(each.overall, each.place) for each in said if each.overall is not None]
    overall = _most([value for value, _ in totals])
    tables = {_name(each): each for each in sets}
    scores = {name: each.scores for name, each in tables.items()}
    contradicting = _contradicting(sets, singles)
    if contradicting:
        scores[contradicting.place] = {**_agreed(sets), **contradicting.scores}
        tables[contradicting.place] = contradicting
    indicators, uncertain, disagreement = _choose(year, scores, overall)
    grades = [(each.grade, each.place) for each in said if each.grade]
    levels = [each.level for each in said if each.level]
    draft = ResultDraft(
        fiscal_year=year,
        overall=overall,
        grade=_most([grade for grade, _ in grades]),
        level=_most(levels),
        indicators=indicators,
        uncertain=uncertain,
        place=next(iter(tables.values())).place if tables else totals[0][1],
    )
    return Settled(draft, tables, disagreement, tuple(totals), grades[0][1] if grades else None)


def _most(values: Iterable[Said]) -> Said | None:
    """What is said most often, the first where that is a tie."""
    counted = Counter(values)
    return max(counted, key=lambda value: counted[value]) if counted else None


def _name(each: ScoreSet) -> str:
    return f"{'ตารางจัดอันดับ' if each.ranked else 'ตารางคะแนน'} {each.place}"


def _agreed(sets: list[ScoreSet]) -> dict[int, Decimal]:
    together: dict[int, Decimal] = {}
    for each in sets:
        for number, value in each.scores.items():
            together.setdefault(number, value)
    return together


def _contradicting(sets: list[ScoreSet], singles: list[Single]) -> ScoreSet | None:
    """Sentences whose scores no table has, as a set of its own; single scores fill no table."""
    other = [s for s in singles if sets and not any(each.scores.get(s.indicator) == s.value for each in sets)]
    other = [s for s in other if any(s.indicator in each.scores for each in sets)]
    if not other:
        return None
    place = "ข้อความ " + ", ".join(dict.fromkeys(single.place for single in other))
    return ScoreSet(place, other[0].year, {single.indicator: single.value for single in other})


def _choose(
    year: int | None, scores: dict[str, dict[int, Decimal]], overall: Decimal | None
) -> tuple[dict[int, Decimal], tuple[int, ...], audit.Finding | None]:
    together: dict[int, Decimal] = {}
    disputed = {n for a in scores.values() for b in scores.values() for n in a if n in b and a[n] != b[n]}
    for each in scores.values():
        for number, value in each.items():
            together.setdefault(number, value)
    if not disputed:
        return together, (), None
    rules = rubric_of(year)
    choice = audit.compare_tables(rules, scores, overall) if rules and overall is not None else None
    if choice and choice.chosen:
        chosen = scores[choice.chosen]
        return {**together, **chosen}, choice.unproved, choice.finding
    finding = choice.finding if choice else _undecided(scores, disputed)
    return {n: value for n, value in together.items() if n not in disputed}, (), finding


def _undecided(scores: dict[str, dict[int, Decimal]], disputed: set[int]) -> audit.Finding:
    listed = ", ".join(str(number) for number in sorted(disputed))
    message = f"{' กับ '.join(scores)} ให้คะแนนตัวชี้วัดที่ {listed} ไม่ตรงกัน และไม่มีคะแนนรวมให้ตรวจสอบ จึงไม่ใช้คะแนนเหล่านี้"
    return audit.Finding("tables-disagree", "error", message)
