"""One's own data in the chat: what is kept, a copy to take along, and the erasure, repeated back before it is done."""

from bot.scene import Answer, Scene
from bot.thai import lately
from bot.voice import general
from bot.voice import own_data as voice
from tracker.actions.erase_person import erase_person, look_at_erasure
from tracker.actions.own_data import own_data
from tracker.errors import DraftExpired, DraftUnknown, NotAllowed
from tracker.rules import fiscal, permissions
from tracker.store import conversation


def shown(scene: Scene) -> Answer:
    """What is kept of the one who asks, with the address of the whole copy."""
    if _elsewhere("see_own_data", scene):
        return Answer([general.in_private()])
    assert scene.person is not None
    found = own_data(scene.tx, scene.person, scene.now)
    at = found.notice_at.astimezone(scene.zone).date() if found.notice_at else None
    said = voice.shown(
        found, fiscal.thai_date(at) if at else "", scene.links.own_data(scene.person.id), scene.links.privacy
    )
    return Answer([said])


def repeated(scene: Scene) -> Answer:
    """Say exactly what would go and what would stay, with the button that does it."""
    if _elsewhere("erase_self", scene):
        return Answer([general.in_private()])
    assert scene.person is not None
    draft = conversation.keep_draft(scene.tx, scene.person.id, None, "erase", {}, scene.now, scene.message_id)
    prospect = look_at_erasure(scene.tx, scene.person, scene.now)
    return Answer([voice.before_erasing(prospect, draft.id)], writes=True)


def _elsewhere(action: str, scene: Scene) -> bool:
    """Whether others listen. Anybody may do this to their own data, in a private chat only."""
    if scene.person is None:
        return True
    return not permissions.may("public", action, own_department=True, chat=scene.chat)


def _erase(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    if _elsewhere("erase_self", scene):
        raise NotAllowed(who="", instead="กรุณาทำรายการนี้ในแชทส่วนตัว")
    assert scene.person is not None
    draft = conversation.locked_draft(scene.tx, int(arguments[0]), scene.person.id)
    if draft is None or draft.kind != "erase":
        raise DraftUnknown()
    if draft.expires_at <= scene.now:
        raise DraftExpired()
    erase_person(scene.tx, scene.files, scene.person, scene.now, "asked")
    lately.forget_all()
    scene.person = None  # nothing of this event may be kept under the one who was erased
    return Answer([voice.erased()])


BUTTONS = {"erase": _erase}
