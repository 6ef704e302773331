"""What a coordinator decides about posts: who is invited, who leaves, who acts. Repeated back first, then written.

Longer than others, for every one of these changes goes the same way: asked for, repeated back, confirmed, made.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bot.scene import Answer, Message, Scene
from bot.voice import posts as voice
from tracker.actions.appoint_acting import appoint_acting
from tracker.actions.authority import role_name
from tracker.actions.end_post import Ended, end_post, transfer
from tracker.actions.handover import Handover
from tracker.actions.invite import Issued, approve_invitation, invite_by, revoke_invitation
from tracker.errors import (
    ActingByInvitation,
    AlreadyRecorded,
    DraftExpired,
    DraftUnknown,
    InvitationRevoked,
    PostUnknown,
)
from tracker.rules import fiscal
from tracker.rules.permissions import IN_FORCE
from tracker.store import conversation, invitations, organisations, people
from tracker.store.people import ORDER, PostFacts, Seat

Change = dict[str, Any]
_INSTEAD = "กรุณาแจ้งผู้ประสาน ITA ของหน่วยงาน"
# How long somebody may act, for who presses instead of typing a day.
ACTING_DAYS = (("30 วัน", 30), ("90 วัน", 90), ("180 วัน", 180))


def listed(scene: Scene, offset: int = 0) -> Answer:
    """Every post of the office talked about with who holds it. Coordinators and executives."""
    office = scene.office()
    scene.authority.permit("read_people", office.id, None, _INSTEAD)
    known = {
        (post.role, post.department_id or 0): post for post in people.posts(scene.tx, office.id, scene.now)
    }
    departments = organisations.departments(scene.tx, office.id)
    places: list[tuple[str, int, str | None]] = [(role, 0, None) for role in ("coordinator", "executive")]
    places += [("head", each.id, each.name) for each in departments]
    # Officers are listed where there are any; every department is to have a head.
    places += [(p.role, p.department_id or 0, p.department) for p in known.values() if p.seats]
    rows: list[voice.Row] = []
    for role, department_id, name in sorted(dict.fromkeys(places), key=lambda place: ORDER.index(place[0])):
        post = known.get((role, department_id))
        rows.append((role, name, post.seats if post else (), f"post:{office.id}:{role}:{department_id}"))
    waiting = invitations.open_in(scene.tx, office.id, scene.now) if scene.allows("revoke_invitation") else []
    said = voice.listing(office.name, rows, waiting, offset, f"people:{office.id}", scene.zone)
    return Answer([said], topic={"office_id": office.id})


def _people(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    scene.office_id = int(arguments[0])
    return listed(scene, max(0, int(arguments[1])) if len(arguments) > 1 else 0)


def shown(role: str, department_id: int, scene: Scene) -> Answer:
    """One post with what can be done about it."""
    office = scene.office()
    scene.authority.permit("invite", office.id, None, _INSTEAD)
    seats = _seats(role, department_id, scene)
    said = voice.one(office.id, role, _name(department_id, scene), department_id, seats, scene.zone)
    return Answer([said], topic={"office_id": office.id})


def _post(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    scene.office_id = int(arguments[0])
    return shown(_role(arguments[1]), int(arguments[2]), scene)


def propose_invite(role: str, department_id: int, scene: Scene) -> Answer:
    """Repeat back who is to be invited."""
    scene.authority.permit("invite", scene.office().id, None, _INSTEAD)
    return _propose({"do": "invite", "role": role, "department_id": department_id}, scene)


def _invite(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    scene.office_id = int(arguments[0])
    return propose_invite(_role(arguments[1]), int(arguments[2]), scene)


def leaves(role: str, department_id: int, ending: str | None, on: date | None, scene: Scene) -> Answer:
    """Somebody leaves a post that was named in words: which of its holders, and how."""
    scene.authority.permit("end_post", scene.office().id, None, _INSTEAD)
    seats = _seats(role, department_id, scene)
    if not seats:
        raise PostUnknown(post=role)
    if len(seats) > 1:
        return shown(role, department_id, scene)
    return _how_it_ends(seats[0].tenure_id, ending, on, scene)


def _end(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    scene.office_id = int(arguments[0])
    scene.authority.permit("end_post", scene.office_id, None, _INSTEAD)
    ending = arguments[2] if len(arguments) > 2 else None
    return _how_it_ends(int(arguments[1]), ending, None, scene)


def _how_it_ends(tenure_id: int, ending: str | None, on: date | None, scene: Scene) -> Answer:
    post, _ = _holder(tenure_id, scene)
    if ending is None:
        said = voice.how_it_ends(role_name(post.role, post.department), post.office_id, tenure_id)
        return Answer([said], topic={"office_id": post.office_id})
    if ending not in voice.ENDINGS:
        raise DraftUnknown()
    change = {"do": "end", "tenure_id": tenure_id, "ending": ending, "on": on.isoformat() if on else None}
    return _propose(change, scene)


def _move(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """Where somebody moves within the office: chosen, then repeated back."""
    scene.office_id, tenure_id = int(arguments[0]), int(arguments[1])
    scene.authority.permit("transfer", scene.office_id, None, _INSTEAD)
    post, _ = _holder(tenure_id, scene)
    if len(arguments) > 3:
        place = {"role": _role(arguments[2]), "department_id": int(arguments[3])}
        return _propose({"do": "transfer", "tenure_id": tenure_id, **place}, scene)
    role = post.role if post.role in ("head", "officer") else "officer"
    choices = [
        (role_name(role, each.name), f"post_move:{scene.office_id}:{tenure_id}:{role}:{each.id}")
        for each in organisations.departments(scene.tx, scene.office_id)
        if each.id != post.department_id
    ]
    return Answer([voice.choose("ย้ายไปตำแหน่งใดคะ", choices)], topic={"office_id": scene.office_id})


def acts(
    role: str, department_id: int, who: tuple[str, int] | None, until: date | None, scene: Scene
) -> Answer:
    """Somebody is to act in a post: `who` is the post they hold (role, department), None when it has to be chosen."""
    scene.authority.permit("appoint_acting", scene.office().id, None, _INSTEAD)
    if role not in ("head", "officer"):
        raise ActingByInvitation()
    seats = _seats(*who, scene) if who else ()
    held = [seat for seat in seats if seat.state == "current"]
    return _acting(role, department_id, held[0].tenure_id if len(held) == 1 else None, until, scene)


def _act(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    scene.office_id = int(arguments[0])
    scene.authority.permit("appoint_acting", scene.office_id, None, _INSTEAD)
    tenure_id = int(arguments[3]) if len(arguments) > 3 else None
    until = scene.today + timedelta(days=int(arguments[4])) if len(arguments) > 4 else None
    return _acting(_role(arguments[1]), int(arguments[2]), tenure_id, until, scene)


def _acting(role: str, department_id: int, tenure_id: int | None, until: date | None, scene: Scene) -> Answer:
    name, place = role_name(role, _name(department_id, scene)), f"{scene.office().id}:{role}:{department_id}"
    topic = {"office_id": scene.office_id}
    if tenure_id is None:
        choices = [
            (role_name(post.role, post.department), f"post_act:{place}:{seat.tenure_id}")
            for post in people.posts(scene.tx, scene.office().id, scene.now)
            for seat in post.seats
            if seat.state == "current" and (post.role, post.department_id or 0) != (role, department_id)
        ]
        return Answer([voice.choose(f"ให้ใครรักษาการ{name}คะ", choices[:13])], topic=topic)
    if until is None:
        choices = [(label, f"post_act:{place}:{tenure_id}:{days}") for label, days in ACTING_DAYS]
        return Answer([voice.choose(f"รักษาการ{name}นานเท่าใดคะ", choices)], topic=topic)
    change = {"do": "acting", "role": role, "department_id": department_id, "tenure_id": tenure_id}
    return _propose({**change, "until": until.isoformat()}, scene)


def _propose(change: Change, scene: Scene) -> Answer:
    assert scene.person is not None
    title, rows = _words(change, scene)
    draft = conversation.keep_draft(
        scene.tx, scene.person.id, scene.office_id, "post", change, scene.now, scene.message_id
    )
    topic = {"office_id": scene.office_id, "draft_id": draft.id, "change": "seat"}
    return Answer([voice.confirm(title, rows, draft.id)], topic=topic, writes=True)


def _words(change: Change, scene: Scene) -> tuple[str, list[tuple[str, str]]]:
    rows = [("หน่วยงาน", scene.office().name)]
    named = "role" in change and role_name(change["role"], _name(change["department_id"], scene))
    if "tenure_id" in change:
        post, seat = _holder(change["tenure_id"], scene)
        holder = role_name(post.role, post.department, seat.state)
        rows.append(("ผู้ดำรงตำแหน่ง", f"{holder} ({voice.held([seat], scene.zone)})"))
    match change["do"]:
        case "invite":
            return "ออกรหัสเชิญ", [*rows, ("ตำแหน่ง", str(named)), ("รหัสใช้ได้", "1 คน ภายใน 48 ชั่วโมง")]
        case "revoke":
            return "ยกเลิกรหัสเชิญ", [*rows, ("ตำแหน่ง", str(named))]
        case "end":
            when = fiscal.thai_date(date.fromisoformat(change["on"])) if change["on"] else "ทันที"
            return "พ้นจากตำแหน่ง", [*rows, ("เพราะ", voice.ENDINGS[change["ending"]]), ("มีผล", when)]
        case "transfer":
            return "ย้ายภายในหน่วยงาน", [*rows, ("ไปเป็น", str(named)), ("มีผล", "ทันที และออกรหัสเชิญตำแหน่งใหม่")]
        case _:
            until = fiscal.thai_date(date.fromisoformat(change["until"]))
            return "ตั้งรักษาการ", [*rows, ("รักษาการ", str(named)), ("ถึงวันที่", until)]


def confirmed(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """Make the change that was confirmed; authority is checked again by the action."""
    assert scene.person is not None
    draft = conversation.locked_draft(scene.tx, int(arguments[0]), scene.person.id)
    if draft is None or draft.kind != "post" or draft.office_id is None:
        raise DraftUnknown()
    if draft.used_at is not None:
        raise AlreadyRecorded(receipt=draft.result)
    if draft.expires_at <= scene.now:
        raise DraftExpired()
    scene.office_id = draft.office_id
    words = _make(draft.content, scene)
    draft.used_at, draft.result = scene.now, draft.content["do"]
    scene.tx.add(draft)
    topic = {"office_id": draft.office_id}
    return Answer(words, topic=topic, receipt=True, writes=True, office_id=draft.office_id)


def _make(change: Change, scene: Scene) -> list[Message]:
    tx, authority, office, now = scene.tx, scene.authority, scene.office(), scene.now
    department_id = change.get("department_id") or None
    if change["do"] == "invite":
        issued = invite_by(
            tx, authority, office.id, change["role"], department_id, now, ask=_asking(office.name, scene)
        )
        return voice.code(issued, office.name, scene.zone)
    if change["do"] == "revoke":
        found = revoke_invitation(tx, authority, office.id, change["invitation_id"], now)
        return [voice.revoked(role_name(found.role, _name(department_id or 0, scene)))]
    post, seat = _holder(change["tenure_id"], scene)
    holder = role_name(post.role, post.department, seat.state)

    def farewell(ended: Ended) -> list[Message]:
        return [voice.farewell(ended, scene.zone)]

    if change["do"] == "end":
        on = date.fromisoformat(change["on"]) if change["on"] else None
        ended = end_post(
            tx,
            authority,
            office.id,
            seat.tenure_id,
            change["ending"],
            now,
            on=on,
            tell=farewell,
            zone=scene.zone,
        )
        return [voice.ended(holder, ended.ending, ended.at.astimezone(scene.zone).date(), scene.today)]
    if change["do"] == "transfer":
        ended, issued = transfer(
            tx, authority, office.id, seat.tenure_id, change["role"], department_id, now,
            tell=farewell, ask=_asking(office.name, scene), zone=scene.zone,
        )  # fmt: skip
        said = voice.ended(holder, ended.ending, scene.today, scene.today)
        return [said, *voice.code(issued, office.name, scene.zone)]
    until = date.fromisoformat(change["until"])
    appoint_acting(
        tx, authority, office.id, change["role"], department_id or 0, seat.person_id, until, now,
        tell=_handing, zone=scene.zone,
    )  # fmt: skip
    return [voice.acting(holder, role_name(change["role"], _name(department_id or 0, scene)), until)]


def _handing(given: Handover) -> list[Message]:
    return [voice.handover(given, "acting")]


def _asking(office: str, scene: Scene) -> Callable[[Issued], list[Message]]:
    return lambda issued: [voice.ask_approval(issued, office, scene.zone)]


def _approve(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    found = approve_invitation(scene.tx, scene.authority, int(arguments[0]), int(arguments[1]), scene.now)
    return Answer([voice.approved(role_name(found.role, None))], receipt=True, writes=True)


def _revoke(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    scene.office_id = int(arguments[0])
    scene.authority.permit("revoke_invitation", scene.office_id, None, _INSTEAD)
    for each in invitations.open_in(scene.tx, scene.office_id, scene.now):
        if each.invitation_id == int(arguments[1]):
            place = {"role": each.role, "department_id": each.department_id or 0}
            return _propose({"do": "revoke", "invitation_id": each.invitation_id, **place}, scene)
    raise InvitationRevoked()


def _holder(tenure_id: int, scene: Scene) -> tuple[PostFacts, Seat]:
    for post in people.posts(scene.tx, scene.office().id, scene.now):
        for seat in post.seats:
            if seat.tenure_id == tenure_id:
                return post, seat
    raise PostUnknown(post=tenure_id)


def _seats(role: str, department_id: int, scene: Scene) -> tuple[Seat, ...]:
    known = people.posts(scene.tx, scene.office().id, scene.now)
    found = [
        seat for p in known if (p.role, p.department_id or 0) == (role, department_id) for seat in p.seats
    ]
    return tuple(seat for seat in found if seat.state in (*IN_FORCE, "not_begun"))


def _name(department_id: int, scene: Scene) -> str | None:
    if not department_id:
        return None
    return organisations.department_of(scene.tx, scene.office(), department_id).name


def _role(word: str) -> str:
    if word not in ORDER:
        raise DraftUnknown()
    return word


BUTTONS = {
    "people": _people,
    "post": _post,
    "post_invite": _invite,
    "post_end": _end,
    "post_move": _move,
    "post_act": _act,
    "seat": confirmed,
    "approve": _approve,
    "revoke": _revoke,
}
