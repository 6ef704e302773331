"""`python -m tests.bench.growth [OFFICES]`: what chat, pages and reminders cost on five offices and on a country.

Both are asked in turn, in one process, each time of an office taken at random. Warm: what is asked for was asked just
before, so that what lies on the shelf lies there in both. Cold: of the office nothing lies there, as when a process
begins. SQLite works in the thread that asks, so its time is the processor's, which other work on the machine stretches
little; of PostgreSQL it is the clock's.
"""

import gc
import statistics
import sys
import time
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.asking import COORDINATOR, KINDS_ASKED, Kind, Side, side_of
from tests.bench.country import FEW, KINDS, TUESDAY, country
from tests.bench.mix import QUESTIONS
from tests.bench.season import begin_the_season
from tests.bench.sweep import swept
from tests.growth.pattern import SPAN, user_of
from tests.load.client import text
from tracker.store import Store

OFFICES, ROUNDS = 2_000, 60
Took = dict[str, tuple[list[float], list[float]]]
"""Milliseconds by kind, on few offices and on many."""


def grown(folder: Path, offices: int = OFFICES, rounds: int = ROUNDS) -> dict[str, Any]:
    """Of each kind of database: the 95th percentile of all kinds of question on many offices over that on few, warm and
    cold, and the worst kinds by name; and what a sweep of the reminders over the many takes, on a quiet day and in
    season."""
    figures: dict[str, Any] = {}
    for kind in KINDS:
        with country(kind, folder, offices) as (few, many):
            found = compared(few, many, offices, folder, rounds) | _swept("sweep", many)
            store = Store(many)
            begin_the_season(store, TUESDAY)
            store.close()
            found |= _swept("season", many)
            figures |= {f"{kind} {name}": value for name, value in found.items()}
    return figures


def _swept(called: str, url: str) -> dict[str, Any]:
    return {f"{called}_{name}": value for name, value in swept(url, TUESDAY).items()}


def compared(
    few: str,
    many: str,
    offices: int,
    folder: Path,
    rounds: int = ROUNDS,
    kinds: Mapping[str, Kind] = KINDS_ASKED,
) -> dict[str, Any]:
    """The same of two databases that are there: first question on each, in ms; then ratios and what they are of."""
    figures: dict[str, Any] = {}
    with side_of(few, FEW, folder) as small, side_of(many, offices, folder) as large:
        for name, side in (("few", small), ("many", large)):
            begun = time.perf_counter()
            side.hears(text(user_of(SPAN + COORDINATOR), QUESTIONS[0]))
            figures[f"first_ms_{name}"] = round((time.perf_counter() - begun) * 1000)
        for heat in ("warm", "cold"):
            took = _asked((small, large), heat == "cold", rounds, kinds)
            ratios = {name: _p95(its[1]) / _p95(its[0]) for name, its in took.items()}
            worst = sorted(ratios, key=lambda name: -ratios[name])[:5]
            both = [_p95([ms for its in took.values() for ms in its[side]]) for side in (0, 1)]
            told = {
                name: f"{ratios[name]:.2f} ({_p95(took[name][0]):.1f} → {_p95(took[name][1]):.1f})"
                for name in worst
            }
            figures |= {
                f"{heat}_p95_ms": f"{both[0]:.1f} → {both[1]:.1f}",
                f"{heat}_ratio": round(both[1] / both[0], 2),
                f"{heat}_p50_ratio": round(_p50(took, 1) / _p50(took, 0), 2),
                f"{heat}_median_of_ratios": round(statistics.median(ratios.values()), 2),
                f"{heat}_worst": ", ".join(f"{name} {its}" for name, its in told.items()),
            }
    return figures


def _asked(sides: tuple[Side, Side], cold: bool, rounds: int, kinds: Mapping[str, Kind]) -> Took:
    """Milliseconds of each kind on both sides, whose turn it is first changing."""
    took: Took = {name: ([], []) for name in kinds}
    for number, name in product(range(-1, rounds), kinds):
        if number == 0:
            gc.collect()
            gc.freeze()  # as a worker does when it begins: to look through all names for garbage takes 50 ms
        for place in (0, 1) if number % 2 else (1, 0):
            side, office_id = sides[place], sides[place].office()
            act = kinds[name](side, office_id)
            if cold:
                side.forget(office_id)
            clock = time.thread_time if side.store.is_sqlite else time.perf_counter
            begun = clock()
            act()
            if number >= 0:  # the first is there to make statements ready
                took[name][place].append((clock() - begun) * 1000)
    return took


def _p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[18]


def _p50(took: Took, side: int) -> float:
    """The kinds' medians together: what other work on the machine stretches least."""
    return sum(statistics.median(its[side]) for its in took.values())


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        for name, row in grown(Path(made), int(sys.argv[1]) if len(sys.argv) > 1 else OFFICES).items():
            print(f"{name}: {row}")
