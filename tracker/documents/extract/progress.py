"""Progress on measures out of the rows of reports, each matched to the measure it is about."""

from rapidfuzz import fuzz

from tracker.documents.draft import MeasureDraft, ProgressDraft
from tracker.documents.extract.entries import Section
from tracker.documents.extract.entry import Entry
from tracker.documents.extract.items import items
from tracker.documents.extract.measures import indicator_at, title_of

_SAME = 60
_SAME_TITLE = 85


def progress_of(sections: list[Section], measures: tuple[MeasureDraft, ...]) -> tuple[ProgressDraft, ...]:
    """The rows of progress reports, each with the number of the measure it is about.

    Where the paper holds no plan of the year, that is the number the report prints; None where it cannot be told.
    """
    found = []
    planned = any(not section.progress for section in sections)
    for section in sections:
        if not section.progress:
            continue
        plan = [measure for measure in measures if measure.fiscal_year == section.fiscal_year]
        left = list(plan)
        for entry in section.entries:
            number, _, within = title_of(entry)
            actions = _actions(entry, within, planned)
            measure = _matching(entry, actions, left)
            if measure:
                left.remove(measure)
            found.append(
                ProgressDraft(
                    measure=measure.number if measure else None if plan else number or None,
                    fiscal_year=section.fiscal_year,
                    actions=actions,
                    results=items(
                        (entry.cell("results") if "results" in entry.cells else entry.cell("status")).lines
                    ),
                    suggestions=items(entry.cell("suggestions").lines),
                    place=entry.place,
                )
            )
    return tuple(found)


def _actions(entry: Entry, within: tuple[str, ...], planned: bool) -> tuple[str, ...]:
    """What was done. A column of steps in a report says it where a plan told the steps already; else it tells them."""
    if "actions" in entry.cells:
        return items(entry.cell("actions").lines)
    return (items(entry.steps) or within) if planned else ()


def _matching(entry: Entry, actions: tuple[str, ...], left: list[MeasureDraft]) -> MeasureDraft | None:
    """The measure of the same title; else the one of the same number whose title does not differ; else the one of
    the same indicator whose steps are most alike, the first of equals."""
    number, title, _ = title_of(entry)
    indicator = indicator_at(entry)
    fitting = [m for m in left if indicator is None or m.indicator in (indicator, None)]
    titled = [m for m in fitting if title and fuzz.ratio(_close(title), _close(m.title)) >= _SAME_TITLE]
    if titled:
        return next((m for m in titled if m.number == number), titled[0])
    numbered = next((m for m in fitting if m.number == number), None)
    if numbered and (not title or fuzz.partial_ratio(_close(title), _close(numbered.title)) >= _SAME_TITLE):
        return numbered
    said = _close(" ".join((title, *actions)))

    def likeness(measure: MeasureDraft) -> float:
        theirs = _close(" ".join((measure.title if title else "", *measure.steps)))
        return fuzz.ratio(said, theirs)

    best = max(fitting, key=likeness, default=None)
    return best if best and likeness(best) >= _SAME else None


def _close(text: str) -> str:
    return text.replace(" ", "")
