"""Evidence (หลักฐาน): how to attach it, a link sent as such."""

import re
from typing import Any

from bot.reporting import measure_meant
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import cards, general
from bot.voice import progress as voice
from tracker.actions.attach_evidence import attach, entry_in_window, room_for_more, take_evidence
from tracker.errors import DraftUnknown, NotAllowed
from tracker.model import Evidence, ProgressEntry
from tracker.store import evidence, progress
from tracker.store.planned import planned

NAME = "evidence_attach"
EXAMPLE = "แนบรูปมาตรการ 2"

RULE = Rule(
    cases=(
        ("attach evidence|photo|file", 0.88),
        ("attach", 0.7),
        ("send evidence|photo|file", 0.8),
        ("url", 0.75),
        ("evidence measure_no|item_no|measure_text", 0.55),
        ("photo measure_no|item_no", 0.6),
        ("evidence", 0.52),
    ),
    slots=("measure", "round", "department", "measure_year", "office"),
    lowers=(
        ("foreign", 0.6),
        ("detail give_me", 0.45),
        ("when", 0.35),
        ("score remind", 0.3),
        ("due what show", 0.25),
        ("percent who not_sent", 0.2),
        ("ask_for state format", 0.1),
    ),
)


def matches(reading: Reading) -> Match | None:
    """Somebody wants to send evidence."""
    return RULE.match(reading)


ADDRESS = re.compile(r"https?://\S{4,900}")


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """Say what a photo is to prove, or take a link at once."""
    address = ADDRESS.search(meaning.text)
    entry = _entry_of(measure_meant(meaning.slots, scene), meaning.slots.get("fiscal_year"), scene)
    if entry is None and meaning.slots.get("measure_no") is None and scene.person is not None:
        entry = entry_in_window(scene.tx, scene.person.id, scene.now)
    if address:
        return _taken("link", entry, scene, url=address.group())
    _may_attach(entry, scene)
    if entry is None:
        number = meaning.slots.get("measure_no")
        what = f"มาตรการที่ {number} ยังไม่มีรายงาน" if number else "ยังไม่ทราบว่าเป็นหลักฐานของรายการใด"
        words = f"{what}ค่ะ รายงานก่อนได้เลย เช่น “มาตรการ {number or 2} ทำแล้ว 60%” แล้วส่งรูปภายใน 10 นาที"
        return Answer([cards.text(words, [cards.says("งานของฉัน")])])
    _, number = progress.year_and_number(scene.tx, entry.office_id, entry.measure_id)
    words = f"ส่งรูปหรือไฟล์มาได้เลยค่ะ จะแนบกับมาตรการที่ {number} (เลขที่ {entry.receipt})"
    return Answer(
        [cards.text(words)], topic={"office_id": entry.office_id, "proof": entry.receipt}, writes=True
    )


def received(kind: str, file_name: str | None, size: int | None, external: bool, scene: Scene) -> Answer:
    """The answer to a photo or file. It is noted at once; a worker fetches it from LINE."""
    if external:
        return Answer([general.cannot_read("ไฟล์จากแหล่งภายนอก")])
    if scene.office_id is None or not scene.posts or scene.person is None:
        words = "รับหลักฐานได้จากผู้ที่ลงทะเบียนกับหน่วยงานแล้วเท่านั้นค่ะ"
        return Answer([general.refused(words, [cards.says("ลงทะเบียน"), cards.says("ช่วยเหลือ")])])
    entry = entry_in_window(scene.tx, scene.person.id, scene.now)
    if scene.topic.get("proof"):
        entry = progress.entry_by_receipt(scene.tx, scene.office_id, scene.topic["proof"]) or entry
    room_for_more(scene.tx, scene.files, scene.person.id, entry, scene.now, scene.zone)
    return _taken(kind, entry, scene, file_name=file_name, size=size)


def _taken(kind: str, entry: ProgressEntry | None, scene: Scene, **what: Any) -> Answer:
    assert scene.office_id is not None
    office_id = entry.office_id if entry else scene.office_id
    row = take_evidence(
        scene.tx,
        scene.authority,
        office_id,
        entry,
        scene.now,
        kind=kind,
        line_message_id=scene.message_id,
        account=scene.account,
        **what,
    )
    if entry is not None:
        return _attached(row, entry, scene)
    return waits(row, office_id, scene)


def waits(row: Evidence, office_id: int, scene: Scene) -> Answer:
    """Ask what evidence proves that nothing says of which report it is."""
    kind = row.kind
    departments = [post.department_id for post in scene.departments]
    mine = None if scene.allows("attach_evidence") or not departments else departments[0]
    choices = evidence.entries_to_attach_to(scene.tx, office_id, mine, 10)
    if not choices:
        return Answer([voice.evidence_waits(kind)], receipt=True, writes=True, office_id=office_id)
    return Answer(
        [voice.evidence_for_what(kind, row.id, choices)], receipt=True, writes=True, office_id=office_id
    )


def _attached(row: Evidence, entry: ProgressEntry, scene: Scene) -> Answer:
    scene.tx.flush()
    _, number = progress.year_and_number(scene.tx, entry.office_id, entry.measure_id)
    count = evidence.count_of_entry(scene.tx, entry.office_id, entry.id)
    as_paper = row.id if row.kind == "file" and scene.authority.may("import", row.office_id) else 0
    said = voice.evidence_taken(row.kind, number, entry.receipt, count, row.office_id, as_paper)
    return Answer([said], receipt=True, writes=True, office_id=entry.office_id)


def _entry_of(number: int | None, fiscal_year: int | None, scene: Scene) -> ProgressEntry | None:
    """The newest report on a measure that the speaker may add evidence to."""
    if number is None or scene.office_id is None:
        return None
    year = fiscal_year or scene.current_measure_year()
    measure = planned(scene.tx, scene.office_id, year).measures.get(number)
    if measure is None:
        return None
    entries = progress.effective_entries(scene.tx, scene.office_id, [measure.id])
    may = scene.authority.may
    own = [e for e in entries if may("attach_evidence", e.office_id, e.department_id, scene.chat)]
    return own[-1] if own else None


def _may_attach(entry: ProgressEntry | None, scene: Scene) -> None:
    if not scene.posts:
        raise NotAllowed(who="ผู้ที่ยังไม่ได้ลงทะเบียน", instead="กรุณาพิมพ์รหัสเชิญเพื่อลงทะเบียนก่อน")
    if entry is not None:
        scene.authority.permit("attach_evidence", entry.office_id, entry.department_id, "กรุณาแจ้งผู้ประสาน ITA")


def _proof(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """Somebody said which report a photo proves."""
    if scene.person is None:
        raise DraftUnknown()
    row = evidence.of_person(scene.tx, int(arguments[0]), scene.person.id)
    if row is None or row.state == "removed":
        raise DraftUnknown()
    entry = progress.entry_by_receipt(scene.tx, row.office_id, arguments[1])
    if entry is None:
        raise DraftUnknown()
    return _attached(attach(scene.tx, scene.authority, row, entry, scene.now), entry, scene)


BUTTONS = {"proof": _proof}
