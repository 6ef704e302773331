"""Who may do what: one table. Every action of the product passes `may`.

Four things decide: the role of the post, the action, the kind of chat, and the state of the post. A post gives its
role only while it is in force and only in a private chat; otherwise its holder is the public, like everybody else.
"""

from datetime import datetime

ROLES = ("public", "officer", "head", "coordinator", "executive")
CHATS = ("private", "group", "room")
# What a post is to the person who asks: held now, held for somebody else (รักษาการ), not begun yet, over (moved on or
# run out), over for good (retired), and none at all.
STATES = ("current", "acting", "not_begun", "ended", "retired", "none")
IN_FORCE = ("current", "acting")

EVERYONE = dict.fromkeys(ROLES, "any")
COORDINATOR = {"coordinator": "any"}
EXECUTIVE = {"executive": "any"}
OWN_OR_COORDINATOR = {"officer": "own", "head": "own", "coordinator": "any"}
OWN_OR_WHOLE = {**OWN_OR_COORDINATOR, "executive": "any"}
OF_THE_OFFICE = {"officer": "any", "head": "any", "coordinator": "any", "executive": "any"}

# Reach of each role for each action: "any" department of the office, "own" department only; absent is no.
TABLE: dict[str, dict[str, str]] = {
    # asked, told and tried by anybody
    "ask_public": EVERYONE,
    "enrol": EVERYONE,
    "tell_doubt": EVERYONE,
    "take_lesson": EVERYONE,
    "see_own_data": EVERYONE,
    "erase_self": EVERYONE,
    # read
    "read_settings": OF_THE_OFFICE,
    "read_internal_own_department": OWN_OR_WHOLE,
    "read_internal_office": {"coordinator": "any", "executive": "any"},
    "read_people": {"coordinator": "any", "executive": "any"},
    "read_doubts": COORDINATOR,
    "open_evidence": OWN_OR_WHOLE,
    "export_own_department": OWN_OR_WHOLE,
    "export_office": {"coordinator": "any", "executive": "any"},
    "export_workbook": COORDINATOR,
    # report
    "record_progress": OWN_OR_COORDINATOR,
    "correct": OWN_OR_COORDINATOR,
    "attach_evidence": OWN_OR_COORDINATOR,
    # decide for the office
    "import": COORDINATOR,
    "publish": COORDINATOR,
    "close_round": COORDINATOR,
    "review_progress": COORDINATOR,
    "change_settings": COORDINATOR,
    "settle_doubt": COORDINATOR,
    "acknowledge": {"officer": "own", "head": "own"},
    "settle_postponement": COORDINATOR,
    # who is who
    "invite": COORDINATOR,
    "revoke_invitation": COORDINATOR,
    "approve_coordinator": COORDINATOR,
    "approve_executive": EXECUTIVE,
    "appoint_acting": COORDINATOR,
    "end_post": COORDINATOR,
    "transfer": COORDINATOR,
    "use_desk": COORDINATOR,
    "retry_failed": COORDINATOR,
    "dismiss_failed": COORDINATOR,
}
# Others listen in a group or room: only this is answered there, and to everybody alike.
IN_COMPANY = ("ask_public",)


class ActionUnknown(LookupError):
    """An action the table does not name: a fault of the program, never of a person."""


def may(role: str, action: str, *, own_department: bool, chat: str, state: str = "current") -> bool:
    """Whether a role may do an action on a department's things in a chat ("private", else a group or room).

    `own_department`: the things belong to the department of the person's post; `state`: one of STATES, of that post.
    Raises ActionUnknown.
    """
    if action not in TABLE:
        raise ActionUnknown(action)
    if chat != "private" and action not in IN_COMPANY:
        return False
    reach = TABLE[action].get(role if state in IN_FORCE else "public")
    return reach == "any" or (reach == "own" and own_department)


def state_of(
    kind: str, valid_from: datetime, valid_to: datetime | None, ended_as: str | None, now: datetime
) -> str:
    """The state of a post at a moment. It begins at `valid_from` and is over at `valid_to` itself; `kind` is holder or
    acting, `ended_as` transferred, retired or ended once somebody said so."""
    if now < valid_from:
        return "not_begun"
    if valid_to is not None and valid_to <= now:
        return "retired" if ended_as == "retired" else "ended"
    return "acting" if kind == "acting" else "current"
