"""What came in one webhook and cannot be served before LINE's patience ends: kept raw at once, served after the 200.

A process that dies in between leaves it waiting in the database; the next one to start serves it.
"""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.desk import Desk
from bot.line.events import Said, Unparsed, read_again
from tracker.actions import set_aside
from tracker.errors import StorageUnavailable
from tracker.store import conversation

log = logging.getLogger(__name__)

MANY = 20
"""Events of one webhook that are served within it. LINE asks again after two seconds, and a larger batch is rare."""
AT_ONCE = 100  # rows a statement: a database takes only so many values
LET_OTHERS = 0.02  # seconds between two events, so that what people say meanwhile finds the database free
TRIES, PAUSE = 30, 2.0  # how often, and with how many seconds between, a database that is away is tried again


def keep(desk: Desk, events: Sequence[Said | Unparsed], now: datetime) -> None:
    """Keep events to be served later, all in one transaction. Raises StorageUnavailable."""
    rows = [
        {"event_id": said.event_id, "message_id": said.message_id, "kind": said.kind, "state": "waiting",
         "raw": said.raw}
        for said in events
        if isinstance(said, Said)
    ]  # fmt: skip
    with desk.store.begin() as tx:
        for event in events:
            if isinstance(event, Unparsed):
                set_aside.keep_unparsed(tx, event.event_id, event.raw, now)
        for first in range(0, len(rows), AT_ONCE):
            conversation.take_events(tx, rows[first : first + AT_ONCE], now)


def serve(desk: Desk, clock: Callable[[], datetime], send: Callable[[int], None]) -> int:
    """Serve what waits, in the order it came; returns how many were. Several processes may do it at once."""
    served = tries = 0
    while tries < TRIES:
        try:
            with desk.store.read() as tx:
                waiting = conversation.waiting_events(tx)
            if not waiting:
                return served
            for event_id, raw in waiting:
                served += _serve_one(desk, event_id, raw, clock(), send)
                time.sleep(LET_OTHERS)
        except StorageUnavailable as error:
            log.warning("events wait for the database: %s", error)
            tries += 1
            time.sleep(PAUSE)
    return served


def _serve_one(desk: Desk, event_id: str, raw: object, now: datetime, send: Callable[[int], None]) -> bool:
    said = read_again(event_id, raw)
    if isinstance(said, Unparsed):
        with desk.store.begin() as tx:
            conversation.claim_waiting(tx, event_id, "unparsed")
        return False
    reply = desk.handle(said, now, waited=True)
    if reply is not None:
        send(reply)
    return True
