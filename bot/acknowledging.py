"""The answers a reminder's card offers: seen, not ours, more time; and a coordinator's decision about the latter two.

A reminder repeats the round, the due date and what is missing, so its button "ยืนยันรับทราบ" is confirmation enough; a
request to a coordinator is repeated back first.
"""

from datetime import date
from typing import Any

from bot import publishing
from bot.scene import Answer, Scene
from bot.thai.reading import read
from bot.voice import acknowledging as voice
from bot.voice.cards import Message
from tracker.actions.acknowledge import FURTHEST, LONGEST, acknowledge, settle_request
from tracker.actions.record_progress import clean_note
from tracker.errors import AlreadyRecorded, DraftExpired, DraftUnknown, PostponementDay
from tracker.model import Acknowledgement, Round
from tracker.rules import fiscal
from tracker.store import acknowledgements, conversation, organisations
from tracker.store.acknowledgements import Place
from tracker.store.recipients import unreachable

UNREACHABLE_WORDS = frozenset(
    ("ใครยังไม่เชื่อม LINE", "ใครยังไม่เชื่อมไลน์", "ใครยังไม่เชื่อม line", "ใครยังไม่เชื่อมไลน์บ้าง", "การเตือนไปไม่ถึงใคร")
)
WAITING_WORDS = frozenset(("คำขอที่รอตอบ", "คำขอเลื่อน", "มีใครขอเลื่อนบ้าง", "ใครขอเลื่อนบ้าง"))


def told_in_words(text: str, scene: Scene) -> Answer | None:
    """The reason or the day of a postponement after it was asked for; or a coordinator asking what waits and whom
    reminders do not reach."""
    plain = text.strip()
    if scene.allows("read_people") and plain in UNREACHABLE_WORDS:
        office = scene.office()
        return Answer([voice.unreachable(office.name, unreachable(scene.tx, scene.now, office.id))])
    if scene.allows("settle_postponement") and plain in WAITING_WORDS:
        office = scene.office()
        return Answer(voice.requests(office.name, acknowledgements.waiting(scene.tx, office.id)))
    asking = scene.topic.get("asking")
    if not asking:
        return None
    if plain in publishing.BACKED_OUT:
        return publishing.backed_out(scene)
    day = _day_in(text, scene)
    # The words that follow the question for the day are the day; the reason stays what it was.
    words = asking.get("words") or clean_note(text)[:LONGEST]
    source = asking.get("message_id") or scene.message_id
    return _go_on(_place(asking["place"]), words, day, source, scene)


def _seen(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    place = _there(arguments, scene)
    row, found, _ = acknowledge(
        scene.tx, scene.authority, place, "seen", scene.now, scene.today, lambda *_: []
    )
    said = voice.seen(_name(row.department_id, scene), found)
    return Answer([said], topic={"office_id": place[0]}, receipt=True, writes=True, office_id=place[0])


def _not_ours(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    return _repeat(_there(arguments, scene), "not_ours", "", None, None, scene)


def _postpone(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    place = _there(arguments, scene)
    said = voice.ask_why(_name(place[2], scene), _round(place, scene))
    return Answer([said], topic={"office_id": place[0], "asking": {"place": list(place)}})


def _until(_arguments: list[str], params: dict[str, str], scene: Scene) -> Answer:
    """A day picked after the reason was given."""
    asking = scene.topic.get("asking")
    if not asking or not asking.get("words"):
        raise DraftUnknown()
    day = date.fromisoformat(params["date"])
    return _go_on(_place(asking["place"]), asking["words"], day, asking.get("message_id"), scene)


def _go_on(place: Place, words: str, day: date | None, source: str | None, scene: Scene) -> Answer:
    """Ask for the day while it is missing, else repeat the request back."""
    if day is not None:
        if not scene.today < day <= scene.today + FURTHEST:
            last = scene.today + FURTHEST
            raise PostponementDay(today=fiscal.thai_date(scene.today), last=fiscal.thai_date(last))
        return _repeat(place, "postpone", words, day, source, scene)
    asking = {"place": list(place), "words": words, "message_id": source}
    said = voice.ask_day(scene.today, scene.today + FURTHEST)
    return Answer([said], topic={"office_id": place[0], "asking": asking})


def _repeat(
    place: Place, kind: str, words: str, day: date | None, source: str | None, scene: Scene
) -> Answer:
    assert scene.person is not None
    content = {"place": list(place), "kind": kind, "words": words, "until": day.isoformat() if day else None}
    draft = conversation.keep_draft(
        scene.tx, scene.person.id, place[0], "answer", content, scene.now, source or scene.message_id
    )
    said = voice.repeated(
        scene.office().name, _name(place[2], scene), _round(place, scene), kind, words, day, draft.id
    )
    topic = {"office_id": place[0], "draft_id": draft.id, "change": "answer"}
    return Answer([said], topic=topic, writes=True)


def _answer(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """Send the request that was confirmed; authority is checked again by the action."""
    assert scene.person is not None
    draft = conversation.locked_draft(scene.tx, int(arguments[0]), scene.person.id)
    if draft is None or draft.kind != "answer" or draft.office_id is None:
        raise DraftUnknown()
    if draft.used_at is not None:
        raise AlreadyRecorded(receipt="")
    if draft.expires_at <= scene.now:
        raise DraftExpired()
    scene.office_id = draft.office_id
    content, until = draft.content, draft.content["until"]
    row, found, coordinators = acknowledge(
        scene.tx, scene.authority, _place(content["place"]), content["kind"], scene.now, scene.today,
        lambda row, found: _asked(row, found, scene), reason=content["words"],
        until=date.fromisoformat(until) if until else None, line_message_id=draft.line_message_id,
    )  # fmt: skip
    draft.used_at, draft.result = scene.now, "answer"
    scene.tx.add(draft)
    said = voice.sent(_name(row.department_id, scene), found, row.kind, coordinators)
    topic = {"office_id": draft.office_id}
    return Answer([said], topic=topic, receipt=True, writes=True, office_id=draft.office_id)


def _decide(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """A coordinator's word on a request."""
    if arguments[2] not in ("yes", "no"):
        raise DraftUnknown()
    scene.office_id = organisations.office(scene.tx, int(arguments[0])).id
    row, found = settle_request(
        scene.tx, scene.authority, scene.office_id, int(arguments[1]), arguments[2] == "yes", scene.now,
        lambda row, found: [voice.decided(_name(row.department_id, scene), row, found)],
    )  # fmt: skip
    said = voice.decided(_name(row.department_id, scene), row, found)
    topic = {"office_id": scene.office_id}
    return Answer([said], topic=topic, receipt=True, writes=True, office_id=scene.office_id)


def _there(arguments: list[str], scene: Scene) -> Place:
    """The round and department a button is about; the scene moves to its office. Who may not answer for them is told
    so before anything is asked."""
    office_id, round_id, department_id = (int(each) for each in arguments[:3])
    scene.office_id = organisations.office(scene.tx, office_id).id
    scene.authority.permit(
        "acknowledge", office_id, department_id, "กรุณาให้หัวหน้าหรือเจ้าหน้าที่ของส่วนราชการนั้นเป็นผู้ตอบ"
    )
    place = office_id, round_id, department_id
    _round(place, scene)
    return place


def _place(kept: list[Any]) -> Place:
    office_id, round_id, department_id = kept
    return int(office_id), int(round_id), int(department_id)


def _round(place: Place, scene: Scene) -> Round:
    found = scene.tx.get(Round, place[:2])
    if found is None or not acknowledgements.is_due(scene.tx, place):
        raise DraftUnknown()
    return found


def _name(department_id: int, scene: Scene) -> str:
    assert scene.office_id is not None
    departments = organisations.departments(scene.tx, scene.office_id)
    return next(each.name for each in departments if each.id == department_id)


def _asked(row: Acknowledgement, found: Round, scene: Scene) -> list[Message]:
    return [voice.asked(scene.office().name, _name(row.department_id, scene), row, found)]


def _day_in(text: str, scene: Scene) -> date | None:
    """The last day a message names, None when it names none. Raises PostponementDay for one no calendar has."""
    named = [day for day in read(text, scene.now, scene.vocabulary()).values("day") if day.day is not None]
    if not named:
        return None
    found: date | None = named[-1].on(scene.today, forward=True)
    if found is None:
        last = scene.today + FURTHEST
        raise PostponementDay(today=fiscal.thai_date(scene.today), last=fiscal.thai_date(last))
    return found


BUTTONS = {
    "seen": _seen,
    "notours": _not_ours,
    "postpone": _postpone,
    "until": _until,
    "answer": _answer,
    "decide": _decide,
}
