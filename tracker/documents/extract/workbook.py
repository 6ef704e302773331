"""Our own workbook, filled in: read by the headings of its columns, exactly, and with a finding for each cell that
cannot be read. A sheet is what its headings are; its name, its place and columns of the officer's own do not matter.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from tracker.documents.draft import DocumentDraft, FindingDraft, MeasureDraft, OfficeDraft, ResultDraft
from tracker.documents.extract import figures
from tracker.documents.extract import workbook_cells as cells
from tracker.documents.extract.departments import responsible_in
from tracker.documents.extract.reading import Reading
from tracker.documents.extract.results import Settled
from tracker.documents.extract.scores import ScoreSet
from tracker.documents.paper import Cell, Paper, Paragraph, Row, Table, cell_of
from tracker.documents.script import compact, digits
from tracker.rules import fiscal
from tracker.rules import workbook as form

Value = TypeVar("Value")
Draft = TypeVar("Draft", ResultDraft, MeasureDraft)

_NOTHING = ("-", "–", "—")
_ENOUGH = 3
"""So many headings of ours in one row make it the head of a table."""


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet with anything in them. `lone`: places of texts that stand alone, column unknown."""

    title: str
    rows: tuple[Row, ...]
    lone: frozenset[str]


@dataclass(frozen=True)
class Line:
    """One row under its headings. `problems` gathers what could not be read of it."""

    cells: dict[str, Cell]
    headings: dict[str, str]
    place: str
    problems: list[FindingDraft] = field(default_factory=list)

    def take(self, key: str, read: Callable[[str], Value]) -> Value | None:
        """The value of a column, None for an empty cell and for one that cannot be read, which is a problem."""
        text = _text(self.cells.get(key, Cell()))
        if not text:
            return None
        try:
            if text.endswith(form.CUT):
                raise cells.CellUnreadable("ซึ่งถูกตัดท้าย")
            return read(text)
        except cells.CellUnreadable as problem:
            self.refuse(key, f"เขียนว่า “{_short(text)}” {problem} จึงเว้นว่างไว้")
            return None

    def refuse(self, key: str, why: str) -> None:
        """Note a cell that is not used, in words that follow its heading."""
        heading = self.headings[key]
        where = f"{self.place} ช่อง “{heading}”"
        self.problems.append(FindingDraft("cell-unreadable", "error", f"ช่อง “{heading}” {why}", where))


def version_of(paper: Paper) -> int | None:
    """The version of the form when a paper is a workbook of ours, else None."""
    for text in _texts(paper):
        version = form.version_in(text)
        if version is not None:
            return version
    return None


def draft_of(paper: Paper) -> DocumentDraft:
    """What a workbook of ours says. The paper is taken as it was read: nothing in it is mended or guessed."""
    if (version_of(paper) or 0) > form.VERSION:
        message = f"สมุดงานนี้เป็นรูปแบบที่ {version_of(paper)} ระบบรุ่นนี้อ่านได้ถึงรูปแบบที่ {form.VERSION} จึงยังไม่ได้อ่าน"
        return DocumentDraft(
            paper.file, findings=(FindingDraft("workbook-newer", "error", message, "ทั้งไฟล์"),)
        )
    sheets = _sheets(paper)
    office_line = _office_line(sheets)
    office, known = _office(office_line)
    results, result_problems = _table(sheets, form.RESULTS_SHEET, form.RESULTS, _result)
    measures, measure_problems = _table(
        sheets, form.MEASURES_SHEET, form.MEASURES, lambda line: _measure(line, known)
    )
    results, twice = _once(results, lambda each: each.fiscal_year, _same_year)
    measures, doubled = _once(
        measures, lambda each: each.fiscal_year and (each.fiscal_year, each.number), _same_number
    )
    results.sort(key=lambda each: each.fiscal_year or 0)
    measures.sort(key=lambda each: (each.fiscal_year or 0, each.number))
    problems = [*office_line.problems, *result_problems, *measure_problems, *twice, *doubled]
    return DocumentDraft(
        file=paper.file,
        office=office,
        results=tuple(results),
        measures=tuple(measures),
        findings=(*problems, *_audited(results, measures)),
    )


def _audited(results: list[ResultDraft], measures: list[MeasureDraft]) -> Iterator[FindingDraft]:
    """What the arithmetic of any other paper would say of these figures."""
    settled = tuple(
        Settled(
            result,
            {result.place or "": ScoreSet(result.place or "", result.fiscal_year, result.indicators)},
            None,
            (),
        )
        for result in results
    )
    reading = Reading(Paper("", ()), (), (), settled, (), tuple(measures), (), None, None)
    return figures.findings(reading)


def _texts(paper: Paper) -> Iterator[str]:
    for block in paper.blocks:
        if isinstance(block, Table):
            yield from (text for row in block.rows for text in row.texts)
        else:
            yield block.text


def _sheets(paper: Paper) -> list[Sheet]:
    """The blocks of each sheet as rows; a sheet begins with a paragraph whose place is no row."""
    found: list[Sheet] = []
    for block in paper.blocks:
        if isinstance(block, Paragraph) and "แถวที่" not in block.place:
            found.append(Sheet(block.text, (), frozenset()))
            continue
        sheet = found.pop() if found else Sheet("", (), frozenset())
        if isinstance(block, Table):
            found.append(replace(sheet, rows=(*sheet.rows, *block.rows)))
        else:
            row = Row((cell_of(block.text),), block.place)
            found.append(replace(sheet, rows=(*sheet.rows, row), lone=sheet.lone | {block.place}))
    return found


def _text(cell: Cell) -> str:
    text = "\n".join(cell.lines).strip()
    return "" if text in _NOTHING else text


def _short(text: str) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= 40 else f"{text[:40]}…"


def _close(text: str) -> str:
    return compact(digits(text))


def _table(
    sheets: Sequence[Sheet],
    name: str,
    fields: Sequence[form.Field],
    read: Callable[[Line], Draft | None],
) -> tuple[list[Draft], list[FindingDraft]]:
    """Every row of every sheet that has the headings of a form."""
    drafts: list[Draft] = []
    problems: list[FindingDraft] = []
    for sheet in sheets:
        head = next((at for at, row in enumerate(sheet.rows) if _is_head(row, fields)), None)
        if head is None:
            if sheet.title == name and sheet.rows:
                problems.append(_no_head(sheet))
            continue
        columns, missing = _columns(sheet.rows[head], fields)
        problems += missing
        for line in _lines(sheet, head, columns, fields):
            draft = read(line)
            drafts += [draft] if draft else []
            problems += line.problems
        problems += [_lone(row) for row in sheet.rows[head + 1 :] if row.place in sheet.lone]
    return drafts, problems


def _key_of(heading: str, fields: Sequence[form.Field]) -> str | None:
    """The field a heading names. An indicator's is known by its number, whatever year's name follows."""
    close = _close(heading)
    for each in fields:
        if _close(each.heading) == close:
            return each.key
    if not close.startswith("ตัวชี้วัดที่"):
        return None
    try:
        key = f"indicator{cells.indicator(heading)}"
    except cells.CellUnreadable:
        return None
    return key if any(each.key == key for each in fields) else None


def _is_head(row: Row, fields: Sequence[form.Field]) -> bool:
    return len({_key_of(text, fields) for text in row.texts} - {None}) >= _ENOUGH


def _columns(row: Row, fields: Sequence[form.Field]) -> tuple[dict[str, int], list[FindingDraft]]:
    """Where each field stands. A heading that is gone, or there twice, is a finding, and nothing is read for it."""
    keys = [_key_of(text, fields) for text in row.texts]
    counted = Counter(keys)
    problems = []
    for each in fields:
        if counted[each.key] != 1:
            state = "หายไป" if not counted[each.key] else "มีมากกว่า 1 คอลัมน์"
            message = f"หัวคอลัมน์ “{each.heading}” {state} จึงไม่ได้อ่านคอลัมน์นี้"
            problems.append(FindingDraft("column-missing", "error", message, row.place))
    return {key: at for at, key in enumerate(keys) if key and counted[key] == 1}, problems


def _lines(sheet: Sheet, head: int, columns: dict[str, int], fields: Sequence[form.Field]) -> Iterator[Line]:
    """The rows under the head with anything in a column of ours; a merged cell says the same in each of its rows."""
    headings = {each.key: each.heading for each in fields}
    above: dict[str, Cell] = {}
    for row in sheet.rows[head + 1 :]:
        if row.place in sheet.lone or _is_head(row, fields):
            continue
        found = {key: row.cells[at] if at < len(row.cells) else Cell() for key, at in columns.items()}
        found = {key: above.get(key, Cell()) if cell.above else cell for key, cell in found.items()}
        above = found
        if any(_text(cell) for cell in found.values()):
            yield Line(found, headings, row.place)


def _no_head(sheet: Sheet) -> FindingDraft:
    message = f"ไม่พบแถวหัวคอลัมน์ในแผ่นงาน “{sheet.title}” จึงไม่ได้อ่านแผ่นนี้"
    return FindingDraft("column-missing", "error", message, sheet.rows[0].place)


def _lone(row: Row) -> FindingDraft:
    message = f"แถวนี้มีข้อความช่องเดียว “{_short(row.cells[0].text)}” จึงไม่ได้อ่าน"
    return FindingDraft("cell-unreadable", "warning", message, row.place)


def _office_line(sheets: Sequence[Sheet]) -> Line:
    """The office's sheet: what stands beside each of its words."""
    headings = {each.key: each.heading for each in form.OFFICE}
    keys = {_close(heading): key for key, heading in headings.items()}
    found: dict[str, Cell] = {}
    place = form.OFFICE_SHEET
    for sheet in sheets:
        for row in sheet.rows:
            filled = [cell for cell in row.cells if cell.text]
            key = keys.get(_close(filled[0].text)) if filled else None
            if key and len(filled) > 1 and key not in found:
                found[key], place = filled[1], row.place
    return Line(found, headings, place)


def _office(line: Line) -> tuple[OfficeDraft, tuple[str, ...]]:
    """The office and the departments it lists."""
    office = OfficeDraft(
        name=line.take("name", _plain),
        type=line.take("kind", cells.kind),
        district=line.take("district", lambda text: re.sub(r"^(?:อำเภอ|อ\.)\s*", "", _plain(text)) or None),
        province=line.take("province", lambda text: re.sub(r"^(?:จังหวัด|จ\.)\s*", "", _plain(text)) or None),
    )
    return office, line.take("departments", _list) or ()


def _plain(text: str) -> str:
    return " ".join(text.split("\n"))


def _list(text: str) -> tuple[str, ...]:
    return form.as_list(text.split("\n"))


def _year(line: Line) -> int | None:
    """The fiscal year of a row. One in A.D. is unmistakable, and said."""
    text = _text(line.cells.get("fiscal_year", Cell()))
    if not text:
        line.refuse("fiscal_year", "ว่างอยู่ จึงยังไม่รู้ว่าแถวนี้เป็นของปีใด")
    year = line.take("fiscal_year", cells.fiscal_year)
    if year and cells.is_christian(text):
        message = f"ช่อง “{line.headings['fiscal_year']}” เขียนว่า {text} ซึ่งเป็น ค.ศ. จึงอ่านเป็นปีงบประมาณ {year}"
        line.problems.append(FindingDraft("year-converted", "note", message, line.place, year))
    return year


def _result(line: Line) -> ResultDraft:
    year = _year(line)
    scores = {n: line.take(f"indicator{n}", cells.score) for n in form.INDICATORS}
    return ResultDraft(
        fiscal_year=year,
        overall=line.take("overall", cells.score),
        grade=line.take("grade", cells.letter),
        level=line.take("level", cells.level),
        indicators={n: score for n, score in scores.items() if score is not None},
        uncertain=line.take("uncertain", cells.indicator_numbers) or (),
        place=line.place,
    )


def _measure(line: Line, known: tuple[str, ...]) -> MeasureDraft | None:
    """A measure; None for a row without a number or a title, for there is nothing to keep it under."""
    year = _year(line)
    number, title = line.take("number", cells.number), line.take("title", _plain)
    for key, value in (("number", number), ("title", title)):
        if value is None:
            if not _text(line.cells.get(key, Cell())):
                line.refuse(key, "ว่างอยู่ จึงยังไม่ได้อ่านมาตรการในแถวนี้")
    if number is None or title is None:
        return None
    departments, everyone = _departments(line, known)
    return MeasureDraft(
        fiscal_year=year,
        number=number,
        title=title,
        indicator=line.take("indicator", cells.indicator),
        oit_item=line.take("oit_item", cells.oit_item),
        question=line.take("question", cells.question),
        steps=line.take("steps", _list) or (),
        departments=departments,
        all_departments=everyone,
        period=_period(line),
        cadence=line.take("cadence", cells.cadence) or "unknown",
        months=line.take("months", cells.months) or (),
        evidence=line.take("evidence", _list) or (),
        follow_up=line.take("follow_up", _plain),
        place=line.place,
    )


def _period(line: Line) -> fiscal.Span | None:
    """Both days or neither: half a period is none."""
    starts, ends = line.take("start", cells.first_day), line.take("end", cells.last_day)
    if starts and ends and starts > ends:
        line.refuse(
            "end", f"({fiscal.thai_date(ends)}) อยู่ก่อนวันเริ่ม ({fiscal.thai_date(starts)}) จึงไม่ใช้ทั้งสองวัน"
        )
        return None
    for key, mine, other in (("start", starts, ends), ("end", ends, starts)):
        if other and mine is None and not _text(line.cells.get(key, Cell())):
            line.refuse(key, "ว่างอยู่ แต่อีกวันหนึ่งมี จึงไม่ใช้ทั้งสองวัน")
    return (starts, ends) if starts and ends else None


def _departments(line: Line, known: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """The departments of a measure by full name, and whether it says all of them. A name of the office's own sheet
    is taken as it stands there."""
    found: dict[str, None] = {}
    everyone = False
    for name in line.take("departments", _list) or ():
        if name in known:
            found[name] = None
            continue
        responsible = responsible_in((digits(name),))
        found.update(dict.fromkeys(responsible.departments))
        everyone = everyone or responsible.everyone
        if not responsible.departments and not responsible.everyone:
            line.refuse("departments", f"มี “{_short(name)}” ซึ่งไม่ใช่ส่วนราชการที่รู้จัก จึงไม่ได้อ่านชื่อนี้")
    return tuple(found), everyone


def _once(
    drafts: Iterable[Draft],
    key_of: Callable[[Draft], object],
    problem: Callable[[list[Draft]], FindingDraft],
) -> tuple[list[Draft], list[FindingDraft]]:
    """Drafts whose key is their own. Where two rows have one, nobody can tell which is right: none is taken."""
    groups: dict[object, list[Draft]] = defaultdict(list)
    for draft in drafts:
        groups[key_of(draft)].append(draft)
    kept = [draft for key, group in groups.items() for draft in group if not key or len(group) == 1]
    return kept, [problem(group) for key, group in groups.items() if key and len(group) > 1]


def _same_year(group: list[ResultDraft]) -> FindingDraft:
    places = ", ".join(each.place or "" for each in group)
    message = f"ผลคะแนนปีงบประมาณ {group[0].fiscal_year} มี {len(group)} แถว บอกไม่ได้ว่าแถวใดถูก จึงไม่ได้อ่านทั้งหมด"
    return FindingDraft("cell-unreadable", "error", message, places, group[0].fiscal_year)


def _same_number(group: list[MeasureDraft]) -> FindingDraft:
    places = ", ".join(each.place or "" for each in group)
    message = (
        f"มาตรการที่ {group[0].number} ของปีงบประมาณ {group[0].fiscal_year} มี {len(group)} แถว "
        "บอกไม่ได้ว่าแถวใดถูก จึงไม่ได้อ่านทั้งหมด"
    )
    return FindingDraft("cell-unreadable", "error", message, places, group[0].fiscal_year)
