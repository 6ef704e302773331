"""What goes first when much is to be said at once, and what is not tried is as it was: the same on both databases."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from tracker import outbox
from tracker.model import Message, Person
from tracker.outbox import Body, Delivery, delivering
from tracker.rules.urgency import Urgency
from tracker.store import Store, sending

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
BODY: Body = [{"type": "text", "text": "ครบกำหนดแล้ว"}]
DAY = NOW.date()


class Line:
    """LINE, which remembers to whom it brought what, in order, and may be slow."""

    def __init__(self, delay: float = 0) -> None:
        self.delay, self.brought = delay, list[str]()

    def reply(self, token: str, messages: Body) -> Delivery:
        return self.push(token, messages, "")

    def push(self, to: str, messages: Body, retry_key: str) -> Delivery:
        threading.Event().wait(self.delay)
        self.brought.append(to)
        return Delivery("sent", 200)

    def through(self, account: str) -> "Line":
        return self


def promise(
    store: Store, key: str, urgency: Urgency | None = None, day: bool = True, minutes: int = 0
) -> None:
    with store.begin() as tx:
        outbox.promise_push(
            tx,
            key,
            f"U{key}",
            BODY,
            NOW + timedelta(minutes=minutes),
            day=DAY if day else None,
            urgency=urgency,
        )


def states(store: Store) -> list[tuple[str, int, datetime | None]]:
    with store.read() as tx:
        return sorted(tx.exec(select(Message.state, Message.attempts, Message.first_try_at)).all(), key=str)


def test_the_most_urgent_goes_first_and_of_equals_what_waits_longest(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for urgency in reversed(Urgency):
        promise(store, f"{urgency.name}-later", urgency, minutes=2)
        promise(store, urgency.name, urgency, minutes=1)
    promise(store, "code", day=False)
    promise(store, "ask:1", day=False)
    with store.begin() as tx:
        outbox.promise_reply(
            tx, key="r", reply_token="token", recipient="U1", body=BODY, receipt=False, now=NOW, token_at=NOW
        )
    monkeypatch.setattr(delivering, "THREADS", 1)
    line = Line()
    outbox.deliver(store, line, NOW + timedelta(seconds=40), DAY)
    assert line.brought == ["token", "Ucode", "Uask:1"], "what is not due yet does not go"
    line = Line()
    outbox.deliver(store, line, NOW + timedelta(minutes=3), DAY)
    assert line.brought == [f"U{each.name}{later}" for each in Urgency for later in ("", "-later")]


def test_what_waited_too_long_for_a_thread_is_given_back_as_if_nobody_had_claimed_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        promise(store, str(number))
    monkeypatch.setattr(delivering, "AT_MOST", 6)
    with store.plainly() as connection:
        batch = sending.claim(connection, NOW, 6, DAY)
    turn = delivering._Turn(NOW, DAY, (), None, under_way=6, claimed=6)
    back = [(each, None) for each in batch[:4]] + [(each, Delivery("sent", 200)) for each in batch[4:]]
    monkeypatch.setattr(sending, "claim", lambda *_: [])
    delivering._round(store, turn, back, NOW)
    assert states(store) == [("promised", 0, None)] * 4 + [("sent", 1, NOW)] * 2
    assert turn.under_way == 0 and turn.states == {"sent": 2}


def test_what_was_tried_before_keeps_its_first_try_when_it_is_given_back(store: Store) -> None:
    promise(store, "1")
    for seconds in (0, 30):
        with store.plainly() as connection:
            batch = sending.claim(connection, NOW + timedelta(seconds=seconds), 6, DAY)
    with store.plainly() as connection:
        sending.hand_back(connection, batch, NOW)
    assert states(store) == [("promised", 1, NOW)]


def test_a_line_that_falls_silent_leaves_little_in_our_hands_and_all_of_it_goes_in_the_end(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        promise(store, str(number))
    monkeypatch.setattr(delivering, "THREADS", 2)
    monkeypatch.setattr(delivering, "IN_HAND", {"push": 0.15, "reply": 0.15})
    line = Line(0.1)
    tally = outbox.deliver(store, line, NOW, DAY)
    assert len(line.brought) == len(set(line.brought)) == 12 == tally.states["sent"]
    assert tally.claimed >= 12


@pytest.mark.parametrize("following", [True, False])
def test_who_left_while_a_turn_goes_on_is_not_written_to_any_more(store: Store, following: bool) -> None:
    promise(store, "1")
    with store.begin() as tx:
        tx.add(Person(line_user_id="U1", following=following, created_at=NOW))
    with store.plainly() as connection:
        assert len(sending.claim(connection, NOW, 5, DAY)) == following
