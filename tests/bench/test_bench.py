"""The bench itself still runs: servers start under their settings and answer every event, senders send everything."""

import pytest

from tests.bench import delivery, event_path, start
from tests.bench.servers import workshop


def test_our_webhook_and_the_echo_answer_the_same_mix_side_by_side() -> None:
    with workshop() as folder:
        found = event_path.measured(folder, rounds=1, events=40)
    assert sorted(found) == ["echo", "ours"]
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
