"""A short chaos run, and one mutant that has to fail it: that it passes, and that it has teeth."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.chaos import fsync, mutants
from tests.chaos.__main__ import SHORT, found_out
from tests.chaos.run import Wanted, run
from tracker.store import conversation


@pytest.mark.parametrize("database", ["sqlite", pytest.param("pg", marks=pytest.mark.postgres)])
def test_nothing_is_lost_and_nothing_is_done_twice_while_everything_is_killed(database: str) -> None:
    try:
        found = run(Wanted(**SHORT, seed=1, database=database))
    except ImportError as error:
        pytest.fail(str(error)) if os.environ.get("CI") == "true" else pytest.skip(
            f"no PostgreSQL here: {error}"
        )
    assert found["ok"], found


def test_a_bot_that_makes_its_retry_key_anew_for_every_try_is_found_out() -> None:
    found = run(
        Wanted(webhooks=40, reminders=100, kills=5, seed=1, database="sqlite", mutant="fresh_key_per_try")
    )
    assert found_out(found), found


@pytest.fixture
def whole_again() -> Iterator[None]:
    yield
    mutants.take_out()


@pytest.mark.usefixtures("whole_again")
@pytest.mark.parametrize("name", mutants.NAMES)
def test_every_mutant_fits_the_product_as_it_is_today(name: str) -> None:
    mutants.put_in(name)
    replaced = [(owner, attribute, whole) for owner, attribute, whole in mutants._before]
    assert replaced and all(getattr(owner, attribute) is not whole for owner, attribute, whole in replaced)


@pytest.mark.usefixtures("whole_again")
def test_a_mutant_of_what_the_product_no_longer_has_raises_at_once() -> None:
    with pytest.raises(AttributeError, match="out of date"):
        mutants.put(conversation, "take_events", lambda *_: True)
    with pytest.raises(TypeError, match="state"):
        mutants.put(conversation, "take_event", lambda *_event: True)


def test_a_mutant_that_fails_for_another_reason_than_its_own_is_not_found_out() -> None:
    fits: dict[str, Any] = {"ok": False, "mutant": "ack_first", "mistakes": {}, "events": 40}
    lost = {"failed_events": 0, "events": {"lost": 2, "twice": 0}}
    assert found_out(fits | {"found": lost})
    assert not found_out(fits | {"found": lost | {"events": {"lost": 0, "twice": 1}}})
    assert not found_out(fits | {"found": lost | {"failed_events": 1}})
    assert not found_out(fits | {"found": lost, "mistakes": {"TypeError": 1}})


def test_the_disk_was_asked_to_keep_every_commit() -> None:
    found = fsync.synced(50)
    if found is None:
        pytest.skip("no strace here that may trace")
    assert found >= 50
