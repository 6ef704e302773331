"""Reading many papers and counting: the run behind the test, the bench and the command."""

import tempfile
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.tracker.documents.generated.formats import FORMATS
from tests.tracker.documents.generated.marks import Marks, Miss, judged, lines_of
from tests.tracker.documents.generated.paper import Paper, paper_of
from tracker.documents import DocumentDraft, read_document


@dataclass(frozen=True)
class Outcome:
    """A paper, the fields of all that was read rightly, and the misses."""

    paper: Paper
    right: tuple[str, ...]
    misses: tuple[Miss, ...]


def measured(seeds: Iterable[int]) -> list[Outcome]:
    """Every seed's paper written, read and judged."""
    with tempfile.TemporaryDirectory() as folder:
        return [_outcome(paper_of(seed), Path(folder)) for seed in seeds]


def _outcome(paper: Paper, folder: Path) -> Outcome:
    write, ending, _ = FORMATS[paper.form]
    path = write(paper.blocks, folder / f"paper{ending}")
    crash: list[Miss] = []
    try:
        got = read_document(path)
    except Exception:  # a reader that falls over is measured like one that reads nothing
        got = DocumentDraft("")
        crash = [Miss(("finding", "crash"), None, traceback.format_exc(limit=-2))]
    right, misses = judged(paper, got)
    return Outcome(paper, tuple(right), (*crash, *misses))


def marks_of(outcomes: Iterable[Outcome]) -> Marks:
    """All outcomes counted together."""
    marks = Marks()
    for outcome in outcomes:
        for name in outcome.right:
            marks.add(name, "right")
            marks.add("everything", "right")
        for miss in outcome.misses:
            marks.add(str(miss.key[0]), miss.kind)
            marks.add("everything", miss.kind)
            if miss.key[0] == "finding":
                marks.add(f"  {miss.key[1]}", miss.kind)
    return marks


def table(outcomes: list[Outcome]) -> list[str]:
    """Lines of a table: precision, recall and counts of every field."""
    whole = sum(not outcome.misses for outcome in outcomes)
    return [f"{len(outcomes)} papers, {whole} read without a single miss", *lines_of(marks_of(outcomes))]
