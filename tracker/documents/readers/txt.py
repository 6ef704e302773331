"""Plain text: lines, tables with tabs, and tables that a converter flattened to one cell a line; those without any tab
are in `flat`.

A grid has its cells on one line with tabs between them. A flattened table has each cell on a line of its own that
starts with a tab (and holds nothing else where the cell is empty); rows are set apart by a blank line, but a cell may
hold blank lines too, so the width of the first row says where a row ends; where each cell has a blank line after it,
rows have two. Lines that start with a tab and make no rows of one width are paragraphs with their first line set in.
Pasted HTML inside cells becomes lines; the marks of Markdown are left out; lines broken for want of room are put
together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tracker.documents.markup import lines_of
from tracker.documents.paper import Cell, Paper, Paragraph, Row, Table
from tracker.documents.readers import broken_rows
from tracker.documents.readers.flat import aligned, drawn, stacked
from tracker.documents.readers.flat.noise import noise_in
from tracker.documents.readers.flat.signs import Kind
from tracker.documents.readers.hardwraps import unwrapped
from tracker.documents.script import visible
from tracker.errors import DocumentUnreadable

_LOOKAHEAD = 12
_FAR = 60
_ROWS = 5
_FIRST_ROW = 60
_HEADING = 60
_LABELLED = re.compile(r"[^:]{2,40}\s:\s*\S")
_ITEM = re.compile(r"[-–•]\s*\S|[\d๐-๙]{1,2}\.[\d๐-๙]")
_TITLE = re.compile(
    r"\s*(?:ตาราง|ผลการประเมิน|คะแนนราย|มาตรการส่งเสริม|แนวทางและมาตรการ|การกำหนดมาตรการ|รายงานผล).*ปีงบประมาณ"
)
_INSTRUMENT = re.compile(r"\b(?:IIT|EIT|OIT)\b")
_SPEAKS = re.compile(
    r"\t+(?:ที่ประชุม|ประธาน|เลขานุการ|ผู้|ผอ\.|หัวหน้า|หน\.|ปลัด|รองปลัด|นายก|รองนายก|นาย|นาง|มติ|กรรมการ|เจ้า|นิติกร|นัก)[^\t]{0,40}\t+[^\t]{20,}"
)
"""A line of minutes: who speaks, and what is said."""
_MINUTES = re.compile(r"(?:มติ)?ที่ประชุม\s|(?:ระเบียบ)?วาระที่\s*[0-9๐-๙]")
_SENTENCE = re.compile(r"(?:ข้อ|มาตรการที่)\s*[0-9๐-๙].{12}|\([0-9๐-๙]{1,2}\)|ด้วย|ตามที่|โดยที่|อาศัยอำนาจ")
"""How no heading of a column begins."""


def read(path: Path) -> Paper:
    """The paper in a text file: UTF-8, UTF-16 with its mark, or the Thai code page of Windows."""
    lines = [visible(line) for line in decoded(path).splitlines()]
    noise, whole = noise_in(lines), unwrapped(lines)
    blocks: list[Paragraph | Table] = []
    kinds: Sequence[Kind] | None = None
    at = set_in_until = before = 0
    while at < len(lines):
        set_in = at < set_in_until and lines[at].startswith("\t") or bool(_SPEAKS.fullmatch(lines[at]))
        if found := drawn.table_at(lines, at, noise, kinds):
            table, at, kinds = found
            blocks.append(table)
        elif not set_in and ("\t" in lines[at].strip(" \t") or lines[at].startswith("|")):
            table, at = broken_rows.table_at(lines, at) or _grid(lines, at)
            blocks += [table] if table.rows else []
        elif not set_in and lines[at].startswith("\t") and lines[at].strip():
            table, end = _flattened(lines, at)
            if _is_table(table, before):
                blocks.append(table)
                at, before = end, len(table.rows[0].cells)
            else:
                set_in_until = end
        elif flat := stacked.table_at(lines, at, noise) or aligned.table_at(lines, at, noise):
            table, at = flat
            blocks.append(table)
        else:
            kinds = kinds if at in noise or not lines[at].strip() else None
            text = " ".join(lines_of(_unmarked(whole[at])))
            if text:
                blocks.append(Paragraph(text, _place(at)))
            at = _end_of(lines, whole, at)
    return Paper(path.name, tuple(blocks))


def _end_of(lines: list[str], whole: list[str], at: int) -> int:
    """The line after a paragraph: its later printed lines are empty in `whole`."""
    end = at + 1
    while end < len(lines) and lines[end].strip() and not whole[end]:
        end += 1
    return end


def decoded(path: Path) -> str:
    """The text of a file in whichever of the usual encodings it is."""
    raw = path.read_bytes()
    utf16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp874"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not raw.startswith((b"%PDF", b"PK\x03\x04")):
            return text
    raise DocumentUnreadable(
        file=path.name,
        problem="it is not a text file in UTF-8, UTF-16 or TIS-620",
        reason="ไฟล์นี้ไม่ใช่ไฟล์ข้อความ กรุณาบันทึกเป็นข้อความ UTF-8 หรือส่งไฟล์ต้นฉบับ",
    )


def _place(at: int) -> str:
    return f"บรรทัดที่ {at + 1}"


def _grid(lines: list[str], at: int) -> tuple[Table, int]:
    """Consecutive lines with tabs or bars, and such lines of the same width after one blank line."""
    start, rows = at, []
    width = len(_cells(lines[at]))
    while at < len(lines):
        if "\t" in lines[at] or lines[at].startswith("|"):
            if not re.fullmatch(r"[|\s:-]+", lines[at]):
                cells = _cells(_unmarked(lines[at]))
                rows.append(Row(tuple(Cell(lines_of(text)) for text in cells), _place(at)))
            at += 1
        elif at + 1 < len(lines) and not lines[at].strip() and len(_cells(lines[at + 1])) == width:
            at += 1
        else:
            break
    return Table(tuple(rows), _place(start)), at


def _unmarked(line: str) -> str:
    """A line without the marks of Markdown: headings, quotations, bold letters, links, escaped signs."""
    line = re.sub(r"^(?:>\s+)?(?:#{1,6}\s+)?", "", line)
    line = re.sub(r"\*\*(?![\s*])(.+?)(?<![\s*])\*\*(?!\*)", r"\1", line)
    line = re.sub(r"\[([^\[\]]+)\]\((?:#|https?:)[^()\s]*\)", r"\1", line)
    return re.sub(r"\\([.()*_#|+-])", r"\1", line)


def _cells(line: str) -> list[str]:
    """The cells of a line of a grid; one cell when it is none."""
    return line.strip().strip("|").split("|") if line.startswith("|") else line.split("\t")


@dataclass
class _Flat:
    """A flattened table while it is read. `headings`: how many cells its first row has where that is fewer than all
    others have, for one of them stands over several columns."""

    width: int = 0
    apart: int = 1
    headings: int = 0
    rows: list[Row] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    place: str = ""

    def end_row(self) -> None:
        if self.cells:
            self.cells += [
                [] for _ in range(self.width - len(self.cells) if self.headings and not self.rows else 0)
            ]
            self.rows.append(Row(tuple(Cell(tuple(lines)) for lines in self.cells), self.place))
            self.width = self.width or len(self.cells)
        self.cells = []

    def ends_at(self, blanks: int) -> bool:
        """Whether so many blank lines may stand between rows."""
        return blanks >= self.apart and (blanks - self.apart) % self.apart == 0

    def leave_empty(self, blanks: int) -> None:
        """The empty cells of which an editor left but blank lines, where one blank line stands between cells."""
        for _ in range((blanks - 1) // 2 if self.apart > 1 else 0):
            if self.width and len(self.cells) >= self.width:
                self.end_row()
            self.cells.append([])

    def full(self) -> bool:
        """Whether the row is complete; a line that only announces an instrument stands over all columns."""
        heading = len(self.cells) == 1 and len(self.cells[0]) == 1 and _INSTRUMENT.search(self.cells[0][0])
        if self.headings and not self.rows:
            return len(self.cells) == self.headings
        return not self.width or len(self.cells) >= self.width or bool(heading and self.rows)


def _flattened(lines: list[str], at: int) -> tuple[Table, int]:
    start, table, blanks = at, _Flat(*_widths(lines, at)), 0
    while at < len(lines):
        line, blank = lines[at], table.ends_at(blanks)
        if line.startswith("\t"):
            table.leave_empty(blanks)
            if (blank or len(table.cells) == table.width > 0) and table.full():
                table.end_row()
            table.place = table.place if table.cells else _place(at)
            table.cells.append(list(lines_of(line)))
        elif line.strip():
            if blank and (table.apart > 1 or not _goes_on(table, lines, at)):
                break
            table.cells[-1].extend(lines_of(line))
        blanks = 0 if line.strip() or line.startswith("\t") else blanks + 1
        at += 1
    table.end_row()
    return Table(tuple(table.rows), _place(start)), at


def _widths(lines: list[str], at: int) -> tuple[int, int, int]:
    """How wide a table is (0 where its first row tells), how many blank lines stand between its rows, and how many
    cells its first row has where all others have more."""
    apart = _apart(lines, at)
    groups = [0]
    for line in lines[at : at + _FAR]:
        if line.startswith("\t"):
            groups[-1] += 1
        elif line.strip():
            break
        elif groups[-1]:
            groups.append(0)
    first, others = groups[0], groups[1:-1]  # (the last may be cut, or empty)
    wider = len(others) >= _ROWS and len(set(others)) == 1 and first > 1 and others[0] > first
    return (others[0], apart, first) if wider and apart == 1 else (0, apart, 0)


def _apart(lines: list[str], at: int) -> int:
    """How many blank lines stand between rows: two where already the first two cells have one between them."""
    gaps, blanks = [], 0
    for line in lines[at + 1 : at + _FIRST_ROW]:
        if line.strip() and not line.startswith("\t"):
            break
        if line.startswith("\t"):
            gaps.append(blanks)
            blanks = 0
        else:
            blanks += 1
    return 2 if gaps[:1] == [1] and 2 in gaps else 1


def _is_table(table: Table, before: int) -> bool:
    """Whether lines that start with a tab are cells: several rows, most as wide as the first, that begins with no
    item, no sentence and no words of a meeting. Rows as wide as the table before, even one alone, may go on with
    that."""
    first = table.rows[0]
    width = len(first.cells)
    alike = sum(len(row.cells) == width for row in table.rows)
    begins, goes_on = first.texts[0], width == before
    spoken = any(_MINUTES.match(line) for row in table.rows for cell in row.cells for line in cell.lines)
    told = len(begins) > _HEADING or _ITEM.match(begins) or any(map(_LABELLED.match, first.texts))
    told = told or any(map(_SENTENCE.match, first.texts))
    several = len(table.rows) > 1 or (goes_on and width > 2)
    return several and width > 1 and 2 * alike >= len(table.rows) and not spoken and (not told or goes_on)


def _goes_on(table: _Flat, lines: list[str], at: int) -> bool:
    """Whether text after a blank line still belongs to an unfinished row."""
    unfinished = 0 < len(table.cells) < table.width and not table.full()
    scored = unfinished and re.fullmatch(r"[\d๐-๙.,/ -]+", " ".join(table.cells[-1]))
    return (
        unfinished
        and not scored
        and not _TITLE.match(lines[at])
        and any(line.startswith("\t") for line in lines[at : at + _LOOKAHEAD])
    )
