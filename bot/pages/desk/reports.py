"""The pages about departments' reports: the rounds at a glance, what a department reported, one report to be read and
found in order or sent back. For the office's coordinators; the operator sees the rounds alone."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, redirect, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response as AnyResponse

from bot.pages.desk.board import Board, boards
from bot.pages.desk.frame import looked_at, of_office, shown
from bot.pages.desk.press import number
from bot.pages.desk.room import Room, furnish
from bot.pages.desk.sections import Asked, moment
from bot.pages.desk.small_photos import add_small_photos, noted
from bot.pages.downloads import evidence_link
from bot.pages.office_year import web_address
from bot.voice import reviews as voice
from tracker.actions.open_desk import ONLY_COORDINATORS, Viewer
from tracker.actions.review_progress import LONGEST, Verdict, review_progress
from tracker.errors import ReportReplaced, SettledAlready
from tracker.facts import EvidenceFacts, UpdateFacts, YearFacts
from tracker.model import Office, Review
from tracker.rules import fiscal, status
from tracker.store import facts, organisations, progress, reviews

AT_ONCE = 100  # reports of one page, the newest
SAID = {
    "checked": "บันทึกแล้วว่าตรวจรายงานนี้แล้ว",
    "returned": "ส่งกลับแล้ว ระบบแจ้งหัวหน้าและเจ้าหน้าที่ของส่วนราชการในแชท ในเวลาราชการ",
    "nobody": "ส่งกลับแล้ว แต่ส่วนราชการนี้ยังไม่มีผู้ที่ระบบส่งข้อความถึงได้ กรุณาแจ้งโดยตรง",
}


@dataclass(frozen=True)
class Proof:
    """A photo, file or link of a report. `address` of a link we let people follow; else a file that is `stored` or not
    here yet. `picture`: it can be drawn small."""

    id: int
    name: str
    address: str | None
    stored: bool
    picture: bool


@dataclass(frozen=True)
class Told:
    """A report as a page shows it, everything in words. `verdict` is checked, returned or empty."""

    receipt: str
    number: int
    title: str
    department: str
    round: str
    state: str
    event: str
    recorded: str
    late: bool
    note: str
    evidence: tuple[Proof, ...]
    verdict: str = ""
    reason: str = ""
    judged: str = ""


def create_reports(room: Room) -> Blueprint:
    """The routes /desk/rounds, /desk/reports/…, /desk/report/… and /desk/evidence/…"""
    pages = Blueprint("desk_reports", __name__, url_prefix="/desk")

    @pages.get("/rounds")
    def rounds() -> Response:
        viewer = room.viewer()
        with room.store.read() as tx:
            asked, offices = looked_at(tx, room, viewer)
            found = boards_of(tx, asked)
        reads = asked.office is not None and viewer.may("review_progress", asked.office.id)
        return shown(
            room, "desk_rounds.html", viewer, asked, offices, boards=found, reads=reads, here="/desk/rounds"
        )

    @pages.get("/reports/<slug>/<int(max=9999):fiscal_year>")
    def of_year(slug: str, fiscal_year: int) -> Response:
        viewer = room.viewer()
        with room.store.read() as tx:
            asked, office = _read_by(tx, room, viewer, slug)
            known = facts.year_facts(tx, office.id, fiscal_year)
            told = _told(tx, office, known, room)
            names = {each.id: each.name for each in organisations.departments(tx, office.id)}
        department, measure = (_wanted(request.args.get(name, "")) for name in ("department", "measure"))
        mine = [
            each
            for each in reversed(told)
            if (department is None or each.department == names.get(department))
            and (measure is None or each.number == measure)
        ]
        of = [names.get(department, "")] if department is not None else []
        of += [f"มาตรการที่ {measure}"] if measure is not None else []
        return shown(
            room, "desk_reports.html", viewer, asked, [office], reports=mine[:AT_ONCE], total=len(mine),
            of=" ".join(of) or "ทุกส่วนราชการ", fiscal_year=fiscal_year, office=office, here="/desk/rounds",
        )  # fmt: skip

    @pages.get("/report/<slug>/<receipt>")
    def report(slug: str, receipt: str) -> Response:
        viewer = room.viewer()
        with room.store.read() as tx:
            asked, office = _read_by(tx, room, viewer, slug)
            found, known = _one(tx, office, receipt, room)
            departments = {each.name: each.id for each in organisations.departments(tx, office.id)}
        photos = any(proof.picture for proof in found.evidence)
        return shown(
            room, "desk_report.html", viewer, asked, [office], report=found, office=office,
            pictures=photos and noted(room, viewer, office.id, receipt),
            fiscal_year=known.fiscal_year, department_id=departments[found.department], longest=LONGEST,
            here="/desk/rounds", said=SAID.get(request.args.get("said", "")),
        )  # fmt: skip

    @pages.post("/report/<slug>/<receipt>")
    def judge(slug: str, receipt: str) -> AnyResponse:
        room.viewer()
        room.check_form(room.token, room.session_name)
        verdict: Verdict = "returned" if request.form.get("verdict") == "returned" else "checked"
        with room.store.begin() as tx:
            viewer = room.viewer_again(tx)
            _, office = of_office(tx, room, viewer, slug)
            reason = request.form.get("reason", "")[: LONGEST * 4]
            done = review_progress(
                tx, viewer.person(), office.id, receipt, verdict, room.clock(), lambda each: [voice.told(each)], reason
            )  # fmt: skip
        said = "nobody" if verdict == "returned" and not done.told else verdict
        return redirect(url_for("desk_reports.report", slug=slug, receipt=receipt, said=said), 303)

    _add_evidence(room, pages)
    add_small_photos(room, pages)
    return furnish(room, pages)


def _add_evidence(room: Room, pages: Blueprint) -> None:
    """A photo or file is opened as from the chat: asked anew, and noted."""

    @pages.get("/evidence/<slug>/<int:evidence_id>")
    def evidence(slug: str, evidence_id: int) -> AnyResponse:
        viewer = room.viewer()
        with room.store.read() as tx:
            _, office = _read_by(tx, room, viewer, slug)
        person_id = viewer.person().person_id
        assert person_id is not None
        path = evidence_link(room.settings, office.id, person_id, number(str(evidence_id)))
        return redirect(path.removeprefix(room.settings.public_url), 303)


def _read_by(tx: Session, room: Room, viewer: Viewer, slug: str) -> tuple[Asked, Office]:
    """The office whose reports a coordinator of it may read. Raises NotAllowed, UnknownOffice."""
    asked, office = of_office(tx, room, viewer, slug)
    viewer.person().permit("read_internal_office", office.id, None, ONLY_COORDINATORS)
    return asked, office


def boards_of(tx: Session, asked: Asked) -> list[Board]:
    """The open rounds of the office in view, of the newest year first."""
    if asked.office is None:
        return []
    made: list[Board] = []
    for year in reversed(facts.measure_years(tx, asked.office.id)):
        known = facts.year_facts(tx, asked.office.id, year)
        judged = reviews.newest(tx, asked.office.id, [each.receipt for each in known.updates])
        checked = {receipt for receipt, row in judged.items() if row.verdict == "checked"}
        made += boards(known, checked, asked.today)
    return made


def _one(tx: Session, office: Office, receipt: str, room: Room) -> tuple[Told, YearFacts]:
    """A report in force, with the year it belongs to. Raises SettledAlready, ReportReplaced."""
    entry = progress.entry_by_receipt(tx, office.id, receipt) if receipt.isprintable() else None
    if entry is None:
        raise SettledAlready
    year, measure = progress.year_and_number(tx, office.id, entry.measure_id)
    known = facts.year_facts(tx, office.id, year, measure)
    found = [each for each in _told(tx, office, known, room) if each.receipt == receipt]
    if not found:
        raise ReportReplaced(receipt=receipt)
    return found[0], known


def _told(tx: Session, office: Office, known: YearFacts, room: Room) -> list[Told]:
    judged = reviews.newest(tx, office.id, [each.receipt for each in known.updates])
    titles = {measure.number: measure.title for measure in known.measures}
    return [
        _in_words(each, titles.get(each.measure_number, ""), judged.get(each.receipt), room)
        for each in known.updates
    ]


def _in_words(each: UpdateFacts, title: str, judged: Review | None, room: Room) -> Told:
    def at(when: datetime) -> str:
        return moment(when, room.zone)

    return Told(
        each.receipt,
        each.measure_number,
        title,
        each.department,
        each.round_label or "ระหว่างทาง (รายงานเมื่อเสร็จ)",
        status.in_words(each.status, each.percent),
        fiscal.thai_date(each.event_date),
        at(each.recorded_at),
        each.late,
        each.note,
        tuple(_proof(proof) for proof in each.evidence),
        judged.verdict if judged else "",
        judged.reason if judged else "",
        at(judged.at) if judged else "",
    )


def _proof(each: EvidenceFacts) -> Proof:
    return Proof(each.id, each.name, web_address(each.url), each.stored, each.media_type == "image/jpeg")


def _wanted(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
