"""A turn of the sweeper: a message is claimed when a thread is free for it, and written down when it is done."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from tracker import outbox
from tracker.model import Message
from tracker.outbox import Body, Delivery, Outgoing
from tracker.store import Store, schema

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
BODY = [{"type": "text", "text": "ครบกำหนดแล้ว"}]
OTHERS = 3 * outbox.THREADS


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path / 'outbox.db'}")
    schema.migrate(made)
    yield made
    made.close()


def states(store: Store) -> list[str]:
    with store.read() as tx:
        return sorted(tx.exec(select(Message.state)).all())


def not_taken(store: Store, message: Outgoing) -> None:
    """LINE was in haste at the first try and surely did not take it."""
    outbox.settle(store, [(message, Delivery("again", 429))], NOW)


class Silent:
    """LINE, which leaves one person's push without an answer until all others were written down as sent."""

    def __init__(self, store: Store) -> None:
        self.store, self.waited = store, True

    def reply(self, token: str, messages: Body) -> Delivery:
        raise AssertionError(token)

    def push(self, to: str, messages: Body, retry_key: str) -> Delivery:
        if to != "Uslow":
            return Delivery("sent", 200)
        for _ in range(600):
            if states(self.store).count("sent") == OTHERS:
                return Delivery("again", maybe_taken=True)
            threading.Event().wait(0.1)
        self.waited = False
        return Delivery("again", maybe_taken=True)


def test_one_that_line_leaves_without_an_answer_holds_up_no_other(store: Store) -> None:
    with store.begin() as tx:
        for number in range(OTHERS + 1):
            outbox.promise_push(tx, f"k{number}", f"U{number}" if number else "Uslow", BODY, NOW)
    line = Silent(store)
    tally = outbox.deliver(store, line, NOW)
    assert line.waited and tally.claimed == OTHERS + 1
    assert states(store) == ["promised", *["sent"] * OTHERS]


class Refusing:
    """LINE, to which every reply token is dead."""

    def reply(self, token: str, messages: Body) -> Delivery:
        return Delivery("token_dead", 400)

    def push(self, to: str, messages: Body, retry_key: str) -> Delivery:
        return Delivery("sent", 200)


def test_a_token_that_is_dead_at_the_first_try_is_no_sign_that_the_reply_arrived(store: Store) -> None:
    with store.begin() as tx:
        message = outbox.promise_reply(
            tx, key="reply:1", reply_token="t", recipient="U1", body=BODY, receipt=True, now=NOW, token_at=NOW
        )
    not_taken(store, message)
    moments = iter(NOW + timedelta(seconds=4 + tenth / 10) for tenth in range(1000))
    tally = outbox.deliver(store, Refusing(), NOW + timedelta(seconds=4), clock=lambda: next(moments))
    assert tally.states["promised"] == 1 and tally.states["sent"] == 1, "as a push after all"
    assert states(store) == ["sent"]


class Poisoned(Refusing):
    """LINE's client, which falls over at one message."""

    def push(self, to: str, messages: Body, retry_key: str) -> Delivery:
        if to == "U0":
            raise ValueError("ข้อความ")
        return Delivery("sent", 200)


def test_one_that_cannot_even_be_sent_stays_promised_and_the_others_go(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with store.begin() as tx:
        for number in range(3):
            outbox.promise_push(tx, f"k{number}", f"U{number}", BODY, NOW)
    outbox.deliver(store, Poisoned(), NOW)
    assert states(store) == ["promised", "sent", "sent"]
    assert "ValueError" in caplog.text and "ข้อความ" not in caplog.text


def test_the_web_process_sweeps_replies_alone_and_leaves_pushes_to_the_scheduler(store: Store) -> None:
    with store.begin() as tx:
        outbox.promise_push(tx, "push", "U1", BODY, NOW)
        message = outbox.promise_reply(
            tx,
            key="reply:1",
            reply_token="t",
            recipient="U1",
            body=BODY,
            receipt=False,
            now=NOW,
            token_at=NOW,
        )
    not_taken(store, message)
    later = NOW + timedelta(seconds=5)
    assert outbox.deliver(store, Refusing(), later, channel="reply").claimed == 1
    assert states(store) == ["dropped", "promised"]
    assert outbox.deliver(store, Refusing(), later, channel="reply").claimed == 0
