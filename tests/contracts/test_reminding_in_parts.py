"""A pass over many offices: in parts, each a transaction of its own, and nobody's digest torn."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest
from sqlmodel import col, select

from scheduler.digest import PEOPLE_AT_ONCE, _joined
from scheduler.reminding import remind
from tests.chaos.world import build
from tracker.model import Message, Notice
from tracker.rules.workdays import BANGKOK
from tracker.store import Store
from tracker.store.reminders import Matter

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("people", "together"),
    [
        ({}, []),
        ({1: {10}, 2: {20}}, [[1], [2]]),
        ({1: {10, 11}, 2: {20}, 3: {11}}, [[2], [1, 3]]),
        ({1: {10}, 2: {20}, 3: {10, 20}}, [[1, 2, 3]]),
        ({1: {10}, 2: {20}, 3: {10, 20}, 4: {20}}, [[1, 2, 3, 4]]),
        ({1: set(), 2: set()}, [[1], [2]]),
    ],
)
def test_offices_that_share_a_person_are_in_one_part(
    people: dict[int, set[int]], together: list[list[int]]
) -> None:
    assert sorted(sorted(offices) for offices, _ in _joined(people)) == sorted(together)


def test_what_was_promised_before_a_process_died_stays_and_the_next_pass_promises_the_rest(
    store: Store,
) -> None:
    build(store, 0, 250, Random(1), NOW)
    worded = 0

    def dies_at_the_third_part(_matters: Sequence[Matter], _day: date) -> list[dict[str, Any]]:
        nonlocal worded
        worded += 1
        if worded > 2 * PEOPLE_AT_ONCE:
            raise KeyboardInterrupt
        return [{"type": "text", "text": "ครบกำหนด"}]

    with pytest.raises(KeyboardInterrupt):
        remind(store, BANGKOK, dies_at_the_third_part, NOW, NOW)
    assert promised(store) == (200, 200)
    worded = -1000
    assert remind(store, BANGKOK, dies_at_the_third_part, NOW, NOW).digests == 50
    assert promised(store) == (250, 250)
    assert remind(store, BANGKOK, dies_at_the_third_part, NOW, NOW).digests == 0


def promised(store: Store) -> tuple[int, int]:
    """Digests that wait, and people who were told of something."""
    with store.read() as tx:
        messages = tx.exec(select(Message.id).where(col(Message.day).is_not(None))).all()
        told = tx.exec(select(Notice.person_id).where(Notice.state == "sent").distinct()).all()
    return len(messages), len(told)
