"""The due dates as a calendar a phone subscribes to, and the page that helps a person to do so.

The address is signed and names a person's post. It has no end in time, for a phone asks for years; so whether the
post is still theirs is asked anew each time, and once it is over the calendar is empty and says why.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, render_template, request
from itsdangerous import BadSignature, URLSafeSerializer

from bot.pages.headers import host_is_ours, pack
from bot.pages.privacy import CALENDAR_SHOWS
from bot.pages.public import notice
from bot.settings import WebSettings
from tracker.actions.open_calendar import GONE, open_calendar
from tracker.errors import NotAllowed
from tracker.rules import fiscal
from tracker.rules.plain_text import one_line
from tracker.store import Store, facts, organisations, public_copies
from tracker.store import calendar as changes
from tracker.store.people import Holding

if TYPE_CHECKING:
    from tracker.reports.calendar import Feed

KEPT_SECONDS = 3600


def calendar_link(settings: WebSettings, office_id: int, person_id: int, post_id: int) -> str:
    """The page where a person adds the due dates of their post to the calendar of a phone."""
    token = _signer(settings).dumps([office_id, person_id, post_id])
    return f"{settings.public_url}/c/{token.decode() if isinstance(token, bytes) else token}"


def create_calendar(
    store: Store, settings: WebSettings, clock: Callable[[], datetime], zone: ZoneInfo
) -> Blueprint:
    """The page at /c/<token>, and the calendar itself at /c/<token>.ics."""
    pages = Blueprint("calendar", __name__)
    pages.register_error_handler(BadSignature, lambda _error: _page_gone(404))
    pages.after_request(pack)

    @pages.before_request
    def right_host() -> Response | None:
        return None if host_is_ours(settings.public_url, request.host) else _page_gone(400)

    def allowed(token: str) -> Holding:
        office_id, person_id, post_id = _signer(settings).loads(token)
        with store.begin() as tx:
            return open_calendar(tx, person_id, office_id, post_id, clock())

    @pages.get("/c/<token>.ics")
    def feed(token: str) -> Response:
        from tracker.reports import calendar as drawn  # its library is loaded when a phone first asks

        try:
            held = allowed(token)
        except NotAllowed:
            # Not an error: phones take 404 and 410 for "ask again later" and keep the dates they have, for ever.
            return _calendar(drawn.over(GONE), "no-store")
        found = _feed(store, settings.public_url, held, clock(), zone)
        response = _calendar(drawn.build(found, zone), f"private, max-age={KEPT_SECONDS}")
        response.last_modified = found.changed_at
        return response.make_conditional(request)

    @pages.get("/c/<token>")
    def page(token: str) -> Response:
        try:
            held = allowed(token)
        except NotAllowed:
            return _page_gone(410)
        address = f"{settings.public_url}/c/{token}.ics"
        webcal = "webcal://" + address.partition("://")[2]
        google = f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}"
        shown = render_template(
            "calendar.html",
            who=one_line(held.department or "ทั้งหน่วยงาน", 200),
            office=held.office_name,
            address=address,
            webcal=webcal,
            shows=CALENDAR_SHOWS,
            google=google if urlsplit(address).scheme == "https" else None,
        )
        return _private(make_response(shown), "no-store")

    return pages


def _feed(store: Store, public_url: str, held: Holding, now: datetime, zone: ZoneInfo) -> "Feed":
    """This fiscal year and the next, and of the last what falls due in this one: a year is reported after its end."""
    from tracker.reports.calendar import Feed

    this = fiscal.fiscal_year_of(now.astimezone(zone).date())
    begins = fiscal.span(this)[0]
    with store.read() as tx:
        last, *others = (
            facts.year_facts(tx, held.office_id, year, None) for year in (this - 1, this, this + 1)
        )
        late = replace(last, rounds=tuple(found for found in last.rounds if found.due >= begins))
        change = changes.newest_change(tx, held.office_id)
        published = public_copies.years(tx, held.office_id)
        days_off = organisations.days_off(tx, held.office_id)
    number, moment = change or (0, datetime.combine(begins, time(), UTC))
    return Feed(
        years=(late, *others),
        department=held.department,
        revision=number,
        changed_at=moment,
        pages={year: f"{public_url}/o/{held.office_slug}/{year}" for year in published},
        days_off=days_off,
    )


def _calendar(content: bytes, cache: str) -> Response:
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="prongsai.ics"'
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    return _private(response, cache)


def _private(response: Response, cache: str) -> Response:
    response.headers["Cache-Control"] = cache
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page_gone(status: int) -> Response:
    words = {
        400: "ที่อยู่นี้ไม่ใช่ของระบบ กรุณาเปิดลิงก์จากแชท",
        404: "ลิงก์นี้ไม่ถูกต้องหรือไม่ครบ กรุณากลับไปที่แชทแล้วพิมพ์ “ขอปฏิทิน” อีกครั้ง",
        410: GONE,
    }
    return _private(
        make_response(notice("เปิดปฏิทินนี้ไม่ได้", words[status], "Calendar not available"), status), "no-store"
    )


def _signer(settings: WebSettings) -> URLSafeSerializer:
    secret: Any = settings.secret_key
    return URLSafeSerializer(secret.get_secret_value(), salt="prongsai/calendar-link")
