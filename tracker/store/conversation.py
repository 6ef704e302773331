"""What was heard and what is being talked about: events taken in, memory of a thread, drafts to confirm."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam, delete, insert, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, select

from tracker.model import Draft, Memory, SeenEvent
from tracker.model.columns import UtcDateTime, new_id
from tracker.store.plain import ask, columns, entity, entity_of, table, tell, tell_back
from tracker.store.ready import Ready

MEMORY_FOR = timedelta(minutes=15)
DRAFT_FOR = timedelta(minutes=15)
LONGEST_MESSAGE_ID = 100


def take_event(
    tx: Session,
    event_id: str,
    message_id: str | None,
    kind: str,
    now: datetime,
    *,
    state: str = "done",
    raw: dict[str, Any] | None = None,
) -> bool:
    """Take an event in; False when this event or this message was taken before. One that is not acted on is kept
    `raw` under another state: unparsed unknown old."""
    row: dict[str, Any] = {"event_id": event_id, "message_id": message_id, "kind": kind, "state": state}
    row |= {"raw": raw, "retries": 0, "received_at": now}
    # What comes back tells, not the row count: a driver may not know how many rows a conflict left out.
    return bool(tell_back(tx, _TAKE, row))


# Statements that every event needs are made once: to make one takes longer than to carry it out.
def _take(dialect: str) -> Any:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table(SeenEvent)).on_conflict_do_nothing().returning(col(SeenEvent.event_id))


def _remember(dialect: str) -> Any:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    fresh = insert(table(Memory))
    newer = {"topic": fresh.excluded.topic, "expires_at": fresh.excluded.expires_at}
    return fresh.on_conflict_do_update(index_elements=["line_user_id"], set_=newer)


_TAKE = Ready(_take, ("event_id", "message_id", "kind", "state", "raw", "retries", "received_at"))
_REMEMBER = Ready(_remember, ("line_user_id", "topic", "expires_at"))
_TOPIC = Ready(
    sqlalchemy.select(col(Memory.topic), col(Memory.expires_at)).where(
        col(Memory.line_user_id) == bindparam("user")
    )
)


def keep_failed_event(
    tx: Session,
    event_id: str,
    kind: str,
    raw: dict[str, Any],
    problem: str,
    now: datetime,
    message_id: str | None = None,
    person_id: int | None = None,
) -> None:
    """Keep the raw event whose handling raised, for a person to look at and to have it handled again."""
    failed = {"state": "failed", "raw": raw, "problem": problem, "person_id": person_id}
    insert = sqlite.insert if tx.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"event_id": event_id, "message_id": message_id, "kind": kind, "received_at": now, **failed}
    tx.execute(insert(SeenEvent).values(**row).on_conflict_do_nothing())


def take_failed_event(tx: Session, event_id: str) -> SeenEvent | None:
    """A failed event, locked until the transaction ends; None when it was settled by anybody else."""
    query = select(SeenEvent).where(SeenEvent.event_id == event_id, SeenEvent.state == "failed")
    return tx.exec(query.with_for_update()).first()


def settle_failed_event(tx: Session, row: SeenEvent, state: str, now: datetime) -> None:
    """A failed event was handled after all ("done") or set aside ("dismissed"): what was said in it goes."""
    row.state, row.raw, row.tried_at = state, None, now
    tx.add(row)


def note_failed_again(tx: Session, event_id: str, problem: str, now: datetime) -> None:
    """A failed event was handled again in vain."""
    row = take_failed_event(tx, event_id)
    if row is not None:
        row.retries, row.problem, row.tried_at = row.retries + 1, problem, now
        tx.add(row)


def topic(tx: Session, line_user_id: str, now: datetime) -> dict[str, Any]:
    """What the thread with a person is about; empty once 15 minutes have passed."""
    rows = ask(tx, _TOPIC, {"user": line_user_id})
    return dict(rows[0].topic) if rows and rows[0].expires_at > now else {}


def remember(tx: Session, line_user_id: str, about: dict[str, Any], now: datetime) -> None:
    """Remember what the thread is about, for 15 minutes from now."""
    row = {"line_user_id": line_user_id, "topic": about, "expires_at": now + MEMORY_FOR}
    tell(tx, _REMEMBER, row)


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
    row: dict[str, Any] = {
        "id": new_id(),
        "person_id": person_id,
        "office_id": office_id,
        "kind": kind,
        "content": content,
        "line_message_id": line_message_id,
        "created_at": now,
        "expires_at": now + DRAFT_FOR,
    }
    tell(tx, _DRAFT, row)
    return entity_of(tx, Draft, row | {"used_at": None, "result": None})


_DRAFT = Ready(
    insert(table(Draft)),
    ("id", "person_id", "office_id", "kind", "content", "line_message_id", "created_at", "expires_at"),
)


def locked_draft(tx: Session, draft_id: int, person_id: int) -> Draft | None:
    """A person's own draft, locked until the transaction ends, or None."""
    rows = ask(tx, _LOCKED_DRAFT, {"which": draft_id, "person": person_id})
    return entity(tx, Draft, rows[0]) if rows else None


def use_draft(tx: Session, draft: Draft, result: str, now: datetime) -> None:
    """A draft was confirmed; `result` tells what came of it."""
    tell(tx, _USED, {"which": draft.id, "became": result, "now": now})
    set_committed_value(draft, "used_at", now)
    set_committed_value(draft, "result", result)


_LOCKED_DRAFT = Ready(
    sqlalchemy.select(*columns(Draft))
    .where(col(Draft.id) == bindparam("which"), col(Draft.person_id) == bindparam("person"))
    .with_for_update()
)
_USED = Ready(
    sqlalchemy.update(table(Draft))
    .where(col(Draft.id) == bindparam("which"))
    .values(used_at=bindparam("now", type_=UtcDateTime()), result=bindparam("became"))
)


def draft_of_person(tx: Session, draft_id: int, person_id: int) -> Draft | None:
    """A person's own draft to be looked at, or None."""
    draft = tx.get(Draft, draft_id)
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


def words_of_message(tx: Session, line_message_id: str) -> list[str]:
    """The words of a person that drafts of a message hold."""
    found = tx.exec(select(Draft.content).where(Draft.line_message_id == line_message_id)).all()
    held = [(c.get("words"), c.get("text"), (c.get("proposal") or {}).get("note")) for c in found]
    return [words for each in held for words in each if words]


def drop_drafts_of_message(tx: Session, line_message_id: str) -> None:
    """Forget drafts made of a message that was taken back; of a confirmed one only the words."""
    for draft in tx.exec(select(Draft).where(Draft.line_message_id == line_message_id)).all():
        if draft.used_at is None:
            tx.delete(draft)
            continue
        proposal = draft.content.get("proposal")
        without = {**draft.content, **({"words": ""} if "words" in draft.content else {})}
        draft.content = {**without, "proposal": {**proposal, "note": ""}} if proposal else without
        tx.add(draft)


def never_take(tx: Session, line_message_id: str, now: datetime) -> None:
    """A message was taken back: when it is delivered only now, or once more, it is no longer taken in."""
    if len(line_message_id) <= LONGEST_MESSAGE_ID:
        take_event(tx, f"unsent:{line_message_id}", line_message_id, "unsent", now)


def forget_raw(tx: Session, line_message_id: str, now: datetime) -> list[str]:
    """A message was taken back: what is kept of it for another try goes. Returns the ids of its events."""
    its_id = or_(
        col(SeenEvent.message_id) == line_message_id,
        col(SeenEvent.raw)["message"]["id"].as_string() == line_message_id,
    )
    kept = col(SeenEvent.state).in_(("failed", "waiting"))
    for row in tx.exec(select(SeenEvent).where(kept, its_id).with_for_update()).all():
        settle_failed_event(tx, row, "dismissed", now)
        row.problem = "unsent"
    return list(tx.exec(select(SeenEvent.event_id).where(SeenEvent.message_id == line_message_id)).all())


def forget_topic(tx: Session, line_user_id: str) -> None:
    """Forget what the thread with a person is about."""
    tx.execute(delete(Memory).where(col(Memory.line_user_id) == line_user_id))
