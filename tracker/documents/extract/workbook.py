"""Our own workbook, filled in: read by the headings of its columns, exactly, and with a finding for each cell that
cannot be read. A sheet is what its headings are; its name, its place and columns of the officer's own do not matter.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeVar

from tracker.documents.draft import DocumentDraft, FindingDraft, MeasureDraft, OfficeDraft, ResultDraft
from tracker.documents.extract import figures
from tracker.documents.extract import workbook_cells as cells
from tracker.documents.extract.departments import responsible_in
from tracker.documents.extract.reading import Reading
from tracker.documents.extract.results import Settled
from tracker.documents.extract.scoreset import ScoreSet
from tracker.documents.extract.workbook_rows import Line, office_line, sheets_of, short, table
from tracker.documents.paper import Paper, Table
from tracker.documents.script import digits
from tracker.rules import fiscal
from tracker.rules import workbook as form

Draft = TypeVar("Draft", ResultDraft, MeasureDraft)
_Totals = tuple[tuple[Decimal, str], ...]
_Words = tuple[tuple[str, str], ...]


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
    sheets = sheets_of(paper)
    about = office_line(sheets)
    office, known = _office(about)
    scored, score_problems = table(sheets, form.RESULTS_SHEET, form.RESULTS)
    planned, plan_problems = table(sheets, form.MEASURES_SHEET, form.MEASURES)
    results, twice = _once([_result(line) for line in scored], lambda each: each.fiscal_year, _same_year)
    measures, doubled = _once(
        [measure for line in planned if (measure := _measure(line, known))],
        lambda each: each.fiscal_year and (each.fiscal_year, each.number),
        _same_number,
    )
    results.sort(key=lambda each: each.fiscal_year or 0)
    measures.sort(key=lambda each: (each.fiscal_year or 0, each.number))
    unread = [problem for line in (about, *scored, *planned) for problem in line.problems]
    return DocumentDraft(
        file=paper.file,
        office=office,
        results=tuple(results),
        measures=tuple(measures),
        findings=(*score_problems, *plan_problems, *unread, *twice, *doubled, *_audited(results, measures)),
    )


def _audited(results: list[ResultDraft], measures: list[MeasureDraft]) -> Iterator[FindingDraft]:
    """What the arithmetic of any other paper would say of these figures."""
    settled = tuple(
        Settled(
            result,
            {result.place or "": ScoreSet(result.place or "", result.fiscal_year, result.indicators)},
            None,
            *_printed(result),
        )
        for result in results
    )
    reading = Reading(Paper("", ()), (), (), settled, (), tuple(measures), (), None, None)
    return figures.findings(reading)


def _printed(result: ResultDraft) -> tuple[_Totals, _Words, _Words]:
    """Total, grade and level of a row with its place, as other papers print them."""
    place = result.place or ""
    total = () if result.overall is None else ((result.overall, place),)
    grades, levels = (((said, place),) if said else () for said in (result.grade, result.level))
    return total, grades, levels


def _texts(paper: Paper) -> Iterator[str]:
    for block in paper.blocks:
        if isinstance(block, Table):
            yield from (text for row in block.rows for text in row.texts)
        else:
            yield block.text


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
    text = line.said("fiscal_year")
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
        eit1=line.take("eit1", cells.score),
        eit2=line.take("eit2", cells.score),
    )


def _measure(line: Line, known: tuple[str, ...]) -> MeasureDraft | None:
    """A measure; None for a row without a number or a title, for there is nothing to keep it under."""
    year = _year(line)
    number, title = line.take("number", cells.number), line.take("title", _plain)
    for key, value in (("number", number), ("title", title)):
        if value is None:
            if not line.said(key):
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


def _period(line: Line) -> tuple[date | None, date | None] | None:
    """The days that are said: a measure may have only its last day."""
    starts, ends = line.take("start", cells.first_day), line.take("end", cells.last_day)
    if starts and ends and starts > ends:
        line.refuse(
            "end", f"({fiscal.thai_date(ends)}) อยู่ก่อนวันเริ่ม ({fiscal.thai_date(starts)}) จึงไม่ใช้ทั้งสองวัน"
        )
        return None
    return (starts, ends) if starts or ends else None


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
            line.refuse("departments", f"มี “{short(name)}” ซึ่งไม่ใช่ส่วนราชการที่รู้จัก จึงไม่ได้อ่านชื่อนี้")
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
