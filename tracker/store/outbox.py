"""The outbox's SQL: put, mark, take back. The status column is the queue."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    and_,
    bindparam,
    insert,
    literal_column,
    or_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from tracker.model import Message, Person
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
_TAKEN_BACK = "taken back before it was sent"
WORDS_TAKEN_BACK = "its words were taken back"

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
        "first_try_at", "lease_until", "key", "office_id", "person_id", "state", "created_at", "next_at", "urgency",
    ),
)  # fmt: skip


def put(tx: Session, message: Message) -> bool:
    """Insert a message unless its key exists; whether it was inserted. Two processes may try at once."""
    dialect = tx.get_bind().dialect.name
    upsert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = upsert(Message).values(**message.model_dump()).on_conflict_do_nothing(index_elements=["key"])
    return tx.exec(statement.returning(col(Message.id))).first() is not None


def kept_for_hours() -> ColumnElement[bool]:
    """The messages that leave in working hours only."""
    return or_(col(Message.day).is_not(None), calm())


def calm() -> ColumnElement[bool]:
    """What KEEPS_HOURS keeps."""
    return or_(*(col(Message.key).startswith(each) for each in KEEPS_HOURS))


def mark(tx: Session, message_id: int, attempts: int | None = None, **values: Any) -> None:
    """Write down what came of a try: by anybody, or, given the number of its try, only while no later try began."""
    mine: ColumnElement[bool] = col(Message.id) == message_id
    if attempts is not None:
        mine = and_(mine, col(Message.attempts) == attempts, col(Message.state) != "sent")
    change(tx, mine, {"lease_until": None} | values)


def withdraw(tx: Session, prefix: str) -> None:
    """Drop messages that wait whose key begins so; one that is being sent right now goes."""
    waiting = and_(col(Message.key).startswith(prefix), col(Message.state).in_(("promised", "parked")))
    change(tx, waiting, {"state": "dropped", "problem": _TAKEN_BACK})


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
    change(tx, and_(waiting, col(Message.first_try_at).is_(None)), {"account": account, "next_at": now})


def withdraw_for(tx: Session, recipient: str, now: datetime) -> None:
    """Drop the pushes that wait for a LINE id; one that is being sent right now goes."""
    states = col(Message.state).in_(("promised", "parked"))
    waiting = and_(col(Message.recipient) == recipient, col(Message.channel) == "push", states)
    change(tx, waiting, ended(now, "dropped", "the person has unfollowed"))


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
    change(tx, waiting, ended(now, "dropped", WORDS_TAKEN_BACK))
    return change(tx, which, {"body": []})


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


def ended(now: datetime, state: str, problem: str) -> dict[str, Any]:
    """The values of a message that nothing more is tried with."""
    return {"state": state, "done_at": now, "problem": problem, "lease_until": None}


def change(tx: Session, which: ColumnElement[bool], values: dict[str, Any]) -> int:
    """Change messages; how many it were."""
    statement = update(Message).where(which).values(**values).execution_options(synchronize_session=False)
    result: CursorResult[Any] = tx.exec(statement)
    return result.rowcount
