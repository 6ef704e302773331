"""The smallest LINE that the wire can be tried against, over real HTTP: it remembers retry keys and reply tokens, and
answers what it is told to. What the sandbox offers beyond this is tried in the sandbox's own tests."""

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Trouble:
    """What happens to the next message call: a status, silence for some seconds, and whether it was carried out."""

    status: int = 500
    silent: float = 0.0
    taken: bool = False
    message: str = "trouble"


@dataclass
class PretendLine:
    """What LINE was asked and what it carried out. `calls` holds method, path, headers and JSON of every request."""

    url: str = ""
    calls: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)
    pushed: list[dict[str, Any]] = field(default_factory=list)
    replied: list[dict[str, Any]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    dead_tokens: set[str] = field(default_factory=set)
    trouble: deque[Trouble] = field(default_factory=deque)
    always: Trouble | None = None
    quota: dict[str, Any] = field(default_factory=lambda: {"type": "none"})
    used: int = 0
    files: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, method: str, path: str, headers: dict[str, str], body: Any) -> tuple[int, str, bytes]:
        """Carry a request out, with whatever trouble was ordered."""
        self.calls.append((method, path, headers, body))
        if method == "GET" and path.endswith("/content"):
            return self.files.get(path.split("/")[-2], (404, "application/json", b"{}"))
        if "/message/push" not in path and "/message/reply" not in path:
            return _json(200, self._other(path))
        with self.lock:
            trouble = self.trouble.popleft() if self.trouble else self.always
        if trouble is None or trouble.taken:
            status, said = self._carry_out(path, headers, body)
        if trouble is not None:
            time.sleep(trouble.silent)
            return _json(trouble.status, {"message": trouble.message})
        return _json(status, said)

    def _other(self, path: str) -> dict[str, Any]:
        if path.endswith("/oauth2/v3/token"):
            return {"token_type": "Bearer", "access_token": "short-lived", "expires_in": 900}
        if path.endswith("/consumption"):
            return {"totalUsage": self.used}
        return self.quota if path.endswith("/quota") else {"displayName": "โปร่งใส", "userId": "U1"}

    def _carry_out(self, path: str, headers: dict[str, str], body: Any) -> tuple[int, dict[str, Any]]:
        with self.lock:
            if path.endswith("/reply"):
                if body["replyToken"] in self.dead_tokens:
                    return 400, {"message": "Invalid reply token"}
                self.dead_tokens.add(body["replyToken"])
                self.replied.append(body)
                return 200, {"sentMessages": []}
            key = headers.get("x-line-retry-key", "")
            if key in self.keys:
                return 409, {"message": "The retry key is already accepted"}
            self.keys.add(key)
            self.pushed.append(body)
            return 200, {"sentMessages": [{"id": "1"}]}


def _json(status: int, said: dict[str, Any]) -> tuple[int, str, bytes]:
    return status, "application/json", json.dumps(said).encode()


class QuietServer(ThreadingHTTPServer):
    """A client that hangs up is part of the game."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def pretend_line() -> Iterator[PretendLine]:
    """LINE on a free port of this machine."""
    line = PretendLine()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
            is_json = "json" in self.headers.get("content-type", "")
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = line.answer(self.command, self.path, headers, json.loads(raw) if is_json else raw.decode())
            try:
                self._say(*said)
            except OSError:
                self.close_connection = True  # the client did not wait

        do_GET = do_POST = _any

        def _say(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.send_header("x-line-request-id", "request-1")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = QuietServer(("127.0.0.1", 0), Handler)
    line.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield line
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
