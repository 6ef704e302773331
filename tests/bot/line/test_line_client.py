"""The wire to LINE, over real HTTP: what goes out is what was worded, and what came of it is told as a value."""

import threading
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from bot.line import client as wire
from bot.line.client import LineClient, LineUnavailable
from bot.settings import LineSettings
from tests.pretend_line import PretendLine, Trouble, pretend_line
from tracker.actions.fetch_evidence import ContentGone, ContentNotReady

CARD = {
    "type": "flex",
    "altText": "การ์ด",
    "contents": {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "contents": []},
        "unheard": 1,
    },
}


@pytest.fixture
def line() -> Iterator[PretendLine]:
    with pretend_line() as made:
        yield made


def client_of(line: PretendLine, **settings: object) -> LineClient:
    given: dict[str, object] = {
        "line_channel_access_token": SecretStr("long"),
        "line_api_base": line.url,
    } | settings
    return LineClient(LineSettings(_env_file=None, **given))  # type: ignore[arg-type]


@pytest.fixture
def client(line: PretendLine) -> LineClient:
    return client_of(line)


def test_a_card_goes_out_exactly_as_it_was_worded(line: PretendLine, client: LineClient) -> None:
    assert client.push("U1", [CARD], "key-1").outcome == "sent"
    _, path, headers, body = line.calls[-1]
    assert (path, headers["x-line-retry-key"]) == ("/v2/bot/message/push", "key-1")
    assert headers["authorization"] == "Bearer long"
    assert body == {"to": "U1", "messages": [CARD]}


def test_a_push_that_line_took_before_counts_as_sent(client: LineClient) -> None:
    assert client.push("U1", [CARD], "key-1").status == 200
    again = client.push("U1", [CARD], "key-1")
    assert (again.outcome, again.status, again.problem) == ("sent", 409, None)


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
    line.always = Trouble(status)
    came = client.push("U1", [CARD], "key")
    assert (came.outcome, came.maybe_taken, came.request_id) == (outcome, maybe_taken, "request-1")
    assert came.problem == f"{status} trouble"
    assert len([c for c in line.calls if c[1].endswith("push")]) == 1, "the wire itself never tries again"


@pytest.mark.parametrize(("used", "outcome"), [(300, "limit"), (299, "again")])
def test_only_lines_own_count_tells_the_monthly_limit_from_haste(
    line: PretendLine, client: LineClient, used: int, outcome: str
) -> None:
    line.quota, line.used = {"type": "limited", "value": 300}, used
    line.always = Trouble(429, message="You have reached your monthly limit.")
    assert client.push("U1", [CARD], "key").outcome == outcome


def test_a_dead_reply_token_is_told_from_a_bad_message(line: PretendLine, client: LineClient) -> None:
    assert client.reply("t1", [CARD]).outcome == "sent"
    assert client.reply("t1", [CARD]).outcome == "token_dead"
    line.always = Trouble(400, message="A message (messages[0]) in the request body is invalid")
    assert client.reply("t2", [CARD]).outcome == "refused"
    assert all("x-line-retry-key" not in headers for _, _, headers, _ in line.calls)


def test_silence_leaves_a_reply_unclear_and_a_push_to_be_tried_again(
    line: PretendLine, client: LineClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", (1, 0.2))
    line.always = Trouble(200, silent=0.6, taken=True)
    reply = client.reply("t1", [CARD])
    assert (reply.outcome, reply.status, reply.maybe_taken) == ("unclear", None, True)
    push = client.push("U1", [CARD], "key")
    assert (push.outcome, push.maybe_taken) == ("again", True)


def test_a_line_that_is_not_there_took_nothing(line: PretendLine) -> None:
    away = client_of(line, line_api_base="http://127.0.0.1:9")
    assert (away.reply("t", [CARD]).outcome, away.push("U", [CARD], "k").maybe_taken) == ("again", False)
    with pytest.raises(LineUnavailable):
        away.info()


def test_sixteen_threads_share_one_client(line: PretendLine, client: LineClient) -> None:
    def push(number: int) -> None:
        for each in range(5):
            assert client.push(f"U{number}", [CARD], f"{number}-{each}").outcome == "sent"

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
    client.push("U1", [CARD], "k1")
    client.push("U1", [CARD], "k2")
    issued = [call for call in line.calls if call[1] == "/oauth2/v3/token"]
    assert [call[3] for call in issued] == [
        "grant_type=client_credentials&client_id=1656&client_secret=secret"
    ]
    assert line.calls[-1][2]["authorization"] == "Bearer short-lived"


def test_a_refused_token_is_renewed_at_the_next_call(line: PretendLine) -> None:
    client = client_of(
        line, line_channel_access_token=None, line_channel_id="1", line_channel_secret=SecretStr("s")
    )
    line.trouble.append(Trouble(401))
    client.push("U1", [CARD], "k1")
    client.push("U1", [CARD], "k2")
    assert len([call for call in line.calls if call[1] == "/oauth2/v3/token"]) == 2


def test_content_is_streamed_with_its_media_type(line: PretendLine, client: LineClient) -> None:
    line.files["7"] = (200, "image/jpeg; x=y", b"\xff\xd8" * 100_000)
    media_type, pieces = client.content("7")
    assert media_type == "image/jpeg"
    assert b"".join(pieces) == b"\xff\xd8" * 100_000


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (202, ContentNotReady),
        (404, ContentGone),
        (410, ContentGone),
        (500, LineUnavailable),
        (401, LineUnavailable),
    ],
)
def test_content_that_is_not_there_says_why(
    line: PretendLine, client: LineClient, status: int, raised: type[Exception]
) -> None:
    line.files["7"] = (status, "application/json", b"{}")
    with pytest.raises(raised):
        client.content("7")


def test_quota_consumption_and_info_are_read(line: PretendLine, client: LineClient) -> None:
    assert client.quota() is None
    line.quota, line.used = {"type": "limited", "value": 300}, 17
    assert (client.quota(), client.consumption()) == (300, 17)
    assert client.info()["displayName"] == "โปร่งใส"
    profile = client.profile("U1")
    assert profile is not None and profile["userId"] == "U1"


def test_a_picture_is_uploaded_as_it_is(line: PretendLine, client: LineClient) -> None:
    client.upload("/v2/bot/richmenu/1/content", b"picture", "image/png")
    _, path, headers, body = line.calls[-1]
    assert (path, headers["content-type"]) == ("/v2/bot/richmenu/1/content", "image/png")
    assert body == "picture"


def test_without_a_base_address_messages_and_content_have_lines_two_hosts() -> None:
    client = LineClient(
        LineSettings(_env_file=None, line_channel_access_token=SecretStr("t"), line_api_base="")
    )
    assert (client._api, client._data) == ("https://api.line.me", "https://api-data.line.me")
