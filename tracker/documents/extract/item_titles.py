"""Findings on the titles OIT items go by: one title for two items, one item with two titles."""

import re
from collections.abc import Iterator
from itertools import pairwise

from rapidfuzz import fuzz

from tracker.documents.draft import FindingDraft
from tracker.documents.extract.columns import columns_of
from tracker.documents.extract.reading import Reading
from tracker.documents.extract.statements import paragraphs
from tracker.documents.extract.wording import lines_of, short
from tracker.documents.paper import Paper, Table

_ITEM_TITLE = re.compile(
    r"ข้อ\s*(o\d{1,2})\s+(?!(?:ซึ่ง|ที่)?(?:จัด)?อยู่|(?:ที่|ซึ่ง)?(?:ยัง)?(?:ไม่)?(?:ได้|มี|ครบ|ผ่าน)|ให้|เพราะ|เนื่องจาก|และ|ของ)(.{15,})"
)
_ITEM = re.compile(r"(?:ข้อ)?\s*[oO]\s*(\d{1,2})")
_NAMED_ITEM = re.compile(
    r"(?<![A-Za-z0-9])[oO]\s?(\d{1,2})\s+((?:การ|รายงาน|มาตรการ|แผน|ประกาศ|คู่มือ|นโยบาย|สรุปผล)(?:(?!\s[-–•]|\s{2}|[oO]\d|ไม่ได้|ได้(?:รับ)?คะแนน).){12,})"
)
"""An item with its title: a title is a noun."""
_FRAME = re.compile(r"รายงาน|สรุป|ผล|การดำเนิน(?:การ|งาน)|การปฏิบัติ(?:งาน)?|ตาม|\s")
"""Words that titles of quite different items share."""
_UNLIKE = 55


def findings(reading: Reading) -> Iterator[FindingDraft]:
    """Every item whose title cannot be its own."""
    yield from _item_titles(reading)
    yield from _two_titles(reading)


def _item_titles(reading: Reading) -> Iterator[FindingDraft]:
    """Two items under one and the same title: one of them carries the other's."""
    seen: dict[str, tuple[str, str]] = {}
    for item, title, place in _titled_items(reading.paper):
        first, first_place = seen.setdefault(re.sub(r"\s+", "", title), (item, place))
        if first != item:
            message = (
                f"ข้อ {item} ใช้ชื่อเดียวกับข้อ {first} “{short(title)}” ({first_place}) จึงมีข้อหนึ่งที่ชื่อไม่ตรงกับเลขข้อ"
            )
            yield FindingDraft("item-title-conflict", "error", message, place)


def _two_titles(reading: Reading) -> Iterator[FindingDraft]:
    """One item with two titles that have nothing in common, in lists or cells: one is another item's. What heads a
    page may count the items of another year, and is left out."""
    seen: dict[str, tuple[str, str]] = {}
    texts = [block.text for _, block in paragraphs(reading.paper)]
    headings = {text for text in texts if _NAMED_ITEM.match(text) and "คะแนน" not in text}
    for text, place in (*lines_of(reading.paper), *_items_in_cells(reading.paper)):
        if text in headings:
            continue
        for found in _NAMED_ITEM.finditer(text):
            item, title = f"o{int(found[1])}", found[2].strip()
            first, first_place = seen.setdefault(item, (title, place))
            if fuzz.partial_ratio(*(_FRAME.sub("", each) for each in (first, title))) < _UNLIKE:
                message = (
                    f"ข้อ {item} ใช้ชื่อ “{short(title)}” แต่ที่{first_place} ใช้ชื่อ “{short(first)}” "
                    "จึงมีแห่งหนึ่งที่ชื่อไม่ตรงกับเลขข้อ"
                )
                yield FindingDraft("item-title-conflict", "warning", message, place)


def _items_in_cells(paper: Paper) -> Iterator[tuple[str, str]]:
    """An item in one cell with the text of the next, as one line; its place."""
    for block in paper.blocks:
        for row in block.rows if isinstance(block, Table) else ():
            for item, title in pairwise(row.texts):
                if _ITEM.fullmatch(item):
                    yield f"{item} {title}", row.place


def _titled_items(paper: Paper) -> Iterator[tuple[str, str, str]]:
    """Every OIT item with the title right behind it, in a line or in the next cell, and its place."""
    for text, place in lines_of(paper):
        yield from ((found[1], found[2], place) for found in _ITEM_TITLE.finditer(text))
    for block in paper.blocks:
        if isinstance(block, Table) and not any(map(columns_of, block.rows)):
            for row in block.rows:
                for item, title in pairwise(row.texts):
                    found = _ITEM.fullmatch(item)
                    if found and len(title) >= 15:
                        yield f"o{found[1]}", title, row.place
