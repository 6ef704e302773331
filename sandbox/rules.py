"""LINE's rules for what a bot sends, from the tables of its reference: what breaks one is answered with a 400."""

import json
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

TEXT, ALT = 5000, 1500
BUBBLE_BYTES, CAROUSEL_BYTES, BUBBLES = 30_000, 50_000, 12
COMPONENTS = {
    "box": {"layout", "contents", "backgroundColor", "borderColor", "borderWidth", "cornerRadius", "width", "maxWidth",
            "height", "maxHeight", "flex", "spacing", "margin", "paddingAll", "paddingTop", "paddingBottom",
            "paddingStart", "paddingEnd", "position", "offsetTop", "offsetBottom", "offsetStart", "offsetEnd", "action",
            "justifyContent", "alignItems", "background"},
    "text": {"text", "contents", "adjustMode", "flex", "margin", "position", "size", "align", "gravity", "wrap",
             "lineSpacing", "maxLines", "weight", "color", "action", "style", "decoration", "scaling",
             "offsetTop", "offsetBottom", "offsetStart", "offsetEnd"},
    "span": {"text", "color", "size", "weight", "style", "decoration"},
    "button": {"action", "flex", "margin", "position", "height", "style", "color", "gravity", "adjustMode", "scaling",
               "offsetTop", "offsetBottom", "offsetStart", "offsetEnd"},
    "image": {"url", "flex", "margin", "position", "align", "gravity", "size", "aspectRatio", "aspectMode",
              "backgroundColor", "action", "animated", "offsetTop", "offsetBottom", "offsetStart", "offsetEnd"},
    "icon": {"url", "margin", "position", "size", "aspectRatio", "scaling", "offsetTop", "offsetBottom", "offsetStart",
             "offsetEnd"},
    "separator": {"margin", "color"},
    "filler": {"flex"},
}  # fmt: skip
ACTIONS = {
    "postback": {"label", "data", "displayText", "text", "inputOption", "fillInText"},
    "message": {"label", "text"},
    "uri": {"label", "uri", "altUri"},
    "datetimepicker": {"label", "data", "mode", "initial", "max", "min"},
    "camera": {"label"},
    "cameraRoll": {"label"},
    "location": {"label"},
    "clipboard": {"label", "clipboardText"},
    "richmenuswitch": {"label", "richMenuAliasId", "data"},
}
BUBBLE = {"type", "size", "direction", "header", "hero", "body", "footer", "styles", "action"}
MESSAGES = {
    "text": {"text", "emojis"},
    "textV2": {"text", "substitution"},
    "flex": {"altText", "contents"},
    "image": {"originalContentUrl", "previewImageUrl"},
    "template": {"altText", "template"},
    "sticker": {"packageId", "stickerId"},
    "location": {"title", "address", "latitude", "longitude"},
}
EVERY_MESSAGE = {"type", "quickReply", "sender", "quoteToken"}


def violations(messages: Any) -> list[str]:
    """What is wrong with the messages of one call; an empty list when LINE would take them."""
    if not isinstance(messages, list) or not 1 <= len(messages) <= 5:
        return ["messages: 1 to 5 are allowed"]
    return [f"messages[{i}]: {wrong}" for i, each in enumerate(messages) for wrong in _message(each)]


def units(text: str) -> int:
    """The length LINE counts: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _text(value: Any, name: str, most: int, least: int = 1) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{name} must be text"
    elif not least <= units(value) <= most or (least and not value.strip()):
        yield f"{name} must be {least} to {most} long, is {units(value)}"


def _unknown(value: Json, known: set[str], name: str) -> Iterator[str]:
    for key in value.keys() - known:
        yield f"{name} has the unknown property {key}"


def _message(message: Any) -> Iterator[str]:
    if not isinstance(message, dict) or message.get("type") not in MESSAGES:
        yield f"unknown message type {message.get('type') if isinstance(message, dict) else message!r}"
        return
    kind = message["type"]
    yield from _unknown(message, MESSAGES[kind] | EVERY_MESSAGE, kind)
    if kind in ("text", "textV2"):
        yield from _text(message.get("text"), "text", TEXT)
    if kind in ("flex", "template"):
        yield from _text(message.get("altText"), "altText", ALT)
    if kind == "flex":
        yield from _flex(message.get("contents"))
    if kind == "image":
        for name in ("originalContentUrl", "previewImageUrl"):
            if not str(message.get(name, "")).startswith("https://"):
                yield f"{name} must be https"
    if "quickReply" in message:
        yield from _quick(message["quickReply"])


def action_violations(action: Any, label: int = 20) -> list[str]:
    """What is wrong with an action whose label may be so long."""
    return list(_action(action, label))


def _quick(quick: Any) -> Iterator[str]:
    items = quick.get("items") if isinstance(quick, dict) else None
    if not isinstance(items, list) or not 1 <= len(items) <= 13:
        yield "quickReply: 1 to 13 items are allowed"
        return
    for item in items:
        if item.get("type") != "action":
            yield "quickReply item must have type action"
        yield from _action(item.get("action"), 20)
        if not item.get("action", {}).get("label"):
            yield "quickReply action needs a label"


def _action(action: Any, label: int) -> Iterator[str]:
    if not isinstance(action, dict) or action.get("type") not in ACTIONS:
        yield f"unknown action {action!r:.80}"
        return
    yield from _unknown(action, ACTIONS[action["type"]] | {"type"}, f"action {action['type']}")
    if "label" in action:
        yield from _text(action["label"], "label", label)
    if action["type"] in ("postback", "datetimepicker"):
        yield from _text(action.get("data"), "data", 300)
    for name in ("displayText", "fillInText"):
        if name in action:
            yield from _text(action[name], name, 300, 0)
    if action["type"] == "richmenuswitch":
        yield from _text(action.get("data"), "data", 300)
        yield from _text(action.get("richMenuAliasId"), "richMenuAliasId", 32)
    if action["type"] == "message":
        yield from _text(action.get("text"), "text", 300)
    if action["type"] == "uri":
        yield from _text(action.get("uri"), "uri", 1000)
        if not str(action.get("uri", "")).startswith(("http://", "https://", "line://", "tel:")):
            yield f"uri has no allowed scheme: {action.get('uri')!r:.80}"


def _flex(contents: Any) -> Iterator[str]:
    if not isinstance(contents, dict) or contents.get("type") not in ("bubble", "carousel"):
        yield "flex contents must be a bubble or a carousel"
        return
    if contents["type"] == "bubble":
        yield from _bubble(contents)
        return
    bubbles = contents.get("contents")
    if not isinstance(bubbles, list) or not 1 <= len(bubbles) <= BUBBLES:
        yield f"carousel: 1 to {BUBBLES} bubbles are allowed"
        return
    if len(json.dumps(contents)) > CAROUSEL_BYTES:
        yield "carousel is larger than 50 KB"
    if len({bubble.get("size", "mega") for bubble in bubbles}) > 1:
        yield "carousel: all bubbles must have the same size"
    for bubble in bubbles:
        yield from _bubble(bubble)


def _bubble(bubble: Json) -> Iterator[str]:
    yield from _unknown(bubble, BUBBLE, "bubble")
    if bubble.get("size", "mega") not in ("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"):
        yield f"bubble size {bubble.get('size')!r}"
    if len(json.dumps(bubble)) > BUBBLE_BYTES:
        yield f"bubble is larger than 30 KB: {len(json.dumps(bubble))}"
    for part in ("header", "hero", "body", "footer"):
        if part in bubble:
            if part != "hero" and bubble[part].get("type") != "box":
                yield f"{part} must be a box"
            yield from _component(bubble[part])


def _component(component: Any) -> Iterator[str]:
    if not isinstance(component, dict) or component.get("type") not in COMPONENTS:
        yield f"unknown component {component!r:.80}"
        return
    kind = component["type"]
    yield from _unknown(component, COMPONENTS[kind] | {"type"}, kind)
    if kind == "text" and "contents" not in component:
        yield from _text(component.get("text"), "flex text", 10_000)
    if kind in ("image", "icon") and not str(component.get("url", "")).startswith("https://"):
        yield f"{kind} url must be https"
    if kind == "button" or "action" in component:
        yield from _action(component.get("action"), 40)
    if kind == "box":
        if component.get("layout") not in ("horizontal", "vertical", "baseline"):
            yield f"box layout {component.get('layout')!r}"
        if not isinstance(component.get("contents"), list):
            yield "box needs contents"
    for child in component.get("contents") or []:
        yield from _component(child)
