"""The sheets of our workbook as rows under their headings, in whatever order sheets and columns stand."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from tracker.documents.draft import FindingDraft
from tracker.documents.extract import workbook_cells as cells
from tracker.documents.paper import Cell, Paper, Paragraph, Row, Table, cell_of
from tracker.documents.script import compact, digits
from tracker.rules import workbook as form

Value = TypeVar("Value")

_NOTHING = ("-", "–", "—")
_ENOUGH = 3
"""So many headings of ours in one row make it the head of a table."""
_LONGEST = 80


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet with anything in them. `lone`: places of texts that stand alone, column unknown."""

    title: str
    rows: tuple[Row, ...]
    lone: frozenset[str]


@dataclass(frozen=True)
class Line:
    """One row under its headings. `problems` gathers what could not be read of it."""

    cells: dict[str, Cell]
    headings: dict[str, str]
    place: str
    problems: list[FindingDraft] = field(default_factory=list)

    def said(self, key: str) -> str:
        """The text of a column; empty where there is none, or a dash alone."""
        return _text(self.cells.get(key, Cell()))

    def take(self, key: str, read: Callable[[str], Value]) -> Value | None:
        """The value of a column, None for an empty cell and for one that cannot be read, which is a problem."""
        text = self.said(key)
        if not text:
            return None
        try:
            if text.endswith(form.CUT):
                raise cells.CellUnreadable("ซึ่งถูกตัดท้าย")
            return read(text)
        except cells.CellUnreadable as problem:
            self.refuse(key, f"เขียนว่า “{short(text)}” {problem} จึงเว้นว่างไว้")
            return None

    def refuse(self, key: str, why: str) -> None:
        """Note a cell that is not used, in words that follow its heading."""
        heading = self.headings[key]
        where = f"{self.place} ช่อง “{heading}”"
        self.problems.append(FindingDraft("cell-unreadable", "error", f"ช่อง “{heading}” {why}", where))


def sheets_of(paper: Paper) -> list[Sheet]:
    """The blocks of each sheet as rows; a sheet begins with a paragraph whose place is no row."""
    found: list[tuple[str, list[Row], set[str]]] = []
    for block in paper.blocks:
        if isinstance(block, Paragraph) and "แถวที่" not in block.place:
            found.append((block.text, [], set()))
            continue
        if not found:
            found.append(("", [], set()))
        _, rows, lone = found[-1]
        if isinstance(block, Table):
            rows += block.rows
        else:
            rows.append(Row((cell_of(block.text),), block.place))
            lone.add(block.place)
    return [Sheet(title, tuple(rows), frozenset(lone)) for title, rows, lone in found]


def _text(cell: Cell) -> str:
    text = "\n".join(cell.lines).strip()
    return "" if text in _NOTHING else text


def short(text: str) -> str:
    """A text of one line, short enough to be quoted."""
    text = text.replace("\n", " ")
    return text if len(text) <= 40 else f"{text[:40]}…"


def _close(text: str) -> str:
    return compact(digits(text))


def table(
    sheets: Sequence[Sheet], name: str, fields: tuple[form.Field, ...]
) -> tuple[list[Line], list[FindingDraft]]:
    """The rows of every sheet that has the headings of a form, and what is wrong with its headings. `name` is how
    the sheet is called when it goes out: without headings it is missed."""
    lines: list[Line] = []
    problems: list[FindingDraft] = []
    for sheet in sheets:
        head = next((at for at, row in enumerate(sheet.rows) if _is_head(row, fields)), None)
        if head is None:
            problems += [_no_head(sheet)] if sheet.title == name and sheet.rows else []
            continue
        columns, missing = _columns(sheet.rows[head], fields)
        lines += _lines(sheet, head, columns, fields)
        problems += [*missing, *(_lone(row) for row in sheet.rows[head + 1 :] if row.place in sheet.lone)]
    return lines, problems


@lru_cache
def _known(fields: tuple[form.Field, ...]) -> dict[str, str]:
    return {_close(each.heading): each.key for each in fields}


def _key_of(heading: str, fields: tuple[form.Field, ...]) -> str | None:
    """The field a heading names. An indicator's is known by its number, whatever year's name follows."""
    if len(heading) > _LONGEST:
        return None
    close = _close(heading)
    key = _known(fields).get(close)
    if key or not close.startswith("ตัวชี้วัดที่"):
        return key
    try:
        key = f"indicator{cells.indicator(heading)}"
    except cells.CellUnreadable:
        return None
    return key if key in _known(fields).values() else None


def _is_head(row: Row, fields: tuple[form.Field, ...]) -> bool:
    return len({_key_of(text, fields) for text in row.texts} - {None}) >= _ENOUGH


def _columns(row: Row, fields: tuple[form.Field, ...]) -> tuple[dict[str, int], list[FindingDraft]]:
    """Where each field stands. A heading that is gone, or there twice, is a finding, and nothing is read for it."""
    keys = [_key_of(text, fields) for text in row.texts]
    counted = Counter(keys)
    problems = []
    for each in fields:
        if counted[each.key] != 1:
            state = "หายไป" if not counted[each.key] else "มีมากกว่า 1 คอลัมน์"
            message = f"หัวคอลัมน์ “{each.heading}” {state} จึงไม่ได้อ่านคอลัมน์นี้"
            problems.append(FindingDraft("column-missing", "error", message, row.place))
    return {key: at for at, key in enumerate(keys) if key and counted[key] == 1}, problems


def _lines(
    sheet: Sheet, head: int, columns: dict[str, int], fields: tuple[form.Field, ...]
) -> Iterator[Line]:
    """The rows under the head with anything in a column of ours; a merged cell says the same in each of its rows."""
    headings = {each.key: each.heading for each in fields}
    above: dict[str, Cell] = {}
    for row in sheet.rows[head + 1 :]:
        if row.place in sheet.lone or _is_head(row, fields):
            continue
        found = {key: row.cells[at] if at < len(row.cells) else Cell() for key, at in columns.items()}
        found = {key: above.get(key, Cell()) if cell.above else cell for key, cell in found.items()}
        above = found
        if any(_text(cell) for cell in found.values()):
            yield Line(found, headings, row.place)


def _no_head(sheet: Sheet) -> FindingDraft:
    message = f"ไม่พบแถวหัวคอลัมน์ในแผ่นงาน “{sheet.title}” จึงไม่ได้อ่านแผ่นนี้"
    return FindingDraft("column-missing", "error", message, sheet.rows[0].place)


def _lone(row: Row) -> FindingDraft:
    message = f"แถวนี้มีข้อความช่องเดียว “{short(row.cells[0].text)}” จึงไม่ได้อ่าน"
    return FindingDraft("cell-unreadable", "warning", message, row.place)


def office_line(sheets: Sequence[Sheet]) -> Line:
    """The office's sheet: what stands beside each of its words."""
    headings = {each.key: each.heading for each in form.OFFICE}
    keys = {_close(heading): key for key, heading in headings.items()}
    found: dict[str, Cell] = {}
    place = form.OFFICE_SHEET
    for sheet in sheets:
        for row in sheet.rows:
            filled = [cell for cell in row.cells if cell.text]
            key = keys.get(_close(filled[0].text)) if filled else None
            if key and len(filled) > 1 and key not in found:
                found[key], place = filled[1], row.place.partition(" แถวที่")[0]
    return Line(found, headings, place)
