"""The privacy notice as a page of its own: what is kept, why, for how long, who sees it, one's rights."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template, request

from bot.pages.headers import pack
from bot.voice.own_data import COPY_MINUTES
from tracker.actions.accept_notice import NOTICE_SINCE, NOTICE_VERSION
from tracker.actions.record_progress import UNDO_WINDOW
from tracker.rules import fiscal
from tracker.rules.personal_data import KEPT, MEMORY_MINUTES
from tracker.settings import Retention

_AN_HOUR = 3600
CALENDAR_SHOWS = (
    "ปฏิทินที่ท่านสมัครรับแสดงวันครบกำหนด จำนวนที่รายงานแล้ว และชื่อมาตรการที่ยังค้าง เท่าที่ตำแหน่งของท่านดูได้ "
    "ที่อยู่ของปฏิทินเป็นของท่านคนเดียวและเป็นความลับ เพราะผู้ที่มีที่อยู่นี้เห็นเช่นเดียวกับท่าน จึงไม่ควรส่งต่อ"
)
"""What a subscription to the due dates shows, and to whom: the notice and the page of the calendar say the same."""


def create_privacy(keep: Retention) -> Blueprint:
    """The route of the privacy notice. It reads no database, so it stands while everything else is away."""
    privacy = Blueprint("privacy", __name__)
    privacy.after_request(pack)

    @privacy.get("/privacy")
    def page() -> Response:
        response = make_response(render_template("privacy.html", **_facts(keep)))
        response.cache_control.public = True
        response.cache_control.max_age = _AN_HOUR
        response.add_etag(weak=True)
        response.make_conditional(request)
        return response

    return privacy


def _facts(keep: Retention) -> dict[str, object]:
    """What the notice says in figures, from the settings and the constants the program itself goes by."""
    return {
        "version": NOTICE_VERSION,
        "calendar_shows": CALENDAR_SHOWS,
        "since": fiscal.thai_date(NOTICE_SINCE),
        "since_iso": NOTICE_SINCE.isoformat(),
        "kept": [
            {"heading": each.heading, "why": each.why, "how_long": each.how_long(keep), "erased": each.erased}
            for each in KEPT
        ],
        "undo_minutes": _minutes(UNDO_WINDOW),
        "copy_minutes": COPY_MINUTES,
        "memory_minutes": MEMORY_MINUTES,
        "event_days": keep.events.days,
        "message_days": keep.messages.days,
        "left_days": keep.left.days,
    }


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
