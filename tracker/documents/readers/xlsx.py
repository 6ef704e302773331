"""Excel (.xlsx): every visible sheet is a title, texts that stand alone, and tables set apart by empty rows.

Hidden rows and columns are left out; numbers come as they are shown, but never with fewer digits than a score has.
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tracker.documents.paper import Cell, Damage, Paper, Paragraph, Row, Table, cell_of
from tracker.documents.readers import archive, extent, refusals
from tracker.documents.readers.csv import ROWS, too_long
from tracker.errors import DocumentUnreadable

COLUMNS = 200
_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_PLACES = re.compile(r"0(?:\.(0+))?")


def read(path: Path) -> Paper:
    """The paper in a workbook; formulas as last computed. Raises DocumentUnreadable for anything that is none."""
    archive.check(path, "xl/workbook.xml", ".xlsx")
    try:
        extent.check(path)
        formulas = _formulas(path)
        book = load_workbook(BytesIO(path.read_bytes()), data_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        damages = tuple(damage for sheet in sheets for damage in _uncomputed(sheet, formulas[sheet.title]))
        return Paper(path.name, tuple(block for sheet in sheets for block in _blocks(sheet)), damages)
    except DocumentUnreadable:
        raise
    except Exception as error:
        # A broken package surfaces from openpyxl as KeyError, ValueError, ParseError and more.
        raise refusals.broken(path, ".xlsx") from error


def _formulas(path: Path) -> dict[str, list[str]]:
    """The cells of every sheet that hold a formula, read as a stream: a cell alone in the last row would make a full
    load take the machine's memory."""
    book = load_workbook(BytesIO(path.read_bytes()), read_only=True)
    found: dict[str, list[str]] = {}
    try:
        for sheet in book.worksheets:
            cells = found.setdefault(sheet.title, [])
            for number, row in enumerate(sheet.iter_rows(max_col=COLUMNS)):
                if number > 5 * ROWS:
                    raise too_long(path)
                cells += [cell.coordinate for cell in row if cell.data_type == "f"]
    finally:
        book.close()
    return found


def _uncomputed(sheet: Any, formulas: list[str]) -> list[Damage]:
    """Formulas whose result was never stored: the file comes from a program that computes nothing."""
    return [
        Damage("สูตรไม่มีผลลัพธ์บันทึกไว้ จึงเว้นว่าง", place, f"แผ่นงาน “{sheet.title}” ช่อง {place}")
        for place in formulas
        if sheet[place].value is None
    ]


def _blocks(sheet: Any) -> list[Paragraph | Table]:
    place = f"แผ่นงาน “{sheet.title}”"
    covered = _merged(sheet)
    hidden = _hidden_columns(sheet)
    blocks: list[Paragraph | Table] = [Paragraph(sheet.title, place)]
    rows: list[Row] = []
    above: list[int] = []
    for cells in sheet.iter_rows(max_col=min(sheet.max_column, COLUMNS)):
        number = cells[0].row
        if number in sheet.row_dimensions and sheet.row_dimensions[number].hidden:
            continue
        built = tuple(
            Cell(above=covered[cell.coordinate]) if cell.coordinate in covered else cell_of(_text(cell))
            for cell in cells
            if cell.column not in hidden
        )
        here = f"{place} แถวที่ {number}"
        filled = [cell for cell in built if cell.text]
        if len(filled) > 1 or (rows and filled):
            rows.append(Row(built, here))
            continue
        above = _used(rows, above) if rows else above
        blocks += _table(rows, above)
        rows = []
        blocks += [Paragraph(line, here) for cell in filled for line in cell.lines]
        above = [] if filled else above
    return blocks + _table(rows, _used(rows, above))


def _used(rows: list[Row], above: list[int]) -> list[int]:
    """The columns that hold anything. Rows that go on below an empty one keep the columns of the rows above it."""
    width = len(rows[0].cells) if rows else 0
    used = [at for at in range(width) if any(row.cells[at].text for row in rows)]
    return above if set(used) <= set(above) else used


def _table(rows: list[Row], used: list[int]) -> list[Table]:
    """The rows as a table without the columns that are empty."""
    if not rows:
        return []
    return [Table(tuple(Row(tuple(row.cells[at] for at in used), row.place) for row in rows), rows[0].place)]


def _merged(sheet: Any) -> dict[str, bool]:
    """The cells hidden under a merged one → whether the text stands above (else to the left)."""
    covered = {}
    for merged in sheet.merged_cells.ranges:
        for row in range(merged.min_row, min(merged.max_row, sheet.max_row) + 1):
            for column in range(merged.min_col, min(merged.max_col, COLUMNS) + 1):
                if (row, column) != (merged.min_row, merged.min_col):
                    covered[sheet.cell(row, column).coordinate] = row > merged.min_row
    return covered


def _hidden_columns(sheet: Any) -> set[int]:
    ranges = [each for each in sheet.column_dimensions.values() if each.hidden]
    return {column for each in ranges for column in range(each.min or 1, min(each.max or 1, COLUMNS) + 1)}


def _text(cell: Any) -> str:
    """A cell's value as written. Excel keeps 81.14 as a binary float; ten digits give it back exactly."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, str(cell.number_format))
    if isinstance(value, datetime | date):
        return f"{value.day}/{value.month}/{value.year}"
    return str(value)


def _number(value: float, form: str) -> str:
    """As its format shows it: 81.1 under 0.00 is 81.10, 0.8114 under 0.00% is 81.14. A format that cuts a score
    to fewer than two decimals does not count: its digits are there."""
    shown = _FORMAT.sub("", form.split(";")[0])
    number = Decimal(f"{value:.10g}") * (100 if "%" in shown else 1)
    places = _PLACES.search(shown)
    decimals = len(places[1] or "") if places else 0
    exponent = number.normalize().as_tuple().exponent
    have = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if decimals >= 2 or have < decimals:
        number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    elif "%" in shown or have:
        number = number.normalize()
    return f"{number:f}"
