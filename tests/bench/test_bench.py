"""The bench itself still runs: servers start under their settings and answer every event, senders send everything."""

import json
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench import delivery, event_path, start
from tests.bench.servers import workshop


def test_our_webhook_and_the_echo_answer_the_same_mix_side_by_side() -> None:
    with workshop() as folder:
        found = event_path.measured(folder, rounds=1, events=40)
    assert sorted(found) == ["echo", "ours", "ratio"]
    assert all(value > 0 for row in found.values() for value in row.values())


def test_at_a_steady_rate_nothing_is_refused_and_nothing_stays_unanswered() -> None:
    with workshop() as folder:
        found = event_path.open_loop(folder, rate=10, seconds=3)
    assert [(row["refused"], row["unanswered"]) for row in found.values()] == [(0, 0), (0, 0)]


@pytest.mark.postgres
def test_two_senders_send_a_backlog_once_on_each_database_beside_two_bare_loops() -> None:
    with workshop() as folder:
        found = delivery.measured(folder, digests=60)
    named = {
        f"{name}_{key}" for name in ("sqlite", "postgres") for key in ("per_s", "p99_s", "cpu_ms", "ratio")
    }
    assert set(found) == named | {"bare_per_s", "bare_cpu_ms"}
    assert all(value > 0 for value in found.values())


def test_every_process_and_command_starts_works_and_is_weighed() -> None:
    with workshop() as folder:
        found = start.started(folder)
    assert {f"{name}_mb" for name in (*start.COMMANDS, "worker_rss", "scheduler_uss")} <= set(found)
    assert all(value > 0 for value in found.values())


def _breaks(_folder: Path) -> dict[str, int]:
    raise OSError


def test_a_part_that_breaks_takes_no_other_with_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(bench, "MEASURES", {"first": _breaks, "second": lambda _folder: {"ms": 3}})
    with pytest.raises(SystemExit, match="first could not be measured"):
        bench.main()
    (kept,) = (tmp_path / "var/bench").glob("*.json")
    assert json.loads(kept.read_text("utf-8"))["second"] == {"ms": 3}
    assert "second: ms 3" in capsys.readouterr().out and not (tmp_path / bench.PICTURE).exists()


def test_a_part_nobody_knows_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="speed: no part of the bench; there are webhook, open loop"):
        bench.main(["speed"])
    assert capsys.readouterr().out == ""
