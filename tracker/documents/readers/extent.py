"""How large a workbook is, told before it is loaded: openpyxl would read a million rows to the end to say so."""

import zipfile
from pathlib import Path
from typing import IO, Any

from lxml import etree

from tracker.documents.readers.csv import ROWS, too_long
from tracker.errors import DocumentUnreadable

CELLS = 800_000
"""Cells of a whole workbook, empty ones with a border too: more are not read in the 20 seconds a paper has."""
_PIECE = 64 * 1024


def check(path: Path) -> None:
    """Raise DocumentUnreadable for more than 20,000 rows with words or figures, or more than 800,000 cells. Looks no
    further than that and keeps nothing of what it reads. What is no XML is left for the reader to judge."""
    count = _Count(path)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as member:
                _read(member, count)


def _read(member: IO[bytes], count: "_Count") -> None:
    parser = etree.XMLParser(target=count, resolve_entities=False, no_network=True)
    count.begin()
    try:
        while piece := member.read(_PIECE):
            parser.feed(piece)
            if count.root not in ("", "worksheet"):  # whatever its name, a sheet is told by its first element
                return
    except etree.XMLSyntaxError:
        return


class _Count:
    """Told of every element by the parser; no tree is built."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = self.cells = 0
        self.begin()

    def begin(self) -> None:
        """Another part of the workbook: nothing of the one before is open any more."""
        self.root = ""
        self._in_cell = self._filled = False

    def start(self, tag: str, _attributes: Any) -> None:
        """An element begins."""
        name = tag.rpartition("}")[2]
        self.root = self.root or name
        if name == "c" and self.root == "worksheet":
            self.cells += 1
            self._in_cell = True
            if self.cells > CELLS:
                raise _too_large(self.path)

    def data(self, text: str) -> None:
        """Words or figures, of a cell or of anything else."""
        self._filled = self._filled or (self._in_cell and not text.isspace())

    def end(self, tag: str) -> None:
        """An element ends."""
        name = tag.rpartition("}")[2]
        if name == "c":
            self._in_cell = False
        elif name == "row":
            self.rows += self._filled
            self._filled = False
            if self.rows > ROWS:
                raise too_long(self.path)

    def close(self) -> None:
        """The document ends."""


def _too_large(path: Path) -> DocumentUnreadable:
    return DocumentUnreadable(
        file=path.name,
        problem=f"it has more than {CELLS} cells",
        reason=f"ตารางมีเกิน {CELLS:,} ช่อง กรุณาลบแถวและคอลัมน์ที่ไม่ใช้ หรือแบ่งไฟล์แล้วส่งใหม่",
    )
