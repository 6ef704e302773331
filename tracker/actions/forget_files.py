"""Files leave the disk only after the words about them are gone for good and nobody else needs them."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime

from sqlmodel import Session

from tracker.files import Files
from tracker.model import Evidence
from tracker.store import editions, papers

Read = Callable[[], AbstractContextManager[Session]]
"""Opens a reading session: `Store.read`."""


def forget_later(tx: Session, files: Files, sha256: str | None) -> None:
    """Remove a content once the transaction has committed, unless something still is of it then; a transaction that
    rolls back removes nothing. What cannot be removed then, the daily sweep finds."""
    if sha256 is not None:
        read: Read = tx.info["read"]
        tx.info.setdefault("after_commit", []).append(lambda: forget_unused(read, files, [sha256]))


def forget_evidence(tx: Session, files: Files, row: Evidence) -> None:
    """A photo or file is evidence no longer: its content, name and address go, that there was one stays."""
    contents = (row.sha256, row.small_sha256)
    row.state, row.sha256, row.small_sha256 = "removed", None, None
    row.file_name, row.url = None, None
    tx.add(row)
    tx.flush()
    for content in contents:
        forget_later(tx, files, content)
    forget_drawings(tx, files, row.office_id)


def forget_drawings(tx: Session, files: Files, office_id: int) -> None:
    """Reports that were drawn may show what was taken back: they are drawn anew when somebody asks."""
    for content in editions.forget_drawings(tx, office_id):
        forget_later(tx, files, content)


def forget_unused(
    read: Read, files: Files, contents: Iterable[str], stored_before: datetime | None = None
) -> int:
    """Remove the contents nothing is of any more, those stored before a moment where one is given; how many were of
    nothing. No transaction is open while a file is removed: a bucket may take its time."""
    unused = 0
    for sha256 in contents:
        with read() as tx:
            used = papers.any_use(tx, sha256)
        if not used:
            files.remove(sha256, stored_before)
            unused += 1
    return unused
