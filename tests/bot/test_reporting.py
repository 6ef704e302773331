"""What heads report through the chat, where it is no plain dialogue: two people, other rounds, unsend."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.people import words
from tests.town import Town, town
from tracker.store import organisations, progress
from tracker.store.planned import planned
from tracker.store.sqlite import sqlite_driver


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


def enrol(place: Town, name: str, *post: str) -> Any:
    """A person who holds a post."""
    person = place.line.person(name)
    person.says(place.code(*post))
    person.wait()
    person.press("ยืนยัน")
    person.wait()
    return person


def told(person: Any, *steps: str) -> str:
    """Say (or press, where a step begins with >) in turn; the words of the last answer."""
    answer = ""
    for step in steps:
        person.press(step[1:]) if step.startswith(">") else person.says(step)
        answer = words([each.message for each in person.wait()])
    return answer


def test_a_correction_stays_in_the_round_of_what_it_corrects(place: Town) -> None:
    head = enrol(place, "หัวหน้า", "buengcharoen", "head", "กองช่าง")
    told(head, "มาตรการ 2 รอบ 6 เดือน ทำแล้ว 40% วันที่ 20 มิ.ย. 2567", ">ยืนยัน")
    card = told(head, ">แก้รายการนี้", "50%")
    assert "รอบ 6 เดือน" in card
    assert "50%" in told(head, ">ยืนยัน")


def test_correcting_an_older_report_leaves_the_newer_standing(place: Town) -> None:
    head = enrol(place, "หัวหน้า", "buengcharoen", "head", "กองช่าง")
    told(head, "มาตรการ 3 รอบ 6 เดือน ทำแล้ว 40%", ">ยืนยัน")
    older = head.button("แก้รายการนี้")
    told(head, "มาตรการ 3 รอบ 12 เดือน ทำแล้ว 80%", ">ยืนยัน")
    head.presses(older["data"])
    head.wait()
    told(head, "45%", ">ยืนยัน")
    assert "80%" in told(head, "รายละเอียดมาตรการ 3")
    told(head, ">เลิกทำ")
    assert "80%" in told(head, "รายละเอียดมาตรการ 3")


def test_a_round_closed_before_the_confirmation_makes_it_late(place: Town) -> None:
    from datetime import UTC, datetime

    place.now = datetime(2024, 10, 15, 3, 0, tzinfo=UTC)
    head = enrol(place, "หัวหน้า", "buengcharoen", "head", "กองช่าง")
    coordinator = enrol(place, "ผู้ประสาน", "buengcharoen", "coordinator")
    assert "ล่าช้า" not in told(head, "มาตรการ 2 รอบ 12 เดือน ทำแล้ว 90%")
    told(coordinator, "ปิดรอบ 12 เดือน ปี 67", ">ยืนยัน")
    assert "ล่าช้า" in told(head, ">ยืนยัน")


def test_while_a_measure_is_to_be_chosen_its_details_may_be_asked_for(place: Town) -> None:
    head = enrol(place, "หัวหน้า", "tuayang", "head", "กองช่าง")
    assert "กดข้อที่จะรายงาน" in told(head, "งานของฉัน")
    assert "หมายเหตุไหม" not in told(head, "รายละเอียดมาตรการ 2")


def test_of_a_measure_of_others_nothing_is_asked_before_it_is_refused(place: Town) -> None:
    head = enrol(place, "หัวหน้า", "tuayang", "head", "กองช่าง")
    assert "ไม่ใช่ของกองช่าง" in told(head, "งานของฉัน", "มาตรการ 2")


def test_a_note_of_a_report_that_is_refused_now_is_not_waited_for_any_more(place: Town) -> None:
    head = enrol(place, "หัวหน้า", "tuayang", "head", "กองช่าง")
    assert "หมายเหตุไหม" in told(head, "งานของฉัน", "มาตรการ 3", ">เสร็จแล้ว")
    with place.store.begin() as tx:
        measure = planned(tx, organisations.office_by_slug(tx, "tuayang").id, 2570).measures[3]
        for carrier in progress.carriers(tx, measure.office_id, measure.id):
            tx.delete(carrier)
    assert "ไม่ใช่ของกองช่าง" in told(head, "ติดป้ายแล้ว")
    assert "ไม่ใช่ของกองช่าง" not in told(head, "รายละเอียดมาตรการ 3")


@pytest.mark.parametrize(("day", "answer"), [("31 ก.พ. 2567", "ไม่มีในปฏิทิน"), ("1 ม.ค. 2580", "ยังมาไม่ถึง")])
def test_a_day_that_cannot_be_is_refused(place: Town, day: str, answer: str) -> None:
    head = enrol(place, "หัวหน้า", "buengcharoen", "head", "กองช่าง")
    assert answer in told(head, f"มาตรการ 2 ทำแล้ว 40% วันที่ {day}")


def test_evidence_is_not_hung_on_an_undone_report(place: Town) -> None:
    head = enrol(place, "หัวหน้า", "buengcharoen", "head", "กองช่าง")
    told(head, "มาตรการ 2 ทำแล้ว 40%", ">ยืนยัน", ">เลิกทำ")
    head.sends_photo()
    head.wait()
    with sqlite_driver().connect(place.facts.database_url.removeprefix("sqlite:///")) as database:
        (photo,) = database.execute("SELECT id FROM evidence").fetchone()
    head.presses(f"proof:{photo}:67-0001")
    assert "เลิกทำไปแล้ว" in words([each.message for each in head.wait()])


def test_unsend_removes_the_photo_and_the_note(place: Town) -> None:
    head = place.line.person("หัวหน้ากองช่าง")
    head.says(place.code("buengcharoen", "head", "กองช่าง"))
    head.wait()
    head.press("ยืนยัน")
    head.wait()
    head.says("มาตรการ 2 ทำแล้ว 60% ข้อความที่จะยกเลิก")
    said = head.last_message_id
    head.wait()
    head.press("ยืนยัน")
    head.wait()
    head.sends_photo()
    photo = head.last_message_id
    head.wait()
    assert head.unsends(photo) == 200
    assert head.unsends(said) == 200
    with sqlite_driver().connect(place.facts.database_url.removeprefix("sqlite:///")) as database:
        entries = database.execute(
            "SELECT percent, note FROM progressentry WHERE person_id IS NOT NULL"
        ).fetchall()
        states = database.execute("SELECT state FROM evidence").fetchall()
    assert entries == [(60, "")]
    assert states == [("removed",)]


def test_two_heads_of_one_department_do_not_overwrite_each_other(place: Town) -> None:
    code = place.code("buengcharoen", "head", "กองช่าง", uses=2)
    first, second = place.line.person("คนแรก"), place.line.person("คนที่สอง")
    for person, percent in ((first, 40), (second, 70)):
        person.says(code)
        person.wait()
        person.press("ยืนยัน")
        person.wait()
        person.says(f"มาตรการ 2 ทำแล้ว {percent}%")
        person.wait()
    first.press("ยืนยัน")
    assert "บันทึกแล้ว" in words([each.message for each in first.wait()])
    second.press("ยืนยัน")
    shown = words([each.message for each in second.wait()])
    assert "ไปก่อนแล้ว" in shown
    assert "40%" in shown
    assert "70%" in shown
    second.press("ยืนยัน")
    assert "บันทึกแล้ว" in words([each.message for each in second.wait()])


def test_an_old_button_pressed_twice_leaves_the_newest_card_good(place: Town) -> None:
    head = enrol(place, "หัวหน้า", "buengcharoen", "head", "กองช่าง")
    told(head, "มาตรการ 2 ทำแล้ว 60%")
    old = head.button("ยืนยัน")["data"]
    told(head, "ไม่ใช่ 60 เป็น 70")
    newest = head.button("ยืนยัน")["data"]
    for _ in range(2):
        head.presses(old)
        assert "ก่อนแก้" in words([each.message for each in head.wait()])
        assert head.button("ยืนยัน")["data"] == newest
    head.presses(newest)
    assert "70%" in words([each.message for each in head.wait()])
    head.presses(old)
    assert "บันทึกไปแล้ว" in words([each.message for each in head.wait()])


def test_an_old_button_while_another_report_is_asked_about_keeps_both(place: Town) -> None:
    head = enrol(place, "หัวหน้า", "buengcharoen", "head", "กองช่าง")
    told(head, "มาตรการ 2 ทำแล้ว 60%")
    old = head.button("ยืนยัน")["data"]
    told(head, "ไม่ใช่ 60 เป็น 70", "รายงานผลมาตรการ 3")
    head.presses(old)
    assert "70%" in words([each.message for each in head.wait()])
    assert "70%" in told(head, ">ยืนยัน")
