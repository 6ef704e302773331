"""Which fiscal year (B.E.) a passage speaks of, and whether as the year of results or of measures."""

import re
from dataclasses import dataclass

from tracker.documents.paper import Paper, Paragraph
from tracker.rules.fiscal import YearUnclear, year_from

_YEAR = re.compile(r"งบ(?:ประมาณ)?\s*(?:พ\s*\.?\s*ศ\s*\.?)?\s*(2[05]\d\d|\d\d(?![\d.:/]))")
_ABOUT = re.compile(
    r"(?P<measures>มาตรการ|ข้อเสนอแนะในการพัฒนา|แผนปฏิบัติ|แผนการ)|(?P<results>ผลการประเมิน|การประเมิน|ผลคะแนน|วิเคราะห์)"
)
_CELL_YEAR = re.compile(r"(?<![\d.])(2[05]\d\d)(?![\d.])")


@dataclass(frozen=True)
class Mention:
    """A fiscal year named at a block; `about` results or measures, None where nothing tells."""

    year: int
    about: str | None
    block: int
    start: int


def mentions(paper: Paper) -> tuple[Mention, ...]:
    """Every fiscal year named in running text, in order. The last subject named before it is what it is about."""
    found = []
    about: str | None = None
    for index, block in enumerate(paper.blocks):
        if not isinstance(block, Paragraph):
            about = None
            continue
        for year in _YEAR.finditer(block.text):
            subjects = list(_ABOUT.finditer(block.text, 0, year.start()))
            subject = subjects[-1].lastgroup if subjects else about
            found.append(Mention(year_from(int(year[1])), subject, index, year.start()))
        subjects = list(_ABOUT.finditer(block.text))
        about = subjects[-1].lastgroup if subjects else None
    return tuple(found)


def year_at(known: tuple[Mention, ...], about: str, block: int) -> int | None:
    """The year a block belongs to: the nearest mention of that subject before it, else the first after it."""
    fitting = [mention for mention in known if mention.about == about]
    before = [mention for mention in fitting if mention.block <= block]
    return before[-1].year if before else fitting[0].year if fitting else None


def year_in_cell(text: str) -> int | None:
    """The year that heads a column or row: "2566", "ปี พ.ศ. 2566", "ปี 66"."""
    if len(text) > 40:
        return None
    found = _CELL_YEAR.findall(text) or re.findall(r"(?:ปี|พ\.?\s*ศ\.?)\D{0,12}(\d\d)(?!\d)", text)
    if len(found) != 1:
        return None
    try:
        return year_from(int(found[0]))
    except YearUnclear:
        return None
