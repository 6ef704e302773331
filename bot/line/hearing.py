"""An answer of LINE's as it comes over a connection, read by llhttp (httptools).

`http.client` has a mail library read the head of each answer; that was a thirtieth of what an event costs.
"""

from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from typing import Any, NamedTuple, Protocol

import httptools

AT_A_TIME = 65_536  # bytes


class Ear(Protocol):
    """A socket, veiled by TLS or not."""

    def recv(self, size: int, /) -> bytes:
        """What has come, b"" at the end."""


class Heard(NamedTuple):
    """A whole answer. `open`: the next request may take the same connection."""

    status: int
    body: bytes
    request_id: str | None
    open: bool


class _Answer:
    """What the parser calls; it is let go with the answer, for the two hold each other."""

    def __init__(self) -> None:
        self.parser: Any = httptools.HttpResponseParser(self)
        self.status = 0
        self.request_id: str | None = None
        self.pieces: list[bytes] = []
        self.begun = self.headed = self.measured = self.whole = self.open = False

    def on_message_begin(self) -> None:
        # Another one behind it was asked for by nobody: it must not be taken for the answer to the next request.
        self.open = False
        self.begun = True

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.whole:
            return
        known = name.lower()
        if known == b"x-line-request-id":
            self.request_id = value.decode("latin-1").strip()
        elif known in (b"content-length", b"transfer-encoding"):
            self.measured = True

    def on_headers_complete(self) -> None:
        self.headed = True

    def on_body(self, piece: bytes) -> None:
        if not self.whole:
            self.pieces.append(piece)

    def on_message_complete(self) -> None:
        if not self.whole:
            self.whole, self.status = True, self.parser.get_status_code()
            self.open = self.parser.should_keep_alive()

    def end(self) -> None:
        """Nothing more comes. Raises HTTPException unless that is how the answer was to end."""
        if not self.begun:
            raise RemoteDisconnected("closed without an answer")
        if not self.headed or self.measured:
            raise IncompleteRead(b"".join(self.pieces))
        self.whole, self.status = True, self.parser.get_status_code()


def hear(connection: Ear) -> Heard:
    """The answer that comes. Raises OSError, and HTTPException for what is none, or not the answer yet (1xx)."""
    answer = _Answer()
    try:
        while not answer.whole:
            _take_in(connection.recv(AT_A_TIME), answer)
    finally:
        answer.parser = None
    if answer.status < 200:
        raise HTTPException(f"{answer.status} before the answer")
    return Heard(answer.status, b"".join(answer.pieces), answer.request_id, answer.open)


def _take_in(piece: bytes, answer: _Answer) -> None:
    if not piece:
        answer.end()
        return
    try:
        answer.parser.feed_data(piece)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
        answer.open = False
        if not answer.whole:
            raise HTTPException(type(error).__name__) from error
