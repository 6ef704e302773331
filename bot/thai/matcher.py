"""Scored rules: an intent says which signs call for it, and which speak for or against it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bot.thai.reading import Reading
from bot.thai.slots import fill

MANY = ("measure_no", "indicator", "instrument", "item", "department")
"""Of these a message may mention several; the slot has the first, the hint with an s all of them."""


@dataclass(frozen=True)
class Match:
    """How well an intent fits (0 to 1) and why. `slots` are those of the interface, `hints` what else was understood
    that the answer may use."""

    score: float
    why: tuple[str, ...]
    slots: dict[str, Any]
    hints: dict[str, Any] = field(default_factory=dict)


Case = tuple[tuple[frozenset[str], ...], frozenset[str]]


@dataclass(frozen=True)
class Rule:
    """When an intent fits.

    `cases` give a score to a combination of signs: "score indicator|item !if" holds when score is there, and one of
    indicator and item, and no if. The best case that holds counts; each sign of `lowers` that is there then speaks
    against it. `slots` are the slots to fill, `hints` signs to pass on under a name.
    """

    cases: tuple[tuple[str, float], ...]
    slots: tuple[str, ...] = ()
    lowers: tuple[tuple[str, float], ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _cases(self) -> tuple[tuple[str, Case, float], ...]:
        ordered = sorted(self.cases, key=lambda case: -case[1])
        return tuple((words, _parse(words), score) for words, score in ordered)

    @cached_property
    def _weights(self) -> dict[str, float]:
        return {sign: weight for signs, weight in self.lowers for sign in signs.split()}

    def match(self, reading: Reading) -> Match | None:
        """How well a reading fits, None when no case holds."""
        signs = reading.signs
        case = next((case for case in self._cases if _holds(case[1], signs)), None)
        if case is None:
            return None
        words, _, score = case
        against = sorted(self._weights.keys() & signs)
        score -= sum(self._weights[sign] for sign in against)
        if score <= 0:
            return None
        why = (f"{words} {case[2]:.2f}", *(f"{sign} -{self._weights[sign]:.2f}" for sign in against))
        hints: dict[str, Any] = {name: True for sign, name in self.hints.items() if sign in signs}
        hints |= {f"{kind}s": list(values) for kind in MANY if len(values := reading.values(kind)) > 1}
        return Match(round(score, 4), why, fill(reading, self.slots), hints)


def _holds(case: Case, signs: frozenset[str]) -> bool:
    wanted, unwanted = case
    return signs.isdisjoint(unwanted) and not any(signs.isdisjoint(each) for each in wanted)


def _parse(words: str) -> Case:
    wanted = tuple(frozenset(word.split("|")) for word in words.split() if not word.startswith("!"))
    unwanted = frozenset(word[1:] for word in words.split() if word.startswith("!"))
    return wanted, unwanted
