"""Papers by writers who had not seen the program come out right: precision and recall of all they say."""

import json
import shutil
from pathlib import Path

import pytest

from tests.tracker.documents.generated.marks import lines_of
from tests.tracker.documents.printed import print_together
from tests.tracker.documents.written.measuring import HERE, judged, marks_of, papers
from tracker.documents import read_document

FLOORS = {"worked": (0.999, 0.999), "measured": (0.98, 0.97)}
"""Precision and recall of everything. `make bench` prints each field."""


@pytest.mark.parametrize("part", FLOORS)
def test_what_writers_say_is_read(part: str) -> None:
    marks = marks_of(part)
    precision, recall = marks.precision("everything"), marks.recall("everything")
    assert precision >= FLOORS[part][0], f"{precision:.3f} {recall:.3f}"
    assert recall >= FLOORS[part][1], f"{precision:.3f} {recall:.3f}"
    print("\n".join(lines_of(marks)))


def test_every_paper_has_its_truth() -> None:
    for part in FLOORS:
        files = [path for path in (HERE / part).glob("*.*") if path.suffix != ".json"]
        assert sorted(files) == sorted(paper for paper, _ in papers(part))
    assert (len(list(papers("worked"))) >= 74, len(list(papers("measured"))) >= 7) == (True, True)


PRINTED = 0.985
"""The share of fields that come out right of Word files as LibreOffice prints them, of all that these hold."""


def test_word_files_say_the_same_when_printed(tmp_path: Path) -> None:
    """LibreOffice tears rows at the ends of pages, titles from their years, and tones from their letters."""
    written = [(paper, truth) for paper, truth in papers("worked") if paper.suffix == ".docx"]
    printed = print_together([Path(shutil.copy(paper, tmp_path)) for paper, _ in written])
    told = [json.loads(truth.read_text("utf-8")) for _, truth in written]
    marks = [judged(read_document(pdf), truth) for pdf, truth in zip(printed, told, strict=True)]
    right = sum(len(fields) for fields, _ in marks)
    missed = [miss for _, misses in marks for miss in misses]
    assert right >= PRINTED * (right + len(missed)), missed
