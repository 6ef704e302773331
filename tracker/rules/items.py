"""OIT items (o1 to o43): what one is worth, and which indicator scores they can add up to."""

from decimal import Decimal
from itertools import product

from tracker.rubrics import Part, Rubric
from tracker.rules.scoring import rounded, share


class StructureUnknown(LookupError):
    """The OIT structure or the weights of this year have no source, so nothing is computed from items."""


class ItemUnknown(ValueError):
    """This year has no OIT item of that name."""


def part_of(item: str, rubric: Rubric) -> Part:
    """The sub-indicator an item belongs to. Raises StructureUnknown, ItemUnknown."""
    if rubric.parts is None:
        raise StructureUnknown(f"the OIT structure of fiscal year {rubric.fiscal_year} is not known")
    found = next((part for part in rubric.parts if item.lower() in part.items), None)
    if found is None:
        raise ItemUnknown(f"fiscal year {rubric.fiscal_year} has no OIT item {item!r}")
    return found


def worth_in_indicator(item: str, rubric: Rubric) -> Decimal:
    """Points of its indicator that one item is worth: an item scores 0 or 100, means are plain at every step."""
    part = part_of(item, rubric)
    return Decimal(100) / (len(_parts(part.indicator, rubric)) * len(part.items))


def worth(item: str, rubric: Rubric) -> Decimal:
    """Points of the total that one item is worth, not rounded (5 for o43 in 2565).

    Raises StructureUnknown, ItemUnknown.
    """
    part = part_of(item, rubric)
    each = share(part.indicator, rubric)
    if each is None:
        raise StructureUnknown(f"the weights of fiscal year {rubric.fiscal_year} are not known")
    return each * 100 / (len(_parts(part.indicator, rubric)) * len(part.items))


def possible(indicator: int, score: Decimal, rubric: Rubric) -> bool | None:
    """Whether items of 0 or 100 can add up to an OIT indicator's score; None when the structure is not known."""
    parts = _parts(indicator, rubric)
    if not parts:
        return None
    choices = [range(len(part.items) + 1) for part in parts]
    return any(rounded(_indicator_score(counts, parts)) == score for counts in product(*choices))


def _indicator_score(counts: tuple[int, ...], parts: tuple[Part, ...]) -> Decimal:
    means = (Decimal(100 * count) / len(part.items) for count, part in zip(counts, parts, strict=True))
    return sum(means, Decimal(0)) / len(parts)


def _parts(indicator: int, rubric: Rubric) -> tuple[Part, ...]:
    return tuple(part for part in rubric.parts or () if part.indicator == indicator)
