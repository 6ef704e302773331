"""Papers whose cells keep a blank wherever a narrow column was wrapped, and others, whose blanks are meant."""

import re
from dataclasses import replace

from tracker.documents.extract.entry import Entry
from tracker.documents.paper import Cell, Paper, Table
from tracker.documents.script import unwrapped

_GAP = re.compile(r"(?<=[ก-๙]) (?=[ก-ฮเ-ไ])")
_MARKS = re.compile(r"[ัิ-ฺ็-๎]")
_GAPS = 4
_LONGEST = 32
_EVEN = 0.45
_CELLS = 3


def is_narrow(paper: Paper) -> bool:
    """Whether several cells are cut by blanks into many short pieces of about one length, as printed columns are."""
    lines = (
        line
        for block in paper.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row.cells
        for line in cell.lines
    )
    return sum(map(_is_cut, lines)) >= _CELLS


def _is_cut(line: str) -> bool:
    line = re.sub(r"\s+", " ", line).strip()
    pieces = [len(_MARKS.sub("", piece)) for piece in line.split(" ")]
    even = sum(pieces) >= _EVEN * max(pieces) * len(pieces)
    return len(_GAP.findall(line)) >= _GAPS and max(pieces) <= _LONGEST and even


def without_wraps(entry: Entry) -> Entry:
    """An entry of a narrow paper without the blanks of its columns."""
    cells = {role: Cell(unwrapped(cell.lines), cell.above) for role, cell in entry.cells.items()}
    return replace(entry, title=unwrapped(entry.title), steps=unwrapped(entry.steps), cells=cells)
