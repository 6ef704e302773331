"""Rows of a table of measures, or of progress on them, made whole: merged cells filled, broken rows joined.

An entry knows what stands before its list of steps (indicator, OIT item or question it answers) and the steps.
"""

import re
from dataclasses import dataclass, field, replace

from tracker.documents.extract.columns import Columns, cell_at, columns_of
from tracker.documents.extract.years import Mention, year_at
from tracker.documents.paper import Cell, Paper, Paragraph, Row, Table

_STEPS_BEGIN = re.compile(r"(?:^|(?<=\s))(?:วิธีการดำเนินการ|วิธีดำเนินการ|ขั้นตอนการดำเนินการ)\s*(?::|$|(?=\s))")
_OTHER_SUBJECT = re.compile(
    r"^(?:แบบ(?:วัด|ตรวจ)|ตัวชี้วัด|ส่วนที่\s*\d|จากผลการประเมิน|ข้อ\s*o\d|[eio]\d{1,2}\s)", re.I
)
_PROGRESS = re.compile(r"รายงานผล|รายงานความก้าวหน้า|ผลการดำเนิน(?:การ|งาน)ตามมาตรการ")


@dataclass
class Entry:
    """One row, whole. `context` are the lines before the steps; `cells` the other columns by role."""

    place: str
    title: tuple[str, ...]
    context: tuple[str, ...]
    steps: tuple[str, ...]
    cells: dict[str, Cell] = field(default_factory=dict)


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
    columns: Columns | None = None
    width = 0
    for at, block in enumerate(paper.blocks):
        if not isinstance(block, Table):
            continue
        for row in block.rows:
            heading = columns_of(row)
            if heading:
                columns, width = heading, len(row.cells)
                _section(sections, paper, at, known, columns, row.place)
            elif columns and sections and len(row.cells) == width:
                _add(sections[-1], row, columns)
            elif len(row.cells) != width:
                columns = None
    for section in sections:
        section.entries = _with_carried_context(section.entries)
    return [section for section in sections if section.entries]


def _section(
    sections: list[Section], paper: Paper, at: int, known: tuple[Mention, ...], columns: Columns, place: str
) -> None:
    year = year_at(known, "measures", at)
    progress = bool({"results", "suggestions"} & columns.keys()) or _headed_as_progress(paper, at)
    last = sections[-1] if sections else None
    if last is None or (last.fiscal_year, last.progress) != (year, progress):
        sections.append(Section(year, progress, place))


def _headed_as_progress(paper: Paper, at: int) -> bool:
    """Whether the nearest title of a subject above a table calls it a report."""
    for block in reversed(paper.blocks[:at]):
        if isinstance(block, Paragraph) and "มาตรการ" in block.text:
            return bool(_PROGRESS.match(re.sub(r"^[\d.)\s-]+", "", block.text)))
    return False


def _add(section: Section, row: Row, columns: Columns) -> None:
    title = cell_at(row, columns, "measure")
    previous = section.entries[-1] if section.entries else None
    if not any(row.texts):
        return
    if previous and (title.above or not title.text):
        _continue(previous, row, columns)
        return
    cells = {role: cell_at(row, columns, role) for role in columns}
    if previous:
        cells = {
            role: previous.cells.get(role, Cell()) if cell.above else cell for role, cell in cells.items()
        }
    method = cells.get("steps", Cell()) if "steps" in columns else cells.get("approach", Cell())
    context, steps = _split(method.lines)
    section.entries.append(Entry(row.place, title.lines, context, steps, cells))


def _continue(entry: Entry, row: Row, columns: Columns) -> None:
    """A row without a title of its own goes on with the row above."""
    for role in columns:
        more = cell_at(row, columns, role)
        if role == "steps":
            entry.steps += more.lines
        elif more.lines and role not in ("measure", "number"):
            have = entry.cells.get(role, Cell())
            if not set(more.lines) <= set(have.lines):
                entry.cells[role] = replace(have, lines=have.lines + more.lines)


def _split(lines: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands before "วิธีการดำเนินการ", and what after; all are steps where that is not written."""
    for at, line in enumerate(lines):
        begin = _STEPS_BEGIN.search(line)
        if begin:
            before, after = line[: begin.start()].strip(), line[begin.end() :].strip()
            return (*lines[:at], *filter(None, [before])), (*filter(None, [after]), *lines[at + 1 :])
    return (), lines


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
