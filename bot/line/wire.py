"""How a request goes to LINE and its answer comes back: urllib3's connections, no retries, a time-out on every call."""

import json
import re
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

import urllib3
from urllib3.connection import port_by_scheme
from urllib3.util.connection import is_connection_dropped

from bot.line.hearing import hear
from tracker.plain_json import written

TIMEOUT = urllib3.Timeout(connect=3, read=7)  # seconds
NEVER_AGAIN = urllib3.Retry(0, redirect=False)
WHO = "prongsai"
NoAnswer = urllib3.exceptions.HTTPError
"""What is raised where no answer came."""
_BREAKS = re.compile(r"[\x00-\x1f\x7f]")
AT_ONCE = 48  # connections kept open: more than the threads that send at once


@dataclass(frozen=True)
class Answer:
    """What LINE said. `status` None: no answer came; then `reached` tells whether the request may have arrived."""

    status: int | None
    body: bytes = b""
    request_id: str | None = None
    problem: str | None = None
    reached: bool = True

    @property
    def said(self) -> dict[str, Any]:
        """The JSON object LINE answered with, or an empty one."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    @property
    def reason(self) -> str:
        """Why it went wrong, in one short line."""
        details = [
            str(each.get("message")) for each in self.said.get("details", []) if isinstance(each, dict)
        ]
        words = "; ".join([str(self.said.get("message", "")), *details]).strip("; ")
        return self.problem or f"{self.status} {words}".strip()[:300]


@dataclass(frozen=True)
class _Host:
    """The connections to a host, where its paths begin, and its name in a request."""

    pool: urllib3.HTTPConnectionPool
    root: str
    name: str
    free: deque[Any] = field(default_factory=deque)
    """Connections nobody speaks over now, the last one first: never more than once spoke at one moment."""

    def connection(self) -> Any:
        """One to speak over, open or not yet. The pool's own queue of them passes a dozen functions."""
        try:
            found = self.free.pop()
        except IndexError:
            return self.pool._new_conn()
        if is_connection_dropped(found):
            found.close()
        return found


class Wire:
    """Connections to LINE's hosts, shared by threads. May be made before a fork as long as nothing was asked."""

    def __init__(self) -> None:
        self.pool = urllib3.PoolManager(
            num_pools=4, maxsize=AT_ONCE, cert_reqs="CERT_REQUIRED", retries=NEVER_AGAIN
        )
        self._hosts: dict[str, _Host] = {}

    def tried(self, method: str, host: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        """A request and what came of it; never raises for what the network does. A dict goes as JSON."""
        if isinstance(body, dict):
            return self._worded(method, host, path, body, headers)
        try:
            response = self.open(method, host, path, body, headers)
        except urllib3.exceptions.HTTPError as error:
            return Answer(None, problem=in_words(error), reached=not _never_arrived(error))
        return Answer(response.status, response.data, response.headers.get("x-line-request-id"))

    def open(
        self, method: str, host: str, path: str, body: Any, headers: dict[str, str], *, stream: bool = False
    ) -> Any:
        """The raw urllib3 response, whatever its status. Raises NoAnswer."""
        # The host's own pool: to have the manager look for it takes a fifth of a call.
        there = self._host(host)
        return there.pool.urlopen(
            method, there.root + path, body, headers, NEVER_AGAIN, redirect=False, assert_same_host=False,
            timeout=TIMEOUT, preload_content=not stream,
        )  # fmt: skip

    def form(self, url: str, fields: dict[str, str]) -> Answer:
        """A form posted, as for an access token. Raises NoAnswer."""
        response = self.pool.request("POST", url, fields=fields, encode_multipart=False, timeout=TIMEOUT)
        return Answer(response.status, response.data)

    def _worded(
        self, method: str, host: str, path: str, body: dict[str, Any], headers: dict[str, str]
    ) -> Answer:
        """What is worded, on a connection of urllib3's make, and heard by `hear`: what urllib3 makes of a request
        and its answer besides, for redirects, tries and compression, takes a third of a call. Head and body leave in
        one piece, which http.client sends in two."""
        there = self._host(host)
        request = _in_one_piece(method, there.root + path, {"Host": there.name, **headers}, written(body))
        connection = there.connection()
        reached = whole = False
        try:
            if connection.is_closed:
                connection.timeout = TIMEOUT.connect_timeout
                connection.connect()
            connection.sock.settimeout(TIMEOUT.read_timeout)
            reached = True
            # It may have answered before it had heard all.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sock.sendall(request)
            status, content, request_id, whole = hear(connection.sock)
            return Answer(status, content, request_id)
        except (OSError, HTTPException, urllib3.exceptions.HTTPError) as error:
            return Answer(None, problem=in_words(error), reached=reached)
        finally:
            # Whatever went wrong: a connection that was left half way must never be taken for a good one.
            if whole:
                there.free.append(connection)
            else:
                connection.close()

    def _host(self, base: str) -> _Host:
        found = self._hosts.get(base)
        if found is None:
            pool, url = self.pool.connection_from_url(base), urllib3.util.parse_url(base)
            usual = port_by_scheme.get(url.scheme or "")
            name = f"{url.host}:{url.port}" if url.port not in (None, usual) else str(url.host)
            found = self._hosts[base] = _Host(pool, url.path or "", name)
        return found


def _in_one_piece(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A request with JSON as its body. Raises ValueError for what would end a line of its head before its time."""
    told = {
        **headers,
        "Accept-Encoding": "identity",
        "Content-Length": str(len(body)),
        "Content-Type": "application/json",
        "User-Agent": WHO,
    }
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    if any(_BREAKS.search(line) for line in lines) or " " in path or not path.isascii():
        raise ValueError("a header or path holds what ends a line")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def in_words(error: Exception) -> str:
    """Why no answer came, by its kind alone."""
    reason = getattr(error, "reason", None)  # of TLS a text
    cause = reason if isinstance(reason, BaseException) else error
    return f"no answer: {type(cause).__name__}"


def _never_arrived(error: urllib3.exceptions.HTTPError) -> bool:
    cause = getattr(error, "reason", None) or error
    return isinstance(cause, urllib3.exceptions.ConnectTimeoutError | urllib3.exceptions.NewConnectionError)
