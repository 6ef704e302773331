"""`python -m tests.gallery.pages`: pictures of every page a person meets, into docs/pictures/pages.

The real application with a town of the practice office; its people go the way the guide tells, and each page is
taken as it comes into view. Nothing here is anybody's.
"""

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import click
import structlog
from itsdangerous import TimestampSigner
from PIL import Image
from playwright.sync_api import Browser, Page, Route, sync_playwright
from sqlmodel import select

from bot.pages import downloads, drawn
from bot.pages.desk import papers
from sandbox.people import Person
from scheduler.worker import lost_words
from tests.at_the_desk import enrolled, link_from_chat
from tests.at_the_form import link_of
from tests.bot.test_papers import PAPER
from tests.chromium import FLAGS, chromium_path
from tests.gallery.page_names import PICTURES
from tests.gallery.papers import photo
from tests.town import MORNING, Town, town
from tests.tracker.documents.papers import as_docx
from tracker.actions.fetch_evidence import fetch_due
from tracker.model import Acknowledgement, Evidence, Heartbeat, Round
from tracker.store import organisations, people

INTO = Path(__file__).parents[2] / "docs" / "pictures" / "pages"
OFFICE, YEAR, WORKS = "tuayang", 2570, "กองช่าง"
PHONE, DESK = 360, 900
"""Width of a phone, and of the window of a desk as it is still readable in the guide."""
WHOSE = "รายงานการวิเคราะห์ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567 ของเทศบาลตำบลตัวอย่าง"
TALLEST = 1500
"""A page that goes on is cut here: what is below is more of the same."""
COLOURS = 64
Taken = tuple[str, bytes]


@dataclass(frozen=True)
class Cast:
    """The town, the people of its practice office, and the photos one of them took."""

    place: Town
    coordinator: Person
    head: Person
    photos: tuple[str, ...]


@contextmanager
def cast() -> Iterator[Cast]:
    """A working day of the practice office: somebody asks, somebody failed, codes are out, a backup was made."""
    with tempfile.TemporaryDirectory() as folder, town(Path(folder)) as place:
        coordinator = enrolled(place, OFFICE, "coordinator")
        head = enrolled(place, OFFICE, "head", WORKS)
        enrolled(place, OFFICE, "officer", "กองคลัง")
        enrolled(place, OFFICE, "executive")
        place.code(OFFICE, "head", "สำนักปลัด")
        photos = []
        for number in (0, 1):
            path = Path(folder) / f"IMG_{number + 1}.jpg"
            path.write_bytes(photo(number))
            photos.append(str(path))
        _what_waits(place, head)
        yield Cast(place, coordinator, head, tuple(photos))


def _what_waits(place: Town, head: Person) -> None:
    with place.store.begin() as tx:
        office = organisations.office_by_slug(tx, OFFICE)
        works = organisations.department_by_name(tx, office, WORKS)
        sender = people.person_by_line_id(tx, head.user_id)
        found = tx.exec(select(Round).where(Round.office_id == office.id, Round.key == "m10")).first()
        assert works is not None and sender is not None and found is not None
        tx.add(
            Acknowledgement(
                office_id=office.id, round_id=found.id, department_id=works.id, person_id=sender.id, kind="postpone",
                reason="รอผู้รับจ้างส่งงานงวดที่สอง", until=MORNING.date() + timedelta(days=20), at=MORNING,
            )
        )  # fmt: skip
        tx.add(
            Evidence(
                office_id=office.id, person_id=sender.id, kind="photo", received_at=MORNING, next_at=MORNING,
                state="failed", problem="gone",
            )
        )  # fmt: skip
        for name in ("scheduler", "backup"):
            tx.add(Heartbeat(name=name, at=MORNING - timedelta(seconds=50), detail={}))
        tx.add(
            Heartbeat(
                name="quota",
                at=MORNING,
                detail={"month": "2026-11", "allowed": 300, "used": 96, "forecast": 40, "reserve": 30},
            )
        )


def taken(tab: Page, tallest: int = TALLEST) -> bytes:
    """The page in view as a small PNG, cut where it goes on for long."""
    tab.evaluate("() => document.fonts.ready.then(() => true)")
    tab.wait_for_load_state("networkidle")
    height = min(tallest, tab.evaluate("document.documentElement.scrollHeight"))
    width = tab.evaluate("innerWidth")
    shot = tab.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
    small = io.BytesIO()
    Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        small, "PNG", optimize=True
    )
    return small.getvalue()


def _tab(browser: Browser, width: int) -> Page:
    scale = 1.5 if width == PHONE else 1
    context = browser.new_context(
        viewport={"width": width, "height": 740}, device_scale_factor=scale, locale="th-TH"
    )
    return context.new_page()


def for_everybody(browser: Browser, cast: Cast) -> Iterator[Taken]:
    """The pages anybody may open."""
    phone, desk = _tab(browser, PHONE), _tab(browser, DESK)
    year = f"{cast.place.url}/o/{OFFICE}/{YEAR}"
    phone.goto(cast.place.url)
    yield "start-phone", taken(phone)
    phone.goto(f"{cast.place.url}/privacy")
    yield "privacy-phone", taken(phone)
    for name, tab in (("public-phone", phone), ("public", desk)):
        tab.goto(year)
        yield name, taken(tab)
    desk.emulate_media(media="print")
    yield "public-print", taken(desk)


def _uri(person: Person, said: str, label: str) -> str:
    person.says(said)
    person.wait()
    return str(person.button(label)["uri"])


def by_links(browser: Browser, cast: Cast) -> Iterator[Taken]:
    """The pages behind links from the chat."""
    phone = _tab(browser, PHONE)
    phone.goto(_uri(cast.head, "ขอปฏิทิน", "เพิ่มในปฏิทินมือถือ"))
    yield "calendar-phone", taken(phone)
    phone.goto(_uri(cast.head, "ข้อมูลของฉัน", "เปิดสำเนาทั้งหมด"))
    yield "own-data-phone", taken(phone)
    phone.goto(f"{cast.place.url}/d/{_of_yesterday(cast.place)}")
    yield "expired-phone", taken(phone)
    before, drawn.PATIENCE = drawn.PATIENCE, 0.0  # nobody waits: the page of who does is what is taken
    phone.route("**/d/*", _once)
    phone.goto(_uri(cast.coordinator, f"ขอรายงานรอบ 6 เดือน ปี {YEAR} เป็น pdf", "PDF"))
    yield "drawing-phone", taken(phone)
    drawn.PATIENCE = before


def _once(route: Route) -> None:
    """A page that does not look again by itself while its picture is taken."""
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "refresh"}
    route.fulfill(response=answer, headers=headers)


def _of_yesterday(place: Town) -> str:
    """A link that was right and has ended."""

    class Yesterday(TimestampSigner):
        def get_timestamp(self) -> int:
            return super().get_timestamp() - 2 * downloads.REPORT_SECONDS

    signer = downloads._signer(place.web, downloads._REPORT)
    signer.signer = Yesterday
    return str(signer.dumps([1, 1, YEAR, "progress", None, "pdf", None]))


def at_the_form(browser: Browser, cast: Cast) -> Iterator[Taken]:
    """A report with photos from a phone, from the empty fields to the receipt."""
    phone, place = _tab(browser, PHONE), cast.place
    phone.goto(link_of(cast.coordinator, 3, YEAR))
    yield "form-which-phone", taken(phone)
    link = link_of(cast.head, 3, YEAR)
    _has_read(place, cast.head, 1)
    phone.goto(link)
    yield "form-notice-phone", taken(phone)
    phone.locator("main button").click()
    yield "form-phone", taken(phone, 2 * TALLEST)  # to its last button
    phone.get_by_label("อยู่ระหว่างดำเนินการ", exact=True).check()
    phone.fill("#percent", "60")
    phone.fill("#note", "ติดป้ายประชาสัมพันธ์หน้าสำนักงานแล้ว รอติดอีกสองจุด")
    phone.set_input_files("#files", list(cast.photos))
    phone.get_by_role("button", name="ตรวจก่อนบันทึก").click()
    phone.wait_for_selector("button:has-text('ยืนยันบันทึก')")
    yield "form-check-phone", taken(phone)
    phone.get_by_role("button", name="ยืนยันบันทึก").click()
    phone.wait_for_selector(".number")
    yield "form-receipt-phone", taken(phone)
    fetch_due(place.store, place.files, place.client, place.now, lost_words)


def _has_read(place: Town, person: Person, version: int) -> None:
    with place.store.begin() as tx:
        row = people.person_by_line_id(tx, person.user_id)
        assert row is not None
        row.notice_version = version
        tx.add(row)


def at_the_desk(browser: Browser, cast: Cast) -> Iterator[Taken]:
    """Every page of the desk, after the report above."""
    phone, desk, url = _tab(browser, PHONE), _tab(browser, DESK), cast.place.url
    phone.goto(link_from_chat(cast.coordinator))
    yield "desk-in-phone", taken(phone)
    phone.get_by_role("button", name="เข้าหน้าจัดการ").click()
    phone.wait_for_url("**/desk")
    yield "desk-phone", taken(phone)
    desk.context.add_cookies(phone.context.cookies())
    for name in ("", "-rounds", "-papers", "-ahead", "-people", "-public", "-settings", "-service"):
        desk.goto(f"{url}/desk{name.replace('-', '/')}")
        yield f"desk{name}", taken(desk)
    desk.goto(f"{url}/desk/search?q=เปิด")
    yield "desk-search", taken(desk)
    desk.goto(f"{url}/desk/reports/{OFFICE}/{YEAR}?measure=3")
    yield "desk-reports", taken(desk)
    desk.get_by_role("link", name="อ่านและตรวจ").first.click()
    desk.locator("#verdict summary").click()
    desk.fill("#reason", "รูปป้ายไม่ชัด กรุณาถ่ายใหม่")
    yield "desk-report", taken(desk)
    desk.goto(f"{url}/desk/people")
    desk.locator("a[href^='/desk/ask/']").last.click()
    yield "desk-leaves", taken(desk)
    desk.goto(f"{url}/desk/people")
    desk.get_by_role("button", name="ออกรหัสเชิญ").click()
    yield "desk-code", taken(desk)
    desk.goto(f"{url}/desk/settings")
    desk.locator("a[href*='/desk/close/']").first.click()
    yield "desk-close", taken(desk)
    yield "desk-paper", _paper(desk, url)


def _paper(desk: Page, url: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = as_docx([WHOSE, *PAPER[1:]], Path(folder) / "ผลคะแนน.docx")
        desk.goto(f"{url}/desk/papers")
        desk.set_input_files("#paper", str(path))
        desk.get_by_role("button", name="ส่งให้ระบบอ่าน").click()
        desk.wait_for_selector("#says")
        return taken(desk)


def every(browser: Browser) -> Iterator[Taken]:
    """Each picture with its name, as the people of the office come along."""
    with cast() as there:
        for part in (for_everybody, by_links, at_the_form, at_the_desk):
            yield from part(browser, there)


@click.command(help=__doc__)
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), default=INTO)
def main(into: Path) -> None:
    """Take every picture anew."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    path = chromium_path()
    if path is None:
        sys.exit("Chromium is not installed; on Debian: apt-get install chromium")
    papers.PATIENCE = 60.0  # a busy machine reads slowly
    into.mkdir(parents=True, exist_ok=True)
    total = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name, picture in every(browser):
            assert name in PICTURES, name
            (into / f"{name}.png").write_bytes(picture)
            total += len(picture)
            click.echo(f"{name}: {len(picture) // 1024} KB")
        browser.close()
    click.echo(f"{total / 1e6:.2f} MB, in {into}")


if __name__ == "__main__":
    main(prog_name="python -m tests.gallery.pages")
