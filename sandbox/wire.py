"""The other direction: LINE's platform posting signed events to the bot's webhook."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from typing import Any

import requests

from sandbox.state import State

BOT = "U" + "0" * 32
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Wire:
    """Makes events of LINE's shape, signs them and posts them."""

    def __init__(self, state: State, webhook_url: str, secret: str, bot: str = BOT) -> None:
        self.state, self.url, self.secret, self.bot = state, webhook_url, secret, bot

    def event(self, source: dict[str, str], kind: str, **parts: Any) -> dict[str, Any]:
        """An event as LINE shapes it, with a reply token where such an event carries one."""
        made: dict[str, Any] = {
            "type": kind,
            "mode": "active",
            "timestamp": int(self.state.clock() * 1000),
            "source": source,
            "webhookEventId": "".join(secrets.choice(_CROCKFORD) for _ in range(26)),
            "deliveryContext": {"isRedelivery": False},
            **parts,
        }
        if kind not in ("unfollow", "unsend", "leave"):
            made["replyToken"] = secrets.token_hex(16)
        return made

    def post(self, *events: dict[str, Any]) -> int:
        """Deliver events in one webhook; the bot's status (0 when it does not answer within two seconds)."""
        chat = [e["source"].get("groupId") or e["source"].get("userId", "") for e in events]
        with self.state.lock:
            for event, chat_id in zip(events, chat, strict=True):
                if "replyToken" in event and event["replyToken"] not in self.state.tokens:
                    self.state.tokens[event["replyToken"]] = (chat_id, time.time())
        if self.state.fault("late"):
            time.sleep(3)
        status = self._send(events)
        if self.state.fault("duplicate"):
            self._send(events)
        if not 200 <= status < 300 and self.state.fault("redeliver"):
            threading.Timer(2, self.again, events).start()
        return status

    def again(self, *events: dict[str, Any]) -> int:
        """Deliver the same events once more: same ids, same tokens, marked as redelivered."""
        return self._send(tuple({**event, "deliveryContext": {"isRedelivery": True}} for event in events))

    def raw(self, body: bytes, signature: str | None = None) -> requests.Response:
        """Post any bytes; signed rightly unless a signature is given."""
        headers = {"Content-Type": "application/json", "User-Agent": "LineBotWebhook/2.0"}
        headers["X-Line-Signature"] = self.sign(body) if signature is None else signature
        return requests.post(self.url, data=body, headers=headers, timeout=10)

    def try_webhook(self) -> int:
        """What LINE's test of the webhook does: no events; the bot's status, 0 when none came."""
        try:
            return self.raw(json.dumps({"destination": self.bot, "events": []}).encode()).status_code
        except requests.RequestException:
            return 0

    def sign(self, body: bytes) -> str:
        """The x-line-signature of a body."""
        return base64.b64encode(hmac.new(self.secret.encode(), body, hashlib.sha256).digest()).decode()

    def _send(self, events: tuple[dict[str, Any], ...]) -> int:
        body = json.dumps({"destination": self.bot, "events": list(events)}, ensure_ascii=False).encode()
        try:
            status = self.raw(body).status_code
        except requests.RequestException:
            status = 0
        with self.state.lock:
            self.state.webhook_statuses.append(status)
        return status
