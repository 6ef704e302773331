"""The desk page as a browser shows it, on a phone and on a desk, with everything on it long and hostile."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlmodel import select

from bot.pages.desk.frame import PAGES
from sandbox.people import Person
from tests.at_the_desk import enrolled, link_from_chat
from tests.town import Town, town
from tracker import outbox
from tracker.actions.authority import authority_of
from tracker.actions.invite import invite_by
from tracker.model import (
    Acknowledgement,
    AuditEntry,
    Department,
    Evidence,
    Heartbeat,
    Measure,
    Message,
    Office,
    Round,
    SeenEvent,
    Tenure,
)
from tracker.store import organisations, people

pytestmark = pytest.mark.browser
CANARY = '"><svg onload=alert(1)>'
LONG = "กองส่งเสริมการศึกษา ศาสนา วัฒนธรรม และการท่องเที่ยวเชิงอนุรักษ์ทรัพยากรธรรมชาติและสิ่งแวดล้อม"
SHEETS = tuple(address for address, _, _ in PAGES)
WIDTHS = (390, 1280)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


@pytest.fixture
def coordinator(place: Town) -> Person:
    """A coordinator of an office where everything went wrong, and everybody wrote what they should not."""
    person = enrolled(place, "buengcharoen", "coordinator")
    head = enrolled(place, "buengcharoen", "head", "กองช่าง")
    enrolled(place, "buengcharoen", "executive")
    place.code("buengcharoen", "head", "กองคลัง")
    fill(place, head.user_id)
    decide(place, person.user_id, head.user_id)
    return person


def decide(place: Town, coordinator: str, head: str) -> None:
    """Posts in every state, invitations that wait, requests of both kinds with the canary as the reason."""
    with place.store.begin() as tx:
        office = organisations.office_by_slug(tx, "buengcharoen")
        boss, person = people.person_by_line_id(tx, coordinator), people.person_by_line_id(tx, head)
        assert boss is not None and person is not None
        works, finance = (organisations.departments(tx, office.id)[number] for number in (2, 1))
        for role, department, begins, kind in (
            ("head", finance, timedelta(0), "acting"),
            ("officer", works, timedelta(days=9), "holder"),
            ("officer", finance, None, "holder"),
        ):
            post = people.post_for(tx, office.id, role, department.id)
            if begins is not None:
                tx.add(
                    Tenure(
                        office_id=office.id, post_id=post.id, person_id=person.id, kind=kind,
                        valid_from=place.now + begins, valid_to=place.now + timedelta(days=90),
                    )
                )  # fmt: skip
        post = people.post_for(tx, office.id, "coordinator", None)
        second = people.ensure_person(tx, "U" + "2" * 32, place.now)
        second.following = False
        tx.add(second)
        tx.add(Tenure(office_id=office.id, post_id=post.id, person_id=second.id, valid_from=place.now))
        tx.flush()
        invite_by(tx, authority_of(tx, boss.id, place.now), office.id, "executive", None, place.now)
        invite_by(tx, authority_of(tx, second.id, place.now), office.id, "coordinator", None, place.now)
        found = tx.exec(select(Round).where(Round.office_id == office.id)).first()
        assert found is not None
        for kind, until in (("postpone", place.now.date() + timedelta(days=20)), ("not_ours", None)):
            tx.add(
                Acknowledgement(
                    office_id=office.id, round_id=found.id, department_id=works.id, person_id=person.id, kind=kind,
                    reason=f"{CANARY} รอผู้รับจ้างส่งงานงวดที่สองซึ่งล่าช้าเพราะน้ำท่วมทางเข้าโครงการ", until=until, at=place.now,
                )
            )  # fmt: skip


def fill(place: Town, sender: str) -> None:
    """One of everything the page shows, with the canary in every text a person or LINE could have written."""
    with place.store.begin() as tx:
        office = organisations.office_by_slug(tx, "buengcharoen")
        found = people.person_by_line_id(tx, sender)
        assert found is not None
        tx.add(
            SeenEvent(
                event_id=f"e1{CANARY}",
                kind="text",
                state="failed",
                raw={"message": {"text": CANARY}},
                problem=f"RuntimeError {CANARY}",
                person_id=found.id,
                received_at=place.now,
            )
        )
        for number, state in enumerate(("failed", "unknown", "parked")):
            made = outbox.promise_push(
                tx, f"{CANARY}:{number}", sender, [{"type": "text", "text": CANARY}], place.now,
                office_id=office.id, person_id=found.id,
            )  # fmt: skip
            assert made is not None
            row = tx.get_one(Message, made.id)
            row.state, row.problem = state, f"400 The request body has 1 error(s) {CANARY} " + "x" * 200
            tx.add(row)
        tx.add(
            Evidence(
                office_id=office.id, person_id=found.id, kind="photo", file_name=CANARY, received_at=place.now,
                next_at=place.now, state="failed", problem=f"gone {CANARY}",
            )
        )  # fmt: skip
        tx.add(
            AuditEntry(office_id=office.id, at=place.now, action=CANARY, subject=CANARY, person_id=found.id)
        )
        figures = {
            "month": "2026-11",
            "allowed": 300,
            "used": 290,
            "forecast": 40,
            "reserve": 30,
            "note": CANARY,
        }
        tx.add(Heartbeat(name="quota", at=place.now, detail=figures))
        tx.add(Heartbeat(name="backup", at=place.now - timedelta(hours=3), detail={"note": CANARY}))
        tx.add(Heartbeat(name="backup attempt", at=place.now - timedelta(hours=1), detail={}))
        tx.add(Heartbeat(name="drill", at=place.now, detail={"lost": 0, "integrity": CANARY}))
        for department in tx.exec(select(Department).where(Department.office_id == office.id)).all():
            department.name += f" {LONG} {CANARY}"
            tx.add(department)
        for measure in tx.exec(select(Measure).where(Measure.office_id == office.id)).all():
            measure.title = f"{CANARY} {measure.title} {LONG}"
            tx.add(measure)
        row_of_office = tx.get_one(Office, office.id)
        row_of_office.name += CANARY
        tx.add(row_of_office)


@pytest.fixture
def enter(place: Town, coordinator: Person, chromium: Any) -> Any:
    """Opens the desk page in Chromium at a width, as a person does it: follow the link, press the button."""

    def entered(width: int, **options: Any) -> Any:
        tab = chromium.new_page(viewport={"width": width, "height": 844}, **options)
        tab.complaints = []
        tab.on("dialog", lambda dialog: (tab.complaints.append(dialog.message), dialog.dismiss()))
        tab.on("console", lambda said: tab.complaints.append(said.text) if said.type == "error" else None)
        tab.goto(link_from_chat(coordinator))
        tab.get_by_role("button", name="เข้าหน้าจัดการ").click()
        tab.wait_for_url("**/desk")
        return tab

    return entered


SQUEEZED = """() => {
  const found = [], texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const words = texts.currentNode.data.trim(), range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const lines = new Set([...range.getClientRects()].map(each => Math.round(each.top))).size;
    const hidden = texts.currentNode.parentElement.closest(".seen-by-readers, script, style");
    if (!hidden && words.length > 7 && lines > words.length / 3) found.push(words);
  }
  return found;
}"""
"""Words that stand in a column of one or two letters."""


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_anybody_wrote_runs_and_nothing_is_pushed_apart(place: Town, enter: Any, width: int) -> None:
    tab = enter(width)
    tab.goto(place.url + "/desk/people")
    asks = tab.locator("a[href^='/desk/ask/']").first.get_attribute("href")
    for path in (*SHEETS, asks, "/desk/search?q=", "/desk/search?q=%22%3E%3Csvg+onload%3Dalert(1)%3E"):
        tab.goto(place.url + path)
        assert tab.locator("svg[onload], script").count() == 0
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
        assert tab.evaluate(SQUEEZED) == [], path
        cut = tab.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => getComputedStyle(e).overflow === 'hidden'"
            " && !String(e.className).includes('seen-by-readers') && e.scrollWidth > e.clientWidth + 1).length"
            if width > 700
            else "0"
        )
        assert cut == 0
    tab.goto(place.url + "/desk")
    assert CANARY in tab.inner_text("main")
    made_here(place, tab)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.goto(f"{place.url}/o/buengcharoen/2567")
    assert tab.complaints == []


def made_here(place: Town, tab: Any) -> None:
    """The page that shows a fresh code."""
    tab.goto(place.url + "/desk/people")
    tab.get_by_role("button", name="ออกรหัสเชิญ").click()
    assert "ขอเชิญลงทะเบียนเป็น" in tab.inner_text("#code")


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(place: Town, enter: Any, width: int, chromium: Any, coordinator: Person) -> None:
    tab = enter(width, bypass_csp=True)  # axe is a script: our policy would refuse it
    made_here(place, tab)
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()
    tab.goto(place.url + "/desk/people")
    asks = tab.locator("a[href^='/desk/ask/']").first.get_attribute("href")
    for path in (*SHEETS, asks, "/desk/search?q=บึง", link_from_chat(coordinator), "/desk/in/none"):
        tab.goto(path if path.startswith("http") else place.url + path)
        tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found = Axe().run(tab)
        assert found.violations_count == 0, found.generate_report()


def test_buttons_work_with_scripts_off_and_within_our_own_policy(place: Town, enter: Any) -> None:
    tab = enter(390, java_script_enabled=False)
    tab.locator("#events").get_by_role("button", name="ไม่ทำรายการนี้").click()
    assert "นำออกจากรายการแล้ว" in tab.inner_text("main")
    tab.locator("#messages summary").first.click()
    tab.locator("#messages details button").first.click()
    assert "ส่งเข้าคิวแล้ว" in tab.inner_text("main")
    tab.get_by_role("button", name="ออกจากหน้าจัดการ").click()
    assert "ออกจากหน้าจัดการแล้ว" in tab.inner_text("main")
    assert tab.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_buttons_are_large_enough_for_a_thumb(enter: Any, width: int) -> None:
    tab = enter(width)
    heights = tab.evaluate(
        "[...document.querySelectorAll('main button, main a.button')].map(e => e.getBoundingClientRect().height)"
    )
    assert heights and min(h for h in heights if h) >= 44


def test_a_report_shows_what_was_written_as_letters(place: Town, coordinator: Person) -> None:
    """The same canary in the papers: a report is no page, and cells are texts."""
    import requests
    from openpyxl import load_workbook

    coordinator.says("ขอรายงานมาตรการปี 67")
    coordinator.wait()
    address = coordinator.button("ดาวน์โหลด Excel")["uri"]
    answer = requests.get(address, timeout=20)
    assert answer.status_code == 200 and "html" not in answer.headers["Content-Type"]
    path = place.folder / "report.xlsx"
    path.write_bytes(answer.content)
    cells = [
        cell for sheet in load_workbook(path) for row in sheet for cell in row if CANARY in str(cell.value)
    ]
    assert cells and all(cell.data_type == "s" for cell in cells)
