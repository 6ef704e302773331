"""What every database must do alike: schema, samples, facts, public copies, transactions."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import inspect
from sqlalchemy import select as select_rows
from sqlmodel import SQLModel, select

from tests.conftest import Databases
from tests.contracts.clerk import BANGKOK, MORNING, Clerk
from tracker.actions.load_samples import load_samples
from tracker.actions.publish import freeze, publish
from tracker.errors import NotAllowed, StorageUnavailable, UnknownYear
from tracker.model import Department, Office, OfficeHoliday
from tracker.rules import publicity
from tracker.samples import sample
from tracker.store import Store, facts, organisations, public_copies, results, schema


def rows(store: Store) -> dict[str, set[str]]:
    """Every row of every table, as text."""
    with store.read() as tx:
        return {
            table.name: {repr(row) for row in tx.execute(select_rows(table))}
            for table in SQLModel.metadata.sorted_tables
        }


def test_the_schema_goes_up_and_down_and_up_and_is_then_the_model(databases: Databases) -> None:
    url = databases.create()
    store = Store(url)
    assert schema.current(store) == "base"
    assert schema.migrate(store) == schema.head()
    assert schema.migrate(store, "base") == "base"
    assert set(inspect(store.writer).get_table_names()) <= {"alembic_version"}
    assert schema.migrate(store) == schema.head() == schema.current(store)
    assert schema.differences(store) == []
    assert set(SQLModel.metadata.tables) <= set(inspect(store.writer).get_table_names())
    store.close()
    databases.drop(url)


def test_processes_that_migrate_at_once_do_it_one_after_the_other(databases: Databases) -> None:
    url = databases.create()
    stores = [Store(url, busy_ms=30_000) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(schema.migrate, stores)) == {schema.head()}
    for store in stores:
        store.close()
    databases.drop(url)


def test_loading_the_samples_twice_leaves_the_same_rows(sampled: Store) -> None:
    before = rows(sampled)
    for later in (timedelta(0), timedelta(days=30)):
        with sampled.begin() as tx:
            slugs = load_samples(tx, MORNING + later, BANGKOK)
        assert slugs == ["phanchana", "buengcharoen", "nadun", "tuayang"]
        assert rows(sampled) == before


def test_in_a_later_year_the_practice_office_gets_that_year_and_nothing_else_changes(sampled: Store) -> None:
    before = rows(sampled)
    with sampled.begin() as tx:
        load_samples(tx, MORNING + timedelta(days=365), BANGKOK)
    after = rows(sampled)
    # The head of the audit chain moves on with each line, the revision with each change.
    grown = set(before) - {"audithead", "officerevision"}
    assert all(before[name] <= after[name] for name in grown)
    assert after["office"] == before["office"]
    with sampled.read() as tx:
        tuayang = organisations.office_by_slug(tx, "tuayang").id
        assert facts.measure_years(tx, tuayang) == [2570, 2571]
        assert results.result_years(tx, tuayang) == [2568, 2569, 2570, 2571]
        assert public_copies.years(tx, tuayang) == [2568, 2569, 2570, 2571]


FIGURES = (
    ("phanchana", 2564, "64.21", "D", None, {9: "42.41", 10: "37.50"}),
    ("buengcharoen", 2565, "91.80", "A", None, {2: "76.51", 7: "97.95"}),
    ("buengcharoen", 2566, "88.93", "A", "ผ่าน", {2: "96.21", 7: "73.81", 8: "76.42"}),
    ("nadun", 2564, "77.16", "B", None, {1: "96.66", 9: "57.62", 10: "50.00"}),
)


@pytest.mark.parametrize(("slug", "year", "overall", "letter", "level", "some"), FIGURES)
def test_the_figures_come_back_to_the_hundredth(
    sampled: Store, slug: str, year: int, overall: str, letter: str, level: str | None, some: dict[int, str]
) -> None:
    with sampled.read() as tx:
        result = facts.year_facts(tx, organisations.office_by_slug(tx, slug).id, year).assessment
    assert result is not None
    assert (str(result.overall), result.letter, result.level) == (overall, letter, level)
    assert {number: str(result.indicators[number]) for number in some} == some
    assert sorted(result.indicators) == list(range(1, 11))
    assert result.uncertain == ((1, 2, 3, 4, 5, 6, 7, 8) if slug == "phanchana" else ())


def test_findings_come_in_the_order_they_were_written(sampled: Store) -> None:
    for slug in ("buengcharoen", "phanchana", "nadun"):
        told = sample(slug).findings
        with sampled.read() as tx:
            known = facts.year_facts(tx, organisations.office_by_slug(tx, slug).id, told[0].year)
        assert known.assessment is not None
        assert [each.code for each in known.assessment.findings] == [each.code for each in told]


@pytest.mark.parametrize("slug", ["phanchana", "buengcharoen", "nadun", "tuayang"])
def test_a_public_copy_is_what_the_living_state_was(sampled: Store, slug: str) -> None:
    with sampled.read() as tx:
        found = organisations.office_by_slug(tx, slug).id
        years = {*results.result_years(tx, found), *facts.measure_years(tx, found)}
        assert set(public_copies.years(tx, found)) == years
        for year in years:
            living = facts.year_facts(tx, found, year).published(MORNING)
            # Nothing of the samples is held back; that it was looked at is noted in the copy.
            assert public_copies.newest(tx, found, year) == replace(living, checked=publicity.RULES)


def test_a_public_copy_stays_as_it_is_while_work_goes_on(sampled: Store) -> None:
    works = Clerk(sampled, "buengcharoen", "กองช่าง")
    with sampled.read() as tx:
        before = public_copies.newest(tx, works.office_id, 2567)
    works.report(2, 60)
    assert works.standing(2).percent == 60
    with sampled.read() as tx:
        assert public_copies.newest(tx, works.office_id, 2567) == before


def test_a_coordinator_publishes_the_next_version_and_nobody_else_does(sampled: Store) -> None:
    works = Clerk(sampled, "buengcharoen", "กองช่าง")
    lead = Clerk(sampled, "buengcharoen", role="coordinator")
    works.report(2, 60)
    with sampled.begin() as tx, pytest.raises(NotAllowed):
        publish(tx, works.authority(tx), works.office_id, 2567, MORNING)
    with sampled.begin() as tx:
        assert publish(tx, lead.authority(tx), lead.office_id, 2567, MORNING) == 2
    with sampled.read() as tx:
        copy = public_copies.newest(tx, works.office_id, 2567)
    assert copy is not None
    assert [(update.measure_number, update.percent) for update in copy.updates] == [(2, 60)]


def test_a_year_without_data_cannot_be_published(sampled: Store) -> None:
    with sampled.begin() as tx, pytest.raises(UnknownYear):
        freeze(tx, organisations.office_by_slug(tx, "nadun").id, 2599, MORNING)


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    office = Office(slug="new", name="เทศบาลตำบลใหม่", kind="ทต.", created_at=MORNING)
    with pytest.raises(RuntimeError), store.begin() as tx:
        tx.add(office)
        tx.flush()
        tx.add(Department(office_id=office.id, name="กองช่าง"))
        tx.flush()
        raise RuntimeError("the process thought better of it")
    assert not any(rows(store).values())


def test_what_was_read_may_not_be_written(store: Store) -> None:
    with pytest.raises(StorageUnavailable), store.read() as tx:
        tx.add(Office(slug="new", name="เทศบาลตำบลใหม่", kind="ทต.", created_at=MORNING))
        tx.flush()
    assert not any(rows(store).values())


def test_reading_sees_one_moment_from_beginning_to_end(sampled: Store) -> None:
    works = Clerk(sampled, "buengcharoen", "กองช่าง")
    with sampled.read() as tx:
        before = facts.year_facts(tx, works.office_id, 2567)
        works.report(2, 60)
        tx.expire_all()
        assert facts.year_facts(tx, works.office_id, 2567) == before
    assert works.standing(2).percent == 60


def test_scores_are_kept_in_whole_hundredths_and_instants_with_their_zone(sampled: Store) -> None:
    with sampled.read() as tx:
        office = organisations.office_by_slug(tx, "tuayang")
        assert (office.weak_below, office.strong_from) == (Decimal("85.00"), Decimal("90.00"))
        assert office.created_at == MORNING
        assert office.created_at.utcoffset() == timedelta(0)


def test_no_office_sees_the_rows_of_another(sampled: Store) -> None:
    names = {"phanchana": 2565, "buengcharoen": 2567, "nadun": 2565, "tuayang": 2570}
    clerks = {
        slug: Clerk(sampled, slug, "กองช่าง" if slug != "nadun" else "สำนักปลัด", year=year)
        for slug, year in names.items()
    }
    before = {slug: clerk.facts() for slug, clerk in clerks.items()}
    clerks["phanchana"].report(2, 40)
    with sampled.begin() as tx:
        mine = OfficeHoliday(office_id=clerks["phanchana"].office_id, day=MORNING.date(), name="วันหยุดของตำบล")
        tx.add(mine)
    for slug, clerk in clerks.items():
        assert (clerk.facts() == before[slug]) == (slug != "phanchana")
        with sampled.read() as tx:
            assert bool(organisations.days_off(tx, clerk.office_id)) == (slug == "phanchana")
    departments = {slug: {d.id for d in _departments(sampled, clerk)} for slug, clerk in clerks.items()}
    assert len(set.union(*departments.values())) == sum(len(ids) for ids in departments.values())


def _departments(store: Store, clerk: Clerk) -> list[Department]:
    with store.read() as tx:
        return list(tx.exec(select(Department).where(Department.office_id == clerk.office_id)).all())
