"""What was repeated back or recorded is told differently in a few words: "ไม่ใช่ 60 เป็น 70", "ของกองคลังด้วย"."""

import re
from dataclasses import replace
from typing import Any

from bot.intents import progress_report
from bot.recording import ask_again, correction_of, told_of
from bot.reporting import Telling, go_on
from bot.scene import Answer, Scene
from bot.thai.normalise import normalise
from bot.thai.reading import read
from bot.thai.slots import fill
from tracker.store import organisations, progress

_NOT = "(?:ไม่ใช่|มิใช่|ไม่ไช่|พิมพ์ผิด|ผิดค่ะ|ผิดครับ|ผิด|ไม่ถูก)"
_BECOMES = "(?:แต่เป็น|ต้องเป็น|ที่ถูกคือ|ที่ถูก|แก้เป็น|เป็น|แต่|คือ)"
_INSTEAD = (
    re.compile(rf"{_NOT}.*?{_BECOMES}(?P<new>.+)$", re.S),
    re.compile(r"^(?:ขอ)?(?:แก้ไข|แก้|เปลี่ยน|ปรับ|เอา)(?:ใหม่)?(?:เป็น)(?P<new>.+)$", re.S),
    re.compile(rf"^{_NOT}\s*(?:ค่ะ|ครับ|คะ)?\s*\S+\s+(?P<new>.+)$", re.S),
    re.compile(rf"^(?P<new>.+?)\s*{_NOT}\s*\S+$", re.S),
)
_ALSO = re.compile(
    r"^(?:แล้ว)?(?:ก็)?(?:ของ)?(?P<new>.+?)\s*(?:ก็)?(?:ด้วย|เหมือนกัน|เช่นกัน|เหมือนเดิม)(?:นะ|เลย|ค่ะ|คะ|ครับ|คับ)*$",
    re.S,
)
_WRONG = re.compile(rf"^(?:{_NOT}|แก้|แก้ไข|ขอแก้)(?:ค่ะ|คะ|ครับ|คับ|นะ|แล้ว)*$")
_BARE = re.compile(r"^\s*\d{1,3}\s*(?:ค่ะ|คะ|ครับ|คับ|นะคะ|นะครับ)?\s*$")
LONGEST = 200
"""Letters of a message that may be a change; a longer one is a report of its own."""


def amended(text: str, scene: Scene) -> Answer | None:
    """The report of this thread as a message changes it, or the same for another department or measure; None when the
    message does neither."""
    if (
        len(text) > LONGEST
        or not (scene.topic.get("draft_id") or scene.topic.get("entry"))
        or scene.topic.get("change")
    ):
        return None
    plain = normalise(text).text.strip()
    if _WRONG.match(plain):
        return ask_again(_told(scene, anew=False), scene)
    for pattern in _INSTEAD:
        match = pattern.search(plain)
        if match is not None:
            change = _change(match["new"], scene)
            return go_on(replace(_told(scene, anew=False), **change), scene) if change else None
    match = _ALSO.match(plain)
    change = _change(match["new"], scene) if match else {}
    if not {"number", "department_id"} & change.keys():
        return None
    return go_on(replace(_told(scene, anew=True), **{"note": "", **change}), scene)


def _told(scene: Scene, anew: bool) -> Telling:
    """What the thread is about: the report repeated back last, else the one recorded last. `anew`: to be told again
    beside it, not in its place."""
    if scene.topic.get("draft_id"):
        told = told_of(str(scene.topic["draft_id"]), scene)
        return replace(told, instead_of=None, replaces_id=None) if anew else told
    office_id, receipt = int(scene.topic["office_id"]), str(scene.topic["entry"])
    told = correction_of(office_id, receipt, scene)
    entry = progress.entry_by_receipt(scene.tx, office_id, receipt)
    assert entry is not None
    told = replace(told, status=entry.status, percent=entry.percent)
    return replace(told, replaces_id=None) if anew else told


def _change(words: str, scene: Scene) -> dict[str, Any]:
    """What of a report a few words change. A bare number is a percent."""
    said = f"{words.strip()}%" if _BARE.match(words) else words
    reading = read(said, scene.now, scene.vocabulary())
    named = read(f"มาตรการ 1 {said}", scene.now, scene.vocabulary())
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
        change["note"] = slots["note"]
    return change
