"""Scores listed line by line under a heading, columns set apart by blanks: a table that was never drawn as one."""

import re
from collections.abc import Iterator

from tracker.documents.extract.indicators import indicator_in
from tracker.documents.extract.scoreset import score
from tracker.documents.paper import Cell, Paper, Paragraph, Row, Table

_APART = re.compile(r"\s{2,}")
_RULE = re.compile(r"[-–—_=\s]+")
_COLUMNS = 3
_ROWS = 8
"""Fewer lines than nearly all indicators are sentences."""


def listed_tables(paper: Paper) -> Iterator[tuple[int, Table]]:
    """Every such list, with the number of the block that heads it; every line fills every column."""
    head: tuple[int, tuple[Row, ...]] | None = None
    for at, block in enumerate([*paper.blocks, Paragraph("", "")]):
        if isinstance(block, Paragraph) and _RULE.fullmatch(block.text):
            continue
        cells = _cells(block) if isinstance(block, Paragraph) else ()
        if head and len(cells) == len(head[1][0].cells) and _scores(cells):
            head = (head[0], (*head[1], Row(cells, block.place)))
            continue
        if head and len(head[1]) > _ROWS:
            yield head[0], Table(head[1], head[1][0].place)
        head = (at, (Row(cells, block.place),)) if len(cells) >= _COLUMNS else None


def _cells(line: Paragraph) -> tuple[Cell, ...]:
    return tuple(Cell((text,)) for text in _APART.split(line.text.strip()) if text)


def _scores(cells: tuple[Cell, ...]) -> bool:
    named = any(indicator_in(cell.text) for cell in cells)
    return named and any("." in cell.text and score(cell.text) is not None for cell in cells)
