"""Papers taken in at the desk: sent, read, laid beside what is known, and taken in or not.

A paper is a row before it is read, so that none gets lost: a thread of this process reads it at once, in a process of
its own (documents.isolation), one at a time; what it leaves behind the scheduler reads. The sender waits some seconds
for it, which mostly is enough; a page that reloads by itself would take the words from under who has them read aloud.
"""

import logging
import re
from collections.abc import Iterator
from threading import Lock, Thread
from typing import IO

from flask import Blueprint, Response, make_response, redirect, request, url_for
from sqlmodel import Session
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from bot.pages.desk.frame import looked_at, of_office, shown
from bot.pages.desk.press import number
from bot.pages.desk.room import BACK, HEADING, Room, furnish
from bot.pages.desk.sections import moment
from bot.pages.public import notice
from bot.voice import papers as voice
from tracker.actions.import_papers import changes_of, new_departments
from tracker.actions.open_desk import ONLY_COORDINATORS, Viewer
from tracker.actions.read_papers import LIMIT, read_stored
from tracker.actions.receive_paper import DRAFT, confirm_paper, drop_paper, receive_paper
from tracker.documents.differences import departments_words, fingerprint, period_words
from tracker.errors import DiskNearlyFull, FileRefused, PaperUnknown
from tracker.model import IncomingPaper, Office
from tracker.rules.plain_text import bearable
from tracker.rules.rounds import CADENCE_WORDS
from tracker.store import incoming

log = logging.getLogger(__name__)

PATIENCE = 12.0  # seconds a sender waits for the reading
BESIDE = 100_000  # bytes of a form beside the file itself
ENDINGS = ".docx,.pdf,.xlsx,.csv,.txt,.html"
STATES = {
    "received": ("กำลังอ่าน", "in_progress"),
    "read": ("รอตรวจและยืนยัน", "late"),
    "refused": ("นำเข้าไม่ได้", "blocked"),
    "taken": ("นำเข้าแล้ว", "done"),
}
SEVERITIES = {"error": ("ผิด", "blocked"), "warning": ("ควรตรวจ", "late"), "note": ("หมายเหตุ", "")}
EFFECTS = {
    "added": ("เพิ่ม", "done"),
    "changed": ("เปลี่ยน", "late"),
    "missing": ("ไม่มีในฉบับนี้ คงไว้ตามเดิม", ""),
}
SAID = {
    "taken": "นำเข้าแล้ว ผลคะแนนตอบได้ทันที ส่วนมาตรการและหน้าเว็บเปิดเผยเมื่อกดเผยแพร่ในแชท",
    "stale": "ข้อมูลในระบบเปลี่ยนไปหลังจากที่เปิดหน้านี้ ยังไม่ได้นำเข้า กรุณาตรวจอีกครั้ง",
    "dropped": "ไม่นำเข้าแล้ว ลบไฟล์และสิ่งที่อ่านได้แล้ว",
}
_READING = Lock()


def create_papers(room: Room) -> Blueprint:
    """The routes /desk/papers and /desk/paper/…"""
    pages = Blueprint("desk_papers", __name__, url_prefix="/desk")
    pages.register_error_handler(RequestEntityTooLarge, _too_large)

    @pages.get("/papers")
    def papers() -> Response:
        viewer = room.viewer()
        with room.store.read() as tx:
            asked, offices = looked_at(tx, room, viewer)
            takes_in = asked.office is not None and viewer.may("import", asked.office.id)
            rows = incoming.of_office(tx, asked.office.id) if asked.office is not None and takes_in else []
        told = [(row, *STATES[row.state], moment(row.received_at, room.zone)) for row in rows]
        return shown(
            room, "desk_papers.html", viewer, asked, offices, papers=told, takes_in=takes_in, endings=ENDINGS,
            megabytes=LIMIT // 1_048_576, said=SAID.get(request.args.get("said", "")), here="/desk/papers",
        )  # fmt: skip

    @pages.post("/papers/<slug>")
    def send(slug: str) -> AnyResponse:
        request.max_content_length = LIMIT + BESIDE
        viewer = room.viewer()
        room.check_form(room.token, room.session_name)
        with room.store.read() as tx:
            _permitted(tx, room, viewer, slug)
        row = _received(room, slug)
        _read_meanwhile(room, row.office_id, row.id)
        return redirect(url_for("desk_papers.paper", slug=slug, paper_id=row.id), 303)

    @pages.get("/paper/<slug>/<int:paper_id>")
    def paper(slug: str, paper_id: int) -> Response:
        viewer = room.viewer()
        with room.store.read() as tx:
            office = _permitted(tx, room, viewer, slug)
            asked, _ = of_office(tx, room, viewer, slug)
            row = _paper(tx, office, paper_id)
            beside = _beside(tx, office, row)
        return shown(
            room, "desk_paper.html", viewer, asked, [office], paper=row, office=office, state=STATES[row.state],
            at=moment(row.received_at, room.zone), said=SAID.get(request.args.get("said", "")),
            here="/desk/papers", severities=SEVERITIES, effects=EFFECTS, **beside,
        )  # fmt: skip

    @pages.post("/paper/<slug>/<int:paper_id>")
    def decide(slug: str, paper_id: int) -> AnyResponse:
        room.viewer()
        room.check_form(room.token, room.session_name)
        its_id, now, again = number(str(paper_id)), room.clock(), "desk_papers.paper"
        with room.store.begin() as tx:
            viewer = room.viewer_again(tx)
            office = _permitted(tx, room, viewer, slug)
            if request.form.get("decision") != "yes":
                drop_paper(tx, viewer.person(), room.desk.files, office.id, its_id, now)
                return redirect(url_for("desk_papers.papers", office=slug, said="dropped"), 303)
            seen = request.form.get("shown", "")
            done = confirm_paper(tx, viewer.person(), office.id, its_id, now, seen)
        said = "stale" if done.stale else "taken"
        return redirect(url_for(again, slug=slug, paper_id=paper_id, said=said), 303)

    return furnish(room, pages)


def _permitted(tx: Session, room: Room, viewer: Viewer, slug: str) -> Office:
    """The office whose papers a coordinator of it takes in. Raises NotAllowed, UnknownOffice."""
    _, office = of_office(tx, room, viewer, slug)
    viewer.person().permit("import", office.id, None, ONLY_COORDINATORS)
    return office


def _received(room: Room, slug: str) -> IncomingPaper:
    """The paper of the form, stored and noted. Raises FileRefused, DiskNearlyFull, TooManyPapers."""
    sent, files = request.files.get("paper"), room.desk.files
    if sent is None or not sent.filename:
        raise FileRefused(reason="ยังไม่ได้เลือกไฟล์")
    if files.nearly_full():
        raise DiskNearlyFull()
    stored = files.put(_chunks(sent.stream), LIMIT)
    name = bearable(re.split(r"[\\/]", sent.filename)[-1]).strip() or "เอกสาร"
    with room.store.begin() as tx:
        viewer = room.viewer_again(tx)
        office = _permitted(tx, room, viewer, slug)
        return receive_paper(
            tx, viewer.person(), office.id, room.clock(),
            file_name=name, line_message_id=None, sha256=stored.sha256,
        )  # fmt: skip


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(65_536):
        yield chunk


def _read_meanwhile(room: Room, office_id: int, paper_id: int) -> None:
    def read() -> None:
        with _READING:
            try:
                read_stored(room.store, room.desk.files, office_id, paper_id, room.clock())
            except Exception as error:  # (the row waits; the scheduler finds it)
                log.warning("paper %s is left to the scheduler: %s", paper_id, type(error).__name__)

    reading = Thread(target=read, name="paper", daemon=True)
    reading.start()
    reading.join(PATIENCE)


def _paper(tx: Session, office: Office, paper_id: int) -> IncomingPaper:
    row = tx.get(IncomingPaper, (office.id, number(str(paper_id))))
    if row is None or row.state not in STATES:
        raise PaperUnknown()
    return row


def _beside(tx: Session, office: Office, row: IncomingPaper) -> dict[str, object]:
    """What a paper says, and what is known and would change, as the page lays them side by side."""
    if row.state != "read" or row.draft is None:
        return {}
    draft = DRAFT.validate_python(row.draft)
    changes = changes_of(tx, office, draft)
    measures = [
        (
            measure,
            departments_words(measure) or "ไม่ระบุผู้รับผิดชอบ",
            period_words(measure) or "ไม่ระบุระยะเวลา",
            CADENCE_WORDS[measure.cadence],
        )
        for measure in draft.measures
    ]
    return {
        "draft": draft,
        "measures": measures,
        "headline": voice.headline(draft),
        "changes": changes,
        "counted": voice.counted(changes),
        "nothing": all(change.effect == "missing" for change in changes),
        "departments": new_departments(tx, office, draft),
        "shown": fingerprint(changes),
        "public": voice.PUBLIC,
    }


def _too_large(_error: RequestEntityTooLarge) -> Response:
    sentence = f"ไฟล์ใหญ่เกิน {LIMIT // 1_048_576} MB กรุณาลบรูปภาพออกหรือแบ่งไฟล์แล้วส่งใหม่ ยังไม่มีอะไรถูกบันทึก"
    return make_response(notice(HEADING, sentence, links=BACK), 413)
