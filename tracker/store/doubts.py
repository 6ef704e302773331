"""What people say is shown wrong, until a coordinator has settled it."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from tracker.model import Doubt


def add_doubt(
    tx: Session,
    office_id: int,
    person_id: int,
    fiscal_year: int,
    about: str,
    words: str,
    now: datetime,
    line_message_id: str | None = None,
) -> Doubt:
    """Write down that a person doubts what is shown of a fiscal year (B.E.)."""
    doubt = Doubt(
        office_id=office_id,
        person_id=person_id,
        fiscal_year=fiscal_year,
        about=about,
        words=words,
        told_at=now,
        line_message_id=line_message_id,
    )
    tx.add(doubt)
    tx.flush()
    return doubt


def doubts_since(
    tx: Session, since: datetime, *, person_id: int | None = None, office_id: int | None = None
) -> int:
    """How many doubts a person told, or an office was told, since a moment."""
    query = select(func.count()).select_from(Doubt).where(col(Doubt.told_at) >= since)
    if person_id is not None:
        query = query.where(Doubt.person_id == person_id)
    if office_id is not None:
        query = query.where(Doubt.office_id == office_id)
    return tx.exec(query).one()


def open_doubts(tx: Session, office_id: int, limit: int = 10) -> list[Doubt]:
    """The doubts an office has not settled, oldest first."""
    query = select(Doubt).where(Doubt.office_id == office_id, col(Doubt.settled_at).is_(None))
    return list(tx.exec(query.order_by(col(Doubt.told_at)).limit(limit)).all())


def words_of(tx: Session, line_message_id: str) -> list[str]:
    """What a message said of a figure."""
    query = select(Doubt.words).where(Doubt.line_message_id == line_message_id, Doubt.words != "")
    return list(tx.exec(query).all())


def forget_words(tx: Session, line_message_id: str) -> list[int]:
    """A message was taken back: what it said of a figure goes; that something was doubted stays. Returns which."""
    found = tx.exec(select(Doubt).where(Doubt.line_message_id == line_message_id)).all()
    for doubt in found:
        doubt.words = ""
        tx.add(doubt)
    return [doubt.id for doubt in found]


def doubt_by_id(tx: Session, office_id: int, doubt_id: int) -> Doubt | None:
    """One doubt of an office, locked until the transaction ends."""
    return tx.get(Doubt, (office_id, doubt_id), with_for_update=True)
