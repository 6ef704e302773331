"""A transaction ends whole, however it was written in: by plain statements, by the session, or by SQLAlchemy's own."""

from collections.abc import Callable, Sequence

import pytest
import sqlalchemy
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from tests.contracts.writing import JOIN, Odd, names, person
from tracker.model import Person
from tracker.store import Store
from tracker.store.plain import table, tell, wire

WAYS: dict[str, Callable[[Session, str], object]] = {
    "plain": lambda tx, name: tell(tx, JOIN, person(name).model_dump()),
    "session": lambda tx, name: (tx.add(person(name)), tx.flush()),
    "unflushed": lambda tx, name: tx.add(person(name)),
    "long": lambda tx, name: wire(tx).execute(sqlalchemy.insert(table(Person)), person(name).model_dump()),
}
MIXED = [
    *([way] for way in WAYS),
    ["plain", "session"],
    ["session", "plain"],
    ["plain", "long", "session"],
    ["long", "plain", "unflushed"],
    ["plain", "unflushed", "plain"],
]
by_ways = pytest.mark.parametrize("ways", MIXED, ids=" then ".join)


def write(tx: Session, ways: Sequence[str]) -> None:
    for number, way in enumerate(ways):
        WAYS[way](tx, f"{number} {way}")


def written(store: Store, ways: Sequence[str]) -> list[bool]:
    """Of each that was written, whether somebody else sees it."""
    other = Store(store.url)
    there = names(other)
    other.close()
    return [f"{number} {way}" in there for number, way in enumerate(ways)]


@by_ways
def test_what_was_written_is_there_for_others_once_it_ended_and_not_before(
    sampled: Store, ways: Sequence[str]
) -> None:
    with sampled.begin() as tx:
        write(tx, ways)
        assert not any(written(sampled, ways))
    assert all(written(sampled, ways))


@by_ways
def test_what_goes_wrong_leaves_nothing_and_the_next_transaction_is_none_the_worse(
    sampled: Store, ways: Sequence[str]
) -> None:
    with pytest.raises(Odd), sampled.begin() as tx:
        write(tx, ways)
        raise Odd
    assert not any(written(sampled, ways))
    with sampled.begin() as tx:
        write(tx, ways)
    assert all(written(sampled, ways))


@by_ways
def test_what_fails_at_its_very_end_leaves_nothing_either(sampled: Store, ways: Sequence[str]) -> None:
    if not sampled.is_sqlite:
        pytest.skip("no key of ours is looked at as late as that there")
    with pytest.raises(IntegrityError), sampled.begin() as tx:
        write(tx, ways)
        driver = wire(tx).connection.dbapi_connection
        assert driver is not None
        driver.execute("PRAGMA defer_foreign_keys=ON")  # type: ignore[attr-defined]
        driver.execute("UPDATE department SET office_id = -id")  # type: ignore[attr-defined]
    assert not any(written(sampled, ways))
    with sampled.begin() as tx:
        write(tx, ways)
    assert all(written(sampled, ways))
