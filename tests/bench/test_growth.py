"""The benches of what grows still run, on a country of a dozen offices, and what they found is drawn."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.bench.asking import KINDS_ASKED, PAGES
from tests.bench.country import FEW, MONDAY, TUESDAY
from tests.bench.growth import compared
from tests.bench.mix import QUESTIONS
from tests.bench.picture import Bar, bars, drawn
from tests.bench.season import begin_the_season
from tests.bench.sweep import swept
from tests.conftest import Databases
from tests.growth.filling import Country, fill
from tracker.store import Store


def test_every_kind_is_asked_of_few_and_many_and_the_sweep_is_weighed(
    databases: Databases, tmp_path: Path
) -> None:
    few = databases.copy("five", lambda store: fill(store, Country(FEW, MONDAY)))
    many = databases.copy(
        "twelve of a hundred", lambda store: fill(store, Country(12, MONDAY, owing_every=4))
    )
    some = {
        name: KINDS_ASKED[name] for name in (QUESTIONS[0], "report", "confirm", PAGES[1], "owed by an office")
    }
    found = compared(few, many, 12, tmp_path, rounds=2, kinds=some)
    assert all(
        found[f"{heat}_{name}"] > 0 for heat in ("warm", "cold") for name in ("ratio", "median_of_ratios")
    )
    assert all(name in found["cold_worst"] for name in some)
    others = {name: KINDS_ASKED[name] for name in ("who was told", "is anything to send")}
    looked_up = compared(few, many, 12, tmp_path, 2, others)
    assert all(name in looked_up["cold_worst"] for name in others)
    weighed = swept(many, TUESDAY)
    assert weighed["digests"] > 0 and weighed["quiet_digests"] == 0 and weighed["peak_mb"] > 0
    store = Store(many)
    begin_the_season(store, TUESDAY, told_later=4)
    store.close()
    season = swept(many, TUESDAY)
    assert season["digests"] >= 7 and season["quiet_digests"] == 0
    for url in (few, many):
        databases.drop(url)


@pytest.mark.parametrize(
    ("value", "colour"), [(0.5, "#2e7d57"), (1.0, "#2e7d57"), (1.1, "#b3402e"), (900, "#b3402e")]
)
def test_a_measure_is_drawn_as_a_part_of_what_is_allowed(value: float, colour: str) -> None:
    picture = ElementTree.fromstring(drawn([Bar("a < b", value, 1)], "2026"))
    shown = [each for each in picture.iter() if each.get("fill") == colour]
    assert [int(each.get("width", "0")) for each in shown] == [round(420 * min(value, 2))]
    assert "a < b" in "".join(picture.itertext())


def test_every_measure_that_has_a_bar_is_laid_beside_it_and_of_throughput_more_is_better() -> None:
    figures = {
        "webhook": {"ratio": {"cpu_ms": 2, "per_second": 0.5}},
        "open loop": {"ours": {"p50_ms": 4, "p99_ms": 20}},
        "start": {"web_ready_s": 2.5, "worker_rss_mb": 120, "scheduler_rss_mb": 107},
        "delivery": {"sqlite_per_s": 500, "postgres_per_s": 320},
        "growth": {"sqlite warm_ratio": 1.1, "sqlite warm_p50_ratio": 1.0, "sqlite sweep_due_cpu_s": 4,
                   "sqlite cold_worst": "x"},
    }  # fmt: skip
    laid = bars(figures)
    assert [(bar.value, round(bar.most, 2)) for bar in laid] == [
        (2, 1.6), (2, 1.67), (4, 8), (20, 30), (2.5, 3), (120, 150), (107, 150), (0.8, 1), (1.25, 1),
        (1.1, 1.3), (4, 10),
    ]  # fmt: skip
