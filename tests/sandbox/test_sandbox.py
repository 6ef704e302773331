"""The sandbox itself, over HTTP: LINE's manners about tokens, keys, limits, messages; and where it will not start."""

import base64
import hashlib
import hmac
import os
import subprocess
import sys
import threading
import time
import uuid
from typing import Any

import pytest
import requests
from werkzeug.serving import make_server

from sandbox.server import Sandbox, start
from tests.sandbox.conversation import HELLO, SECRET, USER, ask, push


def reply(line: Sandbox, token: str, key: str | None = None, messages: Any = HELLO) -> Any:
    return ask(line, "reply", {"replyToken": token, "messages": messages}, key)


def test_a_reply_token_works_once(line: Sandbox) -> None:
    line.state.tokens["t"] = (USER, time.time())
    assert reply(line, "t").status_code == 200
    again = reply(line, "t")
    assert (again.status_code, again.json()["message"]) == (400, "Invalid reply token")
    assert [each.message for each in line.state.inbox(USER)] == HELLO


@pytest.mark.parametrize(("seconds", "status"), [(55, 200), (61, 400)])
def test_a_reply_token_lives_for_sixty_seconds(line: Sandbox, seconds: int, status: int) -> None:
    line.state.tokens["t"] = (USER, time.time() - seconds)
    assert reply(line, "t").status_code == status
    assert len(line.state.inbox(USER)) == (status == 200)


def test_a_retry_key_is_refused_on_a_reply_and_the_token_lives_on(line: Sandbox) -> None:
    line.state.tokens["t"] = (USER, time.time())
    assert reply(line, "t", key=str(uuid.uuid4())).status_code == 400
    assert reply(line, "t").status_code == 200


def test_a_retry_key_that_was_accepted_answers_409_with_the_same_messages(line: Sandbox) -> None:
    key = str(uuid.uuid4())
    first, again = push(line, key=key), push(line, key=key)
    assert (first.status_code, again.status_code) == (200, 409)
    assert again.json()["sentMessages"] == first.json()["sentMessages"]
    assert again.headers["x-line-accepted-request-id"]
    assert len(line.state.inbox(USER)) == 1 and line.state.used == 1


def test_a_retry_key_is_a_uuid(line: Sandbox) -> None:
    assert push(line, key="once").status_code == 400
    assert line.state.delivered == []


@pytest.mark.parametrize("to", ["U1", "somebody", "X" + "0" * 32, ""])
def test_a_push_goes_to_a_line_id(line: Sandbox, to: str) -> None:
    assert push(line, to=to).status_code == 400


def test_the_months_quota_ends_in_429_and_replies_stay_free(line: Sandbox) -> None:
    line.state.quota = 2
    assert [push(line).status_code for _ in range(3)] == [200, 200, 429]
    assert "monthly limit" in push(line).json()["message"]
    line.state.tokens["t"] = (USER, time.time())
    assert reply(line, "t").status_code == 200
    told = {"Authorization": "Bearer sandbox-x"}
    assert requests.get(f"{line.url}/v2/bot/message/quota", headers=told, timeout=5).json()["value"] == 2
    used = requests.get(f"{line.url}/v2/bot/message/quota/consumption", headers=told, timeout=5)
    assert used.json() == {"totalUsage": 2}


def test_a_push_to_who_blocked_the_bot_is_200_and_arrives_nowhere(line: Sandbox) -> None:
    line.state.blocked.add(USER)
    assert push(line).status_code == 200
    assert line.state.delivered == [] and line.state.used == 0


def test_without_a_sandbox_token_everything_is_401(line: Sandbox) -> None:
    assert ask(line, "push", {"to": USER, "messages": HELLO}, token="real").status_code == 401
    assert requests.get(f"{line.url}/v2/bot/info", timeout=5).status_code == 401
    assert line.state.delivered == []


@pytest.mark.parametrize("status", [400, 401, 403, 413, 429, 500, 503])
def test_a_refusal_that_is_switched_on_answers_once_and_carries_nothing_out(
    line: Sandbox, status: int
) -> None:
    line.state.faults[str(status)] = 1
    assert push(line).status_code == status and line.state.delivered == []
    assert push(line).status_code == 200


def test_an_accepted_500_was_carried_out(line: Sandbox) -> None:
    line.state.faults["500-accepted"], key = 1, str(uuid.uuid4())
    assert [push(line, key=key).status_code for _ in range(2)] == [500, 409]
    assert len(line.state.inbox(USER)) == 1


def test_events_carry_the_signature_of_their_very_bytes() -> None:
    got: list[tuple[bytes, str]] = []

    def webhook(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        got.append((body, environ["HTTP_X_LINE_SIGNATURE"]))
        start_response("200 OK", [])
        return [b""]

    server = make_server("127.0.0.1", 0, webhook)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    with start(f"http://127.0.0.1:{server.server_port}/", SECRET) as line:
        assert line.person("somebody").says("สวัสดี") == 200
    server.shutdown()
    thread.join(5)
    server.server_close()
    [(body, signature)] = got
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
    assert signature == base64.b64encode(digest).decode() and "สวัสดี" in body.decode()


@pytest.mark.parametrize(
    ("words", "environment", "why"),
    [
        ((), {}, "--i-am-a-sandbox"),
        (("--i-am-a-sandbox",), {"LINE_CHANNEL_SECRET": ""}, "LINE_CHANNEL_SECRET"),
        (("--i-am-a-sandbox",), {"LINE_CHANNEL_ACCESS_TOKEN": "real"}, "LINE_CHANNEL_ACCESS_TOKEN"),
        (("--i-am-a-sandbox", "--webhook", "https://ita.example.go.th/callback"), {}, "the webhook is"),
        (("--i-am-a-sandbox",), {"LINE_API_BASE": "https://api.line.me"}, "LINE_API_BASE is"),
    ],
)
def test_it_does_not_start_where_the_real_line_may_be(
    words: tuple[str, ...], environment: dict[str, str], why: str
) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINE_", "SANDBOX"))}
    ended = subprocess.run(
        [sys.executable, "-m", "sandbox", "--port", "0", *words],
        env=kept | {"LINE_CHANNEL_SECRET": SECRET} | environment,
        capture_output=True,
        check=False,
        text=True,
        timeout=30,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert why in ended.stderr and len(ended.stderr.splitlines()) == 1
