"""The first page of the desk: what waits is counted of every office one looks after, and for who may do it."""

import html
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import requests

from sandbox.people import Person
from tests.at_the_desk import Browser, at_the_desk, enrolled, operator_at_the_desk
from tests.privacy.people import presses, says
from tests.town import Town, town
from tracker.model import Tenure
from tracker.store import organisations, people

ONE, OTHER = "buengcharoen", "nadun"
NAMES = {ONE: "เทศบาลตำบลบึงเจริญ", OTHER: "เทศบาลตำบลนาดูน"}
OWED, RETURNED = "รายงานที่เลยกำหนดและยังไม่ส่ง", "รายงานที่ส่งกลับไปแล้ว เลยกำหนดและยังไม่ได้แก้"
UNREAD, HELD = "รายงานที่ส่งแล้ว รอท่านตรวจ", "ข้อความที่กันไว้ก่อนเผยแพร่"
NOTHING = "ไม่มีเรื่องที่รอท่าน"
NOTE = "ผู้ร้องคือลุงมี โทร 081-234-5678"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


@pytest.fixture
def both(place: Town) -> Person:
    """A coordinator of two offices; in one of them a head reported a measure that is overdue."""
    head = enrolled(place, ONE, "head", "กองช่าง")
    says(head, f"มาตรการ 2 ทำแล้ว 60% {NOTE}")
    presses(head, "ยืนยัน")
    person = enrolled(place, ONE, "coordinator")
    with place.store.begin() as tx:
        found = people.person_by_line_id(tx, person.user_id)
        office = organisations.office_by_slug(tx, OTHER)
        post = people.post_for(tx, office.id, "coordinator", None)
        assert found is not None
        tx.add(Tenure(office_id=office.id, post_id=post.id, person_id=found.id, valid_from=place.now))
    return person


def waits(desk: Browser, query: str = "") -> dict[tuple[str, str], tuple[int, str]]:
    """What waits: by words and office how many, and where it leads."""
    part = desk.get(f"/desk{query}").text.split('id="waiting"', 1)[1].split("</section>", 1)[0]
    found = {}
    for address, count, words in re.findall(
        r'<a href="([^"]+)"><span class="count">(\d+)</span> <span>(.*?)</span></a>', part
    ):
        name = re.search(r'<span class="quiet">([^<]+)', words)
        plain = words.split(" <span", 1)[0]
        found[plain, name[1] if name else ""] = (int(count), html.unescape(address))
    return found


def test_who_looks_after_two_offices_is_told_what_waits_in_each_before_choosing_one(
    place: Town, both: Person
) -> None:
    says(both, "เผยแพร่หน้าสาธารณะของเทศบาลตำบลบึงเจริญปี 67")
    presses(both, "ยืนยัน")
    assert requests.get(f"{place.url}/o/{ONE}/2567", timeout=20).status_code == 200
    desk = at_the_desk(place, both)
    found = waits(desk)
    assert found[UNREAD, NAMES[ONE]][0] == 1 and (UNREAD, NAMES[OTHER]) not in found
    assert found[OWED, NAMES[ONE]][0] == 71 and found[OWED, NAMES[OTHER]][0] == 12
    assert found[HELD, NAMES[ONE]][0] == 1
    assert NOTHING not in desk.answer.text
    for (words, name), (count, address) in found.items():
        if name:
            slug = next(slug for slug in NAMES if NAMES[slug] == name)
            assert f"office={slug}" in address
            assert waits(desk, f"?office={slug}")[words, ""] == (count, address), "the same as in the office"
        assert desk.get(address).status_code == 200


def test_where_offices_are_too_many_to_be_counted_nobody_says_that_nothing_waits(
    place: Town, both: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("bot.pages.desk.today"), "COUNTED", 1)
    desk = at_the_desk(place, both)
    assert not any(name for _, name in waits(desk))
    assert "กรุณาเลือกหน่วยงาน" in desk.answer.text and NOTHING not in desk.answer.text
    assert waits(desk, f"?office={ONE}")[UNREAD, ""][0] == 1 and "กรุณาเลือกหน่วยงาน" not in desk.answer.text


def test_a_report_that_was_sent_back_is_not_told_as_never_sent(place: Town, both: Person) -> None:
    desk, path = at_the_desk(place, both), f"/desk/report/{ONE}/67-0001"
    before = waits(desk, f"?office={ONE}")
    desk.get(path)
    form = next(each for each in desk.forms() if each.fields["verdict"] == "returned")
    assert desk.post(path, {**form.fields, "reason": "รูปไม่ชัด"}).status_code == 303
    after = waits(desk, f"?office={ONE}")
    assert after[OWED, ""] == before[OWED, ""] and after[RETURNED, ""][0] == before[UNREAD, ""][0]
    assert (RETURNED, "") not in before and (UNREAD, "") not in after


def test_reports_wait_for_who_judges_them_and_not_for_the_operator(place: Town, both: Person) -> None:
    desk = operator_at_the_desk(place)
    for query in ("", f"?office={ONE}"):
        found = waits(desk, query)
        told = {words for words, _ in found}
        assert OWED in told and not told & {UNREAD, HELD}, query
