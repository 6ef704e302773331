"""LINE's limits, looked at in one place, just before anything is promised to go out."""

import json
from typing import Any

from bot.voice.cards import clip
from bot.voice.plain import as_text
from tracker.plain_json import written

Message = dict[str, Any]

MESSAGES = 5
BUBBLE_BYTES = 30_000
CAROUSEL_BYTES = 50_000


BUBBLES = 12
PAGE_BYTES = 16_000
"""What one page of a card that was too large holds: pages alike are easier to read than one full and one empty."""


def fit(messages: list[Message]) -> list[Message]:
    """The messages as LINE takes them: at most five, no card too large. A card that is goes on over several pages to
    be swiped; only what no card can hold is said as plain text."""
    return [_fitting(message) for message in messages[:MESSAGES]]


def _fitting(message: Message) -> Message:
    if message["type"] != "flex":
        return message
    contents = message["contents"]
    if _fits(contents):
        return message
    if contents["type"] == "bubble":
        pages = {"type": "carousel", "contents": _pages(contents)}
        if _fits(pages):
            return {**message, "contents": pages}
    plain: Message = {"type": "text", "text": clip(as_text([message]), 4900)}
    if "quickReply" in message:
        plain["quickReply"] = message["quickReply"]
    return plain


_ASCII = bytes(range(127))


def _fits(contents: Message) -> bool:
    size = at_most(written(contents))
    if size > BUBBLE_BYTES:  # it may be too large: now to the byte, as LINE may count
        size = len(json.dumps(contents))
    if contents["type"] == "carousel":
        return size <= CAROUSEL_BYTES and len(contents["contents"]) <= BUBBLES
    return size <= BUBBLE_BYTES


def at_most(words: bytes) -> int:
    """The bytes of JSON without blanks and fractions, at most, in the longest spelling LINE may count in: a blank after
    each sign that parts, letters by their numbers (three times their bytes at most, one that nobody sees six times)."""
    beyond = len(words.translate(None, _ASCII))
    return len(words) + words.count(b",") + words.count(b":") + 2 * beyond + 5 * words.count(b"\x7f")


def _pages(bubble: Message) -> list[Message]:
    """A bubble too large as several with the same head, cut between the parts of its body; buttons on the last."""
    head = {key: value for key, value in bubble.items() if key not in ("body", "footer")}
    room = BUBBLE_BYTES - len(json.dumps(bubble)) + len(json.dumps(bubble["body"]["contents"])) - 200
    pages: list[list[Message]] = [[]]
    used = 0
    for part in bubble["body"]["contents"]:
        size = len(json.dumps(part)) + 2
        if pages[-1] and used + size > min(room, PAGE_BYTES):
            pages.append([])
            used = 0
        pages[-1].append(part)
        used += size
    bubbles = [{**head, "body": {**bubble["body"], "contents": parts}} for parts in pages]
    if "footer" in bubble:
        bubbles[-1]["footer"] = bubble["footer"]
    return bubbles
