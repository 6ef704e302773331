"""The privacy notice is accepted by version, again when it is new, again after leaving; reading never waits for it."""

import time

import pytest

from sandbox.people import Person as Friend
from scheduler.worker import Worker
from tests.privacy.people import answered, do, enrolled, presses, row_of, rows, says
from tests.town import BANGKOK, Town
from tracker import outbox
from tracker.actions.accept_notice import NOTICE_VERSION
from tracker.store import people

REPORT = "มาตรการ 2 ทำแล้ว 60% ติดป้ายแล้ว"
ASKS = "ยืนยันว่ารับทราบ"


def accepted_before(place: Town) -> None:
    """Everybody accepted the notice before this one."""
    do(place, "UPDATE person SET notice_version = :before", before=NOTICE_VERSION - 1)


def entries(place: Town, friend: Friend) -> int:
    found = row_of(place, friend)
    return len(rows(place, "SELECT id FROM progressentry WHERE person_id = :p", p=found.id if found else 0))


def history(place: Town) -> list[tuple[int, str]]:
    return list(rows(place, "SELECT version, way FROM noticeacceptance ORDER BY accepted_at, id"))


def test_enrolling_accepts_the_notice_in_force_and_keeps_that_it_was(place: Town) -> None:
    enrolled(place)
    assert history(place) == [(NOTICE_VERSION, "enrol")]


def test_a_new_notice_is_shown_before_the_next_write_which_then_goes_on_by_itself(place: Town) -> None:
    head = enrolled(place)
    says(head, REPORT)
    accepted_before(place)
    assert ASKS in presses(head, "ยืนยัน")
    assert entries(place, head) == 0
    said = presses(head, ASKS)
    assert "รับทราบ" in said and "67-0001" in said
    assert history(place)[-1] == (NOTICE_VERSION, "button")
    assert ASKS not in says(head, "มาตรการ 2 ทำแล้ว 70%")
    assert "67-0002" in presses(head, "ยืนยัน")


def test_reading_public_facts_and_preparing_a_report_never_wait_for_a_notice(place: Town) -> None:
    head = enrolled(place)
    accepted_before(place)
    assert "88.93" in says(head, "ปี 66 ได้กี่คะแนน")
    assert "ยืนยัน" in says(head, REPORT)
    assert "งาน" in says(head, "งานของฉัน")


@pytest.mark.parametrize("how", ["photo", "link", "word"])
def test_no_way_of_writing_goes_round_the_notice(place: Town, how: str) -> None:
    head = enrolled(place)
    says(head, REPORT)
    if how != "word":
        presses(head, "ยืนยัน")
    accepted_before(place)
    if how == "photo":
        head.sends_photo()
        said = answered(head)
    else:
        said = says(head, "ยืนยัน" if how == "word" else "แนบลิงก์หลักฐาน https://example.go.th/a.pdf")
    assert ASKS in said
    before = entries(place, head), rows(place, "SELECT id FROM evidence")
    assert before == (0 if how == "word" else 1, [])
    assert "67-0001" in presses(head, ASKS)
    assert entries(place, head) == 1
    assert len(rows(place, "SELECT id FROM evidence")) == (how != "word")


def test_what_waited_is_carried_out_once_and_only_for_its_own_person(place: Town) -> None:
    head, other = enrolled(place), enrolled(place, "หัวหน้ากองคลัง", "head", "กองคลัง")
    says(head, REPORT)
    accepted_before(place)
    presses(head, "ยืนยัน")
    button = head.button(ASKS)["data"]
    other.presses(button)
    answered(other)
    assert (entries(place, head), entries(place, other)) == (0, 0)
    for _ in range(2):
        head.presses(button)
        answered(head)
    assert entries(place, head) == 1


def test_a_wait_that_lasted_too_long_is_accepted_and_asked_for_again(place: Town) -> None:
    head = enrolled(place)
    says(head, REPORT)
    accepted_before(place)
    presses(head, "ยืนยัน")
    do(place, "UPDATE draft SET expires_at = created_at")
    assert "67-0001" not in presses(head, ASKS)
    assert entries(place, head) == 0
    found = row_of(place, head)
    assert found is not None and found.notice_version == NOTICE_VERSION


def test_who_never_accepted_and_only_asks_is_asked_for_nothing_and_little_is_kept(place: Town) -> None:
    stranger = place.line.person("ผู้ถาม")
    assert "77.16" in says(stranger, "คะแนนของเทศบาลตำบลนาดูน ปีล่าสุด")
    found = row_of(place, stranger)
    assert found is not None
    kept = {name for name, value in found.model_dump().items() if value is not None}
    assert kept == {"id", "line_user_id", "following", "came_at", "created_at"}
    assert history(place) == []
    assert rows(place, "SELECT id FROM draft") == []
    assert "ปีล่าสุด" not in str(rows(place, "SELECT topic FROM memory"))


def due(place: Town, friend: Friend, key: str) -> str:
    """What becomes of a push to a person that is promised and delivered now."""
    with place.store.begin() as tx:
        found = people.person_by_line_id(tx, friend.user_id)
        assert found is not None
        outbox.promise_push(
            tx, key, friend.user_id, [{"type": "text", "text": key}], place.now, person_id=found.id
        )
    outbox.deliver(place.store, place.client, place.now)
    return str(rows(place, "SELECT state FROM message WHERE key = :key", key=key)[0][0])


def test_after_blocking_nothing_is_pushed_and_after_coming_back_only_once_the_notice_is_accepted(
    place: Town,
) -> None:
    head = enrolled(place)
    says(head, REPORT)
    old_press = head.wire.event(head.source, "postback", postback={"data": head.button("ยืนยัน")["data"]})
    assert due(place, head, "before") == "sent"
    head.wait()
    with place.store.begin() as tx:
        outbox.promise_push(tx, "waits", head.user_id, [{"type": "text", "text": "waits"}], place.now)
    time.sleep(0.01)
    head.unfollows()
    assert rows(place, "SELECT state FROM message WHERE key = 'waits'") == [("dropped",)]
    assert due(place, head, "while gone") == "dropped"

    # Pressed before leaving, delivered after: what was confirmed counts, but nothing is pushed.
    assert head.wire.post(old_press) == 200
    assert entries(place, head) == 1
    head.wait()
    assert due(place, head, "still gone") == "dropped"

    head.follows()
    assert ASKS in answered(head)
    assert due(place, head, "back, not accepted") == "dropped"
    says(head, "มาตรการ 2 ทำแล้ว 80%")
    assert ASKS in presses(head, "ยืนยัน")
    assert entries(place, head) == 1
    assert "67-0002" in presses(head, ASKS)
    assert due(place, head, "accepted again") == "sent"
    assert [version for version, _ in history(place)] == [NOTICE_VERSION, NOTICE_VERSION]


def test_an_old_follow_or_an_old_block_that_comes_late_changes_nothing(place: Town) -> None:
    head = enrolled(place)
    early = head.wire.event(head.source, "unfollow")
    time.sleep(0.01)
    found = row_of(place, head)
    assert found is not None
    do(place, "UPDATE person SET came_at = :late", late="2030-01-01 00:00:00")
    assert head.wire.post(early) == 200
    found = row_of(place, head)
    assert found is not None and found.following and found.notice_version == NOTICE_VERSION
    do(place, "UPDATE person SET came_at = NULL")
    late_follow = head.wire.event(head.source, "follow", follow={"isUnblocked": True})
    time.sleep(0.01)
    head.unfollows()
    assert head.wire.post(late_follow) == 200
    found = row_of(place, head)
    assert found is not None and not found.following


def test_nobody_becomes_known_by_leaving_or_taking_back(place: Town) -> None:
    stranger = place.line.person("คนแปลกหน้า")
    stranger.unfollows()
    stranger.unsends("123456")
    assert row_of(place, stranger) is None


def test_reminders_wait_for_the_notice_of_one_who_came_back(place: Town) -> None:
    head = enrolled(place)
    head.unfollows()
    head.follows()
    answered(head)
    worker = Worker(place.store, place.files, place.client, BANGKOK, place.clock, place.clock)
    worker.remind()
    assert rows(place, "SELECT id FROM message WHERE channel = 'push' AND state = 'promised'") == []
    presses(head, ASKS)
    found = row_of(place, head)
    assert found is not None and found.following
