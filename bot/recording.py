"""What was repeated back is confirmed, changed or dropped; what was recorded is undone or corrected."""

from dataclasses import replace
from typing import Any

from bot import publishing
from bot.reporting import Telling, card_of, go_on, pending
from bot.scene import Answer, Message, Scene
from bot.voice import cards, general
from bot.voice import progress as voice
from tracker.actions.attach_evidence import attach_waiting
from tracker.actions.confirm_report import confirm_report
from tracker.actions.record_progress import Proposal
from tracker.actions.set_aside import note_refusal
from tracker.actions.undo_progress import undo_progress
from tracker.errors import (
    AlreadyRecorded,
    ChangedMeanwhile,
    DraftExpired,
    DraftUnknown,
    NotAllowed,
    TrackerError,
)
from tracker.model import Draft, ProgressEntry
from tracker.rules import status as status_rules
from tracker.store import conversation, progress
from tracker.store.plain import attempt

AT_ONCE = 5
"""Receipts of one answer: LINE takes five messages, and a write without its receipt is none."""
CHANGED = "ปุ่มนี้เป็นของข้อความก่อนแก้ค่ะ ยังไม่ได้บันทึก รายการล่าสุดคือรายการนี้"


def confirm(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """Record what a card repeated back. The button of a card that was changed or is too old leads to a new card."""
    draft = _draft(arguments[0], scene)
    if draft.used_at is not None:
        raise AlreadyRecorded(receipt=draft.result)
    proposal = Proposal.from_json(draft.content["proposal"])
    scene.office_id = proposal.office_id
    newest = _newest(draft, scene)
    if newest is not draft:
        if newest.used_at is not None:
            raise AlreadyRecorded(receipt=newest.result)
        if newest.expires_at <= scene.now:
            return go_on(_told(newest), scene, CHANGED)
        # No new draft: whoever pressed the old button twice would find the newest card old as well, for ever.
        return _shown_again(newest, scene)
    if draft.expires_at <= scene.now:
        note_refusal(scene.tx, scene.authority, draft.office_id, DraftExpired.__name__, scene.now)
        return go_on(_told(draft), scene, DraftExpired().sentence)
    try:
        with attempt(scene.tx):
            entry = confirm_report(scene.tx, scene.authority, draft, scene.now)
    except ChangedMeanwhile as error:
        return go_on(_told(draft), scene, error.sentence)
    return _receipt(entry, proposal, draft.id, scene)


def _shown_again(draft: Draft, scene: Scene) -> Answer:
    """The newest card once more; what else waits or is being asked about goes on waiting."""
    found = card_of(draft, scene, CHANGED)
    left = [each for each in pending(scene) if each != draft.id]
    topic = (found.topic or {}) | {"also": left}
    if scene.topic.get("telling"):
        topic = {key: scene.topic[key] for key in ("telling", "awaits", "queue") if key in scene.topic}
        topic |= {"office_id": draft.office_id, "also": [*left, draft.id]}
    return replace(found, topic=topic)


def _receipt(entry: ProgressEntry, proposal: Proposal, draft_id: int, scene: Scene) -> Answer:
    waiting = attach_waiting(scene.tx, scene.authority, entry, scene.now)
    next_steps = [cards.says("งานของฉัน"), cards.says(f"รายละเอียดมาตรการ {proposal.measure_number}")]
    said = voice.receipt(entry, proposal, scene.outline().name, len(waiting), next_steps)
    topic = {"office_id": entry.office_id, "entry": entry.receipt}
    left = [each for each in pending(scene) if each != draft_id]
    if scene.topic.get("telling"):
        # Another report of the same message is still being asked about.
        topic |= {key: scene.topic[key] for key in ("telling", "awaits", "queue") if key in scene.topic}
        topic["also"] = left
    elif left:
        topic |= {"draft_id": left[-1], "also": left[:-1]}
    return Answer([said], topic=topic, receipt=True, writes=True, office_id=entry.office_id)


def confirm_all(scene: Scene) -> Answer:
    """ "ยืนยัน" in words: all that waits is recorded, each with its receipt."""
    messages: list[Message] = []
    found = Answer([general.old_button()])
    for draft_id in pending(scene)[:AT_ONCE]:
        try:
            with attempt(scene.tx):
                found = confirm([str(draft_id)], {}, scene)
        except TrackerError as error:
            # One that was taken back or pressed meanwhile is said so, and never holds up the others.
            found = Answer([general.refused(error.sentence)], topic=_without(draft_id, scene))
        messages += found.messages
        scene.topic = found.topic or {}
    return replace(found, messages=messages or found.messages, receipt=True)


def _without(draft_id: int, scene: Scene) -> dict[str, Any]:
    left = [each for each in pending(scene) if each != draft_id]
    kept = {key: value for key, value in scene.topic.items() if key not in ("draft_id", "also")}
    return kept | ({"draft_id": left[-1], "also": left[:-1]} if left else {})


def show_again(scene: Scene) -> Answer:
    """ "ยืนยัน" after something else was talked about: the card is shown again, for it is no longer what one sees."""
    waiting = pending(scene)
    found = go_on(told_of(str(waiting[-1]), scene), scene, "ยังไม่ได้บันทึกค่ะ กรุณาตรวจอีกครั้งแล้วยืนยัน")
    return found


def drop_all(scene: Scene) -> Answer:
    """ "ยกเลิก" in words: what was being told or repeated back is dropped, and its button with it."""
    assert scene.person is not None
    changed = (scene.topic.get("telling") or {}).get("instead_of")
    for draft_id in {*pending(scene), *filter(None, [scene.topic.get("draft_id"), changed])}:
        draft = conversation.locked_draft(scene.tx, int(draft_id), scene.person.id)
        if draft is not None and draft.used_at is None:
            scene.tx.delete(draft)
    return publishing.backed_out(scene)


def undo_last(scene: Scene) -> Answer:
    """ "เลิกทำ" in words: the speaker's newest report."""
    entry = progress.last_entry_of_person(scene.tx, scene.person.id) if scene.person else None
    if entry is None:
        return Answer([cards.text("ยังไม่มีรายการที่ท่านบันทึกให้เลิกทำค่ะ", [cards.says("งานของฉัน")])])
    return _undo([str(entry.office_id), entry.receipt], {}, scene)


def _undo(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    office_id, receipt = int(arguments[0]), arguments[1]
    undo = undo_progress(scene.tx, scene.authority, office_id, receipt, scene.now)
    year, number = progress.year_and_number(scene.tx, office_id, undo.measure_id)
    state = status_rules.in_words(undo.status, undo.percent)
    said = voice.undone(receipt, undo.receipt, year, number, state)
    return Answer([said], topic={"office_id": office_id}, receipt=True, writes=True, office_id=office_id)


def _correct(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """Replace an entry by a correction that names it."""
    return go_on(replace(correction_of(int(arguments[0]), arguments[1], scene), asks_note=True), scene)


def correction_of(office_id: int, receipt: str, scene: Scene) -> Telling:
    """What a recorded report told, but how far it was, to be told again in its place. Raises NotAllowed for another
    department's report and AlreadyRecorded for one that was replaced already."""
    entry = progress.entry_by_receipt(scene.tx, office_id, receipt)
    if entry is None or not scene.authority.may("correct", office_id, entry.department_id, scene.chat):
        raise NotAllowed(who="", instead="แก้ได้เฉพาะรายการของส่วนราชการของท่าน")
    newer = progress.replaced_by(scene.tx, office_id, entry.id)
    if newer is not None:
        raise AlreadyRecorded(receipt=newer.receipt)
    scene.office_id = office_id
    year, number = progress.year_and_number(scene.tx, office_id, entry.measure_id)
    return Telling(
        year,
        number,
        entry.department_id,
        note=entry.note,
        round_key=progress.round_key_of(scene.tx, entry),
        event_date=entry.event_date.isoformat(),
        replaces_id=entry.id,
        note_from=entry.line_message_id,
    )


def _round(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    return go_on(replace(told_of(arguments[0], scene), round_key=":".join(arguments[1:])), scene)


def _amend(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    return ask_again(told_of(arguments[0], scene), scene)


def ask_again(told: Telling, scene: Scene) -> Answer:
    """Ask anew how far it is; the note is kept unless a new one comes. The card being changed is old at once."""
    if told.instead_of is not None:
        conversation.retire_draft(scene.tx, told.instead_of, scene.now)
    return go_on(replace(told, status=None, percent=None, asks_note=True), scene)


def told_of(identifier: str, scene: Scene) -> Telling:
    """What was repeated back and is not recorded yet, to be told differently in its place."""
    draft = _newest(_draft(identifier, scene), scene)
    if draft.used_at is not None:
        raise AlreadyRecorded(receipt=draft.result)
    told = _told(draft)
    scene.office_id = draft.office_id
    return told


def _told(draft: Draft) -> Telling:
    told = Telling.of(Proposal.from_json(draft.content["proposal"]))
    return replace(told, instead_of=draft.id, note_from=draft.line_message_id)


def _newest(draft: Draft, scene: Scene) -> Draft:
    """What a draft was changed into, itself when it was not."""
    while "newer" in draft.content:
        draft = _draft(draft.content["newer"], scene)
    return draft


def _draft(identifier: str | int, scene: Scene) -> Draft:
    if scene.person is None:
        raise DraftUnknown()
    draft = conversation.locked_draft(scene.tx, int(identifier), scene.person.id)
    if draft is None or draft.kind != "progress":
        raise DraftUnknown()
    return draft


BUTTONS = {"round": _round, "amend": _amend, "confirm": confirm, "undo": _undo, "correct": _correct}
