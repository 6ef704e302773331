"""A chat without a network: the real webhook over the real desk on a SQLite file, and a pretended sender that counts.

Every body that goes in is signed bytes as LINE makes them; every answer is what the outbox promised.
"""

import base64
import hashlib
import hmac
import itertools
import json
import logging
import shutil
import threading
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlmodel import select

from bot.crowd import Crowd
from bot.desk import Desk
from bot.line.doors import Door, Doors
from bot.line.identity import Identity
from bot.line.patience import Patience
from bot.pages.downloads import links_for
from bot.settings import WebSettings
from bot.webhook import create_webhook
from sandbox.people import actions
from sandbox.state import user_id
from tests.town import BANGKOK, MORNING, SECRET, sampled_database
from tracker.actions.invite import invite
from tracker.files import Folder
from tracker.model import Message
from tracker.outbox import Body, Delivery, deliver
from tracker.store import Store, organisations

BOT = "U" + "0" * 32
Event = dict[str, Any]


class Complaints(logging.Handler):
    """Keeps what the product itself calls an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


class Pushes:
    """A sender that LINE's manners: a retry key is carried out once, a reply token works once."""

    def __init__(self) -> None:
        self.keys: Counter[str] = Counter()
        self.tokens: Counter[str] = Counter()
        self.sent: list[tuple[str, Body]] = []

    def reply(self, token: str, messages: Body) -> Delivery:
        self.tokens[token] += 1
        self.sent.append((token, messages))
        return Delivery("sent", 200)

    def push(self, to: str, messages: Body, retry_key: str) -> Delivery:
        self.keys[retry_key] += 1
        if self.keys[retry_key] == 1:
            self.sent.append((to, messages))
        return Delivery("sent", 200 if self.keys[retry_key] == 1 else 409)


class Chat:
    """The process and its database; `restart` makes the process anew, as after a crash."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, MORNING
        self.path = folder / "chat.db"
        shutil.copy(sampled_database(), self.path)
        self.pushes, self.complaints = Pushes(), Complaints()
        self.statuses: Counter[int] = Counter()
        self._numbers = itertools.count(1)
        self.web = WebSettings(
            line_channel_secret=SECRET, line_channel_access_token="t", public_url="http://localhost:8000",
            secret_key="k", line_api_base="http://127.0.0.1:9", _env_file=None,
        )  # fmt: skip
        logging.getLogger("bot").addHandler(self.complaints)
        self.store = self._opened()
        self.client = self._process()

    def _opened(self) -> Store:
        store = Store(f"sqlite:///{self.path}")

        @event.listens_for(store.writer, "connect")
        def quickly(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA synchronous=OFF")  # only a power cut would tell the difference

        return store

    def _process(self) -> Any:
        files = Folder(self.folder / "files")
        self.desk = Desk(self.store, files, BANGKOK, links_for(self.web))
        app = Flask("chat")
        self.crowd = Crowd(self.desk, lambda reply: None, self.clock)
        self.crowd._thread = (
            threading.current_thread()
        )  # what waits is served by `raw`, at a moment that is known
        unknown = Identity(lambda: {}, lambda work: None)
        patience = Patience(lambda person: None, after=3600)
        app.register_blueprint(
            create_webhook(self.crowd, Doors(Door(SECRET, unknown, patience)), lambda outcome: None)
        )
        return app.test_client()

    def clock(self) -> datetime:
        return self.now

    def restart(self) -> None:
        """The process dies and another begins."""
        self.store.close()
        self.store = self._opened()
        self.client = self._process()

    def close(self) -> None:
        """Give everything back."""
        logging.getLogger("bot").removeHandler(self.complaints)
        self.store.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def event(self, name: str, kind: str, **parts: Any) -> Event:
        """An event of somebody, as LINE shapes it."""
        number = next(self._numbers)
        return {
            "type": kind, "mode": "active", "timestamp": int(self.now.timestamp() * 1000) + number % 1000,
            "source": {"type": "user", "userId": user_id(name)}, "webhookEventId": f"01EVENT{number:019}",
            "deliveryContext": {"isRedelivery": False}, "replyToken": f"{number:032x}",
        } | parts  # fmt: skip

    def text(self, name: str, words: str) -> Event:
        """A text."""
        return self.event(name, "message", message={"type": "text", "id": self.message_id(), "text": words})

    def press(self, name: str, data: str) -> Event:
        """A pressed button."""
        return self.event(name, "postback", postback={"data": data})

    def message_id(self) -> str:
        """A fresh message id."""
        return str(10**17 + next(self._numbers))

    def post(self, *events: Any) -> int:
        """Deliver events in one webhook; the status."""
        return self.raw(json.dumps({"destination": BOT, "events": list(events)}, ensure_ascii=False).encode())

    def raw(self, body: bytes) -> int:
        """Deliver bytes, rightly signed; the status."""
        signature = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
        answer = self.client.post("/callback", data=body, headers={"X-Line-Signature": signature})
        self.statuses[answer.status_code] += 1
        self.crowd.serve_waiting()  # a large webhook is only taken in while LINE waits
        return int(answer.status_code)

    def answered(self, event: Event) -> Body:
        """What was promised as the answer to an event."""
        with self.store.read() as tx:
            found = tx.exec(select(Message).where(Message.key == f"reply:{event['webhookEventId']}")).first()
        return found.body if found else []

    def said(self, name: str, words: str) -> Body:
        """Say something; the answer."""
        event = self.text(name, words)
        self.post(event)
        return self.answered(event)

    def pressed(self, name: str, data: str) -> Body:
        """Press a button; the answer."""
        event = self.press(name, data)
        self.post(event)
        return self.answered(event)

    def enrol(self, name: str, slug: str, role: str, department: str | None = None) -> Body:
        """Put in a code and press the button."""
        with self.store.begin() as tx:
            office = organisations.office_by_slug(tx, slug)
            found = organisations.department_by_name(tx, office, department) if department else None
            code = invite(tx, office, found, role, self.now)
        return self.pressed(name, button(self.said(name, code), "ยืนยัน"))

    def deliver(self) -> None:
        """Everything promised goes out."""
        while deliver(self.store, self.pushes, self.now, self.now.astimezone(BANGKOK).date()).claimed:
            pass

    def passes(self, **time: float) -> None:
        """Time goes by."""
        self.now += timedelta(**time)


def button(messages: Body, label: str) -> str:
    """The data of the first button whose label holds these words; empty when there is none."""
    found = (a for a in actions(messages) if label in a.get("label", "") and a["type"] == "postback")
    return str(next(found, {}).get("data", ""))
