"""Strong and weak indicators, and their order. Ties stay in the order of the indicators' numbers."""

from decimal import Decimal

from tracker.rules.scoring import Scores

STRONG_FROM = Decimal("90.00")
WEAK_BELOW = Decimal("85.00")

Ranked = tuple[tuple[int, Decimal], ...]


def rank(scores: Scores, order: str = "desc", n: int | None = None) -> Ranked:
    """Indicators with their scores, best first (desc) or worst first (asc); the first `n` only, if given."""
    sign = 1 if order == "asc" else -1
    ranked = sorted(scores.items(), key=lambda row: (sign * row[1], row[0]))
    return tuple(ranked if n is None else ranked[: max(n, 0)])


def strengths(scores: Scores, strong_from: Decimal = STRONG_FROM) -> Ranked:
    """Indicators at or above the office's strong threshold, best first."""
    return tuple(row for row in rank(scores) if row[1] >= strong_from)


def weaknesses(scores: Scores, weak_below: Decimal = WEAK_BELOW) -> Ranked:
    """Indicators under the office's weak threshold, worst first."""
    return tuple(row for row in rank(scores, "asc") if row[1] < weak_below)
