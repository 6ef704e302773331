"""One run: three hosts of the product, a database, files and LINE on others. While people work one host's cable is
pulled and another host is switched off; the first comes back. Judged as the chaos run is: lost 0, twice 0."""

import os
import secrets
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from tests.chaos import clock, verdict
from tests.chaos.line import Line
from tests.chaos.people import PRIVATE, Phones, plans
from tests.chaos.webhooks import Webhooks
from tests.chaos.world import build
from tests.hosts import photos
from tests.hosts.bystander import Bystander
from tests.hosts.machines import machine, wait_for
from tests.hosts.network import OUTSIDE, Network
from tests.hosts.photos import Photographer
from tests.hosts.servers import SharedFiles, SharedPostgres
from tracker.errors import StorageUnavailable
from tracker.files import open_files
from tracker.store import Store

DRAINED, LONGEST = 150.0, 900.0  # seconds until everything has to be settled; until a run is broken off


@dataclass(frozen=True)
class Wanted:
    """What a run is: about `webhooks` events, `reminders` people to remind; so often a host is cut off for `cut`
    seconds and another one killed."""

    webhooks: int
    reminders: int
    seed: int
    rounds: int = 1
    cut: float = 8.0


def run(wanted: Wanted) -> dict[str, Any]:
    """Make a run; its figures, `ok` among them. In a network namespace of its own only."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prongsai-hosts-")))
        network = Network()
        stack.callback(network.close)
        return _Run(wanted, folder, network, stack).figures()


class _Run:
    """What belongs to one run."""

    def __init__(self, wanted: Wanted, folder: Path, network: Network, stack: ExitStack) -> None:
        self.wanted, self.folder, self.random = wanted, folder, Random(wanted.seed)
        self.secret, self.token = secrets.token_hex(16), secrets.token_urlsafe(48)
        os.environ[clock.SHIFT] = str(clock.shift_to_a_working_morning(datetime.now(UTC)))
        self.database = SharedPostgres(folder, network.host("database"))
        stack.callback(self.database.close)
        self.files = SharedFiles(folder, network.host("files"))
        stack.callback(self.files.close)
        self.store = Store(self.database.url, busy_ms=20_000)
        stack.callback(self.store.close)
        many = max(4, wanted.webhooks // 10)
        self.world = build(self.store, many, wanted.reminders, self.random, clock.shifted())
        self.bystander = Bystander(network.host("bystander"), self.store)
        stack.callback(self.bystander.close)
        self.phones = Phones()
        self.line = Line(self.token, Random(wanted.seed + 1), self.phones.take, OUTSIDE)
        stack.callback(self.line.close)
        self.machines = [machine(network.host(name), folder, self._settings()) for name in ("a", "b", "c")]
        for each in self.machines:
            stack.callback(each.stop)
        servers = [each.server for each in self.machines]
        self.webhooks = Webhooks(self.line, self.secret, servers, Random(wanted.seed + 2))
        stack.callback(self.webhooks.close)
        self.people = self._people(Random(wanted.seed + 3))
        self.told: list[str] = []
        self.done_at_cut = 0

    def _settings(self) -> dict[str, str]:
        return self.files.environment | {
            "LINE_CHANNEL_SECRET": self.secret,
            "LINE_CHANNEL_ACCESS_TOKEN": self.token,
            "LINE_API_BASE": self.line.url,
            "SECRET_KEY": "hosts",
            "DATABASE_URL": self.database.url,
            "FILES_URL": self.files.url,
            "WEB_CONCURRENCY": "1",
            "PYTHONUNBUFFERED": "1",
        }

    def _people(self, random: Random) -> list[Photographer]:
        intended = plans(self.world.reporters, self.wanted.webhooks, random)
        return [
            Photographer(reporter, plan, self.phones, self.webhooks, Random(random.random()))
            for reporter, plan in zip(self.world.reporters, intended, strict=True)
        ]

    def figures(self) -> dict[str, Any]:
        """Run it and count."""
        began = time.monotonic()
        for each in self.machines:
            each.start()
        wait_for(self.machines)
        up = time.monotonic()
        self._trouble()
        self._wait(lambda: not any(each.is_alive() for each in self.people), LONGEST)
        self.line.faulty = False
        worked = time.monotonic()
        noticed = self._wait(self.bystander.has_noticed, DRAINED)
        settled = self._wait(self._is_settled, DRAINED)
        over = time.monotonic()
        for someone in self.people:
            someone.over.set()
        cable = {"noticed": noticed, "row_is_free": self.bystander.row_is_free()}
        judged = self._judged(settled)
        return judged | {
            # A run in which nothing was left to do when the cable was pulled proves nothing.
            "ok": judged["ok"] and all(cable.values()) and self._done_so_far() > self.done_at_cut,
            "cable": cable,
            "starting_s": round(up - began, 1),
            "working_s": round(worked - up, 1),
            "drained_s": round(over - worked, 1),
        }

    def _trouble(self) -> None:
        """In the middle of work: one host is cut off, another dies, the first comes back; then the next round, in
        which the dead one lives again."""
        self.bystander.cut()
        for each in self.people:
            each.start()
        for number in range(1, self.wanted.rounds + 1):
            whole = (self.wanted.webhooks + self.wanted.reminders) * number / (self.wanted.rounds + 2)
            self._wait(lambda wanted=whole: self._done_so_far() >= wanted, LONGEST / 10)
            cut, dead = self.random.sample(self.machines, 2)
            cut.host.cut()
            self.done_at_cut = self._done_so_far()
            self._tell(f"{cut.host.name} is cut off")
            time.sleep(self.wanted.cut / 2)
            self._tell(f"{dead.host.name} is dead: {dead.host.kill()} processes")
            self.webhooks.servers.remove(dead.server)  # as whoever shares the events out would soon find out
            time.sleep(self.wanted.cut / 2)
            cut.host.mend()
            self._tell(f"{cut.host.name} is back")
            if number < self.wanted.rounds:
                dead.start()
                wait_for([dead])
                self.webhooks.servers.append(dead.server)
                self._tell(f"{dead.host.name} lives again")

    def _done_so_far(self) -> int:
        return len(self.webhooks.acknowledged) + len(self.line.delivered)

    def _tell(self, what: str) -> None:
        """Also how far the work was then."""
        self.told.append(f"{what} after {self._done_so_far()}")

    def _wait(self, until: Any, seconds: float) -> bool:
        ends = time.monotonic() + seconds
        while not (come := until()) and time.monotonic() < ends:
            time.sleep(0.1)
        return bool(come)

    def _is_settled(self) -> bool:
        try:
            settled = verdict.is_settled(self.store, self.wanted.reminders)
            return settled and self.webhooks.idle() and not photos.anything_on_its_way(self.store)
        except StorageUnavailable:
            return False

    def _judged(self, settled: bool) -> dict[str, Any]:
        taken = {
            event_id: self.line.took(event.content["replyToken"])
            for event_id, event in self.webhooks.acknowledged.items()
        }
        found = verdict.judge(self.store, list(self.people), self.world.reminded, taken, self.line.delivered)
        private = [self.secret, self.token, PRIVATE, *(each.user_id for each in self.world.reporters)]
        found.in_logs = verdict.left_in_logs(self.folder, [*private, *self.world.reminded]).total()
        sent = [each.sent for each in self.people if each.sent is not None]
        kept = photos.count(self.store, open_files(self.files.url), sent)
        mistakes, audit = verdict.mistakes(self.folder), verdict.broken_chains(self.store)
        integrity = self.database.integrity(self.store)
        ok = settled and found.nought() and not any(asdict(kept).values()) and bool(sent)
        if not found.nought():
            self._say_what_is_left()
        return {
            "ok": ok and not mistakes and not audit and integrity == "ok",
            **asdict(self.wanted),
            "settled": settled,
            "what_befell": self.told,
            "events": len(taken),
            "posts": dict(self.webhooks.answers),
            "slowest_200_s": round(self.webhooks.slowest, 2),
            "asked_anew": sum(each.asked_anew for each in self.people),
            "answers_too_late": verdict.answers_too_late(self.store),
            "photos": {"sent": len(sent), **asdict(kept)},
            "mistakes": dict(mistakes),
            "audit": audit or "ok",
            "integrity": integrity,
            "found": asdict(found),
        }

    def _say_what_is_left(self) -> None:
        print(*verdict.promised_still(self.store), sep="\n", file=sys.stderr)
        print(*verdict.told_twice(self.store, self.line.delivered), sep="\n", file=sys.stderr)
        print(*verdict.never_told(self.store, self.world.reminded, self.line), sep="\n", file=sys.stderr)
