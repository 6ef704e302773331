"""Each rule of LINE for messages: one that keeps it is delivered, one that breaks it is refused and remembered."""

import copy
from typing import Any

import pytest

from sandbox.server import Sandbox
from tests.sandbox.conversation import push


def says(label: str = "ถาม", text: str = "ถาม") -> dict[str, Any]:
    return {"type": "message", "label": label, "text": text}


def presses(**changed: Any) -> dict[str, Any]:
    return {"type": "postback", "label": "กด", "data": "a:b"} | changed


def text(words: Any = "ก", **more: Any) -> list[dict[str, Any]]:
    return [{"type": "text", "text": words} | more]


def quick(*actions: dict[str, Any], kind: str = "action") -> list[dict[str, Any]]:
    return text(quickReply={"items": [{"type": kind, "action": each} for each in actions]})


def bubble(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": list(parts)}} | more


def flex(contents: Any, alt: Any = "การ์ด") -> list[dict[str, Any]]:
    return [{"type": "flex", "altText": alt, "contents": contents}]


def row(*bubbles: dict[str, Any]) -> list[dict[str, Any]]:
    return flex({"type": "carousel", "contents": list(bubbles)})


def part(kind: str, **more: Any) -> list[dict[str, Any]]:
    return flex(bubble({"type": kind} | more))


def words(length: int) -> dict[str, Any]:
    return {"type": "text", "text": "a" * length}


IMAGE = {"type": "image", "originalContentUrl": "https://a.th/a.jpg", "previewImageUrl": "https://a.th/b.jpg"}
# A rule: what LINE takes, what it refuses, and words of the reason.
RULES = {
    "five messages": (text() * 5, text() * 6, "1 to 5"),
    "one message": (text(), [], "1 to 5"),
    "a list": (text(), {"type": "text", "text": "ก"}, "1 to 5"),
    "known types": (text(), [{"type": "song"}], "unknown message type"),
    "known properties": (text(), text(colour="red"), "unknown property colour"),
    "text length": (text("ก" * 5000), text("ก" * 5001), "1 to 5000"),
    "UTF-16 length": (text("😀" * 2500), text("😀" * 2501), "is 5002"),
    "no empty text": (text("-"), text(""), "1 to 5000"),
    "no blank text": (text("-"), text("  "), "1 to 5000"),
    "text is text": (text("1"), text(1), "must be text"),
    "alt length": (flex(bubble(), "ก" * 1500), flex(bubble(), "ก" * 1501), "1 to 1500"),
    "alt is there": (flex(bubble()), [{"type": "flex", "contents": bubble()}], "altText must be text"),
    "https pictures": ([IMAGE], [IMAGE | {"previewImageUrl": "http://a.th/b.jpg"}], "must be https"),
    "thirteen chips": (quick(*[says()] * 13), quick(*[says()] * 14), "1 to 13"),
    "no empty chips": (quick(says()), text(quickReply={"items": []}), "1 to 13"),
    "a chip is an action": (quick(says()), quick(says(), kind="button"), "type action"),
    "chip label": (quick(says("ก" * 20)), quick(says("ก" * 21)), "label must be 1 to 20"),
    "chip has a label": (quick(says()), quick({"type": "message", "text": "ก"}), "needs a label"),
    "known actions": (quick(says()), quick({"type": "call", "label": "ก"}), "unknown action"),
    "known action parts": (quick(says()), quick(says() | {"data": "a"}), "unknown property data"),
    "postback data": (quick(presses(data="a" * 300)), quick(presses(data="a" * 301)), "data must be"),
    "postback has data": (quick(presses()), quick({"type": "postback", "label": "ก"}), "data must be"),
    "display text": (
        quick(presses(displayText="ก" * 300)),
        quick(presses(displayText="ก" * 301)),
        "displayText must be",
    ),
    "said text": (quick(says(text="ก" * 300)), quick(says(text="ก" * 301)), "text must be"),
    "uri scheme": (
        quick({"type": "uri", "label": "ก", "uri": "https://a.th"}),
        quick({"type": "uri", "label": "ก", "uri": "ftp://a.th"}),
        "no allowed scheme",
    ),
    "uri length": (
        quick({"type": "uri", "label": "ก", "uri": "https://" + "a" * 992}),
        quick({"type": "uri", "label": "ก", "uri": "https://" + "a" * 993}),
        "uri must be",
    ),
    "bubble or carousel": (flex(bubble()), flex({"type": "box"}), "a bubble or a carousel"),
    "bubble parts": (flex(bubble()), flex(bubble(tail=1)), "unknown property tail"),
    "bubble size": (flex(bubble(size="giga")), flex(bubble(size="huge")), "bubble size"),
    "bubble bytes": (flex(bubble(*[words(9000)] * 3)), flex(bubble(*[words(9900)] * 4)), "larger than 30 KB"),
    "a body is a box": (flex(bubble()), flex({"type": "bubble", "body": words(1)}), "must be a box"),
    "twelve bubbles": (row(*[bubble()] * 12), row(*[bubble()] * 13), "1 to 12"),
    "carousel bytes": (row(*[bubble(words(9000))] * 5), row(*[bubble(words(9000))] * 6), "larger than 50 KB"),
    "one size": (row(bubble(), bubble()), row(bubble(), bubble(size="kilo")), "the same size"),
    "known components": (part("separator"), part("table"), "unknown component"),
    "known component parts": (
        part("text", text="ก", wrap=True),
        part("text", text="ก", colour="red"),
        "unknown property",
    ),
    "component text": (part("text", text="ก"), part("text", text=""), "flex text must be"),
    "component picture": (
        part("image", url="https://a.th/a.png"),
        part("image", url="http://a.th"),
        "url must be https",
    ),
    "button label": (
        part("button", action=says("ก" * 40)),
        part("button", action=says("ก" * 41)),
        "label must be 1 to 40",
    ),
    "a button does something": (part("button", action=says()), part("button"), "unknown action"),
    "box layout": (
        part("box", layout="baseline", contents=[]),
        part("box", layout="grid", contents=[]),
        "box layout",
    ),
    "box contents": (part("box", layout="vertical", contents=[]), part("box", layout="vertical"), "contents"),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_message_that_breaks_a_rule_is_refused_and_remembered(line: Sandbox, rule: str) -> None:
    good, bad, why = copy.deepcopy(RULES[rule])
    taken = push(line, good)
    assert (taken.status_code, line.state.violations) == (200, []), taken.text
    delivered = len(line.state.delivered)
    refused = push(line, bad)
    assert refused.status_code == 400 and len(line.state.delivered) == delivered
    assert any(why in each for each in line.state.violations), line.state.violations
    assert [each["message"] for each in refused.json()["details"]] == line.state.violations
