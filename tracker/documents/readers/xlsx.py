"""Excel (.xlsx): every visible sheet is a title, texts that stand alone, and tables set apart by empty rows."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tracker.documents.paper import Cell, Paper, Paragraph, Row, Table, cell_of
from tracker.documents.readers import archive, refusals
from tracker.documents.readers.csv import ROWS, too_long
from tracker.errors import DocumentUnreadable

COLUMNS = 200


def read(path: Path) -> Paper:
    """The paper in a workbook; formulas as last computed. Raises DocumentUnreadable for anything that is none."""
    archive.check(path, "xl/workbook.xml", ".xlsx")
    try:
        _refuse_endless(path)
        book = load_workbook(path, data_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return Paper(path.name, tuple(block for sheet in sheets for block in _blocks(sheet)))
    except DocumentUnreadable:
        raise
    except Exception as error:
        # A broken package surfaces from openpyxl as KeyError, ValueError, ParseError and more.
        raise refusals.broken(path, ".xlsx") from error


def _refuse_endless(path: Path) -> None:
    """Count rows as a stream first: a full load of a million rows would take the machine's memory."""
    book = load_workbook(path, read_only=True)
    try:
        rows = 0
        for sheet in book.worksheets:
            for number, values in enumerate(sheet.iter_rows(max_col=COLUMNS, values_only=True)):
                rows += any(value is not None for value in values)
                if rows > ROWS or number > 5 * ROWS:
                    raise too_long(path)
    finally:
        book.close()


def _blocks(sheet: Any) -> list[Paragraph | Table]:
    place = f"แผ่นงาน “{sheet.title}”"
    covered = _merged(sheet)
    blocks: list[Paragraph | Table] = [Paragraph(sheet.title, place)]
    rows: list[Row] = []
    for cells in sheet.iter_rows(max_col=min(sheet.max_column, COLUMNS)):
        built = tuple(
            Cell(above=covered[cell.coordinate]) if cell.coordinate in covered else cell_of(_text(cell.value))
            for cell in cells
        )
        here = f"{place} แถวที่ {cells[0].row}"
        filled = [cell for cell in built if cell.text]
        if len(filled) > 1 or (rows and filled):
            rows.append(Row(built, here))
            continue
        if rows:
            blocks.append(Table(tuple(rows), rows[0].place))
            rows = []
        blocks += [Paragraph(line, here) for cell in filled for line in cell.lines]
    return [*blocks, Table(tuple(rows), rows[0].place)] if rows else blocks


def _merged(sheet: Any) -> dict[str, bool]:
    """The cells hidden under a merged one → whether the text stands above (else to the left)."""
    covered = {}
    for merged in sheet.merged_cells.ranges:
        for row in range(merged.min_row, merged.max_row + 1):
            for column in range(merged.min_col, merged.max_col + 1):
                if (row, column) != (merged.min_row, merged.min_col):
                    covered[sheet.cell(row, column).coordinate] = row > merged.min_row
    return covered


def _text(value: Any) -> str:
    """A cell's value as written. Excel keeps 81.14 as a binary float; ten digits give it back exactly."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, datetime | date):
        return f"{value.day}/{value.month}/{value.year}"
    return str(value)
