"""Printed lines of a table's rows, each already cut into cells, put together where cells are wrapped over several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.documents.extract.indicators import indicator_in
from tracker.documents.extract.items import joined, marker_of
from tracker.documents.markup import lines_of
from tracker.documents.paper import Cell, Row
from tracker.documents.readers.flat.signs import Kind, fits, kinds_of
from tracker.documents.readers.hardwraps import shown
from tracker.documents.readers.wraps import first_word
from tracker.documents.script import repaired

_HEAD = 3
_SEVERAL = 2
_NEXT = re.compile(r"(?!1\D)\d{1,2}[.)](?!\d)\s*\S|[-–•]\s*[ก-๙]")
""" An item that goes on with a list, or a dash, under which no row begins."""


@dataclass(frozen=True)
class Printed:
    """One printed line: the text of every column, and where it stands. `ruled`: a rule or a blank line is over it."""

    cells: tuple[str, ...]
    place: str
    ruled: bool = False


def heading_in(lines: Sequence[Printed]) -> tuple[int, tuple[Kind, ...]] | None:
    """How many lines the heading takes, and the kinds of the columns it names."""
    best = None
    for depth in range(1, min(_HEAD, len(lines)) + 1):
        if depth > 1 and (lines[depth - 1].ruled or _is_scored(lines[depth - 1])):
            break
        kinds = kinds_of([_text(lines[:depth], at) for at in range(len(lines[0].cells))])
        best = (depth, kinds) if kinds else best
    return best


def _is_scored(line: Printed) -> bool:
    """Whether a line names an indicator beside a figure: a row, however short the heading above it."""
    said = [repaired(text) for text in line.cells if text]
    return any(map(indicator_in, said)) and any(fits("figure", text) for text in said)


Between = Literal["rules", "blanks", "nothing"]
"""What stands between two rows."""


def rows_of(
    lines: Sequence[Printed], kinds: Sequence[Kind] | None, between: Between, widths: Sequence[int]
) -> list[Row] | None:
    """The rows of printed lines in columns of such widths; None where it cannot be told which lines belong together."""
    rows: list[Row] = []
    for chunk in _chunks(lines):
        starts = _starts(chunk, kinds or (), between, widths)
        if starts is None:
            return None
        ends = [*starts[1:], len(chunk)]
        rows += [whole(chunk[begin:end], widths) for begin, end in zip(starts, ends, strict=True)]
    return rows


def whole(lines: Sequence[Printed], widths: Sequence[int]) -> Row:
    """Printed lines as one row; what was only wrapped is one line again."""
    cells = []
    for at, width in enumerate(widths):
        texts: list[str] = []
        said = [line.cells[at] for line in lines if line.cells[at]]
        for before, text in zip(["", *said], said, strict=False):
            if before and is_wrapped(before, text, width):
                texts[-1] = joined(texts[-1], text)
            else:
                texts.append(text)
        cells.append(Cell(tuple(piece for text in texts for piece in lines_of(text))))
    return Row(tuple(cells), lines[0].place)


def is_wrapped(text: str, following: str, width: int) -> bool:
    """Whether a line of a cell goes on with the next, whose first word had no room; a list, and departments one
    under the other, begin new lines."""
    if marker_of(repaired(following)) or fits("department", text) and fits("department", following):
        return False
    return shown(text) + shown(following[: first_word(following, "")]) > width


def _chunks(lines: Sequence[Printed]) -> list[list[Printed]]:
    chunks: list[list[Printed]] = []
    for line in lines:
        if line.ruled or not chunks:
            chunks.append([])
        chunks[-1].append(line)
    return chunks


def _starts(
    lines: list[Printed], kinds: Sequence[Kind], between: Between, widths: Sequence[int]
) -> list[int] | None:
    """Where rows begin in lines with nothing between them: with their numbers, with their figures, else with every
    line, or with the first alone when each goes on with the one before."""
    starts = _numbered(lines, kinds) or _figured(lines, kinds, between)
    if starts and starts[0] == 0:
        return starts
    if len(lines) == 1 or between == "rules":
        return [0]
    full = [all(line.cells) for line in lines]
    if between == "blanks":
        return None if any(full[1:]) else [0]
    flows = [_flow(one, other, widths) for one, other in zip(lines, lines[1:], strict=False)]
    return [0] if all(flows) else list(range(len(lines))) if all(full) and not any(flows) else None


def _flow(one: Printed, other: Printed, widths: Sequence[int]) -> bool:
    """Whether some cell of a line goes on in the next line, or under an empty first cell a list does."""
    pairs = [pair for pair in zip(one.cells, other.cells, widths, strict=True) if pair[1]]
    lists = not other.cells[0] and any(_NEXT.match(repaired(below)) for _, below, _ in pairs)
    return lists or any(text and is_wrapped(text, below, width) for text, below, width in pairs)


def _numbered(lines: list[Printed], kinds: Sequence[Kind]) -> list[int] | None:
    """Where numbers stand in the first column, when they count on."""
    if "number" not in kinds:
        return None
    at = kinds.index("number")
    starts = [place for place, line in enumerate(lines) if line.cells[at]]
    said = [repaired(lines[place].cells[at]) for place in starts]
    if not all(fits("number", text) for text in said):
        return None
    numbers = [int(re.sub(r"\D", "", text)) for text in said]
    on = all(b == a + 1 for a, b in zip(numbers, numbers[1:], strict=False))
    return starts if on or "figure" in kinds else None


def _figured(lines: list[Printed], kinds: Sequence[Kind], between: Between) -> list[int] | None:
    """Where rows of scores begin: with every figure, and with every line that is not the rest of a name."""
    if "figure" not in kinds or "indicator" not in kinds:
        return None
    name, figures = kinds.index("indicator"), [at for at, kind in enumerate(kinds) if kind == "figure"]
    if between == "rules" and sum(any(line.cells[at] for at in figures) for line in lines) < _SEVERAL:
        return None
    starts: list[int] = []
    for place, line in enumerate(lines):
        text = line.cells[name]
        before = _text(lines[starts[-1] : place], name) if starts else ""
        rest = (
            before
            and not any(line.cells[at] for at in figures)
            and not indicator_in(text)
            and indicator_in(repaired(joined(before, text)))
        )
        if not rest:
            starts.append(place)
    return starts


def _text(lines: Sequence[Printed], at: int) -> str:
    """The text of one column over several lines."""
    text = ""
    for line in lines:
        text = joined(text, line.cells[at]) if text and line.cells[at] else text or line.cells[at]
    return text
