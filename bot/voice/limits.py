"""LINE's limits, looked at in one place, just before anything is promised to go out."""

import json
from typing import Any

from bot.voice.cards import clip
from bot.voice.plain import as_text

Message = dict[str, Any]

MESSAGES = 5
BUBBLE_BYTES = 30_000
CAROUSEL_BYTES = 50_000


def fit(messages: list[Message]) -> list[Message]:
    """The messages as LINE takes them: at most five, no card too large. A card that is, is said as plain text."""
    return [_fitting(message) for message in messages[:MESSAGES]]


def _fitting(message: Message) -> Message:
    if message["type"] != "flex":
        return message
    contents = message["contents"]
    limit = CAROUSEL_BYTES if contents["type"] == "carousel" else BUBBLE_BYTES
    if len(json.dumps(contents)) <= limit:
        return message
    plain: Message = {"type": "text", "text": clip(as_text([message]), 4900)}
    if "quickReply" in message:
        plain["quickReply"] = message["quickReply"]
    return plain
