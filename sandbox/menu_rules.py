"""LINE's rules for menus under the chat."""

import re
import struct
from collections.abc import Iterator
from typing import Any

from sandbox.rules import action_violations, units

ALIAS = re.compile(r"[a-z0-9_-]{1,32}")
IMAGE_BYTES = 1_000_000
KNOWN = {"size", "selected", "name", "chatBarText", "areas"}


def menu_violations(menu: Any) -> list[str]:
    """What is wrong with a menu to be made; an empty list when LINE would take it."""
    if not isinstance(menu, dict):
        return ["the body must be a rich menu"]
    return [
        *(f"unknown property {key}" for key in sorted(menu.keys() - KNOWN)),
        *_words(menu),
        *_size(menu.get("size")),
        *_areas(menu.get("areas"), menu.get("size")),
    ]


def picture_violations(content: bytes, media_type: str, menu: dict[str, Any]) -> list[str]:
    """What is wrong with a picture for a menu."""
    if media_type not in ("image/png", "image/jpeg"):
        return ["the image must be image/png or image/jpeg"]
    wrong = []
    if len(content) > IMAGE_BYTES:
        wrong.append("the image must be at most 1 MB")
    if media_type == "image/png":
        if content[:8] != b"\x89PNG\r\n\x1a\n" or len(content) < 24:
            return ["the image cannot be read"]
        width, height = struct.unpack(">II", content[16:24])
        if {"width": width, "height": height} != menu["size"]:
            wrong.append(f"the image is {width}x{height}, the menu is another size")
    return wrong


def _words(menu: dict[str, Any]) -> Iterator[str]:
    for name, most in (("name", 300), ("chatBarText", 14)):
        value = menu.get(name)
        if not isinstance(value, str) or not 1 <= units(value) <= most:
            yield f"{name} must be 1 to {most} long"
    if not isinstance(menu.get("selected"), bool):
        yield "selected must be true or false"


def _size(size: Any) -> Iterator[str]:
    width, height = (size.get("width"), size.get("height")) if isinstance(size, dict) else (None, None)
    if not isinstance(width, int) or not isinstance(height, int):
        yield "size needs width and height"
    elif not 800 <= width <= 2500 or height < 250 or width / height < 1.45:
        yield f"size {width}x{height}: width 800 to 2500, height from 250, width / height from 1.45"


def _areas(areas: Any, size: Any) -> Iterator[str]:
    if not isinstance(areas, list) or len(areas) > 20:
        yield "areas: at most 20 are allowed"
        return
    for place, area in enumerate(areas):
        name, bounds = f"areas[{place}]", area.get("bounds") if isinstance(area, dict) else None
        if not isinstance(bounds, dict):
            yield f"{name} needs bounds"
            continue
        for start, length in (("x", "width"), ("y", "height")):
            first, long = bounds.get(start), bounds.get(length)
            if not isinstance(first, int) or not isinstance(long, int) or first < 0 or long < 1:
                yield f"{name}: {start} and {length} must be whole numbers"
            elif isinstance(size, dict) and first + long > (size.get(length) or 0):
                yield f"{name} reaches over the edge"
        yield from (f"{name}: {wrong}" for wrong in action_violations(area.get("action")))
