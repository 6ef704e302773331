"""What LINE answers is read as it stands, in whatever pieces it comes, and what is no answer is never taken for one."""

from collections.abc import Iterator
from http.client import HTTPException

import pytest

from bot.line.hearing import Heard, hear

OK = b"HTTP/1.1 200 OK\r\n"
LENGTH = b"Content-Length: 2\r\n"
HEAD = OK + LENGTH + b"X-Line-Request-Id: r-1\r\n\r\n"

WHOLE: dict[str, tuple[bytes, Heard]] = {
    "with a length": (HEAD + b"{}", Heard(200, b"{}", "r-1", True)),
    "with a name in capitals and blanks": (
        OK + b"CONTENT-LENGTH:2\r\nx-line-request-id:  r-2 \r\n\r\n{}",
        Heard(200, b"{}", "r-2", True),
    ),
    "in chunks": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
        Heard(200, b"{}", None, True),
    ),
    "of nothing": (
        b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
        Heard(400, b"", None, True),
    ),
    "without a body": (b"HTTP/1.1 204 No Content\r\n\r\n", Heard(204, b"", None, True)),
    "that closes": (OK + LENGTH + b"Connection: close\r\n\r\n{}", Heard(200, b"{}", None, False)),
    "of the older HTTP": (b"HTTP/1.0 200 OK\r\n" + LENGTH + b"\r\n{}", Heard(200, b"{}", None, False)),
    "without words": (b"HTTP/1.1 500\r\n" + LENGTH + b"\r\n{}", Heard(500, b"{}", None, True)),
    "that ends with the connection": (OK + b"\r\n{}", Heard(200, b"{}", None, False)),
}
NONE = {
    "nothing": b"",
    "half a head": HEAD[:40],
    "a head alone": HEAD,
    "half a body": HEAD + b"{",
    "half a chunk": OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}",
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "no number": b"HTTP/1.1 abc OK\r\n\r\n",
    "two lengths": OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    "what comes before the answer": b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + HEAD + b"{}",
    "another language": b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
}


class Pieces:
    """What comes over a connection, so many bytes at a time, and then its end."""

    def __init__(self, words: bytes, size: int) -> None:
        self._left: Iterator[bytes] = (words[at : at + size] for at in range(0, len(words), size))

    def recv(self, size: int, /) -> bytes:
        piece = next(self._left, b"")
        assert len(piece) <= size
        return piece


@pytest.mark.parametrize("size", [1, 7, 65_536])
@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_answer_is_read(kind: str, size: int) -> None:
    words, heard = WHOLE[kind]
    assert hear(Pieces(words, size)) == heard


@pytest.mark.parametrize("size", [1, 7, 65_536])
@pytest.mark.parametrize("kind", NONE)
def test_what_is_no_whole_answer_is_said_to_be_none(kind: str, size: int) -> None:
    with pytest.raises((HTTPException, ConnectionError)):
        hear(Pieces(NONE[kind], size))


@pytest.mark.parametrize("behind", [HEAD + b"[]", b"HTTP/1.1 ", b"\x00nonsense"], ids=repr)
def test_a_connection_on_which_more_came_than_was_asked_for_is_not_used_again(behind: bytes) -> None:
    assert hear(Pieces(HEAD + b"{}" + behind, 65_536)) == Heard(200, b"{}", "r-1", False)
