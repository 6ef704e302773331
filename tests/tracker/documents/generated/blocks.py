"""A paper before it is written: paragraphs and tables whose cells may be merged, in no format yet."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

ABOVE, LEFT = "⇧", "⇦"
"""What stands in a cell that is merged with the one above it, or with the one before it."""


@dataclass(frozen=True)
class Grid:
    """A table. Lines of a cell are set apart by a line feed. `movable`: its columns may stand in any order;
    `of`: scores, measures, progress or other; `headed`: the first row is a heading."""

    rows: tuple[tuple[str, ...], ...]
    of: str = "other"
    movable: bool = True
    headed: bool = True

    @property
    def width(self) -> int:
        """How many columns."""
        return max(len(row) for row in self.rows)


Block = str | Grid
Blocks = list[Block]


def grid(rows: list[list[str]], of: str = "other", movable: bool = True, headed: bool = True) -> Grid:
    """A table out of lists, every row as wide as the widest."""
    width = max(len(row) for row in rows)
    return Grid(tuple(tuple([*row, *[""] * (width - len(row))]) for row in rows), of, movable, headed)


def listed(items: tuple[str, ...], style: str) -> str:
    """Items as the lines of a cell: "1." "1)" or "-" before each, or "" for plain lines."""
    if len(items) == 1 and style in ("", "-"):
        return items[0]
    marker = {"1.": "{}. ", "1)": "{}) ", "-": "- ", "": "", "1.x": "{}."}[style]
    return "\n".join(marker.format(at) + item for at, item in enumerate(items, start=1))


def rewritten(blocks: Blocks, change: Callable[[str], str]) -> Blocks:
    """The blocks with every text changed."""
    return [
        replace(block, rows=tuple(tuple(change(cell) for cell in row) for row in block.rows))
        if isinstance(block, Grid)
        else change(block)
        for block in blocks
    ]


def shown(blocks: Blocks) -> str:
    """The blocks as a person can look at them."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Grid):
            lines += [" | ".join(re.sub("\n", " ⏎ ", cell) for cell in row) for row in block.rows]
        else:
            lines.append(block)
    return "\n".join(lines)
