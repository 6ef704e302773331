"""A menu as LINE takes it: where its areas are, and its picture, set by typst because Thai marks must be shaped."""

import hashlib
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg
import typst
from PIL import Image

from bot.line.menus import MARK, Menu

WIDTH, COLUMNS, ROWS = 2500, 3, 2
TABS, ROW = 220, 730  # heights, pixels
MOST_BYTES = 1_000_000
TEMPLATE = Path(__file__).with_name("menu.typ")


def height(menu: Menu) -> int:
    """How tall a menu is, pixels: two rows, and a bar of tabs when it has several pages."""
    return (TABS if menu.tabs else 0) + ROWS * ROW


def definition(menu: Menu, drawn: bytes) -> dict[str, Any]:
    """The menu as LINE takes it; its name tells of everything in it, so that a changed one is known as new."""
    made = {
        "size": {"width": WIDTH, "height": height(menu)},
        "selected": True,
        "chatBarText": menu.bar,
        "areas": [*_tabs(menu), *_areas(menu)],
    }
    digest = hashlib.sha256(json.dumps(made, sort_keys=True).encode() + drawn).hexdigest()[:16]
    return {**made, "name": f"{MARK}:{menu.alias}:{digest}"}


def picture(menu: Menu) -> bytes:
    """The picture of a menu, PNG. The same menu always gives the same bytes."""
    content = {
        "size": [WIDTH, height(menu)],
        "rows": [TABS if menu.tabs else 0, ROW],
        "colour": menu.colour,
        "tabs": [{"label": label, "here": alias == menu.alias} for alias, label in menu.tabs],
        "areas": [{"icon": area.icon, "label": area.label, "hint": area.hint} for area in menu.areas],
    }
    raw = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        format="png",
        ppi=72,  # a point of the template is a pixel
        font_paths=[Path(fontpkg.path("Sarabun")).parent],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
    )
    small = BytesIO()
    # A few flat colours and their edges: a palette loses nothing one can see.
    Image.open(BytesIO(raw)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
        small, "PNG", optimize=True
    )
    return small.getvalue()


def _tabs(menu: Menu) -> list[dict[str, Any]]:
    """The other pages are switched to; the page one is on is no place to press."""
    width = WIDTH // max(len(menu.tabs), 1)
    return [
        {
            "bounds": {"x": place * width, "y": 0, "width": width, "height": TABS},
            "action": {
                "type": "richmenuswitch",
                "label": label,
                "richMenuAliasId": alias,
                "data": f"menu:{alias}",
            },
        }
        for place, (alias, label) in enumerate(menu.tabs)
        if alias != menu.alias
    ]


def _areas(menu: Menu) -> list[dict[str, Any]]:
    width, top = WIDTH // COLUMNS, TABS if menu.tabs else 0
    return [
        {
            "bounds": {
                "x": place % COLUMNS * width,
                "y": top + place // COLUMNS * ROW,
                "width": width,
                "height": ROW,
            },
            "action": {"type": "message", "label": area.label, "text": area.says},
        }
        for place, area in enumerate(menu.areas)
    ]
