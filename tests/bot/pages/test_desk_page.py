"""What the desk page shows and does, beside what failed in the chat: lost evidence, offices to choose, the service."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from scheduler.worker import lost_words
from tests.at_the_desk import at_the_desk, enrolled, operator_at_the_desk
from tests.town import Town, town
from tracker.actions.fetch_evidence import fetch_due
from tracker.model import Evidence, SeenEvent
from tracker.store import heartbeats, waiting


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


def a_lost_photo(place: Town) -> Evidence:
    """A head's photo that LINE did not hand over until the program gave up."""
    head = enrolled(place, "buengcharoen", "head", "กองช่าง")
    head.says("มาตรการ 2 ทำแล้ว 60%")
    head.wait()
    head.press("ยืนยัน")
    head.wait()
    head.sends_photo()
    head.wait()
    with place.store.begin() as tx:
        row = tx.exec(select(Evidence)).one()
        row.state, row.problem, row.attempts = "failed", "TimeoutError", 7
        tx.add(row)
    return row


def test_a_lost_photo_is_asked_for_again_and_comes(place: Town) -> None:
    lost = a_lost_photo(place)
    desk = at_the_desk(place, enrolled(place, "buengcharoen", "coordinator"))
    assert "กองช่าง รายการเลขที่ 67-0001" in desk.section("evidence")
    form = desk.form("ลองรับอีกครั้ง")
    assert "ขอไฟล์จาก LINE อีกครั้งแล้ว" in desk.press("ลองรับอีกครั้ง").text
    assert desk.post(form.action, form.fields).status_code == 409
    assert fetch_due(place.store, place.files, place.client, place.now, lost_words) == 1
    with place.store.read() as tx:
        assert tx.get_one(Evidence, (lost.office_id, lost.id)).state == "stored"


def test_a_lost_photo_set_aside_counts_as_taken_away_and_only_by_the_own_office(place: Town) -> None:
    lost = a_lost_photo(place)
    stranger = at_the_desk(place, enrolled(place, "nadun", "coordinator"))
    token = stranger.form("ออกจากหน้าจัดการ").fields["form"]
    subject = f"{lost.office_id}:{lost.id}"
    for deed in ("retry_evidence", "dismiss_evidence"):
        assert stranger.post(f"/desk/do/{deed}", {"form": token, "subject": subject}).status_code == 403
    at_the_desk(place, enrolled(place, "buengcharoen", "coordinator")).press("เอาออก")
    with place.store.read() as tx:
        assert tx.get_one(Evidence, (lost.office_id, lost.id)).state == "removed"


def test_the_operator_looks_at_all_offices_or_at_one_and_a_coordinator_never_at_another(place: Town) -> None:
    enrolled(place, "nadun", "coordinator")
    coordinator = enrolled(place, "buengcharoen", "coordinator")
    operator = operator_at_the_desk(place)
    operator.go("people")
    assert "นาดูน" in operator.section("posts") and "บึงเจริญ" in operator.section("posts")
    operator.go()
    assert "เลือกหน่วยงานก่อน" in operator.section("rounds")
    operator.get("/desk?office=nadun")
    assert "2565" in operator.section("rounds")
    operator.go("people")
    assert "บึงเจริญ" not in operator.section("posts")
    desk = at_the_desk(place, coordinator)
    for slug in ("nadun", "nowhere", "%00", "' OR 1=1--"):
        assert "นาดูน" not in desk.get(f"/desk?office={slug}").text
        desk.get(f"/desk/people?office={slug}")
        assert "นาดูน" not in desk.answer.text and "บึงเจริญ" in desk.section("posts")


QUOTA = {"month": "2026-11", "allowed": 300, "used": 239, "forecast": 50, "reserve": 30}
CLEAN = {
    "lost": 0,
    "photos_wrong": 0,
    "pushed_twice": 0,
    "pushes_unsettled": 0,
    "integrity": "ok",
    "audit": "ok",
}
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("beats", "words", "wanted"),
    [
        ({"scheduler": (119 * MINUTE / 60, {})}, "1 นาทีก่อน", "ปกติ"),
        ({"scheduler": (121 * MINUTE / 60, {})}, "2 นาทีก่อน", "ต้องดู"),
        ({"backup": (119 * MINUTE, {}), "backup attempt": (119 * MINUTE, {})}, "1 ชั่วโมงก่อน", "ปกติ"),
        ({"backup": (121 * MINUTE, {})}, "2 ชั่วโมงก่อน", "ต้องดู"),
        ({"backup": (61 * MINUTE, {}), "backup attempt": (1 * MINUTE, {})}, "1 ชั่วโมงก่อน", "ปกติ"),
        ({"backup": (80 * MINUTE, {}), "backup attempt": (20 * MINUTE, {})}, "ไม่สำเร็จ", "ต้องดู"),
        ({"backup attempt": (20 * MINUTE, {})}, "ยังไม่เคยสำรอง ครั้งหลังสุด", "ต้องดู"),
        ({"drill": (7 * DAY, CLEAN)}, "7 วันก่อน", "ปกติ"),
        ({"drill": (9 * DAY, CLEAN)}, "9 วันก่อน", "ต้องดู"),
        ({"drill": (DAY, CLEAN | {"lost": 2})}, "ไม่ผ่าน", "ต้องดู"),
        ({"drill": (DAY, CLEAN | {"integrity": "malformed"})}, "ไม่ผ่าน", "ต้องดู"),
        ({"quota": (HOUR, QUOTA)}, "ใช้ไป 239 จาก 300 กันไว้สำหรับเรื่องเลยกำหนด 30 คาดว่าถึงสิ้นเดือนอีก 50", "ปกติ"),
        ({"quota": (HOUR, QUOTA | {"used": 240})}, "ใช้ไป 240 จาก 300", "ต้องดู"),
        ({"quota": (HOUR, QUOTA | {"forecast": 62})}, "คาดว่าถึงสิ้นเดือนอีก 62", "ต้องดู"),
        ({"quota": (HOUR, QUOTA | {"allowed": None, "used": 9000})}, "ใช้ไป 9,000 (ไม่จำกัด)", "ปกติ"),
        ({"quota": (HOUR, QUOTA | {"month": "2026-10", "used": 300})}, "ยังไม่ได้ถาม LINE ในเดือนนี้", "ปกติ"),
    ],
)
def test_the_service_is_judged_by_what_it_promises(
    place: Town, beats: dict[str, tuple[timedelta, dict[str, object]]], words: str, wanted: str
) -> None:
    with place.store.begin() as tx:
        for name, (age, detail) in beats.items():
            heartbeats.beat(tx, name, place.now - age, **detail)
    assert judged(place, words) == wanted


@pytest.mark.parametrize(("seconds", "words", "wanted"), [(59, "59 วินาที", "ปกติ"), (300, "5 นาที", "ต้องดู")])
def test_events_that_wait_to_be_handled_are_told(place: Town, seconds: int, words: str, wanted: str) -> None:
    assert judged(place, "ไม่มีที่รอทำ") == "ปกติ"
    with place.store.begin() as tx:
        waiting.put_by(tx, [("e1", None, "text", {})], place.now - timedelta(seconds=seconds))
    assert judged(place, f"รอทำ 1 รายการ นานสุด {words}") == wanted


@pytest.mark.parametrize(
    ("state", "words", "wanted"),
    [("unparsed", "อ่านไม่ได้ 1 รายการ", "ต้องดู"), ("unknown", "ยังไม่รู้จัก 1 รายการ", "ปกติ")],
)
def test_what_line_brought_and_nobody_can_read_is_told(
    place: Town, state: str, words: str, wanted: str
) -> None:
    assert "ไม่รู้จัก" not in of_the_service(place)
    with place.store.begin() as tx:
        tx.add(SeenEvent(event_id="e1", kind="?", state=state, raw={}, received_at=place.now))
    assert judged(place, words) == wanted


def test_a_drill_that_was_never_recorded_is_no_row(place: Town) -> None:
    assert "ซ้อมกู้คืน" not in of_the_service(place)
    with place.store.begin() as tx:
        heartbeats.beat(tx, "drill", place.now, **CLEAN)
    assert judged(place, "ซ้อมกู้คืนล่าสุด") == "ปกติ"


def of_the_service(place: Town) -> str:
    operator = operator_at_the_desk(place)
    operator.go("service")
    return operator.section("service")


def judged(place: Town, words: str) -> str:
    """What is said of the figure with these words."""
    shown = " ".join(of_the_service(place).split())
    assert words in shown
    return re.findall("ปกติ|ต้องดู", shown.split(words, 1)[1])[0]
