"""A report in an office's own layout: a .docx of theirs with names in double braces where the words go.

A template is Jinja code that a stranger wrote, so it is rendered in Jinja's sandbox, in the drawing process with its
little time and memory, and sees plain texts only.
"""

import io
import zipfile
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, Listing
from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tracker.errors import TemplateUnusable
from tracker.reports.content import Pictures, Report, Signatures, Table, shown
from tracker.reports.docx import PHOTO_HEIGHT

# What the columns of a table are called in a template.
NAMES = {
    "มาตรการ/แนวทาง": "measure",
    "วิธีการดำเนินการ": "method",
    "ระยะเวลาดำเนินการ": "period",
    "การติดตามผล": "follow_up",
    "ผลลัพธ์": "outcome",
    "ข้อเสนอแนะ": "suggestion",
    "ผู้รับผิดชอบ": "responsible",
}


def render(report: Report, template: bytes, pictures: Pictures) -> bytes:
    """The report as .docx bytes in the layout of a template. Raises TemplateUnusable, which says what is wrong."""
    sheet = _opened(template)
    try:
        sheet.render(_names(report, sheet, pictures), _environment(), autoescape=True)
    except UndefinedError as error:
        raise TemplateUnusable(reason=f"มีชื่อที่ระบบไม่รู้จัก: {error.message}") from error
    except TemplateError as error:
        raise TemplateUnusable(reason=f"คำสั่งในแบบไม่ถูกต้อง: {error.message}") from error
    except (TypeError, ValueError, ZeroDivisionError, OverflowError) as error:
        raise TemplateUnusable(reason=f"คำนวณคำสั่งในแบบไม่ได้: {error}") from error
    file = io.BytesIO()
    sheet.save(file)
    return file.getvalue()


def _opened(template: bytes) -> DocxTemplate:
    try:
        sheet = DocxTemplate(io.BytesIO(template))
        sheet.init_docx()
    except (KeyError, ValueError, zipfile.BadZipFile, SyntaxError) as error:
        raise TemplateUnusable(reason="ไฟล์นี้ไม่ใช่ Word (.docx) หรือเสียหาย") from error
    return sheet


def _environment() -> ImmutableSandboxedEnvironment:
    # A name that is not known is an error, not an empty place on an official paper.
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _names(report: Report, sheet: DocxTemplate, pictures: Pictures) -> dict[str, Any]:
    """Everything a template may name; lines of a text stay lines."""
    table = [block for block in report.blocks if isinstance(block, Table)]
    main = next((each for each in table if each.columns[0].title in NAMES), None)
    signs = next((block for block in report.blocks if isinstance(block, Signatures)), Signatures(()))
    return {
        "title": Listing(report.title),
        "subtitle": Listing(report.subtitle),
        "office": report.office,
        "year": report.fiscal_year,
        "rows": _rows(main) if main else [],
        "photos": [
            {
                "caption": Listing(photo.caption),
                "picture": InlineImage(sheet, io.BytesIO(pictures[photo.sha256]), height=Mm(PHOTO_HEIGHT.mm)),
            }
            for photo in report.photos
            if photo.sha256 in pictures
        ],
        "signatures": [{"signs_as": each.signs_as, "post": each.post or ""} for each in signs.people],
    }


def _rows(table: Table) -> list[dict[str, Any]]:
    names = [NAMES[column.title] for column in table.columns]
    return [
        {
            name: Listing(shown(cell, column.signed))
            for name, cell, column in zip(names, row.cells, table.columns, strict=True)
        }
        for row in table.rows
    ]
