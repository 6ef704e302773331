"""Measures named by what they are about: an office's own titles, compared with tolerance for how people write."""

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from bot.thai.lexicon.indicators import NAMES
from bot.thai.normalise import fold_letters, folded
from bot.thai.vocabulary import MeasureTitle

GOOD = 82.0
"""Likeness, percent of 100, from which a title counts as named."""
NEAR = 4.0
"""Titles this close to the best one are meant as much as it."""

_EMPTY = re.compile(fold_letters("^(?:มาตรการ|การ|เรื่อง|โครงการ|กิจกรรม|งาน|ที่|ด้าน)+"))


@lru_cache(maxsize=8_192)
def _key(title: str) -> str:
    return folded(title)


@lru_cache(maxsize=8_192)
def _short(words: str) -> str:
    return _EMPTY.sub("", folded(words))


def likeness(words: str, title: str) -> float:
    """How much of the words is in a title, 0 to 100. Words shorter than three letters are in none."""
    wanted = _short(words)
    if len(wanted) < 3:
        return 0.0
    there = _key(title)
    if wanted in there:
        return 100.0
    return fuzz.partial_ratio(wanted, there) if 4 <= len(wanted) <= len(there) + 3 else 0.0


def find_measures(
    words: str, measures: Iterable[MeasureTitle], fiscal_year: int | None = None
) -> tuple[MeasureTitle, ...]:
    """The measures that words name, best first; one when it is clear, several when they fit alike, none otherwise.

    `fiscal_year` (B.E.) keeps to that year's measures; without it the newest year that has a match counts.
    """
    rated = [
        (likeness(words, measure.title), measure)
        for measure in measures
        if fiscal_year is None or measure.fiscal_year == fiscal_year
    ]
    best = max((rate for rate, _ in rated), default=0.0)
    if best < GOOD:
        return ()
    close = [(rate, measure) for rate, measure in rated if rate >= max(GOOD, best - NEAR)]
    newest = max(measure.fiscal_year for _, measure in close)
    kept = [pair for pair in close if pair[1].fiscal_year == newest]
    return tuple(measure for _, measure in sorted(kept, key=lambda pair: (-pair[0], pair[1].number)))


_INDICATORS = tuple((number, folded(name)) for number, name in NAMES)


def misspelt_indicator(key: str) -> int | None:
    """The indicator whose full name stands misspelt in the key of a text."""
    if len(key) < 10:
        return None
    rate, number = max((fuzz.partial_ratio(name, key), number) for number, name in _INDICATORS)
    return number if rate >= 84 else None
