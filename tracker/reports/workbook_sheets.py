"""How the office's workbook looks: sheets, columns, lists to choose from. What it says comes from reports.workbook."""

import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tracker.reports.content import Value, clean, printed_width
from tracker.reports.xlsx import FONT, MOST_LETTERS, TALLEST, put
from tracker.rules import workbook as form

PREPARED_ROWS = 1000
"""Down to this row the lists to choose from and the hints are laid out."""

_SIZE, _LINE_HEIGHT = 14, 19  # points
_FILLED = 0.75  # how much of a line Thai words fill before the next one has to wrap
_LINE = Side(style="thin", color="FF7F7F7F")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_SHADE = PatternFill("solid", fgColor="FFDDE8F0")
_PALE = PatternFill("solid", fgColor="FFFFF6DD")
_FORMATS = {"score": "0.00", "year": "0", "number": "0"}
_TEXT = "@"

_GUIDE = (
    "1. กรอกแผ่น “หน่วยงาน” แล้วกรอกแผ่น “ผลคะแนน” ปีละ 1 แถว และแผ่น “มาตรการ” มาตรการละ 1 แถว",
    "2. สิ่งที่เอกสารไม่ได้บอก ให้เว้นว่าง ไม่ต้องเดา",
    "3. สลับคอลัมน์ เรียงแถว เว้นแถว หรือเพิ่มคอลัมน์ของท่านเองได้ แต่อย่าแก้ข้อความที่หัวคอลัมน์ และอย่าลบบรรทัดบนสุดของแผ่นนี้",
    "4. ช่องที่มีหลายรายการ ขึ้นบรรทัดใหม่ในช่องด้วย Alt+Enter",
    "5. บันทึกเป็น .xlsx แล้วส่งกลับในแชทส่วนตัว หรือส่งให้ผู้ดูแลระบบ ตั้งชื่อไฟล์อย่างไรก็ได้ ช่องที่อ่านไม่ได้ระบบจะบอกตำแหน่งให้แก้",
)


def book_of(
    office_name: str,
    office: Mapping[str, Value],
    results: Sequence[Mapping[str, Value]],
    measures: Sequence[Mapping[str, Value]],
    progress: Sequence[Sequence[Value]],
) -> bytes:
    """The workbook as .xlsx bytes. Records are by the keys of form.OFFICE, RESULTS and MEASURES; `progress` rows
    are in the order of form.PROGRESS, and without any the sheet is left out."""
    book = Workbook()
    book.properties.title, book.properties.creator = form.MARK, clean(office_name)
    guide: Any = book.active
    guide.title = form.GUIDE
    _write_guide(guide)
    _write_office(book.create_sheet(form.OFFICE_SHEET), office)
    _write_table(book.create_sheet(form.RESULTS_SHEET), form.RESULTS, results, "B2")
    _write_table(book.create_sheet(form.MEASURES_SHEET), form.MEASURES, measures, "D2")
    if progress:
        _write_progress(book.create_sheet(form.PROGRESS_SHEET), progress)
    _write_lists(book.create_sheet(form.LISTS_SHEET))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_guide(sheet: Worksheet) -> None:
    widths = (38, 56, 44)
    _set_page(sheet, widths, landscape=False)
    _write(sheet, 1, 1, form.MARK, bold=True)
    for row, line in enumerate(("วิธีกรอก", *_GUIDE), start=2):
        _write(sheet, row, 1, line, bold=row == 2)
    for row in range(1, len(_GUIDE) + 3):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
    row = len(_GUIDE) + 4
    for name, fields in ((form.RESULTS_SHEET, form.RESULTS), (form.MEASURES_SHEET, form.MEASURES)):
        heads = (f"คอลัมน์ของแผ่น “{name}”", "วิธีกรอกช่องนี้", "ตัวอย่าง 1 แถว (ไม่ถูกอ่าน)")
        lines = ((field.heading, field.hint, field.example) for field in fields)
        for place, texts in enumerate((heads, *lines)):
            for column, text in enumerate(texts, start=1):
                cell = _write(sheet, row + place, column, text, bold=place == 0)
                cell.border = _BORDER
                cell.fill = _SHADE if place == 0 else _PALE if column == 3 else PatternFill()
        row += len(fields) + 2
    _grow(sheet, widths)


def _write_office(sheet: Worksheet, office: Mapping[str, Value]) -> None:
    _set_page(sheet, (28, 60), landscape=False)
    _write(sheet, 1, 1, form.MARK).alignment = Alignment(wrap_text=False)
    for row, field in enumerate(form.OFFICE, start=3):
        head = _write(sheet, row, 1, field.heading, bold=True)
        cell = _write(sheet, row, 2, office.get(field.key))
        head.border = cell.border = _BORDER
        head.fill = _SHADE
        _advise(sheet, field, cell.coordinate)
    _grow(sheet, (28, 60), first=3)


def _write_table(
    sheet: Worksheet, fields: Sequence[form.Field], records: Sequence[Mapping[str, Value]], frozen: str
) -> None:
    _set_page(sheet, tuple(field.width for field in fields), landscape=True)
    for number, field in enumerate(fields, start=1):
        letter = get_column_letter(number)
        _prepare(sheet.column_dimensions[letter], field)
        head = _write(sheet, 1, number, field.heading, bold=True)
        head.border, head.fill = _BORDER, _SHADE
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        for row, record in enumerate(records, start=2):
            cell = _write(sheet, row, number, record.get(field.key), _FORMATS.get(field.kind, _TEXT))
            cell.border = _BORDER
            if field.kind in _FORMATS:
                cell.alignment = Alignment(horizontal="center", vertical="top")
        _advise(sheet, field, f"{letter}2:{letter}{PREPARED_ROWS}")
    _grow(sheet, tuple(field.width for field in fields))
    sheet.freeze_panes = frozen
    sheet.print_title_rows = "1:1"


def _prepare(column: Any, field: form.Field) -> None:
    """Cells nobody filled yet: text stays as typed, a score shows two decimals."""
    column.number_format = _FORMATS.get(field.kind, _TEXT)
    column.font = Font(name=FONT, size=_SIZE)
    side = "center" if field.kind in _FORMATS else None
    column.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True)


def _write_progress(sheet: Worksheet, rows: Sequence[Sequence[Value]]) -> None:
    widths = (15, 13, 40, 36, 26, 24, 9, 50, 18, 13)
    _set_page(sheet, widths, landscape=True)
    _write(sheet, 1, 1, "แผ่นนี้มีไว้อ่านเท่านั้น สิ่งที่แก้ที่นี่ไม่ถูกนำเข้า", bold=True).alignment = Alignment(wrap_text=False)
    for place, cells in enumerate((form.PROGRESS, *rows), start=3):
        for number, value in enumerate(cells, start=1):
            cell = _write(sheet, place, number, value, bold=place == 3)
            cell.border = _BORDER
            cell.fill = _SHADE if place == 3 else PatternFill()
    _grow(sheet, widths, first=3)
    sheet.freeze_panes = "D4"
    sheet.print_title_rows = "3:3"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def _write_lists(sheet: Worksheet) -> None:
    """What can be chosen; a list inside a validation may only have 255 letters, so they stand on a sheet."""
    for column, texts in enumerate(form.CHOICES.values(), start=1):
        for row, text in enumerate(texts, start=1):
            _write(sheet, row, column, text)
    sheet.sheet_state = "hidden"


def _advise(sheet: Worksheet, field: form.Field, cells: str) -> None:
    """The hint that shows on a chosen cell, its list of choices, and the limits of a number."""
    if field.choices:
        column = get_column_letter(list(form.CHOICES).index(field.choices) + 1)
        source = f"'{form.LISTS_SHEET}'!${column}$1:${column}${len(form.CHOICES[field.choices])}"
        rule = DataValidation(type="list", formula1=source)
    elif field.kind == "score":
        rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="100")
    elif field.kind == "year":
        rule = DataValidation(
            type="whole", operator="between", formula1=str(form.FIRST_YEAR), formula2=str(form.LAST_YEAR)
        )
    elif field.kind == "number":
        rule = DataValidation(type="whole", operator="between", formula1="1", formula2="999")
    else:
        rule = DataValidation()
    # Other words and "67" are read too, so these only ask; a score or number out of bounds is refused.
    rule.errorStyle = "warning" if field.choices or field.kind == "year" else "stop"
    rule.allow_blank = True
    rule.showErrorMessage, rule.showInputMessage = True, True
    rule.promptTitle, rule.prompt = field.heading[:32], field.hint
    rule.errorTitle, rule.error = field.heading[:32], f"กรุณาตรวจช่องนี้: {field.hint}"
    rule.add(cells)
    sheet.add_data_validation(rule)


def _grow(sheet: Worksheet, widths: Sequence[float], first: int = 1) -> None:
    """Make every row from the first one on as tall as its text: not every program does so when it opens a file."""
    merged = {cells.min_row for cells in sheet.merged_cells.ranges}
    for cells in sheet.iter_rows(min_row=first):
        row = cells[0].row or first
        wide = (sum(widths),) if row in merged else widths
        lines = max(_lines(cell.value, width) for cell, width in zip(cells, wide, strict=False))
        sheet.row_dimensions[row].height = min(TALLEST, _LINE_HEIGHT * lines + 2)


def _lines(value: object, width: float) -> int:
    texts = value.split("\n") if isinstance(value, str) else [""]
    return sum(max(1, math.ceil(printed_width(text) / (width * _FILLED))) for text in texts)


def _set_page(sheet: Worksheet, widths: Sequence[float], landscape: bool) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _write(
    sheet: Worksheet, row: int, column: int, value: Value, number_format: str = _TEXT, bold: bool = False
) -> Any:
    cell: Any = sheet.cell(row, column)
    cell.number_format = number_format
    put(cell, _fitting(value) if isinstance(value, str) else value)
    cell.font = Font(name=FONT, size=_SIZE, bold=bold)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _fitting(text: str) -> str | None:
    """A text a cell can hold; one that is too long says so itself, so that no half is ever read for a whole."""
    text = clean(text).strip()
    if len(text) <= MOST_LETTERS:
        return text or None
    return text[: MOST_LETTERS - len(form.CUT)] + form.CUT
