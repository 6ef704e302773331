"""Delivery: claim with a lease, give to LINE, write down what came of it, many at a time."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Literal

from tracker.errors import AccountUnknown
from tracker.outbox.outcomes import settle_one
from tracker.outbox.outgoing import Delivery, Outgoing, Sender
from tracker.store import Store, pace, sending
from tracker.store.plain import wire

log = logging.getLogger(__name__)

THREADS = 32  # messages on their way to LINE at once, per process: LINE takes 50 to 300 ms for each
AT_MOST = 200  # claimed at once and in the hands of a process
# Seconds: a delivery that just ended waits for others to be written down with it; how often new ones are looked for.
TOGETHER, LOOK_AGAIN = 0.05, 1.0
PAUSE = 0.1  # seconds, while all that is due is of accounts that must wait a moment
TURN = timedelta(seconds=30)  # what a long queue may take before the caller decides anew
# Seconds what was claimed may wait for a thread, by channel. With them the longest try still ends within the lease of a
# push; a reply's token does not wait.
IN_HAND = {"push": 8.0, "reply": 2.0}
# What must be left of a lease when a try begins: the rest may pass in waiting for a thread.
LONGEST_TRY = {"push": timedelta(seconds=12), "reply": timedelta(seconds=3)}


@dataclass(frozen=True)
class Tally:
    """What a turn came to: how many were claimed, how they ended by state, offices whose pushes were parked."""

    claimed: int
    states: Counter[str]
    parked_offices: frozenset[int]


_Back = tuple[Outgoing, Delivery | None]  # None: there was no time left to try it


@dataclass
class _Turn:
    """When it began and what it is about; how many are on their way to LINE, and what came of the rest so far."""

    began: datetime
    digests_of: date | None
    resting: Collection[int]
    channel: str | None
    back: "SimpleQueue[_Back]" = field(default_factory=SimpleQueue)
    under_way: int = 0
    paced: bool = False  # an account has to wait a moment
    claimed: int = 0
    states: Counter[str] = field(default_factory=Counter)
    parked: set[int] = field(default_factory=set)


def is_ours(store: Store, message: Outgoing, now: datetime) -> bool:
    """Whether a message promised a moment ago may be tried. While enough of its lease is left nobody need be asked;
    what waited for a thread longer is leased anew, unless somebody else has taken it over."""
    if message.lease_until is not None and now < message.lease_until - LONGEST_TRY[message.channel]:
        return True
    with store.plainly() as connection:
        return sending.keep(connection, message, now)


def send(sender: Sender, message: Outgoing) -> Delivery:
    """Give a claimed message to LINE. Nothing may hold a database connection meanwhile."""
    try:
        return _sent(sender, message)
    except Exception as error:  # whatever is wrong with this one, the others must not wait for it
        log.error("message %s raised %s", message.id, type(error).__name__)
        return Delivery("again", problem=type(error).__name__, maybe_taken=True)


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

    So many are claimed as threads are free, and as many again as came back a moment ago: before a LINE that answers
    fast a commit serves many, and one that is silent leaves few in our hands. What waited in them too long is given
    back untried. Raises StorageUnavailable.
    """
    turn, present = _Turn(now, digests_of, resting, channel), clock or (lambda: now)
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="deliver")
    try:
        while True:
            back = _back(turn)
            moment = present()
            if back or _is_due(store, turn, moment):
                for each in _round(store, turn, back, moment):
                    pool.submit(_try, sender, each, time.monotonic(), turn.back)
            else:
                turn.paced = False
            if not turn.under_way and not turn.paced:
                return Tally(turn.claimed, turn.states, frozenset(turn.parked))
    finally:
        pool.shutdown(cancel_futures=True)


def _back(turn: _Turn) -> list[_Back]:
    """What has come back by now; waits a little for the first, and for others that come with it, or for an account."""
    found: list[_Back] = []
    with suppress(Empty):
        if turn.under_way:
            found.append(turn.back.get(timeout=LOOK_AGAIN))
            if turn.under_way > 1:
                time.sleep(TOGETHER)
        while True:
            found.append(turn.back.get_nowait())
    if turn.paced and not turn.under_way:
        time.sleep(PAUSE)
    return found


def _is_due(store: Store, turn: _Turn, moment: datetime) -> bool:
    """Whether there is something to claim and a thread for it: a cheap look before the write lock is taken."""
    if turn.under_way >= THREADS or moment - turn.began >= TURN:
        return False
    with store.read() as tx:
        return sending.anything_due(tx, moment, turn.channel)


def _round(store: Store, turn: _Turn, back: Sequence[_Back], moment: datetime) -> list[Outgoing]:
    """Write down what came back and claim what goes next, together: a commit is what a push would mostly cost."""
    if not turn.claimed or any(delivery is None or delivery.outcome != "sent" for _, delivery in back):
        _settle_others(store, turn, back, moment)
    sent = [(each.id, it.request_id) for each, it in back if it is not None and it.outcome == "sent"]
    room = min(THREADS + len(sent), AT_MOST) - (turn.under_way - len(back))
    if sent:
        turn.states["sent"] += len(sent)
    goes_on = moment - turn.began < TURN
    with store.plainly() as connection:
        if sent:
            sending.mark_sent(connection, sent, moment)
        looked = pace.clock(connection)
        which = turn.digests_of, turn.resting, turn.channel
        batch = sending.claim(connection, moment, room, *which) if goes_on and room > 0 else []
        turn.paced = goes_on and pace.anybody_waited(connection, looked)
    turn.under_way += len(batch) - len(back)
    turn.claimed += len(batch)
    return batch


def _settle_others(store: Store, turn: _Turn, back: Sequence[_Back], moment: datetime) -> None:
    """What LINE did not simply take; and, as a turn begins, what must not be tried any more."""
    untried, hasty = [each for each, delivery in back if delivery is None], set[pace.Bucket]()
    with store.begin() as tx:
        if not turn.claimed:
            turn.states.update(sending.give_up(tx, moment))
        if untried:
            sending.hand_back(wire(tx), untried, moment)
        for message, delivery in back:
            if delivery is not None and delivery.outcome != "sent":
                state = settle_one(tx, message, delivery, moment)
                turn.states[state] += 1
                if delivery.status == 429 and delivery.outcome == "again":
                    hasty.add(sending.bucket_of(message))
                if state == "parked" and message.office_id is not None:
                    turn.parked.add(message.office_id)
        pace.slow_down(wire(tx), hasty)


def _try(sender: Sender, message: Outgoing, claimed: float, back: "SimpleQueue[_Back]") -> None:
    """Send a message claimed at a time.monotonic(), unless it waited too long for its thread."""
    late = time.monotonic() - claimed > IN_HAND[message.channel]
    back.put((message, None if late else send(sender, message)))


def _sent(sender: Sender, message: Outgoing) -> Delivery:
    if message.account is not None:
        try:
            sender = sender.through(message.account)
        except AccountUnknown as error:
            # An operator took it out of the settings: trying again changes nothing.
            return Delivery("refused", problem=str(error))
    if message.channel == "reply" and message.reply_token:
        return sender.reply(message.reply_token, message.body)
    if not message.recipient:
        return Delivery("refused", problem="nobody to send it to")
    return sender.push(message.recipient, message.body, message.retry_key)
