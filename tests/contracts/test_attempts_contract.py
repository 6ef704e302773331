"""Attempts: what fails is taken back and what came before stays, however it was written, on every database."""

from collections.abc import Sequence
from contextlib import suppress
from random import Random

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from tests.contracts.clerk import MORNING
from tests.contracts.writing import JOIN, Odd, names, person, write
from tracker.model import Measure, Office, Person
from tracker.store import Store, conversation
from tracker.store.plain import attempt, flush, tell


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
            write(tx, "within", way)
            raise Odd
        tx.add(person("after"))
    assert names(sampled) >= {"before", "after"} and "within" not in names(sampled)


@pytest.mark.parametrize("way", ["entity", "flushed", "statement", "plain"])
def test_an_inner_attempt_that_fails_leaves_the_outer_ones_own(sampled: Store, way: str) -> None:
    with sampled.begin() as tx, attempt(tx):
        write(tx, "outer", way)
        with pytest.raises(Odd), attempt(tx):
            write(tx, "inner", way)
            raise Odd
        write(tx, "later", way)
    assert names(sampled) >= {"outer", "later"} and "inner" not in names(sampled)


@pytest.mark.parametrize("way", ["entity", "flushed", "statement", "plain"])
def test_an_outer_attempt_that_fails_takes_the_inner_ones_with_it(sampled: Store, way: str) -> None:
    with sampled.begin() as tx:
        with pytest.raises(Odd), attempt(tx):
            with attempt(tx):
                write(tx, "inner", way)
            with attempt(tx):
                write(tx, "second", way)
            raise Odd
        write(tx, "later", way)
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
    write(tx, name, way)
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
                write(tx, name, "flushed")
                raise Odd
        with attempt(tx):
            write(tx, "third", "plain")
    assert "third" in names(sampled) and not names(sampled) & {"first", "second"}


def test_attempts_that_begin_to_write_together_share_a_savepoint(sampled: Store) -> None:
    with savepoints() as made, sampled.begin() as tx, attempt(tx), attempt(tx), attempt(tx):
        write(tx, "within", "plain")
        write(tx, "again", "entity")
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


@pytest.mark.parametrize("way", ["new", "changed", "removed", "nothing"])
def test_whatever_waits_to_be_written_is_written_when_a_statement_asks(sampled: Store, way: str) -> None:
    with sampled.begin() as tx:
        office = tx.exec(select(Office)).first()
        assert office is not None
        if way == "new":
            tx.add(Person(line_user_id="U" + "5e" * 16, created_at=MORNING))
        elif way == "changed":
            office.district = "another"
        elif way == "removed":
            tx.delete(tx.exec(select(Person)).first() or _made(tx))
        assert tx._is_clean() == (way == "nothing")
        flush(tx)
        assert tx._is_clean(), "SQLAlchemy itself sees nothing left to write"


def _made(tx: Session) -> Person:
    made = Person(line_user_id="U" + "6e" * 16, created_at=MORNING)
    tx.add(made)
    tx.flush()
    return made
