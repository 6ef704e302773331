"""The edge to LINE: verify, parse once, one transaction per event, 200. The reply leaves off the request thread."""

import logging
from collections.abc import Callable

from flask import Blueprint, Request, Response, request

from bot.crowd import MANY, Crowd
from bot.line.events import Said, Unparsed, parse, signature_is_right
from bot.line.identity import Identity
from bot.line.patience import Patience
from tracker.errors import StorageUnavailable

log = logging.getLogger(__name__)

BODY_LIMIT = 1_048_576


def create_webhook(
    crowd: Crowd,
    secret: str,
    count: Callable[[str], None],
    patience: Patience,
    identity: Identity,
) -> Blueprint:
    """POST /callback. `count` counts outcomes, `patience` shows that slow work goes on, `identity` knows which bot we
    are."""
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
        said = parse(body)
        if said is None:
            log.warning("webhook with a right signature is no webhook: %d bytes", len(body))
            return answered(400)
        if identity.is_for_another(said.destination):
            log.error("webhook with a right signature is for another bot")
            crowd.note_wrong_destination(str(said.destination), len(said.events))
            return answered(400)
        if len(said.events) > MANY:
            return answered(200 if _kept(said.events) else 503)
        for event in said.events:
            if not _served(event):
                return answered(503)
        return answered(200)

    def _kept(events: tuple[Said | Unparsed, ...]) -> bool:
        try:
            crowd.take_in(events)
        except StorageUnavailable as error:
            log.error("webhook answered 503: %s", error)
            return False
        log.warning("%d events of one webhook are served after it", len(events))
        return True

    def _served(event: Said | Unparsed) -> bool:
        try:
            if isinstance(event, Unparsed):
                count("unreadable")
                log.warning("one event could not be read")
                crowd.set_aside(event)
                return True
            if event.strange:
                count("unknown")
            with patience.working_for(event.line_user_id if event.chat == "private" else None):
                crowd.serve(event)
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
