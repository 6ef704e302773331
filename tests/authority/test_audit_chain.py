"""The audit log on both databases: sealed by all who write at once, closed to change, and what was done to it found."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from tests.conftest import Databases
from tests.contracts.clerk import MORNING
from tracker.actions.authority import audit
from tracker.errors import StorageUnavailable
from tracker.model import AuditEntry, AuditHead
from tracker.store import Store, schema
from tracker.store import audit as chains

ONE, OTHER = 11, 22
WRITERS, EACH = 8, 25


def write(store: Store, *offices: int | None, subject: str = "x") -> None:
    with store.begin() as tx:
        for office_id in offices:
            audit(
                tx, MORNING, "publish", subject, office_id=office_id, figure=2567, words=["ก", None], half=0.5
            )


def broken(store: Store) -> dict[int, str | None]:
    with store.read() as tx:
        return {chain.chain: chain.broken for chain in chains.verify(tx)}


def by_force(store: Store, *statements: str) -> None:
    """What somebody with the keys of the database could do: take the triggers away first."""
    drop = (
        ("DROP TRIGGER audit_is_kept", "DROP TRIGGER audit_stays")
        if store.is_sqlite
        else ("ALTER TABLE auditentry DISABLE TRIGGER ALL",)
    )
    with store.writer.begin() as connection:
        for statement in (*drop, *statements):
            connection.execute(text(statement))


def test_each_line_is_sealed_with_its_place_in_the_chain_of_its_office(store: Store) -> None:
    write(store, ONE, OTHER, None)
    write(store, ONE)
    with store.read() as tx:
        lines = tx.exec(select(AuditEntry).order_by(AuditEntry.chain, AuditEntry.number)).all()  # type: ignore[arg-type]
        heads = {head.chain: (head.number, head.hash) for head in tx.exec(select(AuditHead)).all()}
    assert [(line.chain, line.number) for line in lines] == [(0, 1), (ONE, 1), (ONE, 2), (OTHER, 1)]
    assert heads == {0: (1, lines[0].hash), ONE: (2, lines[2].hash), OTHER: (1, lines[3].hash)}
    assert broken(store) == {0: None, ONE: None, OTHER: None}


def test_a_line_added_by_any_way_is_sealed(store: Store) -> None:
    with store.begin() as tx:
        tx.add(
            AuditEntry(office_id=ONE, at=MORNING, action="push_limit", subject="2026-11", detail={"told": 1})
        )
    assert broken(store) == {ONE: None}


def test_what_was_rolled_back_leaves_no_gap(store: Store) -> None:
    write(store, ONE)
    with pytest.raises(ZeroDivisionError), store.begin() as tx:
        audit(tx, MORNING, "publish", "never", office_id=ONE)
        tx.flush()
        raise ZeroDivisionError
    with store.begin() as tx:
        with pytest.raises(ZeroDivisionError), tx.begin_nested():
            audit(tx, MORNING, "publish", "never", office_id=ONE)
            tx.flush()
            raise ZeroDivisionError
        audit(tx, MORNING, "publish", "kept", office_id=ONE)
    assert broken(store) == {ONE: None}
    with store.read() as tx:
        assert [line.subject for line in tx.exec(select(AuditEntry).order_by(AuditEntry.number)).all()] == [
            "x",
            "kept",
        ]  # type: ignore[arg-type]


def test_many_who_write_at_once_make_one_chain_each_and_never_wait_in_a_circle(store: Store) -> None:
    failed: list[BaseException] = []

    def work(turn: int) -> None:
        mine = Store(store.url, busy_ms=30_000)
        orders: list[tuple[int | None, ...]] = [(ONE,), (ONE, OTHER), (OTHER, ONE), (OTHER, None, ONE)]
        try:
            for number in range(EACH):
                write(mine, *orders[(turn + number) % len(orders)], subject=f"{turn}-{number}")
        except BaseException as error:
            failed.append(error)
        finally:
            mine.close()

    threads = [threading.Thread(target=work, args=(turn,)) for turn in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    with store.read() as tx:
        found = {chain.chain: (chain.lines, chain.broken) for chain in chains.verify(tx)}
    assert found == {0: (50, None), ONE: (200, None), OTHER: (150, None)}


FORBIDDEN = (
    "UPDATE auditentry SET subject = 'y'",
    "UPDATE auditentry SET at = '2020-01-01 00:00:00+00'",
    "UPDATE auditentry SET person_id = 5",
    "UPDATE auditentry SET hash = NULL",
    "UPDATE auditentry SET number = 9",
    "DELETE FROM auditentry",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_database_itself_refuses_to_change_or_remove_a_line(store: Store, statement: str) -> None:
    write(store, ONE)
    with pytest.raises((DBAPIError, StorageUnavailable), match="never"), store.begin() as tx:
        tx.execute(text(statement))
    assert broken(store) == {ONE: None}


def test_emptying_the_table_is_refused_where_a_database_can(store: Store) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has no TRUNCATE")
    write(store, ONE)
    with pytest.raises(DBAPIError, match="never removed"), store.begin() as tx:
        tx.execute(text("TRUNCATE auditentry"))


TAMPERED = {
    "a changed line": (("UPDATE auditentry SET subject = 'y' WHERE number = 3",), "line 3 ", "not what was sealed"),
    "a changed person": (("UPDATE auditentry SET person_id = 7 WHERE number = 1",), "line 1 ", "not what was sealed"),
    "a changed office": (("UPDATE auditentry SET office_id = 22 WHERE number = 2",), "line 2 ", "not what was sealed"),
    "a removed line": (("DELETE FROM auditentry WHERE number = 2",), "line 2 is missing", "line 3"),
    "a removed last line": (("DELETE FROM auditentry WHERE number = 5",), "line 5 is missing", "5 lines"),
    "all removed": (("DELETE FROM auditentry",), "line 1 is missing", "5 lines"),
    "two swapped": (
        ("UPDATE auditentry SET number = 99 WHERE number = 2", "UPDATE auditentry SET number = 2 WHERE number = 3",
         "UPDATE auditentry SET number = 3 WHERE number = 99"), "line 2 ", "not what was sealed"),
    "a removed one closed up": (
        ("DELETE FROM auditentry WHERE number = 4", "UPDATE auditentry SET number = 4 WHERE number = 5",
         "UPDATE audithead SET number = 4"), "line 4 ", "not what was sealed"),
    "an unsealed one": (("UPDATE auditentry SET hash = NULL WHERE number = 5",), "line 5 ", "never sealed"),
    "a head that is gone": (("DELETE FROM audithead",), "the head", "missing"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_done_to_the_log_is_found_at_the_first_wrong_line(store: Store, what: str) -> None:
    statements, *told = TAMPERED[what]
    for number in range(5):
        write(store, ONE, subject=str(number))
    assert broken(store) == {ONE: None}
    by_force(store, *statements)
    found = broken(store)[ONE]
    assert found is not None
    assert all(piece in found for piece in told), found


def test_lines_from_before_the_chain_are_sealed_by_the_migration_and_go_on(databases: Databases) -> None:
    url = databases.create()
    store = Store(url)
    schema.migrate(store)
    write(store, ONE, OTHER, None)
    write(store, ONE)
    with store.writer.begin() as connection:
        schema.command.downgrade(schema._config(connection), "0003")
        assert "chain" not in {each["name"] for each in inspect(connection).get_columns("auditentry")}
        connection.execute(text("UPDATE auditentry SET subject = 'older'"))  # nothing is closed yet
    schema.migrate(store)
    assert schema.differences(store) == []
    assert broken(store) == {0: None, ONE: None, OTHER: None}
    write(store, ONE)
    with store.read() as tx:
        found = {chain.chain: chain.lines for chain in chains.verify(tx)}
        newest = [line.subject for line in chains.lines(tx, ONE, 2)]
    assert found == {0: 1, ONE: 3, OTHER: 1}
    assert newest == ["x", "older"]
    with pytest.raises((DBAPIError, StorageUnavailable)), store.begin() as tx:
        tx.execute(text("DELETE FROM auditentry"))
    store.close()
    databases.drop(url)


def test_a_moment_in_another_zone_is_the_same_moment_once_it_was_read_back(store: Store) -> None:
    from tests.contracts.clerk import BANGKOK

    with store.begin() as tx:
        audit(tx, MORNING.astimezone(BANGKOK) + timedelta(microseconds=7), "publish", "x", office_id=ONE)
    assert broken(store) == {ONE: None}
