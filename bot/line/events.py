"""Webhook payloads → what was said. Tolerant: LINE adds properties and kinds without notice.

One event that cannot be read never spoils the others: it becomes Unparsed and is kept raw. Our own reading of the JSON
is used instead of the SDK's models, which drop a whole batch on one odd event (see docs/decisions/0003).
"""

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.line.payload import decoded
from tracker.rules.plain_text import bearable

FILE_KINDS = {"image": "photo", "video": "file", "audio": "file", "file": "file"}
# Kinds LINE documents and we answer with silence or one sentence. Any other is new to us, and kept raw.
OTHER_EVENTS = frozenset(
    "leave memberJoined memberLeft beacon accountLink things videoPlayComplete membership module activated "
    "deactivated botSuspended botResumed delivery pnp".split()
)
OTHER_MESSAGES = frozenset(("sticker", "location"))
DUMMY_TOKENS = {"0" * 32, "f" * 32}
ACCOUNT = "prongsai:account"
"""Under this name an event that is kept raw says which of several accounts it came through."""
TEXT_LIMIT, NAME_LIMIT = 5000, 200
IDENTIFIER = re.compile(r"[0-9A-Za-z_.:-]{1,64}")
"""What an id of LINE's looks like. It becomes a key and part of an address, so nothing else is taken for one."""


@dataclass(frozen=True)
class Said:
    """One event in our words. `kind`: text photo file link-less others as `other`; postback follow unfollow unsend
    join. `chat` is private, group or room; `line_user_id` may be missing in groups. `standby`: another channel
    answers. `strange`: of a kind LINE added since, kept raw. `account`: the LINE id of the account it came through,
    None for the main one."""

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
    standby: bool = False
    strange: bool = False
    account: str | None = None
    raw: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Unparsed:
    """An event that could not be read, as it came. Its key is made of its content."""

    event_id: str
    raw: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Webhook:
    """What one call of LINE's brought. `destination`: the LINE id of the bot it is for."""

    destination: str | None
    events: tuple[Said | Unparsed, ...]


def through(account: str | None, event: "Said | Unparsed") -> "Said | Unparsed":
    """An event with the account it came through, which it keeps when it is read again."""
    if account is None or isinstance(event, Unparsed):
        return event
    return replace(event, account=account, raw={**event.raw, ACCOUNT: account})


def signature_is_right(secret: str, body: bytes, signature: str | None) -> bool:
    """Whether the x-line-signature header belongs to these very bytes (HMAC-SHA256, constant time)."""
    if not signature or not signature.isascii() or len(signature) > 100:
        return False
    wanted = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(wanted, signature.encode())


def parse(body: bytes) -> Webhook | None:
    """What a body says; None when it is no webhook."""
    try:
        payload = decoded(body)
    except ValueError:
        return None
    events = payload.get("events") if isinstance(payload, dict) else None
    if not isinstance(events, list):
        return None
    return Webhook(_text(payload.get("destination")), tuple(_said(event) for event in events))


def destination_of(body: bytes) -> str | None:
    """The LINE id of the bot a body says it is for; nothing else of it is looked at."""
    try:
        payload = decoded(body)
    except ValueError:
        return None
    return _text(payload.get("destination")) if isinstance(payload, dict) else None


def read_again(event_id: str, raw: Any) -> Said | Unparsed:
    """An event that was kept raw under this key, read once more."""
    found = replace(_said(raw), event_id=event_id)
    account = raw.get(ACCOUNT) if isinstance(raw, dict) else None
    return through(account if isinstance(account, str) else None, found)


def _said(event: Any) -> Said | Unparsed:
    try:
        return _read(event)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        return Unparsed(_content_key(event), event if isinstance(event, dict) else {"event": event})


def _read(event: dict[str, Any]) -> Said:
    source = event.get("source") or {}
    chat = {"user": "private", "room": "room"}.get(str(source.get("type", "user")), "group")
    user = _identifier(source.get("userId"))
    token = _identifier(event.get("replyToken"))
    standby = event.get("mode") == "standby"
    said = {
        "event_id": _event_id(event),
        "at": _moment(event.get("timestamp")),
        "chat": chat,
        "chat_id": _identifier(source.get("groupId")) or _identifier(source.get("roomId")) or user or "",
        "line_user_id": user,
        "reply_token": None if standby or token in DUMMY_TOKENS else token,
        "standby": standby,
        "raw": event,
    }
    kind = event["type"]
    if not isinstance(kind, str):
        raise TypeError("type is no text")
    if kind == "message":
        return Said(**said, **_message(event["message"]))
    if kind == "postback":
        back = event["postback"]
        params = {str(k): str(v) for k, v in (back.get("params") or {}).items()}
        return Said(**said, kind="postback", data=_words(back["data"])[:300], params=params)
    if kind == "unsend":
        return Said(**said, kind="unsend", data=_words(event["unsend"]["messageId"])[:64])
    if kind in ("follow", "unfollow", "join"):
        return Said(**said, kind=kind)
    return Said(**said, kind="other", strange=kind not in OTHER_EVENTS)


def _message(message: dict[str, Any]) -> dict[str, Any]:
    kind, message_id = message["type"], _message_id(message.get("id"))
    if kind == "text":
        text = _words(message["text"])[:TEXT_LIMIT]
        mentionees = (message.get("mention") or {}).get("mentionees") or []
        own = [m for m in mentionees if isinstance(m, dict) and m.get("isSelf") is True]
        plain = bearable(_without(text, own))
        return {"kind": "text", "message_id": message_id, "text": plain, "mentioned": bool(own)}
    if kind in FILE_KINDS:
        provider = (message.get("contentProvider") or {}).get("type", "line")
        size = message.get("fileSize")
        return {
            "kind": FILE_KINDS[kind],
            "message_id": message_id,
            "file_name": bearable((_text(message.get("fileName")) or "")[:NAME_LIMIT]).strip() or None,
            "size": size if isinstance(size, int) and 0 <= size < 2**62 else None,
            "external": provider != "line",
        }
    if not isinstance(kind, str):
        raise TypeError("type is no text")
    return {"kind": "other", "message_id": message_id, "strange": kind not in OTHER_MESSAGES}


def _without(text: str, mentions: list[dict[str, Any]]) -> str:
    """The text without the bot's own name. Positions count UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    for mention in sorted(mentions, key=lambda m: int(m.get("index", 0)), reverse=True):
        start, length = int(mention.get("index", 0)) * 2, int(mention.get("length", 0)) * 2
        units = units[:start] + units[start + length :]
    return units.decode("utf-16-le", "ignore").strip()


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _words(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _identifier(value: Any) -> str | None:
    return value if isinstance(value, str) and IDENTIFIER.fullmatch(value) else None


def _message_id(value: Any) -> str | None:
    """The id of a message; raises ValueError for one that could be no part of an address. None when it has none."""
    found = _identifier(value)
    if value is not None and (found is None or not found.strip(".")):
        raise ValueError("no message id")
    return found


def _event_id(event: dict[str, Any]) -> str:
    return _identifier(event.get("webhookEventId")) or _content_key(event)


def _content_key(event: Any) -> str:
    """A key made of what an event says: a second delivery of it has the same, whatever it says about delivery."""
    if isinstance(event, dict):
        event = {key: value for key, value in event.items() if key != "deliveryContext"}
    return "sha256:" + hashlib.sha256(json.dumps(event, sort_keys=True).encode()).hexdigest()


def _moment(timestamp: Any) -> datetime:
    if isinstance(timestamp, bool) or not isinstance(timestamp, int | float | str):
        raise TypeError("no timestamp")
    return datetime.fromtimestamp(int(float(timestamp)) / 1000, UTC)
