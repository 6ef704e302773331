"""What failed and waits for a person: events, messages, photos and files. What was said in them is not shown."""

import re

from sqlmodel import Session

from bot.pages.desk.sections import Asked, Deed, Row, Section, moment, whose
from tracker.model import Evidence, Message, SeenEvent
from tracker.store import desk

KINDS = {
    "text": "ข้อความ",
    "postback": "การกดปุ่ม",
    "photo": "รูป",
    "file": "ไฟล์",
    "follow": "เพิ่มเพื่อน",
    "unfollow": "เลิกติดตาม",
    "unsend": "ยกเลิกการส่ง",
}
MESSAGES = {"reply": "คำตอบ", "retry": "คำตอบ", "again": "ส่งใหม่", "digest": "ข้อความเตือน"}
STATES = {
    "failed": "LINE ไม่รับ",
    "unknown": "ไม่ทราบว่าถึงหรือไม่",
    "parked": "รอโควตาของเดือน",
}
MAY_HAVE_ARRIVED = "ผู้รับอาจได้รับข้อความนี้ไปแล้ว ส่งอีกครั้งอาจเป็นข้อความซ้ำ"
_LINE_ID = re.compile(r"\b[UCR][0-9a-f]{32}\b")


def events(tx: Session, asked: Asked) -> Section:
    """Events whose handling raised."""
    found = desk.failed_events(tx, asked.scope, asked.now)
    return Section(
        "events",
        "ข้อความที่ระบบอ่านแล้วขัดข้อง",
        "Failed events",
        ("ชนิด", "จาก", "เมื่อ"),
        tuple(_event(tx, row, asked) for row in found.rows),
        "ไม่มีข้อความที่ขัดข้อง",
        "ยังไม่มีผลใด ๆ จากข้อความเหล่านี้ กด “ทำรายการใหม่” เมื่อแก้สาเหตุแล้ว ระบบทำให้ครั้งเดียวแม้กดพร้อมกันหลายคน",
        found.total,
    )


def messages(tx: Session, asked: Asked) -> Section:
    """Messages to LINE that did not go, or of which nobody knows."""
    found = desk.stuck_messages(tx, asked.scope, asked.now)
    return Section(
        "messages",
        "ข้อความที่ส่งไม่ถึง",
        "Messages not delivered",
        ("ชนิด", "ถึง", "เมื่อ"),
        tuple(_message(tx, row, asked) for row in found.rows),
        "ไม่มีข้อความค้างส่ง",
        "",
        found.total,
    )


def evidence(tx: Session, asked: Asked) -> Section:
    """Photos and files LINE did not hand over."""
    found = desk.lost_evidence(tx, asked.scope)
    return Section(
        "evidence",
        "หลักฐานที่รับไฟล์ไม่ได้",
        "Evidence lost",
        ("ชนิด", "ของ", "เมื่อ"),
        tuple(_evidence(tx, row, asked) for row in found.rows),
        "ไม่มีหลักฐานที่ขาด",
        "LINE ลบไฟล์ภายในเวลาไม่นาน หากลองใหม่ไม่ได้ กรุณาขอให้ผู้ส่งส่งอีกครั้งในแชท",
        found.total,
    )


FAILURES = (events, messages, evidence)


def _event(tx: Session, row: SeenEvent, asked: Asked) -> Row:
    sender = whose(desk.posts_of(tx, row.person_id, asked.now), with_office=asked.scope is None)
    tried = f" · ทำใหม่แล้ว {row.retries} ครั้ง" if row.retries else ""
    return Row(
        (KINDS.get(row.kind, "อื่น ๆ"), sender, moment(row.received_at, asked.zone)),
        (
            Deed("retry_event", row.event_id, "ทำรายการใหม่", strong=True),
            Deed("dismiss_event", row.event_id, "ไม่ทำรายการนี้"),
        ),
        f"{_plain(row.problem)}{tried}",
        "ขัดข้อง",
    )


def _message(tx: Session, row: Message, asked: Asked) -> Row:
    receiver = whose(desk.posts_of(tx, row.person_id, asked.now), with_office=asked.scope is None)
    if row.recipient and not row.recipient.startswith("U"):
        receiver = "กลุ่มแชท"
    again = Deed(
        "retry_message",
        str(row.id),
        "ส่งอีกครั้ง",
        MAY_HAVE_ARRIVED if row.state == "unknown" else "",
        strong=row.state != "unknown",
    )
    aside = Deed("dismiss_message", str(row.id), "ไม่ส่งแล้ว")
    return Row(
        (MESSAGES.get(row.key.split(":")[0], "ข้อความ"), receiver, moment(row.created_at, asked.zone)),
        (again, aside) if row.recipient else (aside,),
        _plain(row.problem),
        STATES[row.state],
    )


def _evidence(tx: Session, row: Evidence, asked: Asked) -> Row:
    entry = desk.entry_department(tx, row.office_id, row.entry_id)
    owner = f"{entry[1]} รายการเลขที่ {entry[2]}" if entry else "ยังไม่ได้แนบกับรายการใด"
    subject = f"{row.office_id}:{row.id}"
    return Row(
        (KINDS.get(row.kind, "ไฟล์"), owner, moment(row.received_at, asked.zone)),
        (
            Deed("retry_evidence", subject, "ลองรับอีกครั้ง", strong=True),
            Deed("dismiss_evidence", subject, "เอาออก"),
        ),
        _plain(row.problem),
        "รับไม่ได้",
    )


def _plain(problem: str | None) -> str:
    """What the program noted, without a LINE id that LINE may have quoted."""
    return _LINE_ID.sub("…", problem or "")[:300]
