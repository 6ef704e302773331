"""Events that wait: oldest first, and of one person never the second before the first is done."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from tracker.store import Store, waiting

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def keep(store: Store, *events: tuple[str, str | None]) -> None:
    """Put events by, each told by its id and its sender."""
    with store.begin() as tx:
        kept = [
            (
                event_id,
                None,
                "text",
                {"source": {"type": "user", "userId": user} if user else {"type": "group"}},
            )
            for event_id, user in events
        ]
        waiting.put_by(tx, kept, NOW)


def taken(tx: Session) -> str | None:
    row = waiting.take(tx)
    return row.event_id if row else None


def test_the_oldest_comes_first_and_is_gone_when_it_was_handled(store: Store) -> None:
    keep(store, ("b", "U1"), ("a", "U2"), ("c", "U1"))
    for expected in ("b", "a", "c", None):
        with store.begin() as tx:
            assert taken(tx) == expected


def test_what_failed_to_be_handled_waits_as_before(store: Store) -> None:
    keep(store, ("a", "U1"))
    with pytest.raises(RuntimeError), store.begin() as tx:
        assert taken(tx) == "a"
        raise RuntimeError
    with store.begin() as tx:
        assert taken(tx) == "a"


def test_while_one_event_of_a_person_is_being_handled_their_next_one_waits(store: Store) -> None:
    if store.is_sqlite:
        pytest.skip("one writer at a time: nobody else looks meanwhile")
    keep(
        store,
        ("u1 first", "U1"),
        ("u1 second", "U1"),
        ("u2 first", "U2"),
        ("group", None),
        ("group too", None),
    )
    with store.begin() as one:
        assert taken(one) == "u1 first"
        with store.begin() as two:
            assert taken(two) == "u2 first"
            with store.begin() as three:
                assert taken(three) == "group"
                with store.begin() as four:
                    assert taken(four) == "group too", "nobody knows who said it"
                    with store.begin() as five:
                        assert taken(five) is None
    with store.begin() as tx:
        assert taken(tx) == "u1 second"


def test_whoever_sends_hundreds_keeps_nobody_else_waiting(store: Store) -> None:
    if store.is_sqlite:
        pytest.skip("one writer at a time: nobody else looks meanwhile")
    many = 2 * waiting.AT_A_GLANCE + 1
    keep(store, *((f"{number:04d}", "U1") for number in range(many)), ("other", "U2"))
    with store.begin() as one:
        assert taken(one) == "0000"
        with store.begin() as two:
            assert taken(two) == "other"


def test_whose_messages_wait_is_known_also_while_one_of_them_is_being_handled(store: Store) -> None:
    keep(store, ("u1", "U1"), ("group", None))
    with store.read() as tx:
        assert [waiting.anything_of(tx, user) for user in ("U1", "U2")] == [True, False]
    with store.begin() as one:
        assert taken(one) == "u1"
        assert not waiting.anything_of(one, "U1"), "whoever handles it does not wait for it"
        with store.read() as meanwhile:
            assert waiting.anything_of(meanwhile, "U1"), "it is not handled yet"
    with store.read() as tx:
        assert not waiting.anything_of(tx, "U1")


def test_a_crowd_of_which_nothing_could_be_read_is_no_fault(store: Store) -> None:
    with store.begin() as tx:
        waiting.put_by(tx, [], NOW)
    with store.read() as tx:
        assert not waiting.anything(tx)
