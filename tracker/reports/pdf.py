"""The report as a PDF, set by typst: Thai broken at words, marks in place, text that can be searched.

The data goes in as JSON and the template prints it as plain strings: no text of a person ever becomes markup.
"""

import json
from pathlib import Path
from typing import Any

import fontpkg
import typst
from PIL import ImageFont

from tracker.reports.content import Heading, Items, Paragraph, Report, Table, line_count, shown

TEMPLATE = Path(__file__).with_name("report.typ")
# A row about as tall as a page may break; typst would cut off what is kept whole and does not fit.
LETTERS_A_LINE, LONGEST_WHOLE_ROW = {True: 165, False: 105}, 18


def render(report: Report) -> bytes:
    """The report as .pdf bytes. Needs no font of the system: Sarabun comes with a Python package."""
    content = {
        "title": report.title,
        "subtitle": report.subtitle,
        "office": report.office,
        "landscape": report.landscape,
        "blocks": [_block(block, LETTERS_A_LINE[report.landscape]) for block in report.blocks],
    }
    pdf: bytes = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        format="pdf",
        font_paths=[Path(fontpkg.path("Sarabun")).parent],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
    )
    return pdf


def missing_letters() -> list[str]:
    """The Thai letters and marks that the reports' font cannot draw. Raises OSError when it cannot be loaded."""
    font = ImageFont.truetype(fontpkg.path("Sarabun"), 40)
    nothing = bytes(font.getmask("\uffff"))
    thai = [chr(code) for code in (*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C))]
    return [letter for letter in thai if bytes(font.getmask(letter)) == nothing]


def _block(block: Any, letters: int) -> dict[str, Any]:
    match block:
        case Heading(text):
            return {"what": "heading", "text": text}
        case Paragraph(text, note):
            return {"what": "note" if note else "paragraph", "text": text}
        case Items(texts):
            return {"what": "items", "texts": texts}
        case Table():
            return {"what": "table", "columns": _columns(block), "rows": _rows(block, letters)}
    raise TypeError(f"no way to set {block!r}")


def _columns(table: Table) -> list[dict[str, Any]]:
    return [{"title": c.title, "width": c.width, "align": c.align} for c in table.columns]


def _rows(table: Table, letters: int) -> list[dict[str, Any]]:
    return [
        {
            "cells": [shown(c, column.signed) for c, column in zip(row.cells, table.columns, strict=True)],
            "strong": row.strong,
            "breakable": line_count(row, table.columns, letters) > LONGEST_WHOLE_ROW,
        }
        for row in table.rows
    ]
