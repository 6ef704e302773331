"""Measures (มาตรการ) and progress on them, out of whole table rows."""

import re

from rapidfuzz import fuzz

from tracker.documents.draft import MeasureDraft, ProgressDraft
from tracker.documents.extract.departments import responsible_in
from tracker.documents.extract.entries import Entry, Section
from tracker.documents.extract.indicators import indicator_in
from tracker.documents.extract.items import items, joined
from tracker.documents.extract.schedule import cadence_in, only_cadence, period_in
from tracker.documents.paper import Cell
from tracker.documents.script import unwrapped

_NUMBER = re.compile(r"^(?:มาตรการ(?:ที่)?\s*(\d{1,2})\s*[.):]?|(\d{1,2})\s*[.)](?!\d))\s*")
_ITEM = re.compile(r"(?:^|\s|ข้อ\s*)[oO]\s?-?0?(\d{1,2})(?!\d)")
_QUESTION = re.compile(r"(?:^|\s)([ei])\s?0?(\d{1,2})(?!\d)(?!-)")
_ITEM_TEXT = re.compile(r"ข้อ\s*[oO]\d{1,2}\s*(.+)", re.S)
_EMPTY_WORDS = re.compile(r"^(?:หน่วยงาน|ต้อง|ควร|ดำเนินการ(?=[ก-๙])|มีการ(?=[ก-๙]))+")
_CLAUSE = re.compile(r"\s(?:หรือ|และ|เพื่อ|โดย|ผ่าน|รวมทั้ง|ทั้งนี้|ที่|ให้)|โดยมี|มีข้อมูล|\s*$")
_LONG = 110
_SAME = 60


def measures_of(sections: list[Section]) -> tuple[MeasureDraft, ...]:
    """The measures of every section that is a plan, numbered as printed or in their order."""
    found: list[MeasureDraft] = []
    for section in sections:
        if section.progress:
            continue
        drafts = [_measure(entry, section) for entry in section.entries]
        printed = [draft.number for draft in drafts]
        if 0 in printed or len(set(printed)) != len(printed):
            drafts = [_renumbered(draft, at) for at, draft in enumerate(drafts, start=1)]
        found += drafts
    return tuple(found)


def _renumbered(draft: MeasureDraft, number: int) -> MeasureDraft:
    return MeasureDraft(**{**draft.__dict__, "number": number})


def _measure(entry: Entry, section: Section) -> MeasureDraft:
    cell = entry.cells.get
    steps = items(entry.steps)
    follow_up, evidence = cell("follow_up", Cell()), cell("evidence", Cell())
    timing = cell("period", Cell())
    cadence, months = cadence_in(follow_up.text, cell("cadence", Cell()).text)
    if cadence == "unknown":
        cadence, months = _cadence_of_period(timing.text)
    number, title = _title(entry)
    responsible = responsible_in(cell("responsible", Cell()).lines)
    return MeasureDraft(
        fiscal_year=section.fiscal_year,
        number=number,
        title=title or _title_from(entry, steps),
        indicator=_indicator(entry),
        oit_item=_code(_ITEM, entry, "o"),
        question=_code(_QUESTION, entry, None),
        steps=steps,
        departments=responsible.departments,
        all_departments=responsible.everyone,
        period=period_in(" ".join(timing.lines), section.fiscal_year),
        cadence=cadence,
        months=months,
        evidence=_evidence(evidence if evidence.text else follow_up),
        follow_up=" ".join(unwrapped(follow_up.lines)).lstrip("- ") or None,
        place=entry.place,
    )


def _cadence_of_period(text: str) -> tuple[str, tuple[int, ...]]:
    """A column of periods may say how often ("ทุกไตรมาส"); months there are a period, no cadence."""
    cadence, months = cadence_in(text)
    return ("unknown", ()) if months or cadence == "continuous" else (cadence, ())


def _title(entry: Entry) -> tuple[int, str]:
    """The printed number (0 for none) and the title, which is empty when the cell only names an indicator."""
    lines = unwrapped(entry.title)
    text = ""
    for line in lines:
        text = joined(text, line) if text else line
    numbered = _NUMBER.match(text)
    own = entry.cells.get("number", Cell()).text.strip(" .")
    number = int(own) if own.isdecimal() else int(numbered[1] or numbered[2]) if numbered else 0
    if indicator_in(re.sub(r"\s+", " ", " ".join(entry.title))):
        return (int(own) if own.isdecimal() else 0), ""
    return number, re.sub(r"\s+", " ", text[numbered.end() :] if numbered else text).strip(" -•")


def _title_from(entry: Entry, steps: tuple[str, ...]) -> str:
    """What the OIT item asks for, else the first step: its first clause, without words that say nothing."""
    asked = _ITEM_TEXT.search(" ".join(entry.context))
    for text in ([asked[1]] if asked else []) + list(steps) + [" ".join(entry.title)]:
        said = _EMPTY_WORDS.sub("", re.sub(r"\s+", " ", text).strip())
        clause = next((said[: end.start()] for end in _CLAUSE.finditer(said) if end.start() >= 12), said)
        if clause:
            return clause[:_LONG].strip()
    return ""


def _indicator(entry: Entry) -> int | None:
    for text in (" ".join(entry.title), entry.cells.get("indicator", Cell()).text, *entry.context):
        found = indicator_in(re.sub(r"\s+", " ", text))
        if found:
            return found
    return None


def _code(pattern: re.Pattern[str], entry: Entry, letter: str | None) -> str | None:
    """The item or question an entry answers: from its own column, its title, or the words before its steps."""
    own = entry.cells.get("item", Cell()).text
    for text in (own, " ".join(entry.title), *entry.context):
        found = pattern.search(text)
        if found:
            return f"{letter or found[1]}{int(found[1] if letter else found[2])}"
    return None


def _evidence(cell: Cell) -> tuple[str, ...]:
    return tuple(item for item in items(cell.lines) if not only_cadence(item))


def progress_of(sections: list[Section], measures: tuple[MeasureDraft, ...]) -> tuple[ProgressDraft, ...]:
    """The rows of progress reports, each with the number of the measure it is about."""
    found = []
    for section in sections:
        if not section.progress:
            continue
        left = [measure for measure in measures if measure.fiscal_year == section.fiscal_year]
        for entry in section.entries:
            actions = items(entry.steps)
            measure = _matching(entry, actions, left)
            if measure:
                left.remove(measure)
            found.append(
                ProgressDraft(
                    measure=measure.number if measure else _title(entry)[0] or None,
                    fiscal_year=section.fiscal_year,
                    actions=actions,
                    results=items(entry.cells.get("results", Cell()).lines),
                    suggestions=items(entry.cells.get("suggestions", Cell()).lines),
                    place=entry.place,
                )
            )
    return tuple(found)


def _matching(entry: Entry, actions: tuple[str, ...], left: list[MeasureDraft]) -> MeasureDraft | None:
    """The measure with the same indicator whose title and steps are most alike; the first of equals."""
    number, title = _title(entry)
    indicator = _indicator(entry)
    said = " ".join((title, *actions)).replace(" ", "")

    def likeness(measure: MeasureDraft) -> float:
        theirs = " ".join((measure.title if title else "", *measure.steps)).replace(" ", "")
        same_title = 100.0 if title and fuzz.ratio(title, measure.title) >= 90 else 0.0
        return max(fuzz.ratio(said, theirs), same_title)

    fitting = [m for m in left if indicator is None or m.indicator in (indicator, None)]
    best = max(fitting, key=likeness, default=None)
    return best if best and likeness(best) >= _SAME else None
