"""Pages of a PDF as lines and ruled tables, and what belongs together over their edges."""

import re
from collections import Counter
from dataclasses import dataclass, field

from tracker.documents.readers.glyphs import Line

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points from the page's upper left corner."""

_EDGE = 0.1
_MARGIN_GAP = 2.2
_SAME_EDGE = 6.0
_ITEM = re.compile(r"([0-9๐-๙]{1,2})[.)](?![0-9๐-๙])")
_FIGURE = re.compile(r"[0-9๐-๙]+(?:\.[0-9๐-๙]+)?")
_PAGE_NUMBER = re.compile(
    r"[-–—~(\[\s]*(?:หน้า(?:ที่)?\s*)?[0-9๐-๙]{1,3}(?:\s*(?:/|จาก|of)\s*[0-9๐-๙]{1,3})?[-–—~)\]\s]*",
    re.IGNORECASE,
)


@dataclass
class PrintedCell:
    """One cell with its lines. `above` when the cell over it reaches down to here."""

    box: Box
    lines: list[Line] = field(default_factory=list)
    above: bool = False

    @property
    def texts(self) -> list[str]:
        """The text of every line, for comparing."""
        return ["".join(line.text.split()) for line in self.lines]


@dataclass
class PrintedRow:
    """One row, and where a person finds it."""

    cells: list[PrintedCell]
    place: str

    @property
    def texts(self) -> list[str]:
        """The text of every cell, for comparing."""
        return ["".join(cell.texts) for cell in self.cells]


@dataclass
class PrintedTable:
    """Rows between ruled lines. `edges` are the left edges of the columns."""

    rows: list[PrintedRow]
    edges: tuple[float, ...]
    top: float


Item = Line | PrintedTable


def top_of(item: Item) -> float:
    """Where it stands on its page."""
    return item.y if isinstance(item, Line) else item.top


@dataclass
class Page:
    """What stands on one page, from the top down."""

    number: int
    width: float
    height: float
    items: list[Item]


def without_margins(pages: list[Page]) -> None:
    """Drop page numbers and footers, and headers but for their first appearance."""
    heads, feet = (Counter(_key(page, at) for page in pages) for at in (0, -1))
    seen: set[str] = set()
    for page in pages:
        for at, counts in ((-1, feet), (0, heads)):
            key = _key(page, at)
            item = page.items[at] if page.items else None
            if not key or not isinstance(item, Line):
                continue
            again = counts[key] > 1 and counts[key] * 2 >= len(pages)
            if _PAGE_NUMBER.fullmatch(item.text) or (again and (at == -1 or key in seen)):
                del page.items[at]
            seen.add(key)


def _key(page: Page, at: int) -> str:
    """The first or last line of a page with its numbers made alike, and its height on the page, when it stands in
    the margin and apart from the rest; else nothing."""
    item = page.items[at] if page.items else None
    if not isinstance(item, Line):
        return ""
    edge = item.y / page.height
    beside = page.items[1 if at == 0 else -2] if len(page.items) > 1 else None
    near = isinstance(beside, Line) and abs(beside.y - item.y) < _MARGIN_GAP * item.size
    if (edge if at == 0 else 1 - edge) > _EDGE or (near and not _PAGE_NUMBER.fullmatch(item.text)):
        return ""
    return re.sub(r"[0-9๐-๙]+", "#", "".join(item.text.split())) + f" {item.y:.0f}"


def joined(pages: list[Page]) -> list[Item]:
    """All items in reading order; a table that only the edge of a page cuts is one table."""
    items: list[Item] = []
    for page in pages:
        for at, item in enumerate(page.items):
            last = items[-1] if items else None
            if at == 0 and isinstance(item, PrintedTable) and isinstance(last, PrintedTable):
                if _alike(last, item):
                    _go_on(last, item)
                    continue
            items.append(item)
    return items


def _alike(one: PrintedTable, other: PrintedTable) -> bool:
    pairs = zip(one.edges, other.edges, strict=False)
    return len(one.edges) == len(other.edges) and all(abs(a - b) < _SAME_EDGE for a, b in pairs)


def _go_on(table: PrintedTable, more: PrintedTable) -> None:
    rows = more.rows
    heading = 0
    while (
        heading < len(rows) - 1
        and heading < len(table.rows)
        and rows[heading].texts == table.rows[heading].texts
    ):
        heading += 1
    rows = rows[heading:]
    if rows and table.rows and _torn(table.rows, rows[0]):
        for cell, rest in zip(table.rows[-1].cells, rows[0].cells, strict=True):
            cell.lines += rest.lines
        rows = rows[1:]
    table.rows += rows


def _torn(rows: list[PrintedRow], rest: PrintedRow) -> bool:
    """Whether a row is the rest of the last one before the page's end: only cells whose text went down to the end go
    on, and one whose text had ended above stays empty."""
    row = rows[-1]
    ends = {at: cell.lines[-1] for at, cell in enumerate(row.cells) if cell.lines}
    if not ends:
        return False
    lowest = max(line.y for line in ends.values())
    down = {at for at, line in ends.items() if lowest - line.y < line.size / 2}
    more = {at for at, cell in enumerate(rest.cells) if cell.lines}
    if not more or not more <= down:
        return False
    if ends.keys() - down - more or _lacks_what_all_have(rows[1:], rest):
        return True
    return more == ends.keys() and _counts_on(row, rest)


def _lacks_what_all_have(rows: list[PrintedRow], rest: PrintedRow) -> bool:
    """Whether some cells go on, without a number of their own, where every full row of the table has more: "6. คุณภาพ
    | 91.04 | 94.18" torn after its first line goes on with "การดำเนินงาน". A heading between rows is one cell."""
    full = [row.texts for row in rows if 2 * sum(map(bool, row.texts)) > len(row.cells)]
    names = [text for text in rest.texts if text]
    lacking = [text for at, text in enumerate(rest.texts) if all(texts[at] for texts in full)]
    several = len(full) > 1 and len(names) > 1 and not any(map(_number, names))
    return several and lacking.count("") > 1


def _counts_on(row: PrintedRow, rest: PrintedRow) -> bool:
    """Whether a list in a later column goes on with its next number, while the row itself is not a counted one."""
    pairs = [(cell.texts, more.texts) for cell, more in zip(row.cells, rest.cells, strict=True) if cell.lines]
    if any(_FIGURE.fullmatch(a[-1]) and _FIGURE.fullmatch(b[0]) for a, b in pairs) or _number(pairs[0][1][0]):
        return False
    return any(
        _number(more[0]) == max(map(_number, texts)) + 1 > 1
        for texts, more in pairs[1:]
        if any(map(_number, texts))
    )


def _number(text: str) -> int:
    """The number a line begins with as an item of a list; 0 when it begins with none."""
    found = _ITEM.match(text)
    return int(found[1]) if found else 0
