"""The privacy notice before a write: whoever accepted an older one, or accepted one and left, is shown the present one
before anything of theirs is written. Reading goes on; what they were about to write is carried out after they accept.

It wraps whatever answers an event, so that no way of writing can forget it.
"""

from dataclasses import asdict, replace
from typing import Any

from bot import lesson, reception
from bot.line.events import Said
from bot.scene import Answer, Scene
from bot.voice import people as voice
from tracker.actions.accept_notice import accept_notice, must_accept
from tracker.errors import StorageUnavailable, TrackerError
from tracker.store import conversation
from tracker.store.plain import attempt

BUTTON = "accept:"
_KEPT = ("kind", "message_id", "text", "data", "params", "file_name", "size", "external")
"""What is kept of an event that waits for the notice: enough to carry it out, no more."""


class _Waits(Exception):
    """The answer tells of a write that may not be: it is taken back by the savepoint it was made in."""


def respond(said: Said, scene: Scene) -> Answer | None:
    """What to say to an event, once the privacy notice allows what it would write."""
    person = scene.person
    if person is None or said.chat != "private":
        return lesson.respond(said, scene)
    if said.kind == "postback" and said.data.startswith(BUTTON):
        return _accepted(said, scene)
    if not must_accept(person) or _was_before_leaving(said, scene):
        return lesson.respond(said, scene)
    if said.kind == "follow":
        return Answer([voice.notice_again(scene.links.privacy, 0, came_back=True)])
    topic, office_id, authority = scene.topic, scene.office_id, scene.authority
    try:
        with attempt(scene.tx):
            found = lesson.respond(said, scene)
            # Asked anew: an invitation that was confirmed just now accepts the notice itself.
            if found is not None and found.receipt and scene.person is not None and must_accept(scene.person):
                raise _Waits
            return found
    except _Waits:
        scene.topic, scene.office_id, scene.authority = topic, office_id, authority
        return _ask(said, scene)


def _was_before_leaving(said: Said, scene: Scene) -> bool:
    """Pressed or sent while the notice stood accepted, and delivered late."""
    assert scene.person is not None
    return scene.person.left_at is not None and said.at <= scene.person.left_at


def _ask(said: Said, scene: Scene) -> Answer:
    assert scene.person is not None
    content = {name: value for name, value in asdict(said).items() if name in _KEPT}
    draft = conversation.keep_draft(
        scene.tx, scene.person.id, scene.office_id, "held", content, scene.now, said.message_id
    )
    came_back = scene.person.notice_version == 0
    return Answer([voice.notice_again(scene.links.privacy, draft.id, came_back=came_back)])


def _accepted(said: Said, scene: Scene) -> Answer:
    """The notice is accepted, and what waited for it is carried out as if it had just been said."""
    assert scene.person is not None
    accept_notice(scene.tx, scene.person, scene.now)
    held = _held(said, scene)
    found = _carried_out(held, scene) if held is not None else None
    if found is None:
        return Answer([voice.accepted()], receipt=True)
    return replace(found, messages=[voice.accepted(), *found.messages][:5], receipt=True)


def _carried_out(held: Said, scene: Scene) -> Answer | None:
    """What waited may be refused by now; the acceptance stands all the same."""
    try:
        with attempt(scene.tx):
            return lesson.respond(held, scene)
    except StorageUnavailable:
        raise
    except TrackerError as error:
        return reception.refuse(error, scene)


def _held(said: Said, scene: Scene) -> Said | None:
    assert scene.person is not None
    number = said.data.removeprefix(BUTTON)
    if not number.isdecimal() or int(number[:20]) >= 2**63:
        return None
    draft = conversation.locked_draft(scene.tx, int(number), scene.person.id)
    if draft is None or draft.kind != "held" or draft.used_at is not None or draft.expires_at <= scene.now:
        return None
    draft.used_at = scene.now
    kept: dict[str, Any] = draft.content
    draft.content = {}
    scene.tx.add(draft)
    scene.message_id, scene.text = kept["message_id"], kept["text"]
    return replace(said, raw={}, **kept)
