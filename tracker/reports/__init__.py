"""Official reports: facts of a year in, the bytes of a document out. No database, no web, no clock."""

from collections.abc import Callable
from typing import NamedTuple

from tracker.model.facts import YearFacts
from tracker.reports import csv, docx, pdf, xlsx
from tracker.reports.analysis import analysis
from tracker.reports.content import Report, tidied
from tracker.reports.measures import measures
from tracker.reports.progress import progress

__all__ = ["FORMATS", "KINDS", "Format", "build", "content_of"]


class Format(NamedTuple):
    """A file format: its name, its suffix with the dot, its media type, and what renders it."""

    name: str
    suffix: str
    media_type: str
    render: Callable[[Report], bytes]


_OFFICE_XML = "application/vnd.openxmlformats-officedocument"

FORMATS: tuple[Format, ...] = (
    Format("docx", ".docx", f"{_OFFICE_XML}.wordprocessingml.document", docx.render),
    Format("pdf", ".pdf", "application/pdf", pdf.render),
    Format("xlsx", ".xlsx", f"{_OFFICE_XML}.spreadsheetml.sheet", xlsx.render),
    Format("csv", ".csv", "text/csv; charset=utf-8", csv.render),
)

KINDS: tuple[str, ...] = ("analysis", "measures", "progress")


def build(kind: str, facts: YearFacts, round_key: str | None, format: str) -> bytes:
    """A report as a file: `kind` one of KINDS, `format` the name of one of FORMATS; `round_key` (6m, q1 …) chooses
    the round of a progress report, None takes the whole year.

    Raises NothingToReport, RoundUnknown, and LookupError for a kind or format that does not exist.
    """
    form = next((each for each in FORMATS if each.name == format), None)
    if form is None:
        raise LookupError(f"no report format {format!r}; known: {', '.join(each.name for each in FORMATS)}")
    return form.render(content_of(kind, facts, round_key))


def content_of(kind: str, facts: YearFacts, round_key: str | None = None) -> Report:
    """The neutral content of a report, every text in it fit for any file format. Raises as `build` does."""
    if kind == "analysis":
        return tidied(analysis(facts))
    if kind == "measures":
        return tidied(measures(facts))
    if kind == "progress":
        return tidied(progress(facts, round_key))
    raise LookupError(f"no report {kind!r}; known: {', '.join(KINDS)}")
