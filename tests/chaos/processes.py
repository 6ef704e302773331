"""The processes of a run: two web servers, two schedulers, started again as soon as they die, and who kills them."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psutil

ROOT = Path(__file__).parents[2]
GUNICORN = (sys.executable, "-m", "gunicorn", "tests.chaos.launch:web()", "--config", "bot/gunicorn.py")
SCHEDULER = (sys.executable, "-m", "tests.chaos.launch")


PAUSE = (0.3, 1.5)
"""Seconds between kills. Twice as often, two processors do little else but start what was killed: everybody asks again,
every answer comes too late, and the run shows how slow the machine is."""
MERCY = 4.0  # seconds without any work done that a kill waits at most
LEFT_ALONE = (0.3, 2.0)
"""Times as long as it took to start that a process lives at least."""


@dataclass
class Process:
    """One of the product's processes, over all its lives. `starting` is how long the present one took to be up."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    folder: Path
    running: subprocess.Popen[bytes] | None = None
    lives: int = 0
    began: float = 0.0
    up_since: float | None = None
    starting: float = 0.0
    may_die_at: float = 0.0

    @property
    def log(self) -> Path:
        """What the present life writes."""
        return self.folder / f"{self.name}-{self.lives}.log"

    def start(self) -> None:
        """Begin another life."""
        self.lives, self.up_since, self.began = self.lives + 1, None, time.monotonic()
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def alive(self) -> bool:
        """Whether the present life goes on."""
        return self.running is not None and self.running.poll() is None

    def is_up(self) -> bool:
        """Whether it serves."""
        if "PORT" not in self.environment:
            return b"scheduler started" in self.log.read_bytes()
        try:
            address = f"http://{self.environment['HOST']}:{self.environment['PORT']}/healthz"
            with urllib.request.urlopen(address, timeout=1) as answer:
                return answer.status == 200
        except OSError:
            return False

    def workers(self) -> list[int]:
        """The processes it forked."""
        if not self.alive():
            return []
        with suppress(psutil.Error):
            return [child.pid for child in psutil.Process(self.running.pid).children()]  # type: ignore[union-attr]
        return []

    def stop(self) -> None:
        """End it in good order, then not so."""
        if self.running is None:
            return
        with suppress(ProcessLookupError):
            self.running.terminate()
        try:
            self.running.wait(15)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()


@dataclass
class Household:
    """All processes of a run, watched: whoever dies is started again at once."""

    processes: list[Process]
    random: Random
    over: threading.Event = field(default_factory=threading.Event)
    _watcher: threading.Thread | None = None

    def start(self) -> None:
        """Start all, and wait until all are up."""
        for process in self.processes:
            process.start()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        deadline = time.monotonic() + 180
        while not all(process.up_since for process in self.processes):
            if time.monotonic() > deadline:
                down = [each for each in self.processes if not each.up_since]
                raise TimeoutError("\n".join(each.log.read_text("utf-8")[-2000:] for each in down))
            time.sleep(0.1)

    def stop(self) -> None:
        """End all."""
        self.over.set()
        if self._watcher is not None:
            self._watcher.join()
        for process in self.processes:
            process.stop()

    def _watch(self) -> None:
        while not self.over.wait(0.05):
            for process in self.processes:
                if not process.alive():
                    process.start()
                elif process.up_since is None and process.is_up():
                    self._is_up(process, time.monotonic())

    def _is_up(self, process: Process, now: float) -> None:
        process.up_since, process.starting = now, now - process.began
        process.may_die_at = now + process.starting * self.random.uniform(*LEFT_ALONE)


class Killer(threading.Thread):
    """Every now and then kill -9 of a web worker, a web master or a scheduler that had come up.

    On a machine too slow for that it waits a little until something was done: `progress` grows with the work."""

    SHARES = (("worker", 0.7), ("master", 0.1), ("scheduler", 0.2))

    def __init__(self, household: Household, progress: Callable[[], int], random: Random) -> None:
        super().__init__(daemon=True)
        self.household, self.progress, self.random = household, progress, random
        self.kills: Counter[str] = Counter()
        self.over = threading.Event()

    def run(self) -> None:
        """Kill until it is over."""
        while not self.over.wait(self.random.uniform(*PAUSE)):
            self._let_work_go_on()
            kind, victims = self._choice()
            if victims:
                with suppress(ProcessLookupError):
                    os.kill(self.random.choice(victims), signal.SIGKILL)
                    self.kills[kind] += 1

    def _choice(self) -> tuple[str, list[int]]:
        """Of what kind the next is, and who it may be: first what never died yet, then by the shares."""
        kinds, shares = zip(*self.SHARES, strict=True)
        for kind in [*(each for each in kinds if not self.kills[each]), *self.random.choices(kinds, shares)]:
            if victims := self._victims(kind):
                return kind, victims
        return "worker", self._victims("worker")

    def enough(self, wanted: int) -> bool:
        """Whether so many were killed, and of every kind at least one."""
        return self.kills.total() >= wanted and all(self.kills[kind] for kind, _ in self.SHARES)

    def _let_work_go_on(self) -> None:
        before, until = self.progress(), time.monotonic() + MERCY
        while self.progress() == before and time.monotonic() < until and not self.over.wait(0.02):
            pass

    def _victims(self, kind: str) -> list[int]:
        """Whom it may hit. What takes seconds to start is left alone for a while once it is up, by how long it took:
        killed again and again while it starts it would prove nothing, on a slow machine least of all."""
        now, found = time.monotonic(), []
        for process in self.household.processes:
            is_web = "PORT" in process.environment
            if kind == "worker" and is_web:
                found += process.workers()
            if kind == ("master" if is_web else "scheduler") and process.up_since is not None:
                if now >= process.may_die_at and process.alive():
                    found.append(process.running.pid)  # type: ignore[union-attr]
        return found


class Every(threading.Thread):
    """Does something again and again, after a pause of so many seconds, until it is over."""

    def __init__(self, pause: Callable[[], float], act: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.pause, self.act, self.over = pause, act, threading.Event()
        self.times = 0

    def run(self) -> None:
        """Act until it is over."""
        while not self.over.wait(self.pause()):
            self.act()
            self.times += 1
