"""Rows 1 to 6, 15 and 16: what is forged, broken or too large is refused before anything is stored."""

import base64
import gzip
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator

import pytest
import requests

from tests.hostile.scenery import BOT, audited, body_of, counted, post, text_event, told
from tests.town import Town
from tracker.model import Message, Person, SeenEvent


def nothing_stored(place: Town) -> bool:
    return counted(place.store, SeenEvent, Person, Message) == [0, 0, 0]


@pytest.mark.parametrize(
    "signature",
    [None, "", "ลายเซ็น", "x" * 10_240, "AAAA", "=" * 44],
    ids=["none", "empty", "not ASCII", "10 KB", "short", "no base64"],
)
def test_row_01_a_missing_or_odd_signature_is_400_and_the_body_never_parsed(
    place: Town, signature: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot import webhook

    read: list[bytes] = []
    monkeypatch.setattr(webhook, "parse", read.append)
    body = body_of(text_event(place, "คะแนนของเทศบาลตำบลนาดูน"))
    headers = {} if signature is None else {"X-Line-Signature": signature.encode()}
    answer = requests.post(place.url + "/callback", data=body, headers=headers, timeout=10)
    assert (answer.status_code, read) == (400, [])
    assert nothing_stored(place)


@pytest.mark.parametrize(
    "again",
    [
        lambda value: json.dumps(value, ensure_ascii=False, indent=1),
        lambda value: json.dumps(value, ensure_ascii=True),
        lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
        lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    ],
    ids=["spaces", "escapes", "key order", "no spaces"],
)
def test_row_02_a_body_written_anew_under_the_old_signature_is_400(
    place: Town, again: Callable[[object], str]
) -> None:
    body = body_of(text_event(place, "คะแนนของเทศบาลตำบลนาดูน"))
    other = again(json.loads(body)).encode()
    assert other != body
    answer = post(place, other, {"X-Line-Signature": place.line.wire.sign(body)})
    assert answer.status_code == 400
    assert nothing_stored(place)


def test_row_03_the_signature_of_another_channels_secret_is_400(place: Town) -> None:
    body = body_of(text_event(place, "คะแนนของเทศบาลตำบลนาดูน"))
    other = base64.b64encode(hmac.new(b"another secret", body, hashlib.sha256).digest()).decode()
    assert post(place, body, {"X-Line-Signature": other}).status_code == 400
    assert nothing_stored(place)


def test_row_03_the_destination_of_another_bot_is_400_and_audited(place: Town) -> None:
    other = body_of(text_event(place, "คะแนนของเทศบาลตำบลนาดูน"), destination="U" + "a" * 32)
    assert _known_who_we_are(place)
    assert post(place, other).status_code == 400
    assert [(line.subject, line.detail) for line in audited(place.store, "wrong_destination")] == [
        ("U" + "a" * 32, {"events": 1})
    ]
    assert nothing_stored(place)
    assert post(place, body_of(text_event(place, "คะแนนของเทศบาลตำบลนาดูน"))).status_code == 200
    assert "77.16" in told(place)


def _known_who_we_are(place: Town) -> bool:
    """The first webhook has the bot ask LINE who it is, on a thread."""
    post(place, body_of())
    until = time.monotonic() + 8
    while not [
        call for call in place.line.state.calls if call["path"] == "/v2/bot/info" and "status" in call
    ]:
        assert time.monotonic() < until, "LINE was not asked who we are"
        time.sleep(0.02)
    time.sleep(0.1)
    return True


@pytest.mark.parametrize("destination", [None, "", "xxxxxxxxxx", 5, ["U"]], ids=repr)
def test_row_03_a_destination_that_is_no_id_of_lines_proves_nothing(place: Town, destination: object) -> None:
    assert _known_who_we_are(place)
    event = text_event(place, "คะแนนของเทศบาลตำบลนาดูน")
    assert (
        post(place, json.dumps({"destination": destination, "events": [event]}).encode()).status_code == 200
    )
    assert "77.16" in told(place)


def test_row_03_without_line_every_destination_is_taken(place: Town) -> None:
    place.line.state.faults["500"] = 0
    event = text_event(place, "คะแนนของเทศบาลตำบลนาดูน")
    assert post(place, body_of(event, destination="U" + "a" * 32)).status_code == 200


def test_row_04_the_consoles_empty_webhook_is_200_and_stores_nothing(place: Town) -> None:
    assert post(place, b'{"destination":"%s","events":[]}' % BOT.encode()).status_code == 200
    assert post(place, b'{"events":[]}').status_code == 200
    assert nothing_stored(place)


@pytest.mark.parametrize(
    "body", ["[]", "null", '"x"', "5", "true", "{}", '{"events":null}', '{"events":{}}', '{"events":"x"}']
)
def test_row_05_json_that_is_no_webhook_is_400(place: Town, body: str) -> None:
    assert post(place, body.encode()).status_code == 400
    assert nothing_stored(place)


ENCODED: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda body: body[:-20],
    "utf-16": lambda body: body.decode().encode("utf-16"),
    "utf-16-le": lambda body: body.decode().encode("utf-16-le"),
    "utf-32": lambda body: body.decode().encode("utf-32"),
    "bom": lambda body: b"\xef\xbb\xbf" + body,
    "invalid utf-8": lambda body: body.replace("คะแนน".encode(), b"\xff\xfe\x80"),
    "overlong": lambda body: body.replace("คะแนน".encode(), b"\xc0\xaf"),
    "a surrogate in utf-8": lambda body: body.replace("คะแนน".encode(), b"\xed\xa0\x80"),
    "two values": lambda body: body + body,
    "empty": lambda body: b"",
}


@pytest.mark.parametrize("damage", ENCODED)
def test_row_06_what_is_no_whole_utf_8_json_is_400(place: Town, damage: str) -> None:
    body = ENCODED[damage](body_of(text_event(place, "คะแนนของเทศบาลตำบลนาดูน")))
    assert post(place, body).status_code == 400
    assert nothing_stored(place)


def test_row_15_one_byte_more_than_a_megabyte_is_413_and_a_megabyte_is_read(place: Town) -> None:
    whole = b'{"events":[]}'
    assert post(place, whole + b" " * (1_048_577 - len(whole))).status_code == 413
    assert post(place, whole + b" " * (1_048_576 - len(whole))).status_code == 200


def _chunks(body: bytes) -> Iterator[bytes]:
    return (body[first : first + 65_536] for first in range(0, len(body), 65_536))


def test_row_15_two_megabytes_in_chunks_are_413_and_never_a_cut_body(place: Town) -> None:
    body = body_of(text_event(place, "คะแนนของเทศบาลตำบลนาดูน"))
    large = body + b" " * 2_097_152
    for signed in (large, large[:1_048_576], body):
        headers = {"X-Line-Signature": place.line.wire.sign(signed)}
        answer = requests.post(place.url + "/callback", data=_chunks(large), headers=headers, timeout=30)
        assert answer.status_code == 413
    assert nothing_stored(place)


def test_row_15_a_small_body_in_chunks_is_read_whole(place: Town) -> None:
    body = body_of(text_event(place, "คะแนนของเทศบาลตำบลนาดูน"))
    headers = {"X-Line-Signature": place.line.wire.sign(body)}
    assert (
        requests.post(place.url + "/callback", data=_chunks(body), headers=headers, timeout=30).status_code
        == 200
    )
    assert "77.16" in told(place)


def test_row_15_a_packed_bomb_is_400_and_never_unpacked(place: Town) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 1_048_576
    assert post(place, bomb, {"Content-Encoding": "gzip"}).status_code == 400
    small = gzip.compress(body_of(text_event(place, "คะแนนของเทศบาลตำบลนาดูน")))
    assert post(place, small, {"Content-Encoding": "gzip"}).status_code == 400
    assert nothing_stored(place)


DEEP = 100_000
MONSTERS = {
    "deep lists": '{"events":' + "[" * DEEP + "]" * DEEP + "}",
    "deep objects": '{"events":[' + '{"a":' * DEEP + "1" + "}" * DEEP + "]}",
    "just within python's stack": '{"events":[' + '{"a":' * 450 + "1" + "}" * 450 + "]}",
    "a hundred levels": '{"events":[' + '{"a":' * 100 + "1" + "}" * 100 + "]}",
    "5,000 digits": '{"events":[{"type":"message","timestamp":' + "9" * 5_000 + "}]}",
    "NaN": '{"events":[{"type":"message","timestamp":NaN}]}',
    "Infinity": '{"events":[{"type":"message","timestamp":Infinity}]}',
    "-Infinity": '{"events":[{"type":"message","timestamp":-Infinity}]}',
    "a float past every range": '{"events":[{"type":"beacon","x":1e400}]}',
}


@pytest.mark.parametrize("monster", MONSTERS)
def test_row_16_monsters_of_json_are_400(place: Town, monster: str) -> None:
    assert post(place, MONSTERS[monster].encode()).status_code == 400
    assert nothing_stored(place)
