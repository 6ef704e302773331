"""The pages of the desk as a browser shows them, on the smallest phone and on a desk, with hostile and long words."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlmodel import select

from bot.pages.desk import papers
from sandbox.people import Person
from tests.at_the_desk import enrolled, link_from_chat
from tests.bot.pages.test_desk_in_a_browser import CANARY, LONG
from tests.bot.test_papers import PAPER
from tests.town import Town, town
from tests.tracker.documents.papers import as_docx
from tracker.actions.change_settings import change_day_off
from tracker.model import Department, Evidence, Measure, ProgressEntry, Round
from tracker.store import organisations

pytestmark = pytest.mark.browser
SLUG = "nadun"
WIDTHS = (360, 1280)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine reads slowly, and the sender waits for it here."""
    monkeypatch.setattr(papers, "PATIENCE", 60.0)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


@pytest.fixture
def coordinator(place: Town) -> Person:
    """A coordinator; a head who reported twice, with a hostile link; everything named at length and with the canary."""
    person = enrolled(place, SLUG, "coordinator")
    with place.store.read() as tx:
        office = organisations.office_by_slug(tx, SLUG)
        names = [each.name for each in organisations.departments(tx, office.id)]
    head = enrolled(place, SLUG, "head", names[0])
    for said in ("มาตรการ 1 ปี 2565 ทำแล้ว 60%", "มาตรการ 2 ปี 2565 ทำแล้ว 100%"):
        head.says(said)
        head.wait()
        head.press("ยืนยัน")
        head.wait()
    with place.store.begin() as tx:
        office = organisations.office_by_slug(tx, SLUG)
        for entry in tx.exec(select(ProgressEntry).where(ProgressEntry.person_id != None)).all():  # noqa: E711
            entry.note = f"{CANARY} {LONG}"
            tx.add(entry)
            tx.add(
                Evidence(
                    office_id=office.id, entry_id=entry.id, person_id=entry.person_id or 0, kind="link",
                    url="javascript:x", file_name=CANARY, received_at=place.now, next_at=place.now, state="stored",
                )
            )  # fmt: skip
        for department in tx.exec(select(Department).where(Department.office_id == office.id)).all():
            department.name += f" {LONG} {CANARY}"
            tx.add(department)
        for measure in tx.exec(select(Measure).where(Measure.office_id == office.id)).all():
            measure.title = f"{CANARY} {LONG}"
            tx.add(measure)
        for found in tx.exec(select(Round).where(Round.office_id == office.id)).all():
            found.due = found.due.replace(year=2027)
            tx.add(found)
        change_day_off(tx, None, office.id, place.now.date(), f"{CANARY} {LONG}"[:100], place.now)
    return person


@pytest.fixture
def enter(place: Town, coordinator: Person, chromium: Any) -> Any:
    """Opens the desk in Chromium at a width, as a person does it."""

    def entered(width: int, **options: Any) -> Any:
        tab = chromium.new_page(viewport={"width": width, "height": 740}, **options)
        tab.complaints = []
        tab.on("dialog", lambda dialog: (tab.complaints.append(dialog.message), dialog.dismiss()))
        tab.on("console", lambda said: tab.complaints.append(said.text) if said.type == "error" else None)
        tab.goto(link_from_chat(coordinator))
        tab.get_by_role("button", name="เข้าหน้าจัดการ").click()
        tab.wait_for_url("**/desk")
        return tab

    return entered


def go(tab: Any, name: str) -> None:
    """By the way to the other pages."""
    tab.get_by_role("navigation", name="หน้าจัดการ").get_by_role("link", name=name, exact=True).click()


def sends_a_paper(tab: Any, folder: Path) -> None:
    go(tab, "นำเข้าเอกสาร")
    tab.set_input_files("#paper", str(as_docx(PAPER, folder / f"{'ผลคะแนน' * 8}.docx")))
    tab.get_by_role("button", name="ส่งให้ระบบอ่าน").click()


def test_a_coordinators_morning_with_scripts_off(place: Town, enter: Any, tmp_path: Path) -> None:
    tab = enter(360, java_script_enabled=False)
    go(tab, "รอบและรายงาน")
    tab.locator(".marks a").first.click()
    tab.get_by_role("link", name="อ่านและตรวจ").first.click()
    tab.locator("#verdict summary").click()
    tab.fill("#reason", "หลักฐานไม่ตรง <i>กรุณาแก้</i>")
    tab.locator("form.reasoned button").click()
    assert "ส่งกลับแล้ว ระบบแจ้งหัวหน้า" in tab.inner_text("main")
    assert "หลักฐานไม่ตรง <i>กรุณาแก้</i>" in tab.inner_text("#verdict")
    sends_a_paper(tab, tmp_path)
    tab.get_by_role("button", name="ยืนยันนำเข้า").first.click()
    assert "นำเข้าแล้ว" in tab.inner_text("main")
    go(tab, "จะส่งอะไรบ้าง")
    assert "ข้อความ" in tab.inner_text("main")
    go(tab, "ตั้งค่า")
    tab.fill("#weak", "79.50")
    tab.get_by_role("button", name="บันทึกเกณฑ์").click()
    assert "เปลี่ยนการตั้งค่าแล้ว" in tab.inner_text("main") and tab.input_value("#weak") == "79.50"
    tab.locator("#rounds a.button").first.click()
    tab.get_by_role("button", name="ยืนยันปิดรอบ").click()
    assert "ปิดรอบแล้ว" in tab.inner_text("main")
    assert tab.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_runs_or_is_pushed_apart(
    place: Town, enter: Any, width: int, tmp_path: Path
) -> None:
    tab = enter(width, bypass_csp=True)  # axe is a script: our policy would refuse it
    sends_a_paper(tab, tmp_path)
    paper = tab.url.removeprefix(place.url)
    tab.goto(f"{place.url}/desk/settings")
    close = tab.locator("#rounds a.button").first.get_attribute("href")
    tab.goto(f"{place.url}/desk/reports/{SLUG}/2565")
    report = tab.get_by_role("link", name="อ่านและตรวจ").first.get_attribute("href")
    paths = (
        "/desk/rounds", f"/desk/reports/{SLUG}/2565", report, "/desk/papers", paper,
        "/desk/ahead", "/desk/settings", close, f"/desk/report/{SLUG}/65-9999",
    )  # fmt: skip
    for path in paths:
        tab.goto(place.url + path)
        tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert tab.locator("svg[onload], script, a[href^=javascript]").count() == 0, path
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
        small = tab.evaluate(
            "[...document.querySelectorAll('main button, main a.button, main select, main input:not([type=hidden])')]"
            ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
        )
        assert small == [], path
        found = Axe().run(tab)
        assert found.violations_count == 0, (path, found.generate_report())
    tab.goto(place.url + report)
    assert CANARY in tab.inner_text("main")
    assert [each for each in tab.complaints if "404" not in each and "409" not in each] == []
