"""What has had its time, in batches small enough that nobody waits for them. Each returns how many rows it changed;
fewer than BATCH means that it is done for now. A second run changes nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, and_, cast, delete, func, or_, update
from sqlalchemy.types import String
from sqlmodel import Session, SQLModel, col, select

from tracker.model import (
    Doubt,
    Draft,
    InvitationGuess,
    Memory,
    MenuToUnlink,
    Message,
    Person,
    SeenEvent,
)
from tracker.settings import Retention

BATCH = 500
A_DAY = timedelta(days=1)

Forget = Callable[[Session, datetime, Retention], int]


def memory(tx: Session, now: datetime, _keep: Retention) -> int:
    """Threads whose 15 minutes are over."""
    return _drop(tx, Memory, col(Memory.line_user_id), col(Memory.expires_at) < now)


def drafts(tx: Session, now: datetime, _keep: Retention) -> int:
    """What was repeated back and can no longer be confirmed, a day after."""
    return _drop(tx, Draft, col(Draft.id), col(Draft.expires_at) < now - A_DAY)


def guesses(tx: Session, now: datetime, _keep: Retention) -> int:
    """Wrong invitation codes, after a day."""
    return _drop(tx, InvitationGuess, col(InvitationGuess.id), col(InvitationGuess.at) < now - A_DAY)


def events(tx: Session, now: datetime, keep: Retention) -> int:
    """Ids of events, once nobody could play them back any more."""
    return _drop(tx, SeenEvent, col(SeenEvent.event_id), col(SeenEvent.received_at) < now - keep.events)


def failed(tx: Session, now: datetime, keep: Retention) -> int:
    """The raw form of events whose handling failed. That one failed stays until its id goes."""
    old = and_(col(SeenEvent.raw).is_not(None), col(SeenEvent.received_at) < now - keep.failed)
    return _change(tx, SeenEvent, col(SeenEvent.event_id), old, {"raw": None})


def messages(tx: Session, now: datetime, keep: Retention) -> int:
    """The words and the recipient of messages that are settled. That something was sent, and its key, stay: the same
    is never promised twice."""
    settled = col(Message.state).in_(("sent", "dropped", "failed", "unknown", "parked"))
    since = func.coalesce(col(Message.done_at), col(Message.created_at))
    worded = or_(cast(col(Message.body), String) != "[]", col(Message.recipient).is_not(None))
    old = and_(settled, since < now - keep.messages, worded)
    return _change(tx, Message, col(Message.id), old, {"body": [], "recipient": None, "reply_token": None})


def doubts(tx: Session, now: datetime, keep: Retention) -> int:
    """What somebody said of a figure, after a coordinator settled it."""
    old = and_(col(Doubt.settled_at) < now - keep.messages, col(Doubt.words) != "")
    return _change(tx, Doubt, col(Doubt.id), old, {"words": ""})


def menus(tx: Session, now: datetime, _keep: Retention) -> int:
    """Menus LINE could not be asked to take away for a day: of whom it was is no longer to be known."""
    return _drop(tx, MenuToUnlink, col(MenuToUnlink.line_user_id), col(MenuToUnlink.since) < now - A_DAY)


FORGET: Mapping[str, Forget] = {
    "memory": memory,
    "drafts": drafts,
    "guesses": guesses,
    "events": events,
    "failed": failed,
    "messages": messages,
    "doubts": doubts,
    "menus": menus,
}


def who_left(tx: Session, now: datetime, keep: Retention, limit: int) -> list[Person]:
    """People who blocked the account so long ago that they are to be forgotten; locked until the transaction ends."""
    query = (
        select(Person)
        .where(col(Person.left_at) <= now - keep.left, col(Person.erased_at).is_(None))
        .order_by(col(Person.left_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(tx.exec(query).all())


def _drop(tx: Session, model: type[SQLModel], key: Any, old: ColumnElement[bool]) -> int:
    some = select(key).where(old).limit(BATCH)
    return _run(tx, delete(model).where(key.in_(some)))


def _change(
    tx: Session, model: type[SQLModel], key: Any, old: ColumnElement[bool], values: Mapping[str, Any]
) -> int:
    some = select(key).where(old).limit(BATCH)
    return _run(tx, update(model).where(key.in_(some)).values(**values))


def _run(tx: Session, statement: Any) -> int:
    result: CursorResult[Any] = tx.exec(statement.execution_options(synchronize_session=False))
    return result.rowcount
