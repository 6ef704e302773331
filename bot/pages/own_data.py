"""A person's own data as a copy to read and to take along, behind an address they were given in the chat.

The address is signed, good for ten minutes, and names the person; whoever was erased since has none.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, render_template
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.pages.public import notice
from bot.settings import WebSettings
from bot.voice.own_data import COPY_MINUTES
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
    return [
        (COLUMNS[name], _in_words(value, zone))
        for name, value in row.items()
        if name in COLUMNS and value not in (None, "", [], {})
    ]


def _in_words(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, bool):
        return "ใช่" if value else "ไม่ใช่"
    if isinstance(value, str) and len(value) >= 20 and value[4:5] == "-" and value[10:11] == "T":
        return _moment(datetime.fromisoformat(value).astimezone(zone))
    return str(value) if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)


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
