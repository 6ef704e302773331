"""Who may do what, row by row."""

import pytest

from tracker.rules.permissions import ROLES, TABLE, ActionUnknown, may

# role: what it may do in its own department, then what it may do anywhere in its office
OWN_DEPARTMENT = {
    "read_internal_own_department",
    "record_progress",
    "attach_evidence",
    "correct",
    "export_own_department",
}
OF_EVERYONE = {"ask_public", "see_own_data", "erase_self"}
ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "public": (set(), OF_EVERYONE),
    "officer": (OWN_DEPARTMENT, OF_EVERYONE),
    "head": (OWN_DEPARTMENT, OF_EVERYONE),
    "coordinator": (set(), set(TABLE)),
    "executive": (
        set(),
        {
            *OF_EVERYONE,
            "read_internal_own_department",
            "read_internal_office",
            "export_own_department",
            "export_office",
        },
    ),
}


@pytest.mark.parametrize("action", TABLE)
@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_do_in_a_private_chat(role: str, action: str) -> None:
    own, anywhere = ALLOWED[role]
    assert may(role, action, own_department=True, chat="private") is (action in own | anywhere)
    assert may(role, action, own_department=False, chat="private") is (action in anywhere)


@pytest.mark.parametrize("chat", ["group", "room", ""])
@pytest.mark.parametrize("role", ROLES)
def test_in_company_only_public_facts_are_told(role: str, chat: str) -> None:
    allowed = {action for action in TABLE if may(role, action, own_department=True, chat=chat)}
    assert allowed == {"ask_public"}


def test_a_role_nobody_knows_may_do_nothing() -> None:
    assert not any(may("mayor", action, own_department=True, chat="private") for action in TABLE)


def test_an_action_outside_the_table_is_a_fault() -> None:
    with pytest.raises(ActionUnknown):
        may("coordinator", "delete_everything", own_department=True, chat="private")
