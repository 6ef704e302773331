"""What goes over our wire is what LINE's own SDK would send: every call is made with both, and compared."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from linebot.v3 import messaging
from linebot.v3.messaging import (
    ApiClient,
    Configuration,
    MessagingApi,
    MessagingApiBlob,
    PushMessageRequest,
    ReplyMessageRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
)
from pydantic import SecretStr

from bot.line.client import LineClient, LineUnavailable
from bot.settings import LineSettings
from sandbox.state import user_id
from tests.pretend_line import Call, PretendLine, pretend_line
from tracker.actions.fetch_evidence import ContentGone

USER, KEY = user_id("somebody"), "123e4567-e89b-12d3-a456-426614174000"
SAID = {"type": "text", "text": "ปี 66 ได้ 87.96 ค่ะ 😀"}
Ours, Theirs = Callable[[LineClient], Any], Callable[[MessagingApi, MessagingApiBlob], Any]

CALLS: dict[str, tuple[Ours, Theirs]] = {
    "reply": (
        lambda line: line.reply("token", [SAID]),
        lambda api, _: api.reply_message(
            ReplyMessageRequest(replyToken="token", messages=[TextMessage(text=SAID["text"])])
        ),
    ),
    "push": (
        lambda line: line.push(USER, [SAID], KEY),
        lambda api, _: api.push_message(
            PushMessageRequest(to=USER, messages=[TextMessage(text=SAID["text"])]), x_line_retry_key=KEY
        ),
    ),
    "loading": (
        lambda line: line.show_loading(USER),
        lambda api, _: api.show_loading_animation(
            ShowLoadingAnimationRequest(chatId=USER, loadingSeconds=20)
        ),
    ),
    "profile": (lambda line: line.profile(USER), lambda api, _: api.get_profile(USER)),
    "content": (
        lambda line: line.content("1 2/3"),
        lambda _, blob: blob.get_message_content("1 2/3"),
    ),
    "quota": (lambda line: line.quota(), lambda api, _: api.get_message_quota()),
    "consumption": (lambda line: line.consumption(), lambda api, _: api.get_message_quota_consumption()),
    "info": (lambda line: line.info(), lambda api, _: api.get_bot_info()),
    "webhook": (lambda line: line.webhook(), lambda api, _: api.get_webhook_endpoint()),
    "try_webhook": (
        lambda line: line.try_webhook("https://ita.example.go.th/callback"),
        lambda api, _: api.test_webhook_endpoint(
            messaging.TestWebhookEndpointRequest(endpoint="https://ita.example.go.th/callback")
        ),
    ),
}


def shape(call: Call) -> tuple[Any, ...]:
    """What LINE looks at in a request. The SDK writes out what a message leaves unsaid."""
    read = {name: call.headers.get(name) for name in ("authorization", "content-type", "x-line-retry-key")}
    if not call.body:
        read["content-type"] = None  # of nothing
    return call.method, call.path, read, _said(call.body)


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _said(each) for name, each in value.items() if each not in (None, False)}
    return [_said(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_what_the_sdk_would_have_sent(name: str) -> None:
    ours, theirs = CALLS[name]
    with pretend_line() as line:
        settings = LineSettings(
            line_channel_access_token=SecretStr("long"), line_api_base=line.url, _env_file=None
        )
        _attempted(lambda: ours(LineClient(settings)))
        with ApiClient(Configuration(access_token="long", host=line.url)) as client:
            blob = MessagingApiBlob(client)
            blob.line_base_path = line.url
            _attempted(lambda: theirs(MessagingApi(client), blob))
        mine, sdks = _made(line)
    assert shape(mine) == shape(sdks)


def _attempted(call: Callable[[], object]) -> None:
    """What the pretend LINE answers is not the matter here."""
    try:
        call()
    except (LineUnavailable, ContentGone):
        pass
    except Exception as error:
        assert hasattr(error, "status"), error  # each package of the SDK has an ApiException of its own


def _made(line: PretendLine) -> list[Call]:
    with line.state.lock:
        return list(line.calls)


@pytest.mark.parametrize("module", ["bot.app", "bot.doctor", "scheduler.worker", "tracker.__main__"])
def test_no_process_loads_the_sdk(module: str) -> None:
    script = f"import sys, {module}; sys.exit(any(name.startswith('linebot') for name in sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[2], check=False).returncode
        == 0
    )
