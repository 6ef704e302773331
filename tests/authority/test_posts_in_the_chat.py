"""Two people and more in the chat, through the real webhook: approving, handing over, moving, acting, a lost code."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from sandbox.people import Person, words
from tests.town import Town, town
from tracker.model import Message
from tracker.store import organisations, people

WORKS, FINANCE = "กองช่าง", "กองคลัง"
DISPLAY_NAME = "นายกเทศมนตรี"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


def asks(person: Person, place: Town, said: str) -> str:
    place.now += timedelta(seconds=5)
    assert person.says(said) == 200
    return words([each.message for each in person.wait()])


def presses(person: Person, place: Town, label: str) -> str:
    place.now += timedelta(seconds=5)
    assert person.press(label) == 200
    return words([each.message for each in person.wait()])


def enrolled(place: Town, name: str, role: str, department: str | None = None) -> Person:
    person = place.line.person(name)
    asks(person, place, place.code("buengcharoen", role, department))
    assert "ลงทะเบียนเรียบร้อย" in presses(person, place, "ยืนยัน")
    return person


def pushed(place: Town, person: Person) -> str:
    """What was promised to be pushed to somebody; the timed process would deliver it."""
    with place.store.read() as tx:
        query = select(Message).where(Message.recipient == person.user_id, Message.channel == "push")
        return words([each for row in tx.exec(query).all() for each in row.body])


def button_in_push(place: Town, person: Person, name: str) -> str:
    from sandbox.people import actions

    with place.store.read() as tx:
        query = select(Message).where(Message.recipient == person.user_id, Message.channel == "push")
        found = [a["data"] for row in tx.exec(query).all() for a in actions(row.body) if "data" in a]
    return next(data for data in found if data.startswith(name))


def code_of(answered: str) -> str:
    return next(line for line in answered.splitlines() if line.count("-") == 2 and len(line) == 15)


def test_a_second_coordinator_comes_in_once_another_has_agreed(place: Town) -> None:
    first, second = enrolled(place, "ก", "coordinator"), enrolled(place, "ข", "coordinator")
    asks(first, place, "เชิญผู้ประสาน ITA อีกคน")
    answered = presses(first, place, "ยืนยัน")
    assert "ยังใช้ไม่ได้จนกว่า" in answered
    code = code_of(answered)
    newcomer = place.line.person("ค")
    assert "รอการอนุมัติ" in asks(newcomer, place, code)
    assert "ขออนุมัติเชิญผู้ประสาน ITA" in pushed(place, second) and pushed(place, first) == ""
    data = button_in_push(place, second, "approve:")
    first.presses(data)
    assert "อนุมัติรหัสของตนเองไม่ได้" in words([each.message for each in first.wait()])
    second.presses(data)
    assert "อนุมัติแล้ว" in words([each.message for each in second.wait()])
    assert "ผู้ประสาน ITA" in asks(newcomer, place, code)
    assert "ลงทะเบียนเรียบร้อย" in presses(newcomer, place, "ยืนยัน")


def test_a_head_retires_and_the_next_one_is_handed_what_is_open(place: Town) -> None:
    boss, head = enrolled(place, "ก", "coordinator"), enrolled(place, "ข", "head", WORKS)
    asks(head, place, "มาตรการ 2 ทำแล้ว 60%")
    kept = head.button("ยืนยัน")["data"]
    answered = asks(boss, place, "หัวหน้ากองช่างเกษียณแล้ว")
    assert all(piece in answered for piece in ("พ้นจากตำแหน่ง", "หัวหน้ากองช่าง", "เกษียณ", "ทันที", "ยังไม่ได้บันทึก"))
    assert "หัวหน้ากองช่างเกษียณแล้ว" in presses(boss, place, "ยืนยัน")
    assert "พ้นจากตำแหน่ง" in pushed(place, head)
    place.now += timedelta(seconds=5)
    head.presses(kept)
    assert "พ้นจากตำแหน่งหัวหน้ากองช่าง" in words([each.message for each in head.wait()])
    newcomer = place.line.person("ค")
    asks(newcomer, place, place.code("buengcharoen", "head", WORKS))
    answered = presses(newcomer, place, "ยืนยัน") + words([each.message for each in newcomer.wait(1, 1)])
    assert all(
        piece in answered
        for piece in ("รับมอบงานหัวหน้ากองช่าง", "คนก่อน พ้นตั้งแต่ 23 พ.ย. 2569 (เกษียณ)", "งานที่ยังเปิดอยู่", "ครบกำหนด")
    )


def test_a_head_acts_for_another_department_until_a_day(place: Town) -> None:
    boss, stand_in = enrolled(place, "ก", "coordinator"), enrolled(place, "ข", "head", FINANCE)
    answered = asks(boss, place, "ให้หัวหน้ากองคลังรักษาการหัวหน้ากองช่าง ถึง 31 ม.ค. 2570")
    assert all(piece in answered for piece in ("ตั้งรักษาการ", "หัวหน้ากองคลัง", "หัวหน้ากองช่าง", "31 ม.ค. 2570"))
    assert "หัวหน้ากองคลังรักษาการหัวหน้ากองช่างถึง 31 ม.ค. 2570" in presses(boss, place, "ยืนยัน")
    assert "รับมอบงานรักษาการหัวหน้ากองช่าง" in pushed(place, stand_in)
    assert "รักษาการหัวหน้ากองช่าง" in asks(stand_in, place, "ลงทะเบียน")


def test_moving_within_the_office_by_buttons_gives_a_code_for_the_new_post(place: Town) -> None:
    boss, head = enrolled(place, "ก", "coordinator"), enrolled(place, "ข", "head", WORKS)
    asks(boss, place, "ใครอยู่ในตำแหน่งอะไรบ้าง")
    assert "เชิญเข้าตำแหน่งนี้" in presses(boss, place, "หัวหน้ากองช่าง")
    assert "เพราะอะไร" in presses(boss, place, "ย้ายหรือพ้นตำแหน่ง")
    assert "ย้ายไปตำแหน่งใด" in presses(boss, place, "ย้ายไปกองอื่นที่นี่")
    assert "ย้ายภายในหน่วยงาน" in presses(boss, place, "หัวหน้ากองคลัง")
    answered = presses(boss, place, "ยืนยัน")
    assert "หัวหน้ากองช่างย้ายแล้ว" in answered
    assert "หัวหน้ากองคลัง" in asks(head, place, code_of(answered))
    assert "ลงทะเบียนเรียบร้อย" in presses(head, place, "ยืนยัน")
    assert "หัวหน้ากองคลัง" in asks(head, place, "ลงทะเบียน")


@pytest.mark.parametrize("mention", [True, False])
def test_a_code_in_a_group_is_dead_and_the_coordinators_know(place: Town, mention: bool) -> None:
    boss = enrolled(place, "ก", "coordinator")
    asks(boss, place, "เชิญหัวหน้ากองช่าง")
    code = code_of(presses(boss, place, "ยืนยัน"))
    member = place.line.person("ข", "กลุ่มงาน")
    place.now += timedelta(seconds=5)
    member.says(f"รหัสคือ {code} นะ", mention=mention)
    assert "แชทส่วนตัวเท่านั้น" in words([each.message for each in member.wait()])
    told = pushed(place, boss)
    assert "รหัสเชิญหัวหน้ากองช่างในกลุ่ม" in told and code not in told
    assert "ถูกยกเลิกแล้ว" in asks(place.line.person("ค"), place, code)
    member.says("7KQ2-M4XD-9RT3B")
    assert member.wait(1, 0.5) == []  # a wrong one, and nobody spoke to the bot: silence


def test_people_are_shown_as_their_post_whatever_they_call_themselves(place: Town) -> None:
    boss, head = enrolled(place, "ก", "coordinator"), enrolled(place, DISPLAY_NAME, "head", WORKS)
    answered = asks(boss, place, "ใครอยู่ในตำแหน่งอะไรบ้าง") + presses(boss, place, "หัวหน้ากองช่าง")
    answered += asks(boss, place, "หัวหน้ากองช่างย้ายแล้ว") + asks(head, place, "ฉันเป็นใคร")
    assert "หัวหน้ากองช่าง" in answered
    assert DISPLAY_NAME not in answered and head.user_id not in answered
    with place.store.read() as tx:
        office = organisations.office_by_slug(tx, "buengcharoen")
        assert DISPLAY_NAME not in repr(people.posts(tx, office.id, place.now))
