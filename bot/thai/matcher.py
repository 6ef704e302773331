"""Scored rules: an intent says which signs call for it, and which speak for or against it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
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


Case = tuple[tuple[int, ...], int]
"""Of each group one sign must be there, of the last none: as bits, because every message is laid beside 170 cases."""
_BITS: dict[str, int] = {}


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

    def __post_init__(self) -> None:
        assert self._cases is not None  # every sign has its bit before the first message is read

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
        there = _bits(signs)
        case = _best(self._cases, there)
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


def _best(cases: Iterable[tuple[str, Case, float]], there: int) -> tuple[str, Case, float] | None:
    """The first case that holds. In one loop: of 170 cases a call for each takes as long again."""
    for case in cases:
        wanted, unwanted = case[1]
        if there & unwanted:
            continue
        for each in wanted:
            if not there & each:
                break
        else:
            return case
    return None


def _parse(words: str) -> Case:
    wanted = tuple(_bits_of(word.split("|")) for word in words.split() if not word.startswith("!"))
    return wanted, _bits_of(word[1:] for word in words.split() if word.startswith("!"))


def _bits_of(signs: Iterable[str]) -> int:
    """These signs as bits; one that is new gets a bit of its own."""
    found = 0
    for sign in signs:
        found |= _BITS.setdefault(sign, 1 << len(_BITS))
    return found


@lru_cache(maxsize=16)  # one message is laid beside every rule
def _bits(signs: frozenset[str]) -> int:
    """The signs of a message, as far as any rule speaks of them."""
    return sum(_BITS.get(sign, 0) for sign in signs)
