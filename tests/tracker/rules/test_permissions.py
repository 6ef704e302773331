"""Who may do what, cell by cell, against the table a person wrote down in tests/authority/who_may.csv."""

import ast
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from tests.authority import expected
from tracker.rules import permissions
from tracker.rules.permissions import CHATS, ROLES, STATES, TABLE, ActionUnknown, may, state_of

ROOT = Path(__file__).parents[3]
CELLS = list(product(TABLE, CHATS, STATES, ROLES))


def test_every_cell_is_written_down_and_none_besides() -> None:
    assert set(expected.EXPECTED) == set(CELLS)
    assert (expected.ROLES, expected.CHATS, expected.STATES) == (ROLES, CHATS, STATES)


@pytest.mark.parametrize("action", TABLE)
def test_the_product_says_what_is_written_down(action: str) -> None:
    for chat, state, role, own in product(CHATS, STATES, ROLES, (True, False)):
        said = may(role, action, own_department=own, chat=chat, state=state)
        assert said is expected.may(role, action, own=own, chat=chat, state=state), (
            chat,
            state,
            role,
            own,
        )


def test_a_chat_nobody_knows_is_company() -> None:
    allowed = {a for a in TABLE if may("coordinator", a, own_department=True, chat="")}
    assert allowed == {"ask_public"}


def test_a_role_or_a_state_nobody_knows_is_the_public() -> None:
    for action in TABLE:
        public = may("public", action, own_department=True, chat="private")
        assert may("coordinator", action, own_department=True, chat="private", state="asleep") is public
        assert not may("mayor", action, own_department=True, chat="private") or public


def test_an_action_outside_the_table_is_a_fault() -> None:
    with pytest.raises(ActionUnknown):
        may("coordinator", "delete_everything", own_department=True, chat="private")


NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "since", "until", "ended_as", "state"),
    [
        ("holder", -DAY, None, None, "current"),
        ("holder", timedelta(0), None, None, "current"),
        ("holder", timedelta(seconds=1), None, None, "not_begun"),
        ("holder", -DAY, DAY, "retired", "current"),
        ("holder", -DAY, timedelta(0), "retired", "retired"),
        ("holder", -DAY, timedelta(0), "transferred", "ended"),
        ("holder", -DAY, -timedelta(seconds=1), None, "ended"),
        ("acting", -DAY, DAY, None, "acting"),
        ("acting", -DAY, timedelta(0), None, "ended"),
        ("acting", DAY, 2 * DAY, None, "not_begun"),
    ],
)
def test_the_state_of_a_post_follows_from_its_days(
    kind: str, since: timedelta, until: timedelta | None, ended_as: str | None, state: str
) -> None:
    assert state_of(kind, NOW + since, NOW + until if until is not None else None, ended_as, NOW) == state


def asked_for() -> set[str]:
    """Every action the code asks the gate for, by the first text in a call of may, permit or allows."""
    found = set()
    for room in ("tracker", "bot", "scheduler"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                called = isinstance(node, ast.Call) and getattr(node.func, "attr", "")
                if called in ("may", "permit", "allows") and node.args:  # type: ignore[union-attr]
                    for part in ast.walk(node.args[0]):  # type: ignore[union-attr]
                        if isinstance(part, ast.Constant) and isinstance(part.value, str):
                            found.add(part.value)
    return found


# Asked for with a name put together, from the role of an invitation or from what was pressed at the desk.
PUT_TOGETHER = {"approve_coordinator", "approve_executive", "retry_failed", "dismiss_failed"}
# Open to everybody in every chat they can be asked in: there is nothing to refuse.
NEVER_REFUSED = {action for action, roles in TABLE.items() if roles is permissions.EVERYONE}


def test_every_row_of_the_table_is_used_and_every_action_asked_for_is_a_row() -> None:
    used = {each for each in asked_for() if "_" in each or each in TABLE} - {"approve_"}
    assert used <= set(TABLE), used - set(TABLE)
    assert set(TABLE) - used - PUT_TOGETHER - NEVER_REFUSED == set()


def test_nobody_checks_a_role_beside_the_table() -> None:
    """A role may be named, shown and counted; what it may do is the table's alone."""
    for room in ("tracker/actions", "bot"):
        for path in (ROOT / room).rglob("*.py"):
            assert "is_coordinator" not in path.read_text("utf-8"), path
