"""The report as a Word file in the hand of Thai offices: TH Sarabun New 16 pt on A4.

Word and LibreOffice take the size and weight of Thai from the complex-script attributes (szCs, bCs, cs font),
so every run carries them; with the plain ones alone Thai comes out small and in another font.
"""

import io
from types import MappingProxyType
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt

from tracker.reports.content import (
    LETTERS_A_LINE,
    LONGEST_WHOLE_ROW,
    NO_PICTURE,
    Heading,
    Items,
    Paragraph,
    Photo,
    Photos,
    Pictures,
    Report,
    Row,
    Signatures,
    Table,
    line_count,
    shown,
    signing_lines,
)

FONT = "TH Sarabun New"
BODY, SMALL, TITLE = 16, 14, 20
LONG_SIDE, SHORT_SIDE, MARGIN = Mm(297), Mm(210), Mm(20)
# Two rows of two photos with their captions fill a landscape page.
PHOTO_WIDTH, PHOTO_HEIGHT, PHOTOS_A_ROW = Mm(110), Mm(58), 2
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def render(report: Report, pictures: Pictures = MappingProxyType({})) -> bytes:
    """The report as .docx bytes; `pictures` are those it shows, as small JPEGs."""
    document = docx.Document()
    _set_defaults(document)
    room = _set_page(document, report)
    _write(_paragraph(document, "Title", "center"), report.title, TITLE, bold=True)
    for line in report.subtitle.split("\n"):
        _write(_paragraph(document, "Subtitle", "center"), line, BODY, bold=True)
    for block in report.blocks:
        _add(document, block, report, room, pictures)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add(document: Document, block: Any, report: Report, room: int, pictures: Pictures) -> None:
    match block:
        case Heading(text, new_page):
            heading = _paragraph(document, "Heading 1")
            heading.paragraph_format.page_break_before = new_page
            _write(heading, text, BODY + 2, bold=True)
        case Paragraph(text, note):
            _write(_paragraph(document), text, SMALL if note else BODY)
        case Items(texts):
            for text in texts:
                _write(_paragraph(document, "List Bullet"), text, BODY)
        case Table():
            _add_table(document, block, LETTERS_A_LINE[report.landscape], room)
            _write(_paragraph(document), "", SMALL)
        case Photos(photos):
            _add_photos(document, photos, pictures)
        case Signatures():
            _add_signatures(document, block, room)


def _set_defaults(document: Document) -> None:
    """The font for every script, in the document's defaults and in each style we use."""
    styles = document.styles
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _set_letters(defaults, BODY)
    for name in ("Normal", "Title", "Subtitle", "Heading 1", "List Bullet"):
        style = styles[name]
        bold = name not in ("Normal", "List Bullet")
        properties = style.element.get_or_add_rPr()
        for child in list(properties):
            properties.remove(child)
        _set_letters(properties, TITLE if name == "Title" else BODY, bold)
        style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.space_before = Pt(8 if name == "Heading 1" else 0)
    border = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        styles["Title"].element.pPr.remove(border)


def _set_page(document: Document, report: Report) -> int:
    """A4, the footer with page numbers; returns the room between the margins in EMU."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if report.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (
        (LONG_SIDE, SHORT_SIDE) if report.landscape else (SHORT_SIDE, LONG_SIDE)
    )
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(footer, f"{report.office} | หน้า ", SMALL)
    _write_page_number(footer, r"PAGE \* ThaiArabic" if report.thai_digits else "PAGE")
    properties = document.core_properties
    properties.title, properties.author, properties.language = report.title, report.office, "th-TH"
    properties.comments = ""
    return int(section.page_width - 2 * MARGIN)


def _paragraph(document: Document, style: str = "Normal", align: str = "left") -> Any:
    paragraph = document.add_paragraph(style=style)
    paragraph.alignment = _ALIGN[align]
    return paragraph


def _write(paragraph: Any, text: str, size: int, bold: bool = False) -> None:
    for place, line in enumerate(text.split("\n")):
        run = paragraph.add_run()
        if place:
            run.add_break()
        run.add_text(line)
        _set_letters(run._r.get_or_add_rPr(), size, bold)


def _write_page_number(paragraph: Any, field: str) -> None:
    run = paragraph.add_run()
    _set_letters(run._r.get_or_add_rPr(), SMALL)
    for kind in ("begin", None, "end"):
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = field
        run._r.append(mark)


def _set_letters(properties: Any, size: int, bold: bool = False) -> None:
    """Font, weight, size and language in the order the schema wants, once for Latin and once for Thai."""
    for tag in ("w:rFonts", "w:b", "w:bCs", "w:sz", "w:szCs", "w:lang"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    fonts = {f"w:{script}": FONT for script in ("ascii", "hAnsi", "eastAsia", "cs")}
    marks = [("w:rFonts", fonts), *([("w:b", {}), ("w:bCs", {})] if bold else [])]
    marks += [("w:sz", {"w:val": str(size * 2)}), ("w:szCs", {"w:val": str(size * 2)})]
    for tag, attributes in [*marks, ("w:lang", {"w:val": "en-US", "w:bidi": "th-TH"})]:
        mark = OxmlElement(tag)
        for name, value in attributes.items():
            mark.set(qn(name), value)
        properties.append(mark)


def _add_table(document: Document, table: Table, letters: int, room: int) -> None:
    grid = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    whole = sum(column.width for column in table.columns)
    widths = [Emu(int(room * column.width / whole)) for column in table.columns]
    # LibreOffice reads the grid, Word the cells: both get the widths.
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    titles = Row(tuple(column.title for column in table.columns), strong=True)
    _add_row(grid, titles, table, widths, header=True, whole=True)
    for row in table.rows:
        whole_row = line_count(row, table.columns, letters) <= LONGEST_WHOLE_ROW
        _add_row(grid, row, table, widths, header=False, whole=whole_row)


def _add_row(grid: Any, row: Row, table: Table, widths: list[Emu], header: bool, whole: bool) -> None:
    line = grid.add_row()
    marks = [*(["w:cantSplit"] if whole else []), *(["w:tblHeader"] if header else [])]
    for mark in marks:
        line._tr.get_or_add_trPr().append(OxmlElement(mark))
    for cell, value, column, width in zip(line.cells, row.cells, table.columns, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.alignment = _ALIGN["center" if header else column.align]
        _write(paragraph, shown(value, column.signed), BODY, bold=row.strong)


def _add_photos(document: Document, photos: tuple[Photo, ...], pictures: Pictures) -> None:
    grid = document.add_table(rows=0, cols=PHOTOS_A_ROW)
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    for first in range(0, len(photos), PHOTOS_A_ROW):
        line = grid.add_row()
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, photo in zip(line.cells, photos[first : first + PHOTOS_A_ROW], strict=False):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = _ALIGN["center"]
            _add_picture(paragraph, pictures.get(photo.sha256), photo.caption)
            below = cell.add_paragraph()
            below.alignment = _ALIGN["center"]
            _write(below, photo.caption, SMALL)
            below.paragraph_format.space_after = Pt(6)


def _add_picture(paragraph: Any, jpeg: bytes | None, caption: str) -> None:
    if jpeg is None:
        _write(paragraph, NO_PICTURE, SMALL)
        return
    run = paragraph.add_run()
    _set_letters(run._r.get_or_add_rPr(), BODY)
    shape = run.add_picture(io.BytesIO(jpeg), height=PHOTO_HEIGHT)
    if shape.width > PHOTO_WIDTH:
        shape.width, shape.height = PHOTO_WIDTH, Emu(int(shape.height * PHOTO_WIDTH / shape.width))
    # What a screen reader says of it.
    shape._inline.docPr.set("descr", caption.replace("\n", " "))


def _add_signatures(document: Document, block: Signatures, room: int) -> None:
    grid = document.add_table(rows=1, cols=len(block.people))
    grid.autofit = False
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    width = Emu(room // len(block.people))
    for column, cell, person in zip(grid.columns, grid.rows[0].cells, block.people, strict=True):
        column.width = cell.width = width
        for place, line in enumerate(signing_lines(person)):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            paragraph.alignment = _ALIGN["center"]
            paragraph.paragraph_format.space_before = Pt(0 if place else 18)
            _write(paragraph, line, BODY)
