"""Official reports: facts of a year in, the bytes of a document out. No database, no web, no clock."""

from importlib import import_module
from types import MappingProxyType
from typing import NamedTuple

from tracker.facts import YearFacts
from tracker.reports.analysis import analysis
from tracker.reports.content import Pictures, Report, clean, tidied
from tracker.reports.digits import in_thai_digits
from tracker.reports.editions import Edition
from tracker.reports.measures import measures
from tracker.reports.phrases import TITLES
from tracker.reports.progress import progress

__all__ = ["FORMATS", "KINDS", "TITLES", "Edition", "Format", "build", "content_of", "format_named"]


class Format(NamedTuple):
    """A file format: its name, which is also that of the module here that renders it, its suffix with the dot, its
    media type."""

    name: str
    suffix: str
    media_type: str

    def render(self, report: Report, pictures: Pictures = MappingProxyType({})) -> bytes:
        """A report in this format; `pictures` as for `build`."""
        # Loaded by the process that draws, when it does: the makers of Word and Excel files and of PDFs need more
        # memory together than all the rest, which those who answer chats do without.
        made: bytes = import_module(f"tracker.reports.{self.name}").render(report, pictures)
        return made


_OFFICE_XML = "application/vnd.openxmlformats-officedocument"

FORMATS: tuple[Format, ...] = (
    Format("docx", ".docx", f"{_OFFICE_XML}.wordprocessingml.document"),
    Format("pdf", ".pdf", "application/pdf"),
    Format("xlsx", ".xlsx", f"{_OFFICE_XML}.spreadsheetml.sheet"),
    Format("csv", ".csv", "text/csv; charset=utf-8"),
)

KINDS: tuple[str, ...] = ("analysis", "measures", "progress")


def build(
    kind: str,
    facts: YearFacts,
    round_key: str | None,
    format: str,
    pictures: Pictures = MappingProxyType({}),
    edition: Edition | None = None,
) -> bytes:
    """A report as a file: `kind` one of KINDS, `format` the name of one of FORMATS; `round_key` (6m, q1 …) chooses
    the round of a progress report, None takes the whole year. `pictures` are small JPEGs by the SHA-256 of the photo;
    `edition` says which frozen edition of a closed round the facts are.

    Raises NothingToReport, RoundUnknown, and LookupError for a kind or format that does not exist.
    """
    form = format_named(format)
    return form.render(content_of(kind, facts, round_key, edition), pictures)


def format_named(name: str) -> Format:
    """A format by its name. Raises LookupError."""
    form = next((each for each in FORMATS if each.name == name), None)
    if form is None:
        raise LookupError(f"no report format {name!r}; known: {', '.join(each.name for each in FORMATS)}")
    return form


def content_of(
    kind: str, facts: YearFacts, round_key: str | None = None, edition: Edition | None = None
) -> Report:
    """The neutral content of a report, every text in it fit for any file format, its figures in Thai digits where the
    office wants them so. Raises as `build` does."""
    report = tidied(_content_of(kind, facts, round_key, edition))
    if not facts.office.thai_digits:
        return report
    return in_thai_digits(report, {clean(update.note) for update in facts.updates})


def _content_of(kind: str, facts: YearFacts, round_key: str | None, edition: Edition | None) -> Report:
    if kind == "analysis":
        return analysis(facts)
    if kind == "measures":
        return measures(facts)
    if kind == "progress":
        return progress(facts, round_key, edition)
    raise LookupError(f"no report {kind!r}; known: {', '.join(KINDS)}")
