"""Rows of tables of measures, made whole: merged cells filled, broken rows joined, headings of groups carried down.

Longer than most: headings, banners, torn and merged rows are told apart by one state that goes on over tables.
"""

import re
from dataclasses import dataclass, field, replace

from tracker.documents.extract.columns import Columns, cell_at, columns_in, is_heading, role_of
from tracker.documents.extract.departments import is_department, responsible_in
from tracker.documents.extract.entry import Entry, split_steps
from tracker.documents.extract.items import joined, marker_of
from tracker.documents.extract.overhead import indicator_line, line_right_over, subject_over
from tracker.documents.extract.prose import MEASURE_HEADING
from tracker.documents.extract.subjects import indicator_named, is_subject
from tracker.documents.paper import Cell, Paper, Paragraph, Row, Table
from tracker.documents.script import compact

_HEADING_ROWS = 3
_ABOVE = 6
_ABOUT = re.compile(r"มาตรการ|ปรับปรุง|พัฒนา|แก้ไข|ยกระดับ|ส่งเสริมคุณธรรม|แนวทาง|จุดอ่อน|ITA", re.I)
_NOT_ABOUT = re.compile(
    r"ปฏิทิน|กำหนดการ|ข้อบัญญัติ|เทศบัญญัติ|แผนพัฒนาท้องถิ่น|แผนการจัดซื้อ|แผนการใช้จ่าย|จัดซื้อจัดจ้าง(?:ประจำ|ปี)|ขั้นตอนการประเมิน|รายการข้อมูล"
    r"|แบบวัดการเปิดเผย.*ข้อ|แผนการดำเนินการประเมิน|ความเสี่ยง"
)
_OTHER_TABLE = re.compile(
    r"^(?:ชื่อ(?:-?(?:นาม)?สกุล)?|ชื่อตัวชี้วัด|ตำแหน่ง|คะแนน.*|ระดับ.*|หน้าที่|url|ลิงก์|ร้อยละ|จำนวน.*|หมายเหตุ|ลำดับ(?:ที่)?|ที่|ผลคะแนน.*|ข้อมูล|วันที่)$"
)
_RUNNING = re.compile(r"^[-–~\s]*(?:หน้า(?:ที่)?\s*)?\d{0,3}\s*(?:/\s*\d+)?[-–~\s]*$|\(ต่อ\)|^ต่อ$")
_PAGE = re.compile(r"หน้า \d+")
_SUM = re.compile(r"(?:ผล)?(?:รวม|เฉลี่ย|ภาพรวม|สรุป)")
_FIGURE = re.compile(r"(?:รวม|เฉลี่ย|คิดเป็น|ร้อยละ|\s)*[\d.,]+\s*(?:%|คะแนน|บาท|มาตรการ)?")
_FILLED_DOWN = ("weakness", "indicator")
_OWN = ("measure", "number", "steps", *_FILLED_DOWN)


@dataclass
class TableReader:
    """Reads the tables of a paper in their order, for one may go on in the next.

    `over` is the heading over the table that names an indicator, `department` the one that names who is responsible;
    `fresh` says that a page may have ended just before the row.
    """

    columns: Columns | None = None
    width: int = 0
    subject: str = ""
    over: str = ""
    department: str = ""
    fresh: bool = False
    last_table: int = -1
    entry: Entry | None = None
    found: list[tuple[Entry, bool]] = field(default_factory=list)

    def entries_of(self, table: Table, paper: Paper, at: int) -> list[tuple[Entry, bool]]:
        """The entries that begin in a table, each with whether it reports results."""
        self.found = []
        self.over = line_right_over(paper, at)
        if not self._goes_on(table, paper, at):
            self.columns, self.entry = None, None
        elif self.over:
            self.subject, self.entry = self.over, None
        self.fresh = True
        number = 0
        while number < len(table.rows):
            heading, used = heading_at(table.rows, number)
            if heading and (heading.strong or self.over or _is_about_measures(paper, at)):
                above = _line_over(table, number, paper, at)
                self._open(heading, table.rows[number], above, "" if number else subject_over(paper, at))
                number += used
                continue
            self.fresh = self.fresh or (
                number > 0 and _page(table.rows[number]) != _page(table.rows[number - 1])
            )
            if heading or _is_other_heading(table.rows[number]):
                self.columns, self.entry = None, None
            if self.columns and len(table.rows[number].cells) <= self.width:
                self._read(table.rows[number], self.columns)
            elif len(table.rows[number].cells) != self.width:
                self.columns = None
            number += 1
        self.last_table = at
        return self.found

    def _goes_on(self, table: Table, paper: Paper, at: int) -> bool:
        between = [block for block in paper.blocks[self.last_table + 1 : at] if isinstance(block, Paragraph)]
        seen = {block.text for block in paper.blocks[: self.last_table + 1] if isinstance(block, Paragraph)}
        running = all(
            _RUNNING.search(block.text) or block.text in seen or indicator_line(block.text)
            for block in between
        )
        first = table.rows[0] if table.rows else None
        other = first is not None and _is_other_heading(first) and not columns_in(list(first.texts))
        anew = not table.rows or heading_at(table.rows, 0)[0] is not None
        number = cell_at(table.rows[0], self.columns, "number").text if self.columns and not anew else ""
        return running and not other and not re.search(r"[ก-ฮ]{2}", number)

    def _open(self, heading: Columns, row: Row, above: str, subject: str) -> None:
        repeated = self.columns is not None and heading.at == self.columns.at
        self.columns, self.width, self.fresh = heading, len(row.cells), True
        if repeated and not self.over:
            return
        self.subject = self.over or indicator_line(above) or subject
        self.entry, self.department = None, ""
        if heading.headed and MEASURE_HEADING.match(above):
            self._begin(Entry(row.place, (above,)))

    def _begin(self, entry: Entry) -> None:
        self.entry = entry
        if re.fullmatch(r"[-–—\s]*", " ".join(entry.title)):
            return
        reports = self.columns is not None and "results" in self.columns
        self.found.append((entry, reports))

    def _read(self, row: Row, columns: Columns) -> None:
        banner = banner_of(row, columns)
        title = cell_at(row, columns, "measure")
        if not any(row.texts) or _sums_up(row):
            return
        if banner and MEASURE_HEADING.match(banner) and columns.headed:
            self._begin(Entry(row.place, (banner,), subject=self.subject))
        elif banner:
            self.subject = banner if is_subject(banner) else self.subject
            self.department = banner if is_department(banner) else self.department
        elif self.entry and (columns.headed or title.above or not title.text or self._is_same(row, columns)):
            _continue(self.entry, row, columns, torn=False)
        elif self.entry and self.fresh and self._is_torn(row, columns):
            _continue(self.entry, row, columns, torn=True)
        elif title.text:
            self._begin(self._entry(row, columns))
        self.fresh = False

    def _entry(self, row: Row, columns: Columns) -> Entry:
        cells = {role: cell_at(row, columns, role) for role in columns.at}
        before = self.entry
        if before:
            for role, cell in cells.items():
                if cell.above or (role in _FILLED_DOWN and not cell.text):
                    cells[role] = before.cell(role)
        if self.department and "responsible" not in columns:
            cells["responsible"] = Cell((self.department,))
        method = cells.get("steps", Cell()) if columns.at.get("steps") != columns.at["measure"] else Cell()
        context, steps = split_steps(method.lines)
        entry = Entry(row.place, cells["measure"].lines, context, steps, cells, self.subject)
        _note_timing(entry, row, columns, before)
        return entry

    def _is_same(self, row: Row, columns: Columns) -> bool:
        """Whether a title stands again because it was merged over the rows of its steps."""
        before, title = self.entry, cell_at(row, columns, "measure")
        assert before is not None
        number = cell_at(row, columns, "number").text
        return (
            title.lines == before.title
            and indicator_named(title.text) is None
            and number in ("", before.cell("number").text)
            and cell_at(row, columns, "steps").text != before.cell("steps").text
        )

    def _is_torn(self, row: Row, columns: Columns) -> bool:
        """Whether the first row after a page break is the rest of the last one before it: it has no number where
        the others have one, or nothing but unmarked text."""
        before, title = self.entry, cell_at(row, columns, "measure").text
        assert before is not None
        if indicator_named(title) or MEASURE_HEADING.match(title):
            return False
        counted = next((role for role in ("number", "item") if before.cell(role).text), None)
        if counted:
            return not cell_at(row, columns, counted).text
        if re.match(r"\d{1,2}\s*[.)]", " ".join(before.title)):
            return not re.match(r"\d{1,2}\s*[.)]", title)
        others = [cell_at(row, columns, role) for role in columns.at if role not in _OWN]
        return (
            bool(others)
            and not any(cell.text or cell.above for cell in others)
            and any(before.cell(role).text for role in columns.at if role not in _OWN)
        )


def _line_over(table: Table, number: int, paper: Paper, at: int) -> str:
    """The one text over a heading row: of the row above it, else of the paragraph above the table."""
    if number:
        texts = {text for text in table.rows[number - 1].texts if text}
        return texts.pop() if len(texts) == 1 else ""
    above = paper.blocks[at - 1] if at else None
    return above.text if isinstance(above, Paragraph) else ""


def _page(row: Row) -> str:
    """The page a row stands on, where its place names one: a table may go on over pages in one piece."""
    found = _PAGE.match(row.place)
    return found[0] if found else ""


def _sums_up(row: Row) -> bool:
    """Whether a row adds up or averages the rows above: it says so, and besides holds figures only."""
    said = [text for text in row.texts if text]
    if any(re.fullmatch("รวม(?:ทั้งสิ้น|ทั้งหมด)?", text) for text in said):
        return True
    return bool(_SUM.match(said[0])) and len(said) > 1 and all(map(_FIGURE.fullmatch, said[1:]))


def _is_other_heading(row: Row) -> bool:
    """Whether a row heads a table of people, scores or links."""
    return sum(bool(_OTHER_TABLE.match(compact(text))) for text in row.texts) >= 2


def heading_at(rows: tuple[Row, ...], at: int) -> tuple[Columns | None, int]:
    """The columns that the row, or it and up to two below it together, name; and how many rows that takes."""
    headings = list(rows[at].texts)
    best, used = columns_in(headings), 1
    for depth in range(1, min(_HEADING_ROWS, len(rows) - at)):
        below = rows[at + depth]
        headings, under = _together(headings, below)
        columns, alone = columns_in(headings, under), columns_in(list(below.texts))
        if best is None and alone and (columns is None or columns.told <= alone.told):
            break
        if not _is_second(below, rows[at]) or (columns and _has_data(below, columns, best)):
            break
        if columns and columns.told > (best.told if best else 0):
            best, used = columns, depth + 1
    return best, used


def _together(headings: list[str], below: Row) -> tuple[list[str], list[str]]:
    """Headings of two rows, column by column, and the lower ones; one merged over several columns heads each."""
    whole, lower, over = [], [], ""
    for at, text in enumerate(headings):
        cell = below.cells[at] if at < len(below.cells) else Cell()
        over = text or over
        under = "" if cell.above or cell.text == text else cell.text
        whole.append(f"{text or over} {under}".strip() if under else text)
        lower.append(under)
    return whole, lower


def _is_second(below: Row, above: Row) -> bool:
    own = [cell.text for cell in below.cells if cell.text and not cell.above]
    short = all(len(text) <= 30 and not marker_of(text) for text in own)
    named = len(own) == 1 and indicator_named(own[0]) is not None
    return bool(own) and short and not named and len(below.cells) == len(above.cells)


def _has_data(below: Row, columns: Columns, best: Columns | None) -> bool:
    """Whether a row under a complete heading fills a column that has its heading, as the first measure does."""
    if best is None:
        return bool(responsible_in(cell_at(below, columns, "responsible").lines).departments)
    own = {
        at
        for at, cell in enumerate(below.cells)
        if cell.text and not cell.above and not (is_heading(cell.text) or role_of(cell.text))
    }
    return bool(
        own - {*columns.times, *columns.at.get("period_start", ()), *columns.at.get("period_end", ())}
    )


def banner_of(row: Row, columns: Columns) -> str:
    """The text of a row that holds one text only and heads the rows below it; "" for any other row."""
    filled = [at for at, cell in enumerate(row.cells) if cell.text]
    texts = {row.cells[at].text for at in filled}
    if len(texts) != 1 or (any(cell.above for cell in row.cells) and len(row.cells) > 1):
        return ""
    text = texts.pop()
    if len(row.cells) == 1 or (len(filled) > 1 and len(filled) == len(row.cells)):
        return text
    at, title = filled[0], columns.at.get("measure", (-1,))[0]
    if len(filled) > 1 or re.fullmatch(r"[\d.\s]+", text):
        return ""
    if columns.headed and MEASURE_HEADING.match(text):
        return text
    if at == title or at in columns.at.get("steps", ()):
        return text if at == 0 and is_subject(text) else ""
    own = {at for role in (*_FILLED_DOWN, "number") for at in columns.at.get(role, ())}
    return (
        text
        if at == 0 and (at in own or is_subject(text)) and not marker_of(text).strip("0123456789. ")
        else ""
    )


def _is_about_measures(paper: Paper, at: int) -> bool:
    """Whether the nearest lines above a table speak of measures, and not of a calendar or a budget."""
    above = [block.text for block in paper.blocks[max(0, at - _ABOVE) : at] if isinstance(block, Paragraph)]
    for text in reversed(above):
        if _NOT_ABOUT.search(text) or _ABOUT.search(text):
            return not _NOT_ABOUT.search(text)
    return False


def _note_timing(entry: Entry, row: Row, columns: Columns, before: Entry | None = None) -> None:
    timing = cell_at(row, columns, "period")
    if timing.lines:
        entry.timings.append(" ".join(timing.lines))
    elif timing.above and before is not None and before is not entry:
        entry.timings = list(before.timings)
    marks = {at: row.cells[at] for at in columns.times if at < len(row.cells)}
    if any(cell.text for cell in marks.values()):
        entry.marks.append((marks, columns.times))
    elif before is not None and before is not entry and marks and all(cell.above for cell in marks.values()):
        entry.marks = list(before.marks)


def _continue(entry: Entry, row: Row, columns: Columns, torn: bool) -> None:
    """A row without a title of its own goes on with the row above; a row torn off by a page in every column."""
    if torn:
        entry.title += cell_at(row, columns, "measure").lines
    for role in columns.at:
        more = cell_at(row, columns, role)
        if role == "steps":
            entry.steps += _as_items(more.lines, entry.steps, torn)
        elif more.lines and role not in ("measure", "number"):
            have = entry.cell(role)
            if not set(more.lines) <= set(have.lines):
                entry.cells[role] = replace(have, lines=_joined_lines(have.lines, more.lines, torn))
    _note_timing(entry, row, columns)


def _as_items(lines: tuple[str, ...], before: tuple[str, ...], torn: bool) -> tuple[str, ...]:
    """The lines of a row of its own are items of their own, whether marked or not."""
    if torn or not lines or any(marker_of(line) for line in lines) or not before:
        return lines
    return (f"- {lines[0]}", *lines[1:])


def _joined_lines(first: tuple[str, ...], second: tuple[str, ...], torn: bool) -> tuple[str, ...]:
    if torn and first and second and not marker_of(second[0]) and not marker_of(first[-1]):
        whole = joined(first[-1], second[0])
        if responsible_in((whole,)) != responsible_in((first[-1], second[0])):
            return (*first[:-1], whole, *second[1:])
    return first + second
