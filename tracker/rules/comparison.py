"""Change between two years, in points and in percent of the earlier year, with its sign."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from tracker.rules.scoring import rounded

Key = TypeVar("Key", int, str)


@dataclass(frozen=True)
class Change:
    """From an earlier to a later score. `points` and `percent` have two decimals, half up; `percent` is of the
    earlier score and None when that was 0. `direction`: risen fallen same."""

    earlier: Decimal
    later: Decimal
    points: Decimal
    percent: Decimal | None

    @property
    def direction(self) -> str:
        """Which way the points went."""
        return "risen" if self.points > 0 else "fallen" if self.points < 0 else "same"


def change(earlier: Decimal, later: Decimal) -> Change:
    """The change between two scores, percent of 100 (91.80 to 88.93 is -2.87 points, -3.13 percent)."""
    difference = later - earlier
    percent = rounded(difference * 100 / earlier) if earlier else None
    return Change(earlier, later, rounded(difference), percent)


def changes(earlier: Mapping[Key, Decimal | None], later: Mapping[Key, Decimal | None]) -> dict[Key, Change]:
    """The changes of what both years have: indicators by number or instruments by name, in the later's order."""
    found = {}
    for key, after in later.items():
        before = earlier.get(key)
        if before is not None and after is not None:
            found[key] = change(before, after)
    return found
