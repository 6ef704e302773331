"""`python -m tests.bench`: our webhook beside a bare echo bot, on the same server, in the same run."""

import base64
import hashlib
import hmac
import http.client
import itertools
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from tests.bench import papers, reports, servers
from tests.free_port import free_port
from tests.town import BANGKOK, SECRET

ROUNDS, EVENTS, PAPERS = 5, 60, 600
QUESTION = "ปี 66 ได้กี่คะแนน"
_numbers = itertools.count()


def event(text: str, user: str) -> bytes:
    """A webhook with one text message, as LINE shapes it."""
    number = next(_numbers)
    token = hashlib.sha256(str(number).encode()).hexdigest()[:32]
    message = {"type": "text", "id": str(10**17 + number), "text": text, "quoteToken": "q"}
    body: dict[str, Any] = {
        "destination": "U" + "0" * 32,
        "events": [
            {
                "type": "message",
                "mode": "active",
                "timestamp": int(time.time() * 1000),
                "source": {"type": "user", "userId": user},
                "webhookEventId": f"01BENCH{number:019d}",
                "deliveryContext": {"isRedelivery": False},
                "replyToken": token,
                "message": message,
            }
        ],
    }
    return json.dumps(body).encode()


def post(connection: http.client.HTTPConnection, body: bytes) -> float:
    """Send one webhook; milliseconds until its 200."""
    digest = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    headers = {"X-Line-Signature": digest, "Content-Type": "application/json"}
    begun = time.perf_counter()
    connection.request("POST", "/callback", body, headers)
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise SystemExit(f"webhook answered {response.status}")
    return (time.perf_counter() - begun) * 1000


def cpu_of(process: psutil.Process) -> float:
    """Processor seconds of a server and its workers."""
    return sum(sum(each.cpu_times()[:2]) for each in [process, *process.children(recursive=True)])


def one_round(port: int, process: psutil.Process, user: str) -> tuple[list[float], float]:
    """Latencies (ms) of a round and the processor time per event (ms)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    before = cpu_of(process)
    took = [post(connection, event(QUESTION, user)) for _ in range(EVENTS)]
    time.sleep(0.3)  # replies leave after the 200; their cost belongs to the event
    spent = (cpu_of(process) - before) * 1000 / EVENTS
    connection.close()
    return took, spent


def webhook(folder: Path, rounds: int = ROUNDS) -> dict[str, Any]:
    """Latency and processor time of one text question, ours and the echo's, round by round in turn."""
    user, (here, there) = "U" + "b" * 32, (free_port(), free_port())
    with (
        servers.instant_line() as line,
        servers.gunicorn("bot.app:create_app()", line, here, folder) as ours,
        servers.gunicorn("tests.bench.echo:app", line, there, folder, "tests/bench/echo_gunicorn.py") as echo,
    ):
        watched = {"ours": (here, psutil.Process(ours.pid)), "echo": (there, psutil.Process(echo.pid))}
        _choose_office(here, user)
        for port, process in watched.values():
            one_round(port, process, user)
        took: dict[str, list[float]] = {"ours": [], "echo": []}
        spent: dict[str, list[float]] = {"ours": [], "echo": []}
        for _ in range(rounds):
            for name, (port, process) in watched.items():
                latencies, cpu = one_round(port, process, user)
                took[name] += latencies
                spent[name].append(cpu)
        memory = {n: max(c.memory_info().rss for c in p.children()) // 2**20 for n, (_, p) in watched.items()}
    return {
        name: {
            "p50_ms": round(statistics.median(took[name]), 2),
            "p99_ms": round(statistics.quantiles(took[name], n=100)[98], 2),
            "cpu_ms": round(statistics.median(spent[name]), 2),
            "worker_mb": memory[name],
        }
        for name in took
    }


def _choose_office(port: int, user: str) -> None:
    """The person says once which office is meant, as a person would."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    post(connection, event("คะแนนของเทศบาลตำบลบึงเจริญ", user))
    connection.close()


def understanding(_folder: Path) -> dict[str, Any]:
    """Understanding one message, in one process, warm: how fast, and how many rightly."""
    from bot.intents.choose import understand
    from tests.bot.intents.test_understanding import judged, with_noise
    from tests.bot.understanding.messages import labelled, measured, world

    rows, (vocabulary, now) = [*labelled(), *measured()], world()

    def milliseconds(text: str) -> float:
        begun = time.perf_counter()
        understand(text, now, vocabulary)
        return (time.perf_counter() - begun) * 1000

    for row in rows[:200]:
        milliseconds(row.text)
    took = [milliseconds(row.text) for row in rows]
    joined = " ".join(row.text for row in rows)
    long = [milliseconds(joined[start : start + 5_000]) for start in range(0, 30_000, 5_000)]
    figures: dict[str, Any] = {
        "p50_ms": round(statistics.median(took), 3),
        "p99_ms": round(statistics.quantiles(took, n=100)[98], 3),
        "worst_of_5000_letters_ms": round(max(long), 2),
    }
    for part, messages in (("worked_with", labelled()), ("only_measured", measured())):
        intents, slots, _ = judged(messages, [message.text for message in messages])
        figures[part] = f"{len(messages)} messages, intent {intents:.1%}, slots {slots:.1%}"
    clean, rough, _ = with_noise(100, 20)
    figures["noise_100x20"] = f"intent {clean[0]:.1%} → {rough[0]:.1%}, slots {clean[1]:.1%} → {rough[1]:.1%}"
    return figures


def generated(_folder: Path) -> dict[str, Any]:
    """Papers of invented offices in every layout and format, damaged: how rightly they are read, and how fast."""
    from tests.tracker.documents.generated.measuring import marks_of, measured, table

    begun = time.perf_counter()
    outcomes = measured(range(PAPERS))
    took = (time.perf_counter() - begun) * 1000 / PAPERS
    print("\n".join(table(outcomes)))
    marks = marks_of(outcomes)
    found, told = marks.precision("everything"), marks.recall("everything")
    return {"write_and_read_ms": round(took, 1), "precision": f"{found:.2%}", "recall": f"{told:.2%}"}


def written(_folder: Path) -> dict[str, Any]:
    """Papers by writers who had not seen the program; the measured part was never looked at."""
    from tests.tracker.documents.generated.marks import lines_of
    from tests.tracker.documents.written.measuring import marks_of

    figures = {}
    for part in ("worked", "measured"):
        marks = marks_of(part)
        print("\n".join([f"written papers, {part}", *lines_of(marks)]))
        figures[part] = (
            f"precision {marks.precision('everything'):.2%} recall {marks.recall('everything'):.2%}"
        )
    return figures


def load(_folder: Path) -> dict[str, Any]:
    """Two minutes of the load of `make load`: open loop, a burst, slow clients; the half hour is that command."""
    from tests.load.run import Plan, measure, wrongs

    figures = measure(Plan(minutes=2, bursts=1))
    names = (
        "events", "p50_ms", "p99_ms", "max_ms", "burst_max_ms", "over_2s", "errors", "rss_growth_percent",
        "fsync_p99_ms", "noisy", "ok", "why",
    )  # fmt: skip
    refused = [f"{name} {figures[name]}" for name in ("errors", "server_errors") if figures[name]]
    return {name: figures[name] for name in names} | {"wrong": wrongs(figures) + refused}


def noise() -> float:
    """How noisy the machine is now: the slowest over the fastest of 20 equal pieces of work."""

    def work() -> float:
        begun = time.perf_counter()
        sum(i * i for i in range(200_000))
        return time.perf_counter() - begun

    took = [work() for _ in range(20)]
    return max(took) / min(took)


def main() -> None:
    """Measure, print a table, keep the figures beside earlier ones. Exit status 1 when the load lost, doubled or
    refused anything; never for time, which is the machine's as much as ours."""
    with servers.workshop() as folder:
        figures = {"webhook": webhook(folder)}
        for name, measure in MEASURES.items():
            figures[name] = measure(folder)
    figures["noise"] = {"slowest_over_fastest": round(noise(), 2)}
    ours, echo = figures["webhook"]["ours"], figures["webhook"]["echo"]
    print(
        f"one text question, {ROUNDS} rounds of {EVENTS} in turn, gunicorn {servers.WORKERS} workers x "
        f"{servers.threads()} threads, SQLite FULL"
    )
    print(f"{'':12}{'p50 ms':>10}{'p99 ms':>10}{'cpu ms':>10}{'worker MB':>12}")
    for name, row in (("prongsai", ours), ("echo", echo)):
        print(f"{name:12}{row['p50_ms']:>10}{row['p99_ms']:>10}{row['cpu_ms']:>10}{row['worker_mb']:>12}")
    ratios = [f"{ours[key] / echo[key]:.2f}" for key in ("p50_ms", "p99_ms", "cpu_ms", "worker_mb")]
    print(f"{'ratio':12}{ratios[0]:>10}{ratios[1]:>10}{ratios[2]:>10}{ratios[3]:>12}")
    for name, row in figures.items():
        if name != "webhook":
            print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in row.items()))
    kept = Path("var/bench")
    kept.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).astimezone(BANGKOK).strftime("%Y%m%d-%H%M%S")
    (kept / f"{stamp}.json").write_text(json.dumps(figures, indent=1), "utf-8")
    if figures["load"]["wrong"]:
        sys.exit(f"the load was not served rightly: {', '.join(figures['load']['wrong'])}")


MEASURES: dict[str, Callable[[Path], dict[str, Any]]] = {
    "understanding": understanding,
    "papers": generated,
    "written papers": written,
    "reading": papers.reading,
    "fuzzing": papers.fuzzing,
    "reports": reports.drawn,
    "load": load,
}

if __name__ == "__main__":
    main()
