"""Word (.docx): what a reader of the printed page sees, in its order.

Headers, footers, footnotes, comments, hidden and deleted text are left out; text boxes, content controls and
insertions that nobody accepted yet are read. Word's own list numbers are no text, so `numbering` counts them.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from tracker.documents.paper import Cell, Paper, Paragraph, Row, Table
from tracker.documents.readers import archive, refusals
from tracker.documents.readers.numbering import Numbering, W, value

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_UNSEEN = {f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "tblPr", "sdtPr", "instrText")} | {
    f"{_MC}Fallback"
}
_SIGNS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_SPAN = 200


def read(path: Path) -> Paper:
    """The paper in a Word file. Raises DocumentUnreadable for anything that is none."""
    archive.check(path, "word/document.xml", ".docx")
    try:
        with zipfile.ZipFile(path) as package:
            body = _part(package, "word/document.xml").find(f"{W}body")
            numbering = Numbering(_part(package, "word/numbering.xml"), _part(package, "word/styles.xml"))
        return Paper(path.name, tuple(_Body(numbering).blocks(body)))
    except (etree.LxmlError, KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise refusals.broken(path, ".docx") from error


def _part(package: zipfile.ZipFile, name: str) -> Any:
    """A part of the package; an empty element where an optional one is missing."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    if name not in package.namelist():
        return etree.Element("none")
    return etree.fromstring(package.read(name), parser)


class _Body:
    """Counts paragraphs, tables and list items of one paper while they are found."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.paragraphs = self.tables = 0

    def blocks(self, element: Any) -> Iterator[Paragraph | Table]:
        """The blocks under an element, in order."""
        for child in _shown(element):
            if child.tag == f"{W}tbl":
                self.tables += 1
                yield self._table(child, f"ตารางที่ {self.tables}")
            else:
                for line in self._paragraph(child):
                    self.paragraphs += 1
                    yield Paragraph(line, f"ย่อหน้าที่ {self.paragraphs}")
                for box in _boxes(child):
                    yield from self.blocks(box)

    def _paragraph(self, paragraph: Any) -> list[str]:
        """Its lines, the first with the marker Word draws before it."""
        lines = [line.strip() for line in "".join(_texts(paragraph)).splitlines() if line.strip()]
        return [self.numbering.marker(paragraph, lines[0]) + lines[0], *lines[1:]] if lines else []

    def _table(self, table: Any, place: str) -> Table:
        rows = []
        for number, row in enumerate(_children(table, f"{W}tr"), start=1):
            if row.find(f"{W}trPr/{W}del") is None:
                rows.append(Row(tuple(self._cells(row)), f"{place} แถวที่ {number}"))
        return Table(tuple(rows), place)

    def _cells(self, row: Any) -> Iterator[Cell]:
        """One for every column of the grid: merged to the right empty, merged downwards `above`."""
        yield from [Cell()] * _count(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for cell in _children(row, f"{W}tc"):
            properties = cell.find(f"{W}tcPr")
            span, down, right = (
                None if properties is None else properties.find(f"{W}{name}")
                for name in ("gridSpan", "vMerge", "hMerge")
            )
            wide = _count(span, 1)
            if down is not None and value(down) != "restart":
                yield from [Cell(above=True)] * wide
            elif right is not None and value(right) != "restart":
                yield Cell()
            else:
                yield Cell(tuple(self._lines(cell)))
                yield from [Cell()] * (wide - 1)

    def _lines(self, cell: Any) -> Iterator[str]:
        for child in _shown(cell):
            if child.tag == f"{W}tbl":
                for row in _children(child, f"{W}tr"):
                    for inner in _children(row, f"{W}tc"):
                        yield from self._lines(inner)
                continue
            yield from self._paragraph(child)
            for box in _boxes(child):
                yield from self._lines(box)


def _shown(element: Any) -> Iterator[Any]:
    """Paragraphs and tables under an element, also those wrapped in content controls and insertions."""
    for child in element.iterchildren(tag=etree.Element):
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag not in _UNSEEN:
            yield from _shown(child)


def _children(element: Any, tag: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also those in content controls."""
    for child in element.iterchildren(tag=etree.Element):
        if child.tag == tag:
            yield child
        elif child.tag not in _UNSEEN and child.tag not in (f"{W}tc", f"{W}p"):
            yield from _children(child, tag)


def _texts(element: Any) -> Iterator[str]:
    for child in element.iterchildren(tag=etree.Element):
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _UNSEEN and child.tag != f"{W}txbxContent" and not _hidden(child):
            yield from _texts(child)


def _hidden(run: Any) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and value(vanish) not in ("0", "false")


def _boxes(element: Any) -> Iterator[Any]:
    """Text boxes anchored in a paragraph. Each is stored twice; the older copy is a fallback."""
    for child in element.iterchildren(tag=etree.Element):
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag not in _UNSEEN:
            yield from _boxes(child)


def _count(element: Any, otherwise: int) -> int:
    found = "" if element is None else value(element)
    return min(int(found), _SPAN) if found.isdigit() else otherwise
