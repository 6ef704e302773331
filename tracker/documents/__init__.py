"""An office's own papers become drafts: read, never written, never confirmed here.

Those who answer chats or keep the time handle drafts and leave reading to a process of its own (`read_safely`). What
reads, with the library of Excel files it needs, would be a fifth of their memory: `read_document` alone loads it.
"""

from pathlib import Path

from tracker.documents.draft import (
    DocumentDraft,
    FindingDraft,
    MeasureDraft,
    OfficeDraft,
    ProgressDraft,
    ResultDraft,
)
from tracker.documents.isolation import read_safely

__all__ = [
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
    from tracker.documents.extract import draft_of
    from tracker.documents.readers import read_paper

    return draft_of(read_paper(path))
