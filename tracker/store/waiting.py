"""Events taken in while too many came at once: kept whole, each handled a moment later, by any web process."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from tracker.model import SeenEvent
from tracker.store.plain import ask
from tracker.store.ready import Ready

WAITING = "waiting"
AT_A_GLANCE = 64


Kept = tuple[str, str | None, str, dict[str, Any]]
"""Event id, message id if it has one, kind, the whole event."""


def put_by(tx: Session, events: Sequence[Kept], now: datetime) -> None:
    """Keep events for a moment, in this order; nothing happens to one that, or whose message, was taken before."""
    if not events:
        return  # of a webhook none of whose events could be read
    insert = sqlite.insert if tx.get_bind().dialect.name == "sqlite" else postgresql.insert
    rows = [
        {
            "event_id": event_id,
            "message_id": message_id,
            "kind": kind,
            "raw": raw,
            "state": WAITING,
            "received_at": now + number * timedelta(microseconds=1),
        }
        for number, (event_id, message_id, kind, raw) in enumerate(events)
    ]
    tx.execute(insert(SeenEvent).on_conflict_do_nothing(), rows)


def take(tx: Session) -> SeenEvent | None:
    """The event that waits longest and whose sender has none before it that others have in hand: what a person said
    first is handled first. Its row is gone with this transaction, which takes the event in anew, as if it came from
    LINE now; None when none waits or all there are belong to people who are being served."""
    served: set[str] = set()
    for event_id, user in _oldest(tx):
        if user in served:
            continue
        mine = select(SeenEvent).where(SeenEvent.event_id == event_id, SeenEvent.state == WAITING)
        row = tx.exec(mine.with_for_update(skip_locked=True)).first()
        if row is not None:
            tx.expunge(row)
            drop(tx, row.event_id)
            return row
        if user is not None:
            served.add(user)
    return None


def _oldest(tx: Session) -> Iterator[tuple[str, str | None]]:
    """Id and sender of what waits, oldest first, a few at a time: mostly the first may be handled."""
    sender = col(SeenEvent.raw)["source"]["userId"].as_string()
    query = select(SeenEvent.event_id, sender).where(SeenEvent.state == WAITING)
    query = query.order_by(col(SeenEvent.received_at))
    for page in count():
        found = tx.exec(query.limit(AT_A_GLANCE).offset(page * AT_A_GLANCE)).all()
        yield from found
        if len(found) < AT_A_GLANCE:
            return


def drop(tx: Session, event_id: str) -> None:
    """Make room for the same event under another state."""
    gone = delete(SeenEvent).where(col(SeenEvent.event_id) == event_id, col(SeenEvent.state) == WAITING)
    tx.execute(gone)


def anything_of(tx: Session, line_user_id: str) -> bool:
    """Whether an event of this person waits."""
    if not anything(tx):  # as it mostly is, and cheaper to know
        return False
    mine = col(SeenEvent.raw)["source"]["userId"].as_string() == line_user_id
    return (
        tx.exec(select(SeenEvent.event_id).where(SeenEvent.state == WAITING, mine).limit(1)).first()
        is not None
    )


_ANY = Ready(select(SeenEvent.event_id).where(SeenEvent.state == WAITING).limit(1))


def anything(tx: Session) -> bool:
    """Whether any event waits: a cheap look before the write lock is taken."""
    return bool(ask(tx, _ANY))
