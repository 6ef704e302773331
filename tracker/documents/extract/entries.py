"""Measures, or progress on them, as they stand in a paper: rows of tables, cards, headed paragraphs.

An entry knows what stands before its list of steps (indicator, OIT item or question it answers) and the steps.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from tracker.documents.extract import cards, prose, resolutions, rows
from tracker.documents.extract.departments import is_department
from tracker.documents.extract.entry import Entry
from tracker.documents.extract.labels import label_of
from tracker.documents.extract.overhead import subject_over
from tracker.documents.extract.wrapping import is_narrow, without_wraps
from tracker.documents.extract.years import Mention, year_at
from tracker.documents.paper import Cell, Paper, Paragraph, Table
from tracker.rules import fiscal

_OTHER_SUBJECT = re.compile(
    r"^(?:แบบ(?:วัด|ตรวจ)|ตัวชี้วัด|ส่วนที่\s*\d|จากผลการประเมิน|ข้อ\s*o\d|[eio]\d{1,2}\s)", re.I
)
_PROGRESS = re.compile(
    r"^(?:แบบ)?(?:สรุป)?(?:ราย)?งาน(?:สรุป)?ผล(?:การดำเนิน(?:การ|งาน)|ความก้าวหน้า|การปฏิบัติ|$)|^(?:แบบ)?รายงาน(?:ความก้าวหน้า|การกำกับติดตาม|การติดตาม)"
    r"|^(?:สรุป)?ผลการ(?:ดำเนิน(?:การ|งาน)|ปฏิบัติ(?:งาน|ตาม))|^การ(?:รายงาน|ติดตาม)ผล(?:การ)?(?:ดำเนิน|ตาม)"
)
_PLAN = re.compile(
    r"มาตรการ|แผนปฏิบัติ|แผน(?:ยกระดับ|ปรับปรุง)|แผนพัฒนา(?:ผล|คะแนน|\s*ITA)|แผนการ(?:ขับเคลื่อน|ปรับปรุง|พัฒนา|ยกระดับ)|แนวทางการ(?:แก้ไข|ปรับปรุง|พัฒนา|ยกระดับ)"
)
_PREFIX = re.compile(r"^(?:ส่วนที่|ตอนที่|ตาราง(?:ที่)?|บทที่|เรื่อง|แบบ)?[\d.)\s:-]*")
_ANSWERS = re.compile(r"ผลการประเมิน|วิเคราะห์|ผลคะแนน|จากการ")
_YEAR_LINE = re.compile(
    r"^(?:และ.{0,80}?|(?:ใน)?รอบ(?:ที่\s*\d)?[^ก-๙\d]*\d{1,2}\s*เดือน.{0,60}?)?\(?(?:ประจำ|ของ)?ปี(?:งบประมาณ)?\s*(?:พ\.?ศ\.?)?\s*25\d\d"
)
_TITLE_LINES = 3
_HEADING_AT_MOST = 160


@dataclass
class Section:
    """A table of measures (or several that continue one another) and the fiscal year it is for."""

    fiscal_year: int | None
    progress: bool
    place: str
    entries: list[Entry] = field(default_factory=list)


def sections_of(paper: Paper, known: tuple[Mention, ...]) -> list[Section]:
    """The sections of a paper that hold measures or progress. A table goes on over pages, with or without its
    heading repeated; another year, or another kind of table, begins another section."""
    sections: list[Section] = []
    narrow = is_narrow(paper)
    found = list(_found(paper))
    of_columns = {
        at: _year_of_columns([entry for _, entry, _ in entries])
        for at, entries in groupby(found, key=lambda each: each[0])
    }
    for at, entry, reports in found:
        year = (
            _year_above(paper, at, known)
            or of_columns[at]
            or year_at(known, "measures", at)
            or _only_year(known)
        )
        progress = reports or _headed_as_progress(paper, at)
        last = sections[-1] if sections else None
        if last is None or (last.fiscal_year, last.progress) != (year, progress):
            last = Section(year, progress, entry.place)
            sections.append(last)
        last.entries.append(entry)
    for section in sections:
        section.entries = _with_carried_context(section.entries)
        if narrow:
            section.entries = [without_wraps(entry) for entry in section.entries]
    return sections


def _year_above(paper: Paper, at: int, known: tuple[Mention, ...]) -> int | None:
    """The year the nearest heading of a plan or a report names as its own, not as that of a result it answers."""
    for number in range(at, -1, -1):
        block = paper.blocks[number]
        if isinstance(block, Paragraph) and len(block.text) <= _HEADING_AT_MOST:
            heading = _PREFIX.sub("", block.text)
            if _PLAN.match(heading) or _PROGRESS.match(re.sub(r"\s+", "", heading)):
                own = _lines_of_title(paper, number)
                years = [mention for mention in known if mention.block in own]
                answers = years and _ANSWERS.search(block.text[: years[0].start])
                if years:
                    return years[0].year if len({each.year for each in years}) == 1 and not answers else None
    return None


def _year_of_columns(entries: list[Entry]) -> int | None:
    """The fiscal year whose months a table has columns for, where their headings name the years."""
    named = {
        fiscal.fiscal_year_of(fiscal.day_of(ad_year, first, 1))
        for entry in entries
        for _, times in entry.marks
        for first, _, ad_year in times.values()
        if ad_year
    }
    return named.pop() if len(named) == 1 else None


def _lines_of_title(paper: Paper, number: int) -> list[int]:
    """The blocks of a title whose year stands on a line of its own: "ประจำปีงบประมาณ พ.ศ. 2567"."""
    own = [number]
    for at, block in enumerate(paper.blocks[number + 1 : number + 1 + _TITLE_LINES], start=number + 1):
        if isinstance(block, Paragraph) and _YEAR_LINE.match(block.text):
            return [number, at]
    return own


def _only_year(known: tuple[Mention, ...]) -> int | None:
    """The year of a paper that names one only, and that not of results."""
    years = {mention.year for mention in known}
    return years.pop() if len(years) == 1 and not any(each.about == "results" for each in known) else None


def _found(paper: Paper) -> Iterator[tuple[int, Entry, bool]]:
    """Every entry in reading order with the number of the block that begins its list, and whether it holds results."""
    of_tables = {id(block): found for block, found in _tables(paper)}
    of_prose = {at: (head, entry, reports) for at, head, entry, reports in prose.entries_of(paper)}
    resolved = list(resolutions.entries_of(paper)) if not any(of_tables.values()) else []
    if _are_parts(of_prose.values(), resolved):
        of_prose = {}
    if not of_prose:
        # What a paper also tells in sentences is read only where nothing else lists it: nothing counts twice.
        yield from ((at, entry, False) for at, entry in resolved)
    for at, block in enumerate(paper.blocks):
        if at in of_prose:
            yield of_prose[at]
        for entry, reports in of_tables.get(id(block), ()):
            yield at, entry, reports


def _are_parts(found: Iterable[tuple[int, Entry, bool]], resolved: list[tuple[int, Entry]]) -> bool:
    """Whether what looks like measures are steps counted below those of a list: none begins where one of it does."""
    places = {entry.place for _, entry in resolved}
    return len(resolved) > 1 and not any(entry.place in places for _, entry, _ in found)


def _tables(paper: Paper) -> Iterator[tuple[Table, list[tuple[Entry, bool]]]]:
    reader = rows.TableReader()
    card: Entry | None = None
    for at, block in enumerate(paper.blocks):
        if not isinstance(block, Table):
            card = None
            continue
        held = cards.entries_of(block, _line_above(paper, at), card)
        if held is None:
            yield (
                block,
                [
                    _with_department(each, _line_above(paper, at))
                    for each in reader.entries_of(block, paper, at)
                ],
            )
        else:
            card = held[-1][0] if held else card
            subject = subject_over(paper, at)
            yield block, [(replace(entry, subject=entry.subject or subject), told) for entry, told in held]


def _with_department(found: tuple[Entry, bool], above: str) -> tuple[Entry, bool]:
    """An entry of a table that stands under the name of a department, and has no column of its own for it."""
    label = label_of(above)
    said = label[1] if label and label[0] == "responsible" else above if is_department(above) else ""
    if said and "responsible" not in found[0].cells:
        found[0].cells["responsible"] = Cell((said,))
    return found


def _line_above(paper: Paper, at: int) -> str:
    above = paper.blocks[at - 1] if at else None
    return above.text if isinstance(above, Paragraph) else ""


def _headed_as_progress(paper: Paper, at: int) -> bool:
    """Whether the nearest title of a subject above a table calls it a report."""
    for block in reversed(paper.blocks[:at]):
        if isinstance(block, Paragraph) and len(block.text) <= _HEADING_AT_MOST:
            heading = _PREFIX.sub("", block.text)
            if _PROGRESS.match(re.sub(r"\s+", "", heading)):
                return True
            if _PLAN.search(heading):
                return False
    return False


def _with_carried_context(entries: list[Entry]) -> list[Entry]:
    """Lines at the end of a list of steps that open another subject were torn off the next row by a page break."""
    carried: tuple[str, ...] = ()
    whole = []
    for entry in entries:
        cut = next(
            (at for at, line in enumerate(entry.steps) if at and _OTHER_SUBJECT.match(line)), len(entry.steps)
        )
        whole.append(replace(entry, context=carried + entry.context, steps=entry.steps[:cut]))
        carried = entry.steps[cut:]
    return whole
