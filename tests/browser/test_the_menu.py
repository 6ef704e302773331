"""The menu under the chat page: shown by role, folded, pressed, its pages turned."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.line.richmenu import bring_up_to_date
from scheduler.worker import Worker, utc_now
from tests.browser.test_the_chat_page import last, look, say
from tests.town import BANGKOK, town

pytestmark = pytest.mark.browser


def test_a_head_gets_another_menu_turns_its_page_and_presses_it(chromium: Browser, tmp_path: Path) -> None:
    with town(tmp_path, now=utc_now()) as place:  # posts begin at the real moment, which menus go by
        list(bring_up_to_date(place.client))
        page = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="th-TH").new_page()
        page.goto(place.line.url + "/?as=หัวหน้ากองช่าง")
        menu = page.get_by_test_id("menu")
        expect(menu).to_contain_text("เมนูโปร่งใส")
        look(page, "menu-1-public")
        say(page, place.code("buengcharoen", "head", "กองช่าง"))
        last(page, "ยืนยันลงทะเบียน")
        page.get_by_role("button", name="ยืนยันลงทะเบียน").click()
        last(page, "ลงทะเบียนเรียบร้อย")
        assert Worker(place.store, place.files, place.client, BANGKOK, present=place.clock).menus() == 1
        expect(menu).to_contain_text("เมนูงานของกอง", timeout=5_000)
        menu.get_by_role("button", name="คะแนน", exact=True).click()
        menu.get_by_role("button", name="คะแนนล่าสุด").click()
        last(page, "88.93")
        look(page, "menu-2-scores")
        page.locator("#menu-bar").click()
        expect(menu.locator("img")).to_be_hidden()
        page.locator("#menu-bar").click()
        expect(menu.locator("img")).to_be_visible()
        page.get_by_test_id("group").click()
        expect(menu).to_be_hidden()
