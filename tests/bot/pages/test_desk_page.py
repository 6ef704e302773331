"""What the desk page shows and does, beside what failed in the chat: lost evidence, offices to choose, the service."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from tests.at_the_desk import at_the_desk, enrolled, operator_at_the_desk
from tests.town import Town, town
from tracker.actions.fetch_evidence import fetch_due
from tracker.model import Evidence, Heartbeat


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
    assert fetch_due(place.store, place.files, place.client, place.now) == 1
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
    operator.get("/desk")
    assert "นาดูน" in operator.section("posts") and "บึงเจริญ" in operator.section("posts")
    assert "เลือกหน่วยงานก่อน" in operator.section("rounds")
    operator.get("/desk?office=nadun")
    assert "บึงเจริญ" not in operator.section("posts") and "2565" in operator.section("rounds")
    desk = at_the_desk(place, coordinator)
    for slug in ("nadun", "nowhere", "%00", "' OR 1=1--"):
        desk.get(f"/desk?office={slug}")
        assert "นาดูน" not in desk.answer.text and "บึงเจริญ" in desk.section("posts")


@pytest.mark.parametrize(
    ("name", "age", "detail", "words", "wanted"),
    [
        ("scheduler", timedelta(seconds=119), {}, "1 นาทีก่อน", "ปกติ"),
        ("scheduler", timedelta(seconds=121), {}, "2 นาทีก่อน", "ต้องดู"),
        ("backup", timedelta(minutes=119), {}, "1 ชั่วโมงก่อน", "ปกติ"),
        ("backup", timedelta(minutes=1), {"problem": "disk full"}, "1 นาทีก่อน", "ต้องดู"),
        ("backup", timedelta(minutes=121), {}, "2 ชั่วโมงก่อน", "ต้องดู"),
        ("drill", timedelta(days=9), {}, "9 วันก่อน", "ต้องดู"),
        ("quota", timedelta(), {"used": 240, "limit": 300}, "ใช้ไป 240 จาก 300", "ปกติ"),
        ("quota", timedelta(), {"used": 241, "limit": 300}, "ใช้ไป 241 จาก 300", "ต้องดู"),
    ],
)
def test_the_service_is_judged_by_what_it_promises(
    place: Town, name: str, age: timedelta, detail: dict[str, object], words: str, wanted: str
) -> None:
    with place.store.begin() as tx:
        tx.merge(Heartbeat(name=name, at=place.now - age, detail=detail))
    operator = operator_at_the_desk(place)
    told = " ".join(operator.section("service").split()).split(words, 1)[1]
    states = re.findall("ปกติ|ต้องดู", told)
    assert states[0] == wanted
