"""Events taken in while too many came at once: kept whole, each handled a moment later, by any web process."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import String, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from tracker.model import SeenEvent
from tracker.store.plain import ask, table, tell, tell_all
from tracker.store.ready import Ready, Row

WAITING = "waiting"
AT_A_GLANCE = 64


Kept = tuple[str, str | None, str, dict[str, Any]]
"""Event id, message id if it has one, kind, the whole event."""


@dataclass(frozen=True)
class Waited:
    """An event whose turn has come: the whole of it, and when LINE brought it."""

    event_id: str
    raw: dict[str, Any]
    received_at: datetime


def put_by(tx: Session, events: Sequence[Kept], now: datetime) -> None:
    """Keep events for a moment, in this order; nothing happens to one that, or whose message, was taken before."""
    rows = [
        {
            "event_id": event_id,
            "message_id": message_id,
            "kind": kind,
            "raw": raw,
            "state": WAITING,
            "retries": 0,
            "received_at": now + number * timedelta(microseconds=1),
        }
        for number, (event_id, message_id, kind, raw) in enumerate(events)
    ]
    if rows:  # of a webhook perhaps none of whose events could be read
        tell_all(tx, _PUT, rows)


def _put(dialect: str) -> Any:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table(SeenEvent)).on_conflict_do_nothing()


_PUT = Ready(_put, ("event_id", "message_id", "kind", "state", "raw", "retries", "received_at"))


def take(tx: Session) -> Waited | None:
    """The event that waits longest and whose sender has none before it that others have in hand: what a person said
    first is handled first. Its row is gone with this transaction, which takes the event in anew, as if it came from
    LINE now; None when none waits or all there are belong to people who are being served."""
    # SQLite has one writer at a time: nobody else has anything in hand.
    found = ask(tx, _FIRST) if tx.get_bind().dialect.name == "sqlite" else _first_free(tx)
    for event_id, raw, received_at in found:
        drop(tx, event_id)
        return Waited(event_id, raw or {}, received_at)
    return None


def _first_free(tx: Session) -> list[Row]:
    served: set[str] = set()
    for event_id, user in _oldest(tx):
        if user in served:
            continue
        if row := ask(tx, _LOCKED, {"event_id": event_id}):
            return row
        if user is not None:
            served.add(user)
    return []


def _oldest(tx: Session) -> Iterator[Row]:
    """Id and sender of what waits, oldest first, a few at a time: mostly the first may be handled."""
    for page in count():
        found = ask(tx, _SENDERS.limit(AT_A_GLANCE).offset(page * AT_A_GLANCE))
        yield from found
        if len(found) < AT_A_GLANCE:
            return


def drop(tx: Session, event_id: str) -> None:
    """Make room for the same event under another state."""
    tell(tx, _DROP, {"event_id": event_id})


def anything_of(tx: Session, line_user_id: str) -> bool:
    """Whether an event of this person waits."""
    # That nobody's does is what it mostly is, and cheaper to know.
    return anything(tx) and bool(ask(tx, _OF, {"user": line_user_id}))


def anything(tx: Session) -> bool:
    """Whether any event waits: a cheap look before the write lock is taken."""
    return bool(ask(tx, _ANY))


_WAITS = col(SeenEvent.state) == WAITING
_SENDER = col(SeenEvent.raw)["source"]["userId"].as_string()
_ID = col(SeenEvent.event_id)
_ROW = select(_ID, col(SeenEvent.raw), col(SeenEvent.received_at)).where(_WAITS)
_FIRST = Ready(_ROW.order_by(col(SeenEvent.received_at)).limit(1))
_LOCKED = Ready(_ROW.where(_ID == bindparam("event_id")).with_for_update(skip_locked=True))
_SENDERS = select(_ID, _SENDER).where(_WAITS).order_by(col(SeenEvent.received_at))
_DROP = Ready(delete(table(SeenEvent)).where(_ID == bindparam("event_id"), _WAITS))
_OF = Ready(select(_ID).where(_WAITS, _SENDER == bindparam("user", type_=String())).limit(1))
_ANY = Ready(select(_ID).where(_WAITS).limit(1))
