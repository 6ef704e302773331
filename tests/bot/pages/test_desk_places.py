"""What stands on which page of the desk, where each button leads, and that the office in view stays in view."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.pages.desk import deeds
from bot.pages.desk.frame import PAGES
from tests.at_the_desk import Browser, Form, at_the_desk, enrolled
from tests.bot.pages.test_desk_in_a_browser import decide, fill
from tests.privacy.people import presses, says
from tests.town import Town, town
from tracker.model import Evidence, SeenEvent, Tenure
from tracker.store import organisations, people

ONE, OTHER = "buengcharoen", "nadun"
CHOOSE = "เลือกหน่วยงานก่อน"

# Every page one can go to, and the sections that stand there and nowhere else, in their order.
SECTIONS = {
    "": ("waiting", "rounds", "requests", "events", "messages", "evidence", "pages"),
    "rounds": ("2567-6m", "2567-12m"),
    "papers": (),
    "ahead": (),
    "people": ("unreachable", "invitations", "posts"),
    "public": ("held", "publicity"),
    "settings": ("rounds", "reminders", "thresholds", "addresses", "reports", "days"),
    "service": ("service",),
    "search": ("measures", "audit"),
}
# Every deed, in an order in which each leaves the next its button: the page that stands on, and the page one is on
# after it was pressed.
DEEDS = {
    "settle_request": ("", ""),
    "retry_event": ("", ""),
    "dismiss_event": ("", ""),
    "retry_message": ("", ""),
    "dismiss_message": ("", ""),
    "retry_evidence": ("", ""),
    "dismiss_evidence": ("", ""),
    "approve_invitation": ("people", "people"),
    "revoke_invitation": ("people", "people"),
    "end_post": ("ask", "people"),
    "release_text": ("public", "public"),
    "choose_public": ("public", "public"),
}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


@pytest.fixture
def desk(place: Town) -> Browser:
    """A coordinator of two offices, in one of which everything waits that can wait."""
    person, head = enrolled(place, ONE, "coordinator"), enrolled(place, ONE, "head", "กองช่าง")
    says(head, "มาตรการ 2 ทำแล้ว 60% ผู้ร้องคือลุงมี โทร 081-234-5678")
    presses(head, "ยืนยัน")
    says(person, "เผยแพร่หน้าสาธารณะปี 67")
    presses(person, "ยืนยัน")
    enrolled(place, ONE, "executive")
    fill(place, head.user_id)
    decide(place, person.user_id, head.user_id)
    with place.store.begin() as tx:
        mine, theirs = (
            people.person_by_line_id(tx, person.user_id),
            people.person_by_line_id(tx, head.user_id),
        )
        assert mine is not None and theirs is not None
        office, other = (organisations.office_by_slug(tx, slug) for slug in (ONE, OTHER))
        post = people.post_for(tx, other.id, "coordinator", None)
        tx.add(Tenure(office_id=other.id, post_id=post.id, person_id=mine.id, valid_from=place.now))
        again = {"person_id": theirs.id, "received_at": place.now - timedelta(minutes=5), "state": "failed"}
        tx.add(SeenEvent(event_id="e2", kind="text", raw={}, problem="TypeError", **again))
        tx.add(Evidence(office_id=office.id, kind="photo", next_at=place.now, problem="gone", **again))
    return at_the_desk(place, person)


def test_every_section_stands_on_its_page_and_on_no_other(desk: Browser) -> None:
    assert [f"/desk/{page}".rstrip("/") for page in SECTIONS] == [address for address, _, _ in PAGES]
    for page, wanted in SECTIONS.items():
        shown = desk.get(f"/desk/{page}".rstrip("/") + f"?office={ONE}").text
        assert tuple(re.findall(r'<section class="card[^"]*" id="([^"]+)"', shown)) == wanted, page


def buttons(desk: Browser, page: str) -> list[Form]:
    """The buttons of a page about the office in view; "ask": of the page that asks before somebody leaves a post."""
    desk.get(f"/desk/{'people' if page == 'ask' else page}".rstrip("/") + f"?office={ONE}")
    if page == "ask":
        *_, last = re.findall(
            r'href="(/desk/ask/end_post/[^"]+)"', desk.answer.text
        )  # the first is the viewer
        desk.get(html.unescape(last))
    return desk.forms()


def test_every_button_stands_on_its_page_and_leads_to_its_page_of_the_same_office(desk: Browser) -> None:
    assert set(DEEDS) == set(deeds.DEEDS)
    for page in {page for page, _ in DEEDS.values()}:
        there = {form.action.removeprefix("/desk/do/") for form in buttons(desk, page)} & set(DEEDS)
        assert there == {deed for deed in DEEDS if DEEDS[deed][0] == page}, page
    for deed, (page, lands) in DEEDS.items():
        form = next(each for each in buttons(desk, page) if each.action == f"/desk/do/{deed}")
        answer = desk.post(form.action, form.fields)
        assert answer.status_code == 303, (deed, answer.text)
        where = urlsplit(answer.headers["Location"])
        asked = parse_qs(where.query)
        assert where.path == f"/desk/{lands}".rstrip("/") and asked["office"] == [ONE], deed
        shown = desk.get(answer.headers["Location"]).text
        assert deeds.SAID[asked["said"][0]] in html.unescape(shown) and CHOOSE not in shown, deed


def test_the_office_in_view_stays_in_view_on_every_way_from_every_page(desk: Browser) -> None:
    reports = (f"/desk/reports/{ONE}/2567", f"/desk/report/{ONE}/67-0001")
    for start in (*(f"{address}?office={ONE}" for address, _, _ in PAGES), *reports):
        shown = desk.get(start).text
        rooms = shown.split('<nav class="rooms"', 1)[1].split("</nav>", 1)[0]
        ways = re.findall(r'href="([^"]+)"', rooms)
        assert ways == [f"{address}?office={ONE}" for address, _, _ in PAGES], start
        searches = re.findall(r'<form method="get" action="/desk/search".*?</form>', shown, re.S)
        assert all(f'name="office" value="{ONE}"' in each for each in searches), start
    buttons(desk, "ask")
    assert f'href="/desk/people?office={ONE}#posts"' in desk.answer.text
    desk.get(f"/desk/people?office={ONE}")
    form, choice = desk.form("ออกรหัสเชิญ"), re.search(r'<option value="([^"]+)">หัวหน้า', desk.answer.text)
    assert choice is not None
    page = desk.post(form.action, {**form.fields, "choice": choice[1]}).text
    assert f'href="/desk/people?office={ONE}#invitations"' in page


def test_an_office_nobody_has_leads_nowhere_else(desk: Browser) -> None:
    """What a form says was in view is letters of an address, and an office only as far as it is one of the viewer's."""
    form = next(each for each in buttons(desk, "public") if each.action == "/desk/do/choose_public")
    for said in ("//evil.example", "x&said=approved#y", "\x00\r\nSet-Cookie: a=b", "ก" * 500, '"><svg>'):
        where = desk.post(form.action, {**form.fields, "office": said}).headers["Location"]
        assert re.fullmatch(r"/desk/public\?office=[\w.%+-]+&said=chosen", where), where
        shown = desk.get(where)
        assert shown.status_code == 200 and CHOOSE in shown.text and "<svg>" not in shown.text
