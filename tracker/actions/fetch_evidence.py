"""Fetch photos and files from LINE at once, before LINE deletes them: a few at a time, again after a failure."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlmodel import Session

from tracker import outbox
from tracker.actions.forget_files import forget_later
from tracker.errors import AccountUnknown, FileRefused, PictureRefused
from tracker.files import Files, Stored
from tracker.files.pictures import clean_file, clean_photo
from tracker.files.shrink import SMALL_SIDE, shrunk
from tracker.model import Evidence, Person, ProgressEntry
from tracker.store import Store, evidence, progress

log = logging.getLogger(__name__)

PHOTO_LIMIT, FILE_LIMIT = 20 * 1_048_576, 50 * 1_048_576
GONE = "LINE ไม่มีไฟล์นี้แล้ว กรุณาส่งใหม่"
NOT_FETCHED = "ระบบรับไฟล์จาก LINE ไม่สำเร็จ กรุณาส่งใหม่"
BACKOFF = (2, 5, 15, 60, 300, 900, 3600)  # seconds; after the last one a person has to send it again


class ContentGone(Exception):
    """LINE no longer has it: unsent or deleted."""


class ContentNotReady(Exception):
    """LINE has not finished preparing it."""


class Content(Protocol):
    """Where content comes from: LINE, or a folder in tests."""

    def content(self, message_id: str) -> tuple[str | None, Iterator[bytes]]:
        """Media type and chunks. Raises ContentGone, ContentNotReady, or OSError-like failures."""
        ...

    def through(self, account: str) -> "Content":
        """The same for what came through another account. Raises AccountUnknown."""
        ...


def content_of(line: Content, account: str | None, message_id: str) -> tuple[str | None, Iterator[bytes]]:
    """Media type and chunks of what came through an account, None the main one. Raises what `content` does, and
    ContentGone once the account was taken out of the settings."""
    try:
        return (line.through(account) if account else line).content(message_id)
    except AccountUnknown:
        raise ContentGone from None


@dataclass(frozen=True)
class Lost:
    """What is told of evidence that could not be kept: its kind, the Thai reason, and the measure and receipt of the
    report it was for, which stays as it is."""

    kind: str
    reason: str
    number: int | None = None
    receipt: str | None = None


Phrase = Callable[[Lost], outbox.Body]


@dataclass(frozen=True)
class _Fetched:
    """One try. `reason`: the Thai sentence a person reads once it is final."""

    stored: Stored | None = None
    media_type: str | None = None
    small: str | None = None
    problem: str | None = None
    reason: str = NOT_FETCHED
    final: bool = True


def fetch_due(store: Store, files: Files, line: Content, now: datetime, phrase: Phrase) -> int:
    """Fetch what waits; returns how many were tried. No transaction is open while LINE is asked or a picture drawn.
    Whoever sent what cannot be kept is told so, once."""
    if files.nearly_full():
        log.error("evidence waits: the disk of FILES_URL is nearly full")
        return 0
    with store.begin() as tx:
        waiting = evidence.claim(tx, now)
    for row in waiting:
        fetched = _fetch(files, line, row)
        with store.begin() as tx:
            # Read anew: it may have been attached, or taken back, while LINE was asked.
            kept = evidence.locked(tx, row.office_id, row.id)
            if kept is not None:
                _note(tx, kept, fetched, files, now, phrase)
    return len(waiting)


def _fetch(files: Files, line: Content, row: Evidence) -> _Fetched:
    if row.line_message_id is None:
        return _Fetched(problem="no message")
    limit, clean = (PHOTO_LIMIT, clean_photo) if row.kind == "photo" else (FILE_LIMIT, clean_file)
    try:
        media_type, chunks = content_of(line, row.account, row.line_message_id)
        stored = files.put(chunks, limit, clean)
        return _Fetched(stored, media_type, small=small_copy(files, stored.sha256))
    except ContentGone:
        return _Fetched(problem="gone", reason=GONE)
    except FileRefused as error:
        return _Fetched(problem=str(error), reason=error.sentence)
    except Exception as error:  # (whatever the network does, the row stays in the queue)
        log.warning("evidence %s not fetched: %s", row.id, type(error).__name__)
        return _Fetched(problem=type(error).__name__, final=row.attempts >= len(BACKOFF))


def small_copy(files: Files, sha256: str) -> str | None:
    """Keep a small copy of a photo we have drawn, for pages and reports; its SHA-256. None for what is no picture: such
    a file is only ever handed out."""
    try:
        return files.put([shrunk(files.path(sha256), SMALL_SIDE)], PHOTO_LIMIT).sha256
    except PictureRefused:
        return None


def _note(tx: Session, row: Evidence, fetched: _Fetched, files: Files, now: datetime, phrase: Phrase) -> None:
    if fetched.stored is not None and row.state == "removed":
        for content in (fetched.stored.sha256, fetched.small):
            forget_later(tx, files, content)  # it was unsent while we fetched it
    elif fetched.stored is not None:
        row.state, row.stored_at, row.problem = "stored", now, None
        row.sha256, row.size, row.media_type = fetched.stored.sha256, fetched.stored.size, fetched.media_type
        row.small_sha256 = fetched.small
    elif fetched.final and row.state == "received":
        row.state, row.problem = "failed", fetched.problem
        _tell(tx, row, fetched.reason, now, phrase)
    elif row.state == "received":
        row.problem = fetched.problem
        row.next_at = now + timedelta(seconds=BACKOFF[min(row.attempts, len(BACKOFF)) - 1])
    tx.add(row)


def _tell(tx: Session, row: Evidence, reason: str, now: datetime, phrase: Phrase) -> None:
    person = tx.get_one(Person, row.person_id)
    entry = tx.get(ProgressEntry, (row.office_id, row.entry_id)) if row.entry_id else None
    lost = Lost(row.kind, reason)
    if entry is not None:
        _, number = progress.year_and_number(tx, row.office_id, entry.measure_id)
        lost = Lost(row.kind, reason, number, entry.receipt)
    outbox.promise_push(
        tx, f"evidence:{row.id}:lost", person.line_user_id, phrase(lost), now,
        office_id=row.office_id, person_id=person.id,
    )  # fmt: skip
