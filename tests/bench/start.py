"""How soon the processes are ready, and what they weigh once everything was asked of them.

A worker is a fork of a process that has loaded everything: its RSS counts what both have, its PSS each page by how many
share it, its USS only what it wrote to itself.
"""

import itertools
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from scheduler.settings import NAME
from tests.bench import servers
from tests.bench.mix import days_work
from tests.bot.understanding.messages import labelled
from tests.free_port import free_port
from tests.load.client import Client, text
from tests.load.line import Line, fast_line
from tests.load.staff import Officer, enrol, settle
from tracker.store import Store, heartbeats

STAFF, EVENTS = 8, 200
PAGES = ("/", "/o/nadun", "/o/nadun/2565", "/o/nadun/2565.json", "/o/nadun/2565.csv", "/metrics", "/privacy")
TIMES = 4  # each page and intent, so that it reaches both workers
PATIENCE = 60.0  # seconds
COMMANDS: Mapping[str, str] = {
    "help": "tracker --help",
    "migrate": "tracker migrate",
    "sample": "tracker sample",
    "invite": "tracker invite --office nadun --role coordinator",
    "csv": "tracker export measures --office nadun --year 2565 --format csv --out {folder}/a.csv",
    "workbook": "tracker workbook --office nadun --out {folder}/a.xlsx",
    "backup": "tracker backup {folder}/a.tar",
    "ask": "bot ask คะแนนล่าสุด --office nadun",
    "preview": "scheduler preview --from 2026-11-02 --to 2026-11-06",
}


def started(folder: Path) -> dict[str, Any]:
    """Seconds from start to ready, and MB when warm, of the largest web worker and of the scheduler; processor seconds
    and the most MB of commands."""
    with fast_line() as line:
        line.delay = 0.0
        return {**_web(folder, line), **_timed(folder, line), **_commands(folder, line)}


def _web(folder: Path, line: Line) -> dict[str, float]:
    port, begun = free_port(), time.perf_counter()
    with servers.gunicorn("bot.app:create_app()", line.url, port, folder) as process:
        ready = time.perf_counter() - begun
        client, store = Client(port, line), Store(f"sqlite:///{folder}/bench.db")
        _ask_everything(client, line, enrol(store, client, line, STAFF))
        client.close()
        store.close()
        for page in PAGES * TIMES:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=30).read()
        workers = psutil.Process(process.pid).children()
        return {"web_ready_s": round(ready, 2), **_weight("worker", *workers)}


def _ask_everything(client: Client, line: Line, staff: list[Officer]) -> None:
    """A message of every intent, from somebody enrolled and from a stranger, and the mix of a working day."""
    texts = {each.intent: each.text for each in labelled()}.values()
    for user in (staff[0].user, "U" + "f" * 32) * TIMES:
        for said in texts:
            client.now(text(user, said))
    for event, _ in itertools.islice(days_work(staff, line, 7), EVENTS):
        client.now(event)
    settle(line)


# Runs a command and tells, as its last words, its processor seconds and the most kilobytes it had: what the system
# tells its parent would count the parent's own memory too.
_WEIGHED = """
import atexit, os, re, runpy, sys
def tell():
    with open("/proc/self/status") as status:
        most = re.search(r"VmHWM:\\s+(\\d+)", status.read())[1]
    print(sum(os.times()[:4]), most, file=sys.stderr)
atexit.register(tell)
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def _timed(folder: Path, line: Line) -> dict[str, float]:
    begun, at = time.perf_counter(), datetime.now(UTC)
    process = subprocess.Popen(
        [sys.executable, "-m", "scheduler"],
        cwd=servers.ROOT,
        env=servers.environment(line.url, folder),
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _has_worked(folder, at):
            assert process.poll() is None and time.perf_counter() - begun < PATIENCE, (
                "the scheduler does not work"
            )
            time.sleep(0.05)
        ready = time.perf_counter() - begun
        return {"scheduler_pass_s": round(ready, 2), **_weight("scheduler", psutil.Process(process.pid))}
    finally:
        process.terminate()
        process.wait(30)


def _has_worked(folder: Path, since: datetime) -> bool:
    store = Store(f"sqlite:///{folder}/bench.db")
    with store.read() as tx:
        beat = heartbeats.last(tx, NAME)
    store.close()
    return beat is not None and beat.at >= since


def _commands(folder: Path, line: Line) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, words in COMMANDS.items():
        command = [sys.executable, "-c", _WEIGHED, *words.format(folder=folder).split()]
        settings = servers.environment(line.url, folder)
        done = subprocess.run(
            command, cwd=servers.ROOT, env=settings, capture_output=True, text=True, check=True
        )
        cpu, most = done.stderr.split()[-2:]
        figures |= {f"{name}_cpu_s": round(float(cpu), 2), f"{name}_mb": int(most) // 1024}
    return figures


def _weight(name: str, *processes: psutil.Process) -> dict[str, float]:
    """MB of the largest."""
    known = [each.memory_full_info() for each in processes]
    return {
        f"{name}_{kind}_mb": max(getattr(each, kind) for each in known) // 2**20
        for kind in ("rss", "pss", "uss")
    }
