"""Who may do what: one table. Every action of the product passes `may`."""

ROLES = ("public", "officer", "head", "coordinator", "executive")

EVERYONE = dict.fromkeys(ROLES, "any")
COORDINATOR = {"coordinator": "any"}
OWN_OR_COORDINATOR = {"officer": "own", "head": "own", "coordinator": "any"}

# Reach of each role for each action: "any" department of the office, "own" department only; absent is no.
TABLE: dict[str, dict[str, str]] = {
    "ask_public": EVERYONE,
    "read_internal_own_department": {**OWN_OR_COORDINATOR, "executive": "any"},
    "read_internal_office": {"coordinator": "any", "executive": "any"},
    "record_progress": OWN_OR_COORDINATOR,
    "attach_evidence": OWN_OR_COORDINATOR,
    "correct": OWN_OR_COORDINATOR,
    "export_own_department": {**OWN_OR_COORDINATOR, "executive": "any"},
    "export_office": {"coordinator": "any", "executive": "any"},
    "import": COORDINATOR,
    "invite": COORDINATOR,
    "close_round": COORDINATOR,
    "change_settings": COORDINATOR,
    "publish": COORDINATOR,
    "settle_doubt": COORDINATOR,
    "use_desk": COORDINATOR,
    "retry_failed": COORDINATOR,
    "dismiss_failed": COORDINATOR,
}
# Others listen in a group or room, so there everybody is the public.
IN_COMPANY = ("ask_public",)


class ActionUnknown(LookupError):
    """An action the table does not name: a fault of the program, never of a person."""


def may(role: str, action: str, *, own_department: bool, chat: str) -> bool:
    """Whether a role may do an action on a department's things in a chat ("private", else a group or room).

    `own_department`: the things belong to the department of the person's post. Raises ActionUnknown.
    """
    if action not in TABLE:
        raise ActionUnknown(action)
    if chat != "private" and action not in IN_COMPANY:
        return False
    reach = TABLE[action].get(role)
    return reach == "any" or (reach == "own" and own_department)
