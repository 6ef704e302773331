"""Webhook payloads → what was said. Tolerant: LINE adds properties and kinds without notice.

One event that cannot be read never spoils the others: it becomes None and is counted. Our own reading of the JSON is
used instead of the SDK's models, which drop a whole batch on one odd event (see docs/decisions/0003).
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

FILE_KINDS = {"image": "photo", "video": "file", "audio": "file", "file": "file"}
DUMMY_TOKENS = {"0" * 32, "f" * 32}
TEXT_LIMIT = 5000


@dataclass(frozen=True)
class Said:
    """One event in our words. `kind`: text photo file link-less others as `other`; postback follow unfollow unsend
    join. `chat` is private or group; `line_user_id` may be missing in groups."""

    event_id: str
    kind: str
    at: datetime
    chat: str
    chat_id: str
    line_user_id: str | None
    reply_token: str | None = None
    message_id: str | None = None
    text: str = ""
    mentioned: bool = False
    data: str = ""
    params: dict[str, str] = field(default_factory=dict)
    file_name: str | None = None
    size: int | None = None
    external: bool = False
    raw: dict[str, Any] = field(default_factory=dict, repr=False)


def signature_is_right(secret: str, body: bytes, signature: str | None) -> bool:
    """Whether the x-line-signature header belongs to these very bytes (HMAC-SHA256, constant time)."""
    if not signature or not signature.isascii() or len(signature) > 100:
        return False
    wanted = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(wanted, signature.encode())


def parse(body: bytes) -> list[Said | None] | None:
    """The events of a webhook; None in place of one that cannot be read, None at all when it is no webhook."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return None
    events = payload.get("events") if isinstance(payload, dict) else None
    if not isinstance(events, list):
        return None
    return [_said(_storable(event)) for event in events]


def read_again(raw: dict[str, Any]) -> Said | None:
    """An event that was kept raw, read once more; None when it still cannot be read."""
    return _said(raw)


def _storable(value: Any) -> Any:
    """A JSON value without what no database can keep in a text: NUL and lone surrogates."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode()
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(each) for key, each in value.items()}
    return value


def _said(event: Any) -> Said | None:
    try:
        return _read(event)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None


def _read(event: dict[str, Any]) -> Said:
    source = event.get("source") or {}
    chat = "private" if source.get("type", "user") == "user" else "group"
    user = _text(source.get("userId"))
    token = _text(event.get("replyToken"))
    standby = event.get("mode") == "standby"
    message = event.get("message") or {}
    said = {
        "event_id": _event_id(event),
        "at": _moment(event.get("timestamp")),
        "chat": chat,
        "chat_id": _text(source.get("groupId")) or _text(source.get("roomId")) or user or "",
        "line_user_id": user,
        "reply_token": None if standby or token in DUMMY_TOKENS else token,
        "raw": event,
    }
    kind = event["type"]
    if not isinstance(kind, str):
        raise TypeError("type is no text")
    if kind == "message":
        return Said(**said, **_message(message))
    if kind == "postback":
        back = event["postback"]
        params = {str(k): str(v) for k, v in (back.get("params") or {}).items()}
        return Said(**said, kind="postback", data=str(back["data"])[:300], params=params)
    if kind == "unsend":
        return Said(**said, kind="unsend", data=str(event["unsend"]["messageId"]))
    return Said(**said, kind=kind if kind in ("follow", "unfollow", "join") else "other")


def _message(message: dict[str, Any]) -> dict[str, Any]:
    kind, message_id = message["type"], _text(message.get("id"))
    if kind == "text":
        text = str(message["text"])[:TEXT_LIMIT]
        mentionees = (message.get("mention") or {}).get("mentionees") or []
        own = [m for m in mentionees if isinstance(m, dict) and m.get("isSelf") is True]
        return {"kind": "text", "message_id": message_id, "text": _without(text, own), "mentioned": bool(own)}
    if kind in FILE_KINDS:
        provider = (message.get("contentProvider") or {}).get("type", "line")
        size = message.get("fileSize")
        return {
            "kind": FILE_KINDS[kind],
            "message_id": message_id,
            "file_name": _text(message.get("fileName")),
            "size": size if isinstance(size, int) else None,
            "external": provider != "line",
        }
    return {"kind": "other", "message_id": message_id}


def _without(text: str, mentions: list[dict[str, Any]]) -> str:
    """The text without the bot's own name. Positions count UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    for mention in sorted(mentions, key=lambda m: int(m.get("index", 0)), reverse=True):
        start, length = int(mention.get("index", 0)) * 2, int(mention.get("length", 0)) * 2
        units = units[:start] + units[start + length :]
    return units.decode("utf-16-le", "ignore").strip()


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _event_id(event: dict[str, Any]) -> str:
    given = _text(event.get("webhookEventId"))
    if given and len(given) <= 64:
        return given
    return "sha256:" + hashlib.sha256(json.dumps(event, sort_keys=True).encode()).hexdigest()


def _moment(timestamp: Any) -> datetime:
    if isinstance(timestamp, bool) or not isinstance(timestamp, int | float | str):
        raise TypeError("no timestamp")
    return datetime.fromtimestamp(int(float(timestamp)) / 1000, UTC)
