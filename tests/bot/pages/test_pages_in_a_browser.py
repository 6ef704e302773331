"""The pages as a person's own browser shows them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from page_samples import BUENGCHAROEN, MEASURE
from test_office_page import poisoned

from tracker.facts import YearFacts

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/o/buengcharoen/2567",
    "/o/buengcharoen/2566",
    "/o/phanchana/2564",
    "/o/buengcharoen/2599",
    "/x",
)

PATIENCE = (
    120_000  # ms: beside every other test, on two processors, ten thousand letters once took more than 30 s
)


@pytest.fixture
def open_page(chromium: Any) -> Callable[..., Any]:
    """Opens a page at a width, collecting what goes wrong on it."""

    def opened(url: str, width: int = 360, **options: Any) -> Any:
        tab = chromium.new_page(viewport={"width": width, "height": 740}, **options)
        tab.complaints = []
        tab.on("dialog", lambda dialog: (tab.complaints.append(dialog.message), dialog.dismiss()))
        tab.on("console", lambda said: tab.complaints.append(said.text) if said.type == "error" else None)
        tab.goto(url, timeout=PATIENCE)
        return tab

    return opened


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 1200])
def test_axe_finds_nothing(
    sample: None, address: str, open_page: Callable[..., Any], path: str, width: int
) -> None:
    tab = open_page(address + path, width, bypass_csp=True)  # axe is a script: our policy would refuse it
    tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_a_five_inch_phone_never_scrolls_sideways(
    sample: None, address: str, open_page: Callable[..., Any], path: str
) -> None:
    tab = open_page(address + path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_word_of_10_000_letters_does_not_push_the_page_apart(
    publish: Callable[[YearFacts], int], address: str, open_page: Callable[..., Any]
) -> None:
    long = "ก" * 10_000
    loud = tuple(
        replace(each, note=long, department=each.department + "ข" * 300) for each in MEASURE.standings
    )
    publish(replace(BUENGCHAROEN, measures=(replace(MEASURE, title="A" * 3000, standings=loud),)))
    for width in (360, 1200):
        tab = open_page(f"{address}/o/buengcharoen/2567", width)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_comes_whole_with_scripts_off_and_asks_no_other_machine(
    sample: None, address: str, open_page: Callable[..., Any], chromium: Any
) -> None:
    tab = chromium.new_page(java_script_enabled=False)
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(f"{address}/o/buengcharoen/2567", wait_until="networkidle")
    assert "88.93" in tab.content()
    assert any("sarabun-400.ttf" in url for url in asked)
    assert [url for url in asked if not url.startswith(address)] == []


def test_styles_and_fonts_pass_our_own_policy(
    sample: None, address: str, open_page: Callable[..., Any]
) -> None:
    tab = open_page(f"{address}/o/buengcharoen/2567", 1200)
    tab.evaluate("document.fonts.ready.then(() => true)")
    assert tab.evaluate("document.fonts.check('16px Sarabun')")
    assert tab.evaluate("getComputedStyle(document.querySelector('.hero')).color") == "rgb(255, 255, 255)"
    assert tab.complaints == []


def test_nothing_anybody_wrote_ever_runs(
    publish: Callable[[YearFacts], int], address: str, open_page: Callable[..., Any]
) -> None:
    publish(poisoned(BUENGCHAROEN))
    for path in ("/", "/o/buengcharoen/2567", "/o/buengcharoen/2599"):
        tab = open_page(address + path)
        tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert tab.complaints == ([] if path != "/o/buengcharoen/2599" else tab.complaints[:1])
        assert tab.locator("svg[onload], script").count() == 0


def test_on_paper_everything_folded_is_open(
    sample: None, address: str, open_page: Callable[..., Any]
) -> None:
    tab = open_page(f"{address}/o/buengcharoen/2567", 800)
    tab.emulate_media(media="print")
    assert tab.get_by_text("คำสั่งแต่งตั้งคณะทำงาน").first.is_visible()
    assert not tab.locator(".years").is_visible()
