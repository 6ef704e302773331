"""What senders ask of the outbox: what is due, the lease on it, that it went. In plain statements, for a country is
reminded on one morning."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    update,
)
from sqlmodel import Session, col, select

from tracker.model import Message, Person
from tracker.model.columns import UtcDateTime
from tracker.model.messages import ENDED
from tracker.store import pace
from tracker.store.outbox import (
    AS_PUSH,
    KEY_LIFE,
    LAST_CHANCE,
    LAST_START,
    PUSH_LEASE,
    REPLY_LEASE,
    TOKEN_LIFE,
    WORDS_TAKEN_BACK,
    calm,
    change,
    ended,
)
from tracker.store.plain import table
from tracker.store.ready import Ready

Body = list[dict[str, Any]]
# What is promised or being sent, as the index of the order to send says it, word for word: else it is not used.
_IN_TURN = col(Message.state).not_in([literal_column(f"'{each}'") for each in ENDED])
_PUSH, _REPLY = col(Message.channel) == "push", col(Message.channel) == "reply"


@dataclass(frozen=True, eq=False)
class Outgoing:
    """A message in the hands of the process that promised or claimed it, leased for its try number `attempts`;
    `is_first_try` unless it was tried before."""

    id: int
    channel: str
    recipient: str | None
    account: str | None
    reply_token: str | None
    receipt: bool
    body: Body = field(repr=False)
    retry_key: str
    token_at: datetime | None
    office_id: int | None = None
    attempts: int = 0
    first_try_at: datetime | None = None
    lease_until: datetime | None = None
    is_first_try: bool = True


_SHOWN = tuple(
    getattr(table(Message).c, each.name) for each in fields(Outgoing) if each.name != "is_first_try"
)


def anything_due(tx: Session, now: datetime, channel: str | None = None) -> bool:
    """Whether a sweep (of one channel) would find something to do: a cheap look before the write lock is taken."""
    which = _due(now) if channel is None else and_(_due(now), col(Message.channel) == channel)
    return tx.exec(select(Message.id).where(which).limit(1)).first() is not None


def give_up(tx: Session, now: datetime) -> dict[str, int]:
    """Settle what is due but must not be tried any more; how many by their new state.

    What lost its words because they were taken back is dropped, and pushes to people who left; pushes LINE left
    unanswered for 23 hours become unknown, answers whose token is too old are dropped; receipts among them become
    pushes, and sooner if LINE cannot have seen them yet.
    """
    due, late, old = _due(now), _late_receipt(now), _old_reply(now)
    left = col(Message.recipient).in_(select(Person.line_user_id).where(~col(Person.following)))
    change(tx, and_(due, late), AS_PUSH | {"next_at": now})
    return {
        "dropped": change(tx, and_(due, _WORDLESS), ended(now, "dropped", WORDS_TAKEN_BACK))
        + change(tx, and_(due, _PUSH, left), ended(now, "dropped", "the person has unfollowed"))
        + change(tx, and_(due, old), ended(now, "dropped", "the answer came too late for its token")),
        "unknown": change(
            tx, and_(due, _unanswered(now)), ended(now, "unknown", "LINE gave no clear answer for 23 hours")
        ),
    }


def _late_receipt(now: datetime) -> ColumnElement[bool]:
    untried = and_(col(Message.first_try_at).is_(None), col(Message.token_at) <= now - LAST_START)
    must_arrive = and_(col(Message.receipt), col(Message.recipient).is_not(None))
    return and_(_REPLY, or_(col(Message.token_at) <= now - TOKEN_LIFE, untried), must_arrive)


def _old_reply(now: datetime) -> ColumnElement[bool]:
    return and_(_REPLY, col(Message.token_at) <= now - TOKEN_LIFE)


def _unanswered(now: datetime) -> ColumnElement[bool]:
    return and_(_PUSH, col(Message.first_try_at) <= now - KEY_LIFE)


def _hopeless(now: datetime) -> ColumnElement[bool]:
    """What `give_up` will settle: nobody claims it meanwhile."""
    person = and_(col(Person.line_user_id) == col(Message.recipient), ~col(Person.following))
    left = and_(_PUSH, exists().where(person))
    settled = (_late_receipt(now), _old_reply(now), _unanswered(now), left, _WORDLESS)
    return func.coalesce(or_(*settled), false())


def claim(
    connection: Connection,
    now: datetime,
    limit: int,
    digests_of: date | None,
    resting: Collection[int] = (),
    channel: str | None = None,
) -> list[Outgoing]:
    """Lease up to `limit` due messages (of one channel), the most urgent first, then what waits longest, as many of an
    account as its pace allows at this moment. A digest of another day goes only when it was tried on its own day and
    LINE may have it; without `digests_of` none goes, nor one of an office that is `resting` today. What KEEPS_HOURS
    keeps the same ones. What was tried goes once more before its retry key dies, whatever the hour."""
    rows = connection.execute(
        select(*_SHOWN)
        .where(_IN_TURN, col(Message.next_at) <= now, _may_go(now, digests_of, resting), ~_hopeless(now))
        .where(~pace.must_wait(connection.dialect.name))
        .where(*(() if channel is None else (col(Message.channel) == channel,)))
        .order_by(col(Message.urgency), col(Message.next_at), col(Message.id))
        .limit(limit)
        .with_for_update(skip_locked=True, of=table(Message))
    ).all()
    going = _in_pace(connection, [Outgoing(*row) for row in rows])
    if going:
        _lease(connection, [each.id for each in going], now)
    return [_leased(each, now) for each in going]


def _in_pace(connection: Connection, found: Sequence[Outgoing]) -> list[Outgoing]:
    """The first of each account, as many as may go now."""
    left = pace.take(connection, Counter(map(bucket_of, found)))
    going = []
    for each in found:
        if left[bucket_of(each)]:
            left[bucket_of(each)] -= 1
            going.append(each)
    return going


def bucket_of(message: Outgoing) -> pace.Bucket:
    """What of an account's pace a message takes."""
    return message.channel, message.account


def _leased(message: Outgoing, now: datetime) -> Outgoing:
    first = message.first_try_at
    lease = REPLY_LEASE if message.channel == "reply" else PUSH_LEASE
    return replace(
        message,
        attempts=message.attempts + 1,
        first_try_at=first or now,
        lease_until=now + lease,
        is_first_try=first is None,
    )


def _may_go(now: datetime, digests_of: date | None, resting: Collection[int]) -> ColumnElement[bool]:
    keeps_hours = calm()
    allowed = or_(
        and_(col(Message.day).is_(None), ~keeps_hours), col(Message.first_try_at) <= now - LAST_CHANCE
    )
    if digests_of is None:
        return allowed
    at_work = or_(col(Message.office_id).is_(None), col(Message.office_id).not_in(resting))
    timely = or_(keeps_hours, col(Message.day) == digests_of, col(Message.first_try_at).is_not(None))
    return or_(allowed, and_(at_work, timely))


def _lease(connection: Connection, which: Sequence[int], now: datetime) -> None:
    present, reply_until, push_until = (
        literal(moment, UtcDateTime()) for moment in (now, now + REPLY_LEASE, now + PUSH_LEASE)
    )
    until = case((_REPLY, reply_until), else_=push_until)
    connection.execute(
        update(table(Message))
        .where(col(Message.id).in_(which))
        .values(
            state="sending",
            attempts=col(Message.attempts) + 1,
            first_try_at=func.coalesce(col(Message.first_try_at), present),
            next_at=until,
            lease_until=until,
        )
    )


def keep(connection: Connection, message: Outgoing, now: datetime) -> bool:
    """Lease a message anew for the try it is leased for, and that has not begun; False when it is another's by now, or
    settled, or its words were taken back. A receipt whose token has grown too old to tell whether it arrived becomes a
    push instead, which is False too: this try will not be."""
    values = {"which": message.id, "tries": message.attempts}
    if _is_late_receipt(message, now):
        _PUSH_INSTEAD.count(connection, values | {"now": now})
        return False
    until = now + (REPLY_LEASE if message.channel == "reply" else PUSH_LEASE)
    return _KEEP.count(connection, values | {"until": until}) == 1


def _is_late_receipt(message: Outgoing, now: datetime) -> bool:
    must_arrive = message.channel == "reply" and message.receipt and message.recipient is not None
    return must_arrive and message.token_at is not None and now >= message.token_at + LAST_START


_WORDLESS = cast(col(Message.body), String) == "[]"
_UNTOUCHED = (
    col(Message.id) == bindparam("which"),
    col(Message.attempts) == bindparam("tries"),
    col(Message.state) == "sending",
    ~_WORDLESS,
)
_KEEP = Ready(
    update(table(Message))
    .where(*_UNTOUCHED)
    .values(
        next_at=bindparam("until", type_=UtcDateTime()), lease_until=bindparam("until", type_=UtcDateTime())
    )
)
_PUSH_INSTEAD = Ready(
    update(table(Message)).where(*_UNTOUCHED).values(**AS_PUSH, next_at=bindparam("now", type_=UtcDateTime()))
)


def mark_sent(connection: Connection, sent: Sequence[tuple[int, str | None]], now: datetime) -> None:
    """LINE has these messages (id, LINE's request id): true whoever holds their lease by now."""
    rows = [{"which": which, "request": request, "now": now} for which, request in sent]
    _SENT.write(connection, rows)


_SENT = Ready(
    update(table(Message))
    .where(col(Message.id) == bindparam("which"))
    .values(
        state="sent",
        lease_until=None,
        problem=None,
        done_at=bindparam("now", type_=UtcDateTime()),
        line_request_id=func.coalesce(bindparam("request"), col(Message.line_request_id)),
    )
)


def hand_back(connection: Connection, untried: Sequence[Outgoing], now: datetime) -> None:
    """What was claimed and not tried after all is as it was before."""
    _UNTRIED.write(
        connection,
        [
            {
                "which": each.id,
                "tries": each.attempts,
                "now": now,
                "first": None if each.is_first_try else each.first_try_at,
            }
            for each in untried
        ],
    )


_UNTRIED = Ready(
    update(table(Message))
    .where(
        col(Message.id) == bindparam("which"),
        col(Message.attempts) == bindparam("tries"),
        col(Message.state) == "sending",
    )
    .values(
        state="promised",
        attempts=bindparam("tries") - 1,
        first_try_at=bindparam("first", type_=UtcDateTime()),
        next_at=bindparam("now", type_=UtcDateTime()),
        lease_until=None,
    )
)


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(col(Message.state).in_(("promised", "sending")), col(Message.next_at) <= now)
