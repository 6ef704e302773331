"""Measures (มาตรการ) out of entries: what each column says, as a draft."""

import re
from collections.abc import Callable
from dataclasses import replace

from tracker.documents.draft import MeasureDraft
from tracker.documents.extract.cadences import cadence_in, in_marked_months, named_months, says_how
from tracker.documents.extract.departments import responsible_in
from tracker.documents.extract.entries import Section
from tracker.documents.extract.entry import Entry, split_steps
from tracker.documents.extract.items import items, joined, marker_of
from tracker.documents.extract.periods import Period, period_in, widest
from tracker.documents.extract.subjects import (
    aside_of,
    indicator_named,
    indicator_of,
    item_of,
    names_indicator,
    question_of,
)
from tracker.documents.extract.timeline import months_marked, period_of_marks
from tracker.documents.script import compact

_NUMBER = re.compile(
    r"^(?:[-•]\s*)?(?:(?:\d{1,2}\.)*\d{1,2}[.)]?\s*)?(?:ชื่อ)?(?:มาตรการ|โครงการ|กิจกรรม|แนวทาง)(?:ที่|ลำดับที่)?\s*(\d{1,2})(?!\d|\s*(?:ครั้ง|เดือน|วัน|ปี))\s*[.):\-–]?\s*"
    r"|^\(?(\d{1,2})\s*[.)](?!\d)\s*"
)
_DEEP_NUMBER = re.compile(
    r"^(?:(?:มาตรการ|โครงการ|กิจกรรม|แนวทาง)(?:ที่)?\s*)?\d{1,2}(?:\.\d{1,2})+\s*(?:[.):\-–]\s*|\s)(?=\D)|^[กขคงจฉชซ][.)]\s*(?=[ก-๙A-Z])"
)
_ITEM_TEXT = re.compile(r"ข้อ\s*[oO]\d{1,2}\s*(.+)", re.S)
_EMPTY_WORDS = re.compile(r"^(?:หน่วยงาน|ต้อง|ควร|ดำเนินการ(?=[ก-๙])|มีการ(?=[ก-๙]))+")
_CLAUSE = re.compile(r"\s(?:หรือ|และ|เพื่อ|โดย|ผ่าน|รวมทั้ง|ทั้งนี้|ที่|ให้)|โดยมี|มีข้อมูล|\s*$")
_HOW_OFTEN = re.compile(r"(?:โดย|ให้|และ)?(?:สรุป)?(?:รายงาน|ติดตาม|กำกับ|ทุก|ราย|รอบ|ปีละ|เดือนละ|ไตรมาสละ|เมื่อ)")
_TORN = re.compile(
    r"(?:ประจำ|ทุก|ราย|12\s*)?เดือน|แล้วเสร็จ|เสร็จสิ้น(?:โครงการ)?|โครงการ|ไตรมาส|ประจำปี|ดำเนินการ(?:แล้วเสร็จ)?"
)
"""The end of "รายงานในที่ประชุมประจำเดือน" and its like, torn off by a narrow column."""
_LONG = 110
_ITEM_LIST = 8
_SHORT = 45
_FIELDS = (
    "indicator",
    "oit_item",
    "question",
    "steps",
    "departments",
    "all_departments",
    "period",
    "cadence",
    "months",
    "evidence",
    "follow_up",
)


def measures_of(sections: list[Section]) -> tuple[MeasureDraft, ...]:
    """The measures of every section that is a plan, numbered as printed or in their order; of a paper that has
    none, those its report tells of."""
    found: list[MeasureDraft] = []
    plans = [section for section in sections if not section.progress and not _is_list_of_items(section)]
    for section in plans or sections:
        if _is_list_of_items(section):
            continue
        entries = [entry for entry in section.entries if not section.progress or title_of(entry)[1]]
        drafts = [_measure(entry, section) for entry in entries]
        drafts = _told_once(drafts, [bool(title_of(entry)[1]) for entry in entries])
        printed = [draft.number for draft in drafts]
        if 0 in printed or len(set(printed)) != len(printed):
            drafts = [replace(draft, number=at) for at, draft in enumerate(drafts, start=1)]
        found += drafts
    return tuple(found)


def _told_once(drafts: list[MeasureDraft], titled: list[bool]) -> list[MeasureDraft]:
    """A measure listed in one place and told in full in another is one: the same title, and no field told two ways."""
    once: dict[str, MeasureDraft] = {}
    kept: list[str] = []
    for at, (draft, has_title) in enumerate(zip(drafts, titled, strict=True)):
        key = compact(draft.title) if has_title else str(at)
        together = _merged(once[key], draft) if key in once else draft
        if together is None:
            key, together = str(at), draft
        if key not in once:
            kept.append(key)
        once[key] = together
    return [once[key] for key in kept]


def _merged(first: MeasureDraft, second: MeasureDraft) -> MeasureDraft | None:
    """Two drafts as one; None where a field is told in two ways, or both tell everything."""
    filled = {}
    for name in _FIELDS:
        one, other = getattr(first, name), getattr(second, name)
        told = [value for value in (one, other) if value not in (None, (), False, "unknown")]
        if len(told) == 2 and (told[0] != told[1] or name == "steps"):
            return None
        filled[name] = told[0] if told else one
    return replace(first, **filled)


def _is_list_of_items(section: Section) -> bool:
    """Whether a table only goes through o1, o2, o3 …, as lists of what to publish do."""
    items_named = [
        item_of(" ".join((entry.cell("item").text, *entry.title[:1]))) for entry in section.entries
    ]
    numbers = [int(item[1:]) for item in items_named if item]
    return (
        len(numbers) >= _ITEM_LIST and numbers == sorted(numbers) and len(numbers) >= 0.8 * len(items_named)
    )


def _measure(entry: Entry, section: Section) -> MeasureDraft:
    number, title, within = title_of(entry)
    steps = items(entry.steps) or within
    follow_up, timing = entry.cell("follow_up"), entry.cell("period")
    cadence, months = cadence_in(follow_up.text, entry.cell("cadence").text)
    if cadence == "unknown":
        cadence, months = _cadence_of_period(timing.text)
    if cadence == "unknown" and in_marked_months(f"{follow_up.text} {entry.cell('cadence').text}"):
        cadence, months = named_months(
            tuple(month for cells, times in entry.marks for month in months_marked(cells, times))
        )
    responsible = responsible_in(entry.cell("responsible").lines)
    return MeasureDraft(
        fiscal_year=section.fiscal_year,
        number=number,
        title=title or _title_from(entry, steps),
        indicator=indicator_at(entry),
        oit_item=_first(item_of, entry, "item"),
        question=_first(question_of, entry, "item"),
        steps=steps,
        departments=responsible.departments,
        all_departments=responsible.everyone,
        period=_period(entry, section.fiscal_year),
        cadence=cadence,
        months=months,
        evidence=_evidence(entry),
        follow_up=" ".join(follow_up.lines).lstrip("- ") or None,
        place=entry.place,
    )


def _cadence_of_period(text: str) -> tuple[str, tuple[int, ...]]:
    """A column of periods may say how often ("ทุกไตรมาส"); months there are a period, no cadence."""
    cadence, months = cadence_in(text)
    told = cadence in ("quarterly", "monthly", "on_completion") or "ครั้ง" in text
    return (cadence, ()) if told and not months else ("unknown", ())


def _period(entry: Entry, year: int | None) -> Period | None:
    """What the period column says, of one row or of all together; else the marks under months; else two columns."""
    said = period_in(" ".join(entry.timings), year) or widest(
        [period_in(text, year) for text in entry.timings]
    )
    if said:
        return said
    marked = widest([period_of_marks(cells, times, year) for cells, times in entry.marks])
    if marked:
        return marked
    starts = period_in(entry.cell("period_start").text, year)
    ends = period_in(entry.cell("period_end").text, year)
    return (starts[0] if starts else None, ends[1] if ends else None) if starts or ends else None


def title_of(entry: Entry) -> tuple[int, str, tuple[str, ...]]:
    """The printed number (0 for none), the title, and steps that stand below it in the same cell.

    The title is empty when the cell only names an indicator.
    """
    own = (entry.cell("number").text or entry.cell("item").text).strip(" .)(")
    printed = int(own) if own.isdecimal() and len(own) < 3 else 0
    if indicator_named(" ".join(entry.title)):
        return printed, "", ()
    heads, steps = ((*entry.title,), ()) if entry.steps else _title_and_steps(entry.title)
    heads = (*heads[:1], *(line for line in heads[1:] if not names_indicator(line)))
    text = ""
    for line in heads:
        text = joined(text, line) if text else line
    text, _ = aside_of(text)
    if text.strip(" .)(").isdecimal():
        return printed or int(text.strip(" .)(")), "", ()
    numbered = None if _DEEP_NUMBER.match(text) else _NUMBER.match(text)
    if numbered:
        printed = printed or int(numbered[1] or numbered[2])
        text = text[numbered.end() :]
    else:
        text = _DEEP_NUMBER.sub("", text)
    return printed, re.sub(r"\s+", " ", text).strip(" -•:"), steps


def _title_and_steps(lines: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A cell with a title and, below it, its list of steps."""
    title, after = split_steps(lines)
    if title and after:
        return title, items(after)
    first = next((at for at, line in enumerate(lines) if at and marker_of(line)), None)
    if first is None:
        return lines, ()
    steps = items(lines[first:])
    whole_list = (
        marker_of(lines[0]) and marker_of(lines[0])[:1].isdigit() and marker_of(lines[first])[:1].isdigit()
    )
    begins_anew = re.match(r"\(?(?:1|ก)[.)]|\d+\.\d", lines[first])
    if whole_list and not begins_anew:
        return lines, ()
    return lines[:first], steps


def _title_from(entry: Entry, steps: tuple[str, ...]) -> str:
    """What the OIT item asks for, else the first step: its first clause, without words that say nothing."""
    asked = _ITEM_TEXT.search(" ".join(entry.context))
    for text in ([asked[1]] if asked else []) + list(steps) + [" ".join(entry.title)]:
        said = _EMPTY_WORDS.sub("", re.sub(r"\s+", " ", text).strip())
        clause = next((said[: end.start()] for end in _CLAUSE.finditer(said) if end.start() >= 12), said)
        if clause:
            return clause[:_LONG].strip()
    return ""


def indicator_at(entry: Entry) -> int | None:
    """The indicator an entry is for: of its own column, its title, its weak point, the heading above it."""
    own = entry.cell("indicator").text.strip(" .")
    if re.fullmatch(r"[1-9]|10", own):
        return int(own)
    for text, leading in (
        (own, True),
        (aside_of(" ".join(entry.title))[1], True),
        (" ".join(entry.title[:1]), False),
        *((line, names_indicator(line)) for line in entry.title[1:]),
        (" ".join(entry.title), False),
        (entry.cell("weakness").text, True),
        *((line, False) for line in entry.context),
        (entry.cell("item").text, False),
        (entry.subject, True),
    ):
        found = indicator_of(text, leading) if text else None
        if found:
            return found
    return None


def _first(read: Callable[[str], str | None], entry: Entry, column: str) -> str | None:
    """The item or question an entry answers: from its own column, its title, weak point, or the words before its
    steps."""
    texts = (
        entry.cell(column).text,
        " ".join(entry.title),
        entry.cell("weakness").text,
        entry.cell("indicator").text,
        *entry.context,
        entry.subject,
    )
    return next((found for found in map(read, texts) if found), None)


def _evidence(entry: Entry) -> tuple[str, ...]:
    """What the column of evidence lists; where there is none, what the follow-up column names besides how often."""
    if "evidence" in entry.cells:
        return tuple(each for item in items(entry.cell("evidence").lines) for each in _listed(item))
    lines = entry.cell("follow_up").lines
    listed = any(marker_of(line) for line in lines)
    told = tuple(line for line in lines if not (listed and _says_when(line)))
    return tuple(item for item in items(told) if not says_how(item) and not _TORN.fullmatch(item))


def _says_when(line: str) -> bool:
    """Whether a line under a list is none of its items but says how often to report."""
    return bool(_HOW_OFTEN.match(line)) and says_how(line) and cadence_in(line)[0] != "unknown"


def _listed(item: str) -> list[str]:
    """Documents set apart by commas."""
    pieces = [piece.strip() for piece in re.split(r"[,;]\s", f"{item} ") if piece.strip()]
    return pieces if all(len(piece) <= _SHORT for piece in pieces) else [item]
