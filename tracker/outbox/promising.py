"""Promises, each made in the transaction of the fact it tells of, and what becomes of them before they go."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from tracker.model import Message
from tracker.model.columns import new_id
from tracker.outbox.outgoing import Body, Outgoing, retry_key_of
from tracker.rules.urgency import Urgency
from tracker.store import outbox as rows


def promise_push(
    tx: Session,
    key: str,
    recipient: str,
    body: Body,
    now: datetime,
    *,
    office_id: int | None = None,
    person_id: int | None = None,
    day: date | None = None,
    account: str | None = None,
    urgency: Urgency | None = None,
) -> Message | None:
    """Promise a push to a LINE id, or None when this key was promised before. `day` marks a digest: it goes in
    working hours only. It leaves through `account`, else the one its person is reached through. `urgency`: what it
    goes before and after; left out, it cannot wait, unless its key says that it keeps working hours. A key must name
    its content too: other words under the same key would never be sent."""
    message = Message(
        office_id=office_id,
        key=key,
        channel="push",
        recipient=recipient,
        account=account or rows.account_of(tx, recipient),
        person_id=person_id,
        receipt=True,
        body=body,
        retry_key=retry_key_of(key),
        created_at=now,
        next_at=now,
        day=day,
        urgency=_urgency(key) if urgency is None else urgency,
    )
    return message if rows.put(tx, message) else None


def _urgency(key: str) -> Urgency:
    return Urgency.DUE if key.startswith(rows.KEEPS_HOURS) else Urgency.ALONE


def promise_reply(
    tx: Session,
    *,
    key: str,
    reply_token: str,
    recipient: str | None,
    body: Body,
    receipt: bool,
    now: datetime,
    office_id: int | None = None,
    person_id: int | None = None,
    token_at: datetime | None = None,
    account: str | None = None,
) -> Outgoing:
    """Promise the answer to an event, under a key like reply:<event id>. `receipt`: it tells of a write and must
    arrive, as a push to `recipient` if the token dies first; one whose token is no longer young is a push from the
    start. `token_at`: when LINE made the token (default now). `account`: the one the event came through.

    Whoever promises an answer is about to send it: it has the lease of the first try from the start, for a lease
    written down by itself would cost a second commit."""
    late = receipt and recipient is not None and now - (token_at or now) >= rows.LAST_START
    message = Outgoing(
        id=new_id(),
        channel="push" if late else "reply",
        recipient=recipient,
        account=account,
        reply_token=None if late else reply_token,
        receipt=receipt,
        body=body,
        retry_key=retry_key_of(key),
        token_at=token_at or now,
        office_id=office_id,
        attempts=1,
        first_try_at=now,
        lease_until=now + (rows.PUSH_LEASE if late else rows.REPLY_LEASE),
    )
    row = {name: value for name, value in vars(message).items() if name != "is_first_try"}
    whose = {"key": key, "person_id": person_id, "urgency": Urgency.ANSWER}
    when = {"state": "sending", "created_at": now, "next_at": message.lease_until}
    rows.add(tx, {**row, **whose, **when})
    return message


def was_shown(tx: Session, recipient: str, data: str) -> bool:
    """Whether a LINE id was ever sent a button with these data, as far as words of messages are still kept."""
    return rows.shows(tx, recipient, data)


def withdraw(tx: Session, prefix: str) -> None:
    """What was promised under keys that begin so, and has not gone yet, is not said any more."""
    rows.withdraw(tx, prefix)


def send_through(tx: Session, recipient: str, account: str | None, now: datetime) -> None:
    """What waits to be pushed to a LINE id, and was never tried, leaves through another account."""
    rows.send_through(tx, recipient, account, now)


def withdraw_for(tx: Session, recipient: str, now: datetime) -> None:
    """What waits to be pushed to a LINE id is not sent any more: its person has left."""
    rows.withdraw_for(tx, recipient, now)


def forget_bodies(tx: Session, prefix: str, now: datetime) -> None:
    """What was worded under keys that begin so is forgotten; what has not gone yet is not said."""
    rows.forget_bodies(tx, rows.under(prefix), now)


def forget_quotes(tx: Session, recipient: str, words: Sequence[str], now: datetime) -> None:
    """The messages to a LINE id that quote one of these are forgotten: what they tell of was taken back."""
    rows.forget_bodies(tx, rows.quoting(tx, recipient, words), now)


def park_for(
    tx: Session, office_id: int, people: Sequence[tuple[int, str]], body: Body, now: datetime, once: str
) -> int:
    """Keep a note for people (person id, LINE id) that is not worth a push, or cannot be one because the month's limit
    is used up; it is said when they next write. `once` is what it is kept once for per office and person, as the month
    2567-04; returns how many are new."""
    made = 0
    for person_id, recipient in people:
        key = f"limit:{office_id}:{once}:{person_id}"
        note = promise_push(tx, key, recipient, body, now, office_id=office_id, person_id=person_id)
        if note is not None:
            rows.mark(tx, note.id, state="parked", problem="kept until the person writes")
            made += 1
    return made


def say_parked(tx: Session, person_id: int, now: datetime, room: int = 5) -> Body:
    """The notes kept for a person, as many as there is room for messages, to go along with the answer being given now;
    they count as said. The others wait for the next answer."""
    notes = []
    for note in rows.parked_notes(tx, person_id):
        room -= len(note.body)
        if room < 0:
            break
        notes.append(note)
        rows.mark(tx, note.id, state="sent", done_at=now, problem="said in the chat")
    return [message for note in notes for message in note.body]
