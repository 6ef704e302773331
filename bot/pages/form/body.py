"""The body of a form with photos: never more than is allowed, and of one that is too large still what was typed."""

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from bot.pages.form.photos import EACH, PHOTOS

FIELDS = 1_048_576
"""Bytes of all that is typed."""
LIMIT = PHOTOS * EACH + FIELDS
_TO_THE_END = 4 * LIMIT
_CHUNK = 65_536


def limit(request: Request) -> None:
    """Have nothing larger read. Photos go to temporary files while they come, never all into memory."""
    request.max_content_length, request.max_form_memory_size, request.max_form_parts = LIMIT, FIELDS, 200


def is_too_large(request: Request) -> bool:
    """Whether the browser announces more than is allowed."""
    return (request.content_length or 0) > LIMIT


def typed_of_too_large(request: Request) -> MultiDict[str, str]:
    """The fields that come before the photos. The rest is read and dropped: a browser that is answered before it has
    sent everything shows no answer. Raises RequestEntityTooLarge where even that would be too much."""
    if (request.content_length or 0) > _TO_THE_END:
        raise RequestEntityTooLarge
    request.max_content_length = None
    boundary = request.mimetype_params.get("boundary", "").encode("ascii", "replace")
    found = _Fields(boundary)
    while chunk := request.stream.read(_CHUNK):
        found.take(chunk)
    return MultiDict((name, words.decode("utf-8", "replace")) for name, words in found.texts)


class _Fields:
    """Fields as they come in, until the first photo or the first thing that is wrong."""

    def __init__(self, boundary: bytes) -> None:
        self.texts: list[tuple[str, bytes]] = []
        self._decoder = MultipartDecoder(boundary, FIELDS) if boundary else None

    def take(self, chunk: bytes) -> None:
        if self._decoder is None:
            return
        try:
            self._decoder.receive_data(chunk)
            while not isinstance(event := self._decoder.next_event(), NeedData):
                if isinstance(event, File | Epilogue):
                    self._decoder = None
                    return
                if isinstance(event, Field):
                    self.texts.append((event.name, b""))
                elif isinstance(event, Data):
                    name, before = self.texts[-1]
                    self.texts[-1] = (name, before + event.data)
        except (ValueError, RequestEntityTooLarge):
            self._decoder = None
