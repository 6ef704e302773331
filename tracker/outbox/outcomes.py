"""What a try came to, and what is to be done then."""

import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from tracker.outbox.outgoing import Delivery, Outgoing
from tracker.store import Store, sending
from tracker.store import outbox as rows

REPLY_AGAIN = timedelta(seconds=2)
FIRST_WAIT, LONGEST_WAIT = 5.0, 900.0  # seconds


def settle(store: Store, tried: Sequence[tuple[Outgoing, Delivery]], now: datetime) -> None:
    """Write down what came of first tries, together. Raises StorageUnavailable; then their leases run out,
    and the sweeper asks LINE again."""
    sent = [(each.id, delivery.request_id) for each, delivery in tried if delivery.outcome == "sent"]
    if sent:
        with store.plainly() as connection:
            sending.mark_sent(connection, sent, now)
    if len(sent) == len(tried):
        return
    with store.begin() as tx:
        for each, delivery in tried:
            if delivery.outcome != "sent":
                settle_one(tx, each, delivery, now)


def settle_one(tx: Session, message: Outgoing, delivery: Delivery, now: datetime) -> str:
    """Write down what came of a try; the state the message is in now."""
    judged = _reply if message.channel == "reply" else _push
    values = judged(message, delivery, now)
    if delivery.request_id:
        values["line_request_id"] = delivery.request_id
    state = str(values["state"])
    # That LINE has it is true whoever holds the lease by now; anything else only the holder may write.
    rows.mark(tx, message.id, attempts=None if state == "sent" else message.attempts, **values)
    return state


def _push(message: Outgoing, delivery: Delivery, now: datetime) -> dict[str, Any]:
    match delivery.outcome:
        case "sent":
            return {"state": "sent", "done_at": now, "problem": None}
        case "limit":
            parked: dict[str, Any] = {"state": "parked", "done_at": now, "problem": delivery.problem}
            # LINE surely did not take it, now or ever: then it may be said anew when there are pushes again.
            return parked | ({"first_try_at": None} if message.is_first_try else {})
        case "refused" | "token_dead":
            return {"state": "failed", "done_at": now, "problem": delivery.problem}
    return _again(message, delivery, now + wait_after(message.id, message.attempts))


def _reply(message: Outgoing, delivery: Delivery, now: datetime) -> dict[str, Any]:
    young = message.token_at is not None and now < message.token_at + rows.TOKEN_LIFE
    match delivery.outcome:
        case "sent":
            return {"state": "sent", "done_at": now, "problem": None}
        case "refused":
            return {"state": "failed", "done_at": now, "problem": delivery.problem}
        case "token_dead" if young and not message.is_first_try:
            # A token dies young only by being used: the try that was never answered had arrived.
            return {"state": "sent", "done_at": now, "problem": "taken at an earlier try"}
        case "again" | "unclear" if young:
            return _again(message, delivery, now + REPLY_AGAIN)
    if message.receipt and message.recipient:
        return rows.AS_PUSH | {"next_at": now, "problem": delivery.problem}
    return {"state": "dropped", "done_at": now, "problem": "the answer came too late for its token"}


def _again(message: Outgoing, delivery: Delivery, at: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {"state": "promised", "next_at": at, "problem": delivery.problem}
    if message.is_first_try and not delivery.maybe_taken:
        values["first_try_at"] = None  # LINE surely did not take it: the life of the retry key has not begun
    return values


def wait_after(message_id: int, attempts: int) -> timedelta:
    """How long to wait after a failed try: 5 s, doubled each time, at most 15 minutes, up to a quarter more so that
    many messages do not come back at one instant. The same for the same message and try."""
    longest = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(attempts - 1, 20))
    jitter = zlib.crc32(f"{message_id}:{attempts}".encode()) / 2**32
    return timedelta(seconds=longest * (1 + jitter / 4))
