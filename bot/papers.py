"""A coordinator's file in a private chat is a paper to take in: read elsewhere, confirmed, dropped or kept as evidence
here."""

from bot.intents.evidence_attach import waits
from bot.intents.help import papers_in
from bot.line.events import Said
from bot.scene import Answer, Message, Scene
from bot.voice import general
from bot.voice import papers as voice
from tracker.actions.attach_evidence import entry_in_window
from tracker.actions.read_instead import read_instead
from tracker.actions.receive_paper import as_evidence, confirm_paper, drop_paper, receive_paper
from tracker.documents import DocumentDraft
from tracker.errors import PaperUnknown

LIMIT_MB = 10
STALE = "ข้อมูลในระบบเปลี่ยนไปหลังจากที่แสดงการ์ดก่อน กรุณาตรวจอีกครั้ง"


def received(said: Said, scene: Scene) -> Answer | None:
    """Take a coordinator's file as a paper to be read; None where it is evidence: a photo, another person's, one sent
    within ten minutes of a report or after asking to attach."""
    if said.kind != "file" or said.external or scene.person is None:
        return None
    office_id = _office(scene)
    if office_id is None or scene.topic.get("proof") or entry_in_window(scene.tx, scene.person.id, scene.now):
        return None
    scene.office_id = office_id
    name = said.file_name or "เอกสาร"
    if said.size is not None and said.size > LIMIT_MB * 1_048_576:
        words = f"ไฟล์ “{name}” ใหญ่เกิน {LIMIT_MB} MB ค่ะ กรุณาลบรูปภาพออกหรือแบ่งไฟล์แล้วส่งใหม่ ยังไม่มีอะไรถูกบันทึก"
        return Answer([general.refused(words)])
    row = receive_paper(
        scene.tx, scene.authority, office_id, scene.now, file_name=name, line_message_id=scene.message_id,
        account=scene.account,
    )  # fmt: skip
    return Answer(
        [voice.reading(name, office_id, row.id)],
        {"office_id": office_id},
        receipt=True,
        writes=True,
        office_id=office_id,
    )


def _office(scene: Scene) -> int | None:
    """The office talked about when the speaker coordinates it, else the first one they coordinate."""
    mine = [
        held.office_id for held in scene.authority.holdings if scene.authority.may("import", held.office_id)
    ]
    return scene.office_id if scene.office_id in mine else next(iter(mine), None)


def _yes(office_id: int, paper_id: int, scene: Scene) -> Answer:
    done = confirm_paper(scene.tx, scene.authority, office_id, paper_id, scene.now)
    name = scene.office().name
    if done.stale:
        said = voice.as_read(name, done.draft, done.changes, done.departments, STALE, office_id, paper_id)
        return Answer(said, writes=True)
    receipt = voice.taken(
        name, done.file_name, voice.headline(done.draft), voice.counted(done.changes), _years(done.draft),
        _noticed_years(done.draft),
    )  # fmt: skip
    return _wrote([receipt], office_id)


def _years(draft: DocumentDraft) -> list[int]:
    return sorted(result.fiscal_year for result in draft.results if result.fiscal_year)


def _noticed_years(draft: DocumentDraft) -> list[int]:
    return sorted({draft.year_of(finding) for finding in draft.findings} - {0})


def _no(office_id: int, paper_id: int, scene: Scene) -> Answer:
    drop_paper(scene.tx, scene.authority, scene.files, office_id, paper_id, scene.now)
    return _wrote([voice.dropped()], office_id)


def _proof(office_id: int, paper_id: int, scene: Scene) -> Answer:
    row = as_evidence(scene.tx, scene.authority, scene.files, office_id, paper_id, scene.now)
    return waits(row, office_id, scene)


def _read_instead(_office_id: int, evidence_id: int, scene: Scene) -> Answer:
    row = read_instead(scene.tx, scene.authority, scene.files, evidence_id, scene.now)
    return _wrote([voice.reading(row.file_name, row.office_id, row.id)], row.office_id)


def _wrote(messages: list[Message], office_id: int) -> Answer:
    return Answer(messages, {"office_id": office_id}, receipt=True, writes=True, office_id=office_id)


_DECISIONS = {"yes": _yes, "no": _no, "proof": _proof, "read": _read_instead}


def decide(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """A button of a paper's card: form; yes no proof with the office and the paper; read with the office and the
    evidence. Raises PaperUnknown."""
    if arguments == ["form"]:
        return papers_in(scene)
    if len(arguments) != 3 or arguments[0] not in _DECISIONS:
        raise PaperUnknown()
    office_id, paper_id = int(arguments[1]), int(arguments[2])
    scene.office_id = office_id
    return _DECISIONS[arguments[0]](office_id, paper_id, scene)


BUTTONS = {"paper": decide}
