"""The report as a PDF, set by typst: Thai broken at words, marks in place, text that can be searched.

The data goes in as JSON and the template prints it as plain strings: no text of a person ever becomes markup.
"""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import fontpkg
import typst
from PIL import ImageFont

from tracker.reports.breaking import Piece, pieces
from tracker.reports.content import (
    LETTERS_A_LINE,
    LONGEST_WHOLE_ROW,
    NO_PICTURE,
    Heading,
    Items,
    Paragraph,
    Photos,
    Pictures,
    Report,
    Signatures,
    Table,
    line_count,
    shown,
    signing_lines,
)

TEMPLATE = Path(__file__).with_name("report.typ")


def render(report: Report, pictures: Pictures = MappingProxyType({})) -> bytes:
    """The report as .pdf bytes, tagged for screen readers; `pictures` are those it shows, as small JPEGs. Needs no font
    of the system: Sarabun comes with a Python package."""
    with tempfile.TemporaryDirectory(prefix="prongsai-") as folder:
        sheet = Path(folder, TEMPLATE.name)
        sheet.write_bytes(TEMPLATE.read_bytes())
        # Under names of our own: what a person called a file never reaches the disk.
        names = {sha256: f"{place}.jpg" for place, sha256 in enumerate(pictures)}
        for sha256, name in names.items():
            Path(folder, name).write_bytes(pictures[sha256])
        data = json.dumps(_content(report, names), ensure_ascii=False)
        try:
            return _set(sheet, data, "ua-1")
        except typst.TypstError as error:
            # The standard for screen readers allows no letter that the fonts cannot draw (an emoji in a note prints
            # as a box): such a paper is tagged as well, but does not call itself by the standard's name.
            if not error.message.startswith("PDF/UA-1"):
                raise
            return _set(sheet, data, "1.7")


def _set(sheet: Path, data: str, standard: Literal["ua-1", "1.7"]) -> bytes:
    return typst.compile(
        sheet,
        root=sheet.parent,
        format="pdf",
        font_paths=[Path(fontpkg.path("Sarabun")).parent],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        pdf_standards=standard,
    )


def _content(report: Report, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": report.title.replace("\n", " "),
        "heading": _lines(report.title),
        "subtitle": _lines(report.subtitle),
        "office": report.office,
        "landscape": report.landscape,
        "thai_digits": report.thai_digits,
        "blocks": [_block(block, report.landscape, names) for block in report.blocks],
    }


def missing_letters() -> list[str]:
    """The Thai letters and marks that the reports' font cannot draw. Raises OSError when it cannot be loaded."""
    font = ImageFont.truetype(fontpkg.path("Sarabun"), 40)
    nothing = bytes(font.getmask("\uffff"))
    thai = [chr(code) for code in (*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C))]
    return [letter for letter in thai if bytes(font.getmask(letter)) == nothing]


def _block(block: Any, landscape: bool, names: Mapping[str, str]) -> dict[str, Any]:
    match block:
        case Heading(text, new_page):
            return {"what": "heading", "text": _lines(text), "new_page": new_page}
        case Paragraph(text, note):
            return {"what": "note" if note else "paragraph", "text": _lines(text)}
        case Items(texts):
            return {"what": "items", "texts": [_lines(text) for text in texts]}
        case Photos(photos):
            shots = [
                {
                    "file": names.get(each.sha256),
                    "alt": each.caption.replace("\n", " "),
                    "caption": _lines(each.caption),
                }
                for each in photos
            ]
            return {"what": "photos", "photos": shots, "missing": NO_PICTURE}
        case Signatures(people):
            return {"what": "signatures", "people": [signing_lines(each) for each in people]}
        case Table():
            rows = _rows(block, LETTERS_A_LINE[landscape])
            return {"what": "table", "columns": _columns(block), "rows": rows}
    raise TypeError(f"no way to set {block!r}")


def _lines(text: str) -> list[list[Piece]]:
    return [pieces(line) for line in text.split("\n")]


def _columns(table: Table) -> list[dict[str, Any]]:
    return [{"title": _lines(c.title), "width": c.width, "align": c.align} for c in table.columns]


def _rows(table: Table, letters: int) -> list[dict[str, Any]]:
    return [
        {
            "cells": [
                _lines(shown(c, column.signed)) for c, column in zip(row.cells, table.columns, strict=True)
            ],
            "strong": row.strong,
            "breakable": line_count(row, table.columns, letters) > LONGEST_WHOLE_ROW,
        }
        for row in table.rows
    ]
