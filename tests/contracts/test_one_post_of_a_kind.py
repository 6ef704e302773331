"""Posts that were made twice by two who enrolled at once become one when the schema is brought up to date."""

from datetime import timedelta
from importlib import import_module

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import select

from tests.conftest import Databases
from tests.contracts.clerk import MORNING
from tracker.model import Department, Office, Person, Post, Tenure
from tracker.store import Store, people, schema

TWINS = (("head", True, 3), ("coordinator", False, 2), ("officer", True, 1))


def test_twins_are_joined_and_whoever_held_one_holds_the_oldest(databases: Databases) -> None:
    url = databases.create()
    store = Store(url)
    schema.migrate(store)
    _without_the_keys(store)
    with store.begin() as tx:
        office = Office(slug="twins", name="เทศบาลตำบลแฝด", kind="ทต.", created_at=MORNING)
        tx.add(office)
        tx.flush()
        department = Department(office_id=office.id, name="กองช่าง")
        tx.add(department)
        tx.flush()
        for role, of_department, many in TWINS:
            for number in range(many):
                _holder(tx, office.id, role, department.id if of_department else None, number)
    with store.writer.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        import_module("tracker.store.migrations.versions.0010_one_post_of_a_kind").upgrade()
    assert schema.differences(store) == []
    with store.read() as tx:
        assert sorted(tx.exec(select(Post.role)).all()) == ["coordinator", "head", "officer"]
        for role, _, many in TWINS:
            assert len(people.people_with_role(tx, office.id, role, MORNING + timedelta(days=1))) == many
    store.close()
    databases.drop(url)


def _holder(tx, office_id: int, role: str, department_id: int | None, number: int) -> None:  # type: ignore[no-untyped-def]
    post = Post(office_id=office_id, role=role, department_id=department_id)
    person = Person(line_user_id=f"U{role}{number}", created_at=MORNING)
    tx.add_all((post, person))
    tx.flush()
    tx.add(Tenure(office_id=office_id, post_id=post.id, person_id=person.id, valid_from=MORNING))
    tx.flush()


def _without_the_keys(store: Store) -> None:
    """The posts as they were before revision 0010."""
    with store.writer.begin() as connection:
        connection.execute(text("DROP INDEX uq_post_of_department"))
        connection.execute(text("DROP INDEX uq_post_of_office"))
