"""The desk page's search: lines of the audit log and measures, by words taken as they stand."""

from sqlmodel import Session

from bot.pages.desk.sections import Asked, Row, Section, moment
from tracker.actions.authority import role_name
from tracker.store import desk_search

LONGEST_WORDS = 100

# What is done, in the words people look for it by.
ACTIONS = {
    "desk_link": "ขอลิงก์หน้าจัดการ",
    "desk_enter": "เข้าหน้าจัดการ",
    "desk_leave": "ออกจากหน้าจัดการ",
    "retry_event": "ทำรายการที่ขัดข้องใหม่",
    "dismiss_event": "ไม่ทำรายการที่ขัดข้อง",
    "retry_message": "ส่งข้อความอีกครั้ง",
    "dismiss_message": "เลิกส่งข้อความ",
    "retry_evidence": "ลองรับหลักฐานอีกครั้ง",
    "dismiss_evidence": "เอาหลักฐานที่รับไม่ได้ออก",
    "export": "ดาวน์โหลดรายงาน",
    "open_evidence": "เปิดหลักฐาน",
    "record_progress": "บันทึกความคืบหน้า",
    "undo_progress": "เลิกทำ",
    "attach_evidence": "แนบหลักฐาน",
    "take_evidence": "รับหลักฐาน",
    "forget_evidence": "ลบหลักฐาน",
    "forget_note": "ลบหมายเหตุ",
    "forget_paper": "ลบเอกสาร",
    "publish": "เผยแพร่",
    "choose_public": "เลือกสิ่งที่เผยแพร่",
    "release_text": "ให้เผยแพร่ข้อความที่กันไว้",
    "close_round": "ปิดรอบ",
    "review_progress": "ตรวจรายงาน",
    "change_due_date": "เปลี่ยนวันครบกำหนด",
    "change_day_off": "เปลี่ยนวันหยุดของหน่วยงาน",
    "switch_reminders": "เปิดปิดการเตือน",
    "change_addresses": "เปลี่ยนเว็บไซต์หรือลิงก์ EIT",
    "change_thresholds": "เปลี่ยนเกณฑ์จุดอ่อนจุดแข็ง",
    "write_thai_digits": "เปลี่ยนเลขไทยเลขอารบิกในรายงาน",
    "set_layout": "เปลี่ยนแบบรายงานของหน่วยงาน",
    "freeze_round": "ตรึงรายงานของรอบที่ปิด",
    "glimpse_evidence": "ดูรูปย่อของหลักฐาน",
    "open_form": "เปิดแบบฟอร์มรายงาน",
    "open_calendar": "เปิดปฏิทิน",
    "open_picture": "เปิดภาพสรุป",
    "invite": "ออกรหัสเชิญ",
    "approve_invitation": "อนุมัติรหัสเชิญ",
    "revoke_invitation": "ยกเลิกรหัสเชิญ",
    "end_post": "พ้นจากตำแหน่ง",
    "transfer": "ย้ายภายในหน่วยงาน",
    "appoint_acting": "ตั้งรักษาการ",
    "acknowledge": "ตอบการเตือน",
    "settle_postponement": "ตอบคำขอของส่วนราชการ",
    "enrol": "ลงทะเบียน",
    "tell_doubt": "แจ้งข้อมูลผิด",
    "settle_doubt": "ปิดเรื่องข้อมูลผิด",
    "accept_notice": "รับทราบประกาศความเป็นส่วนตัว",
    "see_own_data": "ดูข้อมูลของตนเอง",
    "export_own_data": "ขอสำเนาข้อมูลของตนเอง",
    "erase_person": "ลบข้อมูลส่วนบุคคล",
    "receive_paper": "รับเอกสาร",
    "drop_paper": "ทิ้งเอกสาร",
    "paper_as_evidence": "เก็บเอกสารเป็นหลักฐาน",
    "import": "นำเข้าเอกสาร",
    "refused": "ปฏิเสธรายการที่ไม่มีสิทธิ",
    "guessing_stopped": "หยุดรับรหัสเชิญที่เดาสุ่ม",
    "old_event": "ไม่ทำรายการที่มาช้าเกินไป",
    "unparsed_event": "ได้รับรายการที่อ่านไม่ออก",
    "wrong_destination": "ได้รับรายการที่ส่งผิดบัญชี",
    "push_limit": "โควตาข้อความหมด",
    "lesson": "บทเรียน",
}


def tidy(words: str) -> str:
    """What was typed, without what no database can look for, and not endless."""
    kept = "".join(letter for letter in words if letter.isprintable())
    return kept.encode("utf-8", "ignore").decode().strip()[:LONGEST_WORDS]


def audit(tx: Session, asked: Asked, words: str, *, oldest_first: bool) -> Section:
    """Lines of the audit log with these words, newest first unless the oldest are asked for."""
    meant = [action for action, name in ACTIONS.items() if words and words in name]
    found = desk_search.audit_lines(tx, asked.scope, words, meant, oldest_first=oldest_first)
    rows = tuple(
        Row(
            (
                moment(line.at, asked.zone),
                role_name(line.role, line.department) if line.role else "ผู้ดูแลระบบหรือระบบเอง",
                ACTIONS.get(line.action, line.action),
                " ".join(part for part in (line.subject, line.office or "") if part),
            )
        )
        for line in found.rows
    )
    return Section(
        "audit",
        "บันทึกการทำรายการ",
        "Audit log",
        ("เมื่อ", "ผู้ทำ", "ทำอะไร", "กับอะไร"),
        rows,
        "ไม่พบรายการที่มีคำนี้",
        f"พบ {found.total:,} รายการ",
        found.total,
    )


def measures(tx: Session, asked: Asked, words: str) -> Section:
    """Measures whose title has these words."""
    found = desk_search.measures(tx, asked.scope, words)
    rows = tuple(
        Row((line.office, str(line.fiscal_year), f"ข้อ {line.number} {line.title}")) for line in found.rows
    )
    return Section(
        "measures",
        "มาตรการ",
        "Measures",
        ("หน่วยงาน", "ปีงบประมาณ", "มาตรการ"),
        rows,
        "ไม่พบมาตรการที่มีคำนี้",
        f"พบ {found.total:,} มาตรการ",
        found.total,
    )
