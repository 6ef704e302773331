"""The edge to LINE, over HTTP: what is forged or broken stores nothing, one bad event never spoils the others."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask

from bot.crowd import Crowd
from bot.desk import Desk
from bot.line.doors import Door, Doors
from bot.line.identity import Identity
from bot.line.patience import Patience
from bot.pages.downloads import links_for
from bot.webhook import create_webhook
from sandbox.people import words
from tests.town import BANGKOK, SECRET, Town, town
from tracker.outbox import Outgoing
from tracker.store.sqlite import sqlite_driver


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


def counted(place: Town, table: str) -> int:
    """Rows of a table."""
    with sqlite_driver().connect(place.facts.database_url.removeprefix("sqlite:///")) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def a_question(place: Town, text: str = "คะแนนของเทศบาลตำบลนาดูน", name: str = "ผู้ถาม") -> dict[str, Any]:
    """A text event of a person, registered with the sandbox as LINE would make it."""
    person = place.line.person(name)
    message = {"type": "text", "id": "1" + str(hash(text + name) % 10**15), "quoteToken": "q", "text": text}
    made = place.line.wire.event(person.source, "message", message=message)
    place.line.state.tokens[made["replyToken"]] = (person.chat_id, time.time())
    return made


def body_of(*events: Any) -> bytes:
    return json.dumps({"destination": "U" + "0" * 32, "events": list(events)}, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "AAAA",
        "x" * 10_000,
        "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=",
        "ลายเซ็น".encode().decode("latin-1"),
    ],
    ids=["empty", "short", "10 KB", "another's", "not ascii"],
)
def test_a_wrong_signature_is_400_and_stores_nothing(place: Town, signature: str) -> None:
    answer = place.line.wire.raw(body_of(a_question(place)), signature)
    assert (answer.status_code, counted(place, "seenevent"), counted(place, "person")) == (400, 0, 0)


def test_a_missing_signature_is_400(place: Town) -> None:
    assert requests.post(place.url + "/callback", data=b"{}", timeout=5).status_code == 400


def test_lines_machines_get_a_status_alone_and_who_looks_there_with_a_browser_a_guarded_page(
    place: Town,
) -> None:
    answer = place.line.wire.raw(body_of(a_question(place)))
    assert (answer.status_code, answer.content) == (200, b"") and "X-Frame-Options" not in answer.headers
    looked = requests.get(place.url + "/callback", timeout=5)
    assert looked.status_code == 405 and "default-src 'none'" in looked.headers["Content-Security-Policy"]


def test_the_documented_example_of_line_is_accepted() -> None:
    from bot.line.events import signature_is_right

    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    secret, wanted = "8c570fa6dd201bb328f1c1eac23a96d8", "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
    assert signature_is_right(secret, body, wanted)
    assert not signature_is_right(secret, body + b" ", wanted)


def test_a_body_over_one_megabyte_is_413(place: Town) -> None:
    assert place.line.wire.raw(b"x" * 1_048_577).status_code == 413


def test_a_chunked_body_over_one_megabyte_is_413(place: Town) -> None:
    body = b'{"events":[]}' + b" " * 1_200_000
    headers = {"X-Line-Signature": place.line.wire.sign(body)}
    chunks = (body[i : i + 65_536] for i in range(0, len(body), 65_536))
    answer = requests.post(place.url + "/callback", data=chunks, headers=headers, timeout=10)
    assert answer.status_code in (400, 413)
    assert counted(place, "seenevent") == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"{}",
        b'{"events":null}',
        b'{"events":5}',
        b"\xff\xfe{",
        b"[" * 100_000,
    ],
    ids=["empty", "cut", "list", "null", "text", "no events", "null events", "number", "utf-16", "deep"],
)
def test_a_body_that_is_no_webhook_is_400(place: Town, body: bytes) -> None:
    assert place.line.wire.raw(body).status_code == 400


def test_an_empty_webhook_is_200(place: Town) -> None:
    assert place.line.wire.raw(body_of()).status_code == 200
    assert counted(place, "seenevent") == 0


def test_the_last_reply_of_a_webhook_is_sent_once_line_has_its_200_and_those_before_it_at_once(
    place: Town,
) -> None:
    sent: list[Outgoing] = []
    desk = Desk(place.store, place.files, BANGKOK, links_for(place.web))
    bot = Doors(Door(SECRET, Identity(lambda: {}, lambda work: None), Patience(lambda person: None)))
    app = Flask("edge")
    app.register_blueprint(create_webhook(Crowd(desk, sent.append, place.clock), bot, lambda outcome: None))
    body = body_of(a_question(place), a_question(place, name="คนที่สอง"))
    headers = {"X-Line-Signature": place.line.wire.sign(body)}
    with app.test_client().post("/callback", data=body, headers=headers) as answer:
        assert (answer.status_code, len(sent)) == (200, 1)
    assert len({each.recipient for each in sent}) == 2


BAD = [
    None,
    5,
    "x",
    {},
    {"type": None},
    {"type": "message", "timestamp": "soon"},
    {"type": "message", "timestamp": 1, "message": None},
    {"type": "message", "timestamp": 1, "message": {"type": "text"}},
    {"type": "postback", "timestamp": 1},
    {"type": "message", "timestamp": 10**40, "message": {"type": "text", "text": "x"}},
    {"type": "message", "timestamp": 1, "source": [], "message": {"type": "text", "text": "x"}},
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: json.dumps(bad)[:40])
def test_a_bad_event_does_not_spoil_the_good_one_beside_it(place: Town, bad: Any) -> None:
    person = place.line.person("ผู้ถาม")
    assert place.line.wire.raw(body_of(bad, a_question(place))).status_code == 200
    assert "77.16" in words([each.message for each in person.wait()])


@pytest.mark.parametrize(
    "event",
    [
        {"type": "somethingNew", "timestamp": 1, "webhookEventId": "a"},
        {"type": "beacon", "timestamp": 1, "source": {"type": "user", "userId": "U1"}, "webhookEventId": "b"},
        {"type": "join", "timestamp": 1, "source": {"type": "group", "groupId": "C1"}, "webhookEventId": "c"},
        {"type": "memberJoined", "timestamp": 1, "source": {"type": "room", "roomId": "R1"}, "webhookEventId": "d"},
        {"type": "message", "timestamp": 1, "source": {"type": "room"}, "message": {"type": "text", "text": "คะแนน"}},
        {"type": "message", "timestamp": 1, "source": {"userId": "U2"}, "message": {"type": "hologram"}},
    ],
    ids=lambda event: event["type"] + str(event.get("source", {}).get("type", "")),
)  # fmt: skip
def test_what_is_unknown_or_without_a_person_is_tolerated(place: Town, event: dict[str, Any]) -> None:
    assert place.line.wire.raw(body_of(event)).status_code == 200
    assert counted(place, "message") == 0


def test_a_million_letters_are_served(place: Town) -> None:
    person = place.line.person("ผู้ถาม")
    assert place.line.wire.raw(body_of(a_question(place, "ก" * 300_000))).status_code == 200
    assert person.wait()


def test_the_same_event_a_hundred_times_is_answered_once(place: Town) -> None:
    person = place.line.person("ผู้ถาม")
    body = body_of(a_question(place))
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(place.line.wire.raw(body).status_code))
        for _ in range(100)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    place.line.wire.raw(body)
    assert person.wait(2, timeout=1.5)
    assert len(person.inbox) == 1
    assert set(statuses) <= {200, 503}


def test_the_same_message_under_a_new_event_id_is_answered_once(place: Town) -> None:
    person = place.line.person("ผู้ถาม")
    first = a_question(place)
    for event in (first, {**first, "webhookEventId": "01OTHER"}):
        assert place.line.wire.raw(body_of(event)).status_code == 200
    person.wait(2, timeout=1)
    assert len(person.inbox) == 1


def test_a_locked_database_is_503_and_the_redelivery_is_served(place: Town) -> None:
    person = place.line.person("ผู้ถาม")
    body = body_of(a_question(place))
    other = sqlite_driver().connect(place.facts.database_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        answer = place.line.wire.raw(body)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert (answer.status_code, counted(place, "seenevent")) == (503, 0)
    assert answer.elapsed.total_seconds() < 2
    assert place.line.wire.raw(body).status_code == 200
    assert "77.16" in words([each.message for each in person.wait()])


def test_a_handler_that_raises_keeps_the_event_and_serves_the_next(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot import reception

    def broken(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    person = place.line.person("ผู้ถาม")
    with monkeypatch.context() as patched:
        patched.setattr(reception, "heard", broken)
        assert place.line.wire.raw(body_of(a_question(place, "คะแนน", "คนแรก"))).status_code == 200
    assert place.line.wire.raw(body_of(a_question(place))).status_code == 200
    assert "77.16" in words([each.message for each in person.wait()])
    with sqlite_driver().connect(place.facts.database_url.removeprefix("sqlite:///")) as database:
        rows = database.execute("SELECT state, problem FROM seenevent WHERE state = 'failed'").fetchall()
    assert rows == [("failed", "RuntimeError")]


def test_a_page_that_tells_of_trouble_is_guarded_whoever_it_is_for(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot import webhook

    def broken(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patched:
        patched.setattr(webhook, "parse", broken)
        answer = place.line.wire.raw(body_of(a_question(place)))
    assert answer.status_code == 500 and answer.content
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_nothing_personal_is_logged(place: Town, capfd: pytest.CaptureFixture[str]) -> None:
    person = place.line.person("ผู้ถาม")
    person.says("คะแนนของเทศบาลตำบลนาดูน เลขบัตร 1234567890123")
    person.wait()
    place.line.wire.raw(body_of(None))
    written = "".join(capfd.readouterr())
    assert "1234567890123" not in written
    assert person.user_id not in written
    assert "sandbox-token" not in written


def test_nul_and_lone_surrogates_are_served_and_stored_without_them(place: Town) -> None:
    person = place.line.person("ผู้ถาม")
    body = body_of(a_question(place, "คะแนน\x00ของเทศบาลตำบลนาดูน")).replace(b"\\u0000", b"\\u0000\\ud800")
    assert place.line.wire.raw(body).status_code == 200
    assert "77.16" in words([each.message for each in person.wait()])
    assert place.line.wire.raw(body_of(a_press(place, "office:\x00"))).status_code == 200


def a_press(place: Town, data: str, name: str = "ผู้ถาม") -> dict[str, Any]:
    """A pressed button of any data."""
    person = place.line.person(name)
    made = place.line.wire.event(person.source, "postback", postback={"data": data})
    place.line.state.tokens[made["replyToken"]] = (person.chat_id, time.time())
    return made


def test_a_failing_statement_logs_nothing_personal(place: Town, capfd: pytest.CaptureFixture[str]) -> None:
    with sqlite_driver().connect(place.facts.database_url.removeprefix("sqlite:///")) as database:
        database.execute("ALTER TABLE memory RENAME TO elsewhere")
    person = place.line.person("ผู้ถาม")
    person.says("คะแนนของเทศบาลตำบลนาดูน เลขบัตร 1234567890123")
    written = "".join(capfd.readouterr())
    assert "1234567890123" not in written
    assert person.user_id not in written
