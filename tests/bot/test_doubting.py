"""A figure somebody holds to be wrong reaches the coordinators, and is settled by one of them alone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.test_reporting import enrol, told
from tests.town import Town, town
from tracker.store.sqlite import sqlite_driver


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


def pushes(place: Town) -> list[str]:
    """The words of every push that was promised."""
    with sqlite_driver().connect(place.facts.database_url.removeprefix("sqlite:///")) as database:
        rows = database.execute("SELECT body FROM message WHERE channel = 'push'").fetchall()
    return [json.dumps(json.loads(body), ensure_ascii=False) for (body,) in rows]


def test_a_doubt_is_pushed_to_the_coordinator_who_settles_it(place: Town) -> None:
    coordinator = enrol(place, "ผู้ประสาน", "buengcharoen", "coordinator")
    citizen = place.line.person("ประชาชน")
    told(citizen, "คะแนนบึงเจริญปี 66", ">แจ้งข้อมูลผิด")
    assert "ส่งให้ผู้ประสาน" in told(citizen, "EIT น่าจะ 85.00", ">ยืนยัน")
    (push,) = pushes(place)
    assert "EIT น่าจะ 85.00" in push and "ผลคะแนน ITA ปี 2566" in push and "ประชาชน" not in push
    assert "EIT น่าจะ 85.00" in told(coordinator, "ข้อมูลที่มีผู้แจ้งว่าผิด")
    assert "ตรวจแล้ว" in told(coordinator, ">ตรวจแล้ว")
    assert "ไม่มีเรื่อง" in told(coordinator, "ข้อมูลที่มีผู้แจ้งว่าผิด")


def test_a_doubt_is_not_sent_before_it_was_confirmed(place: Town) -> None:
    enrol(place, "ผู้ประสาน", "buengcharoen", "coordinator")
    head = enrol(place, "หัวหน้า", "buengcharoen", "head", "กองช่าง")
    told(head, "มาตรการ 2", ">แจ้งข้อมูลผิด", ">ไม่มีรายละเอียด")
    assert pushes(place) == []


def test_who_is_no_coordinator_cannot_settle(place: Town) -> None:
    enrol(place, "ผู้ประสาน", "buengcharoen", "coordinator")
    head = enrol(place, "หัวหน้า", "buengcharoen", "head", "กองช่าง")
    told(head, "คะแนนปี 66", ">แจ้งข้อมูลผิด", "ผิด", "ยืนยัน")
    with sqlite_driver().connect(place.facts.database_url.removeprefix("sqlite:///")) as database:
        office, doubt = database.execute("SELECT office_id, id FROM doubt").fetchone()
    head.presses(f"settled:{office}:{doubt}")
    assert "ผู้ประสาน ITA เป็นผู้ตรวจ" in " ".join(str(each.message) for each in head.wait())
    with sqlite_driver().connect(place.facts.database_url.removeprefix("sqlite:///")) as database:
        assert database.execute("SELECT settled_at FROM doubt").fetchone() == (None,)


def test_one_person_cannot_flood_an_office(place: Town) -> None:
    enrol(place, "ผู้ประสาน", "buengcharoen", "coordinator")
    head = enrol(place, "หัวหน้า", "buengcharoen", "head", "กองช่าง")
    for number in range(5):
        told(head, "คะแนนปี 66", ">แจ้งข้อมูลผิด", f"ผิดข้อ {number}", ">ยืนยัน")
    assert "ครบ 5 เรื่อง" in told(head, "คะแนนปี 66", ">แจ้งข้อมูลผิด", "อีกข้อ", ">ยืนยัน")
    assert len(pushes(place)) == 5
