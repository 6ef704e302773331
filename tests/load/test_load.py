"""The short form of the load: whatever the machine's speed, every event is taken in, answered once, and kept."""

from dataclasses import replace

import pytest

from tests.load.line import Line
from tests.load.run import Plan, measure, wrongs
from tracker.outbox import retry_key_of


def test_a_receipt_whose_token_grew_old_is_answered_once_its_push_has_come() -> None:
    line = Line(delay=0)
    for event in ("E1", "E2"):
        line.expect(f"token of {event}", event, "U1")
    assert line.waiting() == 2
    line.reply("token of E1", [])
    assert line.waiting() == 1
    line.push("U1", [], retry_key_of("reply:E2"))
    assert line.waiting() == 0


@pytest.mark.parametrize("database", ["sqlite", pytest.param("pg", marks=pytest.mark.postgres)])
def test_under_load_and_in_a_burst_everyone_is_answered_once_and_nothing_is_lost(
    database: str, request: pytest.FixtureRequest
) -> None:
    if database == "pg":
        request.getfixturevalue("postgres")  # skips, with the reason, where no server can start
    plan = Plan(rate=10, minutes=0.2, burst=40, bursts=1, people=8, slow=64, database=database)
    figures = measure(plan)
    assert wrongs(figures) == []
    if not figures["updates"]:  # a machine this slow showed nobody the card to confirm before the time was up
        figures = measure(replace(plan, minutes=1))
    assert figures["events"] > 40 + 60
    assert figures["updates"] > 0
    assert wrongs(figures) == []
