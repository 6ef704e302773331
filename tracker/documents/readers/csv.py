"""CSV: one table; comma, semicolon or tab, whichever the first lines use."""

import csv
import io
from pathlib import Path

from tracker.documents.paper import Paper, Paragraph, Row, Table, cell_of
from tracker.documents.readers.txt import decoded
from tracker.errors import DocumentUnreadable

ROWS = 20_000


def read(path: Path) -> Paper:
    """The paper in a CSV file. An empty line ends a table; outside of one a single filled cell is a title."""
    text = decoded(path)
    head = text[:4096]
    delimiter = max(",;\t", key=head.count)
    blocks: list[Paragraph | Table] = []
    rows: list[Row] = []
    try:
        for number, values in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1):
            if number > ROWS:
                raise too_long(path)
            place = f"แถวที่ {number}"
            filled = [value for value in values if value.strip()]
            if len(filled) > 1 or (rows and filled):
                rows.append(Row(tuple(cell_of(value) for value in values), place))
                continue
            if rows:
                blocks.append(Table(tuple(rows), rows[0].place))
                rows = []
            blocks += [Paragraph(value, place) for value in filled]
    except csv.Error as error:
        raise DocumentUnreadable(
            file=path.name,
            problem=f"no CSV: {error}",
            reason="ไฟล์ CSV นี้เสียหรือไม่ถูกรูปแบบ กรุณาบันทึกใหม่แล้วส่งอีกครั้ง",
        ) from error
    if rows:
        blocks.append(Table(tuple(rows), rows[0].place))
    return Paper(path.name, tuple(blocks))


def too_long(path: Path) -> DocumentUnreadable:
    """The error for a table far longer than any office's paper."""
    return DocumentUnreadable(
        file=path.name,
        problem=f"it has more than {ROWS} rows",
        reason=f"ตารางยาวเกิน {ROWS:,} แถว กรุณาลบแถวว่างหรือแบ่งไฟล์แล้วส่งใหม่",
    )
