"""Statements past the ORM, and rows made entities: they mean what the session's own would, on every database."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import Engine, bindparam, event, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from tests.contracts.clerk import MORNING
from tests.contracts.writing import Odd, names, person, write
from tracker.errors import StorageUnavailable
from tracker.model import Draft, Memory, Message, Office, Person
from tracker.model.columns import UtcDateTime
from tracker.store import Store, conversation, people
from tracker.store.plain import ask, attempt, columns, entity, table, tell
from tracker.store.ready import Ready

PERSON = Ready(sqlalchemy.select(*columns(Person)).where(col(Person.line_user_id) == bindparam("user")))
LEAVE = Ready(
    sqlalchemy.update(table(Person))
    .where(col(Person.line_user_id) == bindparam("user"))
    .values(following=False)
)


def test_rows_that_cannot_be_fetched_are_trouble_of_the_database(sampled: Store) -> None:
    if not sampled.is_sqlite:
        pytest.skip("a server finds out before it gives the first row")
    least = "SELECT 1 AS number UNION ALL SELECT -9223372036854775808"
    statement = Ready(sqlalchemy.text(f"SELECT abs(number) FROM ({least})"))
    with pytest.raises(StorageUnavailable), sampled.begin() as tx:
        ask(tx, statement)


def test_a_ready_statement_gives_what_the_session_would(sampled: Store) -> None:
    odd = person("อุ้ม 'quoted' \\ 😀")
    odd.asks_about, odd.left_at = 2**53 + 1, MORNING + timedelta(microseconds=123456)
    with sampled.begin() as tx:
        tx.add(odd)
        (row,) = ask(tx, PERSON, {"user": odd.line_user_id})
        assert {name: getattr(row, name) for name in Person.model_fields} == odd.model_dump()
        assert ask(tx, PERSON, {"user": "nobody"}) == []


ODD = ["plain", "5'0%", "%s %(user)s", "a:b", ":user", "\\\\' OR ''='", "ก้าว", "?"]


@pytest.mark.parametrize("said", ODD)
def test_what_a_ready_statement_says_itself_means_what_the_sessions_would(sampled: Store, said: str) -> None:
    whose = sqlalchemy.select(*columns(Person)).where(
        col(Person.line_user_id) == said,
        col(Person.following) == True,  # noqa: E712  (SQL's)
        col(Person.created_at) == bindparam("since", type_=UtcDateTime()),
    )
    with sampled.begin() as tx:
        tx.add_all(person(name) for name in ODD)
        tx.flush()
        found = ask(tx, Ready(whose.limit(1)), {"since": MORNING})
        assert [row.line_user_id for row in found] == [said]
        assert ask(tx, Ready(whose.limit(0)), {"since": MORNING}) == []


def test_what_a_ready_statement_says_itself_stands_in_its_sql() -> None:
    """A value beside it has SQLite plan it anew each time."""
    due = sqlalchemy.select(*columns(Message)).where(
        col(Message.state) == "promised", col(Message.next_at) <= bindparam("now", type_=UtcDateTime())
    )
    made = Ready(due.limit(5))._of(sqlite.dialect(paramstyle="named"))
    assert "state = 'promised'" in made.sql and "LIMIT 5" in made.sql and ":now" in made.sql, made.sql


def test_a_ready_statement_says_how_many_rows_it_wrote(sampled: Store) -> None:
    with sampled.begin() as tx:
        tx.add(person("U1"))
        tx.flush()
        assert tell(tx, LEAVE, {"user": "U1"}) == 1
        assert tell(tx, LEAVE, {"user": "nobody"}) == 0
    with sampled.plainly() as connection:
        assert LEAVE.count(connection, [{"user": "U1"}, {"user": "nobody"}]) == 0  # of the last


def test_json_goes_in_and_comes_out_as_it_was(sampled: Store) -> None:
    topic: dict[str, Any] = {"ก": ["ข", None, 1.5, 2**63 + 5, {"": "😀"}], "n": True}
    with sampled.begin() as tx:
        conversation.remember(tx, "U1", topic, MORNING)
    with sampled.read() as tx:
        assert conversation.topic(tx, "U1", MORNING) == topic
        assert tx.get_one(Memory, "U1").topic == topic


def test_whoever_listens_to_statements_hears_the_ready_ones(sampled: Store) -> None:
    heard: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with sampled.begin() as tx:
            people.ensure_person(tx, "U1", MORNING)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert any("FROM person" in statement for statement in heard)


def test_a_fault_of_a_ready_statement_is_one_of_the_database(sampled: Store) -> None:
    with pytest.raises(StorageUnavailable), sampled.begin() as tx:
        ask(tx, Ready(sqlalchemy.select(text("x FROM nowhere_at_all"))))


def test_a_row_becomes_an_entity_whose_changes_are_written(sampled: Store) -> None:
    with sampled.begin() as tx:
        tx.add(person("U1"))
    with sampled.begin() as tx:
        (row,) = ask(tx, PERSON, {"user": "U1"})
        made = entity(tx, Person, row)
        assert made not in tx.dirty and made.created_at == MORNING
        made.following = False
        assert entity(tx, Person, ask(tx, PERSON, {"user": "U1"})[0]) is made
        made.asks_about = 7
    with sampled.read() as tx:
        found = tx.exec(select(Person).where(Person.line_user_id == "U1")).one()
        assert (found.following, found.asks_about) == (False, 7)


@pytest.mark.parametrize("first", ["nothing", "told", "plain", "entity"])
@pytest.mark.parametrize("asked", [False, True], ids=["apart", "joined"])
@pytest.mark.parametrize("changed", [False, True], ids=["as it was", "changed before"])
def test_a_change_of_an_entity_made_of_a_row_is_taken_back_whatever_was_written_before_it(
    sampled: Store, first: str, asked: bool, changed: bool
) -> None:
    with sampled.begin() as tx:
        tx.add(Person(line_user_id="U1", created_at=MORNING, menu="as it was"))
    with sampled.begin() as tx:
        made = entity(tx, Person, ask(tx, PERSON, {"user": "U1"})[0])
        if changed:
            made.menu = "before"
        kept = made.menu
        if asked:
            assert tx.exec(select(Person).where(Person.line_user_id == "U1")).one() is made
        with pytest.raises(Odd), attempt(tx):
            if first == "told":
                conversation.remember(tx, "within", {}, MORNING)
            elif first != "nothing":
                write(tx, "within", first)
            made.menu = "never"
            raise Odd
        assert made.menu == kept
    with sampled.read() as tx:
        assert tx.exec(select(Person.menu).where(Person.line_user_id == "U1")).one() == kept
    assert "within" not in names(sampled)


def test_the_session_means_the_same_entity_as_the_row_it_was_made_of(sampled: Store) -> None:
    with sampled.begin() as tx:
        tx.add(person("U1"))
    with sampled.begin() as tx:
        made = entity(tx, Person, ask(tx, PERSON, {"user": "U1"})[0])
        made.menu = "changed"
        assert tx.get(Person, made.id) is made
        assert tx.exec(select(Person.menu).where(Person.line_user_id == "U1")).one() == "changed"
        tx.delete(made)
    assert "U1" not in names(sampled)


@pytest.mark.parametrize("then", ["nothing", "the session is asked", "something is told"])
@pytest.mark.parametrize("changed", [False, True], ids=["as it was", "changed before"])
def test_an_entity_made_of_a_row_is_removed_whatever_comes_after(
    sampled: Store, then: str, changed: bool
) -> None:
    with sampled.begin() as tx:
        tx.add(person("U1"))
    with sampled.begin() as tx:
        made = entity(tx, Person, ask(tx, PERSON, {"user": "U1"})[0])
        if changed:
            made.menu = "changed"
        tx.delete(made)
        if then == "the session is asked":
            assert tx.exec(select(Office)).all()
        elif then == "something is told":
            conversation.remember(tx, "another", {}, MORNING)
    assert "U1" not in names(sampled)


def test_a_write_that_fails_takes_a_change_of_an_entity_made_of_a_row_with_it(sampled: Store) -> None:
    with sampled.begin() as tx:
        tx.add(person("U1"))
    with sampled.begin() as tx:
        made = entity(tx, Person, ask(tx, PERSON, {"user": "U1"})[0])
        with pytest.raises(IntegrityError), attempt(tx):
            made.menu = "never"
            tx.add(person("U1"))
            tx.flush()
        assert made.menu is None
        write(tx, "later", "plain")
    with sampled.read() as tx:
        assert tx.exec(select(Person.menu).where(Person.line_user_id == "U1")).one() is None
    assert "later" in names(sampled)


def test_what_is_only_read_leaves_the_session_alone(sampled: Store) -> None:
    with sampled.begin() as tx:
        tx.add(person("U1"))
    with sampled.begin() as tx:
        entity(tx, Person, ask(tx, PERSON, {"user": "U1"})[0])
        assert not tx.in_transaction() and not tx.identity_map.values()


def test_a_draft_that_was_kept_is_found_again_by_its_number(sampled: Store) -> None:
    with sampled.begin() as tx:
        someone = people.ensure_person(tx, "U1", MORNING)
        kept = conversation.keep_draft(tx, someone.id, None, "progress", {"ก": 1}, MORNING)
        found = conversation.locked_draft(tx, kept.id, someone.id)
        assert found is not None and found.model_dump() == kept.model_dump()
        found.used_at = MORNING
        tx.add(found)
    with sampled.read() as tx:
        assert tx.get_one(Draft, kept.id).used_at == MORNING
