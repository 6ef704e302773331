"""Blocks as files, in every format there is a reader for. A merged cell is merged where the format can say so."""

import csv
import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fontpkg
import typst
from docx import Document
from openpyxl import Workbook

from tests.tracker.documents.generated.blocks import ABOVE, LEFT, Blocks, Grid
from tests.tracker.documents.generated.flattened import as_aligned, as_drawn, as_stacked, written
from tracker.documents.readers import READERS

Writer = Callable[[Blocks, Path], Path]


def _bare(cell: str) -> str:
    return "" if cell in (ABOVE, LEFT) else cell


def as_txt(blocks: Blocks, path: Path) -> Path:
    """Cells between tabs; lines that carry no mark of their own as paragraphs of HTML."""

    def cell(text: str) -> str:
        lines = _bare(text).split("\n")
        marked = all(re.match(r"[\d๐-๙]{1,2}[.)]", line) for line in lines)
        return (
            " ".join(lines)
            if marked
            else "".join(f"<p>{line}</p>" for line in lines)
            if len(lines) > 1
            else lines[0]
        )

    return written(blocks, path, lambda grid: ["\t".join(map(cell, row)) for row in grid.rows])


def as_html_in_txt(blocks: Blocks, path: Path) -> Path:
    """Cells between tabs, their lists as tags."""

    def cell(text: str) -> str:
        lines = _bare(text).split("\n")
        if len(lines) == 1:
            return lines[0]
        numbered = [re.match(r"([\d๐-๙]{1,2})[.)]\s*(.*)", line) for line in lines]
        if all(numbered):
            return "<ol> " + " ".join(f"<li>{found[2]}</li>" for found in numbered if found) + " </ol>"
        if all(line.startswith("- ") for line in lines):
            return (
                '<ul style="list-style-type: none;"> '
                + " ".join(f"<li>{line}</li>" for line in lines)
                + " </ul>"
            )
        return "<br>".join(lines)

    def rows(grid: Grid) -> list[str]:
        head = (
            ["\t".join(f"<b>{cell(text)}</b>" if text.strip() else "" for text in grid.rows[0])]
            if grid.headed
            else []
        )
        return head + ["\t".join(map(cell, row)) for row in grid.rows[len(head) :]]

    return written(blocks, path, rows)


def as_tabbed_cells(blocks: Blocks, path: Path) -> Path:
    """One cell a line, rows apart by a blank line; cells merged with the one before are not there."""

    def rows(grid: Grid) -> list[str]:
        lines: list[str] = []
        for row in grid.rows:
            lines += [f"\t{_bare(cell)}" for cell in row if cell != LEFT] + [""]
        return lines

    return written(blocks, path, rows)


def as_markdown(blocks: Blocks, path: Path) -> Path:
    """A heading, paragraphs, tables with bars."""
    first = [True]

    def paragraph(text: str) -> str:
        mark, first[0] = "# " if first[0] else "", False
        return f"{mark}{text}"

    def rows(grid: Grid) -> list[str]:
        lines = [
            "| " + " | ".join(_bare(cell).replace("\n", "<br>") for cell in row) + " |" for row in grid.rows
        ]
        return [lines[0], "|" + " --- |" * grid.width, *lines[1:]]

    return written(blocks, path, rows, paragraph)


def as_docx(blocks: Blocks, path: Path) -> Path:
    """Word, merged cells merged, every line a paragraph of its cell."""
    paper = Document()
    for block in blocks:
        if not isinstance(block, Grid):
            paper.add_paragraph(block)
            continue
        table = paper.add_table(rows=len(block.rows), cols=block.width)
        cells: Any = [list(row.cells) for row in table.rows]
        for at, row in enumerate(block.rows):
            for column, text in enumerate(row):
                if text == ABOVE:
                    cells[at][column] = cells[at - 1][column].merge(cells[at][column])
                elif text == LEFT:
                    cells[at][column] = cells[at][column - 1].merge(cells[at][column])
                else:
                    first, *more = text.split("\n")
                    cells[at][column].paragraphs[0].text = first
                    for line in more:
                        cells[at][column].add_paragraph(line)
    paper.save(str(path))
    return path


def as_xlsx(blocks: Blocks, path: Path) -> Path:
    """Excel, one sheet, scores as numbers."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "รายงาน"
    at = 1
    for block in blocks:
        if not isinstance(block, Grid):
            sheet.cell(at, 1, block)
            at += 2
            continue
        for below, row in enumerate(block.rows):
            for column, text in enumerate(row):
                value = float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else _bare(text) or None
                sheet.cell(at + below, column + 1, value)
        for first, last, column in _runs(block):
            sheet.merge_cells(
                start_row=at + first, end_row=at + last, start_column=column + 1, end_column=column + 1
            )
        for below, row in enumerate(block.rows):
            if LEFT in row:
                end = row.index(LEFT) + 1
                sheet.merge_cells(
                    start_row=at + below, end_row=at + below, start_column=end - 1, end_column=end
                )
        at += len(block.rows) + 1
    book.save(path)
    return path


def _runs(block: Grid) -> list[tuple[int, int, int]]:
    """First and last row and column of every cell that is merged downward."""
    found = []
    for column in range(block.width):
        texts = [row[column] for row in block.rows]
        for first, text in enumerate(texts):
            last = first
            while last + 1 < len(texts) and texts[last + 1] == ABOVE:
                last += 1
            if last > first and text != ABOVE:
                found.append((first, last, column))
    return found


def as_csv(blocks: Blocks, path: Path) -> Path:
    """Comma separated, as Excel saves it."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        for block in blocks:
            rows = (
                [[_bare(cell) for cell in row] for row in block.rows]
                if isinstance(block, Grid)
                else [[block]]
            )
            writer.writerows([*rows, []])
    return path


def as_html(blocks: Blocks, path: Path) -> Path:
    """A web page, merged cells as spans."""
    parts = ["<!doctype html><html lang='th'><head><meta charset='utf-8'><title>รายงาน</title></head><body>"]
    for block in blocks:
        if not isinstance(block, Grid):
            parts.append(f"<p>{html.escape(block)}</p>")
            continue
        parts.append("<table>")
        for row in _spanned(block):
            cells = (
                f'<td rowspan="{c["down"]}" colspan="{c["across"]}">{_broken(c["text"])}</td>' for c in row
            )
            parts.append("<tr>" + "".join(cells) + "</tr>")
        parts.append("</table>")
    path.write_text("\n".join([*parts, "</body></html>"]), encoding="utf-8")
    return path


def _broken(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _across(row: tuple[str, ...], column: int) -> int:
    """How many columns a cell takes."""
    end = column + 1
    while row[end : end + 1] == (LEFT,):
        end += 1
    return end - column


def _spanned(block: Grid) -> list[list[dict[str, Any]]]:
    """The cells that are there, each with how far it reaches down and across."""
    down = {(first, column): last - first + 1 for first, last, column in _runs(block)}
    return [
        [
            {
                "text": text,
                "down": down.get((at, column), 1),
                "across": _across(row, column),
            }
            for column, text in enumerate(row)
            if text not in (ABOVE, LEFT)
        ]
        for at, row in enumerate(block.rows)
    ]


_TYPST = """
#set page(paper: "a4", margin: 1.5cm, flipped: true, numbering: "1")
#set text(font: "Sarabun", size: 9pt, lang: "th")
#for block in json(bytes(sys.inputs.data)) {
  if "text" in block { par(block.text) } else {
    table(
      columns: block.columns.map(c => c * 1fr),
      ..block.rows.flatten().map(c => table.cell(rowspan: c.down, colspan: c.across, c.text)),
    )
  }
}
"""


def as_pdf(blocks: Blocks, path: Path) -> Path:
    """PDF, set by typst with ruled tables."""
    content: list[dict[str, Any]] = []
    for block in blocks:
        if isinstance(block, Grid):
            longest = [max(len(row[at]) for row in block.rows) for at in range(block.width)]
            content.append({"columns": [min(max(c, 8), 60) for c in longest], "rows": _spanned(block)})
        else:
            content.append({"text": block})
    pdf: bytes = typst.compile(
        _TYPST.encode(),
        format="pdf",
        font_paths=[Path(fontpkg.path("Sarabun")).parent],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
    )
    path.write_bytes(pdf)
    return path


_KNOWN = {ending for ending, _ in READERS}

FORMATS: dict[str, tuple[Writer, str, int]] = {
    name: (write, ending, share)
    for name, write, ending, share in (
        ("txt", as_txt, ".txt", 5),
        ("html in txt", as_html_in_txt, ".txt", 3),
        ("flattened", as_tabbed_cells, ".txt", 2),
        ("stacked", as_stacked, ".txt", 1),
        ("drawn", as_drawn, ".txt", 2),
        ("aligned", as_aligned, ".txt", 1),
        ("markdown", as_markdown, ".md" if ".md" in _KNOWN else ".txt", 3),
        ("csv", as_csv, ".csv", 3),
        ("xlsx", as_xlsx, ".xlsx", 3),
        ("html", as_html, ".html", 3),
        ("docx", as_docx, ".docx", 1),
        ("pdf", as_pdf, ".pdf", 1),
    )
    if ending in _KNOWN
}
"""Name → writer, ending, and how often it is taken: slow ones less."""
