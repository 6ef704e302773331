"""Papers by writers who had not seen the program come out right: precision and recall of all they say."""

import pytest

from tests.tracker.documents.generated.marks import lines_of
from tests.tracker.documents.written.measuring import marks_of, papers

FLOORS = {"worked": (0.98, 0.98), "measured": (0.97, 0.93)}
"""Precision and recall of everything. `make bench` prints each field."""


@pytest.mark.parametrize("part", FLOORS)
def test_what_writers_say_is_read(part: str) -> None:
    marks = marks_of(part)
    precision, recall = marks.precision("everything"), marks.recall("everything")
    assert precision >= FLOORS[part][0], f"{precision:.3f} {recall:.3f}"
    assert recall >= FLOORS[part][1], f"{precision:.3f} {recall:.3f}"
    print("\n".join(lines_of(marks)))


@pytest.mark.parametrize("part", FLOORS)
def test_every_paper_has_its_truth(part: str) -> None:
    assert len(list(papers(part))) >= 16
