"""Statements past the ORM and attempts: what they mean is what the session's own would, on every database."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import Engine, bindparam, event, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from tests.contracts.clerk import MORNING
from tracker.errors import StorageUnavailable
from tracker.model import Draft, Measure, Memory, Message, Office, Person
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
JOIN = Ready(sqlalchemy.insert(table(Person)), columns=tuple(Person.model_fields))


def names(store: Store) -> set[str]:
    with store.read() as tx:
        return set(tx.exec(select(Person.line_user_id)).all())


def person(name: str) -> Person:
    return Person(line_user_id=name, created_at=MORNING)


class savepoints:
    """How many savepoints were made while this was open."""

    def __enter__(self) -> list[str]:
        self.made: list[str] = []
        event.listen(Engine, "before_cursor_execute", self._note)
        return self.made

    def _note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SAVEPOINT"):
            self.made.append(statement)

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._note)


class Odd(Exception):
    """Something went wrong in an attempt."""


def test_an_attempt_that_only_reads_makes_no_savepoint(sampled: Store) -> None:
    with savepoints() as made, sampled.begin() as tx:
        with attempt(tx), attempt(tx):
            assert tx.exec(select(Office)).all()
        tx.add(person("U1"))
    assert made == [] and "U1" in names(sampled)


@pytest.mark.parametrize("way", ["entity", "flushed", "statement", "plain"])
def test_what_fails_is_taken_back_and_what_came_before_stays(sampled: Store, way: str) -> None:
    with sampled.begin() as tx:
        tx.add(person("before"))
        with pytest.raises(Odd), attempt(tx):
            _write(tx, "within", way)
            raise Odd
        tx.add(person("after"))
    assert names(sampled) >= {"before", "after"} and "within" not in names(sampled)


@pytest.mark.parametrize("way", ["entity", "flushed", "statement", "plain"])
def test_an_inner_attempt_that_fails_leaves_the_outer_ones_own(sampled: Store, way: str) -> None:
    with sampled.begin() as tx, attempt(tx):
        _write(tx, "outer", way)
        with pytest.raises(Odd), attempt(tx):
            _write(tx, "inner", way)
            raise Odd
        _write(tx, "later", way)
    assert names(sampled) >= {"outer", "later"} and "inner" not in names(sampled)


@pytest.mark.parametrize("way", ["entity", "flushed", "statement", "plain"])
def test_an_outer_attempt_that_fails_takes_the_inner_ones_with_it(sampled: Store, way: str) -> None:
    with sampled.begin() as tx:
        with pytest.raises(Odd), attempt(tx):
            with attempt(tx):
                _write(tx, "inner", way)
            with attempt(tx):
                _write(tx, "second", way)
            raise Odd
        _write(tx, "later", way)
    assert "later" in names(sampled) and not names(sampled) & {"inner", "second"}


WAYS = ("told", "read", "entity", "flushed", "statement", "plain")


@pytest.mark.parametrize("seed", range(60))
def test_attempts_within_attempts_keep_what_succeeded_and_nothing_else(sampled: Store, seed: int) -> None:
    """Whatever is written in which way, and wherever it fails."""
    chance, written, fails = Random(seed), list[str](), Random(seed + 1000)

    def some(tx: Session, depth: int, ways: Sequence[str]) -> list[str]:
        """Do something; the names that stand afterwards if nothing further out fails."""
        stay: list[str] = []
        for _ in range(chance.randint(1, 4)):
            if depth < 3 and chance.random() < 0.55:
                inner: list[str] = []
                with suppress(Odd, IntegrityError), attempt(tx):
                    inner = some(tx, depth + 1, ways)
                    _fail_perhaps(tx, fails)
                    stay += inner
                continue
            written.append(f"{seed}-{len(written)}")
            stay += _write_so(tx, written[-1], chance.choice(ways))
        return stay

    with sampled.begin() as tx:
        tx.add(person("there"))
        if chance.random() < 0.5:
            tx.flush()
        # Now and then nothing is written through the session, as in most reports.
        expected = some(
            tx, 0, chance.choice([WAYS, ("told",), ("told", "read"), ("told", "told", "flushed")])
        )
    with sampled.read() as tx:
        remembered = {each for each in written if conversation.topic(tx, each, MORNING)}
    assert sorted(names(sampled).intersection(written) | remembered) == sorted(expected)


def _fail_perhaps(tx: Session, chance: Random) -> None:
    """As a rule does that refuses, or the database."""
    luck = chance.random()
    if luck < 0.25:
        raise Odd
    if luck < 0.45:
        tell(tx, JOIN, person("there").model_dump())


def _write_so(tx: Session, name: str, way: str) -> list[str]:
    """Write in a way; the names that were written."""
    if way == "read":
        assert tx.exec(select(Office)).all()
        return []
    if way == "told":
        conversation.remember(tx, name, {"office_id": 1}, MORNING)
        return [name]
    _write(tx, name, way)
    return [name]


def test_a_savepoint_is_gone_back_to_many_times_over_one_connection(sampled: Store) -> None:
    """psycopg prepares what it has carried out five times."""
    for number in range(12):
        with sampled.begin() as tx:
            with pytest.raises(IntegrityError), attempt(tx):
                conversation.remember(tx, f"U{number}", {"office_id": 1}, MORNING)
                for _ in range(2):
                    tell(tx, JOIN, person("twice").model_dump())
            assert conversation.topic(tx, f"U{number}", MORNING) == {}


def test_after_an_inner_attempt_failed_the_next_one_can_fail_as_well(sampled: Store) -> None:
    with sampled.begin() as tx, attempt(tx):
        for name in ("first", "second"):
            with pytest.raises(Odd), attempt(tx):
                _write(tx, name, "flushed")
                raise Odd
        with attempt(tx):
            _write(tx, "third", "plain")
    assert "third" in names(sampled) and not names(sampled) & {"first", "second"}


def test_attempts_that_begin_to_write_together_share_a_savepoint(sampled: Store) -> None:
    with savepoints() as made, sampled.begin() as tx, attempt(tx), attempt(tx), attempt(tx):
        _write(tx, "within", "plain")
        _write(tx, "again", "entity")
    # The session's own, once it has begun itself.
    assert len(made) == len({each.split("_")[0] for each in made}) == 2
    assert names(sampled) >= {"within", "again"}


def test_a_change_of_an_entity_in_memory_is_taken_back_too(sampled: Store) -> None:
    with sampled.begin() as tx:
        measure, other = tx.exec(select(Measure).limit(2)).all()
        kept, other.title = measure.title, "เปลี่ยนก่อนหน้า"
        with pytest.raises(Odd), attempt(tx):
            measure.title = "ไม่ควรอยู่"
            tx.add(measure)
            raise Odd
        assert measure.title == kept
    with sampled.read() as tx:
        titles = set(tx.exec(select(Measure.title)).all())
    assert "ไม่ควรอยู่" not in titles and "เปลี่ยนก่อนหน้า" in titles


def test_a_removal_is_taken_back_too(sampled: Store) -> None:
    with sampled.begin() as tx:
        tx.add(person("stays"))
        tx.flush()
        found = tx.exec(select(Person).where(Person.line_user_id == "stays")).one()
        with pytest.raises(Odd), attempt(tx):
            tx.delete(found)
            raise Odd
    assert "stays" in names(sampled)


def _write(tx: Session, name: str, way: str) -> None:
    if way == "plain":
        conversation.remember(tx, name, {}, MORNING)
        tx.execute(sqlalchemy.insert(table(Person)), person(name).model_dump())  # as a plain statement would
        return
    if way == "statement":
        tx.execute(sqlalchemy.insert(Person).values(**person(name).model_dump()))
        return
    tx.add(person(name))
    if way == "flushed":
        tx.flush()


@pytest.mark.parametrize("before", [False, True], ids=["first thing", "after something else"])
def test_what_was_remembered_in_a_failed_attempt_is_forgotten(sampled: Store, before: bool) -> None:
    with sampled.begin() as tx:
        if before:
            conversation.remember(tx, "U0", {}, MORNING)
        with pytest.raises(Odd), attempt(tx):
            conversation.remember(tx, "U1", {"office_id": 1}, MORNING)
            raise Odd
        assert conversation.topic(tx, "U1", MORNING) == {}
        conversation.remember(tx, "U1", {"office_id": 2}, MORNING)
    with sampled.read() as tx:
        assert conversation.topic(tx, "U1", MORNING) == {"office_id": 2}


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
                _write(tx, "within", first)
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
        _write(tx, "later", "plain")
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
