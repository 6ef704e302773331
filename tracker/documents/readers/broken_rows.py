"""Tables pasted as text whose cells hold line breaks: a row goes on over several lines until it has all its cells.

"1. จัดระเบียบการยืม⇥1. จัดทำคู่มือ" / "2. จัดทำทะเบียน⇥กองคลัง⇥ต.ค. 65 - ก.ย. 66" is one row of four cells. The heading says how
many there are; where lines do not come out at that number, it is no such table.
"""

import re
from dataclasses import dataclass, field

from tracker.documents.extract.indicators import indicator_in
from tracker.documents.extract.items import marker_of
from tracker.documents.markup import lines_of
from tracker.documents.paper import Cell, Row, Table

_NARROWEST = 3
_LINES = 30
_HEADING = 60
_GROUP = re.compile(r"(?:แบบวัด|แบบตรวจ|ตัวชี้วัด|ประเด็น|ด้าน|ส่วนที่|[IEO]IT\b)")


@dataclass
class _Rows:
    """A table while it is read."""

    width: int
    rows: list[Row] = field(default_factory=list)
    broken: int = 0

    def add(self, cells: list[list[str]], at: int, end: int) -> None:
        lines = (tuple(line for text in cell for line in lines_of(text)) for cell in cells)
        self.rows.append(Row(tuple(map(Cell, lines)), f"บรรทัดที่ {at + 1}"))
        self.broken += end > at + 1

    def lengthen(self, line: str) -> None:
        """Give a line to the last cell."""
        row = self.rows[-1]
        last = Cell((*row.cells[-1].lines, *lines_of(line)))
        self.rows[-1] = Row((*row.cells[:-1], last), row.place)


def table_at(lines: list[str], at: int) -> tuple[Table, int] | None:
    """The table that begins with the heading on a line, and the line after it; None where there is none."""
    heading = [text.strip() for text in lines[at].split("\t")]
    table = _Rows(len(heading))
    if table.width < _NARROWEST or not all(0 < len(text) <= _HEADING for text in heading):
        return None
    table.add([[text] for text in heading], at, at + 1)
    end = at + 1
    while end < len(lines) and (line := lines[end]).strip():
        if len(table.rows) > 1 and "\t" not in line and _goes_on(table.rows[-1], line):
            table.lengthen(line)
            end += 1
        elif "\t" not in line and (_GROUP.match(line.strip()) or indicator_in(line)) and not marker_of(line):
            table.add([[line]], end, end + 1)
            end += 1
        elif row := _row_at(lines, end, table.width):
            table.add(row[0], end, row[1])
            end = row[1]
        else:
            break
    full = sum(len(row.cells) == table.width for row in table.rows[1:])
    return (Table(tuple(table.rows), f"บรรทัดที่ {at + 1}"), end) if table.broken and full > 1 else None


def _row_at(lines: list[str], at: int, width: int) -> tuple[list[list[str]], int] | None:
    cells: list[list[str]] = [[]]
    for end in range(at, min(at + _LINES, len(lines))):
        if not lines[end].strip():
            return None
        first, *more = lines[end].split("\t")
        cells[-1].append(first)
        cells += [[text] for text in more]
        if len(cells) >= width:
            return (cells, end + 1) if len(cells) == width else None
    return None


def _goes_on(row: Row, line: str) -> bool:
    """Whether a line is the next item of the list in a row's last cell."""
    before = [marker_of(text).strip() for text in row.cells[-1].lines] if len(row.cells) > 1 else []
    marker = marker_of(line.strip()).strip()
    if not before or not before[-1] or not marker:
        return False
    counted = [re.search(r"\d+", each) for each in (before[-1], marker)]
    if counted[0] and counted[1]:
        return int(counted[1][0]) == int(counted[0][0]) + 1
    return before[-1][-1] == marker[-1]
