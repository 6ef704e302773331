"""What is taken back in LINE is taken back here: before it arrived, while it waits, after it was confirmed, published,
told on."""

import json
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from sandbox.people import Person as Friend
from scheduler.worker import lost_words
from tests.privacy.people import answered, do, enrolled, presses, rows, says
from tests.town import Town
from tracker.actions.edition_of_round import freeze_round
from tracker.actions.fetch_evidence import fetch_due
from tracker.actions.publish import freeze
from tracker.model import Office
from tracker.reports.editions import differences
from tracker.store import editions, facts, personal, public_copies

SECRET = "ป้าสมศรีบ้านเลขที่ 99"
REPORT = f"มาตรการ 2 ทำแล้ว 60% {SECRET}"


def everything(place: Town) -> str:
    """Every row of every table, as one text."""
    models: set[type[SQLModel]] = {each for each, _ in personal.NAMED_IN.values()}
    with place.store.read() as tx:
        return "\n".join(repr(row.model_dump()) for model in models for row in tx.exec(select(model)).all())


def taken_back(head: Friend, message_id: str) -> None:
    assert head.unsends(message_id) == 200


def test_a_message_taken_back_before_it_came_is_never_taken_in(place: Town) -> None:
    head = enrolled(place)
    text: Any = {"type": "text", "id": "777001", "quoteToken": "q", "text": REPORT}
    event = head.wire.event(head.source, "message", message=text)
    taken_back(head, "777001")
    assert head.wire.post(event) == 200
    assert head.wire.again(event) == 200
    assert head.wait(timeout=0.5) == []
    assert SECRET not in everything(place)


def test_a_report_taken_back_before_it_was_confirmed_can_no_longer_be_confirmed(place: Town) -> None:
    head = enrolled(place)
    says(head, REPORT)
    taken_back(head, head.last_message_id)
    assert SECRET not in everything(place)
    presses(head, "ยืนยัน")
    assert rows(place, "SELECT id FROM progressentry WHERE draft_id IS NOT NULL") == []


def test_a_report_taken_back_after_it_was_confirmed_and_published_keeps_its_figure_alone(place: Town) -> None:
    head = enrolled(place)
    says(head, REPORT)
    message_id = head.last_message_id
    assert SECRET in presses(head, "ยืนยัน")
    with place.store.begin() as tx:
        office = tx.exec(select(Office).where(Office.slug == "buengcharoen")).one()
        freeze(tx, office.id, 2567, place.now)
    assert SECRET in everything(place)
    taken_back(head, message_id)
    assert SECRET not in everything(place)
    with place.store.read() as tx:
        public = public_copies.newest(tx, office.id, 2567)
    assert public is not None
    assert [(u.receipt, u.percent, u.note) for u in public.updates] == [("67-0001", 60, "")]
    assert rows(place, "SELECT action FROM auditentry WHERE action = 'forget_note'") == [("forget_note",)]


def test_words_taken_back_leave_frozen_editions_and_drawn_reports_and_nobody_elses_do(place: Town) -> None:
    head, other = enrolled(place), enrolled(place, "หัวหน้ากองคลัง", "head", "กองคลัง")
    says(head, REPORT)
    message_id = head.last_message_id
    presses(head, "ยืนยัน")
    says(other, REPORT)
    presses(other, "ยืนยัน")
    with place.store.begin() as tx:
        office_id = tx.exec(select(Office.id).where(Office.slug == "buengcharoen")).one()
        freeze_round(tx, office_id, 2567, "6m", place.now)
        editions.claim(tx, office_id, "a report", place.now)
        drawn = place.files.put([SECRET.encode()], 1000)
        editions.finish(tx, office_id, "a report", drawn.sha256)
    taken_back(head, message_id)
    assert rows(place, "SELECT key FROM drawing") == [] and not place.files.path(drawn.sha256).exists()
    with place.store.read() as tx:
        frozen = editions.newest(tx, office_id, 2567, "6m")[0].facts
        living = facts.year_facts(tx, office_id, 2567)
    assert sorted(update.note for update in frozen.updates) == ["", SECRET]
    assert differences(frozen, living, "6m") == ()


def test_a_doubt_taken_back_is_neither_kept_nor_pushed_on(place: Town) -> None:
    enrolled(place, "ผู้ประสาน", "coordinator", None)
    head = enrolled(place)
    says(head, "ปี 66 ได้กี่คะแนน")
    presses(head, "แจ้งข้อมูลผิด")
    says(head, SECRET)
    message_id = head.last_message_id
    presses(head, "ยืนยัน")
    assert SECRET in everything(place)
    taken_back(head, message_id)
    assert SECRET not in everything(place)
    assert rows(place, "SELECT state FROM message WHERE key LIKE 'doubt:%'") == [("dropped",)]
    assert rows(place, "SELECT words FROM doubt") == [("",)]


@pytest.mark.parametrize("fetched", [False, True])
def test_a_photo_taken_back_leaves_no_content_fetched_or_not(place: Town, fetched: bool) -> None:
    head = enrolled(place)
    says(head, REPORT)
    presses(head, "ยืนยัน")
    head.sends_photo()
    answered(head)
    if fetched:
        fetch_due(place.store, place.files, place.client, place.now, lost_words)
    taken_back(head, head.last_message_id)
    fetch_due(place.store, place.files, place.client, place.now, lost_words)
    assert rows(place, "SELECT state, sha256, file_name, url FROM evidence") == [
        ("removed", None, None, None)
    ]
    assert [path for path in place.files.root.rglob("*") if path.is_file()] == []


def test_a_link_and_a_paper_taken_back_are_gone(place: Town) -> None:
    coordinator = enrolled(place, "ผู้ประสาน", "coordinator", None)
    coordinator.sends_file("ลับมาก.txt", "ผลคะแนน".encode())
    answered(coordinator)
    taken_back(coordinator, coordinator.last_message_id)
    assert rows(place, "SELECT state, draft FROM incomingpaper") == [("removed", None)]
    says(coordinator, "แนบลิงก์หลักฐาน https://example.go.th/secret.pdf")
    taken_back(coordinator, coordinator.last_message_id)
    assert "secret.pdf" not in everything(place)


def test_a_message_that_failed_is_forgotten_with_its_raw_form(place: Town) -> None:
    head = enrolled(place)
    raw = json.dumps({"source": {"userId": head.user_id}, "message": {"id": "777002", "text": SECRET}})
    cast = "CAST(:raw AS jsonb)" if "postgresql" in place.facts.database_url else ":raw"
    do(
        place,
        "INSERT INTO seenevent (event_id, kind, state, raw, received_at) "
        f"VALUES ('bad', 'text', 'failed', {cast}, :now)",
        raw=raw,
        now=place.now,
    )
    taken_back(head, "777002")
    assert SECRET not in everything(place)
    assert rows(place, "SELECT state, problem FROM seenevent WHERE event_id = 'bad'") == [
        ("dismissed", "unsent")
    ]


def test_nobody_takes_back_the_words_of_another(place: Town) -> None:
    head, other = enrolled(place), enrolled(place, "หัวหน้ากองคลัง", "head", "กองคลัง")
    says(head, REPORT)
    presses(head, "ยืนยัน")
    taken_back(other, "1")
    taken_back(other, "ก" * 5000)
    assert SECRET in everything(place)


def test_in_a_group_nothing_said_and_nobody_is_kept(place: Town) -> None:
    somebody = Friend(place.line.wire, "สมาชิกกลุ่ม", group="กลุ่มกองช่าง")
    before = everything(place)
    somebody.says(SECRET)
    for kind in ("memberLeft", "leave", "memberJoined"):
        assert somebody.wire.post(somebody.wire.event(somebody.source, kind)) == 200
    after = everything(place)
    assert SECRET not in after and somebody.user_id not in after and somebody.chat_id not in after
    assert before.count("'line_user_id'") == after.count("'line_user_id'")
