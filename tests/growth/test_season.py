"""In season every office owes a round: a pass looks at all of them, with no more statements than at a few."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import select

from scheduler.digest import Pass
from scheduler.reminding import remind
from tests.bench.country import FEW, MONDAY, TUESDAY
from tests.bench.season import REPORTED, begin_the_season
from tests.conftest import Databases
from tests.growth.filling import Country, fill
from tests.growth.pattern import SPAN
from tracker.model import Notice
from tracker.rules.workdays import BANGKOK
from tracker.store import Store
from tracker.store.reminders import Owed, OwedMeasure, owed_alone, situation

OWING = 10 - REPORTED
"""Departments of an office, at least: there are ten."""


@contextmanager
def in_season(databases: Databases, offices: int, told_later: int = 100) -> Iterator[Store]:
    """A country in which every so-many-th office was not told yet."""
    url = databases.copy(f"{offices} in a row", lambda store: fill(store, Country(offices, MONDAY)))
    store = Store(url)
    begin_the_season(store, TUESDAY, told_later)
    yield store
    store.close()
    databases.drop(url)


def words(_matters: object, _day: object) -> list[dict[str, str]]:
    return [{"type": "text", "text": "ครบกำหนด"}]


def unnamed(owed: Owed) -> Owed:
    """As it is without the names that only words need."""
    return replace(owed, department="", measures=(OwedMeasure(0, ""),) * len(owed.measures))


def swept(store: Store) -> tuple[Pass, list[str]]:
    """What a pass did, and what it asked of the database."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        return remind(store, BANGKOK, words, TUESDAY, TUESDAY), asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_a_look_at_many_offices_takes_as_many_statements_as_one_at_a_few(databases: Databases) -> None:
    with ExitStack() as both:
        few, many = (both.enter_context(in_season(databases, number)) for number in (FEW, 3 * FEW))
        done, asked = swept(few)
        assert done.digests == 0 and any("measureround" in each for each in asked), "they were looked at"
        assert len(swept(many)[1]) == len(asked)


def test_who_owes_is_seen_alike_with_and_without_all_else_and_what_is_due_is_told_once(
    databases: Databases,
) -> None:
    with in_season(databases, FEW, told_later=FEW) as store:
        with store.read() as tx:
            whole = situation(tx, TUESDAY.date(), TUESDAY.date(), TUESDAY, asked_at=TUESDAY)
            alone = owed_alone(tx, TUESDAY.date(), TUESDAY.date(), TUESDAY)
        assert len(alone.owed) == len(whole.owed)
        assert {unnamed(each) for each in alone.owed} == {unnamed(each) for each in whole.owed}
        owing = Counter(each.office.id for each in alone.owed)
        assert all(owing[number * SPAN] >= OWING for number in range(1, FEW + 1))
        assert (whole.watched, whole.overseen) != ((), ()) == (alone.watched, alone.overseen)
        # In the one office that was not told: a head for each department that owes, and the executive.
        assert swept(store)[0].digests == OWING + 1
        with store.read() as tx:
            told = select(Notice.office_id).where(Notice.rule == "due", Notice.promised_at == TUESDAY)
            assert Counter(tx.exec(told).all()) == owing
        assert swept(store)[0].digests == 0


def test_the_day_of_an_earnest_reminder_is_known_of_who_is_silent(databases: Databases) -> None:
    with in_season(databases, FEW) as store, store.read() as tx:
        owed = owed_alone(tx, TUESDAY.date(), TUESDAY.date(), TUESDAY).owed
        assert {each.reminded_on for each in owed} == {TUESDAY.date()}
