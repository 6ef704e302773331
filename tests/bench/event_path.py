"""What an event costs us, beside the echo bot of the SDK's documentation on the same server, round by round in turn.

Ours answers the mix of a working day; the echo is sent the same words and says them back. Processor time counts every
process of a server, and what it still does after its 200: the reply, and writing down that it went.
"""

import itertools
import json
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import truediv
from pathlib import Path
from typing import Any

import psutil

from tests.bench import servers
from tests.bench.mix import days_work
from tests.free_port import free_port
from tests.load.client import Client, text
from tests.load.line import ANSWERS_AFTER, Line, fast_line
from tests.load.staff import enrol, settle
from tracker.store import Store

ROUNDS, EVENTS, AT_ONCE, STAFF = 9, 240, 4, 24
RATE, SECONDS = 200, 15
SETTLED = 0.6  # seconds after the last 200 in which replies leave and are written down


@dataclass
class Server:
    """A web server under measurement."""

    port: int
    process: psutil.Process
    events: Iterator[tuple[dict[str, Any], str]]
    took: list[float] = field(default_factory=list)  # ms
    cpu: list[float] = field(default_factory=list)  # ms an event, a round each
    rate: list[float] = field(default_factory=list)  # events/s, a round each

    def spent(self) -> float:
        """Processor seconds so far, of the server and its workers."""
        processes = [self.process, *self.process.children(recursive=True)]
        return sum(sum(each.cpu_times()[:2]) for each in processes)

    def memory(self) -> int:
        """The largest worker, in MB of memory that is its own or shared (RSS)."""
        return max(each.memory_info().rss for each in self.process.children()) // 2**20


def one_round(server: Server, line: Line, count: int = EVENTS) -> None:
    """So many events, several on their way at once."""
    before, begun, lock = server.spent(), time.perf_counter(), threading.Lock()

    def work(share: int) -> list[float]:
        with servers.connected(server.port) as post:
            return [post(next_event()) for _ in range(share)]

    def next_event() -> bytes:
        with lock:
            event, _ = next(server.events)
        line.expect(event["replyToken"], event["webhookEventId"], event["source"]["userId"])
        return json.dumps({"destination": "U" + "0" * 32, "events": [event]}).encode()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        took = list(itertools.chain(*pool.map(work, [count // AT_ONCE] * AT_ONCE)))
    server.rate.append(len(took) / (time.perf_counter() - begun))
    time.sleep(SETTLED)
    server.took += took
    server.cpu.append((server.spent() - before) * 1000 / len(took))


@contextmanager
def both(folder: Path) -> Iterator[tuple[Line, dict[str, Server]]]:
    """Our web process and the echo, warm, before a LINE that answers at once."""
    with fast_line() as line:
        line.delay = 0.0
        here, there = free_port(), free_port()
        echo_settings = "tests/bench/echo_gunicorn.py"
        with (
            servers.gunicorn("bot.app:create_app()", line.url, here, folder) as ours,
            servers.gunicorn("tests.bench.echo:app", line.url, there, folder, echo_settings) as echo,
        ):
            client, store = Client(here, line), Store(f"sqlite:///{folder}/bench.db")
            staff = enrol(store, client, line, STAFF)
            client.close()
            store.close()
            watched = {
                "ours": Server(here, psutil.Process(ours.pid), days_work(staff, line, 7)),
                "echo": Server(there, psutil.Process(echo.pid), _in_words(days_work(staff, Line(), 7))),
            }
            for server in watched.values():
                one_round(server, line, 120)
                server.took, server.cpu, server.rate = [], [], []
            yield line, watched


def _in_words(events: Iterator[tuple[dict[str, Any], str]]) -> Iterator[tuple[dict[str, Any], str]]:
    """The same, buttons as the words on them: an echo knows words alone."""
    for event, said in events:
        yield text(event["source"]["userId"], said), said


def measured(folder: Path, rounds: int = ROUNDS, events: int = EVENTS) -> dict[str, Any]:
    """Latency, processor time, throughput and memory of both, and ours over the echo's. Of what is measured round by
    round that is the median of the rounds: a restless moment strikes both of a round, and not both medians."""
    with both(folder) as (line, watched):
        for _ in range(rounds):
            for server in watched.values():
                one_round(server, line, events)
        figures = {name: _figures(server) for name, server in watched.items()}
    ours, echo = watched["ours"], watched["echo"]
    figures["ratio"] = {key: figures["ours"][key] / figures["echo"][key] for key in figures["ours"]}
    figures["ratio"] |= {
        "cpu_ms": statistics.median(map(truediv, ours.cpu, echo.cpu)),
        "per_second": statistics.median(map(truediv, ours.rate, echo.rate)),
    }
    return figures


def open_loop(folder: Path, rate: int = RATE, seconds: int = SECONDS) -> dict[str, Any]:
    """Events that come at their planned moments whatever became of those before, while LINE takes 60 ms for each reply:
    milliseconds from the planned moment to the 200, what was refused, and what was never answered."""
    figures = {}
    with both(folder) as (line, watched):
        line.delay = ANSWERS_AFTER
        for name, server in watched.items():
            client, begun = Client(server.port, line), time.monotonic() + 0.2
            sent = []
            for number in range(rate * seconds):
                planned = begun + number / rate
                event, said = next(server.events)
                time.sleep(max(0.0, planned - time.monotonic()))
                sent.append(client.send(event, planned, said))
            outcomes = [each.result() for each in sent]
            left = settle(line)
            client.close()
            took = [each.took * 1000 for each in outcomes]
            figures[name] = {
                "p50_ms": round(statistics.median(took), 1),
                "p99_ms": round(statistics.quantiles(took, n=100)[98], 1),
                "worst_ms": round(max(took), 1),
                "refused": sum(each.status != 200 for each in outcomes),
                "unanswered": left,
            }
    return figures


def _figures(server: Server) -> dict[str, float]:
    return {
        "p50_ms": round(statistics.median(server.took), 2),
        "p99_ms": round(statistics.quantiles(server.took, n=100)[98], 2),
        "cpu_ms": round(statistics.median(server.cpu), 2),
        "per_second": round(statistics.median(server.rate), 1),
        "worker_mb": server.memory(),
    }


if __name__ == "__main__":
    with servers.workshop() as folder:
        found = measured(folder)
    for name, row in found.items():
        print(name, row)
    with servers.workshop() as folder:
        print(f"{RATE}/s, LINE takes 60 ms:", open_loop(folder))
