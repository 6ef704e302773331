"""The edge to LINE: verify, parse once, one transaction per event, 200. The reply leaves off the request thread."""

import logging
from collections.abc import Callable

from flask import Blueprint, Request, Response, request

from bot.crowd import Crowd
from bot.line.events import Said, parse, signature_is_right
from bot.line.patience import Patience
from tracker.errors import StorageUnavailable

log = logging.getLogger(__name__)

BODY_LIMIT = 1_048_576


def create_webhook(
    crowd: Crowd,
    secret: str,
    count: Callable[[str], None],
    patience: Patience,
) -> Blueprint:
    """POST /callback. `count` counts outcomes, `patience` shows that slow work goes on."""
    webhook = Blueprint("webhook", __name__)

    def answered(status: int) -> Response:
        count(str(status))
        return Response(status=status)

    @webhook.post("/callback")
    def callback() -> Response:
        body = _body(request)
        if body is None:
            return answered(413)
        if not signature_is_right(secret, body, request.headers.get("x-line-signature")):
            return answered(400)
        events = parse(body)
        if events is None:
            log.warning("webhook with a right signature is no webhook: %d bytes", len(body))
            return answered(400)
        for said in events:
            if said is None:
                count("unreadable")
                log.warning("one event of %d could not be read", len(events))
            elif not _served(said):
                return answered(503)
        return answered(200)

    def _served(said: Said) -> bool:
        try:
            with patience.working_for(said.line_user_id if said.chat == "private" else None):
                crowd.serve(said)
        except StorageUnavailable as error:
            log.error("webhook answered 503: %s", error)
            return False
        return True

    return webhook


def _body(incoming: Request) -> bytes | None:
    """The raw bytes, or None past the limit. A chunked body has no length, so one byte more than allowed is read."""
    if (incoming.content_length or 0) > BODY_LIMIT:
        return None
    body = incoming.stream.read(BODY_LIMIT + 1)
    return None if len(body) > BODY_LIMIT else body
