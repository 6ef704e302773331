"""The edge to LINE: verify, then parse, one transaction per event, 200. The reply leaves after it, off this thread."""

import logging
from collections.abc import Callable
from functools import partial

from flask import Blueprint, Request, Response, request

from bot.crowd import MANY, Crowd
from bot.line.doors import Door, Doors
from bot.line.events import Said, Unparsed, parse, signature_is_right, through
from tracker.errors import StorageUnavailable
from tracker.outbox import Outgoing

log = logging.getLogger(__name__)

BODY_LIMIT = 1_048_576


def create_webhook(
    crowd: Crowd,
    doors: Doors,
    count: Callable[[str], None],
) -> Blueprint:
    """POST /callback. `count` counts outcomes, `doors` knows which bots we are."""
    webhook = Blueprint("webhook", __name__)

    def answered(status: int, reply: Outgoing | None = None) -> Response:
        count(str(status))
        response = Response(status=status)
        if reply is not None:
            # Not before the 200 is on its way: the thread that sends would have Python's lock first.
            response.call_on_close(partial(crowd.send, reply))
        return response

    @webhook.post("/callback")
    def callback() -> Response:
        body = _body(request)
        if body is None:
            return answered(413)
        signature = request.headers.get("x-line-signature")
        door = doors.of(body)
        if door is None:
            _refused_elsewhere(body, signature)
            return answered(400)
        if not signature_is_right(door.secret, body, signature):
            return answered(400)
        said = parse(body)
        if said is None:
            log.warning("webhook with a right signature is no webhook: %d bytes", len(body))
            return answered(400)
        if door.identity.is_for_another(said.destination):
            _for_another(str(said.destination), len(said.events))
            return answered(400)
        events = tuple(through(door.account, event) for event in said.events)
        if len(events) > MANY:
            return answered(200 if _kept(events) else 503)
        reply: Outgoing | None = None
        for event in events:
            if reply is not None:
                crowd.send(reply)  # while the next is served
            try:
                reply = _served(event, door)
            except StorageUnavailable as error:
                log.error("webhook answered 503: %s", error)
                return answered(503)
        return answered(200, reply)

    def _refused_elsewhere(body: bytes, signature: str | None) -> None:
        """Whoever may have sent it: only what one of our secrets signed leaves a trace."""
        said = parse(body) if doors.is_signed_by_any(body, signature) else None
        if said is not None:
            _for_another(str(said.destination), len(said.events))

    def _for_another(destination: str, events: int) -> None:
        log.error("webhook with a right signature is for another bot")
        crowd.note_wrong_destination(destination, events)

    def _kept(events: tuple[Said | Unparsed, ...]) -> bool:
        try:
            crowd.take_in(events)
        except StorageUnavailable as error:
            log.error("webhook answered 503: %s", error)
            return False
        log.warning("%d events of one webhook are served after it", len(events))
        return True

    def _served(event: Said | Unparsed, door: Door) -> Outgoing | None:
        """What is to be said to an event. Raises StorageUnavailable: then LINE is to bring it again."""
        if isinstance(event, Unparsed):
            count("unreadable")
            log.warning("one event could not be read")
            crowd.set_aside(event)
            return None
        if event.strange:
            count("unknown")
        with door.patience.working_for(event.line_user_id if event.chat == "private" else None):
            return crowd.serve(event)

    return webhook


def _body(incoming: Request) -> bytes | None:
    """The raw bytes, or None past the limit. A chunked body has no length, so one byte more than allowed is read."""
    if (incoming.content_length or 0) > BODY_LIMIT:
        return None
    body = incoming.stream.read(BODY_LIMIT + 1)
    return None if len(body) > BODY_LIMIT else body
