"""The net a pass casts holds every office a rule would say something new about, all year, and few others."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from scheduler import in_question
from scheduler.reminding import remind
from scheduler.timetable import notices
from tests.conftest import Databases
from tests.growth.filling import Country, fill
from tests.growth.pattern import SPAN
from tracker.model import Message, Notice, Person, Round, Tenure
from tracker.rules.workdays import BANGKOK
from tracker.store import Store
from tracker.store import notices as rows
from tracker.store.reminders import situation

MONDAY = date(2026, 11, 23)


@pytest.fixture
def country(databases: Databases) -> Iterator[Store]:
    """Twelve offices, every fourth of which owes the round that fell due last."""
    url = databases.copy("twelve", lambda store: fill(store, Country(12, MONDAY, owing_every=4)))
    opened = Store(url)
    yield opened
    opened.close()
    databases.drop(url)


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=BANGKOK)


def offices_with_something_to_tell(store: Store, now: datetime) -> set[int]:
    """As the rules say, over all that is known of every office."""
    with store.read() as tx:
        matters = notices(situation(tx, now.date(), now.date(), now, asked_at=now), now, BANGKOK)
        states = rows.known_keys(tx, {matter.key for matter in matters})
    return {matter.office.id for matter in matters if states.get(matter.key) != "sent"}


def looked_at(store: Store, now: datetime) -> set[int]:
    with store.read() as tx:
        return in_question.offices(tx, now, BANGKOK, now, None)


def words(_matters: object, _day: date) -> list[dict[str, str]]:
    return [{"type": "text", "text": "ครบกำหนด"}]


def test_on_every_third_day_of_a_year_the_net_holds_what_the_rules_would_say(country: Store) -> None:
    for days in range(0, 365, 3):
        now = at(MONDAY + timedelta(days=days))
        assert offices_with_something_to_tell(country, now) <= looked_at(country, now), now


def test_after_everybody_was_told_only_who_still_owes_is_looked_at(country: Store) -> None:
    now = at(MONDAY + timedelta(days=1))
    assert looked_at(country, now) == {SPAN, 5 * SPAN, 9 * SPAN}
    remind(country, BANGKOK, words, now, now)
    assert offices_with_something_to_tell(country, now) == set()
    with country.begin() as tx:
        for found in tx.exec(select(Round).where(Round.due < MONDAY)).all():
            found.closed_at = now
    assert looked_at(country, now) == set()


def test_a_coordinator_hears_on_the_day_that_something_of_theirs_failed(country: Store) -> None:
    now = at(MONDAY + timedelta(days=1))
    before = looked_at(country, now)
    with country.begin() as tx:
        message = tx.exec(select(Message).where(Message.office_id == 3 * SPAN)).first()
        assert message is not None
        message.state, message.done_at = "failed", now
        gone = tx.exec(
            select(Tenure.person_id).where(Tenure.office_id == 4 * SPAN).order_by(col(Tenure.id).desc())
        )
        tx.get_one(Person, gone.first()).following = False
    assert looked_at(country, now) - before == {3 * SPAN, 4 * SPAN}
    assert offices_with_something_to_tell(country, now) >= {3 * SPAN, 4 * SPAN}


def test_a_round_forgotten_for_years_is_looked_at_until_its_last_rung_was_told(country: Store) -> None:
    now = at(MONDAY + timedelta(days=1))
    with country.begin() as tx:
        old = tx.exec(select(Round).where(Round.office_id == 2 * SPAN).order_by(col(Round.due))).first()
        assert old is not None
        old.closed_at = None
    assert 2 * SPAN in looked_at(country, now)
    with country.begin() as tx:
        [person] = tx.exec(select(Tenure.person_id).where(Tenure.office_id == 2 * SPAN).limit(1)).all()
        key = f"due:{old.fiscal_year}-{old.key}:{old.due}:{2 * SPAN + 1}:w8:{person}"
        told = {"rule": "due", "facts": {}, "state": "sent", "promised_at": now}
        tx.add(Notice(office_id=2 * SPAN, key=key, person_id=person, **told))
    assert 2 * SPAN not in looked_at(country, now)
