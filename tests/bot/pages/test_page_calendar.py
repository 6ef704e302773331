"""The calendar a phone subscribes to, over HTTP: whose it is, what it says, when it ends."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlmodel import select
from werkzeug.serving import BaseWSGIServer, make_server

from bot.pages import create_pages
from bot.pages.calendar import calendar_link
from bot.pages.downloads import evidence_link
from bot.settings import WebSettings
from tests.town import MORNING
from tracker.actions import change_settings
from tracker.actions.authority import authority_of
from tracker.actions.load_samples import load_samples
from tracker.actions.record_progress import Report, propose_progress, record_progress
from tracker.actions.review_progress import review_progress
from tracker.files import Files
from tracker.model import AuditEntry, Department, Office, Person, Tenure
from tracker.store import Store, facts, people

BANGKOK = ZoneInfo("Asia/Bangkok")
LONG_AGO = datetime(2023, 1, 1, tzinfo=UTC)


class Place:
    """The sample office of this year, its people, and a browser."""

    def __init__(self, store: Store, web: WebSettings, client: FlaskClient) -> None:
        self.store, self.web, self.client = store, web, client
        self.now = MORNING
        with store.begin() as tx:
            load_samples(tx, MORNING, BANGKOK)
            self.office_id = tx.exec(select(Office.id).where(Office.slug == "tuayang")).one()

    def joins(self, name: str, role: str, department: str | None = None) -> tuple[int, int]:
        """Somebody who holds a post; person and post."""
        with self.store.begin() as tx:
            named = select(Department.id).where(
                Department.office_id == self.office_id, Department.name == department
            )
            place = tx.exec(named).first()
            post = people.post_for(tx, self.office_id, role, place)
            person = Person(line_user_id=f"U{name}", created_at=LONG_AGO)
            tx.add(person)
            tx.flush()
            tx.add(
                Tenure(office_id=self.office_id, post_id=post.id, person_id=person.id, valid_from=LONG_AGO)
            )
            return person.id, post.id

    def path(self, person: int, post: int) -> str:
        """Where their calendar is."""
        return urlsplit(calendar_link(self.web, self.office_id, person, post)).path

    def fetched(self, path: str, **headers: str) -> Any:
        """What a phone is answered."""
        return self.client.get(
            path + ".ics", headers={name.replace("_", "-"): value for name, value in headers.items()}
        )


@pytest.fixture
def place(store: Store, web: WebSettings, files: Files) -> Iterator[Place]:
    made = Flask("bot", static_folder=None)
    made.testing = True
    here = Place(store, web, made.test_client())
    for pages in create_pages(store, web, files, lambda: here.now):
        made.register_blueprint(pages)
    yield here


def test_a_head_gets_the_due_dates_of_the_department(place: Place) -> None:
    answer = place.fetched(place.path(*place.joins("head", "head", "กองช่าง")))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=3600"
    found = Calendar.from_ical(answer.data)
    titles = [entry["SUMMARY"] for entry in found.walk("VEVENT")]
    assert any(title.endswith("ส่งรายงานรอบ 6 เดือน ปี 2570 · กองช่าง") for title in titles), titles
    assert all(title.endswith("· กองช่าง") for title in titles)
    assert date(2027, 4, 30) in [entry.start for entry in found.walk("VEVENT")]
    assert len({entry["UID"] for entry in found.walk("VEVENT")}) == len(titles)


@pytest.mark.parametrize("role", ["coordinator", "executive"])
def test_who_oversees_gets_the_whole_office(place: Place, role: str) -> None:
    found = Calendar.from_ical(place.fetched(place.path(*place.joins(role, role))).data)
    assert {entry["SUMMARY"].rpartition(" · ")[2] for entry in found.walk("VEVENT")} == {"เทศบาลตำบลตัวอย่าง"}


def test_a_phone_that_has_it_is_told_so_until_something_changes(place: Place) -> None:
    path = place.path(*place.joins("head", "head", "กองช่าง"))
    first = place.fetched(path)
    place.now += timedelta(days=1)
    again = place.fetched(path, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    person, _ = place.joins("coordinator", "coordinator")
    with place.store.begin() as tx:
        change_settings.change_due_date(
            tx, authority_of(tx, person, place.now), place.office_id, "6m", date(2027, 5, 14), 2570, place.now
        )
    moved = place.fetched(path, If_None_Match=first.headers["ETag"])
    assert moved.status_code == 200
    was, now = (
        {e["UID"]: e for e in Calendar.from_ical(each.data).walk("VEVENT")} for each in (first, moved)
    )
    [uid] = [
        uid for uid, entry in was.items() if entry.start == date(2027, 4, 30) and "6 เดือน" in entry["SUMMARY"]
    ]
    assert now[uid].start == date(2027, 5, 14)
    assert now[uid]["SEQUENCE"] > was[uid]["SEQUENCE"]
    assert now[uid]["LAST-MODIFIED"].dt > was[uid]["LAST-MODIFIED"].dt


def test_a_report_that_goes_back_is_told_to_the_phone_as_newer(place: Place) -> None:
    """It is owed again: a phone that was told of the report must take the entry as a newer one."""
    head, post = place.joins("head", "head", "กองช่าง")
    path, (person, _) = place.path(head, post), place.joins("coordinator", "coordinator")
    with place.store.begin() as tx:
        author = authority_of(tx, head, place.now)
        known = facts.year_facts(tx, place.office_id, 2570, None)
        measure = next(each for each in known.measures if "กองช่าง" in each.departments)
        works = next(each.department_id for each in measure.standings if each.department == "กองช่าง")
        report = Report(2570, measure.number, works, "in_progress", 50)
        entry = record_progress(
            tx, author, propose_progress(tx, author, place.office_id, report, place.now, BANGKOK), place.now
        )
        receipt = entry.receipt
    first = place.fetched(path)
    place.now += timedelta(hours=1)
    with place.store.begin() as tx:
        authority = authority_of(tx, person, place.now)
        review_progress(
            tx, authority, place.office_id, receipt, "returned", place.now,
            lambda found: [{"type": "text", "text": found.reason}], "รูปไม่ชัด",
        )  # fmt: skip
    returned = place.fetched(path)
    was, now = (
        {e["UID"]: e for e in Calendar.from_ical(each.data).walk("VEVENT")} for each in (first, returned)
    )
    assert was and was.keys() <= now.keys()
    for uid, entry in was.items():
        assert now[uid]["SEQUENCE"] > entry["SEQUENCE"]
        assert now[uid]["LAST-MODIFIED"].dt > entry["LAST-MODIFIED"].dt


def test_once_the_post_is_over_the_calendar_is_empty_and_says_why(place: Place) -> None:
    person, post = place.joins("head", "head", "กองช่าง")
    path = place.path(person, post)
    assert place.fetched(path).status_code == 200
    with place.store.begin() as tx:
        for tenure in tx.exec(select(Tenure).where(Tenure.person_id == person)):
            tenure.valid_to = place.now
            tx.add(tenure)
    answer = place.fetched(path)
    # A phone that is refused keeps what it has: it must be handed a calendar, whole and without a date.
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.data)
    assert not found.walk("VEVENT") and "ตำแหน่งที่สิ้นสุดแล้ว" in found["X-WR-CALDESC"]
    assert found["X-WR-CALNAME"] == "สิ้นสุดแล้ว · กำหนดส่ง ITA" and found["REFRESH-INTERVAL"].dt == timedelta(
        days=7
    )
    assert [part.name for part in found.subcomponents] == ["VTIMEZONE"], "RFC 5545 wants a component"
    assert not found.errors
    before = place.fetched(path, If_None_Match=answer.headers["ETag"])
    assert before.status_code == 200, "nothing says that the old copy will do"
    page = place.client.get(path)
    assert page.status_code == 410 and "ตำแหน่งที่สิ้นสุดแล้ว" in page.text


def test_a_post_elsewhere_opens_nothing(place: Place) -> None:
    person, _ = place.joins("head", "head", "กองช่าง")
    _, other = place.joins("clerk", "head", "กองคลัง")
    answer = place.fetched(place.path(person, other))
    assert answer.status_code == 200 and not Calendar.from_ical(answer.data).walk("VEVENT")
    assert place.client.get(place.path(person, other)).status_code == 410


@pytest.mark.parametrize("spoilt", ["/c/x", "/c/%00", "/c/" + "A" * 3000, None])
def test_an_altered_link_is_refused_with_a_sentence(place: Place, spoilt: str | None) -> None:
    if spoilt is None:  # a link of another purpose, signed by us
        spoilt = urlsplit(evidence_link(place.web, place.office_id, 1, 1)).path.replace("/e/", "/c/")
    for path in (spoilt, spoilt + ".ics"):
        answer = place.client.get(path)
        assert answer.status_code == 404 and "ไม่ถูกต้องหรือไม่ครบ" in answer.text


def test_another_host_is_refused(place: Place) -> None:
    path = place.path(*place.joins("head", "head", "กองช่าง"))
    assert place.client.get(path + ".ics", headers={"Host": "evil.example"}).status_code == 400


def test_the_audit_log_notes_a_phone_once_a_day(place: Place) -> None:
    path = place.path(*place.joins("head", "head", "กองช่าง"))
    for hours in (0, 6, 12, 25):
        place.now = MORNING + timedelta(hours=hours)
        place.fetched(path)
    with place.store.read() as tx:
        lines = tx.exec(select(AuditEntry).where(AuditEntry.action == "open_calendar")).all()
    assert [line.at for line in lines] == [MORNING, MORNING + timedelta(hours=25)]


def test_the_page_leads_an_iphone_and_google_to_it(place: Place) -> None:
    path = place.path(*place.joins("head", "head", "กองช่าง"))
    page = place.client.get(path + "?openExternalBrowser=1")
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    assert f'href="webcal://ita.example.go.th{path}.ics"' in page.text
    assert "calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fita.example.go.th%2Fc%2F" in page.text
    assert f"https://ita.example.go.th{path}.ics" in page.text and "กองช่าง" in page.text
    for told in (page.text, place.client.get("/privacy").text):
        assert "ชื่อมาตรการที่ยังค้าง" in told and "เป็นของท่านคนเดียวและเป็นความลับ" in told


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """An app over real HTTP, for a real browser."""
    served: list[BaseWSGIServer] = []

    def started(app: Flask) -> str:
        served.append(make_server("127.0.0.1", 0, app, threaded=True))
        Thread(target=served[0].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{served[0].server_port}"

    yield started
    for each in served:
        each.shutdown()


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_reads_well_on_a_phone(
    place: Place, chromium: Any, serve: Callable[[Flask], str], width: int
) -> None:
    path = place.path(*place.joins("head", "head", "กองการศึกษา ศาสนาและวัฒนธรรม"))
    context = chromium.new_context(viewport={"width": width, "height": 740}, bypass_csp=True)
    tab = context.new_page()
    tab.goto(serve(place.client.application) + path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()
