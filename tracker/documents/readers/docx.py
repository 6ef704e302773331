"""Word (.docx): paragraphs and tables in their order; a merged cell holds its text once."""

from pathlib import Path
from typing import Any

from docx import Document
from docx.table import Table as WordTable

from tracker.documents.paper import Cell, Paper, Paragraph, Row, Table
from tracker.documents.readers import archive, refusals

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(path: Path) -> Paper:
    """The paper in a Word file. Raises DocumentUnreadable for anything that is none."""
    archive.check(path, "word/document.xml", ".docx")
    try:
        content = list(Document(str(path)).iter_inner_content())
        return Paper(path.name, _blocks(content))
    except Exception as error:
        # A broken package surfaces from python-docx and lxml as KeyError, ValueError, XMLSyntaxError and more.
        raise refusals.broken(path, ".docx") from error


def _blocks(content: list[Any]) -> tuple[Paragraph | Table, ...]:
    blocks: list[Paragraph | Table] = []
    paragraphs = tables = 0
    for block in content:
        if isinstance(block, WordTable):
            tables += 1
            blocks.append(_table(block, f"ตารางที่ {tables}"))
            continue
        for line in block.text.splitlines():
            if line.strip():
                paragraphs += 1
                blocks.append(Paragraph(line.strip(), f"ย่อหน้าที่ {paragraphs}"))
    return tuple(blocks)


def _table(table: Any, place: str) -> Table:
    rows: list[Row] = []
    over: list[Any] = []
    for number, row in enumerate(table.rows, start=1):
        cells = row.cells
        elements = [cell._tc for cell in cells]
        built = []
        for column, cell in enumerate(cells):
            merged_up = column < len(over) and over[column] is cell._tc
            merged_left = column > 0 and elements[column - 1] is cell._tc
            built.append(Cell(above=merged_up) if merged_up or merged_left else Cell(_lines(cell)))
        rows.append(Row(tuple(built), f"{place} แถวที่ {number}"))
        over = elements
    return Table(tuple(rows), place)


def _lines(cell: Any) -> tuple[str, ...]:
    """Paragraphs and line breaks of a cell; Word's own list numbers are no text, so a dash stands for them."""
    lines: list[str] = []
    for paragraph in cell.iter_inner_content():
        if isinstance(paragraph, WordTable):
            lines += [line for row in paragraph.rows for inner in row.cells for line in _lines(inner)]
            continue
        listed = paragraph._p.find(f"{_W}pPr/{_W}numPr") is not None
        texts = [line.strip() for line in paragraph.text.splitlines() if line.strip()]
        lines += [f"- {texts[0]}" if listed else texts[0], *texts[1:]] if texts else []
    return tuple(lines)
