"""One's own data is shown to oneself alone, copied whole, and erased after it was said what goes and what stays."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import requests
from sqlmodel import SQLModel, select

from sandbox.people import Person as Friend
from scheduler.worker import Worker
from tests.privacy.people import answered, do, enrolled, presses, row_of, rows, says
from tests.town import BANGKOK, Town
from tracker.actions.erase_person import erase_person
from tracker.model import Person
from tracker.rules.personal_data import KEPT
from tracker.store import personal

NOTE = "ติดป้ายที่ศาลาบ้านป้าสมศรีแล้ว"


def lived(place: Town) -> Friend:
    """A head of whom there is something of every kind."""
    head = enrolled(place)
    says(head, f"มาตรการ 2 ทำแล้ว 60% {NOTE}")
    presses(head, "ยืนยัน")
    head.sends_photo()
    answered(head)
    do(place, "UPDATE progressentry SET recorded_at = :ago", ago=place.now - timedelta(hours=1))
    head.sends_photo()  # too late to belong to the report: nobody said what it proves
    answered(head)
    says(head, "ปี 66 ได้กี่คะแนน")
    presses(head, "แจ้งข้อมูลผิด")
    says(head, "คะแนนไม่ตรงกับหนังสือลับ")
    presses(head, "ยืนยัน")
    says(head, "7KQ2-M4XD-9RT3B")
    says(head, "มาตรการ 2 ทำแล้ว 75%")  # waits to be confirmed
    found = row_of(place, head)
    assert found is not None
    raw = json.dumps({"source": {"userId": head.user_id}, "message": {"id": "77", "text": "พังเพราะคำนี้"}})
    do(
        place,
        "INSERT INTO seenevent (event_id, kind, state, raw, received_at) VALUES ('bad', 'text', 'failed', "
        f"{'CAST(:raw AS jsonb)' if 'postgresql' in place.facts.database_url else ':raw'}, :now)",
        raw=raw,
        now=place.now,
    )
    return head


def link(friend: Friend) -> str:
    """The address of the copy on the newest card."""
    says(friend, "ข้อมูลของฉัน")
    return str(friend.button("เปิดสำเนา")["uri"])


def database(place: Town) -> str:
    """Every row of every table, as one text."""
    with place.store.read() as tx:
        return "\n".join(
            repr(row.model_dump())
            for model in {each for each, _ in personal.NAMED_IN.values()}
            for row in tx.exec(select(model)).all()
        )


def test_the_card_says_what_is_kept_and_the_copy_holds_all_of_it(place: Town) -> None:
    head = lived(place)
    said = says(head, "ข้อมูลของฉัน")
    for piece in ("หัวหน้ากองช่าง", "เทศบาลตำบลบึงเจริญ", "ฉบับที่", "1 รายการ", "2 รายการ", "1 เรื่อง"):
        assert piece in said
    address = str(head.button("เปิดสำเนา")["uri"])
    answer = requests.get(f"{address}.json", timeout=5)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    copy = answer.json()
    filled = {part["heading"] for part in copy["parts"] if part["rows"]}
    of_coordinators = {"เอกสารผลคะแนนและมาตรการที่ผู้ประสาน ITA ส่งมานำเข้า", "การเข้าหน้าจัดการของผู้ประสาน ITA"}
    of_coordinators.add("การตรวจรายงานของผู้ประสาน ITA และเหตุผลที่ส่งกลับ")
    unanswered = {"คำตอบต่อการเตือน (รับทราบ ไม่ใช่ของกองนี้ ขอเลื่อน)"}
    assert filled == {kept.heading for kept in KEPT} - of_coordinators - unanswered
    text = answer.text
    for piece in (NOTE, head.user_id, "หัวหน้า กองช่าง", "คะแนนไม่ตรงกับหนังสือลับ", "พังเพราะคำนี้", "67-0001"):
        assert piece in text
    assert "code_sha256" not in text and "reply_token" not in text
    page = requests.get(address, timeout=5)
    assert page.status_code == 200
    for kept in KEPT:
        assert kept.heading in page.text
    assert NOTE in page.text and "noindex" in page.text
    told = re.findall(r"<dd>([^<]*)</dd>", page.text)
    # What the program writes for itself is no word of a person; the id, the photo's own name and a slug may be.
    assert told and [each for each in told if re.fullmatch(r"[a-z_]+", each)] == []
    kinds = rows(place, "SELECT subject FROM auditentry WHERE action IN ('see_own_data', 'export_own_data')")
    assert {kind for (kind,) in kinds} == {"summary", "json", "html"}


@pytest.mark.parametrize("typed", ["2567-02-29", "2567-04-30", "2024-05-01Tx", "text", "paper"])
def test_what_a_person_wrote_is_shown_as_it_was_typed(place: Town, typed: str) -> None:
    head = enrolled(place)
    says(head, f"มาตรการ 2 ทำแล้ว 60% {NOTE}")
    presses(head, "ยืนยัน")
    do(place, "UPDATE progressentry SET note = :typed", typed=typed)
    page = requests.get(link(head), timeout=5)
    assert page.status_code == 200 and f"<dt>หมายเหตุ</dt><dd>{typed}</dd>" in page.text


def test_a_copy_holds_nothing_of_anybody_else(place: Town) -> None:
    other = enrolled(place, "หัวหน้ากองคลัง", "head", "กองคลัง")
    says(other, "มาตรการ 1 ทำแล้ว 10% ความลับของกองคลัง")
    head = lived(place)
    text = requests.get(f"{link(head)}.json", timeout=5).text
    assert other.user_id not in text and "ความลับของกองคลัง" not in text


def test_a_copy_of_a_made_up_or_changed_address_is_not_there(place: Town) -> None:
    address = link(enrolled(place))
    for changed in (
        address[:-3] + "abc",
        address.replace("/me/", "/me/x"),
        f"{place.url}/me/1",
        address + ".x",
    ):
        assert requests.get(changed, timeout=5).status_code == 404


def test_in_a_group_nobody_is_told_or_erased(place: Town) -> None:
    head = enrolled(place)
    in_group = Friend(place.line.wire, "หัวหน้ากองช่าง", group="กลุ่ม")
    for words in ("ข้อมูลของฉัน", "ลบข้อมูลของฉัน"):
        in_group.says(words, mention=True)
        assert "แชทส่วนตัว" in answered(in_group)
    assert row_of(place, head) is not None


def test_erasing_is_repeated_back_and_does_what_it_said(place: Town) -> None:
    head = lived(place)
    with place.store.begin() as tx:
        tx.exec(select(Person).where(Person.line_user_id == head.user_id)).one().menu = "ita-head@richmenu-1"
    said = says(head, "ลบข้อมูลของฉัน")
    for piece in ("ยังไม่มีอะไรถูกลบ", "จะคงอยู่", "1 รายการ พร้อมหมายเหตุ", "ในนามตำแหน่ง"):
        assert piece in said
    before = row_of(place, head)
    assert before is not None
    assert "ลบข้อมูลของท่านแล้ว" in presses(head, "ยืนยันลบข้อมูล")
    assert row_of(place, head) is None

    Worker(place.store, place.files, place.client, BANGKOK, place.clock, place.clock).menus()
    left = database(place)
    for gone in (head.user_id, "หนังสือลับ", "พังเพราะคำนี้"):
        assert gone not in left
    for table in ("memory", "draft", "invitationguess", "menutounlink"):
        assert rows(place, f"SELECT * FROM {table}") == []
    assert rows(place, "SELECT count(*) FROM evidence WHERE state = 'removed'") == [(1,)]
    ((entry_note, post_id),) = rows(
        place, "SELECT note, post_id FROM progressentry WHERE person_id = :p", p=before.id
    )
    assert (NOTE in entry_note, post_id is not None) == (True, True)
    assert rows(
        place, "SELECT count(*) FROM tenure WHERE valid_to IS NULL AND person_id = :p", p=before.id
    ) == [(0,)]
    about = rows(place, "SELECT person_id, detail FROM auditentry WHERE action = 'erase_person'")
    assert [person for person, _ in about] == [before.id]


def test_who_writes_after_an_erasure_is_a_new_person_without_a_post(place: Town) -> None:
    head = enrolled(place)
    old = row_of(place, head)
    says(head, "ลบข้อมูลของฉัน")
    button = head.button("ยืนยันลบข้อมูล")["data"]
    presses(head, "ยืนยันลบข้อมูล")
    head.presses(button)
    assert "ใช้ไม่ได้แล้ว" in answered(head)
    new = row_of(place, head)
    assert old is not None and new is not None and new.id != old.id
    assert "ยังไม่ได้ลงทะเบียน" in says(head, "ข้อมูลของฉัน")


def test_who_only_asked_public_things_is_shown_and_erased_as_well(place: Town) -> None:
    stranger = place.line.person("ผู้ถาม")
    says(stranger, "คะแนนของเทศบาลตำบลนาดูน")
    assert "ยังไม่ได้ลงทะเบียน" in says(stranger, "ข้อมูลของฉัน")
    says(stranger, "ลบข้อมูลของฉัน")
    assert "ลบข้อมูลของท่านแล้ว" in presses(stranger, "ยืนยันลบข้อมูล")
    assert stranger.user_id not in database(place)


def test_an_address_given_before_an_erasure_opens_nothing_after_it(place: Town) -> None:
    head = enrolled(place)
    address = link(head)
    says(head, "ลบข้อมูลของฉัน")
    presses(head, "ยืนยันลบข้อมูล")
    assert requests.get(address, timeout=5).status_code == 404


def test_the_last_coordinator_is_told_what_the_office_would_lose(place: Town) -> None:
    first = enrolled(place, "ผู้ประสาน", "coordinator", None)
    assert "คนสุดท้าย" in says(first, "ลบข้อมูลของฉัน")
    enrolled(place, "ผู้ประสานคนที่สอง", "coordinator", None)
    assert "คนสุดท้าย" not in says(first, "ลบข้อมูลของฉัน")


def test_another_persons_button_erases_nobody(place: Town) -> None:
    head, other = enrolled(place), enrolled(place, "หัวหน้ากองคลัง", "head", "กองคลัง")
    says(head, "ลบข้อมูลของฉัน")
    other.presses(head.button("ยืนยันลบข้อมูล")["data"])
    answered(other)
    assert row_of(place, head) is not None and row_of(place, other) is not None
    assert "ยกเลิกแล้ว" in presses(head, "ไม่ลบ")


def test_erasing_twice_changes_nothing_more(place: Town) -> None:
    found = row_of(place, enrolled(place))
    assert found is not None
    place.settle()
    states = []
    for minutes in (0, 5):
        with place.store.begin() as tx:
            person = tx.get_one(Person, found.id)
            erase_person(tx, place.files, person, place.now + timedelta(minutes=minutes), "paper")
        states.append(database(place))
    assert states[0] == states[1]


NAMES = re.compile(r"(person_id|line_user_id|recipient|raw|_by)$")


def test_every_table_that_names_a_person_is_in_the_copy_and_in_the_erasure() -> None:
    """A new table or column of people must say here what becomes of it."""
    named = {
        (table.name, column.name)
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if NAMES.search(column.name) or any(key.column.table.name == "person" for key in column.foreign_keys)
    }
    told = {(table, column) for table, (_, columns) in personal.NAMED_IN.items() for column in columns}
    assert named - told - {("person", "line_user_id")} == set()
    assert {table for kept in KEPT for table in kept.tables} == set(personal.NAMED_IN)


@pytest.mark.parametrize("words", ["ลบทั้งหมด", "ลบมาตรการ 2", "ลบรายงาน"])
def test_other_wishes_to_delete_never_lead_to_an_erasure(place: Town, words: str) -> None:
    head = enrolled(place)
    assert "ลบข้อมูลของฉัน" not in says(head, words)


def test_papers_of_a_copy_are_plain_json(place: Town) -> None:
    copy: Any = requests.get(f"{link(enrolled(place))}.json", timeout=5).json()
    assert set(copy) == {"เรื่อง", "made_at", "person_id", "parts"}
    assert all(set(part) == {"heading", "purpose", "kept_for", "rows"} for part in copy["parts"])
