"""Weak points listed in lines under their heading, as they also stand where a table of them became plain text."""

import re
from collections.abc import Iterator

from tracker.documents.extract.indicators import indicator_in
from tracker.documents.extract.items import marker_of
from tracker.documents.extract.subjects import is_subject
from tracker.documents.paper import Paper, Table
from tracker.documents.script import compact

_HEAD = re.compile(
    r"^[\d.)(•–-]*(?:จุดอ่อน|ข้อบกพร่อง)(?:ที่พบ)?$"
    r"|(?:ข้อค้นพบ|ประเด็น|สิ่ง|เรื่อง|จุด)ที่(?:ต้อง|ควร)(?:เร่ง|ได้รับการ)?(?:แก้ไข|ปรับปรุง|พัฒนา)[:：]?$"
)
_LONGEST = 60


def listed_points(paper: Paper) -> Iterator[tuple[str, str]]:
    """Every dashed line under a heading of weak points, and its place. Lines that name what the points are of, an
    instrument or indicators with their scores, may stand between; any other line ends the list."""
    weak = False
    for block in paper.blocks:
        if isinstance(block, Table):
            weak = False
            continue
        close, marker = compact(block.text), marker_of(block.text)
        if len(close) <= _LONGEST and _HEAD.search(close):
            weak = True
        elif weak and marker and not re.search(r"[0-9ก-ฮ]", marker):
            yield block.text[len(marker) :], block.place
        else:
            weak = weak and (is_subject(block.text) or indicator_in(block.text) is not None)
