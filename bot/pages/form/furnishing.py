"""What every answer of the form carries, and its refusals as pages."""

from flask import Blueprint, Response, make_response, request
from itsdangerous import BadSignature, SignatureExpired
from werkzeug.exceptions import RequestEntityTooLarge

from bot.pages.form import body
from bot.pages.form.counter import FormStale
from bot.pages.headers import POLICY_WITH_SCRIPT, host_is_ours
from bot.pages.public import notice
from bot.settings import WebSettings
from tracker.errors import (
    AlreadyUndone,
    DraftUnknown,
    NotAllowed,
    StorageUnavailable,
    TrackerError,
    UndoBlocked,
    UndoTooLate,
)

HEADING = "แบบฟอร์มรายงานความคืบหน้า"
BACK = "กลับไปที่แชทแล้วกดปุ่ม “กรอกแบบฟอร์ม” ที่การ์ดของมาตรการอีกครั้ง"
STATUS: dict[type[TrackerError], int] = {
    FormStale: 403,
    NotAllowed: 403,
    UndoTooLate: 409,
    UndoBlocked: 409,
    AlreadyUndone: 409,
}


def furnish(form: Blueprint, settings: WebSettings) -> Blueprint:
    """Have the blueprint refuse foreign hosts, answer with strict headers and tell refusals as pages."""

    @form.before_request
    def right_host() -> Response | None:
        body.limit(request)
        if host_is_ours(settings.public_url, request.host):
            return None
        return _said("เปิดแบบฟอร์มไม่ได้", "ที่อยู่นี้ไม่ใช่ของระบบ กรุณาเปิดจากลิงก์ในแชท", 400)

    @form.after_request
    def private(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers.setdefault("Content-Security-Policy", POLICY_WITH_SCRIPT)
        return response

    form.register_error_handler(BadSignature, _refused)
    form.register_error_handler(TrackerError, _not_done)
    form.register_error_handler(StorageUnavailable, _away)
    form.register_error_handler(RequestEntityTooLarge, _too_large)
    return form


def _refused(error: BadSignature) -> Response:
    """Expired and altered links are told apart only where the signature was ours."""
    if isinstance(error, SignatureExpired):
        return _said("ลิงก์หมดอายุ", f"ลิงก์ของแบบฟอร์มใช้ได้ 1 วัน กรุณา{BACK} ร่างที่เก็บไว้ในเครื่องนี้ยังอยู่", 410)
    return _said("เปิดลิงก์นี้ไม่ได้", f"ลิงก์นี้ไม่ถูกต้องหรือไม่ครบ กรุณา{BACK}", 404)


def _not_done(error: TrackerError) -> Response:
    if isinstance(error, DraftUnknown):
        return _said(HEADING, f"รายการนี้ไม่มีแล้ว หรือไม่ใช่ของลิงก์นี้ ยังไม่มีอะไรถูกบันทึก กรุณา{BACK}", 404)
    status = STATUS.get(type(error), 404)
    if status == 403:
        return _said(HEADING, error.sentence, status)
    given = request.view_args or {}
    links = [{"href": f"/f/{given['token']}", "text": "กลับไปที่แบบฟอร์ม"}]
    if status == 409:
        links.insert(0, {"href": f"/f/{given['token']}/{given['draft']}", "text": "ดูรายการนี้"})
    return make_response(notice(HEADING, error.sentence, links=links), status)


def _away(_error: StorageUnavailable) -> Response:
    words = "ระบบบันทึกข้อมูลไม่ได้ชั่วคราว ยังไม่มีอะไรถูกบันทึก กรุณากดย้อนกลับ ข้อความที่พิมพ์ยังอยู่ แล้วส่งอีกครั้งในอีกสักครู่"
    return _said("ขออภัย ยังส่งไม่ได้", words, 503)


def _too_large(_error: RequestEntityTooLarge) -> Response:
    words = "สิ่งที่ส่งมาใหญ่เกินที่รับได้ ยังไม่มีอะไรถูกบันทึก กรุณากดย้อนกลับ แล้วเลือกรูปให้น้อยลงหรือตัดข้อความให้สั้นลง"
    return _said("ส่งไม่ได้", words, 413)


def _said(heading: str, sentence: str, status: int) -> Response:
    return make_response(notice(heading, sentence), status)
