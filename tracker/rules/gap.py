"""How far it is to a target score or to a grade, for the total, the instruments and the indicators."""

from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from tracker.rubrics import INSTRUMENTS, Rubric
from tracker.rules.grading import band_named, instruments_counted
from tracker.rules.scoring import HUNDREDTH, Means, Scores, rounded, share

FULL = Decimal("100.00")


class GradeUnknown(LookupError):
    """The fiscal year has no letter or level of that name."""


@dataclass(frozen=True)
class Gap:
    """A score against a target, percent of 100. `points` is what is missing: 0.00 once it is reached."""

    score: Decimal
    target: Decimal
    points: Decimal

    @property
    def reached(self) -> bool:
        """Whether nothing is missing."""
        return self.points == 0


@dataclass(frozen=True)
class Lift:
    """What one indicator alone would have to do for the total to reach the target.

    `needed` is the score it would have to reach, capped at 100; `possible` is false where even 100 would not do,
    and `best_total` is what 100 would give.
    """

    indicator: int
    score: Decimal
    needed: Decimal
    possible: bool
    best_total: Decimal

    @property
    def rise(self) -> Decimal:
        """Points the indicator would rise."""
        return self.needed - self.score


@dataclass(frozen=True)
class GradeGap:
    """The way to a grade: the total's gap, the instruments that miss theirs, and those whose score is not known.
    `certain` is false where the year's scheme or that grade's border is not well sourced."""

    grade: str
    total: Gap
    instruments: tuple[tuple[str, Gap], ...]
    unknown: tuple[str, ...]
    certain: bool

    @property
    def reached(self) -> bool | None:
        """Whether the grade is reached; None when that hangs on an unknown instrument score."""
        if not self.total.reached or self.instruments:
            return False
        return None if self.unknown else True


def to_target(score: Decimal, target: Decimal) -> Gap:
    """The gap between a score and a target, both percent of 100."""
    published = rounded(score)
    return Gap(published, target, max(target - published, Decimal("0.00")))


def instruments_short(means: Means, target: Decimal) -> tuple[tuple[str, Gap], ...]:
    """The instruments under the target with their gaps; unknown ones are left out."""
    gaps = ((name, to_target(score, target)) for name, score in means.items() if score is not None)
    return tuple((name, gap) for name, gap in gaps if not gap.reached)


def indicators_short(scores: Scores, target: Decimal) -> tuple[tuple[int, Gap], ...]:
    """The indicators under the target with their gaps, by number."""
    gaps = ((number, to_target(scores[number], target)) for number in sorted(scores))
    return tuple((number, gap) for number, gap in gaps if not gap.reached)


def lifts(scores: Scores, total: Decimal, target: Decimal, rubric: Rubric) -> tuple[Lift, ...]:
    """For each indicator, how it alone could lift the total to the target; easiest first, impossible ones last.

    Empty when the year's weights are unknown or the target is reached.
    """
    gap = to_target(total, target)
    if gap.reached or rubric.weights is None:
        return ()
    found = [_lift(number, scores[number], gap, rubric) for number in scores if share(number, rubric)]
    return tuple(sorted(found, key=lambda lift: (not lift.possible, lift.rise, lift.indicator)))


def to_grade(name: str, total: Decimal, means: Means, rubric: Rubric) -> GradeGap:
    """The way to a letter or level of the fiscal year. Raises GradeUnknown for one the year does not have."""
    band = band_named(name, rubric)
    if band is None:
        raise GradeUnknown(f"fiscal year {rubric.fiscal_year} has no grade {name!r}")
    is_letter = rubric.letters.band(name) is not None
    counted: tuple[str, ...] = ()
    short: tuple[tuple[str, Gap], ...] = ()
    if band.every is not None and rubric.levels is not None:
        counted = instruments_counted(rubric.levels, means)
        looked_at = {key: means.get(key) for key in (*counted, *_mean_of_unknown_parts(counted, means))}
        short = instruments_short(looked_at, band.every)
    return GradeGap(
        grade=name,
        total=to_target(total, band.floor),
        instruments=short,
        unknown=tuple(key for key in counted if means.get(key) is None),
        certain=rubric.certain("letters" if is_letter else "levels") and not band.doubtful,
    )


def _mean_of_unknown_parts(counted: tuple[str, ...], means: Means) -> tuple[str, ...]:
    # The year judges both parts of EIT; where they are unknown their mean still shows a gap.
    unknown = any(key not in INSTRUMENTS and means.get(key) is None for key in counted)
    return ("EIT",) if unknown else ()


def _lift(number: int, score: Decimal, gap: Gap, rubric: Rubric) -> Lift:
    each = share(number, rubric)
    assert each is not None
    needed = score + (gap.points / each).quantize(HUNDREDTH, rounding=ROUND_UP)
    best = min(rounded(gap.score + (FULL - score) * each), FULL)
    return Lift(number, score, min(needed, FULL), needed <= FULL, best)
