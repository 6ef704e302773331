"""The privacy notice as a page of its own: what is kept, why, for how long, who sees it, one's rights."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template, request

from bot.pages.headers import pack
from tracker.actions.accept_notice import NOTICE_SINCE, NOTICE_VERSION
from tracker.actions.record_progress import UNDO_WINDOW
from tracker.rules import fiscal
from tracker.store.conversation import DRAFT_FOR, EVENTS_KEPT, MEMORY_FOR
from tracker.store.incoming import KEPT

_AN_HOUR = 3600


def create_privacy() -> Blueprint:
    """The route of the privacy notice. It reads no database, so it stands while everything else is away."""
    privacy = Blueprint("privacy", __name__)
    privacy.after_request(pack)

    @privacy.get("/privacy")
    def page() -> Response:
        response = make_response(render_template("privacy.html", **_facts()))
        response.cache_control.public = True
        response.cache_control.max_age = _AN_HOUR
        response.add_etag(weak=True)
        response.make_conditional(request)
        return response

    return privacy


def _facts() -> dict[str, object]:
    """What the notice says in figures, from the constants the program itself goes by."""
    return {
        "version": NOTICE_VERSION,
        "since": fiscal.thai_date(NOTICE_SINCE),
        "since_iso": NOTICE_SINCE.isoformat(),
        "memory_minutes": _minutes(MEMORY_FOR),
        "draft_minutes": _minutes(DRAFT_FOR),
        "undo_minutes": _minutes(UNDO_WINDOW),
        "event_days": EVENTS_KEPT.days,
        "paper_days": KEPT.days,
    }


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
