"""A stand-in LINE, its message side: fast, over real HTTP, a fifth of its answers faulty; it counts what it took."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

SILENCE = 9.0  # seconds; the product's client waits seven
TOKEN_SECONDS = 60.0
# What goes wrong, each with its share of the calls.
FAULTS = (("429", 0.05), ("500", 0.05), ("500 but taken", 0.05), ("taken, then silence", 0.05))


@dataclass(frozen=True)
class Delivered:
    """What LINE carried out, once per call it accepted."""

    kind: str
    to: str
    messages: list[dict[str, Any]]
    at: float = field(default_factory=time.time)


@dataclass
class Token:
    """A reply token: whose it is, when its webhook was last delivered, whether it was used."""

    user_id: str
    delivered: float
    used: bool = False


class Line:
    """What LINE knows. `heard` is told of everything that was carried out, as the person's telephone would be."""

    def __init__(
        self, access_token: str, random: Random, heard: Callable[[Delivered], None], host: str = "127.0.0.1"
    ) -> None:
        self.access_token, self.random, self.heard = access_token, random, heard
        self.tokens: dict[str, Token] = {}
        self.keys: dict[str, str] = {}
        self.delivered: list[Delivered] = []
        self.calls: dict[str, int] = {}
        self.tries: dict[str, list[str]] = {}
        self.photos: dict[str, bytes] = {}  # by message id
        self.faulty, self.lock = True, threading.Lock()
        server = _Server((host, 0), _handler(self))
        self.url = f"http://{host}:{server.server_port}"
        self._server = server
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()
        self._server.server_close()

    def deliver_token(self, token: str, user_id: str) -> None:
        """A webhook with this token goes out (again): its minute begins anew, unless it was used."""
        with self.lock:
            known = self.tokens.setdefault(token, Token(user_id, 0.0))
            known.delivered = time.monotonic()

    def took(self, token: str) -> bool:
        """Whether an answer was given with this reply token."""
        with self.lock:
            return token in self.tokens and self.tokens[token].used

    def answer(self, path: str, headers: Any, body: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        """Status, headers and JSON of a call; sleeps when it is one of those left without an answer."""
        with self.lock:
            if headers.get("authorization") != f"Bearer {self.access_token}":
                return 401, {}, {"message": "Authentication failed"}
            fault = self._fault()
            key = headers.get("x-line-retry-key") or body.get("replyToken")
            self.tries.setdefault(str(key), []).append(f"{fault or 'fine'} at {time.time():.1f}")
            name = f"{path.rsplit('/', 1)[-1]} {fault or 'fine'}"
            self.calls[name] = self.calls.get(name, 0) + 1
            if fault == "429":
                return 429, {}, {"message": "The API rate limit has been exceeded. Try again later."}
            if fault == "500":
                return 500, {}, {"message": "Internal server error"}
            answer = self._reply(body) if path.endswith("/reply") else self._push(body, headers)
        if fault == "500 but taken":
            return 500, {}, {"message": "Internal server error"}
        if fault:
            time.sleep(SILENCE)
        return answer

    def _fault(self) -> str:
        draw, upto = self.random.random(), 0.0
        for name, share in FAULTS if self.faulty else ():
            upto += share
            if draw < upto:
                return name
        return ""

    def _reply(self, body: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        token = self.tokens.get(str(body.get("replyToken")))
        if token is None or token.used or time.monotonic() - token.delivered > TOKEN_SECONDS:
            return 400, {}, {"message": "Invalid reply token"}
        token.used = True
        return self._take("reply", token.user_id, body)

    def _push(self, body: dict[str, Any], headers: Any) -> tuple[int, dict[str, str], Any]:
        key = headers.get("x-line-retry-key")
        if key and key in self.keys:
            before = {"x-line-accepted-request-id": self.keys[key]}
            return 409, before, {"message": "The retry key is already accepted"}
        if key:
            self.keys[key] = f"req-{len(self.keys)}"
        return self._take("push", str(body["to"]), body)

    def _take(self, kind: str, to: str, body: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        assert 1 <= len(body["messages"]) <= 5
        taken = Delivered(kind, to, body["messages"])
        self.delivered.append(taken)
        self.heard(taken)
        return 200, {}, {"sentMessages": [{"id": str(len(self.delivered))} for _ in taken.messages]}


class _Server(ThreadingHTTPServer):
    """One thread a connection, and no word about connections whose other end was killed."""

    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: Any) -> None:
        """That is what the run is about."""


@dataclass
class _Answers:
    """What LINE says to calls that carry no message."""

    known: dict[str, Any] = field(
        default_factory=lambda: {
            "/v2/bot/message/quota": {"type": "none"},
            "/v2/bot/message/quota/consumption": {"totalUsage": 0},
            "/v2/bot/chat/loading/start": {},
            "/v2/bot/richmenu/alias/list": {"aliases": []},
            "/v2/bot/richmenu/list": {"richmenus": []},
        }
    )


def _handler(line: Line) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            raw = self.rfile.read(length)
            if len(raw) < length:
                self.close_connection = (
                    True  # whoever asked was killed between the head and the end of the body
                )
                return
            body = json.loads(raw or b"{}")
            if self.path in ("/v2/bot/message/reply", "/v2/bot/message/push"):
                self._say(*line.answer(self.path, self.headers, body))
            else:
                self.do_GET()

        def do_GET(self) -> None:
            photo = line.photos.get(self.path.removeprefix("/v2/bot/message/").removesuffix("/content"))
            if photo is not None:
                self._hand_over(200, {"content-type": "image/jpeg"}, photo)
                return
            known = _Answers().known.get(self.path)
            self._say(404 if known is None else 200, {}, {"message": "Not found"} if known is None else known)

        def _say(self, status: int, headers: dict[str, str], body: Any) -> None:
            self._hand_over(status, headers | {"content-type": "application/json"}, json.dumps(body).encode())

        def _hand_over(self, status: int, headers: dict[str, str], content: bytes) -> None:
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                self.close_connection = True  # whoever asked is dead, or had enough of waiting

        def log_message(self, *_: object) -> None:
            """Nothing to say."""

    return Handler
