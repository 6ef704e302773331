"""What if: an indicator, an instrument or OIT items with another score, and the total and grade that would give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from tracker.rubrics import INSTRUMENTS, Rubric
from tracker.rules.grading import Official, official
from tracker.rules.items import ItemUnknown, StructureUnknown, part_of, worth_in_indicator
from tracker.rules.scoring import (
    HUNDREDTH,
    Means,
    Scores,
    instrument_means,
    instrument_share,
    rounded,
    share,
    total,
)

__all__ = [
    "ItemUnknown",
    "Outcome",
    "ScoreMissing",
    "ScoreOutOfRange",
    "Standing",
    "StructureUnknown",
    "indicator",
    "indicators",
    "instrument",
    "oit_items",
]

ZERO, FULL = Decimal("0.00"), Decimal("100.00")


class ScoreOutOfRange(ValueError):
    """A score must lie between 0 and 100."""


class ScoreMissing(LookupError):
    """The score that would change is not known."""


@dataclass(frozen=True)
class Standing:
    """Where an office stands in a fiscal year: indicator scores, the published total if any, EIT's two parts if
    known. Percent of 100."""

    rubric: Rubric
    scores: Scores
    published: Decimal | None = None
    eit1: Decimal | None = None
    eit2: Decimal | None = None

    @cached_property
    def means(self) -> Mapping[str, Decimal | None]:
        """The instrument scores, not rounded."""
        return instrument_means(self.scores, self.rubric, self.eit1, self.eit2)

    @property
    def total(self) -> Decimal | None:
        """The published total, else the computed one with two decimals, else None."""
        if self.published is not None:
            return self.published
        computed = total(self.scores, self.rubric)
        return computed.published if computed else None


@dataclass(frozen=True)
class Outcome:
    """What would come out. `before`, `after`, `change` are totals with two decimals and always add up; they and
    the grades are None where the year's weights or the total are unknown. `capped`: a score met 0 or 100.
    `certain` is false where the rules it rests on are not."""

    before: Decimal | None
    after: Decimal | None
    change: Decimal | None
    scores: Scores
    grade_before: Official | None
    grade_after: Official | None
    capped: bool
    certain: bool


def indicator(
    standing: Standing, number: int, *, set_to: Decimal | None = None, delta: Decimal | None = None
) -> Outcome:
    """One indicator at another score (`set_to`) or changed by points (`delta`).

    Raises ScoreOutOfRange, ScoreMissing.
    """
    return indicators(standing, {number: _moved(_score(standing, number), set_to, delta)})


def indicators(standing: Standing, wanted: Scores, *blocks: str) -> Outcome:
    """Several indicators at other scores at once; what lies beyond 0 or 100 is capped. Raises ScoreMissing."""
    scores = {**standing.scores, **{number: _capped(value) for number, value in wanted.items()}}
    # Less than a hundredth over is the rounding of published scores, not a cap.
    capped = any(abs(scores[number] - value) >= HUNDREDTH for number, value in wanted.items())
    change = _change(standing, scores, tuple(wanted))
    eit_moved = any(number in wanted for number in standing.rubric.indicators_of("EIT"))
    means = _means_after(standing, instrument_means(scores, standing.rubric), eit_moved)
    return _outcome(standing, change, scores, means, capped, blocks)


def instrument(
    standing: Standing, name: str, *, set_to: Decimal | None = None, delta: Decimal | None = None
) -> Outcome:
    """One instrument (IIT, EIT or OIT) at another score or changed by points; its indicators are left alone.

    Raises ScoreOutOfRange, ScoreMissing.
    """
    now = standing.means.get(name)
    if now is None or name not in INSTRUMENTS:
        raise ScoreMissing(f"the score of {name} in fiscal year {standing.rubric.fiscal_year} is not known")
    wanted = _moved(now, set_to, delta)
    each = instrument_share(name, standing.rubric)
    change = None if each is None else (_capped(wanted) - now) * each
    means = {**_means_after(standing, standing.means, name == "EIT"), name: _capped(wanted)}
    return _outcome(standing, change, standing.scores, means, _capped(wanted) != wanted, ())


def oit_items(standing: Standing, items: Sequence[str], gained: bool = True) -> Outcome:
    """OIT items that scored 0 scoring 100 instead (`gained`), or the other way round.

    Raises StructureUnknown where the year's structure has no source, ItemUnknown, ScoreMissing.
    """
    wanted: dict[int, Decimal] = {}
    for item in dict.fromkeys(name.lower() for name in items):
        number = part_of(item, standing.rubric).indicator
        worth = worth_in_indicator(item, standing.rubric)
        before = wanted.get(number, standing.scores.get(number))
        if before is None:
            raise ScoreMissing(f"indicator {number} has no score")
        wanted[number] = before + (worth if gained else -worth)
    return indicators(standing, wanted, "structure")


def _outcome(
    standing: Standing,
    change: Decimal | None,
    scores: Scores,
    means: Means,
    capped: bool,
    blocks: tuple[str, ...],
) -> Outcome:
    before, rubric = standing.total, standing.rubric
    certain = rubric.certain("weights", *blocks)
    if before is None or change is None:
        return Outcome(before, None, None, scores, None, None, capped, certain)
    after = _capped(before + rounded(change))
    return Outcome(
        before=before,
        after=after,
        change=after - before,
        scores=scores,
        grade_before=official(rubric, before, standing.means),
        grade_after=official(rubric, after, means),
        capped=capped,
        certain=certain,
    )


def _change(standing: Standing, scores: Scores, moved: tuple[int, ...]) -> Decimal | None:
    """The change of the total. With every indicator new nothing of the published total's rounding is left."""
    computed = total(scores, standing.rubric)
    if computed and standing.total is not None and set(moved) == set(scores):
        return computed.value - standing.total
    change = ZERO
    for number in moved:
        each = share(number, standing.rubric)
        if each is None:
            return None
        change += (scores[number] - _score(standing, number)) * each
    return change


def _means_after(standing: Standing, means: Means, eit_moved: bool) -> Means:
    # How a change of EIT divides over its two parts is unknown, so the parts are unknown after it.
    parts = (None, None) if eit_moved else (standing.eit1, standing.eit2)
    return {**means, "EIT1": parts[0], "EIT2": parts[1]}


def _score(standing: Standing, number: int) -> Decimal:
    if number not in standing.scores:
        raise ScoreMissing(f"indicator {number} has no score")
    return standing.scores[number]


def _moved(now: Decimal, set_to: Decimal | None, delta: Decimal | None) -> Decimal:
    if set_to is not None and not ZERO <= set_to <= FULL:
        raise ScoreOutOfRange(f"{set_to} is not between 0 and 100")
    return set_to if set_to is not None else now + (delta or ZERO)


def _capped(value: Decimal) -> Decimal:
    return min(max(value, ZERO), FULL)
