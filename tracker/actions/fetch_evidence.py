"""Fetch photos and files from LINE at once, before LINE deletes them: a few at a time, again after a failure."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlmodel import Session

from tracker.actions.forget_files import forget_later
from tracker.errors import FileRefused
from tracker.files import Files, Stored
from tracker.model import Evidence
from tracker.store import Store, evidence

log = logging.getLogger(__name__)

LIMIT = 50 * 1_048_576
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


@dataclass(frozen=True)
class _Fetched:
    stored: Stored | None
    media_type: str | None
    problem: str | None
    final: bool


def fetch_due(store: Store, files: Files, line: Content, now: datetime) -> int:
    """Fetch what waits; returns how many were tried. No transaction is open while LINE is asked."""
    with store.begin() as tx:
        waiting = evidence.claim(tx, now)
    for row in waiting:
        fetched = _fetch(files, line, row)
        with store.begin() as tx:
            # Read anew: it may have been attached, or taken back, while LINE was asked.
            kept = evidence.locked(tx, row.office_id, row.id)
            if kept is not None:
                _note(tx, kept, fetched, files, now)
    return len(waiting)


def _fetch(files: Files, line: Content, row: Evidence) -> _Fetched:
    if row.line_message_id is None:
        return _Fetched(None, None, "no message", True)
    try:
        media_type, chunks = line.content(row.line_message_id)
        return _Fetched(files.put(chunks, LIMIT), media_type, None, True)
    except ContentGone:
        return _Fetched(None, None, "gone", True)
    except FileRefused as error:
        return _Fetched(None, None, str(error), True)
    except Exception as error:  # (whatever the network does, the row stays in the queue)
        log.warning("evidence %s not fetched: %s", row.id, type(error).__name__)
        return _Fetched(None, None, type(error).__name__, row.attempts >= len(BACKOFF))


def _note(tx: Session, row: Evidence, fetched: _Fetched, files: Files, now: datetime) -> None:
    if fetched.stored is not None and row.state == "removed":
        forget_later(tx, files, fetched.stored.sha256)  # it was unsent while we fetched it
    elif fetched.stored is not None:
        row.state, row.stored_at, row.problem = "stored", now, None
        row.sha256, row.size, row.media_type = fetched.stored.sha256, fetched.stored.size, fetched.media_type
    elif fetched.final:
        row.state, row.problem = "failed", fetched.problem
    else:
        row.problem = fetched.problem
        row.next_at = now + timedelta(seconds=BACKOFF[min(row.attempts, len(BACKOFF)) - 1])
    tx.add(row)
