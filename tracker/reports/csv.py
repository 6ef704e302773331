"""Rows for machines: UTF-8 with BOM, so that Excel opens Thai right, and no cell that a spreadsheet would run."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from tracker.reports.content import OFFICE_TIME, Pictures, Report, Value, two_places

# What Excel, LibreOffice or Google Sheets may take for a formula, full-width forms too (OWASP, CSV Injection).
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def render(report: Report, pictures: Pictures = MappingProxyType({})) -> bytes:
    """The report's records as CSV, no pictures: scores with two decimals, dates ISO A.D., instants with Bangkok's
    offset."""
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow([_written(column.title) for column in report.records.columns])
    writer.writerows([_written(cell) for cell in row.cells] for row in report.records.rows)
    return page.getvalue().encode("utf-8-sig")


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, Decimal):
        return f"{two_places(value):.2f}"
    if isinstance(value, datetime):
        return value.astimezone(OFFICE_TIME).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def harmless(text: str) -> str:
    """Text that begins like a formula gets a leading apostrophe; blanks before the sign do not hide it."""
    begins_a_formula = text.startswith(FORMULA_SIGNS) or text.lstrip().startswith(FORMULA_SIGNS)
    return f"'{text}" if begins_a_formula else text
