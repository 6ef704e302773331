"""Links to the desk page, the sessions they become, and who guessed too often. Tokens come in as digests only."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Update, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from tracker.model import DeskLink, DeskLockout, DeskSession

# Kept for a while after their end, so that an old link or cookie is told from a guess.
KEPT = timedelta(days=7)


def keep_link(tx: Session, digest: str, person_id: int | None, expires_at: datetime) -> None:
    """Keep a new link's digest."""
    tx.add(DeskLink(token_sha256=digest, person_id=person_id, expires_at=expires_at))


def link(tx: Session, digest: str) -> DeskLink | None:
    """The link behind a token, used or not, or None."""
    return tx.get(DeskLink, digest)


def use_link(tx: Session, digest: str, now: datetime) -> bool:
    """Use a link up; False when it was used before, by anybody, at this very moment too."""
    unused = update(DeskLink).where(col(DeskLink.token_sha256) == digest, col(DeskLink.used_at).is_(None))
    return _changed(tx, unused.values(used_at=now)) == 1


def keep_session(
    tx: Session, digest: str, person_id: int | None, now: datetime, expires_at: datetime
) -> None:
    """Keep a new session's digest."""
    row = DeskSession(
        token_sha256=digest, person_id=person_id, began_at=now, seen_at=now, expires_at=expires_at
    )
    tx.add(row)


def session(tx: Session, digest: str) -> DeskSession | None:
    """The session behind a cookie, ended or not, or None."""
    return tx.get(DeskSession, digest)


def seen(tx: Session, digest: str, now: datetime) -> None:
    """Somebody used the session just now."""
    _changed(tx, update(DeskSession).where(col(DeskSession.token_sha256) == digest).values(seen_at=now))


def end_session(tx: Session, digest: str, now: datetime) -> None:
    """End a session for good."""
    running = update(DeskSession).where(
        col(DeskSession.token_sha256) == digest, col(DeskSession.ended_at).is_(None)
    )
    _changed(tx, running.values(ended_at=now))


def locked_until(tx: Session, key: str, now: datetime) -> datetime | None:
    """Until when this key has to wait, or None."""
    row = tx.get(DeskLockout, key)
    return row.locked_until if row and row.locked_until and row.locked_until > now else None


def count_failure(tx: Session, key: str, now: datetime, tries: int, for_long: timedelta) -> None:
    """One more wrong guess under a key; the one that makes `tries` within `for_long` of each other locks it."""
    insert = postgresql.insert if tx.get_bind().dialect.name == "postgresql" else sqlite.insert
    tx.execute(insert(DeskLockout).values(key=key, failures=0, last_at=now).on_conflict_do_nothing())
    row = tx.get_one(DeskLockout, key, with_for_update=True, populate_existing=True)
    row.failures = (row.failures if row.last_at > now - for_long else 0) + 1
    row.last_at = now
    if row.failures >= tries:
        row.failures, row.locked_until = 0, now + for_long
    tx.add(row)


def forget_old(tx: Session, now: datetime) -> None:
    """Drop links, sessions and lockouts a week after their end."""
    old = now - KEPT
    tx.execute(delete(DeskLink).where(col(DeskLink.expires_at) < old))
    tx.execute(delete(DeskSession).where(col(DeskSession.expires_at) < old))
    tx.execute(delete(DeskLockout).where(col(DeskLockout.last_at) < old))


def _changed(tx: Session, statement: Update) -> int:
    result: CursorResult[Any] = tx.exec(statement.execution_options(synchronize_session=False))
    return result.rowcount
