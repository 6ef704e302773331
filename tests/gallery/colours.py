"""Contrast of every text on what lies under it, computed from a card's JSON as WCAG 2 defines it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Box = dict[str, Any]
WHITE, BLACK = "#FFFFFF", "#111111"
LARGE = ("xl", "xxl", "3xl", "4xl", "5xl")
# LINE's own colours of a button that names none: (background, label).
PRIMARY, SECONDARY, LINK = ("#17C950", WHITE), ("#DCDFE5", BLACK), (None, "#42659A")
WORDS = ("text", "icon", "button", "span")


@dataclass(frozen=True)
class Pair:
    """A text, its colour, what lies under it, and whether it is large."""

    words: str
    colour: str
    under: str
    large: bool

    @property
    def contrast(self) -> float:
        """From 1 (the same colour) to 21 (black on white)."""
        under = blend(self.under, WHITE)
        bright, dark = sorted((luminance(under), luminance(blend(self.colour, under))), reverse=True)
        return (bright + 0.05) / (dark + 0.05)

    @property
    def readable(self) -> bool:
        """Whether it has WCAG AA: 4.5, large text 3."""
        return self.contrast >= (3 if self.large else 4.5)


def pairs(bubble: Box) -> Iterator[Pair]:
    """Every text of a bubble with its colours."""
    styles = bubble.get("styles", {})
    for part in ("header", "hero", "body", "footer"):
        if part in bubble:
            yield from _pairs(bubble[part], (styles.get(part, {}).get("backgroundColor", WHITE),))


def _pairs(part: Box, under: tuple[str, ...]) -> Iterator[Pair]:
    kind = part["type"]
    if kind == "box":
        ground = part.get("background", {})
        stops = tuple(ground[key] for key in ("startColor", "centerColor", "endColor") if key in ground)
        under = stops or ((part["backgroundColor"],) if "backgroundColor" in part else under)
        for child in part["contents"]:
            yield from _pairs(child, under)
    elif kind == "text":
        for span in part.get("contents") or [part]:
            size = span.get("size", part.get("size", "md"))
            for each in under:
                colour = span.get("color", part.get("color", BLACK))
                yield Pair(span["text"], colour, each, size in LARGE)
    elif kind == "button":
        own, label = {"primary": PRIMARY, "secondary": SECONDARY}.get(part.get("style", "link"), LINK)
        if part.get("style", "link") == "link":
            label = part.get("color", label)
        for each in [part.get("color", own)] if own else under:
            yield Pair(part["action"]["label"], label, each, False)


def wordless(box: Box) -> Iterator[Box]:
    """Coloured boxes that say nothing and have nothing beside them that does: colour alone would tell."""
    children = [child for child in box.get("contents", []) if child["type"] == "box"]
    speaks = any(_speaks(child) for child in box.get("contents", []))
    for child in children:
        if not _speaks(child):
            if _coloured(child) and not speaks:
                yield child
        else:
            yield from wordless(child)


def _speaks(part: Box) -> bool:
    return part["type"] in WORDS or any(_speaks(child) for child in part.get("contents", []))


def _coloured(part: Box) -> bool:
    own = "backgroundColor" in part or "background" in part or "borderColor" in part
    return own or any(_coloured(child) for child in part.get("contents", []))


def blend(colour: str, under: str) -> str:
    """A colour, as #RRGGBB or #RRGGBBAA, laid over an opaque one."""
    if len(colour) < 9:
        return colour
    share = int(colour[7:9], 16) / 255
    mixed = (round(a * share + b * (1 - share)) for a, b in zip(_rgb(colour), _rgb(under), strict=True))
    return "#" + "".join(f"{part:02X}" for part in mixed)


def luminance(colour: str) -> float:
    """How bright an opaque colour is, 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (part / 255 for part in _rgb(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
