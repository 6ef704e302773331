"""The menu under the chat: six things people do most, drawn with our own font, set as everybody's default."""

from io import BytesIO
from typing import TYPE_CHECKING

import fontpkg
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from bot.line.client import LineClient

WIDTH, HEIGHT, COLUMNS, ROWS = 2500, 1286, 3, 2
# Label on the picture, words that are said when it is pressed, colour.
AREAS = (
    ("คะแนนล่าสุด", "คะแนนล่าสุด", "#1D4F91"),
    ("งานของฉัน", "งานของฉัน", "#15703F"),
    ("ใครยังไม่ส่ง", "ใครยังไม่ส่ง", "#9A5B00"),
    ("กำหนดส่ง", "กำหนดส่งวันไหน", "#4A3C8C"),
    ("ขอรายงาน", "ขอรายงาน", "#0F6B75"),
    ("ช่วยเหลือ", "ช่วยเหลือ", "#5F6B7A"),
)


def set_default_menu(line: "LineClient") -> str:
    """Make the menu, upload its picture, set it for everybody. Returns a line to print. Raises LineUnavailable."""
    made = line.ask("POST", "/v2/bot/richmenu", definition())
    identifier = str(made["richMenuId"])
    line.upload(f"/v2/bot/richmenu/{identifier}/content", picture(), "image/png")
    line.ask("POST", f"/v2/bot/user/all/richmenu/{identifier}")
    return f"rich menu {identifier} is everybody's default"


def definition() -> dict[str, object]:
    """The menu as LINE takes it: where each area is and what it says."""
    width, height = WIDTH // COLUMNS, HEIGHT // ROWS
    areas = [
        {
            "bounds": {
                "x": i % COLUMNS * width,
                "y": i // COLUMNS * height,
                "width": width,
                "height": height,
            },
            "action": {"type": "message", "label": label, "text": words},
        }
        for i, (label, words, _) in enumerate(AREAS)
    ]
    size = {"width": WIDTH, "height": HEIGHT}
    return {"size": size, "selected": True, "name": "โปร่งใส", "chatBarText": "เมนูโปร่งใส", "areas": areas}


def picture() -> bytes:
    """The picture of the menu, PNG under 1 MB."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "#FFFFFF")
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(fontpkg.path("Sarabun", 700)), 130)
    width, height = WIDTH // COLUMNS, HEIGHT // ROWS
    for i, (label, _, color) in enumerate(AREAS):
        left, top = i % COLUMNS * width, i // COLUMNS * height
        draw.rounded_rectangle((left + 20, top + 20, left + width - 20, top + height - 20), 60, fill=color)
        draw.text((left + width // 2, top + height // 2), label, fill="#FFFFFF", font=font, anchor="mm")
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
