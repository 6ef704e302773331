"""PDF: ruled tables and the lines between them, page by page, as far as the file holds real text.

pdfium reads the letters (it keeps Thai marks in place), pdfplumber finds the ruled boxes they stand in. Both are
imported when the first PDF is read.
"""

from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from tracker.documents.paper import Cell, Damage, Paper, Paragraph, Row, Table
from tracker.documents.readers import refusals
from tracker.documents.readers.glyphs import Glyph, Line, glyphs_of, lines_of, upright_on
from tracker.documents.readers.pages import (
    Box,
    Item,
    Page,
    PrintedCell,
    PrintedRow,
    PrintedTable,
    joined,
    top_of,
    without_margins,
)
from tracker.documents.readers.rules import tables_of
from tracker.documents.readers.wraps import itemised, text_of, unwrapped
from tracker.errors import DocumentUnreadable

PAGES = 200
_WIDEST_INSET = 10.0
_APART = 1.35
_ENDS = 3


def read(path: Path) -> Paper:
    """The paper in a PDF. Raises DocumentUnreadable for a broken, locked, endless or merely scanned one."""
    document = _opened(path)
    try:
        if len(document) > PAGES:
            raise refusals.too_many_pages(path, len(document), PAGES)
        pages = [_page(document[number - 1], number) for number in range(1, len(document) + 1)]
    except DocumentUnreadable:
        raise
    except Exception as error:
        # Broken objects surface as almost any exception of Python.
        raise refusals.broken(path, ".pdf") from error
    finally:
        document.close()
    empty = [page.number for page in pages if not page.items]
    if len(empty) == len(pages):
        raise refusals.scanned(path)
    without_margins(pages)
    return Paper(path.name, _blocks(pages), _unread(empty))


def _opened(path: Path) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise refusals.locked(path) from error
        raise refusals.broken(path, ".pdf") from error


def _unread(empty: list[int]) -> tuple[Damage, ...]:
    """Pages without a letter may be blank or pictures; a person should look."""
    return tuple(Damage("หน้านี้ไม่มีข้อความให้อ่าน อาจเป็นภาพสแกน", "ไม่มีข้อความ", f"หน้า {number}") for number in empty)


def _page(sheet: Any, number: int) -> Page:
    found = [table for table in tables_of(sheet, upright_on(sheet)) if len(table.columns) > 1]
    tables = [_table(table, f"หน้า {number} ตารางที่ {at}") for at, table in enumerate(found, start=1)]
    loose = _filled(tables, glyphs_of(sheet))
    lines: list[Item] = [
        replace(line, page=number, place=f"หน้า {number} บรรทัดที่ {at}")
        for at, line in enumerate(lines_of(loose), start=1)
    ]
    items = sorted([*lines, *(table for table in tables if table.rows)], key=top_of)
    width, height = sheet.get_size()
    sheet.close()
    return Page(number, width, height, items)


def _table(table: Any, place: str) -> PrintedTable:
    rows, reach = [], {}
    for number, row in enumerate(table.rows, start=1):
        cells = []
        for column, box in enumerate(row.cells):
            if box:
                reach[column] = box[3]
            above = not box and reach.get(column, 0) > row.bbox[1] + 1
            cells.append(PrintedCell(box or (0, 0, 0, 0), above=above))
        rows.append(PrintedRow(cells, f"{place} แถวที่ {number}"))
    return PrintedTable(rows, tuple(column.bbox[0] for column in table.columns), table.bbox[1])


def _filled(tables: list[PrintedTable], glyphs: list[Glyph]) -> list[Glyph]:
    """Put letters into the cells they stand in; those in none come back."""
    cells = [cell for table in tables for row in table.rows for cell in row.cells if cell.box[2]]
    inside: dict[int, list[Glyph]] = {}
    loose: list[Glyph] = []
    here: PrintedCell | None = None
    last: Glyph | None = None
    for glyph in glyphs:
        solid = not (glyph.mark or glyph.letter.isspace())
        if solid and not (last and _follows(last, glyph)) and not (here and _holds(here.box, glyph)):
            here = next((cell for cell in cells if _holds(cell.box, glyph)), None)
        (loose if here is None else inside.setdefault(id(here), [])).append(glyph)
        last = glyph if solid else last
    for cell in cells:
        cell.lines = lines_of(inside.get(id(cell), ()))
    for table in tables:
        table.rows = [row for row in table.rows if any(row.texts)]
    return loose


def _follows(last: Glyph, glyph: Glyph) -> bool:
    """Whether a letter is glued to the one before, so that a word too wide for its cell stays in it."""
    level = abs(glyph.y - last.y) < 0.1 * last.size
    return level and abs(glyph.x - last.right) < 0.1 * last.size


def _holds(box: Box, glyph: Glyph) -> bool:
    """By where the letter sits: typst draws boxes tighter than its marks reach."""
    middle = (glyph.x + glyph.right) / 2
    return box[0] <= middle <= box[2] and box[1] <= glyph.y - glyph.size / 4 <= box[3]


def _blocks(pages: list[Page]) -> tuple[Paragraph | Table, ...]:
    lines = [item for page in pages for item in page.items if isinstance(item, Line)]
    right, usual = _right_edge(pages, lines), _usual_distance(lines)
    blocks: list[Paragraph | Table] = []
    together: list[Line] = []
    for item in [*joined(pages), None]:
        if isinstance(item, Line):
            together.append(item)
            continue
        blocks += _paragraphs(together, right, usual)
        together = []
        if item:
            blocks.append(_as_table(item))
    return tuple(blocks)


def _right_edge(pages: list[Page], lines: list[Line]) -> dict[int, float]:
    """How far text may reach to the right, by page: where several lines end; else as far from the paper's edge as
    text begins on the left."""
    by_size: dict[float, list[Line]] = {}
    sizes = {page.number: page.width for page in pages}
    for each in lines:
        by_size.setdefault(sizes[each.page], []).append(each)
    edges = {}
    for width, same in by_size.items():
        widest = max(each.right for each in same)
        ends = sum(widest - each.right < 2 * each.size for each in same)
        mirrored = width - min(each.left for each in same)
        edges[width] = widest if ends >= _ENDS else max(widest, mirrored)
    return {page.number: edges.get(page.width, page.width) for page in pages}


def _usual_distance(lines: list[Line]) -> float:
    """From one line to the next, points; pages and tables between do not count."""
    steps = [
        b.y - a.y
        for a, b in zip(lines, lines[1:], strict=False)
        if a.page == b.page and 0 < b.y - a.y < 4 * a.size
    ]
    return median(steps) if steps else float("inf")


def _paragraphs(lines: list[Line], right: dict[int, float], usual: float) -> list[Paragraph]:
    def apart(one: Line, other: Line) -> bool:
        resized = max(one.size, other.size) > 1.15 * min(one.size, other.size)
        return resized or (one.page == other.page and other.y - one.y > _APART * usual)

    groups = unwrapped(lines, lambda line: right[line.page] - line.right, apart)
    return [Paragraph(text_of(group), group[0].place) for group in groups]


def _as_table(table: PrintedTable) -> Table:
    insets = [line.left - cell.box[0] for row in table.rows for cell in row.cells for line in cell.lines]
    inset = min([_WIDEST_INSET, *(each for each in insets if each > 0)])
    rows = [
        Row(tuple(Cell(above=True) if cell.above else _cell(cell, inset) for cell in row.cells), row.place)
        for row in table.rows
    ]
    return Table(tuple(rows), rows[0].place)


def _cell(cell: PrintedCell, inset: float) -> Cell:
    """By widths, so that centred text is judged alike."""
    inner = cell.box[2] - cell.box[0] - 2 * inset
    groups = unwrapped(cell.lines, lambda line: inner - (line.right - line.left))
    return Cell(tuple(itemised([text_of(group) for group in groups])))
