"""The menus as data and as pictures: understood when pressed, readable, within what LINE takes."""

from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from bot.intents.choose import THRESHOLD, understand
from bot.line.menus import MENUS, ROLES, Area, Menu
from bot.line.menus.drawing import MOST_BYTES, WIDTH, definition, height, picture
from bot.thai.vocabulary import Vocabulary
from sandbox.menu_rules import menu_violations, picture_violations
from tests.bot.understanding.messages import world
from tracker.rules.permissions import ROLES as EVERY_ROLE

MEANT = {
    "ช่วยเหลือ": "help",
    "กำหนดส่ง": "deadline_query",
    "ใครยังไม่ส่ง": "measures_overdue",
    "ขอรายงาน": "report_export",
    "งานแต่ละกอง": "measures_by_department",
    "คะแนนล่าสุด": "score_overall",
    "เทียบปีก่อน": "score_compare_years",
    "ต้องปรับปรุง": "weaknesses",
    "จุดแข็ง": "strengths",
    "ตัวชี้วัด": "rank_indicators",
    "ขาดอีกเท่าไร": "gap_to_target",
    "มาตรการ": "measures_list",
    "ลงทะเบียน": "register",
    "งานของฉัน": "measures_list",
    "รายงานผล": "progress_report",
    "แนบหลักฐาน": "evidence_attach",
    "ตั้งการเตือน": "remind_settings",
}
VOCABULARY, NOW = world()
NOBODY = Vocabulary(None, (), (), (), (), ())
each_menu = pytest.mark.parametrize("menu", MENUS, ids=lambda menu: menu.alias)


@cache
def drawn(menu: Menu) -> bytes:
    return picture(menu)


def areas() -> list[Area]:
    return list({area: None for menu in MENUS for area in menu.areas})


@pytest.mark.parametrize("area", areas(), ids=lambda area: area.label)
def test_what_an_area_says_is_understood_in_every_office_and_in_none(area: Area) -> None:
    for vocabulary in (VOCABULARY, NOBODY):
        for now in (NOW, datetime(2030, 1, 1, tzinfo=UTC)):
            meaning = understand(area.says, now, vocabulary)
            assert (meaning.intent, meaning.score >= THRESHOLD) == (MEANT[area.label], True)


@each_menu
def test_a_menu_is_one_line_takes(menu: Menu) -> None:
    made = definition(menu, drawn(menu))
    assert menu_violations(made) == []
    assert picture_violations(drawn(menu), "image/png", made) == []
    assert len(made["areas"]) == 6 + max(len(menu.tabs) - 1, 0)


@each_menu
def test_no_two_areas_overlap(menu: Menu) -> None:
    boxes = [area["bounds"] for area in definition(menu, b"")["areas"]]
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            above = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
            assert beside or above


@each_menu
def test_a_picture_is_of_the_menus_size_and_light_and_always_the_same(menu: Menu) -> None:
    image = Image.open(BytesIO(drawn(menu)))
    assert image.size == (WIDTH, height(menu)) and image.format == "PNG"
    assert WIDTH / height(menu) >= 1.45 and len(drawn(menu)) < MOST_BYTES / 2
    assert picture(menu) == drawn(menu)


def test_the_pictures_in_the_docs_are_those_that_are_drawn() -> None:
    """Seen by eye, so a few grey edges may differ between machines; the words and colours may not."""
    folder = Path(__file__).parents[3] / "docs" / "pictures" / "menus"
    assert {path.stem for path in folder.glob("*.png")} == {menu.alias for menu in MENUS}
    for menu in MENUS:
        kept = Image.open(folder / f"{menu.alias}.png").convert("L").resize((250, 150))
        fresh = Image.open(BytesIO(drawn(menu))).convert("L").resize((250, 150))
        differing = sum(abs(a - b) > 24 for a, b in zip(kept.tobytes(), fresh.tobytes(), strict=True))
        assert differing < 50, menu.alias


@each_menu
def test_words_stand_out_from_their_ground(menu: Menu) -> None:
    darker_tab = "#" + "".join(f"{round(int(menu.colour[i : i + 2], 16) * 0.72):02x}" for i in (1, 3, 5))
    pairs = [
        (menu.colour, "#FFFFFF"),
        (darker_tab, "#FFFFFF"),
        ("#14213D", "#E4EAF2"),
        ("#4B5768", "#FFFFFF"),
    ]
    assert all(contrast(*pair) >= 4.5 for pair in pairs)


def test_every_role_has_a_menu_and_everyone_else_the_default() -> None:
    assert set(ROLES) == set(EVERY_ROLE) - {"public"}
    aliases = [menu.alias for menu in MENUS]
    assert len(set(aliases)) == len(aliases) and set(ROLES.values()) < set(aliases)


@each_menu
def test_each_page_leads_to_the_others(menu: Menu) -> None:
    switches = [
        area["action"]
        for area in definition(menu, b"")["areas"]
        if area["action"]["type"] == "richmenuswitch"
    ]
    others = [alias for alias, _ in menu.tabs if alias != menu.alias]
    assert [each["richMenuAliasId"] for each in switches] == others
    assert all(each["data"].startswith("menu:") for each in switches)
    assert set(others) <= {each.alias for each in MENUS}


def test_a_changed_word_or_picture_makes_another_menu() -> None:
    names = [
        definition(MENUS[0], b"a")["name"],
        definition(MENUS[0], b"b")["name"],
        definition(MENUS[1], b"b")["name"],
    ]
    assert all(one != other for one, other in pairwise(names))
    assert definition(MENUS[0], b"a")["name"] == names[0]


def contrast(one: str, other: str) -> float:
    """The contrast of WCAG 2, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
