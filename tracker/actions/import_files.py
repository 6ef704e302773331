"""The operator's import: several papers at once, all of them or none, each original kept."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from tracker.actions.check_names import with_name_checked
from tracker.actions.forget_files import forget_unused
from tracker.actions.import_papers import Original, changes_of, new_departments, take_in
from tracker.actions.paper_offices import belongs_to, existing_office, office_for
from tracker.documents import DocumentDraft
from tracker.documents.differences import Change
from tracker.documents.gaps import with_gaps_told
from tracker.errors import FilesUnavailable, StorageUnavailable
from tracker.files import Files
from tracker.store import Store

LIMIT = 10 * 1024 * 1024


@dataclass(frozen=True)
class Taken:
    """What became of one paper: what it says, its office with its slug, and what it changes there (None: not compared,
    for the office or the database is not there yet), and the departments it sets up."""

    draft: DocumentDraft
    office: str | None
    changes: tuple[Change, ...] | None
    departments: tuple[str, ...] = ()


def import_files(
    store: Store,
    files: Files,
    paths: Sequence[Path],
    drafts: Sequence[DocumentDraft],
    slug: str | None,
    now: datetime,
) -> list[Taken]:
    """Take papers in within one transaction. Raises ImportNeedsOffice, PaperOfAnotherOffice, StorageUnavailable; then
    nothing was written and no original kept that was not there before."""
    kept: list[str] = []
    try:
        for path in paths:
            kept.append(files.put([path.read_bytes()], LIMIT).sha256)
        with store.begin() as tx:
            found = []
            for path, draft, sha256 in zip(paths, drafts, kept, strict=True):
                office = office_for(tx, slug, draft, now)
                checked = with_name_checked(tx, with_gaps_told(belongs_to(office, draft)))
                departments = new_departments(tx, office, checked)
                changes = take_in(tx, office, checked, Original(path.name, sha256), now)
                found.append(Taken(checked, f"{office.name} ({office.slug})", changes, departments))
            return found
    finally:
        # Of a paper that changed nothing, or that was refused, no original is kept; the daily sweep helps.
        with suppress(StorageUnavailable, FilesUnavailable, OSError):
            forget_unused(store.read, files, kept)


def foresee(store: Store, drafts: Sequence[DocumentDraft], slug: str | None) -> list[Taken]:
    """What taking papers in would change, nothing written. Without a database or an office there is nothing to
    compare with, and that is no error. Raises PaperOfAnotherOffice."""
    try:
        if not store.exists():
            raise StorageUnavailable(reason="it is not there yet")
        with store.read() as tx:
            return [_foreseen(tx, with_name_checked(tx, with_gaps_told(draft)), slug) for draft in drafts]
    except StorageUnavailable:
        return [Taken(with_gaps_told(draft), draft.office.name, None) for draft in drafts]


def _foreseen(tx: Session, draft: DocumentDraft, slug: str | None) -> Taken:
    office = existing_office(tx, slug, draft)
    if office is None:
        return Taken(draft, draft.office.name, None)
    draft = belongs_to(office, draft)
    return Taken(
        draft,
        f"{office.name} ({office.slug})",
        changes_of(tx, office, draft),
        new_departments(tx, office, draft),
    )
