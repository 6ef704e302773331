"""The revision of personal data goes up and down over rows: what was accepted before begins the history."""

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from tests.conftest import Databases
from tracker.store import Store, schema


def before() -> str:
    """The revision this one came after."""
    return str(ScriptDirectory(str(schema._HERE)).get_revision("0007").down_revision)


def test_acceptances_begin_with_what_was_accepted_and_nothing_lapsed_is_taken_for_accepted(
    databases: Databases,
) -> None:
    url = databases.create()
    store = Store(url)
    schema.migrate(store, before())
    with store.begin() as tx:
        for number, version in ((1, "1"), (2, "NULL"), (3, "1")):
            at = "'2026-01-05 00:00:00+00:00'" if version != "NULL" else "NULL"
            tx.execute(
                text(
                    "INSERT INTO person (id, line_user_id, following, notice_version, notice_at, created_at) "
                    f"VALUES ({number}, 'U{number}', true, {version}, {at}, '2026-01-05 00:00:00+00:00')"
                )
            )
    schema.migrate(store, "0007")
    with store.begin() as tx:
        kept = tx.execute(text("SELECT person_id, version, way FROM noticeacceptance ORDER BY id")).all()
        tx.execute(text("UPDATE person SET notice_version = 0, left_at = created_at WHERE id = 3"))
    assert [tuple(row) for row in kept] == [(1, 1, "enrol"), (3, 1, "enrol")]
    with store.writer.begin() as connection:
        command.downgrade(schema._config(connection), before())
    with store.read() as tx:
        versions = tx.execute(text("SELECT id, notice_version FROM person ORDER BY id")).all()
    assert [tuple(row) for row in versions] == [(1, 1), (2, None), (3, None)]
    assert schema.migrate(store) == schema.head()
    assert schema.differences(store) == []
    store.close()
    databases.drop(url)
