"""The outbox's SQL: put, claim, mark. The status column is the queue."""

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    literal_column,
    or_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from tracker.model import Message, Person
from tracker.model.columns import UtcDateTime
from tracker.store.plain import ask, table, tell
from tracker.store.ready import Ready

TOKEN_LIFE = timedelta(seconds=50)  # LINE: "within one minute"
# A receipt's first try must leave its token time for others: a reply that LINE took without a word, a few seconds
# before the token dies, could never be told from one that got lost.
LAST_START = timedelta(seconds=25)
KEY_LIFE = timedelta(hours=23)  # LINE forgets a retry key after 24 hours
# What was tried in working hours is asked about once more before its key dies, also on a Saturday: by then it is day,
# and mostly LINE has it.
LAST_CHANCE = KEY_LIFE - timedelta(minutes=30)
# Longer than one try takes at its worst: what is claimed is sent at once.
PUSH_LEASE = timedelta(seconds=20)
# Shorter than a try at its worst: a token works once, so two tries at a time do no harm, and what a dead process left
# must be tried often enough, while the token is young, to learn whether it had arrived.
REPLY_LEASE = timedelta(seconds=5)

ASKS = "ask:"
REVIEWS = "review:"
# How the keys of pushes begin that keep working hours though they are no digests: somebody else's deed makes us speak,
# and it can wait. A code that was pasted into a group, an approval somebody waits for, a post that begins today cannot.
KEEPS_HOURS = (ASKS, REVIEWS, "doubt:", "left:")
CLIPPED = 120  # letters of a quotation that a card surely shows
_WAITING = ("promised", "sending")
_TAKEN_BACK = "taken back before it was sent"

# A reply whose token is dead and that must arrive: it becomes a push, whose retry key begins its life only now.
AS_PUSH: dict[str, Any] = {
    "state": "promised",
    "channel": "push",
    "reply_token": None,
    "first_try_at": None,
    "lease_until": None,
}


def add(tx: Session, row: dict[str, Any]) -> None:
    """Insert a message that is surely new: as columns, for every answer passes here and an entity takes longer."""
    tell(tx, _ADD, row)


_ADD = Ready(
    insert(table(Message)),
    (
        "id", "channel", "recipient", "account", "reply_token", "receipt", "body", "retry_key", "token_at", "attempts",
        "first_try_at", "key", "office_id", "person_id", "state", "created_at", "next_at",
    ),
)  # fmt: skip


def put(tx: Session, message: Message) -> bool:
    """Insert a message unless its key exists; whether it was inserted. Two processes may try at once."""
    dialect = tx.get_bind().dialect.name
    upsert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = upsert(Message).values(**message.model_dump()).on_conflict_do_nothing(index_elements=["key"])
    return tx.exec(statement.returning(col(Message.id))).first() is not None


def anything_due(tx: Session, now: datetime, channel: str | None = None) -> bool:
    """Whether a sweep (of one channel) would find something to do: a cheap look before the write lock is taken."""
    which = _due(now) if channel is None else and_(_due(now), col(Message.channel) == channel)
    return tx.exec(select(Message.id).where(which).limit(1)).first() is not None


def give_up(tx: Session, now: datetime) -> dict[str, int]:
    """Settle what is due but must not be tried any more; how many by their new state.

    Pushes to people who left are dropped, pushes LINE left unanswered for 23 hours become unknown, answers whose token
    is too old are dropped; receipts among them become pushes, and sooner if LINE cannot have seen them yet.
    """
    due = _due(now)
    push, reply = col(Message.channel) == "push", col(Message.channel) == "reply"
    old = col(Message.token_at) <= now - TOKEN_LIFE
    untried = and_(col(Message.first_try_at).is_(None), col(Message.token_at) <= now - LAST_START)
    must_arrive = and_(col(Message.receipt), col(Message.recipient).is_not(None))
    left = select(Person.line_user_id).where(~col(Person.following))
    gone = _ended(now, "dropped", "the person has unfollowed")
    late = _ended(now, "dropped", "the answer came too late for its token")
    unknown = _ended(now, "unknown", "LINE gave no clear answer for 23 hours")
    unanswered = col(Message.first_try_at) <= now - KEY_LIFE
    _change(tx, and_(due, reply, or_(old, untried), must_arrive), AS_PUSH | {"next_at": now})
    return {
        "dropped": _change(tx, and_(due, push, col(Message.recipient).in_(left)), gone)
        + _change(tx, and_(due, reply, old), late),
        "unknown": _change(tx, and_(due, push, unanswered), unknown),
    }


def claim(
    tx: Session,
    now: datetime,
    limit: int,
    digests_of: date | None,
    resting: Collection[int] = (),
    channel: str | None = None,
) -> list[Message]:
    """Lease up to `limit` due messages (of one channel), replies first, digests before single pushes. A digest of
    another day goes only when it was tried on its own day and LINE may have it; without `digests_of` none goes, nor one
    of an office that is `resting` today. What KEEPS_HOURS keeps the same ones. What was tried goes once more before
    its retry key dies, whatever the hour."""
    calm = _calm()
    allowed = or_(and_(col(Message.day).is_(None), ~calm), col(Message.first_try_at) <= now - LAST_CHANCE)
    if digests_of is not None:
        at_work = or_(col(Message.office_id).is_(None), col(Message.office_id).not_in(resting))
        timely = or_(calm, col(Message.day) == digests_of, col(Message.first_try_at).is_not(None))
        allowed = or_(allowed, and_(at_work, timely))
    if channel is not None:
        allowed = and_(allowed, col(Message.channel) == channel)
    due = (
        select(Message.id)
        .where(_due(now), allowed)
        .order_by(
            col(Message.channel).desc(), col(Message.day).is_(None), col(Message.next_at), col(Message.id)
        )
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return _lease(tx, col(Message.id).in_(due), now)


def kept_for_hours() -> ColumnElement[bool]:
    """The messages that leave in working hours only."""
    return or_(col(Message.day).is_not(None), _calm())


def _calm() -> ColumnElement[bool]:
    return or_(*(col(Message.key).startswith(each) for each in KEEPS_HOURS))


def claim_fresh(connection: Connection, message_id: int, channel: str, now: datetime) -> bool:
    """Lease a message that was promised a moment ago, for its first try; False when it is no longer only promised."""
    until = now + (REPLY_LEASE if channel == "reply" else PUSH_LEASE)
    return _CLAIM.count(connection, {"which": message_id, "now": now, "until": until}) == 1


_CLAIM = Ready(
    update(table(Message))
    .where(col(Message.id) == bindparam("which"), col(Message.state) == "promised")
    .values(
        state="sending",
        attempts=col(Message.attempts) + 1,
        first_try_at=func.coalesce(col(Message.first_try_at), bindparam("now", type_=UtcDateTime())),
        next_at=bindparam("until", type_=UtcDateTime()),
        lease_until=bindparam("until", type_=UtcDateTime()),
    )
)


def mark_sent(connection: Connection, sent: Sequence[tuple[int, str | None]], now: datetime) -> None:
    """LINE has these messages (id, LINE's request id): true whoever holds their lease by now."""
    rows = [{"which": which, "request": request, "now": now} for which, request in sent]
    _SENT.count(connection, rows)


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


def mark(tx: Session, message_id: int, attempts: int | None = None, **values: Any) -> None:
    """Write down what came of a try: by anybody, or, given the number of its try, only while no later try began."""
    mine: ColumnElement[bool] = col(Message.id) == message_id
    if attempts is not None:
        mine = and_(mine, col(Message.attempts) == attempts, col(Message.state) != "sent")
    _change(tx, mine, {"lease_until": None} | values)


def withdraw(tx: Session, prefix: str) -> None:
    """Drop messages that wait whose key begins so; one that is being sent right now goes."""
    waiting = and_(col(Message.key).startswith(prefix), col(Message.state).in_(("promised", "parked")))
    _change(tx, waiting, {"state": "dropped", "problem": _TAKEN_BACK})


def give_back(tx: Session, prefix: str, now: datetime) -> None:
    """What was withdrawn under keys that begin so is promised again in its own words, if LINE was never asked and the
    words are still there."""
    mine = and_(col(Message.key).startswith(prefix), col(Message.state) == "dropped")
    untried = and_(mine, col(Message.problem) == _TAKEN_BACK, col(Message.first_try_at).is_(None))
    for message_id, body in tx.exec(select(Message.id, Message.body).where(untried)).all():
        if body:
            mark(tx, message_id, state="promised", problem=None, next_at=now)


def account_of(tx: Session, recipient: str) -> str | None:
    """The account somebody is reached through by a LINE id; None for the main one, and for who is not known."""
    return tx.exec(select(Person.account).where(Person.line_user_id == recipient)).first()


def send_through(tx: Session, recipient: str, account: str | None, now: datetime) -> None:
    """Have the pushes that wait for a LINE id leave through an account. Not what was tried: LINE knows its retry key
    from the account that tried it."""
    states = col(Message.state).in_(("promised", "parked"))
    waiting = and_(col(Message.recipient) == recipient, col(Message.channel) == "push", states)
    _change(tx, and_(waiting, col(Message.first_try_at).is_(None)), {"account": account, "next_at": now})


def withdraw_for(tx: Session, recipient: str, now: datetime) -> None:
    """Drop the pushes that wait for a LINE id; one that is being sent right now goes."""
    states = col(Message.state).in_(("promised", "parked"))
    waiting = and_(col(Message.recipient) == recipient, col(Message.channel) == "push", states)
    _change(tx, waiting, _ended(now, "dropped", "the person has unfollowed"))


def under(prefix: str) -> ColumnElement[bool]:
    """The messages whose key begins so."""
    return col(Message.key).startswith(prefix, autoescape=True)


def quoting(tx: Session, recipient: str, words: Sequence[str]) -> ColumnElement[bool]:
    """The messages to a LINE id with one of these words in them, as they stand in a card: perhaps clipped."""
    wanted = [each[:CLIPPED] for each in words if each.strip()]
    found = (
        tx.exec(select(Message.id, Message.body).where(Message.recipient == recipient)).all()
        if wanted
        else []
    )
    texts = ((identifier, json.dumps(body, ensure_ascii=False)) for identifier, body in found)
    quoted = [i for i, text in texts if any(json.dumps(w, ensure_ascii=False)[1:-1] in text for w in wanted)]
    return col(Message.id).in_(quoted)


def shows(tx: Session, recipient: str, data: str) -> bool:
    """Whether a message to a LINE id holds this text as a whole value."""
    bodies = tx.exec(select(Message.body).where(Message.recipient == recipient)).all()
    return any(json.dumps(data) in json.dumps(body) for body in bodies)


def forget_bodies(tx: Session, which: ColumnElement[bool], now: datetime) -> int:
    """Empty the words of messages; those that have not gone yet are dropped. Returns how many it were."""
    waiting = and_(which, col(Message.state).in_(("promised", "parked")))
    _change(tx, waiting, _ended(now, "dropped", "its words were taken back"))
    return _change(tx, which, {"body": []})


def parked_notes(tx: Session, person_id: int) -> list[Message]:
    """The notes and late receipts kept for a person because the month's pushes are used up, oldest first."""
    if not ask(tx, _PARKED, {"person": person_id}):  # as it mostly is
        return []
    query = select(Message).where(Message.person_id == person_id, literal_column("state = 'parked'"))
    query = query.where(
        Message.recipient == select(Person.line_user_id).where(Person.id == person_id).scalar_subquery()
    )
    query = query.where(or_(*(col(Message.key).startswith(each) for each in ("limit:", "reply:"))))
    query = query.order_by(col(Message.id))
    return list(tx.exec(query.with_for_update()).all())


_PARKED = Ready(
    select(Message.id)
    .where(literal_column("state = 'parked'"), col(Message.person_id) == bindparam("person"))
    .limit(1)
)


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(col(Message.state).in_(_WAITING), col(Message.next_at) <= now)


def _ended(now: datetime, state: str, problem: str) -> dict[str, Any]:
    return {"state": state, "done_at": now, "problem": problem, "lease_until": None}


def _lease(tx: Session, which: ColumnElement[bool], now: datetime) -> list[Message]:
    present, reply_until, push_until = (
        literal(moment, UtcDateTime()) for moment in (now, now + REPLY_LEASE, now + PUSH_LEASE)
    )
    until = case((col(Message.channel) == "reply", reply_until), else_=push_until)
    statement = (
        update(Message)
        .where(which)
        .values(
            state="sending",
            attempts=col(Message.attempts) + 1,
            first_try_at=func.coalesce(col(Message.first_try_at), present),
            next_at=until,
            lease_until=until,
        )
        .returning(Message)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    claimed = [row[0] for row in tx.exec(statement).all()]
    return sorted(claimed, key=lambda message: (message.channel != "reply", message.id))


def _change(tx: Session, which: ColumnElement[bool], values: dict[str, Any]) -> int:
    statement = update(Message).where(which).values(**values).execution_options(synchronize_session=False)
    result: CursorResult[Any] = tx.exec(statement)
    return result.rowcount
