"""A stand-in LINE, its webhook side: signs, sends again until it is answered with 2xx in time, some of it twice, in no
particular order, a few events together, to one of several servers."""

import base64
import hashlib
import hmac
import http.client
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.chaos.line import Line

TIMEOUT = 2.0  # LINE: "2 seconds"
DUPLICATES, TOGETHER, MOST_TOGETHER = 0.05, 0.1, 3
IN_FLIGHT = 8


@dataclass
class Event:
    """One event, until LINE is content. `content` is the event as LINE shapes it."""

    content: dict[str, Any]
    acknowledged: threading.Event = field(default_factory=threading.Event)
    tries: int = 0
    again_at: float = 0.0

    @property
    def event_id(self) -> str:
        """LINE's identifier of it."""
        return str(self.content["webhookEventId"])


class Webhooks:
    """The queue of events on their way to the product, and the threads that deliver them. `servers` as host:port."""

    def __init__(self, line: Line, secret: str, servers: list[str], random: Random) -> None:
        self.line, self.secret, self.servers, self.random = line, secret, servers, random
        self.waiting: list[Event] = []
        self.acknowledged: dict[str, Event] = {}
        self.answers: Counter[str] = Counter()
        self.duplicates = self.sent = self.in_flight = 0
        self.slowest = 0.0
        self.lock, self.over = threading.Lock(), threading.Event()
        self._threads = [threading.Thread(target=self._deliver, daemon=True) for _ in range(IN_FLIGHT)]
        for thread in self._threads:
            thread.start()

    def put(self, event: Event) -> None:
        """Take an event on; it is delivered until it is acknowledged."""
        with self.lock:
            self.waiting.append(event)

    def idle(self) -> bool:
        """Whether everything was delivered, the second copies too."""
        with self.lock:
            return not self.waiting and not self.in_flight

    def close(self) -> None:
        """Stop delivering."""
        self.over.set()
        for thread in self._threads:
            thread.join(TIMEOUT + 1)

    def _deliver(self) -> None:
        while not self.over.is_set():
            events = self._take()
            if not events:
                time.sleep(0.01)
                continue
            begun = time.monotonic()
            status = self._post(events)
            self._note(events, status, time.monotonic() - begun)

    def _take(self) -> list[Event]:
        """Some of what is due, whatever came first."""
        with self.lock:
            now = time.monotonic()
            due = [event for event in self.waiting if event.again_at <= now]
            many = self.random.randint(2, MOST_TOGETHER) if self.random.random() < TOGETHER else 1
            taken = self.random.sample(due, min(many, len(due)))
            for event in taken:
                self.waiting.remove(event)
            self.in_flight += len(taken)
            return taken

    def _post(self, events: list[Event]) -> str:
        body = json.dumps({"destination": "U" + "0" * 32, "events": [self._dressed(e) for e in events]})
        digest = hmac.new(self.secret.encode(), body.encode(), hashlib.sha256).digest()
        headers = {"X-Line-Signature": base64.b64encode(digest).decode(), "Content-Type": "application/json"}
        with self.lock:
            server = self.random.choice(self.servers)
            self.sent += 1
        connection = http.client.HTTPConnection(server, timeout=TIMEOUT)
        try:
            connection.request("POST", "/callback", body.encode(), headers)
            return str(connection.getresponse().status)
        except TimeoutError:
            return "timeout"
        except (OSError, http.client.HTTPException):
            return "refused"
        finally:
            connection.close()

    def _dressed(self, event: Event) -> dict[str, Any]:
        event.tries += 1
        self.line.deliver_token(event.content["replyToken"], event.content["source"]["userId"])
        # At random, because a redelivery mark says nothing about what was done with the first one.
        again = self.random.random() < 0.5
        return {**event.content, "deliveryContext": {"isRedelivery": again}}

    def _note(self, events: list[Event], status: str, took: float) -> None:
        with self.lock:
            self.answers[status] += 1
            self.in_flight -= len(events)
            if status.startswith("2"):
                self.slowest = max(self.slowest, took)
            for event in events:
                if not status.startswith("2"):
                    event.again_at = time.monotonic() + self.random.uniform(0.2, 2.5)
                    self.waiting.append(event)
                    continue
                first = event.event_id not in self.acknowledged
                self.acknowledged[event.event_id] = event
                event.acknowledged.set()
                if first and self.random.random() < DUPLICATES:
                    self.duplicates += 1
                    event.again_at = time.monotonic() + self.random.uniform(0.0, 3.0)
                    self.waiting.append(event)
