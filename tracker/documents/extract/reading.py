"""Everything a paper was found to say, side by side: what the checks compare."""

from dataclasses import dataclass
from datetime import date

from tracker.documents.draft import FindingDraft, MeasureDraft, ProgressDraft
from tracker.documents.extract.entries import Section
from tracker.documents.extract.office import Spelling
from tracker.documents.extract.results import Settled
from tracker.documents.paper import Paper
from tracker.documents.script import Damage
from tracker.rules import audit


@dataclass(frozen=True)
class Dated:
    """A day the paper names, and where. `whole_month`: only month and year, as on a cover."""

    day: date
    place: str
    whole_month: bool = False


@dataclass(frozen=True)
class Reading:
    """A paper read: the mended text and what was taken from it."""

    paper: Paper
    damages: tuple[Damage, ...]
    spellings: tuple[Spelling, ...]
    results: tuple[Settled, ...]
    sections: tuple[Section, ...]
    measures: tuple[MeasureDraft, ...]
    progress: tuple[ProgressDraft, ...]
    cover: Dated | None
    meeting: Dated | None
    issued: Dated | None = None


def finding_of(found: audit.Finding, where: str, fiscal_year: int | None) -> FindingDraft:
    """A finding of the rules at its place in the paper."""
    return FindingDraft(found.code, found.severity, found.message_th, found.where or where, fiscal_year)
