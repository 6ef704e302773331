"""Messages drawn in headless Chromium by the sandbox's own Flex renderer, at the width of a phone."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

import sandbox.server
from tests.gallery.scenes import Message

PHONE = {"width": 360, "height": 800}
COLOURS = 160
LARGE = 1.5
"""How many times as large the letters are of a reader who has set them so."""


@contextmanager
def phone(browser: Browser) -> Iterator[Page]:
    """A phone's page that can `draw`: the sandbox serves the renderer, the styles and the font."""
    with sandbox.server.start("http://127.0.0.1:9/nowhere", "no-secret") as served:
        context = browser.new_context(viewport=PHONE, device_scale_factor=1.5, locale="th-TH")
        page = context.new_page()
        html = Path(__file__).with_name("page.html").read_text("utf-8")
        page.route("**/gallery", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto(f"{served.url}/gallery")
        yield page
        context.close()


def draw(page: Page, messages: Sequence[Message], scale: float = 1) -> list[str]:
    """Show messages to a reader whose text is `scale` times as large. Returns what could not be read, if anything."""
    page.evaluate("([messages, scale]) => show(messages, scale)", [list(messages), scale])
    page.evaluate("() => document.fonts.ready.then(() => true)")
    found: list[str] = page.evaluate("() => misfits()")
    return found


def picture(page: Page) -> bytes:
    """What is drawn now, cropped to it, as a small PNG."""
    shot = Image.open(io.BytesIO(page.locator("#card").screenshot())).convert("RGB")
    small = io.BytesIO()
    shot.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        small, "PNG", optimize=True
    )
    return small.getvalue()
