"""A sender is killed in the middle of a morning: others go on where it stopped, in order, and nothing is said twice."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import select

from tests.load.line import Line, fast_line
from tracker import outbox
from tracker.model import Message
from tracker.rules.urgency import Urgency
from tracker.store import Store
from tracker.store.outbox import PUSH_LEASE

ROOT = Path(__file__).parents[2]
MANY, LEVELS = 300, (Urgency.ESCALATED, Urgency.OVERDUE, Urgency.DUE)


def promise(store: Store) -> None:
    now = datetime.now(UTC)
    with store.begin() as tx:
        for number in range(MANY):
            level = LEVELS[-1 - number % len(LEVELS)]
            outbox.promise_push(
                tx, f"{number}", f"{level.name}:{number}", [{"type": "text", "text": "x"}], now, urgency=level
            )


def sender(store: Store, line: Line) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.crash.sender", store.url, line.url], cwd=ROOT)


def pushed(line: Line) -> list[str]:
    """To whom, in the order of their arrival."""
    with line.lock:
        return list(line.newest)


def states(store: Store) -> set[str]:
    with store.read() as tx:
        return set(tx.exec(select(Message.state)).all())


def wait_for(line: Line, number: int, seconds: float) -> None:
    until = time.monotonic() + seconds
    while len(pushed(line)) < number:
        assert time.monotonic() < until, f"{len(pushed(line))} of {number} after {seconds} s"
        time.sleep(0.005)


def test_what_a_killed_sender_held_goes_with_another_once_and_in_order(store: Store) -> None:
    promise(store)
    with fast_line() as line:
        line.delay = 0.1
        first = sender(store, line)
        wait_for(line, 60, 30)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        killed = time.monotonic()
        while states(store) != {"sent"}:
            assert time.monotonic() - killed < PUSH_LEASE.total_seconds() + 15
            assert [each.wait(60) for each in [sender(store, line) for _ in range(2)]] == [0, 0]
        order = pushed(line)
    assert sorted(line.pushes.values()) == [1] * MANY, "each was carried out, and once"
    assert len(line.again) <= 2 * outbox.THREADS, (
        "asked about again: what was under way or not written down yet"
    )
    kinds = [each.partition(":")[0] for each in order]
    # What the dead one held comes when its lease ends; all else in the order of its urgency, as far as threads race.
    late = {level.name: [i for i, kind in enumerate(kinds) if kind == level.name] for level in LEVELS}
    middles = [positions[len(positions) // 2] for positions in late.values()]
    assert middles == sorted(middles)
