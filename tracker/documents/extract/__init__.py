"""From a neutral paper to a draft: what it says, and every mistake that can be seen in it."""

import re
from collections.abc import Iterable
from dataclasses import replace

from tracker.documents.draft import DocumentDraft, FindingDraft
from tracker.documents.extract import figures, item_titles, told_changes, weaknesses, wording, workbook
from tracker.documents.extract.entries import sections_of
from tracker.documents.extract.listing import with_listed_subjects
from tracker.documents.extract.measures import measures_of
from tracker.documents.extract.office import Offices, office_of
from tracker.documents.extract.progress import progress_of
from tracker.documents.extract.reading import Dated, Reading
from tracker.documents.extract.results import settle
from tracker.documents.extract.schedule import days_in, month_of_paper
from tracker.documents.extract.scores import score_sets
from tracker.documents.extract.statements import paragraphs, sentences
from tracker.documents.extract.years import mentions
from tracker.documents.paper import Paper, Paragraph, Table
from tracker.documents.script import mend

CHECKS = (
    figures.findings,
    told_changes.findings,
    wording.findings,
    item_titles.findings,
    weaknesses.findings,
)
"""Every check, in the order findings are shown within one severity."""

_BEARS = re.compile(
    r"^\s*(?:ประกาศ|สั่ง|ให้ไว้)\s*ณ\s*วันที่|^\s*ที่\s+\S.{0,40}\s{2,}วันที่|^\s*วันที่\s*\d"
    r"|ขอ(?:นำ)?(?:เสนอ)?รายงาน[^0-9]{0,80}(?:เมื่อ|ณ)\s*วันที่|(?:ลงชื่อ|เอกสารเลขที่).*ลงวันที่"
)
_PICTURE = re.compile(r"[\s(]*(?:คำบรรยาย)?(?:ภาพ|รูป)")
_BEFORE_YEAR = re.compile(r"(?:พ\.ศ\.|ปีงบประมาณ|ประจำปี)\s*$")
_YEAR_FIRST = re.compile(r"25\d\d(?!\d)")
_DAY_ALONE = re.compile(r"\s*\d{1,2}\s+[ก-๙.]{4,12}\s*(?:พ\.?ศ\.?\s*)?25\d\d\s*")
_SIGNED = re.compile(r"ลงชื่อ|ลงนาม\s*[.…_]")
_SIGNATURE = 5
_TITLE_PAGE = 8
_OF_CONTENTS = re.compile(r".*(?:\.\s?){5,}\s*\d{1,3}\s*|.*…{2,}\s*\d{1,3}\s*")
_SEVERITIES = ("error", "warning", "note")


def draft_of(paper: Paper) -> DocumentDraft:
    """Everything a paper says, as a draft with findings, the gravest first."""
    if workbook.version_of(paper):
        draft = workbook.draft_of(paper)
        return replace(draft, findings=_gravest_first(draft.findings))
    mended, damages = mend(paper)
    mended = _with_whole_years(_without_contents(mended))
    known = mentions(mended)
    office, spellings = office_of(mended)
    offices = Offices(tuple(spelling.name for spelling in spellings))
    sections = with_listed_subjects(sections_of(mended, known), mended)
    measures = measures_of(sections)
    reading = Reading(
        paper=mended,
        damages=damages,
        spellings=spellings,
        results=tuple(settle(score_sets(mended, known, offices), sentences(mended, known, offices))),
        sections=tuple(sections),
        measures=measures,
        progress=progress_of(sections, measures),
        cover=_cover(mended),
        meeting=_meeting(mended),
        issued=_issued(mended),
    )
    dated = reading.cover or reading.meeting or reading.issued
    return DocumentDraft(
        file=paper.file,
        office=office,
        results=tuple(settled.draft for settled in reading.results),
        measures=measures,
        progress=reading.progress,
        findings=_findings(reading),
        dated=dated.day if dated else None,
    )


def _without_contents(paper: Paper) -> Paper:
    """The paper without its list of contents, whose lines head nothing: "2. ผลการดำเนินการ ....... 3"."""
    said = (
        block for block in paper.blocks if isinstance(block, Table) or not _OF_CONTENTS.fullmatch(block.text)
    )
    return replace(paper, blocks=tuple(said))


def _with_whole_years(paper: Paper) -> Paper:
    """The paper with a title that was torn before its year in one piece: "… ปีงบประมาณ พ.ศ.", "2567"."""
    blocks: list[Paragraph | Table] = []
    for block in paper.blocks:
        last = blocks[-1] if blocks else None
        torn = isinstance(last, Paragraph) and isinstance(block, Paragraph) and _BEFORE_YEAR.search(last.text)
        if (
            isinstance(last, Paragraph)
            and isinstance(block, Paragraph)
            and torn
            and _YEAR_FIRST.match(block.text)
        ):
            blocks[-1] = replace(last, text=f"{last.text} {block.text}")
        else:
            blocks.append(block)
    return replace(paper, blocks=tuple(blocks))


def _findings(reading: Reading) -> tuple[FindingDraft, ...]:
    return _gravest_first(finding for check in CHECKS for finding in check(reading))


def _gravest_first(found: Iterable[FindingDraft]) -> tuple[FindingDraft, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: _SEVERITIES.index(finding.severity)))


def _cover(paper: Paper) -> Dated | None:
    """The month a cover names."""
    for _, block in paragraphs(paper):
        month = month_of_paper(block.text)
        if month:
            return Dated(month, block.place, whole_month=True)
    return None


def _issued(paper: Paper) -> Dated | None:
    """The day a memo, an announcement or an order bears: "ประกาศ ณ วันที่ …", or "ที่ … วันที่ …" in its head; or the
    one that stands alone on the title page, or under a signature."""
    signed = -_SIGNATURE
    for at, block in paragraphs(paper):
        signed = at if _SIGNED.search(block.text) else signed
        alone = (at < _TITLE_PAGE or at - signed < _SIGNATURE) and _DAY_ALONE.fullmatch(block.text)
        if (alone or _BEARS.search(block.text)) and "ประชุม" not in block.text:
            day = next(days_in(block.text), None)
            if day:
                return Dated(day, block.place)
    return None


def _meeting(paper: Paper) -> Dated | None:
    """The day of the meeting that set the measures; a picture of any meeting tells nothing of that."""
    for _, block in paragraphs(paper):
        if "ประชุม" in block.text and "วันที่" in block.text and not _PICTURE.match(block.text):
            day = next(days_in(block.text), None)
            if day:
                return Dated(day, block.place)
    return None
