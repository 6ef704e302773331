"""Files leave the disk only after the words about them are gone for good and nobody else needs them."""

from collections.abc import Iterable

from sqlmodel import Session

from tracker.files import Files
from tracker.model import Evidence
from tracker.store import papers


def forget_later(tx: Session, files: Files, sha256: str | None) -> None:
    """Remove a content once the transaction has committed, unless something still is of it then; a transaction that
    rolls back removes nothing."""
    if sha256 is not None:
        bind = tx.get_bind()

        def remove() -> None:
            with Session(bind) as fresh:
                forget_unused(fresh, files, [sha256])

        tx.info.setdefault("after_commit", []).append(remove)


def forget_evidence(tx: Session, files: Files, row: Evidence) -> None:
    """A photo or file is evidence no longer: its content, name and address go, that there was one stays."""
    content, row.state, row.sha256, row.file_name = row.sha256, "removed", None, None
    row.url = None
    tx.add(row)
    tx.flush()
    forget_later(tx, files, content)


def forget_unused(tx: Session, files: Files, contents: Iterable[str]) -> None:
    """Remove the contents nothing is of any more."""
    for sha256 in contents:
        if not papers.any_use(tx, sha256):
            files.remove(sha256)
