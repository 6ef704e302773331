"""What an office decides for itself, at the desk: its rounds and due days, reminders, thresholds, addresses, days off.

Every change goes through the action the chat uses, and is written once: what is already so is said to be so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from sqlmodel import Session
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from bot.pages.desk.frame import looked_at, of_office, shown
from bot.pages.desk.room import BACK, HEADING, Room, furnish
from bot.pages.desk.sections import Asked, moment
from bot.pages.public import notice
from tracker.actions import change_settings
from tracker.actions.authority import Authority
from tracker.actions.close_round import close_round
from tracker.actions.set_layout import LARGEST, set_layout
from tracker.errors import RoundClosed, RoundUnknown, SettingImpossible, TemplateUnusable
from tracker.model import Office, Round
from tracker.reports import TITLES
from tracker.rules import fiscal, owing
from tracker.rules.plain_text import bearable
from tracker.store import editions, facts, organisations, papers, progress

LONGEST_NAME = 100
BESIDE = 100_000  # bytes of a form beside the file itself
SAID = {
    "changed": "เปลี่ยนการตั้งค่าแล้ว มีผลทันที",
    "same": "เป็นค่านี้อยู่แล้ว ไม่มีอะไรเปลี่ยน",
    "layout": "ใช้แบบรายงานของหน่วยงานแล้ว รายงาน Word ที่ขอจากนี้ไปเป็นแบบนี้",
    "ours": "กลับไปใช้แบบของระบบแล้ว",
    "closed": "ปิดรอบแล้ว ระบบหยุดเตือนรอบนี้ และรายงานที่มาทีหลังถือว่าล่าช้า",
}
Form = MultiDict[str, str]


@dataclass(frozen=True)
class RoundRow:
    """A round in words. `can_close`: it has begun and is open."""

    fiscal_year: int
    key: str
    label: str
    span: str
    due: str
    state: str
    tone: str
    can_close: bool


@dataclass(frozen=True)
class Change:
    """A change somebody wants: of what, by whom, when."""

    tx: Session
    authority: Authority
    office: Office
    form: Form
    now: datetime


def create_settings(room: Room) -> Blueprint:
    """The routes /desk/settings and /desk/settings/…"""
    pages = Blueprint("desk_settings", __name__, url_prefix="/desk")
    pages.register_error_handler(RequestEntityTooLarge, _too_large)

    @pages.get("/settings")
    def settings() -> Response:
        viewer = room.viewer()
        with room.store.read() as tx:
            asked, offices = looked_at(tx, room, viewer)
            rows = _rounds(tx, asked) if asked.office else []
            own = editions.templates(tx, asked.office.id) if asked.office else {}
            days = organisations.named_days_off(tx, asked.office.id, asked.today) if asked.office else []
        may = asked.office is not None and viewer.authority is not None
        years = sorted({row.fiscal_year for row in rows}) or [fiscal.fiscal_year_of(asked.today)]
        return shown(
            room, "desk_settings.html", viewer, asked, offices, rounds=rows, may=may, years=years,
            months=fiscal.MONTHS, days=[(day, fiscal.thai_date(day), name) for day, name in days],
            said=SAID.get(request.args.get("said", "")), here="/desk/settings", longest=LONGEST_NAME,
            layouts=[(kind, title, own.get(kind)) for kind, title in TITLES.items()],
        )  # fmt: skip

    @pages.post("/layout/<slug>/<any(analysis, measures, progress):kind>")
    def layout(slug: str, kind: str) -> AnyResponse:
        request.max_content_length = LARGEST + BESIDE
        viewer = room.viewer()
        room.check_form(room.token, room.session_name)
        with room.store.read() as tx:
            _, office = of_office(tx, room, viewer, slug)
        sent = request.files.get("layout")
        ours = request.form.get("ours") == "yes"
        if not ours and (sent is None or not sent.filename):
            raise TemplateUnusable(reason="ยังไม่ได้เลือกไฟล์")
        content = None if ours or sent is None else sent.stream.read()
        name = bearable(sent.filename or "") if sent is not None else ""
        set_layout(room.store, room.desk.files, office.id, kind, content, name, room.clock(), viewer.person())
        return redirect(
            url_for("desk_settings.settings", office=slug, said="ours" if ours else "layout"), 303
        )

    @pages.post("/settings/<slug>/<what>")
    def change(slug: str, what: str) -> AnyResponse:
        room.viewer()
        room.check_form(room.token, room.session_name)
        make = CHANGES.get(what) or abort(404)
        with room.store.begin() as tx:
            viewer = room.viewer_again(tx)
            _, office = of_office(tx, room, viewer, slug)
            papers.lock_office(tx, office.id)  # of two who press at once the second finds it done
            changed = make(Change(tx, viewer.person(), office, request.form, room.clock()))
        said = "changed" if changed else "same"
        return redirect(url_for("desk_settings.settings", office=slug, said=said), 303)

    @pages.get("/close/<slug>/<int(max=9999):fiscal_year>/<key>")
    def ask(slug: str, fiscal_year: int, key: str) -> Response:
        viewer = room.viewer()
        with room.store.read() as tx:
            asked, office = of_office(tx, room, viewer, slug)
            viewer.person().permit("close_round", office.id, None, "กรุณาให้ผู้ประสาน ITA เป็นผู้ปิดรอบ")
            known = facts.year_facts(tx, office.id, fiscal_year, None)
        found = next((each for each in known.rounds if each.key == key), None)
        if found is None:
            raise RoundUnknown(fiscal_year=fiscal_year, known=", ".join(r.label for r in known.rounds))
        if found.closed:
            raise RoundClosed(label=found.label)
        return shown(
            room, "desk_close.html", viewer, asked, [office], office=office, found=found, fiscal_year=fiscal_year,
            due=fiscal.thai_date(found.due), owed=owing.owed_measures(known, found), here="/desk/settings",
        )  # fmt: skip

    @pages.post("/close/<slug>/<int(max=9999):fiscal_year>/<key>")
    def close(slug: str, fiscal_year: int, key: str) -> AnyResponse:
        room.viewer()
        room.check_form(room.token, room.session_name)
        with room.store.begin() as tx:
            viewer = room.viewer_again(tx)
            _, office = of_office(tx, room, viewer, slug)
            named = key if key.isprintable() else ""
            close_round(tx, viewer.person(), office.id, fiscal_year, named, room.clock())
        return redirect(url_for("desk_settings.settings", office=slug, said="closed"), 303)

    return furnish(room, pages)


def _too_large(error: RequestEntityTooLarge) -> Response:
    words = f"ไฟล์แบบรายงานใหญ่เกิน {LARGEST // 1_048_576} MB กรุณาย่อรูปในไฟล์แล้วส่งใหม่ แบบเดิมยังใช้อยู่"
    return make_response(notice(HEADING, words, links=BACK), 413)


def _rounds(tx: Session, asked: Asked) -> list[RoundRow]:
    """The rounds of the two newest years with measures, and of any older one that is still open."""
    assert asked.office is not None
    years = facts.measure_years(tx, asked.office.id)
    rows = []
    for year in reversed(years):
        for found in progress.rounds_of_year(tx, asked.office.id, year):
            if year in years[-2:] or found.closed_at is None:
                rows.append(_row(found, asked))
    return rows


def _row(found: Round, asked: Asked) -> RoundRow:
    begun = found.starts <= asked.today
    if found.closed_at is not None:
        state, tone = f"ปิดแล้ว {moment(found.closed_at, asked.zone)}", ""
    elif not begun:
        state, tone = "ยังไม่เริ่ม", "in_progress"
    else:
        state, tone = ("เลยกำหนด ยังไม่ปิด", "late") if found.due < asked.today else ("เปิดรับรายงาน", "done")
    return RoundRow(
        found.fiscal_year, found.key, found.label, fiscal.thai_period((found.starts, found.ends)),
        fiscal.thai_date(found.due), state, tone, begun and found.closed_at is None,
    )  # fmt: skip


def _due(change: Change) -> bool:
    code, office = change.form.get("round", ""), change.office
    year, month, day = (_whole(change.form, name) for name in ("year", "month", "day"))
    if code not in ("6m", "12m") or not 2500 <= year <= 2700:
        raise SettingImpossible(problem="กรุณาเลือกรอบและปีงบประมาณ")
    try:
        due = date(2027, month, day)  # a year without 29 February: a due day is there every year
    except ValueError as error:
        raise SettingImpossible(problem="ไม่มีวันที่นี้ทุกปี กรุณาเลือกวันอื่น") from error
    was = {"6m": (office.due_6m_month, office.due_6m_day), "12m": (office.due_12m_month, office.due_12m_day)}
    there = progress.rounds_of_year(change.tx, office.id, year)
    moves = any(
        each.code == code and each.closed_at is None and (each.due.month, each.due.day) != (month, day)
        for each in there
    )
    if was[code] == (month, day) and not moves:
        return False
    change_settings.change_due_date(change.tx, change.authority, office.id, code, due, year, change.now)
    return True


def _reminders(change: Change) -> bool:
    wanted = change.form.get("on", "")
    if wanted not in ("yes", "no"):
        raise SettingImpossible(problem="กรุณาเลือกเปิดหรือปิดการเตือน")
    if change.office.reminders_on is (wanted == "yes"):
        return False
    change_settings.switch_reminders(
        change.tx, change.authority, change.office.id, wanted == "yes", change.now
    )
    return True


def _digits(change: Change) -> bool:
    wanted = change.form.get("thai", "")
    if wanted not in ("yes", "no"):
        raise SettingImpossible(problem="กรุณาเลือกเลขไทยหรือเลขอารบิก")
    if change.office.thai_digits is (wanted == "yes"):
        return False
    change_settings.write_thai_digits(
        change.tx, change.authority, change.office.id, wanted == "yes", change.now
    )
    return True


def _thresholds(change: Change) -> bool:
    weak, strong = (_score(change.form, name) for name in ("weak", "strong"))
    if (weak, strong) == (change.office.weak_below, change.office.strong_from):
        return False
    change_settings.change_thresholds(change.tx, change.authority, change.office.id, weak, strong, change.now)
    return True


def _addresses(change: Change) -> bool:
    website, eit = (change.form.get(name, "").strip() for name in ("website", "eit"))
    if (website, eit) == (change.office.website or "", change.office.eit_url or ""):
        return False
    change_settings.change_addresses(change.tx, change.authority, change.office.id, website, eit, change.now)
    return True


def _day_off(change: Change) -> bool:
    name = bearable(change.form.get("name", "")).strip()[:LONGEST_NAME]
    if not name:
        raise SettingImpossible(problem="กรุณาพิมพ์ชื่อวันหยุด")
    return change_settings.change_day_off(
        change.tx, change.authority, change.office.id, _day(change.form), name, change.now
    )


def _day_on(change: Change) -> bool:
    return change_settings.change_day_off(
        change.tx, change.authority, change.office.id, _day(change.form), None, change.now
    )


CHANGES: Mapping[str, Callable[[Change], bool]] = {
    "due": _due,
    "reminders": _reminders,
    "thresholds": _thresholds,
    "addresses": _addresses,
    "digits": _digits,
    "day_off": _day_off,
    "day_on": _day_on,
}


def _whole(form: Form, name: str) -> int:
    text = form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0


def _score(form: Form, name: str) -> Decimal:
    text = form.get(name, "").strip()
    try:
        score = Decimal(text) if len(text) <= 6 else Decimal("NaN")
        fine = score.is_finite() and score == round(score, 2)  # a number too large cannot be rounded either
    except InvalidOperation:
        fine = False
    if not fine:
        raise SettingImpossible(problem="เกณฑ์คะแนนเป็นตัวเลข 0 ถึง 100 ทศนิยมไม่เกิน 2 ตำแหน่ง")
    return score


def _day(form: Form) -> date:
    try:
        return date.fromisoformat(form.get("day", ""))
    except ValueError as error:
        raise SettingImpossible(problem="กรุณาเลือกวันที่") from error
