"""Printed lines of a table's rows, each already cut into cells, put together where cells are wrapped over several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.documents.extract.indicators import indicator_in
from tracker.documents.extract.items import joined
from tracker.documents.markup import lines_of
from tracker.documents.paper import Cell, Row
from tracker.documents.readers.flat.signs import Kind, fits, kinds_of
from tracker.documents.script import repaired

_HEAD = 3


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
        if depth > 1 and lines[depth - 1].ruled:
            break
        kinds = kinds_of([_text(lines[:depth], at) for at in range(len(lines[0].cells))])
        best = (depth, kinds) if kinds else best
    return best


Between = Literal["rules", "blanks", "nothing"]
"""What stands between two rows."""


def rows_of(lines: Sequence[Printed], kinds: Sequence[Kind] | None, between: Between) -> list[Row] | None:
    """The rows of printed lines; None where it cannot be told which lines belong together."""
    chunks = _chunks(lines)
    rows: list[Row] = []
    for chunk in chunks:
        own = _cut(chunk, kinds or (), between)
        if own is None:
            return None
        rows += own
    return rows


def whole(lines: Sequence[Printed]) -> Row:
    """Printed lines as one row."""
    cells = tuple(
        Cell(tuple(piece for line in lines for piece in lines_of(line.cells[at])))
        for at in range(len(lines[0].cells))
    )
    return Row(cells, lines[0].place)


def _chunks(lines: Sequence[Printed]) -> list[list[Printed]]:
    chunks: list[list[Printed]] = []
    for line in lines:
        if line.ruled or not chunks:
            chunks.append([])
        chunks[-1].append(line)
    return chunks


def _cut(lines: list[Printed], kinds: Sequence[Kind], between: Between) -> list[Row] | None:
    """The rows of lines with nothing between them: each begins with its number, or has its figure."""
    starts = _numbered(lines, kinds) or _figured(lines, kinds)
    full = [all(line.cells) for line in lines]
    if starts and starts[0] == 0:
        return [whole(lines[begin:end]) for begin, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    if between == "nothing":
        return [whole([line]) for line in lines] if all(full) else None
    return [whole(lines)] if between == "rules" or not any(full[1:]) else None


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


def _figured(lines: list[Printed], kinds: Sequence[Kind]) -> list[int] | None:
    """Where rows of scores begin: with every figure, and with every line that is not the rest of a name."""
    if "figure" not in kinds or "indicator" not in kinds:
        return None
    name, figures = kinds.index("indicator"), [at for at, kind in enumerate(kinds) if kind == "figure"]
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
