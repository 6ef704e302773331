"""The lesson over the real web process: it writes in the practice office only, and leaves it as it was."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import func, select

from sandbox.people import Person, words
from tests.town import Town, town
from tracker.model import AuditEntry, Evidence, ProgressEntry, Tenure
from tracker.store import facts, organisations


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made
        assert made.line.state.violations == []


def heard(person: Person) -> str:
    """What arrived since the last time."""
    return words([each.message for each in person.wait()])


def says(place: Town, person: Person, text: str) -> str:
    place.now += timedelta(seconds=5)
    assert person.says(text) == 200
    return heard(person)


def presses(place: Town, person: Person, label: str) -> str:
    place.now += timedelta(seconds=5)
    assert person.press(label) == 200
    return heard(person)


def a_head(place: Town) -> Person:
    """A head of another office, enrolled by a code."""
    person = place.line.person("หัวหน้ากองช่าง")
    says(place, person, place.code("buengcharoen", "head", "กองช่าง"))
    assert "ลงทะเบียนเรียบร้อย" in presses(place, person, "ยืนยัน")
    return person


def a_learner(place: Town, who: str) -> Person:
    return a_head(place) if who == "a head" else place.line.person("ประชาชน")


def up_to_confirm(place: Town, person: Person, number: int | None = None) -> str:
    """The lesson as far as the card that is to be confirmed."""
    assert "ขั้นที่ 1/3" in says(place, person, "ลองใช้")
    assert "ขั้นที่ 2/3" in presses(place, person, "คะแนนล่าสุด")
    if number is None:
        return presses(place, person, "รายงานมาตรการ")
    return says(place, person, f"มาตรการ {number} ทำแล้ว 60% ติดป้ายแล้ว")


def written(place: Town) -> list[tuple[str, str]]:
    """What people recorded: (office, kind), oldest first."""
    with place.store.read() as tx:
        query = select(ProgressEntry).where(ProgressEntry.person_id.is_not(None))  # type: ignore[union-attr]
        entries = sorted(tx.exec(query).all(), key=lambda each: each.recorded_at)
        return [(organisations.office(tx, each.office_id).slug, each.kind) for each in entries]


def standing(place: Town) -> list[tuple[int, str, str, int]]:
    """The state of every measure of the practice office this year, per department."""
    with place.store.read() as tx:
        office = organisations.office_by_slug(tx, "tuayang")
        year = facts.year_facts(tx, office.id, 2570)
        return [(m.number, s.department, s.status, s.percent) for m in year.measures for s in m.standings]


def tenures(place: Town) -> int:
    with place.store.read() as tx:
        return tx.exec(select(func.count()).select_from(Tenure)).one()


@pytest.mark.parametrize("who", ["a stranger", "a head"])
def test_the_lesson_writes_in_the_practice_office_alone_and_leaves_it_as_it_was(
    place: Town, who: str
) -> None:
    person = a_learner(place, who)
    before, held = standing(place), tenures(place)
    assert "ตรวจก่อนบันทึก" in up_to_confirm(place, person)
    assert written(place) == []
    receipt = presses(place, person, "ยืนยันบันทึก")
    assert "บันทึกแล้ว" in receipt and "บทเรียน" in receipt and "ขั้นที่ 3/3" in receipt
    assert written(place) == [("tuayang", "update")] and standing(place) != before
    assert "จบบทเรียน" in presses(place, person, "เลิกทำ")
    assert written(place) == [("tuayang", "update"), ("tuayang", "undo")]
    assert (standing(place), tenures(place)) == (before, held)


@pytest.mark.parametrize("number", [1, 2, 3, 5, 8, 9])
def test_any_measure_of_the_learners_department_will_do(place: Town, number: int) -> None:
    person, before = place.line.person("ประชาชน"), standing(place)
    assert "ตรวจก่อนบันทึก" in up_to_confirm(place, person, number)
    assert "ขั้นที่ 3/3" in presses(place, person, "ยืนยันบันทึก")
    assert "จบบทเรียน" in says(place, person, "เลิกทำ")
    assert standing(place) == before


def test_a_post_that_is_only_played_has_no_calendar(place: Town) -> None:
    person = place.line.person("ประชาชน")
    up_to_confirm(place, person)
    said = says(place, person, "กำหนดส่งวันไหน")
    assert "กำหนดส่งรายงาน" in said and "เพิ่มในปฏิทินมือถือ" not in said


def test_the_audit_says_that_it_was_a_lesson(place: Town) -> None:
    person = place.line.person("ประชาชน")
    up_to_confirm(place, person)
    presses(place, person, "ยืนยัน")
    with place.store.read() as tx:
        lines = [(each.action, each.subject) for each in tx.exec(select(AuditEntry)).all() if each.person_id]
    receipt = next(subject for action, subject in lines if action == "record_progress")
    assert ("lesson", receipt) in lines


def test_leaving_takes_back_what_was_recorded(place: Town) -> None:
    person, before = place.line.person("ประชาชน"), standing(place)
    up_to_confirm(place, person)
    presses(place, person, "ยืนยัน")
    assert standing(place) != before
    assert "ออกจากบทเรียนแล้ว" in says(place, person, "เลิกเรียน")
    assert standing(place) == before


@pytest.mark.parametrize("who", ["a stranger", "a head"])
def test_an_old_confirm_button_of_a_lesson_records_nothing(place: Town, who: str) -> None:
    person = a_learner(place, who)
    up_to_confirm(place, person)
    button = person.button("ยืนยันบันทึก")["data"]
    says(place, person, "ออกจากบทเรียน")
    person.presses(button)
    assert "บทเรียนที่จบไปแล้ว" in heard(person)
    place.now += timedelta(hours=1)
    person.presses(button)
    assert "บทเรียนที่จบไปแล้ว" in heard(person)
    assert written(place) == []


@pytest.mark.parametrize("label", ["เลิกทำ", "แก้รายการนี้"])
def test_an_old_button_of_a_lessons_receipt_changes_nothing(place: Town, label: str) -> None:
    person = a_head(place)
    up_to_confirm(place, person)
    presses(place, person, "ยืนยันบันทึก")
    data = next(action["data"] for action in _postbacks(person) if action["label"] == label)
    place.now += timedelta(minutes=16)
    person.presses(data)
    assert "บทเรียนที่จบไปแล้ว" in heard(person)
    assert written(place) == [("tuayang", "update")]


def _postbacks(person: Person) -> list[dict[str, str]]:
    from sandbox.people import actions

    return [a for each in person.inbox for a in actions(each.message) if a["type"] == "postback"]


def test_buttons_of_the_real_office_write_nothing_during_the_lesson(place: Town) -> None:
    head = a_head(place)
    says(place, head, "มาตรการ 2 ทำแล้ว 40%")
    pending = head.button("ยืนยันบันทึก")["data"]
    says(place, head, "มาตรการ 3 ทำแล้ว 40%")
    presses(place, head, "ยืนยันบันทึก")
    receipt = head.button("เลิกทำ")["data"]
    says(place, head, "ลองใช้")
    for data in (pending, receipt, receipt.replace("undo", "correct")):
        head.presses(data)
        said = heard(head)
        assert "ของหน่วยงานจริง" in said and "บทเรียน ขั้นที่ 1/3" in said
    assert "บทเรียน ขั้นที่ 1/3" in says(place, head, "เลิกทำ")
    assert written(place) == [("buengcharoen", "update")]
    says(place, head, "ออกจากบทเรียน")
    head.presses(pending)
    assert "บันทึกแล้ว" in heard(head)
    assert written(place) == [("buengcharoen", "update")] * 2


def test_an_undo_that_came_too_late_ends_the_lesson_all_the_same(place: Town) -> None:
    person = place.line.person("ประชาชน")
    up_to_confirm(place, person)
    presses(place, person, "ยืนยันบันทึก")
    place.now += timedelta(minutes=10)
    says(place, person, "คะแนนล่าสุด")
    place.now += timedelta(minutes=10)
    said = says(place, person, "เลิกทำ")
    assert "15 นาที" in said and "จบบทเรียน" in said and "กลับเป็นเหมือนเดิม" not in said


def test_two_who_learn_on_one_measure_are_both_led_to_the_end(place: Town) -> None:
    first, second = place.line.person("คนแรก"), place.line.person("คนที่สอง")
    for person in (first, second):
        up_to_confirm(place, person, 1)
        assert "ขั้นที่ 3/3" in presses(place, person, "ยืนยันบันทึก")
    assert "จบบทเรียน" in says(place, first, "เลิกทำ")
    assert "จบบทเรียน" in says(place, second, "เลิกทำ")


def test_several_reports_of_one_message_are_all_taken_back(place: Town) -> None:
    person, before = place.line.person("ประชาชน"), standing(place)
    says(place, person, "ลองใช้")
    said = says(place, person, "มาตรการ 1 ทำแล้ว 70% มาตรการ 2 ทำแล้ว 50%")
    assert "70%" in said and "50%" in said
    assert "ขั้นที่ 3/3" in says(place, person, "ยืนยัน")
    assert written(place) == [("tuayang", "update")] * 2
    assert "จบบทเรียน" in says(place, person, "เลิกทำ")
    assert standing(place) == before


def test_a_doubt_about_a_real_office_is_not_told_by_mistake_in_the_lesson(place: Town) -> None:
    head = a_head(place)
    says(place, head, "คะแนนล่าสุด")
    presses(place, head, "แจ้งข้อมูลผิด")
    says(place, head, "ตัวเลขปีนี้ไม่ตรงกับหนังสือแจ้งผล")
    pending = next(a["data"] for a in _postbacks(head) if a["data"].startswith("tell:"))
    says(place, head, "ลองใช้")
    head.presses(pending)
    assert "ของหน่วยงานจริง" in heard(head)


def test_photos_and_links_of_a_lesson_are_not_kept(place: Town) -> None:
    person = place.line.person("ประชาชน")
    up_to_confirm(place, person)
    presses(place, person, "ยืนยันบันทึก")
    person.sends_photo()
    assert "ไม่เก็บรูป" in heard(person)
    assert "ไม่เก็บรูป" in says(place, person, "หลักฐาน https://example.go.th/a.jpg")
    with place.store.read() as tx:
        assert tx.exec(select(func.count()).select_from(Evidence)).one() == 0


def test_in_a_group_the_learner_is_told_of_the_real_office(place: Town) -> None:
    head = a_head(place)
    says(place, head, "ลองใช้")
    together = place.line.person("หัวหน้ากองช่าง", "a group")
    together.says("คะแนนล่าสุด", mention=True)
    said = heard(together)
    assert "บึงเจริญ" in said and "บทเรียน" not in said
    together.presses("lesson:start")
    assert "แชทส่วนตัว" in heard(together)


def test_without_a_practice_office_help_is_offered(place: Town) -> None:
    with place.store.begin() as tx:
        organisations.office_by_slug(tx, "tuayang").practice = False
    person = place.line.person("ประชาชน")
    person.presses("lesson:start")
    said = heard(person)
    assert "ยังไม่มีหน่วยงานสมมติ" in said and "ช่วยเหลือ" in said


def test_a_practice_office_that_goes_away_ends_the_lesson(place: Town) -> None:
    person = place.line.person("ประชาชน")
    says(place, person, "ลองใช้")
    with place.store.begin() as tx:
        organisations.office_by_slug(tx, "tuayang").practice = False
    assert "ยังไม่มีหน่วยงานสมมติ" in says(place, person, "คะแนนล่าสุด")
    assert "บทเรียน" not in says(place, person, "คะแนนล่าสุด")


def test_a_new_friend_is_welcomed_with_the_notice_and_the_lesson(place: Town) -> None:
    person = place.line.person("เพื่อนใหม่")
    person.follows()
    said = heard(person)
    for piece in ("โปร่งใสเป็นผู้ช่วย", "ข้อมูลส่วนบุคคลของท่าน", "รหัสเชิญ", "ลองใช้ 3 ขั้น"):
        assert piece in said
    assert person.button("อ่านประกาศ")["uri"] == f"{place.url}/privacy"
    assert "ขั้นที่ 1/3" in presses(place, person, "ลองใช้ 3 ขั้น")
