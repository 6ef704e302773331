"""The bench itself still runs: both servers start under their settings and answer every event."""

from tests.bench.__main__ import webhook
from tests.bench.servers import workshop


def test_our_webhook_and_the_echo_answer_side_by_side() -> None:
    with workshop() as folder:
        found = webhook(folder, rounds=1)
    assert sorted(found) == ["echo", "ours"]
    assert all(min(row["p50_ms"], row["cpu_ms"], row["worker_mb"]) > 0 for row in found.values())
