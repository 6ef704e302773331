"""LINE's side of the webhook, open loop: an event leaves at its planned moment, whatever became of those before it.

Latency counts from the planned moment, so that a stall is felt by all who would have written meanwhile.
"""

import base64
import hashlib
import hmac
import http.client
import json
import secrets
import socket
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from tests.load.line import Line
from tests.town import SECRET

SENDERS = 320  # more than a burst and what was under way: nobody waits for a thread
GIVES_UP = 10  # seconds, so that a late answer is measured; LINE itself gives up after 2
AGAIN_AFTER, DELIVERIES = 1.0, 60
"""Seconds until an event that got no 200 is delivered again, and how often."""


@dataclass(frozen=True)
class Outcome:
    """What came of one event: seconds from its planned moment to the answer, the status (0: no answer)."""

    event_id: str
    kind: str
    burst: bool
    took: float
    status: int
    at: float


class Client:
    """Signs events and posts them to one web process."""

    def __init__(self, port: int, line: Line) -> None:
        self.port, self.line = port, line
        self.taken: list[str] = []  # ids of the events that were answered 200, in that order
        self.stopped = threading.Event()
        self._pool = ThreadPoolExecutor(SENDERS, thread_name_prefix="sender")

    def send(self, event: dict[str, Any], planned: float, kind: str, burst: bool = False) -> Future[Outcome]:
        """Post an event from a thread of its own, again until it is taken; `planned` by time.monotonic(). The outcome
        is that of the first delivery."""
        return self._pool.submit(self._deliver, event, planned, kind, burst)

    def now(self, event: dict[str, Any]) -> Outcome:
        """Post an event and wait for its answer."""
        return self._deliver(event, time.monotonic(), "now", False)

    def close(self) -> None:
        """Wait for what is under way."""
        self._pool.shutdown()

    def _deliver(self, event: dict[str, Any], planned: float, kind: str, burst: bool) -> Outcome:
        if "replyToken" in event:
            self.line.expect(event["replyToken"], event["webhookEventId"], event["source"]["userId"])
        first = last = self._post(event, planned, kind, burst)
        for _ in range(DELIVERIES):
            if last.status == 200 or self.stopped.is_set():
                break
            time.sleep(AGAIN_AFTER)
            again = event | {"deliveryContext": {"isRedelivery": True}}
            last = self._post(again, planned, kind, burst)
        if last.status == 200:
            self.taken.append(event["webhookEventId"])
        return first

    def _post(self, event: dict[str, Any], planned: float, kind: str, burst: bool) -> Outcome:
        body = json.dumps({"destination": "U" + "0" * 32, "events": [event]}, ensure_ascii=False).encode()
        digest = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=GIVES_UP)
        try:
            headers = {"X-Line-Signature": digest, "Content-Type": "application/json"}
            connection.request("POST", "/callback", body, headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            status = 0
        finally:
            connection.close()
        took = time.monotonic() - planned
        return Outcome(event["webhookEventId"], kind, burst, took, status, time.monotonic())


def event(user: str, kind: str, **parts: Any) -> dict[str, Any]:
    """An event as LINE shapes it."""
    return {
        "type": kind,
        "mode": "active",
        "timestamp": int(time.time() * 1000),
        "source": {"type": "user", "userId": user},
        "webhookEventId": secrets.token_hex(13).upper(),
        "deliveryContext": {"isRedelivery": False},
        "replyToken": secrets.token_hex(16),
        **parts,
    }


def text(user: str, words: str) -> dict[str, Any]:
    """A typed message."""
    return event(user, "message", message={"type": "text", "id": number(), "quoteToken": "q", "text": words})


def photo(user: str, identifier: str) -> dict[str, Any]:
    """A photo whose content LINE keeps under this message id."""
    kept = {"type": "image", "id": identifier, "quoteToken": "q", "contentProvider": {"type": "line"}}
    return event(user, "message", message=kept)


def press(user: str, data: str) -> dict[str, Any]:
    """A pressed button."""
    return event(user, "postback", postback={"data": data})


def number() -> str:
    """A message id, digits as LINE's are."""
    return str(10**17 + secrets.randbelow(9 * 10**17))


class SlowClients:
    """So many connections that send a byte of a header each second and never finish; a closed one comes again."""

    def __init__(self, port: int, count: int) -> None:
        self.port, self.count = port, count
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._drip, daemon=True)

    def __enter__(self) -> "SlowClients":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(10)

    def _drip(self) -> None:
        open_now: list[socket.socket] = []
        while not self._stop.wait(1):
            while len(open_now) < self.count:
                try:
                    fresh = socket.create_connection(("127.0.0.1", self.port), timeout=1)
                    fresh.sendall(b"POST /callback HTTP/1.1\r\nHost: slow\r\nX-Slow: ")
                    open_now.append(fresh)
                except OSError:
                    break
            open_now = [each for each in open_now if _sent(each)]
        for each in open_now:
            each.close()


def _sent(slow: socket.socket) -> bool:
    try:
        slow.sendall(b"a")
    except OSError:
        slow.close()
        return False
    return True
