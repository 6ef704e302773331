"""The pieces every card is made of, as plain dicts. A card is a Flex bubble with an alt text that says the same."""

import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

Message = dict[str, Any]
Box = dict[str, Any]

INK, GREY, LINE, PAPER = "#1F2937", "#5F6B7A", "#E5E7EB", "#F5F7FA"
BLUE, GREEN, AMBER, RED = "#1D4F91", "#15703F", "#9A5B00", "#B3261E"


def short_department(name: str) -> str:
    """A department as it fits a button of 20 letters, as in กองการศึกษาฯ."""
    if len(name) <= 20:
        return name
    first = name.split(" ")[0].split("และ")[0]
    return clip(f"{first}ฯ", 20)


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, in code points and in UTF-16 units, cut between letters and their marks."""
    # A character has two units at most, and most texts are far below their limit.
    if len(text) * 2 <= limit or len(text.encode("utf-16-le", "replace")) // 2 <= limit:
        return text
    kept = text.encode("utf-16-le", "replace")[: (limit - 1) * 2].decode("utf-16-le", "ignore")
    rest = text[len(kept) :]
    while kept and rest and unicodedata.category(rest[0]) in ("Mn", "Me", "Mc"):
        kept, rest = kept[:-1], kept[-1] + rest
    return kept.rstrip() + "…"


def text(words: str, quick: Sequence[Message] = ()) -> Message:
    """A plain text message."""
    return with_quick({"type": "text", "text": clip(words.strip() or "…", 4900)}, quick)


def with_quick(message: Message, quick: Sequence[Message]) -> Message:
    """The message with quick replies (at most 13) under it."""
    if quick:
        message["quickReply"] = {"items": [{"type": "action", "action": action} for action in quick[:13]]}
    return message


def says(label: str, words: str | None = None) -> Message:
    """A quick reply that says something."""
    return {"type": "message", "label": clip(label, 20), "text": clip(words or label, 300)}


def presses(
    label: str, data: str, shown: str | None = None, limit: int = 20, *, fill: str | None = None
) -> Message:
    """A postback action: `data` goes to us, `shown` appears in the chat as if it had been said."""
    action = {
        "type": "postback",
        "label": clip(label, limit),
        "data": data,
        "displayText": clip(shown or label, 300),
    }
    if fill is not None:
        action |= {"inputOption": "openKeyboard", "fillInText": fill}
        del action["displayText"]
    return action


def opens(label: str, address: str) -> Message:
    """An action that opens a page."""
    return {"type": "uri", "label": clip(label, 20), "uri": address}


def button(action: Message, style: str = "secondary") -> Box:
    """A button in the footer of a card."""
    box: Box = {"type": "button", "style": style, "height": "sm", "action": action}
    if style == "primary":
        box["color"] = BLUE
    return box


def line(words: str, *, size: str = "sm", color: str = INK, bold: bool = False, margin: str = "md") -> Box:
    """A line of text that wraps."""
    box: Box = {
        "type": "text",
        "text": clip(words.strip() or "–", 1500),
        "wrap": True,
        "size": size,
        "color": color,
    }
    if bold:
        box["weight"] = "bold"
    return box | {"margin": margin}


def pair(name: str, value: str, *, color: str = INK, bold: bool = True) -> Box:
    """A name on the left and its value on the right."""
    return {
        "type": "box",
        "layout": "horizontal",
        "margin": "md",
        "spacing": "md",
        "contents": [
            {
                "type": "text",
                "text": clip(name, 300) or "–",
                "size": "sm",
                "color": GREY,
                "wrap": True,
                "flex": 5,
            },
            {
                "type": "text",
                "text": clip(value, 500) or "–",
                "size": "sm",
                "color": color,
                "wrap": True,
                "flex": 6,
                "align": "end",
                "weight": "bold" if bold else "regular",
            },
        ],
    }


def figure(value: str, unit: str, aside: str, color: str = BLUE) -> Box:
    """The big figure a card is about with its unit, and what it means under it, where large letters have room."""
    number = {
        "type": "box",
        "layout": "baseline",
        "spacing": "sm",
        "contents": [
            {"type": "text", "text": value, "size": "4xl", "weight": "bold", "color": color, "flex": 0},
            {"type": "text", "text": unit, "size": "sm", "color": GREY, "wrap": True},
        ],
    }
    meaning = line(clip(aside, 100), size="md", color=color, bold=True, margin="none")
    return {"type": "box", "layout": "vertical", "margin": "md", "contents": [number, meaning]}


def bar(name: str, percent: int | Decimal, value: str, color: str = BLUE) -> Box:
    """A name, its value and a bar as long as the percent (of 100)."""
    parts = [pair(name, value, color=color), track(percent, color)]
    return {"type": "box", "layout": "vertical", "margin": "lg", "contents": parts}


def titled_bar(title: str, percent: int | Decimal, value: str, color: str = BLUE) -> Box:
    """A title of any length on lines of its own, a bar, and what it means under it."""
    below = {
        "type": "text",
        "text": clip(value, 200) or "–",
        "size": "xs",
        "color": color,
        "wrap": True,
        "margin": "xs",
    }
    parts = [line(title, margin="none"), track(percent, color), below]
    return {"type": "box", "layout": "vertical", "margin": "lg", "contents": parts}


def track(percent: int | Decimal, color: str) -> Box:
    """A bar as long as the percent (of 100)."""
    filled: Box = {
        "type": "box",
        "layout": "vertical",
        "height": "6px",
        "cornerRadius": "3px",
        "width": f"{max(0, min(100, int(percent)))}%",
        "backgroundColor": color,
        "contents": [{"type": "filler"}],
    }
    return {
        "type": "box",
        "layout": "vertical",
        "height": "6px",
        "cornerRadius": "3px",
        "backgroundColor": LINE,
        "margin": "sm",
        "contents": [filled],
    }


def rule() -> Box:
    """A thin line between parts."""
    return {"type": "separator", "margin": "lg", "color": LINE}


def pressable(box: Box, action: Message) -> Box:
    """A part of the body that can be pressed."""
    return {"type": "box", "layout": "vertical", "margin": box.get("margin", "none"), "contents": [box],
            "action": action}  # fmt: skip


def _scaling(boxes: Iterable[Box]) -> None:
    """Words grow with the letters a person chose for the whole phone."""
    for box in boxes:
        kind = box["type"]
        if kind == "text" or kind == "button":
            box["scaling"] = True
        elif kind == "box":
            _scaling(box["contents"])


def _doubtful(about: str) -> Box:
    """Why this answer, and a way to say that it is wrong."""
    links = (("ทำไมได้คำตอบนี้", f"why:{about}", "ที่มาของคำตอบนี้"), ("แจ้งข้อมูลผิด", f"wrong:{about}", "แจ้งข้อมูลผิด"))
    contents = [
        {"type": "text", "text": words, "size": "xs", "color": BLUE, "wrap": True, "decoration": "underline",
         "action": presses(words, data, shown)}
        for words, data, shown in links
    ]  # fmt: skip
    contents[1]["align"] = "end"
    return {"type": "box", "layout": "horizontal", "margin": "md", "spacing": "md", "contents": contents}


def card(
    title: str,
    subtitle: str,
    body: Sequence[Box],
    *,
    alt: str,
    buttons: Sequence[Box] = (),
    source: str | None = None,
    about: str | None = None,
    quick: Sequence[Message] = (),
    color: str = BLUE,
) -> Message:
    """A card: coloured head, body, where the figures come from, buttons. `alt` says the same in one sentence.
    `about` is what the figures are of (score:2566): under them why they are so, and a way to say they are wrong."""
    contents = [*body]
    if source:
        contents += [rule(), line(f"ที่มา: {source}", size="xs", color=GREY)]
    if about:
        contents.append(_doubtful(about))
    bubble: Box = {
        "type": "bubble",
        "size": "mega",
        "header": {
            "type": "box",
            "layout": "vertical",
            "backgroundColor": color,
            "paddingAll": "16px",
            "contents": [
                {"type": "text", "text": clip(title, 200), "weight": "bold", "size": "lg", "color": "#FFFFFF",
                 "wrap": True},
                {"type": "text", "text": clip(subtitle, 200) or " ", "size": "xs", "color": "#FFFFFF", "wrap": True,
                 "margin": "xs"},
            ],
        },
        "body": {"type": "box", "layout": "vertical", "paddingAll": "16px", "paddingTop": "8px", "contents": contents},
    }  # fmt: skip
    if buttons:
        bubble["footer"] = {"type": "box", "layout": "vertical", "spacing": "sm", "contents": list(buttons)}
    _scaling(bubble[name] for name in ("header", "body", "footer") if name in bubble)
    return with_quick({"type": "flex", "altText": clip(alt, 400), "contents": bubble}, quick)
