"""One run of load: a plan of moments, the events that leave at them, and what is found afterwards."""

import random
import re
import sys
import time
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from tests.load.client import Client, Outcome, SlowClients
from tests.load.line import Line, fast_line
from tests.load.machine import Machine, sampled_machine
from tests.load.staff import Officer, enrol, settle
from tests.load.watch import Watch
from tracker.model import Message, ProgressEntry, SeenEvent
from tracker.store import Store

P99_MS, MAX_MS, GROWTH_PERCENT, WAL_MB, NOISY_FSYNC_MS = 250, 2000, 5.0, 64, 200


@dataclass(frozen=True)
class Plan:
    """What to do: events a second (as a Poisson stream), minutes, size and number of bursts, people, slow clients."""

    rate: float = 20
    minutes: float = 30
    burst: int = 200
    bursts: int = 3
    people: int = 240
    slow: int = 64
    database: str = "sqlite"
    seed: int = 1

    def moments(self, dice: random.Random) -> list[tuple[float, bool]]:
        """Seconds after the start at which events leave, and whether each belongs to a burst."""
        seconds, at, found = self.minutes * 60, 0.0, list[tuple[float, bool]]()
        while (at := at + dice.expovariate(self.rate)) < seconds:
            found.append((at, False))
        for number in range(self.bursts if self.burst else 0):
            found += [(seconds * (number + 1) / (self.bursts + 1), True)] * self.burst
        return sorted(found)


def measure(plan: Plan) -> dict[str, Any]:
    """Carry out a plan on a fresh machine and return the figures, with `ok` and the reasons why not."""
    with fast_line() as line, sampled_machine(plan.database, line.url) as machine:
        machine.start()
        store, client = Store(machine.database), Client(machine.port, line)
        staff = enrol(store, client, line, plan.people)
        before = _receipts(store)
        with Watch(machine, every=min(5, plan.minutes * 6)) as watch, SlowClients(machine.port, plan.slow):
            outcomes = _send_all(plan, client, staff, line)
            unanswered = settle(line, 60)
            _wait_for_outbox(store)
            if plan.minutes >= 1:
                time.sleep(5)  # what the last events needed is given back
        client.close()
        figures = _figures(plan, outcomes, watch)
        figures |= {"unanswered": unanswered, **_kept(store, client, line, before)}
        store.close()
        figures["server_errors"] = _errors_logged(machine)
    return figures | _verdict(figures)


def _send_all(plan: Plan, client: Client, staff: list[Officer], line: Line) -> list[Outcome]:
    dice = random.Random(plan.seed)
    moments = plan.moments(dice)
    turns: list[Officer] = []
    sent: list[Future[Outcome]] = []
    start = time.monotonic() + 0.5
    for after, burst in moments:
        if not turns:
            turns = dice.sample(staff, len(staff))
        planned = start + after
        time.sleep(max(0.0, planned - time.monotonic()))
        event, kind = turns.pop().next(dice, line)
        sent.append(client.send(event, planned, kind, burst))
    return [each.result() for each in sent]


def _figures(plan: Plan, outcomes: list[Outcome], watch: Watch) -> dict[str, Any]:
    stream = [each.took for each in outcomes if not each.burst]
    burst = [each.took for each in outcomes if each.burst]
    warm = min(300.0, plan.minutes * 60 / 2)
    settled, end = watch.memory_at(warm), watch.memory_at_end()
    return {
        "database": plan.database, "rate": plan.rate, "minutes": plan.minutes, "burst": plan.burst,
        "bursts": plan.bursts, "slow_clients": plan.slow, "events": len(outcomes),
        "kinds": {kind: sum(each.kind == kind for each in outcomes) for kind in sorted({o.kind for o in outcomes})},
        "p50_ms": percentile(stream, 50), "p99_ms": percentile(stream, 99), "max_ms": percentile(stream, 100),
        "burst_p50_ms": percentile(burst, 50), "burst_p99_ms": percentile(burst, 99),
        "burst_max_ms": percentile(burst, 100),
        "all_p99_ms": percentile(stream + burst, 99),
        "over_2s": sum(took > MAX_MS / 1000 for took in stream + burst),
        "errors": sum(each.status != 200 for each in outcomes),
        "statuses": {str(s): sum(each.status == s for each in outcomes) for s in sorted({o.status for o in outcomes})},
        "rss_mb": {"start": watch.memory_at(0), "settled": settled, "end": end, "by_process": watch.samples[-1].memory},
        "rss_growth_percent": round((end - settled) * 100 / settled, 2),
        "wal_mb": max(sample.wal for sample in watch.samples),
        "fds": {"start": watch.samples[0].open_files, "end": watch.samples[-1].open_files},
        "fsync_p99_ms": watch.fsync_p99_ms(),
    }  # fmt: skip


def percentile(seconds: list[float], percent: float) -> float:
    """The value below which so many of a hundred lie, in milliseconds; 0 of nothing."""
    ordered = sorted(seconds) or [0.0]
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1000, 1)


def _receipts(store: Store) -> set[int | None]:
    with store.read() as tx:
        return set(tx.exec(select(ProgressEntry.draft_id)).all())


def _wait_for_outbox(store: Store, seconds: float = 60) -> None:
    """Until LINE has all that was promised: an answer may be there before its row says so."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with store.read() as tx:
            waiting = select(Message.id).where(col(Message.state).in_(("promised", "sending"))).limit(1)
            if tx.exec(waiting).first() is None:
                return
        time.sleep(0.1)


def _kept(store: Store, client: Client, line: Line, before: set[int | None]) -> dict[str, Any]:
    """What the database says of it: every answered event is there, every message went, none twice."""
    taken = set(client.taken)
    with store.read() as tx:
        known = set(tx.exec(select(SeenEvent.event_id)).all())
        failed = tx.exec(select(SeenEvent.event_id).where(SeenEvent.state == "failed")).all()
        stuck = tx.exec(select(Message.state).where(col(Message.state).not_in(("sent", "parked")))).all()
    return {
        "lost_events": len(taken - known),
        "failed_events": len(failed),
        "answered_twice": sum(count > 1 for count in line.answered.values()),
        "pushed_twice": sum(count > 1 for count in line.pushes.values()),
        "messages_not_sent": len(stuck),
        "updates": len(_receipts(store) - before),
    }


def _errors_logged(machine: Machine) -> int:
    """How many lines of the logs tell of an error; the first of them go to stderr."""
    found = [
        line
        for path in sorted(machine.folder.glob("*.log"))
        for line in path.read_text("utf-8", "replace").splitlines()
        if re.search(r'"level": "(?:error|critical)"|Traceback| ERROR ', line)
    ]
    sys.stderr.write("".join(f"{line[:600]}\n" for line in found[:5]))
    return len(found)


def _verdict(figures: dict[str, Any]) -> dict[str, Any]:
    """Whether the run passes, why not, and whether the disk was too slow for it to count."""
    broken = wrongs(figures)
    slow = [
        f"{name} {figures[name]} > {limit}"
        for name, limit in (
            ("errors", 0), ("server_errors", 0),
            ("p99_ms", P99_MS), ("max_ms", MAX_MS), ("burst_max_ms", MAX_MS), ("over_2s", 0),
            ("rss_growth_percent", GROWTH_PERCENT), ("wal_mb", WAL_MB),
        )
        if figures[name] > limit
    ]  # fmt: skip
    noisy = figures["fsync_p99_ms"] > NOISY_FSYNC_MS
    return {"noisy": noisy, "ok": not broken and not slow, "why": broken + slow}


def wrongs(figures: dict[str, Any]) -> list[str]:
    """What is wrong whatever the speed: something lost, twice or left unanswered."""
    names = (
        "unanswered",
        "lost_events",
        "failed_events",
        "answered_twice",
        "pushed_twice",
        "messages_not_sent",
    )
    return [f"{name} {figures[name]}" for name in names if figures[name]]
