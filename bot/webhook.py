"""The edge to LINE: verify, parse once, one transaction per event, 200. The reply leaves off the request thread."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Blueprint, Request, Response, request

from bot import backlog
from bot.desk import Desk
from bot.line.events import Said, Unparsed, parse, signature_is_right
from bot.line.identity import Identity
from bot.line.patience import Patience
from tracker.errors import StorageUnavailable

log = logging.getLogger(__name__)

BODY_LIMIT = 1_048_576


def create_webhook(
    desk: Desk,
    secret: str,
    send: Callable[[int], None],
    clock: Callable[[], datetime],
    count: Callable[[str], None],
    patience: Patience,
    identity: Identity,
    later: Callable[[Callable[[], None]], object],
) -> Blueprint:
    """POST /callback. `send` takes the id of a promised reply and returns at once; `count` counts outcomes,
    `patience` shows that slow work goes on, `identity` knows which bot we are, `later` runs work on another
    thread."""
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
            desk.note_wrong_destination(str(said.destination), len(said.events), clock())
            return answered(400)
        if len(said.events) > backlog.MANY:
            return answered(200 if _kept(said.events) else 503)
        for event in said.events:
            if not _served(event):
                return answered(503)
        return answered(200)

    def _kept(events: Sequence[Said | Unparsed]) -> bool:
        try:
            backlog.keep(desk, events, clock())
        except StorageUnavailable as error:
            log.error("webhook answered 503: %s", error)
            return False
        log.warning("%d events of one webhook are served after it", len(events))
        later(serve_backlog)
        return True

    def serve_backlog() -> None:
        try:
            backlog.serve(desk, clock, send)
        except Exception as error:  # (it stays in the database; the thread's own death would tell nobody)
            log.error("the backlog is left: %s", type(error).__name__)

    def _served(event: Said | Unparsed) -> bool:
        try:
            if isinstance(event, Unparsed):
                count("unreadable")
                log.warning("one event could not be read")
                desk.keep_unparsed(event, clock())
                return True
            if event.strange:
                count("unknown")
            with patience.working_for(event.line_user_id if event.chat == "private" else None):
                reply = desk.handle(event, clock())
        except StorageUnavailable as error:
            log.error("webhook answered 503: %s", error)
            return False
        if reply is not None:
            send(reply)
        return True

    later(serve_backlog)  # what a process before us could not serve any more
    return webhook


def _body(incoming: Request) -> bytes | None:
    """The raw bytes, or None past the limit. A chunked body has no length, so one byte more than allowed is read."""
    if (incoming.content_length or 0) > BODY_LIMIT:
        return None
    body = incoming.stream.read(BODY_LIMIT + 1)
    return None if len(body) > BODY_LIMIT else body
