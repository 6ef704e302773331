"""The pace of an account is one for all processes that send, on both databases."""

import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlmodel import select

from tests.contracts.test_delivery_order import BODY, DAY, NOW, Line
from tracker import outbox
from tracker.model import Message, Pace
from tracker.outbox import Body, Delivery, Outgoing, delivering
from tracker.rules import pace as rules
from tracker.store import Store, pace, sending

MAIN = ("push", None)


def promise(store: Store, number: int, account: str | None = None) -> None:
    with store.begin() as tx:
        for each in range(number):
            outbox.promise_push(
                tx, f"{account}:{each}", f"{account}{each}", BODY, NOW, account=account, day=DAY
            )


def waiting(store: Store) -> int:
    with store.read() as tx:
        return len(tx.exec(select(Message.id).where(Message.state != "sent")).all())


def test_several_takers_at_once_get_no_more_than_one_would(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules.RATES, "push", 100.0)
    got: list[int] = []
    moments: list[float] = []
    others = [Store(store.url) for _ in range(3)]
    begun = datetime.now(UTC)

    def greedy(mine: Store) -> None:
        while (datetime.now(UTC) - begun).total_seconds() < 1.0:
            with mine.plainly() as connection:
                got.append(pace.take(connection, {MAIN: 50})[MAIN])
            moments.append(time.monotonic())

    threads = [threading.Thread(target=greedy, args=(each,)) for each in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = (datetime.now(UTC) - begun).total_seconds()
    for each in others:
        each.close()
    # What nobody comes for within a burst's time is gone, as on a machine that stands still for a moment.
    fetched = sum(min(after - before, rules.BURST) for before, after in pairwise(sorted(moments)))
    assert 0.8 * 100 * fetched <= sum(got) <= 100 * (took + rules.BURST) + 1


def test_two_senders_together_keep_the_rate_of_an_account(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules.RATES, "push", 60.0)
    promise(store, 60)
    line, others = Line(), [Store(store.url) for _ in range(2)]
    begun = datetime.now(UTC)
    threads = [threading.Thread(target=outbox.deliver, args=(each, line, NOW, DAY)) for each in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = (datetime.now(UTC) - begun).total_seconds()
    for each in others:
        each.close()
    assert sorted(line.brought) == sorted(f"None{each}" for each in range(60))
    assert took >= 60 / 60 - rules.BURST - 0.05, "not faster, though nobody was slow"


def test_an_account_that_must_wait_holds_up_no_other(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    promise(store, 40)
    promise(store, 5, "U2")
    begun = time.time()
    with store.begin() as tx:
        tx.add(Pace(name="push", open_at=begun, rate=rules.SLOWEST, slowed_at=begun))
    monkeypatch.setattr(delivering, "TURN", timedelta(seconds=0.6))
    line = Line()
    outbox.deliver(store, line, NOW, DAY, clock=lambda: NOW + timedelta(seconds=time.time() - begun))
    assert [each for each in line.brought if each.startswith("U2")] == [f"U2{each}" for each in range(5)]
    assert 1 <= len(line.brought) - 5 <= 6


def test_what_had_to_wait_goes_in_the_same_turn_though_the_wait_is_over_before_anybody_asks(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise(store, 3)
    with store.begin() as tx:
        tx.add(Pace(name="push", open_at=time.time() + 0.3, rate=rules.RATES["push"], slowed_at=0.0))
    claim = sending.claim

    def slowly(*given: Any) -> list[Outgoing]:
        found = claim(*given)
        time.sleep(0.4)
        return found

    monkeypatch.setattr(sending, "claim", slowly)
    line = Line()
    outbox.deliver(store, line, NOW, DAY)
    assert sorted(line.brought) == ["None0", "None1", "None2"]


class Hasty(Line):
    """LINE, to which two pushes at once are too much."""

    def push(self, to: str, messages: Body, retry_key: str) -> Delivery:
        if len(self.brought) == 2:
            self.brought.append("refused")
            return Delivery("again", 429, problem="429 The API rate limit has been exceeded.")
        return super().push(to, messages, retry_key)


def test_an_account_of_which_line_complains_is_slowed(store: Store) -> None:
    promise(store, 3)
    outbox.deliver(store, Hasty(), NOW, DAY)
    with store.read() as tx:
        [known] = tx.exec(select(Pace)).all()
    assert (known.name, known.rate) == ("push", rules.RATES["push"] / 2) and waiting(store) == 1
