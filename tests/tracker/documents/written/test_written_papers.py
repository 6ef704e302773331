"""Papers by writers who had not seen the program come out right: precision and recall of all they say."""

import pytest

from tests.tracker.documents.generated.marks import lines_of
from tests.tracker.documents.written.measuring import HERE, marks_of, papers

FLOORS = {"worked": (0.999, 0.999), "measured": (0.97, 0.93)}
"""Precision and recall of everything. `make bench` prints each field."""


@pytest.mark.parametrize("part", FLOORS)
def test_what_writers_say_is_read(part: str) -> None:
    if not any(papers(part)):
        pytest.skip(f"{part}/ holds no papers: what it held was moved to worked/")
    marks = marks_of(part)
    precision, recall = marks.precision("everything"), marks.recall("everything")
    assert precision >= FLOORS[part][0], f"{precision:.3f} {recall:.3f}"
    assert recall >= FLOORS[part][1], f"{precision:.3f} {recall:.3f}"
    print("\n".join(lines_of(marks)))


def test_every_paper_has_its_truth() -> None:
    for part in FLOORS:
        files = [path for path in (HERE / part).glob("*.*") if path.suffix != ".json"]
        assert sorted(files) == sorted(paper for paper, _ in papers(part))
    assert len(list(papers("worked"))) >= 42
