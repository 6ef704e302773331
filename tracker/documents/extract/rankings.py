"""Rankings whose order proves a score that a sentence or another table disputes."""

from decimal import Decimal

from tracker.documents.extract.scoreset import ALL, ScoreSet

_SLIPS = 2
"""Scores of a ranking that a sentence may retell wrongly."""


def scores_in_order(tables: dict[str, ScoreSet]) -> dict[int, Decimal]:
    """The scores of a full ranking that stands in order, where sentences alone say otherwise, of an indicator or two,
    and what they say would break the order: who retells a ranking misread it. Rankings that disagree show nothing."""
    ranked = [each for each in tables.values() if _is_ranking(each)]
    if len(ranked) != 1:
        return {}
    own = ranked[0].scores
    values = [ranked[0].ranked[place] for place in sorted(ranked[0].ranked)]
    others = [
        (each.told, n, value)
        for each in tables.values()
        for n, value in each.scores.items()
        if own[n] != value
    ]
    broken = [told and not _fits_at(values, values.index(own[n]), value) for told, n, value in others]
    return dict(own) if len(others) <= _SLIPS and all(broken) else {}


def _is_ranking(each: ScoreSet) -> bool:
    """Whether a table gives every place of a ranking of ten, the highest score first."""
    values = [each.ranked[place] for place in sorted(each.ranked)]
    return len(values) == len(each.scores) == ALL and values == sorted(values, reverse=True)


def _fits_at(values: list[Decimal], at: int, value: Decimal) -> bool:
    """Whether a value may stand in a place of falling values."""
    return all(above >= value for above in values[:at]) and all(below <= value for below in values[at + 1 :])
