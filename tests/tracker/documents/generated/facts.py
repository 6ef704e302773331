"""What is true of an invented office: who it is, what it scored, what it plans and what it did."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from tests.tracker.documents.generated import vocabulary as words
from tests.tracker.documents.generated.plans import Measure, Progress, measures_of, progress_of
from tracker.rubrics import Part, rubric
from tracker.rules.grading import letter, level
from tracker.rules.scoring import instrument_means, rounded, total

YEARS = tuple(range(2562, 2569))


@dataclass(frozen=True)
class Office:
    """An office; `short` is the abbreviation of its kind, `own` its name without the kind."""

    kind: str
    short: str
    own: str
    district: str | None
    province: str

    @property
    def name(self) -> str:
        """The full name."""
        return self.kind + self.own


@dataclass(frozen=True)
class Year:
    """A fiscal year's result, as announced. `means` are those of the instruments with two decimals."""

    fiscal_year: int
    scores: dict[int, Decimal]
    overall: Decimal
    grade: str | None
    level: str | None
    means: dict[str, Decimal]


@dataclass(frozen=True)
class Facts:
    """Everything true of one office. `meeting` is the day the measures were set, before their year begins."""

    office: Office
    years: tuple[Year, ...]
    plan_year: int
    measures: tuple[Measure, ...]
    progress: tuple[Progress, ...]
    meeting: date


def facts_of(rng: Random) -> Facts:
    """An office with one to three years of results, the next year's measures and what was done about them."""
    last = rng.choice(YEARS)
    years = tuple(y for y in range(last - rng.choice((0, 0, 0, 1, 1, 2)), last + 1) if y in YEARS)
    measures = measures_of(rng, last + 1)
    return Facts(
        _office(rng),
        tuple(_year(rng, year) for year in years),
        last + 1,
        measures,
        progress_of(rng, measures),
        date(last - 543, rng.randint(8, 9), rng.randint(1, 30)),
    )


def _office(rng: Random) -> Office:
    kind, short = rng.choice((*words.KINDS[:2], *words.KINDS))
    province = rng.choice(words.PROVINCES)
    if short == "อบจ.":
        return Office(kind, short, province, None, province)
    own = rng.choice(words.FIRST) + rng.choice(words.LAST)
    return Office(kind, short, own, rng.choice(words.DISTRICTS), province)


def _year(rng: Random, year: int) -> Year:
    rules = rubric(year)
    base = rng.uniform(58, 97)
    scores = {n: rounded(Decimal(str(min(100.0, max(20.0, rng.gauss(base, 7)))))) for n in range(1, 9)}
    parts = rules.parts or rubric(2566).parts or ()
    scores |= {n: _oit_score(rng, [part for part in parts if part.indicator == n]) for n in (9, 10)}
    computed = total(scores, rules)
    assert computed is not None
    # Indicators are published rounded, the total is of the unrounded ones.
    overall = min(Decimal(100), rounded(computed.value + Decimal(rng.randint(-4, 4)) / 1000))
    means = instrument_means(scores, rules)
    both_parts = {**means, "EIT1": means["EIT"], "EIT2": means["EIT"]}
    said = level(overall, both_parts, rules).name
    in_letters = year <= 2565 or rng.random() < (0.5 if year == 2566 else 0.2)
    return Year(
        year,
        scores,
        overall,
        letter(overall, rules) if in_letters or said is None else None,
        said if not in_letters or rng.random() < 0.5 else None,
        {name: rounded(value) for name, value in means.items() if value is not None},
    )


def _oit_score(rng: Random, parts: list[Part]) -> Decimal:
    """What so many items of each part, each 0 or 100, add up to."""
    shares = [Decimal(sum(rng.random() < 0.85 for _ in part.items)) * 100 / len(part.items) for part in parts]
    return rounded(sum(shares, Decimal(0)) / len(shares))
