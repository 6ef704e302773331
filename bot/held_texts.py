"""A coordinator looks at the texts held back from the public page and lets them go one by one."""

from bot.scene import Answer, Scene
from bot.voice import publicity as voice
from tracker.actions.choose_public import release_text
from tracker.actions.publish import would_be_public
from tracker.store import organisations


def _show(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """The texts held back of a year as it stands now."""
    office_id, fiscal_year = map(int, arguments)
    scene.authority.permit("publish", office_id, None, "กรุณาให้ผู้ประสาน ITA เป็นผู้ดู")
    return Answer([_what_is_held(office_id, fiscal_year, scene)], topic={"office_id": office_id})


def _release(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """One text may be public as it is; what is still held comes next."""
    office_id, fiscal_year, fingerprint = int(arguments[0]), int(arguments[1]), arguments[2]
    text = release_text(scene.tx, scene.authority, office_id, fiscal_year, fingerprint, scene.now)
    scene.tx.flush()  # what is held now is read anew below
    said = [voice.released(text), _what_is_held(office_id, fiscal_year, scene)]
    return Answer(said, topic={"office_id": office_id}, receipt=True, writes=True, office_id=office_id)


def _what_is_held(office_id: int, fiscal_year: int, scene: Scene) -> voice.Message:
    _, held = would_be_public(scene.tx, office_id, fiscal_year)
    if not held:
        return voice.nothing_held(fiscal_year)
    return voice.held_texts(organisations.office(scene.tx, office_id).name, office_id, fiscal_year, held)


BUTTONS = {"held": _show, "release": _release}
