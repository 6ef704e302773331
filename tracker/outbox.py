"""The outbox: what was promised to go to LINE, delivered later, elsewhere, again.

A message is promised in the transaction of the fact it tells of. Delivery claims it with a lease, commits, closes, and
only then talks to LINE, so that no database connection waits for the network. Whatever dies in between, the lease runs
out and the same words go again with the same retry key, which LINE carries out once.
"""

import logging
import uuid
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol

from sqlmodel import Session

from tracker.errors import AccountUnknown
from tracker.model import Message
from tracker.model.columns import new_id
from tracker.store import Store
from tracker.store import outbox as rows

Outcome = Literal["sent", "again", "limit", "refused", "token_dead", "unclear"]
Body = list[dict[str, Any]]

log = logging.getLogger(__name__)

NAMESPACE = uuid.UUID("6f1c1f0e-6f3a-5b5c-9a43-0d2f5a0e2569")
THREADS = 16  # messages on their way to LINE at once, per process
# Seconds: a delivery that just ended waits for others to be written down with it; how often new ones are looked for.
TOGETHER, LOOK_AGAIN = 0.02, 1.0
TURN = timedelta(seconds=30)  # what a long queue may take before the caller decides anew
# The web process sends its own replies; the sweeper waits this long before it helps.
GRACE = timedelta(seconds=3)
REPLY_AGAIN = timedelta(seconds=2)
FIRST_WAIT, LONGEST_WAIT = 5.0, 900.0  # seconds


@dataclass(frozen=True)
class Delivery:
    """What came of one try. `maybe_taken`: LINE may have carried it out although it did not say so."""

    outcome: Outcome
    status: int | None = None
    request_id: str | None = None
    problem: str | None = None
    maybe_taken: bool = False


class Sender(Protocol):
    """LINE's client as seen from here. It lives in bot.line, which this room must not import."""

    def reply(self, token: str, messages: Body) -> Delivery: ...

    def push(self, to: str, messages: Body, retry_key: str) -> Delivery: ...

    def through(self, account: str) -> "Sender": ...


@dataclass(frozen=True)
class Tally:
    """What a turn came to: how many were claimed, how they ended by state, offices whose pushes were parked."""

    claimed: int
    states: Counter[str]
    parked_offices: frozenset[int]


@dataclass(frozen=True, eq=False)
class Outgoing:
    """A message in the hands of the process that promised it; `attempts` and `first_try_at` once it is claimed."""

    id: int
    channel: str
    recipient: str | None
    account: str | None
    reply_token: str | None
    receipt: bool
    body: Body = field(repr=False)
    retry_key: str
    token_at: datetime
    attempts: int = 0
    first_try_at: datetime | None = None


_Try = tuple[Message, datetime]  # what was claimed, and when


@dataclass
class _Turn:
    """When it began and what it is about; what is on its way to LINE, and what came of the rest so far."""

    began: datetime
    digests_of: date | None
    resting: Collection[int]
    channel: str | None
    under_way: dict[Future[Delivery], "_Try"] = field(default_factory=dict)
    claimed: int = 0
    states: Counter[str] = field(default_factory=Counter)
    parked: set[int] = field(default_factory=set)


def retry_key_of(key: str) -> str:
    """The X-Line-Retry-Key of a message: always the same for the same key, even in a restored database."""
    return str(uuid.uuid5(NAMESPACE, key))


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
) -> Message | None:
    """Promise a push to a LINE id, or None when this key was promised before. `day` marks a digest: it goes in
    working hours only. It leaves through `account`, else the one its person is reached through. A key must name its
    content too: other words under the same key would never be sent."""
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
    )
    return message if rows.put(tx, message) else None


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
    start. `token_at`: when LINE made the token (default now). `account`: the one the event came through."""
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
    )
    whose = {"key": key, "office_id": office_id, "person_id": person_id}
    when = {"state": "promised", "created_at": now, "next_at": now + GRACE}
    rows.add(tx, {**vars(message), **whose, **when})
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


def claim(store: Store, message: Outgoing, now: datetime) -> Outgoing | None:
    """A message promised a moment ago, leased for its first try; None when somebody else has it already."""
    with store.plainly() as connection:
        mine = rows.claim_fresh(connection, message.id, message.channel, now)
    return replace(message, attempts=message.attempts + 1, first_try_at=now) if mine else None


def send(sender: Sender, message: Outgoing) -> Delivery:
    """Give a claimed message to LINE. Nothing may hold a database connection meanwhile."""
    return _send(sender, message)


def settle(store: Store, tried: Sequence[tuple[Outgoing, Delivery]], now: datetime) -> None:
    """Write down what came of first tries, together. Raises StorageUnavailable; then their leases run out,
    and the sweeper asks LINE again."""
    sent = [(each.id, delivery.request_id) for each, delivery in tried if delivery.outcome == "sent"]
    if sent:
        with store.plainly() as connection:
            rows.mark_sent(connection, sent, now)
    if len(sent) == len(tried):
        return
    with store.begin() as tx:
        for each, delivery in tried:
            if delivery.outcome != "sent":
                _settle(tx, each, delivery, each.first_try_at or now, now)


def deliver(
    store: Store,
    sender: Sender,
    now: datetime,
    digests_of: date | None = None,
    resting: Collection[int] = (),
    clock: Callable[[], datetime] | None = None,
    channel: Literal["reply", "push"] | None = None,
) -> Tally:
    """Send what is due, for half a minute at most; call again while it claimed something. Digests go only when
    `digests_of` names the working day that is now, those of offices in `resting` not at all; `clock` tells the present
    while it goes on, `now` when left out; `channel` leaves the other one to others.

    A message is claimed when a thread is free for it and written down when it is done: one that LINE leaves without an
    answer holds up no other, and a process that dies leaves few behind. Raises StorageUnavailable.
    """
    turn, present = _Turn(now, digests_of, resting, channel), clock or (lambda: now)
    with ThreadPoolExecutor(THREADS, thread_name_prefix="deliver") as pool:
        while True:
            done = _done(turn)
            moment = present()
            if done or _is_due(store, turn, moment):
                with store.begin() as tx:
                    _settle_all(tx, turn, done, moment)
                    batch = _claim(tx, turn, moment)
                for future, _ in done:
                    del turn.under_way[future]
                turn.under_way |= {pool.submit(_send, sender, each): (each, moment) for each in batch}
                turn.claimed += len(batch)
            if not turn.under_way:
                return Tally(turn.claimed, turn.states, frozenset(turn.parked))


def _done(turn: _Turn) -> list[tuple[Future[Delivery], _Try]]:
    """What has come back by now; waits a little for the first, and for others that come with it."""
    if turn.under_way:
        wait(turn.under_way, LOOK_AGAIN, FIRST_COMPLETED)
        wait(turn.under_way, TOGETHER)
    return [(future, tried) for future, tried in turn.under_way.items() if future.done()]


def _is_due(store: Store, turn: _Turn, moment: datetime) -> bool:
    """Whether there is something to claim and a thread for it: a cheap look before the write lock is taken."""
    if len(turn.under_way) >= THREADS or moment - turn.began >= TURN:
        return False
    with store.read() as tx:
        return rows.anything_due(tx, moment, turn.channel)


def _settle_all(
    tx: Session, turn: _Turn, done: Iterable[tuple[Future[Delivery], _Try]], moment: datetime
) -> None:
    for future, (message, claimed) in done:
        state = _settle(tx, message, future.result(), claimed, moment)
        turn.states[state] += 1
        if state == "parked" and message.office_id is not None:
            turn.parked.add(message.office_id)


def _claim(tx: Session, turn: _Turn, moment: datetime) -> list[Message]:
    if moment - turn.began >= TURN:
        return []
    turn.states.update(rows.give_up(tx, moment))
    still = sum(not future.done() for future in turn.under_way)
    if still >= THREADS:
        return []
    return rows.claim(tx, moment, THREADS - still, turn.digests_of, turn.resting, turn.channel)


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


def _send(sender: Sender, message: Message | Outgoing) -> Delivery:
    try:
        return _sent(sender, message)
    except Exception as error:  # whatever is wrong with this one, the others must not wait for it
        log.error("message %s raised %s", message.id, type(error).__name__)
        return Delivery("again", problem=type(error).__name__, maybe_taken=True)


def _sent(sender: Sender, message: Message | Outgoing) -> Delivery:
    if message.account is not None:
        try:
            sender = sender.through(message.account)
        except (
            AccountUnknown
        ) as error:  # an operator took it out of the settings: trying again changes nothing
            return Delivery("refused", problem=str(error))
    if message.channel == "reply" and message.reply_token:
        return sender.reply(message.reply_token, message.body)
    if not message.recipient:
        return Delivery("refused", problem="nobody to send it to")
    return sender.push(message.recipient, message.body, message.retry_key)


def _settle(
    tx: Session, message: Message | Outgoing, delivery: Delivery, claimed: datetime, now: datetime
) -> str:
    """Write down what came of a try begun at `claimed`; the state the message is in now."""
    settle = _settle_reply if message.channel == "reply" else _settle_push
    values = settle(message, delivery, claimed, now)
    if delivery.request_id:
        values["line_request_id"] = delivery.request_id
    state = str(values["state"])
    # That LINE has it is true whoever holds the lease by now; anything else only the holder may write.
    rows.mark(tx, message.id, attempts=None if state == "sent" else message.attempts, **values)
    return state


def _settle_push(
    message: Message | Outgoing, delivery: Delivery, claimed: datetime, now: datetime
) -> dict[str, Any]:
    match delivery.outcome:
        case "sent":
            return {"state": "sent", "done_at": now, "problem": None}
        case "limit":
            parked: dict[str, Any] = {"state": "parked", "done_at": now, "problem": delivery.problem}
            # LINE surely did not take it, now or ever: then it may be said anew when there are pushes again.
            return parked | ({"first_try_at": None} if message.first_try_at == claimed else {})
        case "refused" | "token_dead":
            return {"state": "failed", "done_at": now, "problem": delivery.problem}
    return _again(message, delivery, claimed, now + wait_after(message.id, message.attempts))


def _settle_reply(
    message: Message | Outgoing, delivery: Delivery, claimed: datetime, now: datetime
) -> dict[str, Any]:
    young = message.token_at is not None and now < message.token_at + rows.TOKEN_LIFE
    tried_before = message.first_try_at is not None and message.first_try_at < claimed
    match delivery.outcome:
        case "sent":
            return {"state": "sent", "done_at": now, "problem": None}
        case "refused":
            return {"state": "failed", "done_at": now, "problem": delivery.problem}
        case "token_dead" if tried_before and young:
            # A token dies young only by being used: the try that was never answered had arrived.
            return {"state": "sent", "done_at": now, "problem": "taken at an earlier try"}
        case "again" | "unclear" if young:
            return _again(message, delivery, claimed, now + REPLY_AGAIN)
    if message.receipt and message.recipient:
        return rows.AS_PUSH | {"next_at": now, "problem": delivery.problem}
    return {"state": "dropped", "done_at": now, "problem": "the answer came too late for its token"}


def _again(
    message: Message | Outgoing, delivery: Delivery, claimed: datetime, at: datetime
) -> dict[str, Any]:
    values: dict[str, Any] = {"state": "promised", "next_at": at, "problem": delivery.problem}
    if message.first_try_at == claimed and not delivery.maybe_taken:
        values["first_try_at"] = None  # LINE surely did not take it: the life of the retry key has not begun
    return values


def wait_after(message_id: int, attempts: int) -> timedelta:
    """How long to wait after a failed try: 5 s, doubled each time, at most 15 minutes, up to a quarter more so that
    many messages do not come back at one instant. The same for the same message and try."""
    longest = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(attempts - 1, 20))
    jitter = zlib.crc32(f"{message_id}:{attempts}".encode()) / 2**32
    return timedelta(seconds=longest * (1 + jitter / 4))
