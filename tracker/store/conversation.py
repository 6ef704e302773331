"""What was heard and what is being talked about: events taken in, memory of a thread, drafts to confirm."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from tracker.model import Draft, Memory, SeenEvent

MEMORY_FOR = timedelta(minutes=15)
DRAFT_FOR = timedelta(minutes=15)
EVENTS_KEPT = timedelta(days=90)


def take_event(tx: Session, event_id: str, message_id: str | None, kind: str, now: datetime) -> bool:
    """Take an event in; False when this event or this message was taken before."""
    values = {
        "event_id": event_id,
        "message_id": message_id,
        "kind": kind,
        "received_at": now,
        "state": "done",
    }
    insert = sqlite.insert if tx.get_bind().dialect.name == "sqlite" else postgresql.insert
    # What comes back tells, not the row count: a driver may not know how many rows a conflict left out.
    taken = insert(SeenEvent).values(**values).on_conflict_do_nothing().returning(col(SeenEvent.event_id))
    return tx.execute(taken).first() is not None


def keep_failed_event(
    tx: Session, event_id: str, kind: str, raw: dict[str, Any], problem: str, now: datetime
) -> None:
    """Keep the raw event whose handling raised, for a person to look at and to try again."""
    if tx.get(SeenEvent, event_id) is None:
        row = SeenEvent(
            event_id=event_id, kind=kind, state="failed", raw=raw, problem=problem, received_at=now
        )
        tx.add(row)


def topic(tx: Session, line_user_id: str, now: datetime) -> dict[str, Any]:
    """What the thread with a person is about; empty once 15 minutes have passed."""
    row = tx.get(Memory, line_user_id, populate_existing=True)
    return dict(row.topic) if row is not None and row.expires_at > now else {}


def remember(tx: Session, line_user_id: str, about: dict[str, Any], now: datetime) -> None:
    """Remember what the thread is about, for 15 minutes from now."""
    kept = {"topic": about, "expires_at": now + MEMORY_FOR}
    insert = sqlite.insert if tx.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(Memory).values(line_user_id=line_user_id, **kept)
    tx.execute(statement.on_conflict_do_update(index_elements=["line_user_id"], set_=kept))


def keep_draft(
    tx: Session,
    person_id: int,
    office_id: int | None,
    kind: str,
    content: dict[str, Any],
    now: datetime,
    line_message_id: str | None = None,
) -> Draft:
    """Keep something that was repeated back, for the person to confirm within 15 minutes."""
    draft = Draft(
        person_id=person_id,
        office_id=office_id,
        kind=kind,
        content=content,
        line_message_id=line_message_id,
        created_at=now,
        expires_at=now + DRAFT_FOR,
    )
    tx.add(draft)
    tx.flush()
    return draft


def locked_draft(tx: Session, draft_id: int, person_id: int) -> Draft | None:
    """A person's own draft, locked until the transaction ends, or None."""
    draft = tx.get(Draft, draft_id, with_for_update=True)
    return draft if draft is not None and draft.person_id == person_id else None


def supersede_draft(tx: Session, draft_id: int, newer: int) -> None:
    """A draft was told differently: its button leads to the newer one from now on."""
    draft = tx.get(Draft, draft_id)
    if draft is not None and draft_id != newer:
        draft.content = {**draft.content, "newer": newer}
        tx.add(draft)


def retire_draft(tx: Session, draft_id: int, now: datetime) -> None:
    """A draft is being told anew: its button is old from now on."""
    draft = tx.get(Draft, draft_id)
    if draft is not None and draft.expires_at > now:
        draft.expires_at = now
        tx.add(draft)


def drop_drafts_of_message(tx: Session, line_message_id: str) -> None:
    """Forget drafts made of a message that was taken back and not yet confirmed."""
    for draft in tx.exec(select(Draft).where(Draft.line_message_id == line_message_id)).all():
        if draft.used_at is None:
            tx.delete(draft)
        elif draft.kind == "doubt":
            draft.content = {**draft.content, "words": ""}
            tx.add(draft)


def forget_old(tx: Session, now: datetime) -> None:
    """Drop what has had its time: memory, drafts a day after they expired, events after 90 days."""
    tx.execute(delete(Memory).where(col(Memory.expires_at) < now))
    tx.execute(delete(Draft).where(col(Draft.expires_at) < now - timedelta(days=1)))
    tx.execute(delete(SeenEvent).where(col(SeenEvent.received_at) < now - EVENTS_KEPT))
