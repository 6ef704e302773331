"""How large a workbook is, told before it is loaded: openpyxl would read a million rows to the end to say so."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from lxml import etree

from tracker.documents.readers.csv import ROWS, too_long
from tracker.errors import DocumentUnreadable

CELLS = 300_000
"""Filled cells of a whole workbook: as many as can be read in the seconds a paper may take."""


def check(path: Path) -> None:
    """Raise DocumentUnreadable for more than 20,000 filled rows or 300,000 filled cells. Looks no further than that."""
    rows = cells = 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not (name.startswith("xl/worksheets/") and name.endswith(".xml")):
                continue
            with archive.open(name) as stream:
                for filled in _filled(stream):
                    rows, cells = rows + bool(filled), cells + filled
                    if rows > ROWS:
                        raise too_long(path)
                    if cells > CELLS:
                        raise _too_large(path)


def _filled(stream: IO[bytes]) -> Iterator[int]:
    """How many cells with something in them each row has."""
    for _, found in etree.iterparse(stream, tag="{*}row", resolve_entities=False, no_network=True):
        yield sum(len(cell) > 0 for cell in found)
        found.clear()
        while found.getprevious() is not None:
            del found.getparent()[0]


def _too_large(path: Path) -> DocumentUnreadable:
    return DocumentUnreadable(
        file=path.name,
        problem=f"it has more than {CELLS} filled cells",
        reason=f"ตารางมีข้อมูลเกิน {CELLS:,} ช่อง กรุณาส่งเฉพาะแผ่นงานที่เกี่ยวข้อง",
    )
