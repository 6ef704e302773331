"""A person's own data as a copy to read and to take along, behind an address they were given in the chat.

The address is signed, good for ten minutes, and names the person; whoever was erased since has none.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, render_template
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.pages.desk.search import ACTIONS
from bot.pages.public import notice
from bot.settings import WebSettings
from bot.voice.own_data import COPY_MINUTES
from bot.voice.plain import as_text
from tracker.actions.authority import ROLE_NAMES
from tracker.actions.own_data import own_copy
from tracker.rules import fiscal
from tracker.settings import Retention
from tracker.store import Store, personal

# What a row's columns are called in the readable copy; the JSON has every column, these and the others.
COLUMNS: Mapping[str, str] = {
    "line_user_id": "รหัสผู้ใช้ LINE",
    "following": "รับข้อความอยู่",
    "notice_version": "รับทราบประกาศฉบับที่",
    "notice_at": "รับทราบเมื่อ",
    "created_at": "เมื่อ",
    "version": "ฉบับที่",
    "accepted_at": "เมื่อ",
    "post": "ตำแหน่ง",
    "valid_from": "ตั้งแต่",
    "valid_to": "ถึง",
    "receipt": "เลขที่",
    "status": "สถานะ",
    "percent": "ร้อยละ",
    "note": "หมายเหตุ",
    "event_date": "วันที่ดำเนินการ",
    "recorded_at": "บันทึกเมื่อ",
    "kind": "ชนิด",
    "file_name": "ชื่อไฟล์",
    "url": "ลิงก์",
    "state": "สถานะ",
    "received_at": "ได้รับเมื่อ",
    "topic": "เรื่องที่คุย",
    "content": "เนื้อหา",
    "expires_at": "ใช้ได้ถึง",
    "about": "เรื่อง",
    "words": "ถ้อยคำ",
    "told_at": "แจ้งเมื่อ",
    "channel": "ส่งแบบ",
    "body": "เนื้อความ",
    "done_at": "ส่งเมื่อ",
    "rule": "ประเภท",
    "facts": "เรื่อง",
    "promised_at": "เมื่อ",
    "raw": "ข้อความที่ขัดข้อง",
    "at": "เมื่อ",
    "action": "รายการ",
    "subject": "เรื่อง",
    "role": "บทบาท",
    "label": "รอบ",
    "fiscal_year": "ปีงบประมาณ",
    "published_at": "เผยแพร่เมื่อ",
}

# What people wrote stays as they wrote it, whatever it looks like.
AS_TYPED = ("note", "file_name", "url", "words")
# What the program writes for itself, as a person would say it.
WORDS: Mapping[str, str] = {
    **ROLE_NAMES,
    "text": "ข้อความ",
    "summary": "สรุปในแชท",
    "json": "ไฟล์ JSON",
    "html": "หน้าเว็บ",
    "paper": "กระดาษ",
    "unattached": "ยังไม่แนบกับรายงาน",
    "scores": "คะแนน",
    "unsend": "ยกเลิกข้อความใน LINE",
    "person": "ผู้ใช้",
    "operator": "ผู้ดูแลระบบ",
    "checked": "ตรวจแล้ว",
    "returned": "ส่งกลับ",
    "holder": "ผู้ดำรงตำแหน่ง",
    "acting": "รักษาการ",
    "not_started": "ยังไม่ได้ดำเนินการ",
    "in_progress": "อยู่ระหว่างดำเนินการ",
    "done": "เสร็จแล้ว",
    "blocked": "ติดปัญหา",
    "postponed": "เลื่อน",
    "cancelled": "ยกเลิก",
    "update": "รายงาน",
    "correction": "แก้รายงาน",
    "undo": "เลิกทำ",
    "photo": "รูป",
    "file": "ไฟล์",
    "link": "ลิงก์",
    "received": "รับแล้ว รอดาวน์โหลด",
    "stored": "เก็บแล้ว",
    "staged": "รอท่านยืนยันรายงาน",
    "removed": "ลบแล้ว",
    "failed": "ไม่สำเร็จ",
    "read": "อ่านแล้ว รอท่านตัดสินใจ",
    "refused": "อ่านไม่ได้",
    "taken": "นำเข้าแล้ว",
    "proof": "เก็บเป็นหลักฐาน",
    "enrol": "ลงทะเบียน",
    "progress": "รายงานความคืบหน้า",
    "change": "ตั้งค่าหน่วยงาน",
    "doubt": "แจ้งข้อมูลผิด",
    "erase": "ขอลบข้อมูล",
    "held": "รอรับทราบประกาศ",
    "button": "กดปุ่ม",
    "reply": "ตอบในแชท",
    "push": "ส่งแจ้งเตือน",
    "promised": "รอส่ง",
    "sending": "กำลังส่ง",
    "sent": "ส่งแล้ว",
    "dropped": "ไม่ได้ส่ง",
    "parked": "รอส่งเมื่อท่านทักมา",
    "unknown": "ไม่ทราบผล",
    "superseded": "ไม่ต้องส่งแล้ว",
}
_MOMENT, _DAY = re.compile(r"\d{4}-\d\d-\d\dT"), re.compile(r"\d{4}-\d\d-\d\d$")
_THAI = re.compile("[\u0e01-\u0e2e]")


def own_data_link(settings: WebSettings, person_id: int) -> str:
    """An address that shows everything kept of a person for ten minutes."""
    token = _signer(settings).dumps(person_id)
    return f"{settings.public_url}/me/{token.decode() if isinstance(token, bytes) else token}"


def create_own_data(
    store: Store, settings: WebSettings, clock: Callable[[], datetime], zone: ZoneInfo, keep: Retention
) -> Blueprint:
    """The copy, to read at /me/<token> and as JSON at /me/<token>.json."""
    pages = Blueprint("own_data", __name__)
    pages.register_error_handler(BadSignature, lambda _error: _gone())

    def copy(token: str, way: str) -> dict[str, Any] | None:
        person_id = _signer(settings).loads(token, max_age=COPY_MINUTES * 60)
        with store.begin() as tx:
            person = personal.by_id(tx, person_id)
            return own_copy(tx, person, clock(), keep, way) if person is not None else None

    @pages.get("/me/<token>.json")
    def machine_readable(token: str) -> Response:
        found = copy(token, "json")
        if found is None:
            return _gone()
        response = Response(
            json.dumps(found, ensure_ascii=False, indent=2), content_type="application/json; charset=utf-8"
        )
        response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
        return _private(response)

    @pages.get("/me/<token>")
    def readable(token: str) -> Response:
        found = copy(token, "html")
        if found is None:
            return _gone()
        made = datetime.fromisoformat(found["made_at"]).astimezone(zone)
        parts = [{**part, "rows": [_readable(row, zone) for row in part["rows"]]} for part in found["parts"]]
        page = render_template(
            "own_data.html", parts=parts, token=token, made=_moment(made), minutes=COPY_MINUTES
        )
        return _private(make_response(page))

    return pages


def _readable(row: Mapping[str, Any], zone: ZoneInfo) -> list[tuple[str, str]]:
    """Name and value of what a person can make something of; identifiers of rows are in the JSON."""
    told = [(COLUMNS[name], _in_words(name, row[name], zone)) for name in COLUMNS if name in row]
    return [(name, words) for name, words in told if words]


def _in_words(name: str, value: Any, zone: ZoneInfo) -> str:
    if value is None or (name == "receipt" and isinstance(value, bool)):
        return ""  # of a message `receipt` is how it must arrive, of a report its number
    if name == "body":
        return as_text(value)
    if isinstance(value, bool):
        return "ใช่" if value else "ไม่ใช่"
    if isinstance(value, dict | list):
        return " · ".join(dict.fromkeys(_texts(value)))
    words = str(value)
    if name in AS_TYPED:
        return words
    if name == "action":
        return ACTIONS.get(words, words)
    if _MOMENT.match(words):
        return _moment(datetime.fromisoformat(words).astimezone(zone))
    return fiscal.thai_date(date.fromisoformat(words)) if _DAY.match(words) else WORDS.get(words, words)


def _texts(value: Any) -> Iterator[str]:
    """What is written in Thai inside a value that the program keeps for itself; the rest is in the JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str) and _THAI.search(value):
        yield value


def _moment(at: datetime) -> str:
    return f"{fiscal.thai_date(at.date())} {at:%H:%M} น."


def _gone() -> Response:
    words = "ลิงก์นี้หมดอายุหรือใช้ไม่ได้แล้ว กรุณากลับไปที่แชทแล้วพิมพ์ “ข้อมูลของฉัน” อีกครั้ง"
    return _private(make_response(notice("เปิดสำเนานี้ไม่ได้", words), 404))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _signer(settings: WebSettings) -> URLSafeTimedSerializer:
    secret: Any = settings.secret_key
    return URLSafeTimedSerializer(secret.get_secret_value(), salt="prongsai/own-data-link")
