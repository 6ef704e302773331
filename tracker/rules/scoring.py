"""From indicator scores to instrument means and the weighted total.

Scores are Decimals in percent of 100. A published figure has two decimals, so a total recomputed from
published indicators is known only to within half a hundredth: each indicator may be off by 0.005 and the
weights sum to one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tracker.rubrics import INSTRUMENTS, Rubric

HUNDREDTH = Decimal("0.01")
SLACK = Decimal("0.005")

Scores = Mapping[int, Decimal]
Means = Mapping[str, Decimal | None]


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """A score as it is published: half up, away from zero for negative changes (39.955 becomes 39.96)."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Total:
    """A recomputed total before rounding, and the interval the true one lies in."""

    value: Decimal
    low: Decimal
    high: Decimal

    @property
    def published(self) -> Decimal:
        """The total with two decimals."""
        return rounded(self.value)

    def consistent(self, published: Decimal) -> bool:
        """Whether a published total can come from these indicators: less than 0.010 apart."""
        return abs(self.value - published) < 2 * SLACK


def mean(values: list[Decimal]) -> Decimal:
    """The plain mean, not rounded."""
    return sum(values, Decimal(0)) / len(values)


def instrument_means(
    scores: Scores, rubric: Rubric, eit1: Decimal | None = None, eit2: Decimal | None = None
) -> dict[str, Decimal | None]:
    """IIT, EIT, OIT (and EIT1, EIT2 as given), not rounded; None where an indicator is missing.

    Without its indicators EIT is the mean of its two parts, which weigh the same.
    """
    means: dict[str, Decimal | None] = {}
    for instrument in INSTRUMENTS:
        numbers = rubric.indicators_of(instrument)
        known = [scores[number] for number in numbers if number in scores]
        means[instrument] = mean(known) if known and len(known) == len(numbers) else None
    if means["EIT"] is None and eit1 is not None and eit2 is not None:
        means["EIT"] = mean([eit1, eit2])
    return {**means, "EIT1": eit1, "EIT2": eit2}


def parts_of_total(scores: Scores, rubric: Rubric) -> dict[str, Decimal] | None:
    """What each instrument adds to the total, in points; None when an indicator or the weights are unknown."""
    if rubric.weights is None:
        return None
    parts = {}
    for instrument in INSTRUMENTS:
        numbers = rubric.indicators_of(instrument)
        if any(number not in scores for number in numbers):
            return None
        points = sum((scores[number] for number in numbers), Decimal(0))
        # Multiplied before it is divided: thirds would otherwise lose their last digit.
        parts[instrument] = points * rubric.weights.of(instrument) / (100 * len(numbers))
    return parts


def total(scores: Scores, rubric: Rubric) -> Total | None:
    """The weighted total with its interval, or None when it cannot be computed."""
    parts = parts_of_total(scores, rubric)
    if parts is None:
        return None
    value = sum(parts.values(), Decimal(0))
    return Total(value, value - SLACK, value + SLACK)


def share(indicator: int, rubric: Rubric) -> Decimal | None:
    """Points of the total that one point of an indicator is worth, as in 0.06; None when not known."""
    found = rubric.indicator(indicator)
    if found is None or rubric.weights is None:
        return None
    return rubric.weights.of(found.instrument) / (100 * len(rubric.indicators_of(found.instrument)))


def instrument_share(instrument: str, rubric: Rubric) -> Decimal | None:
    """Points of the total that one point of an instrument is worth, as in 0.30; None when not known."""
    return None if rubric.weights is None else rubric.weights.of(instrument) / 100
