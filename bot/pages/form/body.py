"""The body of a form with photos: never more than is allowed, and of one that is too large still what was typed."""

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from bot.pages.form.photos import EACH, PHOTOS

FIELDS = 1_048_576
"""Bytes of all that is typed."""
PARTS = 200
"""Fields and photos of one form."""
LIMIT = PHOTOS * EACH + FIELDS
_TO_THE_END = 4 * LIMIT
_CHUNK = 65_536


def limit(request: Request) -> None:
    """Have nothing larger read. Photos go to temporary files while they come, never all into memory."""
    request.max_content_length, request.max_form_memory_size, request.max_form_parts = LIMIT, FIELDS, PARTS


def is_too_large(request: Request) -> bool:
    """Whether the browser announces more than is allowed."""
    return (request.content_length or 0) > LIMIT


def typed_of_too_large(request: Request) -> MultiDict[str, str]:
    """The fields that come before the photos. The rest is read and dropped: a browser that is answered before it has
    sent everything shows no answer. Raises RequestEntityTooLarge where even that would be too much, or where the fields
    alone are more than is allowed: what was typed is not given back cut short."""
    if (request.content_length or 0) > _TO_THE_END:
        raise RequestEntityTooLarge
    request.max_content_length = None
    boundary = request.mimetype_params.get("boundary", "").encode("ascii", "replace")
    found = _Fields(boundary)
    while chunk := request.stream.read(_CHUNK):
        found.take(chunk)
    if found.too_much:
        raise RequestEntityTooLarge
    return MultiDict((name, words.decode("utf-8", "replace")) for name, words in found.texts)


class _Fields:
    """Fields as they come in, until the first photo or the first thing that is wrong. `too_much`: they are more than
    FIELDS or PARTS allow, and nothing of them is kept."""

    def __init__(self, boundary: bytes) -> None:
        self.texts: list[tuple[str, bytearray]] = []
        self.too_much = False
        self._bytes = 0
        self._decoder = MultipartDecoder(boundary, FIELDS, max_parts=PARTS) if boundary else None

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
                    self.texts.append((event.name, bytearray()))
                elif isinstance(event, Data):
                    self._collect(event.data)
        except ValueError:
            self._decoder = None
        except RequestEntityTooLarge:
            self._decoder, self.too_much = None, True
            self.texts.clear()

    def _collect(self, data: bytes) -> None:
        """More of the field that came last. Raises RequestEntityTooLarge."""
        self._bytes += len(data)
        if self._bytes > FIELDS:
            raise RequestEntityTooLarge
        self.texts[-1][1].extend(data)
