"""The sandbox for tests of the wire: the pretend LINE of `sandbox/` over real HTTP, with every call as it was made."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from sandbox.server import Sandbox, start
from sandbox.state import State, user_id

ALWAYS = 10**6
NO_WEBHOOK = "http://127.0.0.1:9/callback"


@dataclass
class Call:
    """A request LINE got. `body` is JSON or text; `uri` is the path with its query as it was sent; status and request
    id are None until it is answered."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    status: int | None = None
    request_id: str | None = None
    uri: str = ""


@dataclass
class PretendLine:
    """What LINE was asked, and through `state` what it carried out."""

    sandbox: Sandbox
    calls: list[Call] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where LINE is."""
        return self.sandbox.url

    @property
    def state(self) -> State:
        """The sandbox's own memory: faults, tokens, quota, contents, what was delivered."""
        return self.sandbox.state

    @property
    def pushed(self) -> list[dict[str, Any]]:
        """The bodies of the pushes that were carried out, each once."""
        bodies: dict[str, dict[str, Any]] = {}
        with self.state.lock:
            for call in self.calls:
                key = call.headers.get("x-line-retry-key", "")
                if call.path.endswith("/push") and key in self.state.retry_keys:
                    bodies.setdefault(key, call.body)
            delivered = [each for each in self.state.delivered if each.kind == "push"]
        assert len(delivered) == sum(len(body["messages"]) for body in bodies.values())
        return list(bodies.values())

    @property
    def push_calls(self) -> list[Call]:
        """Every try at a push, whatever came of it."""
        return [call for call in self.calls if call.path.endswith("/push")]

    @property
    def replied(self) -> list[tuple[str, dict[str, Any]]]:
        """Chat and message of every reply that was carried out."""
        return [(each.chat_id, each.message) for each in self.state.delivered if each.kind == "reply"]

    def token(self, token: str, name: str) -> None:
        """A reply token that is young now, as an event of this person would carry it."""
        self.state.tokens[token] = (user_id(name), time.time())

    def record(self, app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """The application, with every call kept."""

        def recorded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = BytesIO(raw)
            call = _call(environ, raw)
            self.calls.append(call)

            def answer(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
                call.status, call.request_id = int(status[:3]), dict(headers).get("x-line-request-id")
                return start_response(status, headers, *rest)

            return app(environ, answer)

        return recorded


def _call(environ: dict[str, Any], raw: bytes) -> Call:
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_") or name == "CONTENT_TYPE"
    }
    is_json = "json" in headers.get("content-type", "")
    body = json.loads(raw) if is_json else raw.decode(errors="replace")
    return Call(environ["REQUEST_METHOD"], environ["PATH_INFO"], headers, body, uri=environ["RAW_URI"])


@contextmanager
def pretend_line() -> Iterator[PretendLine]:
    """LINE on a free port of this machine. It knows of no webhook: these tests speak to LINE only."""
    with start(NO_WEBHOOK, "secret") as running:
        line = PretendLine(running)
        running._server.app = line.record(running._server.app)
        yield line
