"""One office from the desk: what departments ask for, who cannot be reached."""

from sqlmodel import Session

from bot.pages.desk.sections import Asked, Deed, Row, Section, moment
from bot.voice.acknowledging import HOW_TO_MOVE, WHY
from tracker.actions.authority import role_name
from tracker.model import Acknowledgement, Office, Round
from tracker.rules import fiscal
from tracker.store import acknowledgements, recipients


def requests(tx: Session, asked: Asked) -> Section:
    """What departments asked for in the chat and no coordinator has answered, oldest first of each office."""
    rows = [
        _request(office, row, found, department, asked)
        for office in asked.offices
        for row, found, department in acknowledgements.waiting(tx, office.id)
    ]
    return Section(
        "requests",
        "คำขอที่รอตอบ",
        "Requests of departments",
        ("ส่วนราชการ", "ขอ", "รอบ", "เหตุผล", "เมื่อ"),
        tuple(rows),
        "ไม่มีคำขอที่รอตอบ",
        "การให้เลื่อนเพียงหยุดเตือนส่วนราชการนั้นจนถึงวันที่ขอ กำหนดส่งของรอบไม่เปลี่ยน ระบบแจ้งผลให้ผู้ขอในแชท" if rows else "",
        len(rows),
    )


def unreachable(tx: Session, asked: Asked) -> Section:
    """Whom reminders do not reach: people who blocked us or whom LINE refuses, departments with nobody."""
    rows = tuple(
        Row(
            (
                office.name,
                role_name(each.role, each.department) if each.role else each.department or "",
                WHY[each.why],
            ),
            state="ติดต่อไม่ได้",
        )
        for office in asked.offices
        for each in recipients.unreachable(tx, asked.now, office.id)
    )
    return Section(
        "unreachable",
        "ผู้ที่การเตือนไปไม่ถึง",
        "Whom reminders do not reach",
        ("หน่วยงาน", "ตำแหน่งหรือส่วนราชการ", "เหตุ"),
        rows,
        "ติดต่อได้ทุกตำแหน่ง และทุกส่วนราชการที่มีมาตรการ",
        "ที่ยังไม่เชื่อม LINE ให้ออกรหัสเชิญ ที่บล็อกให้ขอให้เพิ่มเพื่อนบัญชีนี้อีกครั้ง ระหว่างนี้กรุณาแจ้งโดยตรง" if rows else "",
        len(rows),
    )


def _request(office: Office, row: Acknowledgement, found: Round, department: str, asked: Asked) -> Row:
    """Why is told to those who may decide about it."""
    may = asked.viewer.may("settle_postponement", office.id)
    until = fiscal.thai_date(row.until) if row.until else ""
    if row.kind == "postpone":
        what, words = f"ขอเลื่อนถึง {until}", (f"ให้เลื่อนถึง {until}", "ไม่ให้เลื่อน")
        warning = ""
    else:
        what, words = "แจ้งว่าไม่ใช่ของกองนี้", ("รับไปแก้ผู้รับผิดชอบ", "ยืนยันว่าเป็นของกองนี้")
        warning = HOW_TO_MOVE
    yes, no = (f"{office.id}:{row.id}:{word}" for word in ("yes", "no"))
    deeds = (
        Deed("settle_request", yes, words[0], warning, strong=True),
        Deed("settle_request", no, words[1]),
    )
    return Row(
        (
            department + ("" if asked.office else f" {office.name}"),
            what,
            f"{found.label} ปี {found.fiscal_year} กำหนดส่ง {fiscal.thai_date(found.due)}",
            (row.reason or "ไม่ได้ระบุเหตุผล") if may else "ผู้ประสาน ITA ของหน่วยงานเห็นและเป็นผู้ตอบ",
            moment(row.at, asked.zone),
        ),
        deeds if may else (),
    )
