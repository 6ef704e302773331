"""The picture of the departments behind its signed address, drawn when it is asked for.

It is LINE's servers that fetch it, without a person; so the address names the person it was made for, and shows
nothing any more once they may not read the office. What was drawn is kept in memory while it is fresh.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from threading import BoundedSemaphore

from flask import Blueprint, Response, make_response, request
from itsdangerous import BadSignature, SignatureExpired

from bot.pages.headers import POLICY_FOR_FILES, host_is_ours
from bot.pages.public import notice
from bot.pictures import picture_link, read
from bot.settings import WebSettings
from tracker.actions.open_picture import open_picture
from tracker.drawing import draw_safely
from tracker.errors import NotAllowed, PictureNotDrawn
from tracker.reports import picture as words
from tracker.rules.overview import Figures
from tracker.store import Store, organisations

AT_ONCE, PATIENCE = 2, 8.0  # so many are drawn at once by a process, and who comes then waits so many seconds
KEPT = 32


def link(settings: WebSettings, office_id: int, person_id: int, shown: Figures) -> str:
    """The address of a picture of these figures."""
    assert settings.secret_key is not None
    return picture_link(settings.public_url, settings.secret_key, office_id, person_id, shown)


def create_picture(store: Store, settings: WebSettings, clock: Callable[[], datetime]) -> Blueprint:
    """The route of the picture."""
    pages = Blueprint("picture", __name__)
    pages.register_error_handler(BadSignature, _refused)
    pages.register_error_handler(NotAllowed, lambda error: _gone(error.sentence, 403))
    pages.register_error_handler(PictureNotDrawn, _later)
    secret = settings.secret_key
    assert secret is not None
    free = BoundedSemaphore(AT_ONCE)

    @lru_cache(maxsize=KEPT)
    def drawn(office_id: int, shown: Figures) -> bytes:
        with store.read() as tx:
            office = organisations.office(tx, office_id)
            names = {each.id: each.name for each in organisations.departments(tx, office_id)}
            content = words.content(shown, office.name, names)
        if not free.acquire(timeout=PATIENCE):
            raise PictureNotDrawn(problem=f"{AT_ONCE} others are being drawn")
        try:
            return draw_safely(content)
        finally:
            free.release()

    @pages.get("/p/<token>.png")
    def picture(token: str) -> Response:
        if not host_is_ours(settings.public_url, request.host):
            return _gone("ที่อยู่นี้ไม่ใช่ของระบบ กรุณาเปิดลิงก์จากแชท", 400)
        office_id, person_id, shown = read(secret, token)
        with store.begin() as tx:
            open_picture(tx, person_id, office_id, shown.fiscal_year, clock())
        response = Response(drawn(office_id, shown), mimetype="image/png")
        response.headers["Content-Security-Policy"] = POLICY_FOR_FILES
        response.headers["Cache-Control"] = "private, max-age=3600"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return pages


def _refused(error: BadSignature) -> Response:
    if isinstance(error, SignatureExpired):
        return _gone("ภาพนี้หมดอายุแล้ว กรุณากลับไปที่แชทแล้วพิมพ์ “ขอภาพสรุป”", 410)
    return _gone("ลิงก์นี้ไม่ถูกต้องหรือไม่ครบ กรุณากลับไปที่แชทแล้วพิมพ์ “ขอภาพสรุป”", 404)


def _later(error: PictureNotDrawn) -> Response:
    response = _gone(error.sentence, 503)
    response.headers["Retry-After"] = "10"
    return response


def _gone(sentence: str, status: int) -> Response:
    response = make_response(notice("เปิดภาพนี้ไม่ได้", sentence), status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
