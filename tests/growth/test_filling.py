"""The country of offices is whole, the same each time, and never put into somebody's database."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, text
from sqlmodel import SQLModel, col, select

from tests.conftest import Databases
from tests.growth.filling import Country, NotEmpty, fill
from tests.growth.pattern import SPAN, office_rows
from tracker.model import Measure, Office, Person, ProgressEntry, Round
from tracker.store import Store, facts, schema

MONDAY = date(2026, 11, 23)
COUNTRY = Country(23, MONDAY, owing_every=10)


@pytest.fixture
def country(databases: Databases) -> Iterator[Store]:
    """A copy of the country of 23 offices."""
    url = databases.copy("country", lambda store: fill(store, COUNTRY))
    opened = Store(url)
    yield opened
    opened.close()
    databases.drop(url)


def test_offices_have_ten_departments_twenty_measures_a_year_and_two_hundred_reports(country: Store) -> None:
    with country.read() as tx:
        assert tx.exec(select(func.count()).select_from(Office)).one() == 23
        assert tx.exec(select(func.count(func.distinct(Office.name)))).one() == 23
        assert tx.exec(select(func.count()).select_from(Measure)).one() == 23 * 20 * 5
        assert tx.exec(select(func.count()).select_from(ProgressEntry)).one() == 23 * 200
        assert tx.exec(select(func.count()).select_from(Person)).one() == 12 * 12 + 11 * 13
        copied = facts.year_facts(tx, 23 * SPAN, 2569)
    assert len(copied.office.departments) == 10 and len(copied.measures) == 20 and len(copied.updates) == 45
    assert all(measure.standings[0].reported == ("6m", "12m") for measure in copied.measures)


def test_every_so_many_th_office_owes_the_round_that_fell_due_last(country: Store) -> None:
    with country.read() as tx:
        late = select(Round.office_id).where(col(Round.closed_at).is_(None), Round.due < MONDAY)
        assert tx.exec(late.order_by(col(Round.office_id))).all() == [SPAN, 11 * SPAN, 21 * SPAN]
        owing = facts.year_facts(tx, 11 * SPAN, 2569)
    assert sum("12m" not in measure.standings[0].reported for measure in owing.measures) == 4


def test_nothing_refers_to_what_is_not_there_and_the_schema_is_the_models(country: Store) -> None:
    assert schema.differences(country) == []
    with country.read() as tx:
        for key in (
            key for table in SQLModel.metadata.sorted_tables for key in table.foreign_key_constraints
        ):
            given = " AND ".join(f'a."{each.parent.name}" IS NOT NULL' for each in key.elements)
            met = " AND ".join(f'b."{each.column.name}" = a."{each.parent.name}"' for each in key.elements)
            there = f'SELECT 1 FROM "{key.referred_table.name}" b WHERE {met}'
            lost = f'SELECT count(*) FROM "{key.parent.name}" a WHERE {given} AND NOT EXISTS ({there})'
            assert tx.execute(text(lost)).scalar_one() == 0, key.name


def test_it_is_never_put_between_the_offices_of_somebody(country: Store) -> None:
    with pytest.raises(NotEmpty):
        fill(country, COUNTRY)


def test_the_same_numbers_make_the_same_country() -> None:
    one, other = office_rows(7, MONDAY), office_rows(7, MONDAY)
    assert [row.model_dump() for row in one] == [row.model_dump() for row in other]
