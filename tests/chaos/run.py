"""One run: build the world, start everything, let chaos loose, stop it, wait until all is settled, count."""

import os
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from tests.chaos import clock, verdict
from tests.chaos.databases import Database, Postgres, Sqlite
from tests.chaos.launch import MUTANT
from tests.chaos.line import Line
from tests.chaos.people import PRIVATE, Phones, Someone, plans
from tests.chaos.processes import GUNICORN, SCHEDULER, Household, Killer, Process
from tests.chaos.webhooks import Webhooks
from tests.chaos.world import World, build
from tests.free_port import free_port
from tracker.errors import StorageUnavailable
from tracker.store import Store

DRAINED = 120.0  # seconds after the chaos stopped in which everything has to be settled
LONG = 30.0  # seconds of chaos in which the database must have had its trouble
LONGEST = 1800.0  # seconds of chaos after which a run is broken off
BROKEN = 60.0  # seconds of chaos, and half of that to settle: what a mutant loses, its people would wait for in vain


@dataclass(frozen=True)
class Wanted:
    """What a run is: about `webhooks` events, `reminders` people to remind, at least so many kills."""

    webhooks: int
    reminders: int
    seed: int
    database: str
    kills: int = 70
    mutant: str = ""


def run(wanted: Wanted) -> dict[str, Any]:
    """Make a run; its figures, `ok` among them."""
    with tempfile.TemporaryDirectory(prefix="prongsai-chaos-") as name:
        folder = Path(name)
        database: Database = Postgres(folder) if wanted.database == "pg" else Sqlite(folder)
        try:
            return _Run(wanted, folder, database).figures()
        finally:
            database.close()


class _Run:
    """What belongs to one run."""

    def __init__(self, wanted: Wanted, folder: Path, database: Database) -> None:
        self.wanted, self.folder, self.database = wanted, folder, database
        self.secret, self.token = secrets.token_hex(16), secrets.token_urlsafe(48)
        shift = clock.shift_to_a_working_morning(datetime.now(UTC))
        os.environ[clock.SHIFT] = str(shift)
        self.store = Store(database.url, busy_ms=20_000)
        many = max(4, wanted.webhooks // 10)
        self.world: World = build(self.store, many, wanted.reminders, Random(wanted.seed), clock.shifted())
        self.phones = Phones()
        self.line = Line(self.token, Random(wanted.seed + 1), self.phones.take)
        ports = [free_port(), free_port()]
        servers = [f"127.0.0.1:{port}" for port in ports]
        self.webhooks = Webhooks(self.line, self.secret, servers, Random(wanted.seed + 2))
        processes = [*(self._web(port) for port in ports), *map(self._timed, (1, 2))]
        self.household = Household(processes, Random(wanted.seed + 6))
        self.people = self._people(Random(wanted.seed + 3))
        self.killer = Killer(self.household, self._done_so_far, Random(wanted.seed + 4))
        self.trouble = database.trouble(Random(wanted.seed + 5))

    def figures(self) -> dict[str, Any]:
        """Run it and count."""
        began = time.monotonic()
        with self._everything_up():
            chaos = self._chaos()
            drained = self._drain()
        found = verdict.judge(
            self.store,
            self.people,
            self.world.reminded,
            {
                event_id: self.line.took(event.content["replyToken"])
                for event_id, event in self.webhooks.acknowledged.items()
            },
            self.line.delivered,
        )
        people = [each.user_id for each in self.world.reporters] + self.world.reminded
        logs = verdict.left_in_logs(self.folder, [self.secret, self.token, PRIVATE, *people])
        found.in_logs = logs.total()
        integrity, audit = self.database.integrity(self.store), verdict.broken_chains(self.store)
        late, mistakes = verdict.answers_too_late(self.store), verdict.mistakes(self.folder)
        self._say_what_is_left(found, logs)
        self.store.close()
        ok = found.nought() and integrity == "ok" and not audit and not mistakes and drained is not None
        ok = ok and self._was_chaos(chaos)
        return {
            "ok": ok,
            **asdict(self.wanted),
            "events": len(self.webhooks.acknowledged),
            "posts": dict(self.webhooks.answers),
            "slowest_200_s": round(self.webhooks.slowest, 2),
            "second_copies": self.webhooks.duplicates,
            "asked_anew": sum(each.asked_anew for each in self.people),
            "kills": dict(self.killer.kills),
            "database_troubles": self.trouble.times,
            "line": dict(sorted(self.line.calls.items())),
            "chaos_s": round(chaos, 1),
            "drained_s": None if drained is None else round(drained, 1),
            "whole_s": round(time.monotonic() - began, 1),
            "integrity": integrity,
            "audit": audit or "ok",
            "mistakes": dict(mistakes),
            "answers_too_late": late,
            "found": asdict(found),
        }

    def _was_chaos(self, seconds: float) -> bool:
        """A run in which nothing happened proves nothing."""
        return self.killer.enough(self.wanted.kills) and (seconds < LONG or self.trouble.times > 0)

    def _done_so_far(self) -> int:
        return len(self.webhooks.acknowledged) + len(self.line.delivered)

    def _people(self, random: Random) -> list[Someone]:
        intended = plans(self.world.reporters, self.wanted.webhooks, random)
        return [
            Someone(reporter, plan, self.phones, self.webhooks, Random(random.random()))
            for reporter, plan in zip(self.world.reporters, intended, strict=True)
        ]

    @contextmanager
    def _everything_up(self) -> Iterator[None]:
        try:
            self.household.start()
            yield
        finally:
            for thread in (self.killer, self.trouble):
                thread.over.set()
            self.webhooks.close()
            self.household.stop()
            self.line.close()

    def _chaos(self) -> float:
        """Kill while people work; returns how long that took."""
        began = time.monotonic()
        self.killer.start()
        self.trouble.start()
        for each in self.people:
            each.start()
        while time.monotonic() - began < LONGEST:
            given_up = self.wanted.mutant and time.monotonic() - began > BROKEN
            working = not given_up and any(each.is_alive() for each in self.people)
            if not working and self.killer.enough(self.wanted.kills):
                break
            time.sleep(0.2)
        if self.wanted.mutant:
            self._send_people_home()
        for thread in (self.killer, self.trouble):
            thread.over.set()
            thread.join(30)
        self.line.faulty = False
        return time.monotonic() - began

    def _drain(self) -> float | None:
        """Seconds until everything was settled, None when it was not in time."""
        began = time.monotonic()
        if isinstance(self.database, Postgres):
            self.database.start()
        while time.monotonic() - began < (BROKEN / 2 if self.wanted.mutant else DRAINED):
            at_work = any(each.is_alive() for each in self.people)
            if not at_work and self.webhooks.idle() and self._is_settled():
                return time.monotonic() - began
            time.sleep(0.5)
        self._send_people_home()
        return None

    def _send_people_home(self) -> None:
        for each in self.people:
            each.over.set()

    def _is_settled(self) -> bool:
        try:
            return verdict.is_settled(self.store, self.wanted.reminders)
        except StorageUnavailable:
            return False

    def _say_what_is_left(self, found: verdict.Verdict, logs: Counter[str]) -> None:
        if found.nought() or self.wanted.mutant:
            return
        for each in verdict.promised_still(self.store):
            if each["state"] != "dropped" or each["receipt"]:
                print(each, file=sys.stderr)
        print(*verdict.told_twice(self.store, self.line.delivered), sep="\n", file=sys.stderr)
        print(*verdict.never_told(self.store, self.world.reminded, self.line), sep="\n", file=sys.stderr)
        if logs:
            print(logs, file=sys.stderr)

    def _web(self, port: int) -> Process:
        environment = {**self._environment(), "PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}"}
        return Process(f"web-{port}", GUNICORN, environment, self.folder)

    def _timed(self, number: int) -> Process:
        return Process(f"scheduler-{number}", SCHEDULER, self._environment(), self.folder)

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "PORT"}
        return kept | {
            "LINE_CHANNEL_SECRET": self.secret,
            "LINE_CHANNEL_ACCESS_TOKEN": self.token,
            "LINE_API_BASE": self.line.url,
            "SECRET_KEY": "chaos",
            "DATABASE_URL": self.database.url,
            "FILES_URL": f"file:{self.folder}/files",
            "HOST": "127.0.0.1",
            "WEB_CONCURRENCY": "2",
            "PYTHONUNBUFFERED": "1",
            MUTANT: self.wanted.mutant,
        }
