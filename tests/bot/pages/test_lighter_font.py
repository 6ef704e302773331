"""The font of the pages without what they never use draws every letter of ours as before."""

import gzip
import io
from pathlib import Path

import fontpkg
import pytest
from PIL import Image, ImageDraw, ImageFont

from bot.pages.assets import content

WEIGHTS = {"sarabun-400.ttf": 400, "sarabun-700.ttf": 700}
THAI = "".join(chr(code) for code in range(0xE01, 0xE5C) if not 0xE3A < code < 0xE3F)
TEXTS = (
    "ที่ปรึกษา น้ำ ป่า ปี่ ฝ้าย ญู ฐู กิ๊ก ผู้ใหญ่ ๐๑๒๓๔๕๖๗๘๙ ฯลฯ ฿",
    THAI,
    "".join(map(chr, range(0x20, 0x7F))),
    "“Évora” ‘ok’ – — … → −3.13 · € ñüß",
)


def drawn(font: io.BytesIO | str, text: str) -> bytes:
    image = Image.new("L", (3000, 60), 255)
    ImageDraw.Draw(image).text((5, 5), text, font=ImageFont.truetype(font, 28))
    return image.tobytes()


@pytest.mark.parametrize("name", WEIGHTS)
@pytest.mark.parametrize("text", TEXTS)
def test_our_letters_look_as_they_did(name: str, text: str) -> None:
    whole = str(fontpkg.path("Sarabun", WEIGHTS[name]))
    assert drawn(io.BytesIO(content(name)), text) == drawn(whole, text)


@pytest.mark.parametrize("name", WEIGHTS)
def test_it_weighs_a_fifth_less_and_says_which_letters_it_lacks(name: str) -> None:
    whole = Path(fontpkg.path("Sarabun", WEIGHTS[name])).read_bytes()
    assert len(gzip.compress(content(name))) < 0.82 * len(gzip.compress(whole))
    lighter, missing = ImageFont.truetype(io.BytesIO(content(name)), 28), "ễ"
    assert (
        lighter.getmask(missing).getbbox() == lighter.getmask("\u4e00").getbbox()
    )  # the box of a letter not there
