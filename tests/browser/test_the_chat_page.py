"""A person's path through the chat page: enrol, ask, report with a photo, see a reminder arrive."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from sandbox.people import PHOTO
from tests.town import SECRET, Town, town
from tracker.model import Tenure

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.browser


def say(page: Page, text: str) -> None:
    """Type and send."""
    page.get_by_test_id("message-input").fill(text)
    page.get_by_test_id("send").click()


def last(page: Page, words: str) -> None:
    """The newest message of the bot holds these words."""
    expect(page.get_by_test_id("bubble").last).to_contain_text(words, timeout=10_000)


def look(page: Page, name: str) -> None:
    """Keep a picture where SHOTS says so, for people to look at."""
    if os.environ.get("SHOTS"):
        page.wait_for_timeout(300)
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png")


def run_the_clock(place: Town, at: str) -> None:
    """One pass of the scheduler, in a process of its own."""
    environment = {
        **os.environ,
        "DATABASE_URL": place.facts.database_url,
        "FILES_URL": place.facts.files_url,
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": "sandbox-token",
        "LINE_API_BASE": place.line.url,
        "PUBLIC_URL": place.url,
    }
    command = [sys.executable, "-m", "scheduler", "once", "--at", at]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def page(chromium: Browser) -> Page:
    """A fresh page at desktop size."""
    return chromium.new_context(viewport={"width": 1280, "height": 900}, locale="th-TH").new_page()


def test_a_head_enrols_asks_reports_with_a_photo_and_is_reminded(page: Page, tmp_path: Path) -> None:
    with town(tmp_path) as place:
        page.goto(place.line.url + "/?as=หัวหน้ากองช่าง")
        say(page, place.code("buengcharoen", "head", "กองช่าง"))
        last(page, "ยืนยันลงทะเบียน")
        look(page, "1-invitation")
        page.get_by_role("button", name="ยืนยันลงทะเบียน").click()
        last(page, "ลงทะเบียนเรียบร้อย")
        say(page, "ปี 66 ได้กี่คะแนน")
        last(page, "88.93")
        look(page, "2-score")
        say(page, "มาตรการ 2 ทำแล้ว 60% ติดป้ายประชาสัมพันธ์หน้าสำนักงานแล้ว")
        last(page, "ยืนยันบันทึก")
        look(page, "3-confirm")
        page.get_by_role("button", name="ยืนยันบันทึก").click()
        last(page, "67-0001")
        look(page, "4-receipt")
        photo = tmp_path / "photo.jpg"
        photo.write_bytes(PHOTO)
        page.get_by_test_id("photo").set_input_files(photo)
        last(page, "แนบรูปเป็นหลักฐานของมาตรการที่ 2")
        with place.store.begin() as tx:  # the command goes by the real present, in which the post has begun
            tx.exec(update(Tenure).values(valid_from=datetime(2026, 1, 1, tzinfo=UTC)))
        run_the_clock(place, "2026-11-23T10:05+07:00")
        run_the_clock(place, "2024-04-23T09:00+07:00")
        last(page, "30 เม.ย. 2567")
        expect(page.get_by_test_id("bubble").last).to_contain_text("push")
        look(page, "5-reminder")
        with place.store.read() as tx:
            from tracker.store import facts, organisations

            office = organisations.office_by_slug(tx, "buengcharoen")
            updates = facts.year_facts(tx, office.id, 2567).updates
        assert [(u.percent, u.note, len(u.evidence), u.evidence[0].stored) for u in updates] == [
            (60, "ติดป้ายประชาสัมพันธ์หน้าสำนักงานแล้ว", 1, True)
        ]
        assert place.line.state.violations == []


def test_several_people_see_each_their_own_chat(page: Page, tmp_path: Path) -> None:
    with town(tmp_path) as place:
        page.goto(place.line.url)
        say(page, "คะแนนล่าสุดของเทศบาลตำบลนาดูน")
        last(page, "77.16")
        look(page, "6-public")
        page.get_by_test_id("person-2").click()
        expect(page.get_by_test_id("bubble")).to_have_count(0)
        say(page, place.code("nadun", "coordinator"))
        last(page, "ยืนยันลงทะเบียน")
        page.get_by_role("button", name="ยืนยันลงทะเบียน").click()
        last(page, "ลงทะเบียนเรียบร้อย")
        say(page, "ใครยังไม่ส่ง")
        last(page, "เลยกำหนด")
        look(page, "7-coordinator")
        page.get_by_test_id("person-0").click()
        last(page, "77.16")


def test_in_the_group_the_bot_speaks_only_when_mentioned(page: Page, tmp_path: Path) -> None:
    with town(tmp_path) as place:
        page.goto(place.line.url + "/?as=หัวหน้ากองช่าง&group=1")
        page.locator("#mention").uncheck()
        say(page, "คะแนนของเทศบาลตำบลนาดูน")
        expect(page.get_by_test_id("bubble")).to_have_count(1)
        page.locator("#mention").check()
        say(page, "คะแนนของเทศบาลตำบลนาดูน")
        last(page, "77.16")
        look(page, "8-group")


def test_the_page_fits_a_phone(chromium: Browser, tmp_path: Path) -> None:
    with town(tmp_path) as place:
        phone = chromium.new_context(viewport={"width": 390, "height": 844}, locale="th-TH").new_page()
        phone.goto(place.line.url)
        say(phone, "คะแนนล่าสุดของเทศบาลตำบลบึงเจริญ")
        last(phone, "88.93")
        look(phone, "9-phone")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_large_text_enlarges_what_is_said_and_is_remembered(page: Page, tmp_path: Path) -> None:
    with town(tmp_path) as place:
        page.goto(place.line.url)
        say(page, "สวัสดีค่ะ")
        last(page, "โปร่งใส")
        words = page.get_by_test_id("bubble").last.locator(".bubble")
        page.get_by_test_id("large").click()
        expect(words).to_have_css("font-size", "22.5px")
        page.reload()
        expect(words).to_have_css("font-size", "22.5px")
        page.get_by_test_id("large").click()
        expect(words).to_have_css("font-size", "15px")
