"""The gallery's cards: readable colours, never colour alone, nothing cut on a phone, nothing LINE would refuse, and an
album that is whole."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from bot.voice import general
from bot.voice.plain import as_text
from sandbox import rules
from tests.gallery.album import album
from tests.gallery.colours import Pair, pairs, wordless
from tests.gallery.pictures import LARGE, draw
from tests.gallery.scenes import cards, gallery, scenes

DOCS = Path(__file__).parents[2] / "docs"


def test_every_text_stands_out_from_what_is_under_it() -> None:
    found = {
        (each.scene.name, pair.words[:40], pair.colour, pair.under, round(pair.contrast, 2))
        for each in gallery()
        for card in cards(each)
        for pair in pairs(card)
        if not pair.readable
    }
    assert found == set()


@pytest.mark.browser
@pytest.mark.parametrize("scale", [1, LARGE])
def test_every_word_of_every_card_can_be_read(screen: Page, scale: float) -> None:
    wrong = {each.scene.name: why for each in gallery() if (why := draw(screen, each.messages, scale))}
    assert wrong == {}


def test_nothing_is_told_by_colour_alone() -> None:
    found = {
        each.scene.name
        for each in gallery()
        for card in cards(each)
        for part in ("header", "body", "footer")
        if part in card and [*wordless(card[part])]
    }
    assert found == set()


def test_line_takes_all_of_them() -> None:
    wrong = {each.scene.name: why for each in gallery() if (why := rules.violations(list(each.messages)))}
    assert wrong == {}


def test_only_what_is_out_of_scope_is_shown_as_such() -> None:
    outside = general.outside()["text"]
    found = {each.scene.name for each in gallery() if outside in as_text(list(each.messages))}
    assert found <= {"not-understood", "out-of-scope"}


def test_the_album_shows_every_scene_once() -> None:
    names = [scene.name for scene in scenes()]
    assert len(set(names)) == len(names)
    page = album(gallery())
    assert [page.count(f"/{name}.png)") for name in names] == [1] * len(names)
    assert page == (DOCS / "cards.md").read_text("utf-8"), "run `make pictures`"
    assert {path.stem for path in (DOCS / "pictures" / "cards").glob("*.png")} == set(names)


@pytest.mark.parametrize(
    ("colour", "under", "large", "contrast", "readable"),
    [
        ("#000000", "#FFFFFF", False, 21.0, True),
        ("#777777", "#FFFFFF", False, 4.48, False),
        ("#777777", "#FFFFFF", True, 4.48, True),
        ("#FFFFFF", "#17C950", True, 2.21, False),
        ("#00000080", "#FFFFFF", False, 4.0, False),
    ],
)
def test_contrast_is_that_of_wcag(
    colour: str, under: str, large: bool, contrast: float, readable: bool
) -> None:
    pair = Pair("x", colour, under, large)
    assert (round(pair.contrast, 2), pair.readable) == (contrast, readable)


def test_a_bar_without_words_and_a_label_on_its_own_colour_are_noticed() -> None:
    def box(*contents: Any, **more: str) -> dict[str, Any]:
        return {"type": "box", "layout": "vertical", "contents": list(contents), **more}

    bar, words = box({"type": "filler"}, backgroundColor="#B3261E"), {"type": "text", "text": "80"}
    assert [*wordless(box(box(bar)))] == [box(bar)]
    assert [*wordless(box(bar, words))] == [*wordless(box(words, box(box(bar), words)))] == []
    link = {"type": "button", "style": "primary", "action": {"label": "กด"}, "color": "#FFFFFF"}
    found = [*pairs({"type": "bubble", "body": box(link, words, backgroundColor="#111111")})]
    assert [pair.readable for pair in found] == [False, False]
