"""The pictures of the pages: one of each page a person meets, each small, each beside its words in the guide."""

import re
from pathlib import Path

from PIL import Image

from bot.pages.desk.frame import PAGES
from tests.gallery.page_names import PICTURES
from tests.gallery.pages import DESK, INTO, PHONE

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "bot" / "pages" / "templates"
GUIDE = (ROOT / "docs" / "user-guide.md").read_text("utf-8")
EACH, ALL = 120 * 1024, 2_500_000


def whole_pages() -> set[str]:
    """The templates a route answers with: those no other template extends, imports or includes."""
    words = {path.name: path.read_text("utf-8") for path in TEMPLATES.glob("*.html")}
    parts = {
        name for text in words.values() for name in re.findall(r'{% (?:extends|from|include) "([^"]+)"', text)
    }
    return set(words) - parts


def test_every_page_a_person_meets_has_its_picture() -> None:
    assert whole_pages() == set(PICTURES.values())
    assert {address.strip("/").replace("/", "-") for address, _, _ in PAGES} <= set(PICTURES)


def test_every_picture_is_there_and_stands_in_the_guide() -> None:
    assert {path.stem for path in INTO.glob("*.png")} == set(PICTURES), "run `python -m tests.gallery.pages`"
    told = re.findall(r"!\[([^\]]+)\]\(pictures/pages/([a-z-]+)\.png\)", GUIDE)
    assert sorted(name for _, name in told) == sorted(PICTURES), "each beside its words, once"
    assert all(words for words, _ in told), "who sees no picture is told what it shows"


def test_the_pictures_are_small_and_as_wide_as_what_they_show() -> None:
    sizes = {path.stem: path.stat().st_size for path in INTO.glob("*.png")}
    assert {name: size for name, size in sizes.items() if size > EACH} == {}
    assert sum(sizes.values()) < ALL
    for name in PICTURES:
        with Image.open(INTO / f"{name}.png") as picture:
            assert picture.width == (PHONE * 3 // 2 if name.endswith("-phone") else DESK), name
            assert picture.mode == "P", name


def test_no_picture_of_the_guide_is_lost_and_none_lies_about_unused() -> None:
    shown = set(re.findall(r"\]\((pictures/[^)]+\.png)\)", GUIDE))
    assert {path for path in shown if not (ROOT / "docs" / path).is_file()} == set()
    loose = {f"pictures/{path.name}" for path in (ROOT / "docs" / "pictures").glob("*.png")}
    pages = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]
    everywhere = "".join(path.read_text("utf-8") for path in pages)
    assert {path for path in loose if path not in everywhere} == set()
