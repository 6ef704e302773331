"""A morning on which many are reminded: two senders on one database before a LINE that answers at once, beside two bare
loops that only post the same bodies through the same client. `python -m tests.bench.delivery` does it alone."""

import json
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import insert
from sqlmodel import select

from bot.line.client import LineClient
from bot.settings import LineSettings
from tests.bench.servers import ROOT, workshop
from tests.chaos.databases import Postgres, Sqlite
from tests.load.line import fast_line
from tracker import outbox
from tracker.model import Message
from tracker.model.columns import new_id
from tracker.outbox import Body
from tracker.store import Store, schema

SENDERS, DIGESTS = 2, 6000


def body(number: int) -> Body:
    """A digest about as long as one of three measures."""
    rows = [
        {"type": "box", "layout": "horizontal", "margin": "md", "contents": [
            {"type": "text", "text": f"ข้อ {row}", "size": "sm", "color": "#666666", "flex": 2},
            {"type": "text", "text": "ประชาสัมพันธ์ช่องทางการรับเรื่องร้องเรียนการทุจริต" * 2, "wrap": True, "flex": 8},
        ]}
        for row in range(1, 4)
    ]  # fmt: skip
    action = {"type": "postback", "label": "รายงานผล", "data": f"v1:report:{number}"}
    bubble = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "contents": rows},
        "footer": {"type": "box", "layout": "vertical", "contents": [{"type": "button", "action": action}]},
    }
    return [{"type": "flex", "altText": f"ครบกำหนดรอบ 6 เดือน 30 เม.ย. 2567 ({number})", "contents": bubble}]


def fill(store: Store, digests: int, now: datetime) -> None:
    """A backlog of digests of this day, all due now."""
    rows = [
        {"id": new_id(), "key": f"digest:{number}", "channel": "push", "recipient": f"U{number:032x}",
         "receipt": True, "body": body(number), "retry_key": outbox.retry_key_of(f"digest:{number}"),
         "state": "promised", "attempts": 0, "created_at": now, "next_at": now, "day": now.date()}
        for number in range(digests)
    ]  # fmt: skip
    with store.plainly() as connection:
        connection.execute(insert(Message), rows)


def measured(folder: Path, digests: int = DIGESTS) -> dict[str, Any]:
    """Pushes a second of two senders on each database, and of two bare loops; the share of theirs that is ours; seconds
    in which 99 of 100 were sent, and milliseconds of the senders' processor for each."""
    took, busy, _ = _timed([["bare", str(digests // SENDERS)]] * SENDERS)
    bare = digests / took
    figures: dict[str, Any] = {"bare_per_s": round(bare), "bare_cpu_ms": round(1000 * busy / digests, 2)}
    for name, make in (("sqlite", Sqlite), ("postgres", Postgres)):
        database = make(folder)
        try:
            found = _delivered(database.url, digests)
        finally:
            database.close()
        figures |= {f"{name}_{key}": value for key, value in found.items()}
        figures[f"{name}_ratio"] = round(found["per_s"] / bare, 2)
    return figures


def _delivered(url: str, digests: int) -> dict[str, float]:
    store = Store(url)
    schema.migrate(store)
    fill(store, digests, datetime.now(UTC))
    took, busy, pushed = _timed([["send", url]] * SENDERS)
    begun = datetime.now(UTC) - timedelta(seconds=took)
    with store.read() as tx:
        query = select(Message.done_at).where(Message.state == "sent")
        waited = [(done - begun).total_seconds() for done in tx.exec(query).all() if done]
    store.close()
    assert pushed == len(waited) == digests, "each was pushed, and once"
    return {
        "per_s": round(digests / took),
        "p99_s": round(statistics.quantiles(waited, n=100)[98], 2),
        "cpu_ms": round(1000 * busy / digests, 2),
    }


def _timed(works: Sequence[Sequence[str]]) -> tuple[float, float, int]:
    """Seconds from the moment all processes are ready to the end of the last, seconds of their processor, pushes."""
    with fast_line() as line:
        line.delay = 0.0
        started = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.bench.delivery", *work, line.url],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
            for work in works
        ]  # fmt: skip
        for each in started:
            assert each.stdout and each.stdout.readline() == "ready\n"
        begun = time.monotonic()
        said = [each.communicate("go\n")[0] for each in started]
        took = time.monotonic() - begun
        assert not line.again, "nothing was even asked twice"
        return took, sum(float(words) for words in said), sum(line.pushes.values())


def _client(line: str) -> LineClient:
    return LineClient(
        LineSettings(line_channel_access_token=SecretStr("bench"), line_api_base=line, _env_file=None)
    )


def _sends(url: str, line: LineClient) -> float:
    store = Store(url)
    begun = _wait()
    while True:
        now = datetime.now(UTC)
        if not outbox.deliver(store, line, now, now.date(), clock=lambda: datetime.now(UTC)).claimed:
            break
    store.close()
    return time.process_time() - begun


def _posts(messages: int, line: LineClient) -> float:
    bodies = [body(number) for number in range(messages)]
    begun = _wait()
    for number, each in enumerate(bodies):
        line.push(f"U{number:032x}", each, str(uuid.uuid4()))
    return time.process_time() - begun


def _wait() -> float:
    """Until all are ready; seconds of processor used by then."""
    print("ready", flush=True)
    sys.stdin.readline()
    return time.process_time()


def main(arguments: Sequence[str]) -> None:
    """One of the processes of a measurement, or all of it."""
    match arguments:
        case ["send", url, line]:
            print(_sends(url, _client(line)))
        case ["bare", messages, line]:
            print(_posts(int(messages), _client(line)))
        case _:
            with workshop() as folder:
                print(json.dumps(measured(folder, *(int(each) for each in arguments)), indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
