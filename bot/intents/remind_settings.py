"""Reminders on and off, due days, closing a round; the way to the desk page, where the rest is set and settled."""

from typing import Any

from bot import publishing
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import measures as voice
from tracker.actions import open_desk
from tracker.errors import NotAllowed
from tracker.model import Office
from tracker.rules import fiscal
from tracker.store import service
from tracker.store.recipients import unreachable

NAME = "remind_settings"
EXAMPLE = "ตั้งค่าการเตือน"

RULE = Rule(
    cases=(
        ("remind", 0.75),
        ("remind on|off|settings|remind_before|alter|round|department", 0.9),
        ("remind_before", 0.7),
        ("alter due_day|round day|round", 0.92),
        ("alter due_day", 0.8),
        ("close round", 0.9),
        ("close", 0.6),
        ("settings", 0.6),
        ("postponed day round|due_day", 0.8),
        ("alter send day|round", 0.7),
        ("desk", 0.92),
    ),
    slots=("round", "due_date", "department", "days", "fiscal_year"),
    lowers=(
        ("foreign", 0.6),
        ("percent", 0.45),
        ("format", 0.3),
        ("score", 0.25),
        ("measure_no if attach", 0.2),
        ("what", 0.1),
    ),
    hints={
        "on": "on",
        "off": "off",
        "close": "close_round",
        "alter": "change",
        "remind": "remind",
        "desk": "desk",
    },
)


def matches(reading: Reading) -> Match | None:
    """Somebody wants to change what is reminded and when."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """Show how reminders are set, or repeat a change back to be confirmed."""
    office = scene.office()
    if not scene.allows("read_settings"):
        raise NotAllowed(who="ผู้ที่ยังไม่ได้ลงทะเบียน", instead="กรุณาพิมพ์รหัสเชิญเพื่อลงทะเบียนก่อน")
    if meaning.hints.get("desk"):
        return _desk(scene)
    change = _change(meaning, scene)
    if change is None:
        rows = _rows(office) + (_pushes(scene) if scene.allows("change_settings") else [])
        return Answer([voice.settings(office.name, rows, scene.allows("change_settings"))])
    action = "close_round" if change["what"] == "close_round" else "change_settings"
    scene.authority.permit(action, office.id, None, "กรุณาให้ผู้ประสาน ITA ของหน่วยงานเป็นผู้ทำรายการนี้")
    return publishing.propose(change, scene)


def _desk(scene: Scene) -> Answer:
    """The one-time link to the desk page, for a coordinator."""
    office = scene.office()
    token = open_desk.offer_link(scene.tx, scene.authority, office.id, scene.now)
    minutes = int(open_desk.LINK_FOR.total_seconds() // 60)
    return Answer([voice.desk_link(office.name, scene.links.desk(token), minutes)], office_id=office.id)


def _change(meaning: Meaning, scene: Scene) -> dict[str, Any] | None:
    """The change a message asks for, as a draft's content; None when it only asks how things are."""
    hints, code, day = meaning.hints, meaning.slots.get("round"), meaning.slots.get("date")
    year = meaning.slots.get("fiscal_year") or scene.current_measure_year()
    if hints.get("close_round") and code:
        return {"what": "close_round", "fiscal_year": year, "round": code}
    if day and code in ("6m", "12m"):
        return {"what": "due_date", "fiscal_year": year, "round": code, "date": day}
    if hints.get("on") or hints.get("off"):
        return {"what": "reminders", "on": not hints.get("off")}
    return None


def _rows(office: Office) -> list[tuple[str, str]]:
    months = fiscal.MONTHS
    return [
        ("การแจ้งเตือน", "เปิด" if office.reminders_on else "ปิด"),
        ("รอบ 6 เดือน ครบกำหนด", f"{office.due_6m_day} {months[office.due_6m_month - 1]}"),
        ("รอบ 12 เดือน ครบกำหนด", f"{office.due_12m_day} {months[office.due_12m_month - 1]}"),
        ("เตือนล่วงหน้า", "30, 14, 7, 3, 1 วัน และวันครบกำหนด"),
        ("เตือนเมื่อเลยกำหนด", "1, 3, 7 วันทำการ แล้วทุกสัปดาห์ ไม่เกิน 8 ครั้ง"),
        ("เวลาส่ง", "วันทำการ 08:30–16:30 น. วันละไม่เกิน 1 ข้อความ"),
        ("จุดอ่อนต่ำกว่า / จุดแข็งตั้งแต่", f"{office.weak_below} / {office.strong_from}"),
    ]


def _pushes(scene: Scene) -> list[tuple[str, str]]:
    """For the coordinator: the month's pushes as LINE counts them, and whom reminders do not reach."""
    office = scene.office()
    lost = len(unreachable(scene.tx, scene.now, office.id))
    rows = [("การเตือนไปไม่ถึง", f"{lost} รายการ พิมพ์ “ใครยังไม่เชื่อม LINE”" if lost else "ไม่มี")]
    known = service.quota(scene.tx, f"{scene.today:%Y-%m}")
    quota = known and known.of(scene.account)
    if quota is None:
        return [("ข้อความแจ้งเตือนเดือนนี้", "ยังไม่ทราบจาก LINE"), *rows]
    if quota.allowed is None:
        used = f"ใช้ไป {quota.used} (แพ็กเกจไม่จำกัด)"
        return [("ข้อความแจ้งเตือนเดือนนี้", used), ("คาดว่าจะใช้อีก", f"{quota.forecast}"), *rows]
    return [
        ("ข้อความแจ้งเตือนเดือนนี้", f"ใช้ไป {quota.used} จาก {quota.allowed}"),
        ("คาดว่าจะใช้อีก", f"{quota.forecast} ข้อความ"),
        ("กันไว้ให้เรื่องเลยกำหนด", f"{quota.reserve} ข้อความ"),
        *rows,
    ]
