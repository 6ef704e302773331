"""What one place of a paper says of one year's scores."""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

_SCORE = re.compile(r"(?:ร้อยละ|คะแนน)?(-?\d{1,4}(?:[.,]\d{1,3})?)(?:คะแนน|%|\*|\([^()]*\)|[▲▼↑↓])*")
ALL = 10
"""Indicators, in every year."""


@dataclass
class ScoreSet:
    """What one place says of one year. `ranked`: the scores in the order of a ranking's places.
    `words`: what the place says of the change since the year before, by indicator, 0 for the total.
    `changes`: its figures, each as sign, size, whether percent, and place. `instruments`: printed means;
    `twice`: second values of an indicator;
    `refused`: figures that no score can be, with their indicator; `told`: in running text."""

    place: str
    fiscal_year: int | None
    scores: dict[int, Decimal] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    overall: Decimal | None = None
    grade: str | None = None
    level: str | None = None
    ranked: dict[int, Decimal] = field(default_factory=dict)
    words: dict[int, tuple[str, str]] = field(default_factory=dict)
    changes: dict[int, tuple[str, Decimal, bool, str]] = field(default_factory=dict)
    instruments: dict[str, tuple[Decimal, str]] = field(default_factory=dict)
    twice: dict[int, Decimal] = field(default_factory=dict)
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    weak_total: bool = False
    told: bool = False


def score(text: str) -> Decimal | None:
    """A score of 0 to 100 that is all a text says, with the decimals it has; None for anything else."""
    value = figure_in(text)
    return value if value is not None and 0 <= value <= 100 else None


def figure_in(text: str) -> Decimal | None:
    """A number that is all a text says, with a decimal point or a comma."""
    found = _SCORE.fullmatch(re.sub(r"\s", "", text))
    return Decimal(found[1].replace(",", ".")) if found else None


def contradicting(each: ScoreSet) -> ScoreSet | None:
    """The other figures of a place that gives an indicator two, as a set of their own."""
    if not each.twice:
        return None
    return replace(
        each, place=f"{each.place} (ค่าที่สอง)", scores={**each.scores, **each.twice}, twice={}, ranked={}
    )
