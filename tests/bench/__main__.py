"""`python -m tests.bench [PART ...]`: our webhook beside a bare echo bot, on the same server, in the same run."""

import json
import os
import statistics
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import delivery, event_path, growth, papers, picture, reports, servers, start
from tests.town import BANGKOK

PAPERS = 600
PICTURE = Path("docs/pictures/bench.svg")


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


def main(asked: Sequence[str] = ()) -> None:
    """Measure all, or the parts asked for by name; print each as it comes, keep the figures beside earlier ones, draw
    a whole run for docs/. Exit status 1 when a part could not be measured, or the load lost, doubled or refused
    anything; never for time, which is the machine's as much as ours."""
    if strange := [name for name in asked if name not in MEASURES]:
        sys.exit(f"{', '.join(strange)}: no part of the bench; there are {', '.join(MEASURES)}")
    figures, failed = _measured(asked or list(MEASURES))
    figures["noise"] = {"slowest_over_fastest": round(noise(), 2)}
    _tell("noise", figures["noise"])
    kept = Path("var/bench")
    kept.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).astimezone(BANGKOK).strftime("%Y%m%d-%H%M%S")
    (kept / f"{stamp}.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False), "utf-8")
    if figures.keys() >= MEASURES.keys():
        restless = figures["noise"]["slowest_over_fastest"]
        told = f"{stamp}, {os.cpu_count()} processors, slowest over fastest of equal work {restless}; "
        told += f"many offices: {growth.OFFICES:,} (what a pass may take is of 8,000)"
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        PICTURE.write_text(picture.drawn(picture.bars(figures), told), "utf-8")
    wrong = [f"{name} could not be measured" for name in failed] + figures.get("load", {}).get("wrong", [])
    if wrong:
        sys.exit(f"not as it must be: {', '.join(wrong)}")


def _measured(names: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """The figures by part, and the parts that failed: after half an hour one must not take the others with it."""
    figures: dict[str, Any] = {}
    failed = []
    for name in names:
        try:
            with servers.workshop() as folder:
                figures[name] = MEASURES[name](folder)
        except Exception:
            traceback.print_exc()
            failed.append(name)
        else:
            _tell(name, figures[name])
    return figures, failed


def _tell(name: str, found: Mapping[str, Any]) -> None:
    if name == "webhook":
        _print_events(dict(found))
    else:
        print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in found.items()), flush=True)


def _print_events(figures: dict[str, dict[str, float]]) -> None:
    """The table of events, ours beside the echo, with their ratio."""
    print(
        f"the real mix, {event_path.ROUNDS} rounds of {event_path.EVENTS} in turn, gunicorn {servers.WORKERS} "
        f"workers x {servers.threads()} threads, SQLite FULL"
    )
    ours, echo = figures["ours"], figures["echo"]
    print(f"{'':12}" + "".join(f"{key:>12}" for key in ours))
    for name, row in (("prongsai", ours), ("echo", echo)):
        print(f"{name:12}" + "".join(f"{value:>12}" for value in row.values()))
    print(f"{'ratio':12}" + "".join(f"{figures['ratio'][key]:>12.2f}" for key in ours))


MEASURES: dict[str, Callable[[Path], dict[str, Any]]] = {
    "webhook": event_path.measured,
    "open loop": event_path.open_loop,
    "start": start.started,
    "understanding": understanding,
    "papers": generated,
    "written papers": written,
    "reading": papers.reading,
    "fuzzing": papers.fuzzing,
    "reports": reports.drawn,
    "delivery": delivery.measured,
    "growth": growth.grown,
    "load": load,
}

if __name__ == "__main__":
    main(sys.argv[1:])
