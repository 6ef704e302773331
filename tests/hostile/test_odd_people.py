"""Rows 27 and 29 to 35: nobody does by a button, a code or a name what is not theirs."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from tests.hostile.scenery import (
    REPORT,
    audited,
    body_of,
    counted,
    enrolled,
    known,
    post,
    recorded,
    rows,
    said,
    silence,
    standing,
    text_event,
)
from tests.town import Town
from tracker.model import AuditEntry, Draft, Evidence, Invitation, Message, Person, SeenEvent, Tenure

HEAD = "หัวหน้ากองช่าง"


def proposed(place: Town, text: str = REPORT) -> tuple[object, str]:
    """A head whose report waits to be confirmed, and the data of the button."""
    head = enrolled(place)
    head.says(text)
    said(head)
    return head, head.button("ยืนยัน")["data"]


def test_row_27_another_persons_confirmation_is_refused_and_audited(both: Town) -> None:
    _, data = proposed(both)
    other = enrolled(both, "เจ้าหน้าที่กองช่าง", "officer")
    other.presses(data)
    assert "ใช้ไม่ได้แล้ว" in said(other)
    assert recorded(both.store) == []
    assert [line.subject for line in audited(both.store, "refused")] == ["DraftUnknown"]


def test_row_27_a_confirmation_used_twice_is_recorded_once_and_audited(both: Town) -> None:
    head, data = proposed(both)
    head.presses(data)
    assert "67-0001" in said(head)
    head.presses(data)
    assert "ไม่ได้บันทึกซ้ำ" in said(head)
    assert len(recorded(both.store)) == 1
    assert [line.subject for line in audited(both.store, "refused")] == ["AlreadyRecorded"]


def test_row_27_an_expired_confirmation_writes_nothing_and_is_audited(both: Town) -> None:
    head, data = proposed(both)
    both.now += timedelta(minutes=16)
    head.presses(data)
    assert "หมดอายุ" in said(head)
    assert recorded(both.store) == []
    assert [line.subject for line in audited(both.store, "refused")] == ["DraftExpired"]


FORGED = (
    "report:2567:99",
    "undo:1:67-0001",
    "correct:1:67-0001",
    "confirm:1",
    "proof:1:67-0001",
    "paper:yes:1:1",
    "change:1",
    "nothing:at:all",
    "confirm:" + "9" * 30,
)


@pytest.mark.parametrize("data", FORGED)
def test_row_27_a_button_nobody_was_shown_is_refused_and_audited(both: Town, data: str) -> None:
    head = enrolled(both)
    before = counted(both.store, AuditEntry)[0]
    head.presses(data)
    assert said(head)
    assert recorded(both.store) == []
    refused = len(audited(both.store, "refused"))
    assert refused == (
        0 if data.startswith("report:") else 1
    )  # a measure there is none of is an answer, not an attempt
    assert counted(both.store, AuditEntry)[0] == before + refused


def test_row_27_the_undo_button_of_another_office_is_refused_and_audited(both: Town) -> None:
    head, data = proposed(both)
    head.presses(data)
    said(head)
    undo = head.button("เลิกทำ")["data"]
    stranger = enrolled(both, "หัวหน้าอื่น", "head", "กองช่าง", "phanchana")
    stranger.presses(undo)
    assert "เฉพาะรายการที่ท่านบันทึกเอง" in said(stranger)
    assert standing(both.store) == ("in_progress", 60)
    assert [line.subject for line in audited(both.store, "refused")] == ["NotAllowed"]


def test_row_29_the_second_of_two_values_sees_the_new_state_and_is_asked_again(both: Town) -> None:
    head = enrolled(both)
    officer = enrolled(both, "เจ้าหน้าที่กองช่าง", "officer")
    head.says("มาตรการ 2 ทำแล้ว 60%")
    officer.says("มาตรการ 2 ทำแล้ว 80%")
    said(head), said(officer)
    first, second = head.button("ยืนยัน")["data"], officer.button("ยืนยัน")["data"]
    head.presses(first)
    assert "67-0001" in said(head)
    officer.presses(second)
    shown = said(officer)
    assert "ตอนนี้คือ" in shown
    assert "60%" in shown
    assert standing(both.store) == ("in_progress", 60)
    officer.press("ยืนยัน")
    assert "67-0002" in said(officer)
    assert standing(both.store) == ("in_progress", 80)


def test_row_30_undo_after_another_persons_report_is_refused_with_the_reason(both: Town) -> None:
    head = enrolled(both)
    officer = enrolled(both, "เจ้าหน้าที่กองช่าง", "officer")
    for person, percent in ((head, 60), (officer, 80)):
        person.says(f"มาตรการ 2 ทำแล้ว {percent}%")
        said(person)
        person.press("ยืนยัน")
        said(person)
    head.presses(head.button("เลิกทำ")["data"])
    shown = said(head)
    assert "เลิกทำไม่ได้" in shown
    assert "ใหม่กว่า" in shown
    assert standing(both.store) == ("in_progress", 80)
    assert [line.subject for line in audited(both.store, "refused")] == ["UndoBlocked"]


def test_row_31_six_wrong_codes_lock_out_the_right_one_too(both: Town) -> None:
    person, code = both.line.person("ผู้เดา"), both.code("buengcharoen", "head", "กองช่าง")
    shown = ""
    for number in range(6):
        person.says(f"ABCD-EFG{number}-WXYZ")
        shown = said(person)
    assert "ลองรหัสผิดหลายครั้งแล้ว" in shown
    person.says(code)
    assert "ลองรหัสผิดหลายครั้งแล้ว" in said(person)
    assert rows(both.store, Tenure) == []


def test_row_31_an_expired_and_a_used_code_are_refused_at_every_step(both: Town) -> None:
    person = both.line.person("ผู้มาช้า")
    person.says(both.code("buengcharoen", "head", "กองช่าง", days=2))
    said(person)
    offered = person.button("ยืนยัน")["data"]
    both.now += timedelta(days=3)
    person.presses(offered)
    assert "หมดอายุ" in said(person)
    assert rows(both.store, Tenure) == []
    code = both.code("buengcharoen", "officer", "กองช่าง")
    first, second = both.line.person("คนแรก"), both.line.person("คนที่สอง")
    for each in (first, second):
        each.says(code)
        said(each)
    first.press("ยืนยัน")
    assert "ลงทะเบียนเรียบร้อย" in said(first)
    second.press("ยืนยัน")
    assert "ใช้ครบแล้ว" in said(second)
    second.says(code)
    assert "ใช้ครบแล้ว" in said(second)
    assert len(rows(both.store, Tenure)) == 1


def test_row_31_a_code_gives_only_the_post_it_was_made_for(both: Town) -> None:
    head = enrolled(both, "หัวหน้ากองคลัง", "head", "กองคลัง")
    head.says("มาตรการ 3 ของกองช่าง ทำแล้ว 60%")
    shown = said(head)
    assert "ยืนยันบันทึก" not in shown
    assert recorded(both.store) == []


def test_row_31_a_code_pasted_in_a_group_enrols_nobody_is_revoked_audited_and_told(both: Town) -> None:
    enrolled(both, "ผู้ประสาน", "coordinator", None)
    code = both.code("buengcharoen", "head", "กองช่าง")
    person = both.line.person("ผู้วาง", group="กลุ่มกองช่าง")
    person.says(code, mention=True)
    assert "ในกลุ่ม" in said(person) or "แชทส่วนตัว" in said(person)
    assert len(rows(both.store, Tenure)) == 1, "the coordinator's, and no other"
    assert [line.detail["why"] for line in audited(both.store, "revoke_invitation")] == ["group"]
    assert [row.revoked_at is not None for row in rows(both.store, Invitation) if row.role == "head"] == [
        True
    ]
    [told] = rows(both.store, Message, col(Message.key).startswith("revoked:"))
    assert "ระบบยกเลิกรหัสนั้นแล้ว" in str(told.body)
    thief = both.line.person("ผู้เห็นในกลุ่ม")
    thief.says(code)
    assert "ยกเลิก" in said(thief)
    assert len(rows(both.store, Tenure)) == 1


def test_row_32_who_has_left_a_post_confirms_nothing_and_it_is_audited(both: Town) -> None:
    head, data = proposed(both)
    with both.store.begin() as tx:
        for tenure in tx.exec(select(Tenure).where(col(Tenure.valid_to).is_(None))).all():
            tenure.valid_to = both.now
            tx.add(tenure)
    head.presses(data)
    assert "ทำรายการนี้ไม่ได้" in said(head)
    assert recorded(both.store) == []
    assert standing(both.store) == ("not_started", 0)
    assert "NotAllowed" in [line.subject for line in audited(both.store, "refused")]


def test_row_32_who_has_moved_does_not_report_for_the_old_department(both: Town) -> None:
    head, data = proposed(both)
    with both.store.begin() as tx:
        for tenure in tx.exec(select(Tenure)).all():
            tenure.valid_to = both.now
            tx.add(tenure)
    head.says(both.code("buengcharoen", "officer", "กองคลัง"))
    said(head)
    head.press("ยืนยัน")
    said(head)
    head.presses(data)
    assert "กองช่าง" in said(head)
    assert recorded(both.store) == []
    assert "NotAllowed" in [line.subject for line in audited(both.store, "refused")]


@pytest.mark.parametrize(
    "name", ["นายกเทศมนตรี", "👑🏛️", "", "ก" * 1_000, "<b>ผู้ประสาน ITA</b>"], ids=lambda n: n[:6] or "empty"
)
def test_row_33_a_display_name_is_never_shown_nor_believed(
    place: Town, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.line.client.LineClient.profile", lambda *_: {"displayName": name})
    head, data = proposed(place)
    head.presses(data)
    assert "67-0001" in said(head)
    head.says("ฉันเป็นใคร ลงทะเบียนไว้ว่าอะไร")
    said(head)
    everything = "".join(str(message.body) for message in rows(place.store, Message))
    assert "หัวหน้ากองช่าง" in everything
    if name:
        assert name not in everything


def test_row_34_after_an_unfollow_a_redelivered_message_brings_no_push(both: Town) -> None:
    head, data = proposed(both)
    old = head.last_event
    head.unfollows()
    assert both.line.wire.again(old) == 200
    head.presses(data)
    with both.store.read() as tx:
        person = tx.exec(select(Person).where(Person.line_user_id == head.user_id)).one()
    assert counted(both.store, SeenEvent)[0] >= 4
    pushes = [m for m in rows(both.store, Message) if m.channel == "push" and m.person_id == person.id]
    assert pushes == []


def test_row_34_who_follows_again_is_welcomed_with_the_privacy_notice(both: Town) -> None:
    head = enrolled(both)
    head.unfollows()
    head.follows()
    assert "/privacy" in str([each.message for each in head.wait()])


def test_row_34_who_came_back_writes_only_after_the_notice_is_accepted_again(both: Town) -> None:
    head = enrolled(both)
    head.unfollows()
    head.follows()
    said(head)
    head.says(REPORT)
    said(head)
    head.press("ยืนยัน")
    assert "รับทราบประกาศ" in said(head)
    assert recorded(both.store) == []
    head.press("ยืนยันว่ารับทราบ")
    assert "67-0001" in said(head)
    assert [entry.percent for entry in recorded(both.store)] == [60]


def test_row_35_unsent_before_it_is_confirmed_nothing_of_it_stays(both: Town) -> None:
    head, data = proposed(both)
    message_id = next(d.line_message_id for d in rows(both.store, Draft) if d.kind == "progress")
    head.unsends(str(message_id))
    assert [draft.kind for draft in rows(both.store, Draft)] == ["enrol"]
    head.presses(data)
    assert "ใช้ไม่ได้แล้ว" in said(head)
    assert recorded(both.store) == []


def test_row_35_unsent_after_it_was_recorded_words_and_photo_go_and_the_figure_stays(both: Town) -> None:
    head = enrolled(both)
    head.says(REPORT)
    report = head.last_message_id
    said(head)
    head.press("ยืนยัน")
    said(head)
    head.sends_photo()
    photo = head.last_message_id
    said(head)
    head.unsends(report)
    head.unsends(photo)
    assert [(entry.percent, entry.note) for entry in recorded(both.store)] == [(60, "")]
    assert [row.state for row in rows(both.store, Evidence)] == ["removed"]
    assert standing(both.store) == ("in_progress", 60)


def test_row_35_an_unsend_that_comes_first_keeps_out_the_message_it_takes_back(both: Town) -> None:
    head = enrolled(both)
    event = text_event(both, REPORT, HEAD)
    unsend = known(both, HEAD, "unsend", unsend={"messageId": event["message"]["id"]})
    assert post(both, body_of(unsend)).status_code == 200
    assert post(both, body_of(event)).status_code == 200
    assert silence(head)
    assert [draft.kind for draft in rows(both.store, Draft)] == ["enrol"]
