"""The report as a workbook: the page as people read it, and beside it the same year as plain rows.

A text is stored as text whatever it begins with, so a spreadsheet has nothing to run.
"""

import io
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate
from types import MappingProxyType
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tracker.reports.content import (
    OFFICE_TIME,
    UNKNOWN,
    Block,
    Heading,
    Items,
    Paragraph,
    Photos,
    Pictures,
    Report,
    Row,
    Signatures,
    Table,
    Value,
    line_count,
    printed_width,
    signing_lines,
    two_places,
)
from tracker.reports.csv import FORMULA_SIGNS

FONT, BODY, SMALL = "TH Sarabun New", 16, 14
LINE_HEIGHT, TALLEST = 24, 409  # points; Excel takes no taller row
LETTERS_A_LINE = {True: 165, False: 105}
MOST_LETTERS = 32_767  # what Excel lets a cell hold
_LINE = Side(style="thin", color="FF7F7F7F")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_SHADE = PatternFill("solid", fgColor="FFEBEBEB")


def render(report: Report, pictures: Pictures = MappingProxyType({})) -> bytes:
    """The report as .xlsx bytes: sheet `รายงาน` for people, sheet `ข้อมูล` for machines. Of pictures it has the captions:
    a sheet is for figures."""
    book = Workbook()
    book.properties.title, book.properties.creator = report.title, report.office
    page: Any = book.active
    page.title = "รายงาน"
    _write_page(page, report)
    _write_records(book.create_sheet("ข้อมูล"), report.records)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_page(page: Worksheet, report: Report) -> None:
    widths = _set_page(page, report)
    row = _write_line(page, 1, report.title, widths, BODY + 4, bold=True, side="center")
    for line in report.subtitle.split("\n"):
        row = _write_line(page, row, line, widths, BODY, bold=True, side="center")
    for block in report.blocks:
        row = _write_block(page, row, block, widths)


def _set_page(page: Worksheet, report: Report) -> list[float]:
    """One A4 page wide. A sheet has one set of columns, those of the widest table: returns their widths."""
    tables = [block for block in report.blocks if isinstance(block, Table)]
    widest = max(tables, key=lambda table: len(table.columns))
    whole = sum(column.width for column in widest.columns)
    widths = [LETTERS_A_LINE[report.landscape] * column.width / whole for column in widest.columns]
    for number, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.page_setup.orientation = "landscape" if report.landscape else "portrait"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return widths


def _write_block(page: Worksheet, row: int, block: Block, widths: list[float]) -> int:
    """Write a block from this row on; returns the next free row."""
    match block:
        case Heading(text):
            return _write_line(page, row + 1, text, widths, BODY + 2, bold=True)
        case Paragraph(text, note):
            return _write_line(page, row, text, widths, SMALL if note else BODY)
        case Items(texts):
            for text in texts:
                row = _write_line(page, row, f"• {text}", widths, BODY)
            return row
        case Table():
            return _write_table(page, row, block, widths)
        case Photos(photos):
            for photo in photos:
                row = _write_line(page, row, photo.caption, widths, BODY)
            return row
        case Signatures(people):
            for person in people:
                row = _write_line(
                    page, row + 1, "\n".join(signing_lines(person)), widths, BODY, side="center"
                )
            return row


def _write_line(
    page: Worksheet,
    row: int,
    text: str,
    widths: list[float],
    size: int,
    bold: bool = False,
    side: str = "left",
) -> int:
    cell: Any = page.cell(row, 1)
    put(cell, text)
    cell.font = Font(name=FONT, size=size, bold=bold)
    cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True)
    page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(widths))
    # Merged cells do not grow by themselves, so the height is worked out here.
    letters = sum(widths) * SMALL / size
    lines = sum(1 + int(printed_width(part) / letters) for part in text.split("\n"))
    page.row_dimensions[row].height = min(TALLEST, lines * LINE_HEIGHT * size / BODY)
    return row + 1


def _write_table(page: Worksheet, row: int, table: Table, widths: list[float]) -> int:
    titles = Row(tuple(column.title for column in table.columns), strong=True)
    spans = _spans(table, widths)
    for header, line in [(True, titles), *((False, line) for line in table.rows)]:
        for (first, last), value, column in zip(spans, line.cells, table.columns, strict=True):
            cell: Any = page.cell(row, first)
            put(cell, UNKNOWN if value is None else value, column.signed)
            cell.font = Font(name=FONT, size=SMALL, bold=line.strong)
            side = "center" if header else column.align
            cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True)
            for number in range(first, last + 1):
                page.cell(row, number).border = _BORDER
            if header:
                cell.fill = _SHADE
            if last > first:
                page.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
        lines = line_count(line, table.columns, int(sum(widths)))
        page.row_dimensions[row].height = min(TALLEST, LINE_HEIGHT * lines)
        row += 1
    return row + 1


def _spans(table: Table, widths: list[float]) -> list[tuple[int, int]]:
    """First and last sheet column of each table column: the borders nearest to the widths asked for."""
    borders = list(accumulate(widths))
    scale = borders[-1] / sum(column.width for column in table.columns)
    ends: list[int] = []
    for place, wanted in enumerate(accumulate(column.width * scale for column in table.columns)):
        after = len(table.columns) - place - 1
        free = range((ends[-1] if ends else 0) + 1, len(widths) - after + 1)
        ends.append(min(free, key=lambda end: abs(borders[end - 1] - wanted)) if after else len(widths))
    return list(zip([1, *(end + 1 for end in ends)], ends, strict=False))


def _write_records(sheet: Worksheet, table: Table) -> None:
    rows = [tuple(column.title for column in table.columns), *(row.cells for row in table.rows)]
    for place, cells in enumerate(rows, start=1):
        for number, value in enumerate(cells, start=1):
            cell: Any = sheet.cell(place, number)
            put(cell, value)
            cell.font = Font(name=FONT, size=SMALL, bold=place == 1)
    for number, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(12, len(column.title))
    sheet.freeze_panes = "A2"


def put(cell: Any, value: Value, signed: bool = False) -> None:
    """A score as a number with two decimals, a count as a number, a date (A.D.) as a date, the rest as text."""
    if isinstance(value, str):
        cell.value = value[:MOST_LETTERS]
        cell.data_type = "s"
        cell.quotePrefix = value.lstrip().startswith(FORMULA_SIGNS)
    elif isinstance(value, Decimal):
        cell.value = two_places(value)
        cell.number_format = "+0.00;-0.00;0.00" if signed else "0.00"
    elif isinstance(value, datetime):
        # A workbook knows no zones: the moment as the office's clock showed it.
        cell.value = value.astimezone(OFFICE_TIME).replace(tzinfo=None)
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
    elif value is not None:
        cell.value = value
