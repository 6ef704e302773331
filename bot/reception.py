"""Which answer an event gets: words by their intent, a button by its name, a photo as evidence.

Returns what to say; says nothing itself.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

from bot import acknowledging, amending, doubting, held_texts, papers, publishing, recording, thread
from bot.intents import INTENTS, evidence_attach, progress_report, register
from bot.intents.choose import understand
from bot.line.events import Said
from bot.scene import Answer, Scene
from bot.thai import lately
from bot.thai.meaning import Meaning
from bot.voice import cards, general, people
from tracker import outbox
from tracker.actions import forget_message, set_aside
from tracker.actions.come_and_leave import leave
from tracker.errors import (
    AlreadyRecorded,
    DraftExpired,
    DraftUnknown,
    NotAllowed,
    PaperSettled,
    PaperUnknown,
    TrackerError,
    UndoBlocked,
    UndoTooLate,
)
from tracker.store import organisations
from tracker.store.plain import attempt

BY_NAME: Mapping[str, ModuleType] = {intent.NAME: intent for intent in INTENTS}

# A button's data begins with its name; the intent it belongs to answers it.
Press = Callable[[list[str], dict[str, str], Scene], Answer]
BUTTONS: dict[str, Press] = {
    name: press
    for part in (*INTENTS, publishing, held_texts, recording, doubting, acknowledging, papers)
    for name, press in getattr(part, "BUTTONS", {}).items()
}

# What is asked without saying of which office, and can be answered without one.
NEEDS_NO_OFFICE = ("help", "smalltalk", "out_of_scope", "register")

# Refusals that leave a line in the audit: somebody tried what is not theirs, or a button that is no longer good.
SUSPICIOUS = (
    NotAllowed,
    DraftUnknown,
    DraftExpired,
    AlreadyRecorded,
    PaperSettled,
    PaperUnknown,
    UndoBlocked,
    UndoTooLate,
)

# What a group may hear: what anybody may read.
PUBLIC_INTENTS = (
    "score_overall grade score_indicator score_instrument score_compare_years strengths weaknesses rank_indicators "
    "gap_to_target what_if measures_list measure_detail measures_by_department deadline_query help smalltalk "
    "out_of_scope"
).split()


def respond(said: Said, scene: Scene) -> Answer | None:
    """What to say to an event, or None to stay silent (groups, unfollow, unsend, what we do not know)."""
    if said.kind == "unfollow":
        if scene.person is not None:
            leave(scene.tx, scene.person, said.at, scene.now, said.account)
        return None
    if said.kind == "unsend":
        lately.forget_all()
        forget_message.forget_message(scene.tx, scene.files, said.data, scene.now, said.line_user_id)
        return None
    if said.chat != "private":
        return _in_group(said, scene)
    if scene.person is None:
        return _to_nobody(said, scene)
    if said.kind == "follow":
        return Answer([people.welcome(scene.links.privacy)])
    if said.kind == "text":
        meaning, found = heard(said.text, scene)
        return replace(_of_office(found, scene), topic=thread.kept(scene.topic, found, meaning))
    if said.kind == "postback" and said.data.startswith("menu:"):
        return None  # a page of the menu was turned; LINE has done it already
    if said.kind == "postback":
        found = by_button(said.data, said.params, scene)
        return replace(_of_office(found, scene), topic=thread.kept(scene.topic, found, None))
    if said.kind in ("photo", "file"):
        paper = papers.received(said, scene)
        return paper or evidence_attach.received(said.kind, said.file_name, said.size, said.external, scene)
    if said.kind == "other" and said.message_id:
        return Answer([general.cannot_read("ข้อความชนิดนี้")])
    return None


def _of_office(found: Answer, scene: Scene) -> Answer:
    """The answer with the office it speaks of in the buttons that ask why and say it is wrong: an older card must not
    speak for the office that is talked about when they are pressed."""
    if scene.office_id is not None:
        for message in found.messages:
            doubting.name_office(message, scene.office_id)
    return found


def by_words(text: str, scene: Scene) -> Answer:
    """The answer to a message of text in a private chat."""
    return heard(text, scene)[1]


def heard(text: str, scene: Scene) -> tuple[Meaning, Answer]:
    """What a message of text was understood as, and the answer to it."""
    if register.looks_like_code(text):
        return plainly("register", text), register.offer(text, scene)
    for going_on in GOING_ON:
        found = going_on(text, scene)
        if found is not None:
            return plainly("progress_report", text), found
    option = thread.picked(text, scene.topic)
    if option is not None:
        kind, _, chosen = option.partition(":")
        if kind == "press":
            return plainly("progress_report", text), by_button(chosen, {}, scene)
        text = chosen
    meaning = meant(text, scene)
    return meaning, answer(meaning, scene)


def _change_confirmed(text: str, scene: Scene) -> Answer | None:
    """ "ยืนยัน" in words, when what waits is no report but a change or a doubt: as its button would."""
    change = scene.topic.get("change")
    if not change or text.strip() not in publishing.CONFIRMED:
        return None
    if scene.topic.get("aside"):
        return Answer([general.refused("ยังไม่มีอะไรถูกบันทึกค่ะ กรุณากดปุ่ม “ยืนยัน” ที่การ์ดของรายการนั้น")])
    return BUTTONS[str(change)]([str(scene.topic["draft_id"])], {}, scene)


def _erased(text: str, scene: Scene) -> Answer | None:
    """ "ลบทั้งหมด": what was reported is never deleted from the chat. One's own data is another matter."""
    return Answer([general.nothing_is_deleted()]) if DELETE_ALL.fullmatch(text.strip()) else None


DELETE_ALL = re.compile(
    r"(?:ขอ|ช่วย|กรุณา)?(?:ลบ|ล้าง|เคลียร์|delete|clear)\s*(?:ข้อมูล|รายงาน|มาตรการ|รายการ|ประวัติ)*\s*"
    r"(?:ให้)?(?:ออก)?(?:ทั้งหมด|ทุกอย่าง|ทุกข้อ|ทุกมาตรการ|ทุกรายการ|ให้หมด|all)\s*(?:เลย|ทิ้ง|ออก)*\s*(?:นะ)?(?:ค่ะ|คะ|ครับ)?",
    re.IGNORECASE,
)

# A message that goes on with what is under way: a button said in words, the part that was asked for, a change.
GOING_ON: tuple[Callable[[str, Scene], Answer | None], ...] = (
    _change_confirmed,
    _erased,
    doubting.told_in_words,
    acknowledging.told_in_words,
    progress_report.awaited,
    amending.amended,
)


def plainly(intent: str, text: str) -> Meaning:
    """A meaning that needed no guessing."""
    return Meaning(text=text, intent=intent, slots={}, score=1.0, why=(), alternatives=())


def meant(text: str, scene: Scene) -> Meaning:
    """What a message means, with the words of the office it is about; naming another office moves the scene there."""
    vocabulary = scene.vocabulary()
    text = thread.spelt_out(text, scene.topic)
    meaning = understand(text, scene.now, vocabulary)
    slug = meaning.slots.get("office")
    if slug and slug != vocabulary.office_slug:
        scene.office_id = organisations.office_by_slug(scene.tx, slug).id
        vocabulary = scene.vocabulary()
        meaning = understand(text, scene.now, vocabulary)
    elif not slug and _is_of_own_office(meaning, scene):
        scene.office_id = scene.authority.holdings[0].office_id
        vocabulary = scene.vocabulary()
        return understand(text, scene.now, vocabulary)
    found = thread.continued(text, meaning, scene.topic, scene.now, vocabulary)
    slug = found.slots.get("office")
    if slug and slug != vocabulary.office_slug:
        scene.office_id = organisations.office_by_slug(scene.tx, slug).id
    return found


# What is done, not asked: always in one's own office, whatever office was asked about before.
OF_OWN_OFFICE = ("progress_report", "evidence_attach", "remind_settings", "measures_overdue")


def _is_of_own_office(meaning: Meaning, scene: Scene) -> bool:
    """Whether somebody with a post elsewhere, who asked about another office, now speaks of their own work."""
    strange = bool(scene.authority.holdings) and not scene.posts and scene.chat == "private"
    return strange and (meaning.intent in OF_OWN_OFFICE or bool(meaning.hints.get("mine")))


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """The intent's answer; asks of which office when there is none to speak of."""
    if scene.office_id is None and meaning.intent not in NEEDS_NO_OFFICE:
        return ask_office(meaning.text, scene)
    try:
        with attempt(scene.tx):
            found: Answer = BY_NAME[meaning.intent].answer(meaning, scene)
    except TrackerError as error:
        return refuse(error, scene)
    return found


def by_button(data: str, params: dict[str, str], scene: Scene) -> Answer:
    """The answer to a pressed button. One we no longer know says so."""
    name, *arguments = data.split(":")
    press = BUTTONS.get(name)
    # No identifier of ours is longer than 19 digits; a longer one is somebody's own making.
    if press is None or any(_too_large(each) for each in arguments):
        return _not_ours(scene)
    if scene.office_id is None and name not in (
        "office",
        "enrol",
        "confirm",
        "change",
        "undo",
        "correct",
        "tell",
        "settled",
        "erase",
        "held",
        "release",
    ):
        return ask_office("", scene)
    try:
        with attempt(scene.tx):
            return press(arguments, params, scene)
    except (ValueError, IndexError, KeyError, OverflowError):
        if scene.line_user_id and outbox.was_shown(scene.tx, scene.line_user_id, data):
            raise  # a button we showed ourselves that fails is our fault: the event is kept, to be tried again
        return _not_ours(scene)


def _not_ours(scene: Scene) -> Answer:
    """A button nobody was shown, or that was shown by a version long gone."""
    set_aside.note_refusal(scene.tx, scene.authority, scene.office_id, "unknown button", scene.now)
    return Answer([general.old_button()])


def _too_large(argument: str) -> bool:
    digits = argument.lstrip("+-")
    return digits.isdecimal() and (len(digits) > 19 or int(digits) >= 2**63)


def refuse(error: TrackerError, scene: Scene) -> Answer:
    """What is wrong and what to do, as the error says it."""
    if isinstance(error, SUSPICIOUS):
        why = type(error).__name__
        set_aside.note_refusal(scene.tx, scene.authority, scene.office_id, why, scene.now)
    topic = {**scene.topic, "aside": True} if scene.topic.get("draft_id") else None
    if isinstance(error, NotAllowed) and not scene.authority.holdings:
        quick = [cards.says("ลงทะเบียน"), cards.says("คะแนนล่าสุด")]
        return Answer([general.refused(error.sentence, quick)], topic=topic)
    return Answer([general.refused(error.sentence)], topic=topic)


def ask_office(text: str, scene: Scene) -> Answer:
    """Ask which office is meant; the question is kept and answered once it is known."""
    offices = organisations.with_a_page(scene.tx, general.OFFICES_SHOWN + 1)
    if len(offices) == 1 and text:
        scene.office_id = offices[0].id
        return by_words(text, scene)
    listed = [(office.slug, office.name) for office in offices]
    return Answer([general.which_office(listed, text)], topic={"asked": text})


def _choose_office(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    office = organisations.office_by_slug(scene.tx, arguments[0])
    scene.office_id = office.id
    if scene.person is not None and not scene.authority.holdings:
        scene.person.asks_about = office.id
        scene.tx.add(scene.person)
    topic: dict[str, Any] = {"office_id": office.id}
    asked = scene.topic.get("asked")
    if not asked:
        return Answer([general.about_office(office.name)], topic=topic)
    scene.topic = topic
    found = by_words(asked, scene)
    return Answer(found.messages, found.topic or topic, found.receipt, found.writes, found.office_id)


BUTTONS["office"] = _choose_office


def _in_group(said: Said, scene: Scene) -> Answer | None:
    """In a group only when mentioned, and only what anybody may read; but a code that all of it saw is no secret."""
    if said.kind == "text" and register.pasted(said.text, scene):
        return Answer([people.code_in_group()], receipt=True)
    if said.kind != "text" or not said.mentioned:
        return None
    if register.looks_like_code(said.text):
        return Answer([people.code_in_group()])
    meaning = meant(said.text, scene)
    if meaning.intent not in PUBLIC_INTENTS:
        return Answer([general.in_private()])
    return answer(meaning, scene)


def _to_nobody(said: Said, scene: Scene) -> Answer | None:
    """LINE need not say who writes. Without that there is no authority, no memory and nothing to press: only what
    anybody may read."""
    return _in_group(replace(said, mentioned=True), scene) if said.kind == "text" else None
