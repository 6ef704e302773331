"""An office's own papers become drafts: read, never written, never confirmed here."""

from pathlib import Path

from tracker.documents.draft import (
    DocumentDraft,
    FindingDraft,
    MeasureDraft,
    OfficeDraft,
    ProgressDraft,
    ResultDraft,
)
from tracker.documents.extract import draft_of
from tracker.documents.isolation import read_safely
from tracker.documents.readers import READERS, read_paper

__all__ = [
    "READERS",
    "DocumentDraft",
    "FindingDraft",
    "MeasureDraft",
    "OfficeDraft",
    "ProgressDraft",
    "ResultDraft",
    "read_document",
    "read_safely",
]


def read_document(path: Path) -> DocumentDraft:
    """What a file says, with its findings. Touches no database. Raises DocumentUnreadable."""
    return draft_of(read_paper(path))
