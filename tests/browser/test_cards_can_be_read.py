"""Cards with the longest values on a phone, at the usual and at a large text size: nothing is cut, squeezed or over
other text. The cards of the gallery are looked at beside the gallery, which takes its time to be played."""

import pytest
from playwright.sync_api import Page

from tests.bot.voice.longest import full
from tests.bot.voice.test_the_longest_values import functions, said
from tests.gallery.pictures import LARGE, draw, picture

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("flavour", ["thai", "latin"])
@pytest.mark.parametrize("scale", [1, LARGE])
def test_the_longest_values_can_be_read_too(screen: Page, scale: float, flavour: str) -> None:
    made = {card.__name__: said(card, full(flavour)) for card in functions()}
    wrong = {
        name: why for name, messages in made.items() if messages and (why := draw(screen, messages, scale))
    }
    assert wrong == {}


def test_what_cannot_be_read_is_noticed(screen: Page) -> None:
    def bubble(*contents: dict[str, object], layout: str = "horizontal") -> dict[str, object]:
        body = {"type": "box", "layout": layout, "contents": list(contents)}
        return {"type": "flex", "altText": "x", "contents": {"type": "bubble", "body": body}}

    words = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน"
    cut = {"type": "text", "text": words}
    stiff = {"type": "text", "text": words, "flex": 0}
    thin = {"type": "text", "text": words, "wrap": True}
    button = {"type": "button", "action": {"type": "message", "label": words, "text": words}}
    fine = {"type": "text", "text": "โปร่งใสภายใน", "size": "xl"}
    assert "cut" in draw(screen, [bubble(cut)])[0]
    assert "wider than its place" in draw(screen, [bubble(stiff)])[0]
    assert "squeezed" in "".join(draw(screen, [bubble({**stiff, "text": words[:40]}, thin)]))
    assert "cut" in draw(screen, [bubble(button, layout="vertical")])[0]
    assert draw(screen, [bubble(fine)], 3) == []
    assert "cut" in draw(screen, [bubble({**fine, "scaling": True})], 3)[0]


def test_a_picture_is_small_and_as_wide_as_the_card(screen: Page) -> None:
    draw(screen, [{"type": "text", "text": "สวัสดีค่ะ"}])
    assert len(picture(screen)) < 10_000
