"""A phone number in a note: held back from the public page, told to the coordinator, let go in chat or at the desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.at_the_desk import at_the_desk, enrolled
from tests.privacy.people import answered, presses, rows, says
from tests.town import Town, town

NOTE = "ผู้ร้องคือลุงมี โทร 081-234-5678"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


def reported(place: Town, *notes: str) -> None:
    head = enrolled(place, "buengcharoen", "head", "กองช่าง")
    for number, note in enumerate(notes, start=1):
        says(head, f"มาตรการ {number} ทำแล้ว 60% {note}")
        presses(head, "ยืนยัน")


def page(place: Town) -> str:
    return requests.get(f"{place.url}/o/buengcharoen/2567", timeout=20).text


def test_a_coordinator_is_told_looks_and_lets_it_go_in_the_chat(place: Town) -> None:
    reported(place, NOTE)
    coordinator = enrolled(place, "buengcharoen", "coordinator")
    asked = says(coordinator, "เผยแพร่หน้าสาธารณะปี 67")
    assert "1 ข้อความ: มาตรการที่ 1 หมายเหตุของกองช่าง" in asked and "081" not in asked
    assert "ภาพหลักฐาน, ชื่อไฟล์หลักฐาน, ลิงก์หลักฐาน" in asked
    told = presses(coordinator, "ยืนยัน")
    assert "เผยแพร่ปี 2567 แล้ว" in told and "กันไว้ก่อน 1 ข้อความ: มาตรการที่ 1" in told
    assert "081-234" not in page(place) and "รอผู้ประสานงานตรวจก่อนเผยแพร่" in page(place)

    shown = presses(coordinator, "ดูข้อความที่กันไว้")
    assert NOTE in shown and "พบเบอร์โทรศัพท์" in shown
    settled = presses(coordinator, "ยืนยันเผยแพร่ข้อ 1")
    assert "จะอยู่ในหน้าสาธารณะเมื่อเผยแพร่ครั้งถัดไป" in settled and "ไม่มีข้อความที่กันไว้แล้ว" in settled
    assert "081-234" not in page(place)
    again = says(coordinator, "เผยแพร่หน้าสาธารณะปี 67")
    assert "กันไว้ก่อน" not in again
    presses(coordinator, "ยืนยัน")
    assert NOTE in page(place)
    assert rows(place, "SELECT count(*) FROM textrelease") == [(1,)]


def test_more_texts_than_a_card_holds_come_one_card_after_the_other(place: Town) -> None:
    reported(place, *(f"โทร 08{number}-111-2222" for number in range(1, 7)))
    coordinator = enrolled(place, "buengcharoen", "coordinator")
    says(coordinator, "เผยแพร่หน้าสาธารณะปี 67")
    assert "ยังมีอีก 2 ข้อความ" in presses(coordinator, "ดูข้อความที่กันไว้")
    for left in (5, 4, 3, 2, 1):
        said = presses(coordinator, "ยืนยันเผยแพร่ข้อ 1")
        assert (f"อีก {left - 4} ข้อความ" in said) == (left > 4)
    assert "ไม่มีข้อความที่กันไว้แล้ว" in presses(coordinator, "ยืนยันเผยแพร่ข้อ 1")


def test_nobody_else_sees_or_releases_what_is_held(place: Town) -> None:
    reported(place, NOTE)
    coordinator = enrolled(place, "buengcharoen", "coordinator")
    says(coordinator, "เผยแพร่หน้าสาธารณะปี 67")
    look = coordinator.button("ดูข้อความที่กันไว้")["data"]
    presses(coordinator, "ดูข้อความที่กันไว้")
    release = coordinator.button("ยืนยันเผยแพร่ข้อ 1")["data"]
    for slug, role, department in (
        ("nadun", "coordinator", None),
        ("buengcharoen", "officer", "กองคลัง"),
        ("buengcharoen", "executive", None),
    ):
        other = enrolled(place, slug, role, department)
        for data in (look, release):
            assert other.presses(data) == 200
            refused = answered(other)
            assert "ทำรายการนี้ไม่ได้" in refused and "081" not in refused
    assert rows(place, "SELECT count(*) FROM textrelease") == [(0,)]


def test_at_the_desk_the_same_and_what_is_public_is_chosen_there(place: Town) -> None:
    reported(place, NOTE)
    coordinator = enrolled(place, "buengcharoen", "coordinator")
    desk = at_the_desk(place, coordinator)
    desk.go("public")
    assert NOTE in desk.section("held") and "พบเบอร์โทรศัพท์" in desk.section("held")
    assert "ภาพหลักฐาน" in desk.section("publicity")
    form = desk.form("เผยแพร่ข้อความนี้ได้ (ยืนยัน)")
    desk.press("เผยแพร่ข้อความนี้ได้ (ยืนยัน)")
    assert "จะอยู่ในหน้าสาธารณะเมื่อเผยแพร่ครั้งถัดไป" in desk.answer.text and NOTE not in desk.section("held")
    assert desk.post(form.action, form.fields).status_code == 409
    desk.go("public")
    assert "บันทึกแล้ว" in desk.press("ไม่เผยแพร่ขั้นตอน").text
    assert "บันทึกแล้ว" in desk.press("เผยแพร่ภาพหลักฐาน").text
    asked = says(coordinator, "เผยแพร่หน้าสาธารณะปี 67")
    assert "ขั้นตอน, ชื่อไฟล์หลักฐาน, ลิงก์หลักฐาน (เลือกได้ที่หน้าจัดการ)" in asked
    presses(coordinator, "ยืนยัน")
    assert NOTE in page(place) and "ขั้นตอนและหลักฐานที่กำหนดไว้" not in page(place)
    made_up = desk.form("เผยแพร่ขั้นตอน").fields
    for subject in ("x", "1:photos:maybe", "1:photos:on", made_up["subject"].replace("steps", "people")):
        refused = desk.post("/desk/do/choose_public", made_up | {"subject": subject})
        assert refused.status_code in (403, 409), subject


def test_the_operator_may_look_at_neither(place: Town) -> None:
    from tests.at_the_desk import operator_at_the_desk

    reported(place, NOTE)
    desk = operator_at_the_desk(place)
    desk.get("/desk/public?office=buengcharoen")
    assert NOTE not in desk.section("held") and "ไม่เผยแพร่ขั้นตอน" not in desk.answer.text
