"""The lesson: three steps in a private chat, for anybody, over the practice office and nothing else.

It wraps what reception answers and changes none of it. While the thread says lesson, the speaker holds a post of the
practice office that is written nowhere, and none of their own: nothing can reach a real office by mistake. What the
answers remember is kept inside the lesson, so that neither side sees the other's thread.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot import reception
from bot.intents import evidence_attach, register
from bot.intents.choose import understand
from bot.line.events import Said
from bot.practice import (
    TOLD,
    Practice,
    may_take_back,
    practice_of,
    practice_office,
    recorded_now,
    take_back,
    was_taken_back,
)
from bot.scene import Answer, Scene
from bot.voice import general
from bot.voice import lesson as voice
from tracker.actions.authority import Authority
from tracker.errors import StorageUnavailable, TrackerError
from tracker.store import conversation
from tracker.store.plain import attempt

BEGIN_WORDS = ("ลองใช้", "ลองใช้ 3 ขั้น", "บทเรียน", "เริ่มบทเรียน", "สอนใช้", "สอนใช้หน่อย", "ทดลองใช้")
LEAVE_WORDS = ("ออกจากบทเรียน", "ยกเลิก", "เลิกเรียน", "ออก")
POLITE = ("ค่ะ", "คะ", "ครับ", "นะ", "จ้า", "จ้ะ")
HEARD = ("text", "postback", "photo", "file")
SCORES = ("score_overall", "grade", "score_indicator", "score_instrument", "score_compare_years")


@dataclass(frozen=True)
class Lesson:
    """How far one is: a score was asked, these receipts were given; `thread` is what the answers remember."""

    asked: bool = False
    receipts: Sequence[str] = ()
    thread: dict[str, Any] = field(default_factory=dict)


def respond(said: Said, scene: Scene) -> Answer | None:
    """What to say to an event: reception's answer, led through the lesson while one is under way."""
    if said.kind == "postback" and said.data == "lesson:start" and said.chat != "private":
        return Answer([general.in_private()])
    if said.kind not in HEARD or said.chat != "private" or scene.person is None:
        return reception.respond(said, scene)
    lesson = under_way(scene)
    if _begins(said, scene):
        return _begin(lesson, scene)
    if lesson is None:
        return Answer([voice.over()]) if _left_over(said, scene) else reception.respond(said, scene)
    if _enrols(said):
        take_back(lesson.receipts, scene)
        scene.topic = {}
        answer = reception.respond(said, scene)
        return answer and replace(answer, topic=answer.topic or {})
    if said.kind == "text" and _plain(said.text) in LEAVE_WORDS:
        take_back(lesson.receipts, scene)
        return Answer([voice.left()], topic={})
    place = practice_of(scene)
    return _lead(said, scene, lesson, place) if place else Answer([voice.nowhere()], topic={})


def under_way(scene: Scene) -> Lesson | None:
    """The lesson the speaker is in, or None."""
    kept = scene.topic.get("lesson")
    return Lesson(**kept) if kept else None


def _begin(before: Lesson | None, scene: Scene) -> Answer:
    place = practice_of(scene)
    if place is None:
        return Answer([voice.nowhere()])
    if before is not None:
        take_back(before.receipts, scene)
    messages = [voice.begun(place.office.name), voice.ask_a_score()]
    return Answer(messages, topic={"lesson": asdict(Lesson())})


def _lead(said: Said, scene: Scene, lesson: Lesson, place: Practice) -> Answer | None:
    """Answer over the practice office, then say where one stands in the lesson."""
    own = scene.authority.holdings
    scene.authority = Authority(scene.authority.person_id, (place.post,))
    scene.office_id, scene.topic = place.office.id, dict(lesson.thread)
    asks = lesson.asked or _asks_a_score(said, scene)
    found = _answered(said, scene, place)
    if found is None:
        return None
    # A question may have named another office: its figures are real, and the lesson does not follow it there.
    here = scene.office_id == place.office.id
    messages = [voice.marked(message) if here else message for message in found.messages]
    receipts = [*lesson.receipts, *recorded_now(scene, place)]
    undone = [receipt for receipt in receipts if was_taken_back(receipt, scene, place)]
    standing = [receipt for receipt in receipts if may_take_back(receipt, scene, place)]
    if undone or (receipts and not standing):
        take_back(standing, scene)
        said_last = voice.ended(own[0].role if own else None, bool(undone))
        return replace(found, messages=[*messages[:4], said_last], topic={})
    thread = found.topic if here and found.topic is not None else lesson.thread
    kept = Lesson(asked=lesson.asked or (asks and here), receipts=standing, thread=thread)
    reminder = _reminder(kept, place, voice.quick_of(messages[-1]) if messages else [])
    # LINE takes five messages: what was answered comes before where one stands.
    return replace(found, messages=[*messages, reminder][:5], topic={"lesson": asdict(kept)})


def _reminder(lesson: Lesson, place: Practice, others: Sequence[Any]) -> dict[str, Any]:
    if lesson.receipts:
        return voice.take_back(others)
    if lesson.thread.get("draft_id"):
        return voice.look_and_confirm(others)
    if lesson.thread.get("telling"):
        return voice.go_on_telling(others)
    return voice.tell_progress(place.example, TOLD, others) if lesson.asked else voice.ask_a_score(others)


def _answered(said: Said, scene: Scene, place: Practice) -> Answer | None:
    if _office_of_button(said, scene) not in (None, place.office.id):
        return Answer([voice.not_now()])
    if said.kind in ("photo", "file") or evidence_attach.ADDRESS.search(said.text):
        return Answer([voice.no_evidence()])
    if said.kind == "postback" and said.data.startswith(("wrong:", "doubt:", "tell:")):
        return Answer([voice.not_now()])
    try:
        with attempt(scene.tx):
            return reception.respond(said, scene)
    except StorageUnavailable:
        raise
    except TrackerError as error:
        return reception.refuse(error, scene)


def _begins(said: Said, scene: Scene) -> bool:
    """Asked for the lesson; the same words may also be a note that was asked for."""
    if said.kind == "postback":
        return said.data == "lesson:start"
    awaits = (scene.topic.get("lesson") or {}).get("thread", scene.topic).get("awaits")
    return said.kind == "text" and awaits != "note" and _plain(said.text) in BEGIN_WORDS


def _enrols(said: Said) -> bool:
    """A code or its button ends the lesson: it is about the person's own office."""
    return said.data.startswith("enrol:") or (said.kind == "text" and register.looks_like_code(said.text))


def _asks_a_score(said: Said, scene: Scene) -> bool:
    return said.kind == "text" and understand(said.text, scene.now, scene.vocabulary()).intent in SCORES


def _left_over(said: Said, scene: Scene) -> bool:
    """Whether a button of a report over the practice office is pressed by somebody who holds no post there."""
    office_id = None if said.data.startswith("tell:") else _office_of_button(said, scene)
    if office_id is None or scene.authority.in_office(office_id):
        return False
    office = practice_office(scene.tx)
    return office is not None and office.id == office_id


def _office_of_button(said: Said, scene: Scene) -> int | None:
    """The office a pressed button would write to, None when it writes nothing or is none of ours."""
    name, number, *_ = (*said.data.split(":"), "", "")
    if said.kind != "postback" or not number.isdecimal() or int(number[:20]) >= 2**63:
        return None
    if name in ("undo", "correct", "settled"):
        return int(number)
    if name in ("confirm", "amend", "round", "change", "drop", "tell") and scene.person is not None:
        draft = conversation.locked_draft(scene.tx, int(number), scene.person.id)
        return draft.office_id if draft is not None else None
    return None


def _plain(text: str) -> str:
    """The words alone, without the polite word at their end."""
    plain = text.strip()
    for word in POLITE:
        plain = plain.removesuffix(word).rstrip()
    return plain
