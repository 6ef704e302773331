"""Which indicator the lines over a table say that its measures are for."""

import re

from tracker.documents.extract.indicators import SAID, pattern
from tracker.documents.extract.prose import MEASURE_HEADING
from tracker.documents.extract.subjects import indicator_named
from tracker.documents.paper import Paper, Paragraph

_UNDER_SUBJECT = 8
_BEGINS = re.compile(rf"[\s•–*-]*(?:\(?\d{{1,2}}(?:\.\d{{1,2}})*[.)]?\s*)?(?:{SAID.pattern}|{pattern()})")
_SCORED = re.compile(r"[\s:(]*(?:ได้)?\s*(?:คะแนน)?\s*\d{1,3}\.\d{1,2}\s*(?:คะแนน)?\s*\)?$")
_HEADS = re.compile(
    r"^(?:\(?\d{1,2}(?:\.\d{1,2})*[.)]?|[ก-ฉ][.)])\s+\S|^(?:ส่วนที่|บทที่|ตอนที่|ตาราง|แผน|แนวทาง|แบบวัด|ด้าน|สรุป|ข้อเสนอแนะ)"
    r"|มาตรการ|ดัง(?:ต่อไป)?นี้"
)


def line_right_over(paper: Paper, at: int) -> str:
    """The line right over a table that says which indicator its measures are for."""
    above = paper.blocks[at - 1] if at else None
    return indicator_line(above.text) if isinstance(above, Paragraph) else ""


def subject_over(paper: Paper, at: int) -> str:
    """The heading that says which indicator a table's measures are for: right over it, or over a sentence on what is
    weak there and other tables of that indicator. Another heading between ends it, or a sentence that leads to the
    measures, or any line between its tables; the last of a list of indicators heads nothing further down."""
    said = False
    for number in range(at - 1, max(-1, at - 1 - _UNDER_SUBJECT), -1):
        block, before = paper.blocks[number], paper.blocks[number - 1] if number else None
        if not isinstance(block, Paragraph):
            if said:
                return ""
        elif indicator_line(block.text):
            listed = isinstance(before, Paragraph) and bool(_BEGINS.match(before.text))
            return block.text if number == at - 1 or not listed else ""
        elif not MEASURE_HEADING.match(block.text):
            if _HEADS.search(block.text):
                return ""
            said = True
    return ""


def indicator_line(text: str) -> str:
    """A line that names an indicator and perhaps its score; "" for any other."""
    return text if indicator_named(_SCORED.sub("", text)) else ""
