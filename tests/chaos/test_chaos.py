"""A tenth of the chaos run, and one mutant that has to fail it: that it passes, and that it has teeth."""

import os

import pytest

from tests.chaos import fsync, mutants
from tests.chaos.__main__ import SHORT
from tests.chaos.run import Wanted, run


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
    assert found["found"]["reminders"]["twice"] > 0, found


def test_every_mutant_can_be_put_in() -> None:
    assert all(mutants.exists(name) for name in mutants.NAMES)


def test_the_disk_was_asked_to_keep_every_commit() -> None:
    found = fsync.synced(50)
    if found is None:
        pytest.skip("no strace here that may trace")
    assert found >= 50
