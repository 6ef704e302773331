"""A department answers its reminder in the chat, a coordinator decides: over the real webhook, buttons and pushes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from sandbox.people import Person, actions, words
from scheduler.worker import Worker
from tests.bot.test_reporting import enrol, told
from tests.town import BANGKOK, Town, town
from tracker.model import Acknowledgement, AuditEntry, ProgressEntry


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


def passes(place: Town) -> None:
    """The timed process comes by."""
    worker = Worker(place.store, place.files, place.client, BANGKOK, place.clock, place.clock)
    worker.remind()
    worker.deliver()


def next_day(place: Town, days: int = 1) -> None:
    place.now += timedelta(days=days)
    passes(place)


def reminded(place: Town, name: str = "หัวหน้า", department: str = "สำนักปลัด") -> Person:
    """A head of the practice office who was just reminded."""
    person = enrol(place, name, "tuayang", "head", department)
    passes(place)
    assert "ยังไม่ได้รายงาน" in words([each.message for each in person.wait()])
    return person


def answers(place: Town) -> list[Acknowledgement]:
    with place.store.read() as tx:
        return list(tx.exec(select(Acknowledgement).order_by(Acknowledgement.id)).all())


def entries(place: Town) -> int:
    with place.store.read() as tx:
        return len(tx.exec(select(ProgressEntry.id)).all())


def test_every_reminder_offers_three_answers(place: Town) -> None:
    head = reminded(place)
    labels = {each.get("label") for each in actions(head.inbox[-1].message)}
    assert {"ยืนยันรับทราบ", "ไม่ใช่ของกองนี้", "ขอเลื่อนเพราะ…"} <= labels


def test_seen_is_kept_once_and_changes_no_figure(place: Town) -> None:
    head, before = reminded(place), entries(place)
    said = told(head, ">ยืนยันรับทราบ")
    assert "รับทราบ" in said and "สำนักปลัด" in said and "2570" in said
    told(head, ">ยืนยันรับทราบ")
    [row] = answers(place)
    assert (row.kind, row.reason, row.accepted) == ("seen", "", None) and entries(place) == before
    with place.store.read() as tx:
        audited = tx.exec(select(AuditEntry).where(AuditEntry.action == "acknowledge")).all()
    assert [each.detail["kind"] for each in audited] == ["seen"]


def test_a_postponement_is_asked_for_repeated_sent_granted_and_rests(place: Town) -> None:
    coordinator = enrol(place, "ผู้ประสาน", "tuayang", "coordinator")
    head = reminded(place)
    assert "เพราะอะไร" in told(head, ">ขอเลื่อนเพราะ")
    assert "วันไหน" in told(head, "รอผู้รับจ้างส่งงาน") and answers(place) == []
    said = told(head, "15 ธ.ค.")
    assert "15 ธ.ค. 2569" in said and "รอผู้รับจ้างส่งงาน" in said and answers(place) == []
    assert "ผู้ประสาน ITA แล้ว" in told(head, ">ยืนยัน")
    [row] = answers(place)
    assert (row.kind, row.reason, row.until.isoformat()) == ("postpone", "รอผู้รับจ้างส่งงาน", "2026-12-15")  # type: ignore[union-attr]
    passes(place)
    pushed = words([each.message for each in coordinator.wait()])
    assert "ขอเลื่อนการรายงาน" in pushed and "รอผู้รับจ้างส่งงาน" in pushed and "15 ธ.ค. 2569" in pushed
    assert "คำขอ" not in told(head, "คำขอที่รอตอบ"), "a head does not see the coordinator's list"
    assert "15 ธ.ค. 2569" in told(coordinator, "คำขอที่รอตอบ")
    assert "ให้เลื่อนการเตือน" in told(coordinator, ">ยืนยันให้เลื่อน")
    assert "มีคำตอบแล้ว" in told(coordinator, ">ยืนยันไม่ให้เลื่อน")
    assert "ไม่มีคำขอ" in told(coordinator, "คำขอที่รอตอบ")
    passes(place)
    assert "ให้เลื่อนการเตือน" in words([each.message for each in head.wait()])
    [row] = answers(place)
    assert row.accepted is True


def test_reason_and_day_in_one_message_and_a_refusal(place: Town) -> None:
    coordinator = enrol(place, "ผู้ประสาน", "tuayang", "coordinator")
    head = reminded(place)
    told(head, ">ขอเลื่อนเพราะ")
    assert "9 ธ.ค. 2569" in told(head, "รองบประมาณ ขอเลื่อนถึง 9 ธ.ค. 69")
    told(head, "ยืนยัน")
    passes(place)
    coordinator.wait()
    assert "ไม่ให้เลื่อน" in told(coordinator, ">ยืนยันไม่ให้เลื่อน")
    passes(place)
    assert "ไม่ให้เลื่อน" in words([each.message for each in head.wait()])
    assert [row.accepted for row in answers(place)] == [False]


@pytest.mark.parametrize("day", ["1 พ.ย. 2569", "23 พ.ย. 2569", "1 ม.ค. 2572", "29 ก.พ. 2570"])
def test_a_day_that_has_passed_is_too_far_or_does_not_exist_is_refused(place: Town, day: str) -> None:
    head = reminded(place)
    told(head, ">ขอเลื่อนเพราะ", "รอผู้รับจ้าง")
    assert "หลังวันนี้" in told(head, day)
    assert "10 ธ.ค. 2569" in told(head, "10 ธ.ค.")
    assert answers(place) == []


def test_a_picked_day_counts_and_cancel_leaves_nothing(place: Town) -> None:
    head = reminded(place)
    told(head, ">ขอเลื่อนเพราะ", "รอผู้รับจ้าง")
    head.presses("until", {"date": "2026-12-10"})
    assert "10 ธ.ค. 2569" in words([each.message for each in head.wait()])
    assert "ยกเลิกแล้ว" in told(head, ">ยกเลิก")
    told(head, ">ขอเลื่อนเพราะ")
    assert "ยกเลิกแล้ว" in told(head, "ยกเลิก")
    assert answers(place) == []


def test_not_ours_goes_to_the_coordinator_who_is_told_what_to_do(place: Town) -> None:
    coordinator = enrol(place, "ผู้ประสาน", "tuayang", "coordinator")
    head = reminded(place)
    assert "ยังไม่ได้ส่ง" in told(head, ">ไม่ใช่ของกองนี้") and answers(place) == []
    told(head, ">ยืนยันส่ง")
    passes(place)
    pushed = words([each.message for each in coordinator.wait()])
    assert "แจ้งว่าไม่ใช่ของกองนี้" in pushed and "แก้ผู้รับผิดชอบ" in pushed and "นำเข้า" in pushed
    assert "เป็นของกองนี้" in told(coordinator, ">ยืนยันว่าเป็นของกองนี้")
    passes(place)
    assert "เป็นของกองนี้" in words([each.message for each in head.wait()])


def test_a_new_request_takes_the_place_of_the_one_that_waits(place: Town) -> None:
    coordinator = enrol(place, "ผู้ประสาน", "tuayang", "coordinator")
    head = reminded(place)
    for day in ("10 ธ.ค.", "20 ธ.ค."):
        told(head, ">ขอเลื่อนเพราะ", f"รอผู้รับจ้าง ถึง {day}", ">ยืนยันส่ง")
    passes(place)
    coordinator.wait()
    with_old, with_new = (row.id for row in answers(place))
    office = answers(place)[0].office_id
    coordinator.presses(f"decide:{office}:{with_old}:yes")
    assert "คำขอใหม่" in words([each.message for each in coordinator.wait()])
    coordinator.presses(f"decide:{office}:{with_new}:yes")
    assert "20 ธ.ค. 2569" in words([each.message for each in coordinator.wait()])


def test_only_people_of_the_department_answer_and_only_a_coordinator_decides(place: Town) -> None:
    coordinator = enrol(place, "ผู้ประสาน", "tuayang", "coordinator")
    head = reminded(place)
    data = head.button("ยืนยันรับทราบ")["data"]
    others = [
        coordinator,
        enrol(place, "ผู้บริหาร", "tuayang", "executive"),
        enrol(place, "หัวหน้าอื่น", "tuayang", "head", "กองช่าง"),
        enrol(place, "คนนอก", "buengcharoen", "head", "กองช่าง"),
    ]
    for other in others:
        other.wait(0)  # the coordinator had a digest
        for name in ("seen", "notours", "postpone"):
            other.presses(f"{name}:{data.partition(':')[2]}")
            assert "ทำรายการนี้ไม่ได้" in words([each.message for each in other.wait()])
    told(head, ">ขอเลื่อนเพราะ", "รอผู้รับจ้าง ถึง 10 ธ.ค.", ">ยืนยันส่ง")
    [row] = answers(place)
    for other in (head, *others[1:]):
        other.wait(0)
        other.presses(f"decide:{row.office_id}:{row.id}:yes")
        assert "ทำรายการนี้ไม่ได้" in words([each.message for each in other.wait()])
    assert [row.settled_at for row in answers(place)] == [None]


@pytest.mark.parametrize(
    "forged",
    ["seen", "seen:1:2", "seen:1:2:3", "seen:x:y:z", "notours:{office}:1:2", "postpone:{office}:9:9", "until",
     "answer:1", "decide:{office}:1:yes", "decide:{office}:1:perhaps", "seen:{office}:{round}:1"],
)  # fmt: skip
def test_a_forged_answer_is_refused_with_a_sentence(place: Town, forged: str) -> None:
    head = reminded(place)
    _, office, found, _ = head.button("ยืนยันรับทราบ")["data"].split(":")
    assert head.presses(forged.format(office=office, round=found)) == 200
    assert head.wait() and answers(place) == []


def test_a_transferred_head_cannot_answer_any_more(place: Town) -> None:
    from tracker.model import Tenure

    head = reminded(place)
    told(head, ">ขอเลื่อนเพราะ", "รอผู้รับจ้าง ถึง 10 ธ.ค.")
    with place.store.begin() as tx:
        for tenure in tx.exec(select(Tenure)).all():
            tenure.valid_to = place.now
    place.now += timedelta(minutes=1)
    assert "ทำรายการนี้ไม่ได้" in told(head, ">ยืนยันส่ง") and answers(place) == []


def test_what_was_taken_back_in_line_is_taken_back_here(place: Town) -> None:
    enrol(place, "ผู้ประสาน", "tuayang", "coordinator")
    head = reminded(place)
    told(head, ">ขอเลื่อนเพราะ", "เหตุผลส่วนตัว ถึง 10 ธ.ค.")
    message_id = head.last_message_id
    told(head, ">ยืนยันส่ง")
    head.unsends(message_id)
    head.wait(timeout=0.5)
    assert [row.reason for row in answers(place)] == [""]


def test_the_coordinator_sees_the_months_pushes_and_whom_reminders_do_not_reach(place: Town) -> None:
    from scheduler.quota import note_quota

    coordinator = enrol(place, "ผู้ประสาน", "tuayang", "coordinator")
    assert "ยังไม่ทราบจาก LINE" in told(coordinator, "ตั้งค่าการแจ้งเตือน")
    place.line.state.quota, place.line.state.used = 300, 41
    note_quota(place.store, place.client, BANGKOK, place.now)
    said = told(coordinator, "ตั้งค่าการแจ้งเตือน")
    assert "ใช้ไป 41 จาก 300" in said and "กันไว้" in said and "คาดว่าจะใช้อีก" in said
    listed = told(coordinator, "ใครยังไม่เชื่อม LINE")
    assert "สำนักปลัด" in listed and "ยังไม่มีหัวหน้าหรือเจ้าหน้าที่เชื่อม LINE" in listed
    head = enrol(place, "หัวหน้า", "tuayang", "head", "สำนักปลัด")
    assert "ใช้ไป" not in told(head, "ตั้งค่าการแจ้งเตือน")
    head.unfollows()
    head.wait(timeout=0.3)
    listed = told(coordinator, "ใครยังไม่เชื่อม LINE")
    assert "หัวหน้าสำนักปลัด" in listed and "บล็อก" in listed
