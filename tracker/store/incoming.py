"""Papers on their way in: a queue until LINE's copy was fetched and read, then what waits to be confirmed."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from tracker.model import IncomingPaper

LEASE = timedelta(seconds=90)  # longer than fetching and reading take at their worst
KEPT = timedelta(days=7)  # what nobody confirmed is forgotten then, with its original


def claim(tx: Session, now: datetime, limit: int = 1) -> list[IncomingPaper]:
    """Take what waits to be read; nobody else takes it while the lease runs."""
    query = (
        select(IncomingPaper)
        .where(IncomingPaper.state == "received", col(IncomingPaper.next_at) <= now)
        .order_by(col(IncomingPaper.next_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = list(tx.exec(query).all())
    for row in rows:
        row.next_at = now + LEASE
        row.attempts += 1
        tx.add(row)
    return rows


def anything_waits(tx: Session, now: datetime) -> bool:
    """Whether a paper waits: a cheap look before the write lock is taken."""
    query = select(IncomingPaper.id).where(
        IncomingPaper.state == "received", col(IncomingPaper.next_at) <= now
    )
    return tx.exec(query.limit(1)).first() is not None


def waiting_of(tx: Session, person_id: int) -> int:
    """How many papers of a person are being read or wait to be decided about."""
    query = select(func.count()).select_from(IncomingPaper).where(IncomingPaper.person_id == person_id)
    return tx.exec(query.where(col(IncomingPaper.state).in_(("received", "read")))).one()


def locked(tx: Session, office_id: int, paper_id: int) -> IncomingPaper | None:
    """A paper, locked until the transaction ends."""
    return tx.get(IncomingPaper, (office_id, paper_id), with_for_update=True, populate_existing=True)


def keep_content(tx: Session, office_id: int, paper_id: int, sha256: str) -> None:
    """Say which content a paper is before it is read, so that nobody takes the file for unused meanwhile."""
    row = locked(tx, office_id, paper_id)
    if row is not None and row.state == "received":
        row.sha256 = sha256
        tx.add(row)


def by_message(tx: Session, line_message_id: str) -> IncomingPaper | None:
    """The paper a LINE message brought, or None."""
    return tx.exec(select(IncomingPaper).where(IncomingPaper.line_message_id == line_message_id)).first()


def waiting_with(tx: Session, office_id: int, sha256: str) -> IncomingPaper | None:
    """The paper of this content that is being read or waits to be decided about, or None."""
    waiting = col(IncomingPaper.state).in_(("received", "read"))
    query = select(IncomingPaper).where(IncomingPaper.office_id == office_id, waiting)
    return tx.exec(query.where(IncomingPaper.sha256 == sha256)).first()


def of_office(tx: Session, office_id: int, limit: int = 50) -> list[IncomingPaper]:
    """The newest papers of an office that came to be taken in, without those that were taken back or kept as
    evidence."""
    there = col(IncomingPaper.state).in_(("received", "read", "refused", "taken"))
    query = select(IncomingPaper).where(IncomingPaper.office_id == office_id, there)
    return list(tx.exec(query.order_by(col(IncomingPaper.received_at).desc()).limit(limit)).all())


def claim_one(tx: Session, office_id: int, paper_id: int, now: datetime) -> IncomingPaper | None:
    """Take one paper that waits to be read, unless somebody has it."""
    row = locked(tx, office_id, paper_id)
    if row is None or row.state != "received" or row.next_at > now:
        return None
    row.next_at = now + LEASE
    row.attempts += 1
    tx.add(row)
    return row


def left_lying(tx: Session, now: datetime) -> list[IncomingPaper]:
    """Papers nobody decided about in a week."""
    waiting = col(IncomingPaper.state).in_(("received", "read", "refused"))
    query = select(IncomingPaper).where(waiting, IncomingPaper.received_at < now - KEPT)
    return list(tx.exec(query.with_for_update(skip_locked=True)).all())
