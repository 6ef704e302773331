"""The outbox: what was promised to go to LINE, delivered later, elsewhere, again.

A message is promised in the transaction of the fact it tells of. Delivery claims it with a lease, commits, closes, and
only then talks to LINE, so that no database connection waits for the network. Whatever dies in between, the lease runs
out and the same words go again with the same retry key, which LINE carries out once.
"""

from tracker.outbox.delivering import THREADS, Tally, deliver, is_ours, send
from tracker.outbox.outcomes import settle, wait_after
from tracker.outbox.outgoing import Body, Delivery, Outcome, Outgoing, Sender, retry_key_of
from tracker.outbox.promising import (
    forget_bodies,
    forget_quotes,
    park_for,
    promise_push,
    promise_reply,
    say_parked,
    send_through,
    was_shown,
    withdraw,
    withdraw_for,
)

__all__ = [
    "THREADS", "Body", "Delivery", "Outcome", "Outgoing", "Sender", "Tally", "deliver", "forget_bodies",
    "forget_quotes", "is_ours", "park_for", "promise_push", "promise_reply", "retry_key_of", "say_parked", "send",
    "send_through", "settle", "wait_after", "was_shown", "withdraw", "withdraw_for",
]  # fmt: skip
