"""More people at once than the desk has places for: everyone is taken in, each answered in order, nobody twice."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import select

from bot import crowd as crowd_module
from bot.crowd import PLACES, Crowd
from bot.desk import Desk
from bot.line.events import Said, Unparsed, parse
from bot.pages.downloads import links_for
from bot.voice.plain import as_text
from tests.load import client
from tests.town import BANGKOK, Town, town
from tracker.errors import StorageUnavailable
from tracker.model import Message, SeenEvent
from tracker.outbox import Outgoing
from tracker.store import Store

USER, OTHER = "U" + "c" * 32, "U" + "d" * 32


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


def said(words: str, user: str = USER) -> Said:
    found = parse(json.dumps({"events": [client.text(user, words)]}).encode())
    assert found is not None
    [only] = found.events
    assert isinstance(only, Said)
    return only


def crowd_of(place: Town, sent: list[Outgoing], store: Store | None = None) -> Crowd:
    desk = Desk(store or place.store, place.files, BANGKOK, links_for(place.web))
    return Crowd(desk, sent.append, place.clock)


def serve(crowd: Crowd, event: Said) -> None:
    """As the webhook does."""
    reply = crowd.serve(event)
    if reply is not None:
        crowd.send(reply)


@contextmanager
def every_place_taken(crowd: Crowd) -> Iterator[None]:
    for _ in range(PLACES):
        crowd._places.acquire()
    crowd._thread = threading.current_thread()  # nobody handles what waits until the test says so
    yield
    for _ in range(PLACES):
        crowd._places.release()


def wait_for(found: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not found() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert found()


def states(place: Town) -> list[str]:
    with place.store.read() as tx:
        return sorted(tx.exec(select(SeenEvent.state)).all())


def answers(place: Town) -> list[str]:
    with place.store.read() as tx:
        return [as_text(each.body) for each in tx.exec(select(Message).order_by(Message.id)).all()]


def test_with_a_free_place_an_event_is_handled_at_once(place: Town) -> None:
    sent: list[Outgoing] = []
    serve(crowd_of(place, sent), said("ช่วยเหลือ"))
    assert (states(place), len(sent)) == (["done"], 1)


def test_without_a_place_events_are_kept_then_answered_in_the_order_they_came(place: Town) -> None:
    sent: list[Outgoing] = []
    crowd = crowd_of(place, sent)
    names = ("เทศบาลตำบลบึงเจริญ", "ปี 66 ได้กี่คะแนน", "แล้วปี 65")
    with every_place_taken(crowd):
        for words in names:
            serve(crowd, said(words))
    assert (states(place), sent) == (["waiting"] * 3, [])
    assert crowd.serve_waiting() == 3
    assert (states(place), len(sent)) == (["done"] * 3, 3)
    assert "88.93" in answers(place)[1] and "2565" in answers(place)[2]


def test_while_a_message_waits_no_later_one_of_the_same_person_is_served_before_it(place: Town) -> None:
    crowd = crowd_of(place, [])
    with every_place_taken(crowd):
        serve(crowd, said("คะแนนล่าสุด"))
    serve(crowd, said("ขอบคุณค่ะ"))
    assert states(place) == ["waiting", "waiting"]


def test_who_comes_to_a_free_place_does_not_wait_because_others_wait(place: Town) -> None:
    sent: list[Outgoing] = []
    crowd = crowd_of(place, sent)
    with every_place_taken(crowd):
        serve(crowd, said("คะแนนล่าสุด"))
    serve(crowd, said("ช่วยเหลือ", OTHER))
    assert (states(place), [each.recipient for each in sent]) == (["done", "waiting"], [OTHER])


def test_a_message_right_behind_one_at_the_door_stays_behind_it_and_nobody_else_does(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Outgoing] = []
    crowd = crowd_of(place, sent)
    keeping, go_on, put_by = threading.Event(), threading.Event(), Desk.put_by

    def slowly(desk: Desk, many: Sequence[Said | Unparsed], now: datetime) -> None:
        keeping.set()
        assert go_on.wait(60)
        put_by(desk, many, now)

    monkeypatch.setattr(Desk, "put_by", slowly)
    first, second = (
        threading.Thread(target=serve, args=(crowd, said(words)))
        for words in ("เทศบาลตำบลบึงเจริญ", "ปี 66 ได้กี่คะแนน")
    )
    with every_place_taken(crowd):
        first.start()
        assert keeping.wait(60)
    second.start()
    wait_for(lambda: bool(crowd._comers))
    serve(crowd, said("ช่วยเหลือ", OTHER))
    assert (states(place), [each.recipient for each in sent]) == (["done"], [OTHER])
    go_on.set()
    first.join()
    second.join()
    assert states(place) == ["done", "waiting", "waiting"]
    assert crowd.serve_waiting() == 2
    assert "88.93" in answers(place)[-1]
    assert not +crowd._at_the_door


@pytest.mark.parametrize("when", ["while it waits", "after it was answered"])
def test_a_second_delivery_of_a_kept_event_is_answered_once(place: Town, when: str) -> None:
    sent: list[Outgoing] = []
    crowd, event = crowd_of(place, sent), said("ช่วยเหลือ")
    with every_place_taken(crowd):
        serve(crowd, event)
        if when == "while it waits":
            serve(crowd, event)
    crowd.serve_waiting()
    serve(crowd, event)
    crowd.serve_waiting()
    assert (states(place), len(sent)) == (["done"], 1)


def test_what_a_process_that_died_had_taken_in_another_handles(place: Town) -> None:
    crowd = crowd_of(place, [])
    with every_place_taken(crowd):
        serve(crowd, said("ช่วยเหลือ"))
    sent: list[Outgoing] = []
    assert crowd_of(place, sent).serve_waiting() == 1
    assert len(sent) == 1


def test_a_process_that_starts_handles_what_a_dead_one_had_taken_in_without_waiting_for_its_next_look(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd_module, "LOOK_EVERY", 3600.0)
    dead = crowd_of(place, [])
    with every_place_taken(dead):
        serve(dead, said("ช่วยเหลือ"))
    sent: list[Outgoing] = []
    crowd_of(place, sent).watch()
    wait_for(lambda: bool(sent))
    assert states(place) == ["done"] and len(sent) == 1


def test_many_at_the_door_are_let_in_together_and_a_full_house_loses_nobody(place: Town) -> None:
    sent: list[Outgoing] = []
    crowd = crowd_of(place, sent)
    with every_place_taken(crowd):
        threads = [
            threading.Thread(target=serve, args=(crowd, said("ช่วยเหลือ", f"U{n:032x}"))) for n in range(60)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert states(place) == ["waiting"] * 60
    assert crowd.serve_waiting() == 60
    assert len(set(sent)) == 60


def test_a_kept_event_whose_handling_raises_is_failed_and_does_not_hold_up_the_next(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Outgoing] = []
    crowd = crowd_of(place, sent)
    with every_place_taken(crowd):
        serve(crowd, said("ระเบิด"))
        serve(crowd, said("ช่วยเหลือ"))
    from bot import lesson

    respond = lesson.respond
    monkeypatch.setattr(lesson, "respond", lambda s, scene: 1 / 0 if s.text == "ระเบิด" else respond(s, scene))
    assert crowd.serve_waiting() == 2
    assert states(place) == ["done", "failed"]
    assert len(sent) == 2  # that it went wrong is said too


def test_when_nothing_can_be_kept_it_is_said_so_that_line_sends_it_again(place: Town) -> None:
    other = Store(place.facts.database_url, busy_ms=50)
    crowd = crowd_of(place, [], other)
    with every_place_taken(crowd), place.store.begin() as tx:
        tx.connection()
        with pytest.raises(StorageUnavailable):
            serve(crowd, said("ช่วยเหลือ"))
    other.close()
    assert states(place) == []
    assert not +crowd._at_the_door, "whoever comes again is not sent to the door for it"


def test_what_the_desk_keeps_behind_an_earlier_message_is_looked_for_at_once(place: Town) -> None:
    crowd = crowd_of(place, [])
    with every_place_taken(crowd):
        serve(crowd, said("คะแนนล่าสุด"))
    crowd._more.clear()
    serve(crowd, said("ขอบคุณค่ะ"))
    assert crowd._more.is_set()


def test_a_message_right_behind_a_large_webhook_stays_behind_it(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd, put_by = crowd_of(place, []), Desk.put_by
    crowd._thread = threading.current_thread()
    later = threading.Thread(target=serve, args=(crowd, said("ปี 66 ได้กี่คะแนน")))

    def meanwhile(desk: Desk, many: Sequence[Said | Unparsed], now: datetime) -> None:
        if later.ident is None:
            later.start()
            wait_for(lambda: bool(crowd._comers))
        put_by(desk, many, now)

    monkeypatch.setattr(Desk, "put_by", meanwhile)
    crowd.take_in([said("เทศบาลตำบลบึงเจริญ")])
    later.join()
    assert states(place) == ["waiting", "waiting"]
    assert crowd.serve_waiting() == 2
    assert "88.93" in answers(place)[-1]
    assert not +crowd._at_the_door
