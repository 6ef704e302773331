"""What has had its time goes once a day, by the settings, in small steps; the notice page says the same figures."""

from datetime import timedelta
from typing import Any

import pytest
import requests
from pydantic import ValidationError

from sandbox.people import Person as Friend
from scheduler.worker import Worker
from tests.privacy.people import enrolled, presses, row_of, rows, says
from tests.town import BANGKOK, Town
from tracker import outbox
from tracker.actions.forget_old import forget_old
from tracker.model import InvitationGuess, SeenEvent
from tracker.rules import personal_data
from tracker.settings import Retention, TrackerSettings
from tracker.store import conversation, incoming, retention

DAY = timedelta(days=1)


def forget(place: Town, after: timedelta, keep: Retention | None = None) -> dict[str, int]:
    gone = forget_old(place.store, place.files, place.now + after, keep or Retention())
    return {kind: count for kind, count in gone.items() if count}


def worded(place: Town) -> tuple[int, int]:
    """Messages with words, and with a recipient."""
    bodies = rows(place, "SELECT CAST(body AS TEXT), recipient FROM message")
    return sum(body != "[]" for body, _ in bodies), sum(recipient is not None for _, recipient in bodies)


def test_each_kind_goes_at_its_time_and_not_before(place: Town) -> None:
    head = enrolled(place)
    says(head, "ปี 66 ได้กี่คะแนน")
    says(head, "มาตรการ 2 ทำแล้ว 60%")
    with place.store.begin() as tx:
        tx.add(InvitationGuess(line_user_id=head.user_id, at=place.now))
        conversation.keep_failed_event(tx, "bad", "text", {"message": {"text": "ลับ"}}, "X", place.now)
    drafts = len(rows(place, "SELECT id FROM draft"))
    assert forget(place, timedelta(minutes=10)) == {}
    assert forget(place, timedelta(minutes=20)) == {"memory": 1}
    assert forget(place, DAY - timedelta(minutes=1)) == {}
    assert forget(place, DAY + timedelta(hours=1)) == {"drafts": drafts, "guesses": 1}
    assert forget(place, timedelta(days=29)) == {}
    messages, _ = worded(place)
    assert forget(place, timedelta(days=31)) == {"failed": 1, "messages": messages}
    assert worded(place) == (0, 0)
    assert forget(place, timedelta(days=89)) == {}
    events = len(rows(place, "SELECT event_id FROM seenevent"))
    assert forget(place, timedelta(days=91)) == {"events": events}
    assert forget(place, timedelta(days=4000)) == {}


def test_a_message_that_waits_is_never_forgotten_and_one_that_went_is_never_promised_twice(
    place: Town,
) -> None:
    head = enrolled(place)
    with place.store.begin() as tx:
        outbox.promise_push(tx, "waits", head.user_id, [{"type": "text", "text": "คำ"}], place.now)
    forget(place, timedelta(days=500))
    assert rows(place, "SELECT state, recipient FROM message WHERE key = 'waits'") == [
        ("promised", head.user_id)
    ]
    outbox.deliver(place.store, place.client, place.now)
    forget(place, timedelta(days=500))
    assert rows(place, "SELECT CAST(body AS TEXT), recipient FROM message WHERE key = 'waits'") == [
        ("[]", None)
    ]
    with place.store.begin() as tx:
        assert outbox.promise_push(tx, "waits", head.user_id, [], place.now) is None


def test_many_rows_go_in_batches_and_a_second_run_finds_nothing(place: Town) -> None:
    many = 2 * retention.BATCH + 1
    with place.store.begin() as tx:
        for number in range(many):
            tx.add(SeenEvent(event_id=f"e{number}", kind="text", received_at=place.now))
    with place.store.begin() as tx:
        assert retention.events(tx, place.now + 91 * DAY, Retention()) == retention.BATCH
    assert forget(place, 91 * DAY) == {"events": many - retention.BATCH}
    assert forget(place, 91 * DAY) == {}


def left(place: Town) -> Friend:
    head = enrolled(place)
    says(head, "มาตรการ 2 ทำแล้ว 60%")
    presses(head, "ยืนยัน")
    head.unfollows()
    return head


def test_who_left_becomes_a_pseudonym_by_the_setting_and_the_report_stays_with_the_post(place: Town) -> None:
    head = left(place)
    assert forget(place, timedelta(days=20)).get("people") is None
    assert forget(place, timedelta(days=33))["people"] == 1
    assert row_of(place, head) is None
    assert forget(place, timedelta(days=33)) == {}
    kept = rows(place, "SELECT percent FROM progressentry WHERE draft_id IS NOT NULL AND post_id IS NOT NULL")
    assert kept == [(60,)]
    assert rows(place, "SELECT * FROM menutounlink") == []


def test_who_came_back_in_time_stays_who_they_were(place: Town) -> None:
    head = left(place)
    before = row_of(place, head)
    head.follows()
    head.wait()
    forget(place, timedelta(days=33))
    after = row_of(place, head)
    assert before is not None and after is not None and after.id == before.id


def test_the_daily_beat_does_it(place: Town) -> None:
    head = left(place)
    clock = place.now + timedelta(days=33)
    Worker(place.store, place.files, place.client, BANGKOK, lambda: clock).forget()
    assert row_of(place, head) is None


def test_the_notice_page_says_the_figures_of_the_settings(place: Town) -> None:
    page = requests.get(f"{place.url}/privacy", timeout=5).text
    for kept in personal_data.KEPT:
        assert kept.heading in page and kept.how_long(place.facts.retention) in page and kept.erased in page
    other = Retention(events=timedelta(days=123), messages=timedelta(days=45), left=timedelta(days=7))
    said = " ".join(kept.how_long(other) for kept in personal_data.KEPT)
    assert "123 วัน" in said and "45 วัน" in said and "7 วัน" in said


def test_the_figures_that_are_no_settings_are_those_the_program_goes_by() -> None:
    assert conversation.MEMORY_FOR == timedelta(minutes=personal_data.MEMORY_MINUTES)
    assert conversation.DRAFT_FOR == timedelta(minutes=personal_data.DRAFT_MINUTES)
    assert incoming.KEPT == timedelta(days=personal_data.PAPER_DAYS)


BAD: tuple[dict[str, Any], ...] = (
    {"retention_events_days": 89},
    {"retention_left_days": 31},
    {"retention_left_days": -1},
    {"retention_messages_days": 0},
    {"retention_failed_days": "soon"},
)


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_a_setting_the_law_or_safety_forbids_stops_the_start(bad: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TrackerSettings(_env_file=None, **bad)
