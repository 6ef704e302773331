"""Blocks as plain text whose tables a person still sees: drawn with bars, aligned by blanks, one cell a line."""

import re
from collections.abc import Callable
from itertools import pairwise, zip_longest
from pathlib import Path

from pythainlp import word_tokenize

from tests.tracker.documents.generated.blocks import ABOVE, LEFT, Blocks, Grid
from tracker.documents.readers.hardwraps import shown
from tracker.documents.script import repaired

_WIDEST = 26
_MARKED = re.compile(r"[\d๐-๙]{1,2}[.)]|-\s")
_CLEAN = re.compile("[ -~ก-๛“”‘’–…•]*")
_UNIT = re.compile("กอง|สำนัก|งาน|หน่วย|ฝ่าย|ส่วน|ทุก")
_LISTS = re.compile("ขั้นตอน|วิธี|หลักฐาน")


def written(
    blocks: Blocks, path: Path, table: Callable[[Grid], list[str]], paragraph: Callable[[str], str] = str
) -> Path:
    """A text file: every table as lines, every paragraph as one."""
    lines: list[str] = []
    for block in blocks:
        lines += [*table(block), ""] if isinstance(block, Grid) else [paragraph(block), ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def as_stacked(blocks: Blocks, path: Path) -> Path:
    """One cell a line with no mark of a cell, as copied out of a PDF: a merged cell stands again in every row, an
    empty one leaves nothing, or among scores a dash; of a list each item has its line."""

    def rows(grid: Grid) -> list[str]:
        lines: list[str] = []
        above = [""] * grid.width
        for row in grid.rows:
            above = [old if text == ABOVE else text for text, old in zip(row, above, strict=True)]
            texts = zip(above, _heads(grid, row), strict=True)
            dashed = grid.of == "scores" and any(row)
            cells = [
                _listed(text or "-", head)
                for text, head in texts
                if text != LEFT and (text or (dashed and head))
            ]
            lines += [line for cell in _told_apart(cells) for line in cell] + [""]
        return lines

    return written(blocks, path, rows)


def _told_apart(cells: list[list[str]]) -> list[list[str]]:
    """The second of two dashed lists side by side is counted, for nobody could tell where one ends."""
    for before, cell in pairwise(cells):
        if all(re.match(r"-\s", line) for line in (before[-1], *cell)):
            cell[:] = [f"{at}) {line[1:].strip()}" for at, line in enumerate(cell, 1)]
    return cells


def _heads(grid: Grid, row: tuple[str, ...]) -> tuple[str, ...]:
    """What heads the cells of a row: the heading of each column, or the label before them; nothing heads a heading."""
    if grid.headed and row is grid.rows[0]:
        return ("",) * len(row)
    return grid.rows[0] if grid.headed else (next(filter(None, row), ""),) * len(row)


def _listed(text: str, heading: str) -> list[str]:
    """The lines of a cell, each a whole item; items without marks get dashes, where nobody could tell them else."""
    lines = text.split("\n")
    if (
        len(lines) > 1
        and not any(map(_MARKED.match, lines))
        and _LISTS.search(repaired(heading.replace("\n", "")))
    ):
        return [f"- {line}" for line in lines]
    items: list[str] = []
    for line in lines:
        unit = _UNIT.match(line) and "รับผิดชอบ" in repaired(heading.replace("\n", ""))
        if items and not _MARKED.match(line) and not unit:
            items[-1] += line
        else:
            items.append(line)
    return items


def as_drawn(blocks: Blocks, path: Path) -> Path:
    """Tables drawn with bars and dashes, cells wrapped over several lines; under a merged cell there is no rule."""

    def rows(grid: Grid) -> list[str]:
        cells, widths = _laid_out(grid)
        lines = []
        for row, laid in zip(grid.rows, cells, strict=True):
            lines.append(
                "+"
                + "+".join((" " if t == ABOVE else "-") * (w + 2) for t, w in zip(row, widths, strict=True))
                + "+"
            )
            lines += [
                "| "
                + " | ".join(_padded(text, width) for text, width in zip(line, widths, strict=True))
                + " |"
                for line in zip_longest(*laid, fillvalue="")
            ]
        return [*lines, "+" + "+".join("-" * (width + 2) for width in widths) + "+"]

    return written(blocks, path, rows)


def as_aligned(blocks: Blocks, path: Path) -> Path:
    """Columns set apart by blanks alone, as pdftotext lays them out; rows of several lines apart by a blank line."""

    def rows(grid: Grid) -> list[str]:
        cells, widths = _laid_out(grid)
        apart = [""] if any(len(cell) > 1 for laid in cells[1:] for cell in laid) else []
        lines = []
        for laid in cells:
            for line in zip_longest(*laid, fillvalue=""):
                padded = (_padded(text, width) for text, width in zip(line, widths, strict=True))
                lines.append("   ".join(padded).rstrip())
            lines += apart
        return lines

    return written(blocks, path, rows)


def _laid_out(grid: Grid) -> tuple[list[list[list[str]]], list[int]]:
    """The lines of every cell, and how wide every column is. Damaged text is not wrapped: where would a word end?"""
    texts = [text.replace("\n", "") for row in grid.rows for text in row if text not in (ABOVE, LEFT)]
    clean = all(map(_CLEAN.fullmatch, texts))
    cells = [
        [
            (_folded if clean else str.splitlines)(
                "\n".join(_listed("" if text in (ABOVE, LEFT) else text, head))
            )
            for text, head in zip(row, _heads(grid, row), strict=True)
        ]
        for row in grid.rows
    ]
    columns = zip(*cells, strict=True)
    return cells, [max([2, *(shown(line) for cell in column for line in cell)]) for column in columns]


def _folded(text: str) -> list[str]:
    """A cell wrapped where a column ends; a list only where every item is marked, else nobody could tell."""
    lines = text.split("\n")
    if len(lines) == 1 or all(map(_MARKED.match, lines)):
        lines = [part for line in lines for part in _wrapped(line)]
    return lines


def _wrapped(line: str) -> list[str]:
    """A line broken where no further word has room; nothing is torn from the letter it belongs to."""
    parts = [""]
    for word in word_tokenize(line, engine="newmm", keep_whitespace=True):
        own = re.match("[ก-ฮเ-ไA-Za-z0-9๐-๙(“•-]", word) and not parts[-1].endswith("เ")
        if own and parts[-1] and shown(parts[-1] + word) > _WIDEST:
            parts.append("")
        parts[-1] += word
    return [part.strip() for part in parts]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - shown(text))
