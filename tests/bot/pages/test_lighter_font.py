"""The font of the pages without what they never use draws every letter of ours as before."""

import base64
import gzip
import io
from pathlib import Path
from typing import Any

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


@pytest.mark.browser
@pytest.mark.parametrize("name", WEIGHTS)
def test_a_browser_shapes_words_as_with_the_whole_font(chromium: Any, name: str) -> None:
    """Marks that move aside and letters that join are found by rules of the font, which a browser follows."""
    words = ("office affine fluffy fjord flight – made public “1/2”", *TEXTS)

    def shown(font: bytes) -> bytes:
        tab = chromium.new_page(viewport={"width": 900, "height": 500})
        source = base64.b64encode(font).decode()
        style = f"@font-face {{ font-family: tried; src: url(data:font/ttf;base64,{source}) }}"
        tab.set_content(
            f'<html lang="th"><style>{style} p {{ font: 28px tried }}</style>'
            + "".join(f"<p>{w}</p>" for w in words)
        )
        assert tab.evaluate("document.fonts.load('28px tried').then(found => found.length)") == 1
        picture: bytes = tab.screenshot()
        tab.close()
        return picture

    whole = Path(fontpkg.path("Sarabun", WEIGHTS[name])).read_bytes()
    assert shown(content(name)) == shown(whole)
