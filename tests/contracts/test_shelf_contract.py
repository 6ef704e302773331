"""What a process keeps of an office is true as long as the office's revision stands, on every database."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import Session, SQLModel, select

from tests.contracts.clerk import MORNING
from tracker.model import Department, Measure, Office, OfficeRevision, Responsibility, TextRelease
from tracker.store import Store, facts, organisations, public_copies, results
from tracker.store.shelf import EVERY_OFFICE, FACTS, Revision, kept, revision_of


@pytest.fixture
def office_id(sampled: Store) -> int:
    with sampled.read() as tx:
        return organisations.office_by_slug(tx, "buengcharoen").id


def revision(store: Store, office_id: int) -> Revision | None:
    with store.read() as tx:
        return revision_of(tx, office_id, progress=True)


def titles(tx: Session, office_id: int) -> list[str]:
    return [title for _, _, title in facts.measure_titles(tx, office_id)]


def its_titles(tx: Session, office_id: int) -> list[str]:
    return kept(tx, office_id, "titles", lambda: titles(tx, office_id))


def rename(tx: Session, office_id: int, title: str) -> None:
    measure = tx.exec(select(Measure).where(Measure.office_id == office_id)).first()
    assert measure is not None
    measure.title = title
    tx.add(measure)


@pytest.mark.parametrize("table", sorted(FACTS))
def test_every_change_of_what_is_known_gives_its_office_another_revision(
    sampled: Store, office_id: int, table: str
) -> None:
    its = "id" if table == "office" else "office_id"
    with sampled.begin() as tx:
        tx.add(
            TextRelease(office_id=office_id, fingerprint="f", kinds="", released_at=MORNING, released_by=1)
        )
    before, list_before = revision(sampled, office_id), revision(sampled, EVERY_OFFICE)
    with sampled.writer.begin() as connection:
        found = connection.execute(
            text(f"UPDATE {table} SET {its} = {its} WHERE {its} = :office"), {"office": office_id}
        )
    after, part = revision(sampled, office_id), FACTS[table]
    if found.rowcount:
        assert before is not None and after is not None
        assert after[part] != before[part] and after[1 - part] == before[1 - part]
    assert (revision(sampled, EVERY_OFFICE) != list_before) == (table == "office")


@pytest.mark.parametrize("table", sorted(FACTS))
def test_rows_that_come_and_go_are_changes_too(sampled: Store, table: str) -> None:
    if sampled.is_sqlite:
        query = f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'"
        wanted = {f"{table}_{deed}_changes_facts" for deed in ("insert", "update", "delete")}
    else:
        query = (
            "SELECT concat_ws(' ', tgtype & 4 > 0, tgtype & 8 > 0, tgtype & 16 > 0, tgdeferrable, tginitdeferred) "
            f"FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal"
        )
        wanted = {"t t t t t"}
    with sampled.reader.connect() as connection:
        assert {row[0] for row in connection.execute(text(query))} == wanted


def test_a_row_that_is_added_and_one_that_is_removed_are_seen(sampled: Store, office_id: int) -> None:
    seen = {revision(sampled, office_id)}
    with sampled.begin() as tx:
        tx.add(Department(office_id=office_id, name="กองใหม่", position=99))
    seen.add(revision(sampled, office_id))
    with sampled.begin() as tx:
        tx.delete(organisations.departments(tx, office_id)[-1])
    seen.add(revision(sampled, office_id))
    assert len(seen) == 3


def test_an_office_that_is_made_has_a_revision_and_changes_the_list(sampled: Store) -> None:
    before = revision(sampled, EVERY_OFFICE)
    with sampled.begin() as tx:
        office = Office(slug="new", name="เทศบาลตำบลใหม่", kind="ทต.", created_at=MORNING)
        tx.add(office)
        made = office.id
    assert revision(sampled, made) is not None and revision(sampled, EVERY_OFFICE) != before


def test_what_is_kept_is_read_once_until_something_changes(sampled: Store, office_id: int) -> None:
    with counted() as reads:
        for _ in range(3):
            with sampled.read() as tx:
                before = its_titles(tx, office_id)
    assert reads("measure") == 1
    with sampled.begin() as tx:
        rename(tx, office_id, "ชื่อใหม่")
    with sampled.read() as tx:
        assert "ชื่อใหม่" in its_titles(tx, office_id) and "ชื่อใหม่" not in before


def test_whoever_changes_something_sees_it_at_once_and_nobody_else_before_the_commit(
    sampled: Store, office_id: int
) -> None:
    with sampled.read() as tx:
        its_titles(tx, office_id)
    with sampled.begin() as tx:
        its_titles(tx, office_id)
        rename(tx, office_id, "ชื่อใหม่")
        assert "ชื่อใหม่" in its_titles(tx, office_id)
        with sampled.read() as other:
            assert "ชื่อใหม่" not in its_titles(other, office_id)


def test_what_was_rolled_back_was_never_kept(sampled: Store, office_id: int) -> None:
    with pytest.raises(ZeroDivisionError), sampled.begin() as tx:
        rename(tx, office_id, "ชื่อที่ไม่ได้บันทึก")
        tx.flush()
        its_titles(tx, office_id)
        raise ZeroDivisionError
    with sampled.begin() as tx:
        with pytest.raises(ZeroDivisionError), tx.begin_nested():
            rename(tx, office_id, "ชื่อที่ไม่ได้บันทึก")
            its_titles(tx, office_id)
            raise ZeroDivisionError
        assert "ชื่อที่ไม่ได้บันทึก" not in its_titles(tx, office_id)
    with sampled.read() as tx:
        assert "ชื่อที่ไม่ได้บันทึก" not in its_titles(tx, office_id)


def test_a_change_of_a_plain_statement_counts_as_well(sampled: Store, office_id: int) -> None:
    with sampled.begin() as tx:
        its_titles(tx, office_id)
        tx.execute(text("UPDATE measure SET title = 'ชื่อใหม่' WHERE office_id = :o"), {"o": office_id})
        assert set(its_titles(tx, office_id)) == {"ชื่อใหม่"}


def test_what_another_commits_while_it_is_being_read_is_not_kept_as_of_before(
    sampled: Store, office_id: int
) -> None:
    if sampled.is_sqlite:
        pytest.skip("on SQLite nobody commits while a writer reads")

    def read(tx: Session) -> list[str]:
        before = titles(tx, office_id)
        with sampled.begin() as other:
            rename(other, office_id, "ชื่อใหม่")
        return before

    with sampled.begin() as tx:
        assert "ชื่อใหม่" not in kept(tx, office_id, "titles", lambda: read(tx))
    with sampled.read() as tx:
        assert "ชื่อใหม่" in its_titles(tx, office_id)


def test_a_report_leaves_what_papers_say_on_the_shelf(sampled: Store, office_id: int) -> None:
    def states(tx: Session) -> list[str]:
        return kept(
            tx,
            office_id,
            "states",
            lambda: [row.status for row in tx.exec(select(Responsibility)).all()],
            progress=True,
        )

    with sampled.read() as tx:
        its_titles(tx, office_id), states(tx)
    with counted() as reads, sampled.begin() as tx:
        row = tx.exec(select(Responsibility).where(Responsibility.office_id == office_id)).first()
        assert row is not None
        row.status = "blocked"
        tx.add(row)
        assert its_titles(tx, office_id) and "blocked" in states(tx)
    assert reads("measure") == 0


def test_an_office_the_session_holds_already_is_told_as_it_is_now(sampled: Store, office_id: int) -> None:
    if sampled.is_sqlite:
        pytest.skip("on SQLite nobody commits while a writer reads")
    with sampled.begin() as tx:
        held = organisations.office(tx, office_id)
        with Store(sampled.url).begin() as other:
            changed = organisations.office(other, office_id)
            changed.name = "เทศบาลที่เปลี่ยนชื่อ"
            other.add(changed)
        assert held.name != "เทศบาลที่เปลี่ยนชื่อ"
        assert facts.year_results(tx, office_id, 2567).office.name == "เทศบาลที่เปลี่ยนชื่อ"


def test_two_offices_have_shelves_of_their_own(sampled: Store, office_id: int) -> None:
    with sampled.read() as tx:
        other = organisations.office_by_slug(tx, "nadun").id
        assert its_titles(tx, office_id) != its_titles(tx, other)
    before = revision(sampled, other)
    with sampled.begin() as tx:
        rename(tx, office_id, "ชื่อใหม่")
    assert revision(sampled, other) == before


def test_an_office_nobody_made_has_nothing_on_a_shelf(sampled: Store) -> None:
    with sampled.read() as tx:
        assert revision_of(tx, 4711) is None and its_titles(tx, 4711) == []


READERS: dict[str, Callable[[Session, int], object]] = {
    "a year": lambda tx, office: facts.year_as_planned(tx, office, 2567),
    "a year as it stands": lambda tx, office: facts.year_facts(tx, office, 2567, None),
    "results": lambda tx, office: facts.year_results(tx, office, 2567),
    "a public copy": lambda tx, office: public_copies.newest(tx, office, 2567),
    "titles": facts.measure_titles,
    "years of results": results.result_years,
    "public years": public_copies.years,
    "years of measures": facts.measure_years,
    "departments": organisations.departments,
    "outline": organisations.outline,
    "the list of offices": lambda tx, _office: organisations.outlines(tx),
}


@pytest.mark.parametrize("name", READERS)
def test_what_is_kept_is_read_from_tables_whose_changes_are_noted(
    sampled: Store, office_id: int, name: str
) -> None:
    with counted() as reads, sampled.read() as tx:
        READERS[name](tx, office_id)
    tables = {table for table in SQLModel.metadata.tables if reads(table)} - {OfficeRevision.__tablename__}
    assert tables and tables <= FACTS.keys()
    assert name == "a year as it stands" or not any(FACTS[table] for table in tables)


class counted:
    """How many SELECTs named a table while this was open."""

    def __enter__(self) -> Callable[[str], int]:
        self.statements: list[str] = []
        event.listen(Engine, "before_cursor_execute", self._note)
        return lambda table: sum(
            bool(re.search(rf"\b(?:FROM|JOIN) {table}\b", each)) for each in self.statements
        )

    def _note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.statements.append(statement)

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._note)
