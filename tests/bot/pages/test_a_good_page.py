"""What a page checker looks for, on every public page: light, quiet, still, readable, reachable by a thumb."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from page_samples import BUENGCHAROEN, DEPARTMENTS, MEASURE, NOW, PHANCHANA, office_facts, update
from test_published_files import photograph

from bot.pages import published_files
from tracker.facts import EvidenceFacts, YearFacts
from tracker.files import Files
from tracker.rules.publicity import KEYS, public_copy

pytestmark = pytest.mark.browser
BIG = "/o/bigtown/2567"
PAGES = (
    "/",
    BIG,
    "/o/bigtown/2566",
    "/o/phanchana/2564",
    "/o/bigtown/2599",
    f"{BIG}/photo/1.jpg",
    "/privacy",
)
MEASURES, YEARS = 40, 5

# Headings in order, everything named, pictures with their size, targets large enough; as one list of complaints.
CHECKS = """() => {
  const wrong = [], all = (what) => [...document.querySelectorAll(what)];
  if (document.documentElement.lang !== 'th') wrong.push('lang');
  if (!document.title.trim()) wrong.push('title');
  if (!document.querySelector('meta[name=viewport][content*="width=device-width"]')) wrong.push('viewport');
  const robots = document.querySelector('meta[name=robots]');
  const said = document.querySelector('meta[name=description]');
  if (!robots && !(said && said.content.length > 40)) wrong.push('description');
  if (all('h1').length !== 1) wrong.push('one h1');
  let last = 0;
  for (const h of all('h1,h2,h3,h4,h5,h6')) {
    const level = +h.tagName[1];
    if (level > last + 1) wrong.push('heading ' + h.textContent.slice(0, 40));
    last = level;
  }
  for (const i of all('img')) if (!i.width || !i.height || !i.hasAttribute('alt')) wrong.push('img ' + i.src);
  for (const a of all('a, summary, button')) {
    const box = a.getBoundingClientRect();
    const inText = getComputedStyle(a).display === 'inline';
    if (a.checkVisibility() && box.width && !a.matches('.skip') && !inText && box.height < 24)
      wrong.push('small target ' + a.textContent.trim().slice(0, 40) + ' ' + box.height);
  }
  if (document.documentElement.scrollWidth > innerWidth) wrong.push('scrolls sideways');
  return wrong;
}"""


@pytest.fixture
def town(publish: Callable[[YearFacts], int], files: Files) -> None:
    """Five years of forty measures of four departments, twice reported, with photos."""
    stored = files.put([photograph()], 10_000_000).sha256
    numbers = iter(range(660_000, 700_000))

    def photo() -> EvidenceFacts:
        return EvidenceFacts(next(numbers), "photo", "ภาพถ่าย", "image/jpeg", 1, stored, None, NOW, True)

    updates = tuple(
        update(
            *(department, percent),
            measure_number=number,
            round_key=key,
            note=f"ประชุมชี้แจงครั้งที่ {number}",
            evidence=tuple(photo() for _ in range(number % 4)),
        )
        for number in range(1, MEASURES + 1)
        for department in DEPARTMENTS
        for key, percent in (("6m", 60), ("12m", 100))
    )
    measures = tuple(
        replace(MEASURE, id=880_000 + number, number=number, title=f"{MEASURE.title} {number}")
        for number in range(1, MEASURES + 1)
    )
    office = office_facts("bigtown", "เทศบาลเมืองใหญ่")
    history = tuple(replace(BUENGCHAROEN.history[1], fiscal_year=year) for year in range(2562, 2562 + YEARS))
    for year in range(2568 - YEARS, 2568):
        big = replace(BUENGCHAROEN, office=office, fiscal_year=year, history=history, measures=measures)
        publish(public_copy(replace(big, updates=updates), KEYS, ())[0])
    publish(PHANCHANA)


@pytest.fixture
def opened(chromium: Any, address: str) -> Callable[..., Any]:
    """Opens a path at a width; `heard` holds what came over the wire and what the browser complained of."""

    def opens(path: str, width: int = 360, **options: Any) -> Any:
        tab = chromium.new_page(viewport={"width": width, "height": 740}, **options)
        tab.complaints = []
        tab.on("console", lambda said: tab.complaints.append(said.text) if said.type == "error" else None)
        tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.goto(path if "://" in path else address + path)
        return tab

    return opens


@pytest.mark.parametrize("width", [360, 1200])
def test_every_page_passes_what_a_page_checker_checks(
    town: None, opened: Callable[..., Any], width: int
) -> None:
    wrong = {path: opened(path, width).evaluate(CHECKS) for path in PAGES}
    assert {path: found for path, found in wrong.items() if found} == {}


@pytest.mark.parametrize("path", ["/", BIG, "/o/phanchana/2564", f"{BIG}/photo/1.jpg"])
def test_axe_finds_nothing_on_a_page_with_photos_and_files(
    town: None, opened: Callable[..., Any], path: str
) -> None:
    tab = opened(path, bypass_csp=True)  # axe is a script: our policy would refuse it
    tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()


def test_forty_measures_weigh_less_than_100_kb_without_their_photos(town: None, address: str) -> None:
    paths = (BIG, "/static/page.css", "/static/mark.svg")
    paths += ("/static/fonts/sarabun-400.ttf", "/static/fonts/sarabun-700.ttf")

    def sent(path: str) -> int:
        answer = requests.get(address + path, headers={"Accept-Encoding": "gzip"}, stream=True, timeout=20)
        return len(answer.raw.read())

    assert sum(sent(path) for path in paths) < 100_000


def test_forty_measures_of_five_years_take_less_than_300_ms(town: None, client: FlaskClient) -> None:
    """Of processor time, which a busy machine does not lengthen; at the median, the first one aside."""

    def taken() -> float:
        began = process_time()
        assert client.get(BIG, headers={"Accept-Encoding": "gzip"}).status_code == 200
        return process_time() - began

    taken()
    assert median(taken() for _ in range(7)) < 0.3


def test_the_page_is_quiet_asks_only_for_what_is_in_view_and_does_not_move(
    town: None, opened: Callable[..., Any]
) -> None:
    tab = opened(BIG)
    tab.wait_for_load_state("networkidle")
    asked = tab.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    assert tab.complaints == []
    assert tab.evaluate("[...document.fonts].every(each => each.status === 'loaded')")
    # Of hundreds: the others come when somebody scrolls to them.
    assert len([name for name in asked if "/photo/" in name]) < 10
    box = "document.querySelector('.photos img').getBoundingClientRect().height"
    before = tab.evaluate(box)
    tab.locator(".photos img").first.scroll_into_view_if_needed()
    tab.evaluate("document.querySelector('.photos img').decode()")  # waits until it has come
    assert tab.evaluate("document.querySelector('.photos img').naturalWidth") == 1200
    assert tab.evaluate(box) == before > 50


def test_the_static_copy_opens_from_a_folder_with_nothing_missing(
    town: None,
    opened: Callable[..., Any],
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(published_files, "PATIENCE", 90.0)  # a machine under load
    kept = tmp_path / "copy.zip"
    kept.write_bytes(requests.get(f"{address}/o/phanchana/2564.zip", timeout=100).content)
    folder = tmp_path / "copy"
    zipfile.ZipFile(kept).extractall(folder)
    tab = opened(f"file://{folder}/index.html")
    failed: list[str] = []
    # A missing file fails with a name of its own; a request the browser itself broke off is none that is missing.
    tab.on("requestfailed", lambda each: each.failure == "net::ERR_ABORTED" or failed.append(each.url))
    tab.reload(wait_until="networkidle")
    assert (failed, tab.complaints) == ([], [])
    assert tab.evaluate("[...document.fonts].some(each => each.status === 'loaded')")
    assert tab.evaluate("getComputedStyle(document.querySelector('.hero')).color") == "rgb(255, 255, 255)"
    assert tab.evaluate(CHECKS) == []
    links = tab.evaluate("[...document.links].map(each => each.getAttribute('href'))")
    inside = [link for link in links if not re.match(r"https?://|#", link)]
    assert inside and [link for link in inside if not (folder / link).is_file()] == []
