"""A report of progress, in words."""

import re
from dataclasses import replace

from bot import publishing
from bot.reporting import Telling, choose_measure, go_on, measure_meant
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading, read
from bot.voice import cards
from bot.voice import progress as voice
from tracker.actions.attach_evidence import attach_waiting
from tracker.actions.record_progress import Proposal, record_progress
from tracker.actions.undo_progress import undo_progress
from tracker.errors import (
    AlreadyRecorded,
    ChangedMeanwhile,
    DateImpossible,
    DraftExpired,
    DraftUnknown,
    NotAllowed,
)
from tracker.model import Draft
from tracker.rules import status as status_rules
from tracker.store import conversation, organisations, progress

NAME = "progress_report"
EXAMPLE = "มาตรการ 2 ทำแล้ว 60%"

RULE = Rule(
    cases=(
        ("measure_no|item_no|measure_text percent|status", 0.9),
        ("measure_no|item_no|measure_text percent|status report|done_so_far", 0.95),
        ("percent report|done_so_far|status", 0.75),
        ("percent measure", 0.65),
        ("report state|done_so_far", 0.72),
        ("report measure_no|item_no|measure_text", 0.7),
        ("measure_no|item_no|measure_text done_so_far number", 0.72),
        ("done|in_progress|not_started|blocked !question", 0.55),
        ("undo", 0.85),
        ("tell !round", 0.6),
        ("send report", 0.52),
        ("report measure !round", 0.5),
        ("done_so_far measure_no|item_no", 0.55),
    ),
    slots=("measure", "told", "reported_round", "past_date", "department", "measure_year", "office"),
    lowers=(
        ("foreign", 0.6),
        ("question format", 0.45),
        ("if remind enrol", 0.4),
        ("who how_much which_measure", 0.35),
        ("what when compare not_sent", 0.3),
        ("grade due attach", 0.25),
        ("file why show aid", 0.2),
        ("how_many all", 0.15),
        ("ask_for", 0.12),
        ("score instrument thanks indicator greet", 0.1),
    ),
    hints={"undo": "undo"},
)


def matches(reading: Reading) -> Match | None:
    """Somebody tells how far a measure is."""
    return RULE.match(reading)


BACKED_OUT = ("ยกเลิก", "ยกเลิกค่ะ", "ยกเลิกครับ", "ไม่เอาแล้ว", "ไม่รายงานแล้ว")
CONFIRMED = ("ยืนยัน", "ยืนยันบันทึก", "ยืนยันค่ะ", "ยืนยันครับ")


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """Repeat the report back, or ask for what it lacks."""
    slots = meaning.slots
    if meaning.hints.get("undo"):
        return _undo_last(scene)
    department = slots.get("department")
    department_id = None
    if department:
        department_id = organisations.department_by_name(scene.tx, scene.office(), department).id
    told = Telling(
        fiscal_year=slots.get("fiscal_year") or scene.current_measure_year(),
        number=measure_meant(slots, scene),
        department_id=department_id,
        status=slots.get("status"),
        percent=slots.get("percent"),
        note=slots.get("note", ""),
        round_key=slots.get("round"),
        event_date=slots.get("date"),
    )
    _dates_exist(meaning, scene)
    several = meaning.hints.get("measure_nos") or []
    lead = f"ข้อความนี้มีหลายมาตรการ บันทึกทีละข้อค่ะ เริ่มที่มาตรการ {told.number}" if len(several) > 1 else ""
    return go_on(told, scene, lead)


def _dates_exist(meaning: Meaning, scene: Scene) -> None:
    """Refuse a day like 31 February rather than take another for it."""
    named = read(meaning.text, scene.now, scene.vocabulary()).values("day")
    if any(day.day is not None and day.on(scene.today, forward=False) is None for day in named):
        raise DateImpossible()


def awaited(text: str, scene: Scene) -> Answer | None:
    """The answer when a message is the part of a report we asked for, or a button said in words; else None."""
    plain = text.strip()
    if plain in CONFIRMED and scene.topic.get("draft_id"):
        confirmed = publishing.confirmed if scene.topic.get("change") else _confirm
        return confirmed([str(scene.topic["draft_id"])], {}, scene)
    if plain in BACKED_OUT and (scene.topic.get("draft_id") or scene.topic.get("telling")):
        return _back_out(scene)
    if not scene.topic.get("telling"):
        return None
    told, awaits = Telling(**scene.topic["telling"]), scene.topic.get("awaits")
    if awaits == "note":
        return go_on(replace(told, note=text, asks_note=False), scene)
    if awaits in ("status", "percent"):
        return _status_in_words(told, text, scene)
    if awaits == "measure" and plain.isdecimal() and len(plain) <= 3:
        return go_on(replace(told, number=int(plain)), scene)
    return None


def _back_out(scene: Scene) -> Answer:
    """ "ยกเลิก" in words: what was being told or repeated back is dropped, and its button with it."""
    if scene.topic.get("draft_id") and scene.person is not None:
        draft = conversation.locked_draft(scene.tx, int(scene.topic["draft_id"]), scene.person.id)
        if draft is not None and draft.used_at is None:
            scene.tx.delete(draft)
    said = cards.text("ยกเลิกแล้วค่ะ ยังไม่มีอะไรถูกบันทึก", [cards.says("งานของฉัน"), cards.says("ช่วยเหลือ")])
    return Answer([said], topic={"office_id": scene.office_id})


def _undo_last(scene: Scene) -> Answer:
    """ "เลิกทำ" in words: the speaker's newest report."""
    entry = progress.last_entry_of_person(scene.tx, scene.person.id) if scene.person else None
    if entry is None:
        return Answer([cards.text("ยังไม่มีรายการที่ท่านบันทึกให้เลิกทำค่ะ", [cards.says("งานของฉัน")])])
    return _undo([str(entry.office_id), entry.receipt], {}, scene)


def _status_in_words(told: Telling, text: str, scene: Scene) -> Answer | None:
    """ "60% ติดป้ายแล้ว" after the question how far it is. Anything else is a new subject."""
    percent = "%" if re.fullmatch(r"\s*\d{1,3}\s*", text) else ""
    said = f"มาตรการ {told.number} {text}{percent}"
    found = matches(read(said, scene.now, scene.vocabulary()))
    slots = found.slots if found else {}
    if slots.get("measure_no") != told.number or not {"status", "percent"} & slots.keys():
        return None
    note = slots.get("note") or told.note
    return go_on(
        replace(told, status=slots.get("status"), percent=slots.get("percent"), note=note, asks_note=False),
        scene,
    )


def _report(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """report:<year>:<number>, or report:list:<round key>:<year> from a reminder."""
    if arguments[0] == "list":
        year, round_key = int(arguments[-1]), ":".join(arguments[1:-1])
        return choose_measure(Telling(year, round_key=round_key, asks_note=True), scene)
    told = _telling(scene) if scene.topic.get("awaits") == "measure" else None
    year, number = int(arguments[0]), int(arguments[1])
    if told is None or told.fiscal_year != year:
        told = Telling(year, asks_note=True)
    return go_on(replace(told, number=number), scene)


def _mine(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    told = _telling(scene) or Telling(int(arguments[0]), asks_note=True)
    return choose_measure(told, scene, int(arguments[1]) if len(arguments) > 1 else 0)


def _department(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    return go_on(replace(_telling_or_old(scene), department_id=int(arguments[0])), scene)


def _status(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    told, choice = _telling_or_old(scene), arguments[0]
    if choice.startswith("p") and choice[1:].isdigit():
        return go_on(replace(told, percent=int(choice[1:]), status=None), scene)
    if choice not in status_rules.STATUSES:
        raise DraftUnknown()
    return go_on(replace(told, status=choice, percent=None), scene)


def _percent(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    return go_on(replace(_telling_or_old(scene), percent=int(arguments[0]), status=None), scene)


def _no_note(_arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    return go_on(replace(_telling_or_old(scene), note="", asks_note=False), scene)


def _round(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    proposal = _open_proposal(arguments[0], scene)
    return go_on(replace(Telling.of(proposal), round_key=":".join(arguments[1:])), scene)


def _amend(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """Change what was repeated back: ask how far it is again; the note is kept unless a new one comes."""
    told = Telling.of(_open_proposal(arguments[0], scene))
    return go_on(replace(told, status=None, percent=None, asks_note=True), scene)


def _confirm(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    draft = _draft(arguments[0], scene)
    if draft.used_at is not None:
        raise AlreadyRecorded(receipt=draft.result)
    proposal = Proposal.from_json(draft.content["proposal"])
    scene.office_id = proposal.office_id
    if draft.expires_at <= scene.now:
        return go_on(Telling.of(proposal), scene, DraftExpired().sentence)
    try:
        with scene.tx.begin_nested():
            entry = record_progress(
                scene.tx, scene.authority, proposal, scene.now,
                draft_id=draft.id, line_message_id=draft.content.get("line_message_id"),
            )  # fmt: skip
    except ChangedMeanwhile as error:
        return go_on(Telling.of(proposal), scene, error.sentence)
    draft.used_at, draft.result = scene.now, entry.receipt
    scene.tx.add(draft)
    waiting = attach_waiting(scene.tx, scene.authority, entry, scene.now)
    next_steps = [cards.says("งานของฉัน"), cards.says(f"รายละเอียดมาตรการ {proposal.measure_number}")]
    said = voice.receipt(entry, proposal, scene.office().name, len(waiting), next_steps)
    return Answer(
        [said], topic={"office_id": entry.office_id}, receipt=True, writes=True, office_id=entry.office_id
    )


def _undo(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    office_id, receipt = int(arguments[0]), arguments[1]
    undo = undo_progress(scene.tx, scene.authority, office_id, receipt, scene.now)
    year, number = progress.year_and_number(scene.tx, office_id, undo.measure_id)
    state = status_rules.in_words(undo.status, undo.percent)
    said = voice.undone(receipt, undo.receipt, year, number, state)
    return Answer([said], topic={"office_id": office_id}, receipt=True, writes=True, office_id=office_id)


def _correct(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """Replace an entry by a correction that names it."""
    office_id = int(arguments[0])
    entry = progress.entry_by_receipt(scene.tx, office_id, arguments[1])
    if entry is None or not scene.authority.may(
        "record_progress", office_id, entry.department_id, scene.chat
    ):
        raise NotAllowed(who="", instead="แก้ได้เฉพาะรายการของส่วนราชการของท่าน")
    newer = progress.replaced_by(scene.tx, office_id, entry.id)
    if newer is not None:
        raise AlreadyRecorded(receipt=newer.receipt)
    scene.office_id = office_id
    year, number = progress.year_and_number(scene.tx, office_id, entry.measure_id)
    told = Telling(
        year,
        number,
        entry.department_id,
        note=entry.note,
        round_key=progress.round_key_of(scene.tx, entry),
        event_date=entry.event_date.isoformat(),
        replaces_id=entry.id,
        asks_note=True,
    )
    return go_on(told, scene)


def _draft(identifier: str, scene: Scene) -> Draft:
    if scene.person is None:
        raise DraftUnknown()
    draft = conversation.locked_draft(scene.tx, int(identifier), scene.person.id)
    if draft is None or draft.kind != "progress":
        raise DraftUnknown()
    return draft


def _open_proposal(identifier: str, scene: Scene) -> Proposal:
    draft = _draft(identifier, scene)
    if draft.used_at is not None:
        raise AlreadyRecorded(receipt=draft.result)
    proposal = Proposal.from_json(draft.content["proposal"])
    scene.office_id = proposal.office_id
    return proposal


def _telling(scene: Scene) -> Telling | None:
    told = scene.topic.get("telling")
    return Telling(**told) if told else None


def _telling_or_old(scene: Scene) -> Telling:
    told = _telling(scene)
    if told is None:
        raise DraftUnknown()
    return told


BUTTONS = {
    "report": _report,
    "mine": _mine,
    "dept": _department,
    "status": _status,
    "percent": _percent,
    "note": _no_note,
    "round": _round,
    "amend": _amend,
    "confirm": _confirm,
    "undo": _undo,
    "correct": _correct,
}
