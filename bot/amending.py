"""What was repeated back or recorded is told differently in a few words: "ไม่ใช่ 60 เป็น 70", "ของกองคลังด้วย"."""

import re
from dataclasses import replace
from typing import Any

from bot import thread
from bot.intents import progress_report
from bot.recording import ask_again, correction_of, told_of
from bot.reporting import Telling, go_on, pending
from bot.scene import Answer, Scene
from bot.thai.normalise import normalise
from bot.thai.reading import read
from bot.thai.slots import fill
from bot.voice import cards
from tracker.store import organisations, progress

_NOT = "(?:ไม่ใช่|มิใช่|ไม่ไช่|พิมพ์ผิด|ผิดค่ะ|ผิดครับ|ผิด|ไม่ถูก)"
_BECOMES = "(?:แต่เป็น|ต้องเป็น|ที่ถูกคือ|ที่ถูก|แก้เป็น|เป็น|แต่|คือ)"
_OOPS = r"(?:(?:ขอโทษ|อุ๊ย|เอ้ย|เอ๊ะ|เมื่อกี้|อ๋อ)\S{0,6}\s*)?"
_ASKS = re.compile("เหรอ|หรอ|หรือ|ไหม|มั้ย|ใช่มะ|กี่|อะไร|ใคร|เมื่อไ")
_INSTEAD = (
    re.compile(rf"^{_OOPS}{_NOT}.{{0,60}}?{_BECOMES}(?P<new>.+)$", re.S),
    re.compile(r"^(?:ขอ)?(?:แก้ไข|แก้|เปลี่ยน|ปรับ|เอา)(?:ใหม่)?(?:เป็น)(?P<new>.+)$", re.S),
    re.compile(rf"^{_OOPS}{_NOT}\s*(?:ค่ะ|ครับ|คะ)?\s*\S+\s+(?P<new>.+)$", re.S),
    re.compile(r"^(?P<new>.{1,25}?)\s*(?:ไม่ใช่|มิใช่)\s*\S{1,15}$", re.S),
)
_ALSO = re.compile(
    r"^(?:แล้ว)?(?:ก็)?(?:ของ)?(?P<new>.+?)\s*(?:ก็)?(?:ด้วย|เหมือนกัน|เช่นกัน|เหมือนเดิม)(?:นะ|เลย|ค่ะ|คะ|ครับ|คับ)*$",
    re.S,
)
_OLD_PERCENT = re.compile(rf"{_NOT}\D{{0,12}}(\d{{1,3}})(?!\d)")
_WRONG = re.compile(rf"^(?:{_NOT}|แก้|แก้ไข|ขอแก้)(?:ค่ะ|คะ|ครับ|คับ|นะ|แล้ว)*$")
_BARE = re.compile(r"^\s*\d{1,3}\s*(?:ค่ะ|คะ|ครับ|คับ|นะคะ|นะครับ)?\s*$")
LONGEST = 200
"""Letters of a message that may be a change; a longer one is a report of its own."""


WHICH = "มีหลายรายการที่รอยืนยันค่ะ กรุณากด “แก้ไข” ที่การ์ดของมาตรการที่ต้องการแก้"
STAYS = "เป็นรายการใหม่ค่ะ รายการเดิมเลขที่ {} ยังอยู่ หากบันทึกผิดข้อ กด “เลิกทำ” ที่รายการนั้น"


def amended(text: str, scene: Scene) -> Answer | None:
    """The report of this thread as a message changes it, or the same for another department or measure; None when the
    message does neither, or says enough to be a report of its own."""
    under_way = scene.topic.get("draft_id") or scene.topic.get("entry")
    if len(text) > LONGEST or not under_way or scene.topic.get("change") or _ASKS.search(text):
        return None
    plain = normalise(text).text.strip()
    if _WRONG.match(plain):
        return _of_one(plain, {}, scene)
    for pattern in _INSTEAD:
        match = pattern.search(plain)
        if match is not None:
            change = _change(match["new"], scene)
            return _of_one(plain, change, scene) if change else None
    match = _ALSO.match(plain)
    return _also(match["new"], scene) if match else None


def _of_one(plain: str, change: dict[str, Any], scene: Scene) -> Answer:
    """The report meant, changed; asked for anew when it is only said to be wrong."""
    told, receipt = _meant(plain, scene)
    if told is None:
        return Answer([cards.text(WHICH)])
    if not change:
        return ask_again(told, scene)
    lead = ""
    if told.replaces_id is not None and {"number", "department_id"} & change.keys():
        # A correction stays where it was: another measure or department gets a report of its own.
        told, lead = replace(told, replaces_id=None, round_key=None), STAYS.format(receipt)
    return go_on(replace(told, **change), scene, lead)


def _also(words: str, scene: Scene) -> Answer | None:
    """The same state for what else is named, when nothing but a department or a measure is."""
    reading = read(words, scene.now, scene.vocabulary())
    kinds = {mention.kind for mention in reading.mentions}
    if not kinds or not kinds <= {"department", "measure_no", "item_no"} or not thread.only_names(reading):
        return None
    told, _ = _meant("", scene)
    if told is None:
        return Answer([cards.text(WHICH)])
    anew = replace(
        told, instead_of=None, replaces_id=None, note="", note_from=None, event_date=None, round_key=None
    )
    return go_on(replace(anew, **_change(words, scene)), scene)


def _meant(plain: str, scene: Scene) -> tuple[Telling | None, str]:
    """The report a change is of: the one with the percent that is said to be wrong, else the only one there is. With
    the receipt number of one that is recorded."""
    drafts = [told_of(str(draft_id), scene) for draft_id in pending(scene)]
    recorded = [_recorded(scene)] if scene.topic.get("entry") else []
    wrong = _OLD_PERCENT.search(plain)
    if wrong is not None:
        meant = [
            pair for pair in [*((told, "") for told in drafts), *recorded] if pair[0].percent == int(wrong[1])
        ]
        if len(meant) == 1:
            return meant[0]
    if len(drafts) == 1:
        return drafts[0], ""
    if not drafts and recorded:
        return recorded[0]
    return None, ""


def _recorded(scene: Scene) -> tuple[Telling, str]:
    office_id, receipt = int(scene.topic["office_id"]), str(scene.topic["entry"])
    entry = progress.entry_by_receipt(scene.tx, office_id, receipt)
    assert entry is not None
    told = correction_of(office_id, receipt, scene)
    return replace(told, status=entry.status, percent=entry.percent), receipt


def _change(words: str, scene: Scene) -> dict[str, Any]:
    """What of a report a few words change. A bare number is a percent."""
    said = f"{words.strip()}%" if _BARE.match(words) else words
    reading = read(said, scene.now, scene.vocabulary())
    # A few words tell of a measure that is known already; with one named they are read as they are.
    alone = not reading.signs & {"measure_no", "item_no"}
    named = read(f"มาตรการ 1 {said}", scene.now, scene.vocabulary()) if alone else reading
    slots = fill(named, progress_report.RULE.slots)
    change: dict[str, Any] = {}
    if {"status", "percent"} & slots.keys():
        change = {"status": slots.get("status"), "percent": slots.get("percent"), "asks_note": False}
    number = reading.first("measure_no") or reading.first("item_no")
    if number is not None:
        change["number"] = number
    if slots.get("department"):
        department = organisations.department_by_name(scene.tx, scene.office(), slots["department"])
        change |= {"department_id": department.id, "round_key": None}
    if slots.get("date"):
        change["event_date"] = slots["date"]
    if slots.get("round"):
        change["round_key"] = slots["round"]
    if change and slots.get("note"):
        change |= {"note": slots["note"], "note_from": scene.message_id}
    return change
