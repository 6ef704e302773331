"""The wire to LINE, over real HTTP: what goes out is what was worded, and what came of it is told as a value."""

import logging
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress

import pytest
import urllib3
from pydantic import SecretStr

from bot.line import wire
from bot.line.client import LineClient, LineUnavailable
from bot.line.menus import PUBLIC
from bot.line.menus.drawing import definition, picture
from bot.settings import LineSettings
from sandbox import api
from sandbox.state import user_id
from tests.pretend_line import ALWAYS, PretendLine, pretend_line
from tracker.actions.fetch_evidence import ContentGone, ContentNotReady

CARD = {
    "type": "flex",
    "altText": "การ์ด",
    "contents": {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": []}},
}
# What the SDK's models would drop without a word.
UNHEARD = CARD | {"contents": {**CARD["contents"], "unheard": 1}}  # type: ignore[dict-item]
USER = user_id("somebody")


def key(words: str = "key") -> str:
    """A retry key."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, words))


@pytest.fixture
def line() -> Iterator[PretendLine]:
    with pretend_line() as made:
        yield made


def client_of(line: PretendLine, **settings: object) -> LineClient:
    given: dict[str, object] = {
        "line_channel_access_token": SecretStr("sandbox-long"),
        "line_api_base": line.url,
    } | settings
    return LineClient(LineSettings(_env_file=None, **given))  # type: ignore[arg-type]


@pytest.fixture
def client(line: PretendLine) -> LineClient:
    return client_of(line)


@pytest.mark.parametrize("token", ["abc\r\nX-Line-Retry-Key: stolen", "abc\x00", "abc\n"])
def test_what_would_end_a_line_of_a_request_never_leaves(line: PretendLine, token: str) -> None:
    with pytest.raises(ValueError, match="ends a line"):
        client_of(line, line_channel_access_token=SecretStr(token)).push(USER, [CARD], key())
    assert not line.calls


@pytest.mark.parametrize(("card", "outcome"), [(CARD, "sent"), (UNHEARD, "refused")])
def test_a_card_goes_out_exactly_as_it_was_worded(
    line: PretendLine, client: LineClient, card: dict[str, object], outcome: str
) -> None:
    assert client.push(USER, [card], key()).outcome == outcome
    call = line.calls[-1]
    assert (call.path, call.headers["x-line-retry-key"]) == ("/v2/bot/message/push", key())
    assert call.headers["authorization"] == "Bearer sandbox-long"
    assert call.body == {"to": USER, "messages": [card]}
    assert [each.message for each in line.state.inbox(USER)] == [card] * (outcome == "sent")


def test_a_push_that_line_took_before_counts_as_sent(line: PretendLine, client: LineClient) -> None:
    assert client.push(USER, [CARD], key()).status == 200
    again = client.push(USER, [CARD], key())
    assert (again.outcome, again.status, again.problem) == ("sent", 409, None)
    assert len(line.state.inbox(USER)) == 1


@pytest.mark.parametrize(
    ("status", "outcome", "maybe_taken"),
    [
        (500, "again", True),
        (503, "again", True),
        (429, "again", False),
        (400, "refused", False),
        (401, "refused", False),
        (403, "refused", False),
        (413, "refused", False),
    ],
)
def test_what_a_status_of_a_push_means(
    line: PretendLine, client: LineClient, status: int, outcome: str, maybe_taken: bool
) -> None:
    line.state.faults[str(status)] = ALWAYS
    came = client.push(USER, [CARD], key())
    [call] = [call for call in line.calls if call.path.endswith("push")]  # the wire itself never tries again
    assert (came.outcome, came.maybe_taken, came.status) == (outcome, maybe_taken, status)
    assert came.request_id == call.request_id is not None
    assert came.problem == f"{status} {api.REFUSALS[str(status)]}" and line.state.delivered == []


@pytest.mark.parametrize(("used", "outcome"), [(300, "limit"), (299, "again")])
def test_only_lines_own_count_tells_the_monthly_limit_from_haste(
    line: PretendLine, client: LineClient, used: int, outcome: str
) -> None:
    line.state.quota, line.state.used = 300, used
    line.state.faults["429-monthly"] = ALWAYS
    came = client.push(USER, [CARD], key())
    assert (came.outcome, came.problem) == (outcome, "429 You have reached your monthly limit.")


def test_a_dead_reply_token_is_told_from_a_bad_message(line: PretendLine, client: LineClient) -> None:
    line.token("t1", USER)
    line.token("t2", USER)
    assert client.reply("t1", [CARD]).outcome == "sent"
    assert client.reply("t1", [CARD]).outcome == "token_dead"
    assert client.reply("t2", [UNHEARD]).outcome == "refused"
    assert all("x-line-retry-key" not in call.headers for call in line.calls)


@pytest.mark.parametrize(("fault", "lines"), [(None, 0), ("500", 1)])
def test_the_log_tells_of_a_message_that_did_not_go_for_one_that_went_keeps_it_in_its_row(
    line: PretendLine, client: LineClient, caplog: pytest.LogCaptureFixture, fault: str | None, lines: int
) -> None:
    if fault is not None:
        line.state.faults[fault] = 1
    with caplog.at_level(logging.INFO):
        client.push(USER, [CARD], key())
    told = [each.getMessage() for each in caplog.records if "/push" in each.getMessage()]
    assert told == [f"line POST /v2/bot/message/push 500 {line.calls[-1].request_id}"] * lines


def test_silence_leaves_a_reply_unclear_and_a_push_to_be_tried_again(
    line: PretendLine, client: LineClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", urllib3.Timeout(connect=1, read=0.2))
    monkeypatch.setattr(api, "SILENCE", 0.6)
    line.state.faults["timeout-accepted"] = 2
    line.token("t1", USER)
    reply = client.reply("t1", [CARD])
    assert (reply.outcome, reply.status, reply.maybe_taken) == ("unclear", None, True)
    push = client.push(USER, [CARD], key())
    assert (push.outcome, push.maybe_taken) == ("again", True)
    assert [each.kind for each in line.state.inbox(USER)] == ["reply", "push"]


def test_a_line_that_is_not_there_took_nothing(line: PretendLine) -> None:
    away = client_of(line, line_api_base="http://127.0.0.1:9")
    assert (away.reply("t", [CARD]).outcome, away.push(USER, [CARD], key()).maybe_taken) == ("again", False)
    with pytest.raises(LineUnavailable):
        away.info()


@pytest.mark.parametrize("trouble", [ValueError, KeyboardInterrupt])
def test_a_connection_that_was_left_half_way_is_never_used_again(
    line: PretendLine, monkeypatch: pytest.MonkeyPatch, trouble: type[BaseException]
) -> None:
    client = client_of(line, line_api_base=line.url.replace("http:", "https:"))

    def interrupted(*_: object, **__: object) -> None:
        raise trouble

    with monkeypatch.context() as patched:
        patched.setattr(urllib3.connection, "_ssl_wrap_socket_and_match_hostname", interrupted)
        with pytest.raises(trouble):
            client.push(USER, [CARD], key())
    came = client.push(USER, [CARD], key())
    assert (came.status, came.maybe_taken) == (None, False), (
        "what should be veiled did not go out in the clear"
    )
    assert came.problem == "no answer: SSLError" and line.calls == []


def test_an_answer_that_came_before_all_was_heard_is_read() -> None:
    refusal = (
        b'HTTP/1.1 413 Too Large\r\nContent-Length: 23\r\nConnection: close\r\n\r\n{"message":"too large"}\n'
    )
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(100)
                connection.sendall(refusal)
                connection.shutdown(socket.SHUT_WR)
                time.sleep(0.3)

        threading.Thread(target=refuse).start()
        settings = LineSettings(
            line_channel_access_token=SecretStr("long"),
            line_api_base=f"http://127.0.0.1:{server.getsockname()[1]}",
            _env_file=None,
        )
        many = [{"type": "text", "text": "ก" * 2_000_000}]
        came = LineClient(settings).push(USER, many, key())
    assert (came.outcome, came.status, came.problem) == ("refused", 413, "413 too large")


def test_what_comes_before_the_answer_is_no_answer_and_not_that_of_the_next() -> None:
    def answer(server: socket.socket) -> None:
        for _ in range(2):
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
                time.sleep(0.1)
                with suppress(OSError):
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}")

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answer, args=(server,), daemon=True).start()
        settings = LineSettings(
            line_channel_access_token=SecretStr("long"),
            line_api_base=f"http://127.0.0.1:{server.getsockname()[1]}",
            _env_file=None,
        )
        client = LineClient(settings)
        came = [client.push(USER, [CARD], key(each)) for each in ("first", "second")]
    assert [(each.outcome, each.status, each.maybe_taken) for each in came] == [("again", None, True)] * 2


def test_sixteen_threads_share_one_client(line: PretendLine, client: LineClient) -> None:
    def push(number: int) -> None:
        for each in range(5):
            assert client.push(user_id(f"{number}"), [CARD], key(f"{number}-{each}")).outcome == "sent"

    threads = [threading.Thread(target=push, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(line.pushed) == 80


def test_with_channel_id_and_secret_a_short_token_is_issued_once(line: PretendLine) -> None:
    client = client_of(
        line,
        line_channel_access_token=None,
        line_channel_id="1656",
        line_channel_secret=SecretStr("secret"),
    )
    client.push(USER, [CARD], key("k1"))
    client.push(USER, [CARD], key("k2"))
    issued = [call for call in line.calls if call.path == "/oauth2/v3/token"]
    assert [call.body for call in issued] == [
        "grant_type=client_credentials&client_id=1656&client_secret=secret"
    ]
    assert line.calls[-1].headers["authorization"] == "Bearer sandbox-stateless"


def test_a_token_that_died_early_is_renewed_and_the_message_goes_at_once(line: PretendLine) -> None:
    client = client_of(
        line, line_channel_access_token=None, line_channel_id="1", line_channel_secret=SecretStr("s")
    )
    line.state.faults["401"] = 1
    assert client.push(USER, [CARD], key("k1")).outcome == "sent"
    assert client.push(USER, [CARD], key("k2")).outcome == "sent"
    assert len([call for call in line.calls if call.path == "/oauth2/v3/token"]) == 2
    line.state.faults["401"] = 2
    assert client.push(USER, [CARD], key("k3")).outcome == "refused", "a new token is refused as well"


def test_content_is_streamed_with_its_media_type(line: PretendLine, client: LineClient) -> None:
    line.state.contents["7"] = ("image/jpeg; x=y", b"\xff\xd8" * 100_000)
    media_type, pieces = client.content("7")
    assert media_type == "image/jpeg"
    assert b"".join(pieces) == b"\xff\xd8" * 100_000


@pytest.mark.parametrize(
    ("trouble", "raised"),
    [
        ("content-202", ContentNotReady),
        ("content-404", ContentGone),
        ("unsent", ContentGone),
        ("content-500", LineUnavailable),
        ("foreign token", LineUnavailable),
    ],
)
def test_content_that_is_not_there_says_why(line: PretendLine, trouble: str, raised: type[Exception]) -> None:
    line.state.contents["7"] = ("image/jpeg", b"photo")
    line.state.faults[trouble] = 1
    if trouble == "unsent":
        line.state.unsent.add("7")
    token = "foreign" if trouble == "foreign token" else "sandbox-long"
    with pytest.raises(raised):
        client_of(line, line_channel_access_token=SecretStr(token)).content("7")
    status = {"content-202": 202, "content-404": 404, "unsent": 410, "content-500": 500}.get(trouble, 401)
    assert line.calls[-1].status == status


def test_quota_consumption_and_info_are_read(line: PretendLine, client: LineClient) -> None:
    assert client.quota() is None
    line.state.quota, line.state.used = 300, 17
    assert (client.quota(), client.consumption()) == (300, 17)
    assert client.info()["displayName"] == "โปร่งใส (ลองเล่น)"
    profile = client.profile("U1")
    assert profile is not None and profile["userId"] == "U1"


def test_a_picture_is_uploaded_as_it_is(line: PretendLine, client: LineClient) -> None:
    drawn = picture(PUBLIC)
    made = client.ask("POST", "/v2/bot/richmenu", definition(PUBLIC, drawn))["richMenuId"]
    client.upload(f"/v2/bot/richmenu/{made}/content", drawn, "image/png")
    call = line.calls[-1]
    assert (call.headers["content-type"], call.status) == ("image/png", 200)
    assert line.state.menus[made].picture == ("image/png", drawn)


def test_without_a_base_address_messages_and_content_have_lines_two_hosts() -> None:
    client = LineClient(
        LineSettings(_env_file=None, line_channel_access_token=SecretStr("t"), line_api_base="")
    )
    assert (client._api, client._data) == ("https://api.line.me", "https://api-data.line.me")
