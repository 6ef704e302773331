"""Enrolling with an invitation code; and for a coordinator, who holds which post."""

import re
from datetime import date

from bot import posts
from bot.scene import Answer, Message, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import cards, general, people
from bot.voice import posts as post_voice
from tracker.actions.authority import role_name
from tracker.actions.handover import handover
from tracker.actions.invite import revoke_pasted, tidy_code
from tracker.actions.redeem_invitation import count_guess, enrol, look_at_invitation
from tracker.errors import DraftUnknown, InvitationExpired, InvitationInvalid, TrackerError
from tracker.model import Invitation
from tracker.store import conversation, organisations

NAME = "register"
EXAMPLE = "ลงทะเบียน"

RULE = Rule(
    cases=(
        ("code", 0.9),
        ("who_is_who", 0.92),
        ("bring_in", 0.92),
        ("acting", 0.9),
        ("leaves", 0.9),
        ("enrol", 0.85),
    ),
    slots=("department", "office", "due_date"),
    lowers=(
        ("foreign", 0.6),
        ("percent measure_no evidence attach", 0.3),
        ("score", 0.2),
        ("file", 0.1),
    ),
    hints={"who_is_who": "people", "bring_in": "invite", "acting": "acting", "leaves": "leaves"},
)


def matches(reading: Reading) -> Match | None:
    """Somebody wants in."""
    return RULE.match(reading)


# As a code is written: nobody's sentence holds such a word by chance.
WRITTEN = re.compile(r"(?<![0-9A-Za-z-])[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}(?![0-9A-Za-z-])")


def looks_like_code(text: str) -> bool:
    """Whether a message is an invitation code, right or wrong: Latin letters and digits, written as a code, alone or
    in the text that was forwarded with it."""
    if WRITTEN.search(text) or (tidy_code(text) and any(c.isdigit() or c.isupper() for c in text)):
        return True
    return bool(re.fullmatch(r"\s*[A-Za-z0-9]{3,6}(-[A-Za-z0-9]{3,6}){1,4}\s*", text)) or bool(
        re.fullmatch(r"\s*(?=\S*[0-9])(?=\S*[A-Z])[A-Z0-9]{8,24}\s*", text)
    )


def code_in(text: str) -> str:
    """The code of a message that holds one among other words, else the message itself."""
    found = WRITTEN.search(text)
    return found.group() if found else text


def offer(text: str, scene: Scene) -> Answer:
    """What a code is for, with the privacy notice and the button that enrols."""
    assert scene.line_user_id is not None and scene.person is not None
    try:
        found = look_at_invitation(scene.tx, scene.line_user_id, code_in(text), scene.now)
    except InvitationInvalid as error:
        count_guess(scene.tx, scene.line_user_id, scene.now)
        return Answer([general.refused(error.sentence, [cards.says("ช่วยเหลือ")])])
    except TrackerError as error:
        return Answer([general.refused(error.sentence, [cards.says("ช่วยเหลือ")])])
    content = {"invitation_id": found.invitation_id, "office_id": found.office_id}
    draft = conversation.keep_draft(
        scene.tx, scene.person.id, found.office_id, "enrol", content, scene.now, scene.message_id
    )
    return Answer([people.offer(found, draft.id, scene.links.privacy)], writes=True)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """How to join, or as whom one has; for a coordinator also who holds which post, and changing it."""
    wanted = next(
        (hint for hint in ("acting", "leaves", "invite", "people") if meaning.hints.get(hint)), None
    )
    if wanted and scene.authority.holdings and scene.chat == "private":
        return _about_posts(wanted, meaning, scene)
    mine = [
        f"{role_name(post.role, post.department, post.state)} {post.office_name}"
        for post in scene.authority.holdings
    ]
    return Answer([people.already_in(mine) if mine else people.how_to_join()])


# What a post is called, the longer before the shorter.
ROLE_WORDS = (
    ("coordinator", ("ผู้ประสาน",)),
    ("executive", ("ผู้บริหาร", "นายก", "ปลัดเทศบาล", "ปลัดอบต", "ปลัด อบต")),
    ("head", ("หัวหน้า", "หน.", "ผู้อำนวยการ", "ผอ")),
    ("officer", ("เจ้าหน้าที่", "จนท", "นักวิชาการ")),
)


def _about_posts(wanted: str, meaning: Meaning, scene: Scene) -> Answer:
    if not scene.posts:
        # Posts are changed where one works, whatever office was asked about before.
        scene.office_id = scene.authority.holdings[0].office_id
    if wanted == "people":
        return posts.listed(scene)
    until = date.fromisoformat(meaning.slots["date"]) if meaning.slots.get("date") else None
    named = meaning.hints.get("departments") or [meaning.slots.get("department")]
    if wanted == "acting":
        return _acting(meaning.text, named, until, scene)
    role = _role_in(meaning.text) or ("head" if named[0] else None)
    if role is None:
        return posts.listed(scene)
    department_id = _department(named[0], role, scene)
    if department_id is None:
        return posts.listed(scene)
    if wanted == "invite":
        return posts.propose_invite(role, department_id, scene)
    ending = "retired" if "เกษียณ" in meaning.text else "transferred" if "ย้าย" in meaning.text else None
    return posts.leaves(role, department_id, ending, until, scene)


def _acting(text: str, named: list[str | None], until: date | None, scene: Scene) -> Answer:
    """ "ให้หัวหน้ากองคลังรักษาการหัวหน้ากองช่าง": who stands before the word, the post after it."""
    before, _, after = text.partition("รักษา")
    role = _role_in(after) or "head"
    department_id = _department(named[-1], role, scene)
    if department_id is None:
        return posts.listed(scene)
    who = None
    if len(named) > 1:
        his = _role_in(before) or "head"
        who = (his, _department(named[0], his, scene) or 0)
    return posts.acts(role, department_id, who, until, scene)


def _role_in(text: str) -> str | None:
    return next((role for role, words in ROLE_WORDS if any(word in text for word in words)), None)


def _department(name: str | None, role: str, scene: Scene) -> int | None:
    """The department a post is of: 0 for the whole office, None where one is wanted and not known."""
    if role in ("coordinator", "executive"):
        return 0
    known = organisations.departments(scene.tx, scene.office().id)
    return next((each.id for each in known if each.name == name), None)


def _enrol(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    assert scene.person is not None
    draft = conversation.locked_draft(scene.tx, int(arguments[0]), scene.person.id)
    if draft is None or draft.kind != "enrol":
        raise DraftUnknown()
    if draft.used_at is None and draft.expires_at <= scene.now:
        raise InvitationExpired()
    found = enrol(
        scene.tx, scene.person, draft.content["office_id"], draft.content["invitation_id"], scene.now
    )
    draft.used_at = scene.now
    scene.tx.add(draft)
    messages = [people.enrolled(found)]
    if found.handed_over:
        given = handover(scene.tx, found.office_id, found.role, found.department_id, scene.now, scene.zone)
        messages.append(post_voice.handover(given))
    return Answer(messages, topic={"office_id": found.office_id}, receipt=True)


def pasted(text: str, scene: Scene) -> bool:
    """A message that all of a group read may hold a code: it is revoked at once. Whether there was a good one."""

    def tell(found: Invitation, department: str | None) -> list[Message]:
        return [post_voice.pasted(role_name(found.role, department))]

    found = {text, *WRITTEN.findall(text), *text.split()}
    return any([revoke_pasted(scene.tx, each, scene.now, tell) for each in sorted(found) if tidy_code(each)])


BUTTONS = {"enrol": _enrol, **posts.BUTTONS}
