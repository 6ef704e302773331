"""Papers of invented offices, in many layouts and formats and with damage, are read rightly, field by field.

`python -m tests.tracker.documents.generated --seeds 200` prints the table and the worst papers.
"""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

import pytest

from tests.tracker.documents.generated import damage, faults, measures, scores
from tests.tracker.documents.generated.formats import FORMATS
from tests.tracker.documents.generated.marks import FIELDS, Marks, judged
from tests.tracker.documents.generated.measuring import Outcome, marks_of, measured
from tests.tracker.documents.generated.paper import paper_of
from tracker.documents.draft import FindingDraft

SEEDS = range(1_000, 1_200)
PRECISION, RECALL = 0.99, 0.97
"""The goal for every field."""


@lru_cache
def _outcomes() -> tuple[Outcome, ...]:
    return tuple(measured(SEEDS))


@lru_cache
def _marks() -> Marks:
    return marks_of(_outcomes())


@pytest.mark.parametrize("name", FIELDS)
def test_what_is_read_is_right_and_little_is_left_out(name: str) -> None:
    worst = [(each.paper.seed, miss) for each in _outcomes() for miss in each.misses if miss.key[0] == name][
        :5
    ]
    assert _marks().precision(name) >= PRECISION, worst
    assert _marks().recall(name) >= RECALL, worst


def test_no_reader_falls_over() -> None:
    assert [
        each for each in _outcomes() for miss in each.misses if miss.key[:2] == ("finding", "crash")
    ] == []


def test_the_fixed_set_has_every_layout_damage_fault_and_format() -> None:
    met = {name for each in _outcomes() for name in each.paper.recipe}
    made = (scores.LAYOUTS, measures.LAYOUTS, damage.IN_TABLES, damage.IN_TEXT, FORMATS)
    assert {name for group in made for name in group} - met == set()
    assert {f"fault: {name}" for name in faults.FAULTS} - met == set()


def test_a_seed_always_gives_the_same_paper() -> None:
    assert paper_of(7) == paper_of(7)


def test_marks_tell_right_from_wrong_missing_and_invented() -> None:
    paper = next(paper for paper in map(paper_of, range(50)) if paper.truth.results and not paper.open)
    codes = tuple(FindingDraft(code, "error", "", "") for code in paper.codes)
    right = replace(paper.truth, findings=codes)
    assert judged(paper, right)[1] == []
    first = right.results[0]
    scores_read = {1: first.indicators[1] + Decimal("0.01"), **{n: first.indicators[n] for n in range(3, 11)}}
    read = replace(
        first, indicators=scores_read, level=None, grade="AA" if first.grade is None else first.grade
    )
    _, misses = judged(paper, replace(right, results=(read, *right.results[1:])))
    kinds = {(miss.key[0], miss.kind) for miss in misses}
    assert {("score", "wrong"), ("score", "missing")} <= kinds
    assert (("grade", "invented") in kinds) == (first.grade is None)
    assert (("level", "missing") in kinds) == (first.level is not None)
