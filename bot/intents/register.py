"""Enrolling with an invitation code."""

import re

from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import cards, general, people
from tracker.actions.authority import role_name
from tracker.actions.invite import tidy_code
from tracker.actions.redeem_invitation import count_guess, enrol, look_at_invitation
from tracker.errors import DraftUnknown, InvitationExpired, InvitationInvalid, TrackerError
from tracker.store import conversation

NAME = "register"
EXAMPLE = "ลงทะเบียน"

RULE = Rule(
    cases=(
        ("code", 0.9),
        ("enrol", 0.85),
    ),
    slots=("department", "office"),
    lowers=(
        ("foreign", 0.6),
        ("percent measure_no evidence attach", 0.3),
        ("score", 0.2),
        ("file", 0.1),
    ),
)


def matches(reading: Reading) -> Match | None:
    """Somebody wants in."""
    return RULE.match(reading)


def looks_like_code(text: str) -> bool:
    """Whether a message is an invitation code alone, right or wrong: Latin letters and digits, written as a code."""
    if tidy_code(text) and any(c.isdigit() or c.isupper() for c in text):
        return True
    return bool(re.fullmatch(r"\s*[A-Za-z0-9]{3,6}(-[A-Za-z0-9]{3,6}){1,4}\s*", text)) or bool(
        re.fullmatch(r"\s*(?=\S*[0-9])(?=\S*[A-Z])[A-Z0-9]{8,24}\s*", text)
    )


def offer(text: str, scene: Scene) -> Answer:
    """What a code is for, with the privacy notice and the button that enrols."""
    assert scene.line_user_id is not None and scene.person is not None
    try:
        found = look_at_invitation(scene.tx, scene.line_user_id, text, scene.now)
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
    """How to join, or as whom one has."""
    posts = [
        f"{role_name(post.role, post.department)} {post.office_name}" for post in scene.authority.holdings
    ]
    return Answer([people.already_in(posts) if posts else people.how_to_join()])


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
    return Answer([people.enrolled(found)], topic={"office_id": found.office_id}, receipt=True)


BUTTONS = {"enrol": _enrol}
