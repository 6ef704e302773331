"""The bench itself still runs: both servers start under their settings and answer every event."""

from tests.bench import event_path
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
