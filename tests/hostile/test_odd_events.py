"""Rows 7 to 14, 17 and 18: odd events in a good webhook are kept, each has at most one effect, none spoils another."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest

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
    states,
    text_event,
    told,
)
from tests.town import Town
from tracker.model import Draft, Message, SeenEvent

QUESTION = "คะแนนของเทศบาลตำบลนาดูน"

UNPARSED: list[Any] = [
    None,
    5,
    "x",
    [],
    {},
    {"timestamp": 1},
    {"type": None, "timestamp": 1},
    {"type": 5, "timestamp": 1},
    {"type": "message", "timestamp": "soon", "message": {"type": "text", "text": "x"}},
    {"type": "message", "timestamp": 10**40, "message": {"type": "text", "text": "x"}},
    {"type": "message", "timestamp": 1, "message": None},
    {"type": "message", "timestamp": 1, "message": {"type": "text", "text": 5}},
    {"type": "message", "timestamp": 1, "message": {"type": ["text"]}},
    {"type": "message", "timestamp": 1, "message": {"type": "image", "id": "../../v2/bot/info"}},
    {"type": "message", "timestamp": 1, "message": {"type": "image", "id": ".."}},
    {"type": "postback", "timestamp": 1},
    {"type": "postback", "timestamp": 1, "postback": {"data": {"a": 1}}},
    {"type": "unsend", "timestamp": 1, "unsend": {"messageId": 7}},
    {"type": "message", "timestamp": 1, "source": [1], "message": {"type": "text", "text": "x"}},
]


@pytest.mark.parametrize("bad", UNPARSED, ids=lambda bad: repr(bad)[:60])
def test_row_07_the_good_event_is_served_and_the_other_kept_unparsed(both: Town, bad: Any) -> None:
    body = body_of(bad, text_event(both, QUESTION))
    assert [post(both, body).status_code for _ in range(2)] == [200, 200]
    assert "77.16" in told(both)
    assert states(both.store) == {"unparsed": 1, "done": 1}
    kept = rows(both.store, SeenEvent, SeenEvent.state == "unparsed")[0]
    assert kept.raw == (bad if isinstance(bad, dict) else {"event": bad})
    assert len(audited(both.store, "unparsed_event")) == 1


STRANGE = [
    {"type": "somethingNew", "timestamp": 1},
    {"type": "somethingNew", "timestamp": 1, "source": {"type": "user", "userId": "U" + "1" * 32}},
    {"type": "message", "timestamp": 1, "source": {"type": "user", "userId": "U" + "1" * 32},
     "message": {"type": "hologram", "shape": {"a": [1, 2.5, None, "\\u0000x"]}}},
]  # fmt: skip


@pytest.mark.parametrize("event", STRANGE, ids=lambda event: str(event["type"]))
def test_row_08_a_kind_line_added_since_is_kept_raw_and_counted(both: Town, event: dict[str, Any]) -> None:
    import requests

    now = int(both.now.timestamp() * 1000)
    event = event | {"timestamp": now, "webhookEventId": "01" + "S" * 24}
    before = _count_of_unknown(requests.get(both.url + "/metrics", timeout=5).text)
    assert post(both, body_of(event)).status_code == 200
    assert states(both.store) == {"unknown": 1}
    assert rows(both.store, SeenEvent)[0].raw == event
    after = requests.get(both.url + "/metrics", timeout=5).text
    assert _count_of_unknown(after) == before + 1
    assert 'events_last_day{state="unknown"} 1.0' in after


def _count_of_unknown(metrics: str) -> float:
    lines = [line for line in metrics.splitlines() if line.startswith("prongsai_webhook_total{")]
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if 'outcome="unknown"' in line)


def test_row_08_properties_line_added_since_change_nothing(both: Town) -> None:
    event = text_event(both, QUESTION) | {"brandNew": {"deep": [1, {"x": "y"}]}}
    event["message"] |= {"markAsReadToken": "t", "mood": 7}
    event["source"] = {**event["source"], "tenant": "x"}
    assert post(both, body_of(event)).status_code == 200
    assert "77.16" in told(both)
    assert states(both.store) == {"done": 1}


ODD_IDS: list[Any] = [None, "", 5, [], {"a": 1}, "x" * 1_000_000, "เลขที่", "a b", "\\u0000", "-" * 65]


@pytest.mark.parametrize("odd", ODD_IDS, ids=lambda odd: repr(odd)[:20])
def test_row_09_without_a_usable_event_id_the_content_is_the_key(both: Town, odd: Any) -> None:
    event = text_event(both, QUESTION, webhookEventId=odd)
    event["message"].pop("id")
    again = event | {"deliveryContext": {"isRedelivery": True}}
    assert [post(both, body_of(each)).status_code for each in (event, event, again)] == [200] * 3
    assert "77.16" in told(both)
    assert [row.event_id[:7] for row in rows(both.store, SeenEvent)] == ["sha256:"]
    assert counted(both.store, Message) == [1]


def test_row_09_an_event_id_used_twice_in_one_webhook_has_one_effect(both: Town) -> None:
    first = text_event(both, QUESTION)
    second = text_event(both, "ช่วยเหลือ") | {"webhookEventId": first["webhookEventId"]}
    assert post(both, body_of(first, second)).status_code == 200
    assert "77.16" in told(both)
    assert counted(both.store, SeenEvent, Message) == [1, 1]


@pytest.mark.parametrize(
    "change", [float, str, lambda at: f"{at}.0"], ids=["float", "text", "text of a float"]
)
def test_row_09_a_timestamp_of_another_type_is_read_as_the_moment_it_is(both: Town, change: Any) -> None:
    event = text_event(both, QUESTION)
    event["timestamp"] = change(event["timestamp"])
    assert post(both, body_of(event)).status_code == 200
    assert "77.16" in told(both)


@pytest.mark.parametrize(
    "value", ["x" * 100_000, "../..", "U" + "1" * 70, "ผู้ใช้", "", 7, None, ["U1"]], ids=lambda v: repr(v)[:12]
)
def test_row_09_an_odd_user_id_is_nobody(both: Town, value: Any) -> None:
    event = text_event(both, REPORT)
    event["source"] = {"type": "user", "userId": value}
    assert post(both, body_of(event)).status_code == 200
    assert counted(both.store, Draft) == [0]
    assert recorded(both.store) == []


def test_row_10_the_same_event_a_hundred_times_at_once_has_one_effect(place: Town) -> None:
    head = enrolled(place)
    head.says(REPORT)
    said(head)
    data = head.button("ยืนยัน")["data"]
    press = known(place, "หัวหน้ากองช่าง", "postback", postback={"data": data})
    bodies = [body_of(press | {"deliveryContext": {"isRedelivery": bool(n % 2)}}) for n in range(100)]
    statuses: list[int] = []

    def deliver(body: bytes) -> None:
        # A server that is busy says 503, and LINE delivers again until it is told 200.
        while (status := post(place, body).status_code) == 503:
            time.sleep(0.05)
        statuses.append(status)

    threads = [threading.Thread(target=deliver, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 100
    assert "67-0001" in said(head)
    assert silence(head)
    assert [entry.receipt for entry in recorded(place.store)] == ["67-0001"]


def test_row_11_one_message_under_two_event_ids_has_one_effect(both: Town) -> None:
    first = text_event(both, QUESTION)
    second = first | {"webhookEventId": "01" + "Z" * 24}
    assert [post(both, body_of(each)).status_code for each in (first, second)] == [200, 200]
    assert post(both, body_of(first, second)).status_code == 200
    assert "77.16" in told(both)
    assert counted(both.store, SeenEvent, Message) == [1, 1]


def _before(place: Town, minutes: int, event: dict[str, Any]) -> dict[str, Any]:
    return event | {"timestamp": int((place.now - timedelta(minutes=minutes)).timestamp() * 1000)}


def test_row_12_reports_in_reverse_order_leave_the_one_said_last_to_be_confirmed(both: Town) -> None:
    head, name = enrolled(both), "หัวหน้ากองช่าง"
    later = _before(both, 1, text_event(both, "มาตรการ 2 ทำแล้ว 80%", name))
    earlier = _before(both, 5, text_event(both, "มาตรการ 2 ทำแล้ว 60%", name))
    for event in (later, earlier):
        assert post(both, body_of(event)).status_code == 200
    shown = said(head, 3)
    assert "80%" in shown
    assert "ส่งก่อนเรื่องที่กำลังทำอยู่" in shown
    head.says("ยืนยัน")
    assert "80%" in said(head)
    assert standing(both.store) == ("in_progress", 80)
    # The late one is kept as history: what it proposed is there, and nothing was written of it.
    proposed = sorted(
        draft.content["proposal"]["percent"] for draft in rows(both.store, Draft) if draft.kind == "progress"
    )
    assert proposed == [60, 80]
    assert [entry.percent for entry in recorded(both.store)] == [80]


def test_row_12_confirmations_in_reverse_order_do_not_overwrite_what_was_pressed_last(both: Town) -> None:
    head, name = enrolled(both), "หัวหน้ากองช่าง"
    presses = []
    for percent in (60, 80):
        head.says(f"มาตรการ 2 ทำแล้ว {percent}%")
        said(head)
        data = head.button("ยืนยัน")["data"]
        presses.append(known(both, name, "postback", postback={"data": data}))
    earlier, later = _before(both, 5, presses[0]), _before(both, 1, presses[1])
    assert [post(both, body_of(event)).status_code for event in (later, earlier)] == [200, 200]
    assert "80%" in said(head, 2)
    assert standing(both.store) == ("in_progress", 80)
    assert [entry.percent for entry in recorded(both.store)] == [80]


def test_row_13_an_event_of_forty_days_ago_is_kept_without_effect_and_told(both: Town) -> None:
    coordinator = enrolled(both, "ผู้ประสาน", "coordinator", None)
    head = enrolled(both)
    head.says(REPORT)
    said(head)
    data = head.button("ยืนยัน")["data"]
    old = _before(both, 40 * 24 * 60, known(both, "หัวหน้ากองช่าง", "postback", postback={"data": data}))
    assert [post(both, body_of(old)).status_code for _ in range(2)] == [200, 200]
    assert silence(head)
    assert recorded(both.store) == []
    kept = rows(both.store, SeenEvent, SeenEvent.state == "old")
    assert [row.raw["postback"]["data"] for row in kept if row.raw] == [data]
    assert [line.detail["days"] for line in audited(both.store, "old_event")] == [40]
    coordinator.says("คะแนนล่าสุด")
    assert "14 ต.ค. 2569" in said(coordinator, 2)
    coordinator.says("คะแนนล่าสุด")
    assert "14 ต.ค. 2569" not in said(coordinator)


def test_row_13_whoever_takes_a_message_back_is_heard_however_late(both: Town) -> None:
    head = enrolled(both)
    head.says(REPORT)
    identifier = head.last_message_id
    said(head)
    head.press("ยืนยัน")
    said(head)
    old = _before(both, 40 * 24 * 60, known(both, "หัวหน้ากองช่าง", "unsend", unsend={"messageId": identifier}))
    assert post(both, body_of(old)).status_code == 200
    assert [entry.note for entry in recorded(both.store)] == [""]


def test_row_14_five_hundred_events_in_one_webhook_are_all_kept_and_served(place: Town) -> None:
    events = [text_event(place, QUESTION, f"ผู้ถาม {number}") for number in range(500)]
    answer = post(place, body_of(*events))
    assert answer.status_code == 200
    assert counted(place.store, SeenEvent) == [500]  # before anything else happens: LINE has its 200
    until = time.monotonic() + 120
    while states(place.store) != {"done": 500} and time.monotonic() < until:
        time.sleep(0.2)
    assert states(place.store) == {"done": 500}
    assert counted(place.store, Message) == [500]
    print(f"\n500 events were kept in {answer.elapsed.total_seconds():.2f} s")


def test_row_14_what_a_process_that_died_left_waiting_is_served_by_the_next(place: Town) -> None:
    from bot.app import create_app
    from bot.line.events import parse
    from tracker.store import waiting

    parsed = parse(body_of(text_event(place, QUESTION), text_event(place, "ช่วยเหลือ", "อีกคน")))
    assert parsed is not None
    kept: list[waiting.Kept] = [(e.event_id, None, "text", e.raw) for e in parsed.events]
    with place.store.begin() as tx:
        waiting.put_by(tx, kept, place.now)
    next_process = create_app(place.web, place.facts, place.clock)
    next_process.extensions["crowd"].watch()
    try:
        assert "77.16" in told(place)
        assert "โปร่งใสช่วยอะไรได้บ้าง" in told(place, "อีกคน")
        assert states(place.store) == {"done": 2}
    finally:
        next_process.extensions["store"].close()


def test_row_17_what_another_channel_answers_is_recorded_without_reply_or_effect(both: Town) -> None:
    head = enrolled(both)
    head.says(REPORT)
    said(head)
    data = head.button("ยืนยัน")["data"]
    aside = {"mode": "standby"}
    events = [
        text_event(both, QUESTION, "หัวหน้ากองช่าง") | aside,
        known(both, "หัวหน้ากองช่าง", "postback", postback={"data": data}) | aside,
    ]
    before = counted(both.store, SeenEvent, Message)
    assert post(both, body_of(*events)).status_code == 200
    assert silence(head)
    assert counted(both.store, SeenEvent, Message) == [before[0] + 2, before[1]]
    assert recorded(both.store) == []


SOURCES = {
    "no source": None,
    "an empty source": {},
    "a group without a person": {"type": "group", "groupId": "C" + "1" * 32},
    "a room without a person": {"type": "room", "roomId": "R" + "1" * 32},
    "a user without an id": {"type": "user"},
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("mentioned", [False, True], ids=["in passing", "mentioned"])
def test_row_18_without_a_person_nothing_is_written_and_a_hint_is_given_only_when_asked(
    both: Town, source: str, mentioned: bool
) -> None:
    event = text_event(both, "@โปร่งใส " + REPORT)
    event.pop("source")
    if SOURCES[source] is not None:
        event["source"] = SOURCES[source]
    if mentioned:
        event["message"]["mention"] = {
            "mentionees": [{"index": 0, "length": 8, "type": "user", "isSelf": True}]
        }
    assert post(both, body_of(event)).status_code == 200
    assert counted(both.store, Draft) == [0]
    assert recorded(both.store) == []
    is_group = source.startswith(("a group", "a room"))
    sent = [message.body[0] for message in rows(both.store, Message)]
    if is_group:
        assert len(sent) == (1 if mentioned else 0)
        assert not mentioned or "แชทส่วนตัว" in str(sent)
