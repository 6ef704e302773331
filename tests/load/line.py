"""A LINE for load: the manners that matter here (tokens once, retry keys once), fast, with a memory that stays small.

The sandbox remembers every message for ever and checks each against LINE's rules; under load that would be measured
instead of the product.
"""

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sandbox.people import actions, words
from tracker.outbox import retry_key_of

ANSWERS_AFTER = 0.06
"""Seconds; the real LINE takes 50 to 300 ms."""


@dataclass
class Line:
    """What arrived. A token answers once; a retry key is carried out once and answered 409 afterwards."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    tokens: dict[str, tuple[str, str]] = field(default_factory=dict)  # token → event id, user id
    answered: Counter[str] = field(default_factory=Counter)  # by event id
    pushes: Counter[str] = field(default_factory=Counter)  # carried out, by retry key
    again: Counter[str] = field(default_factory=Counter)  # answered 409, by retry key
    newest: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # what was said last in each chat
    contents: dict[str, bytes] = field(default_factory=dict)
    delay: float = ANSWERS_AFTER
    url: str = ""

    def expect(self, token: str, event_id: str, user: str) -> None:
        """An event with this token is about to be delivered."""
        with self.lock:
            self.tokens[token] = (event_id, user)

    def waiting(self) -> int:
        """How many events have had no answer yet: neither with their token nor, as a receipt whose token had grown old,
        by a push."""
        with self.lock:
            events = [event_id for event_id, _ in self.tokens.values()]
            return sum(not self.pushes[retry_key_of(f"reply:{event_id}")] for event_id in events)

    def reply(self, token: str, messages: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        """An answer with a token."""
        with self.lock:
            event_id, user = self.tokens.pop(token, ("", ""))
            if not event_id:
                return 400, {"message": "Invalid reply token"}
            self.answered[event_id] += 1
            self.newest[user] = messages
        return 200, {"sentMessages": [{"id": "1"}]}

    def push(self, to: str, messages: list[dict[str, Any]], key: str) -> tuple[int, dict[str, Any]]:
        """A push under a retry key; a second one is not carried out."""
        with self.lock:
            if self.pushes[key]:
                self.again[key] += 1
                return 409, {"message": "The retry key is already accepted", "sentMessages": [{"id": "1"}]}
            self.pushes[key] += 1
            self.newest[to] = messages
        return 200, {"sentMessages": [{"id": "1"}]}

    def words(self, user: str) -> str:
        """The words of the newest message in a chat. They are looked for when somebody asks, for a message a
        millisecond comes."""
        with self.lock:
            return words(self.newest.get(user, []))

    def buttons(self, user: str) -> list[dict[str, Any]]:
        """The actions of the newest message in a chat."""
        with self.lock:
            return list(actions(self.newest.get(user, [])))

    def button(self, user: str, label: str) -> str | None:
        """The postback data of the newest message's button with these words, or None."""
        for action in self.buttons(user):
            if action["type"] == "postback" and label in action.get("label", ""):
                return str(action["data"])
        return None


def _handler(line: Line) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body of an answer leave in one piece: the second of two waits 40 ms for the first to be confirmed.
        wbufsize = -1

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length", 0)))
            time.sleep(line.delay)
            self._answer(*self._posted(raw))

        def _posted(self, raw: bytes) -> tuple[int, dict[str, Any]]:
            if self.path.endswith("/reply"):
                body = json.loads(raw)
                return line.reply(body["replyToken"], body["messages"])
            if self.path.endswith("/push"):
                body = json.loads(raw)
                return line.push(body["to"], body["messages"], self.headers["X-Line-Retry-Key"])
            return 200, {}

        def do_GET(self) -> None:
            number = self.path.removesuffix("/content").rpartition("/")[2]
            if self.path.endswith("/content"):
                found = line.contents.get(number)
                return self._send(404 if found is None else 200, found or b"", "image/jpeg")
            self._answer(200, {"richmenus": [], "aliases": [], "type": "none", "totalUsage": 0})
            return None

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            self._send(status, json.dumps(body).encode(), "application/json")

        def _send(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing to say."""

    return Handler


class _Server(ThreadingHTTPServer):
    request_queue_size = 512
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked may have been killed meanwhile, in a drill on purpose; anything else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def fast_line() -> Iterator[Line]:
    """A running LINE on a free port."""
    line = Line()
    server = _Server(("127.0.0.1", 0), _handler(line))
    line.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield line
    finally:
        server.shutdown()
        server.server_close()
