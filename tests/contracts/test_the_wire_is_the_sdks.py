"""What goes over our wire is what LINE's own SDK would send: each call is made with both, and compared."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from linebot.v3 import messaging, oauth
from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, MessagingApiBlob
from pydantic import SecretStr

from bot.line import richmenu, showing
from bot.line.client import LineClient, LineUnavailable
from bot.line.menus import MENUS, PUBLIC
from bot.line.menus.drawing import definition
from bot.line.wire import AT_ONCE
from bot.settings import LineSettings
from sandbox.state import user_id
from tests.pretend_line import Call, PretendLine, pretend_line
from tracker.actions.fetch_evidence import ContentGone

ROOT = Path(__file__).parents[2]
USER, KEY = user_id("somebody"), "123e4567-e89b-12d3-a456-426614174000"
WORDS, ENDPOINT = "ปี 66 ได้ 87.96 ค่ะ 😀", "https://ita.example.go.th/callback"
SAID = [{"type": "text", "text": WORDS}]
THEIRS = [messaging.TextMessage(text=WORDS)]
MENU = definition(PUBLIC, b"")
HEAD = MENUS[-1]
Ours, Sdks = Callable[[LineClient], Any], Callable[[MessagingApi, MessagingApiBlob], Any]

CALLS: dict[str, tuple[Ours, Sdks]] = {
    "reply": (
        lambda line: line.reply("token", SAID),
        lambda api, _: api.reply_message(messaging.ReplyMessageRequest(replyToken="token", messages=THEIRS)),
    ),
    "push": (
        lambda line: line.push(USER, SAID, KEY),
        lambda api, _: api.push_message(
            messaging.PushMessageRequest(to=USER, messages=THEIRS), x_line_retry_key=KEY
        ),
    ),
    "dots": (
        lambda line: line.show_loading(USER),
        lambda api, _: api.show_loading_animation(
            messaging.ShowLoadingAnimationRequest(chatId=USER, loadingSeconds=20)
        ),
    ),
    "profile": (lambda line: line.profile("U/1 2"), lambda api, _: api.get_profile("U/1 2")),
    "content": (lambda line: line.content("1 2/3"), lambda _, blob: blob.get_message_content("1 2/3")),
    "quota": (lambda line: line.quota(), lambda api, _: api.get_message_quota()),
    "used": (lambda line: line.consumption(), lambda api, _: api.get_message_quota_consumption()),
    "info": (lambda line: line.info(), lambda api, _: api.get_bot_info()),
    "date": (lambda line: line.date(), lambda api, _: api.get_bot_info()),
    "webhook": (lambda line: line.webhook(), lambda api, _: api.get_webhook_endpoint()),
    "try": (
        lambda line: line.try_webhook(ENDPOINT),
        lambda api, _: api.test_webhook_endpoint(messaging.TestWebhookEndpointRequest(endpoint=ENDPOINT)),
    ),
    "new menu": (
        lambda line: line.ask("POST", "/v2/bot/richmenu", MENU),
        lambda api, _: api.create_rich_menu(messaging.RichMenuRequest.from_dict(MENU)),
    ),
    "picture": (
        lambda line: line.upload("/v2/bot/richmenu/m1/content", b"\x89PNG", "image/png"),
        lambda _, blob: blob.set_rich_menu_image(
            "m1", body=b"\x89PNG", _headers={"Content-Type": "image/png"}
        ),
    ),
    "menus": (richmenu._listed, lambda api, _: api.get_rich_menu_list()),
    "aliases": (showing.known_menus, lambda api, _: api.get_rich_menu_alias_list()),
    "new alias": (
        lambda line: richmenu._point(line, HEAD, "m1", new=True),
        lambda api, _: api.create_rich_menu_alias(
            messaging.CreateRichMenuAliasRequest(richMenuAliasId=HEAD.alias, richMenuId="m1")
        ),
    ),
    "other alias": (
        lambda line: richmenu._point(line, HEAD, "m1", new=False),
        lambda api, _: api.update_rich_menu_alias(
            HEAD.alias, messaging.UpdateRichMenuAliasRequest(richMenuId="m1")
        ),
    ),
    "default": (richmenu._default, lambda api, _: api.get_default_rich_menu_id()),
    "new default": (
        lambda line: line.ask("POST", f"{richmenu.DEFAULT}/m1"),
        lambda api, _: api.set_default_rich_menu("m1"),
    ),
    "show": (
        lambda line: showing.show(line, USER, f"{HEAD.alias}@m1"),
        lambda api, _: api.link_rich_menu_id_to_user(USER, "m1"),
    ),
    "show default": (
        lambda line: showing.show(line, USER, None),
        lambda api, _: api.unlink_rich_menu_id_from_user(USER),
    ),
    "menu goes": (
        lambda line: [*richmenu._tidied(line, {"m1": "prongsai:x:1"}, {}, {})],
        lambda api, _: api.delete_rich_menu("m1"),
    ),
    "alias goes": (
        lambda line: [*richmenu._tidied(line, {}, {"prongsai-x": "m1"}, {})],
        lambda api, _: api.delete_rich_menu_alias("prongsai-x"),
    ),
}


@pytest.fixture
def hosts() -> Iterator[tuple[PretendLine, PretendLine]]:
    """LINE has one host for messages and one for content."""
    with pretend_line() as api, pretend_line() as data:
        yield api, data


def ours(hosts: tuple[PretendLine, PretendLine], **settings: Any) -> LineClient:
    given: dict[str, Any] = {"line_channel_access_token": SecretStr("long"), "line_api_base": hosts[0].url}
    client = LineClient(LineSettings(_env_file=None, **(given | settings)))
    client._data = hosts[1].url
    return client


def attempted(call: Callable[[], object]) -> None:
    """What the pretend LINE answers is not the matter here."""
    try:
        call()
    except (LineUnavailable, ContentGone):
        pass
    except Exception as error:
        assert hasattr(error, "status"), error  # each package of the SDK has an ApiException of its own


def sent(line: PretendLine) -> list[tuple[Any, ...]]:
    """What LINE looks at in the requests it got."""
    with line.state.lock:
        return [_looked_at(call) for call in line.calls]


def _looked_at(call: Call) -> tuple[Any, ...]:
    names = ("authorization", "content-type", "x-line-retry-key")
    read = {name: call.headers.get(name) for name in names}
    if not call.body:
        read["content-type"] = None  # of nothing
    body = call.body
    if isinstance(body, dict) and body.get("notificationDisabled") is False:
        body = {name: value for name, value in body.items() if name != "notificationDisabled"}
    return call.method, call.uri, read, _without_nulls(body)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_what_the_sdk_would_have_sent(name: str, hosts: tuple[PretendLine, PretendLine]) -> None:
    mine, sdks = CALLS[name]
    attempted(lambda: mine(ours(hosts)))
    made = [sent(host) for host in hosts]
    for host in hosts:
        host.calls.clear()
    api, data = (ApiClient(Configuration(access_token="long", host=host.url)) for host in hosts)
    with api, data:
        attempted(lambda: sdks(MessagingApi(api), MessagingApiBlob(data)))
    assert sum(map(len, made)) == 1
    assert made == [sent(host) for host in hosts]


def test_a_short_token_is_asked_for_and_looked_at_as_the_sdk_does(
    hosts: tuple[PretendLine, PretendLine],
) -> None:
    settings = {
        "line_channel_access_token": None,
        "line_channel_id": "1 2",
        "line_channel_secret": SecretStr("s&"),
    }
    line, api = ours(hosts, **settings), hosts[0]
    attempted(line.info)
    mine = sent(api)[0]
    attempted(ours(hosts, line_channel_access_token=SecretStr("a b+/")).token_life)
    looked = sent(api)[-1]
    with oauth.ApiClient(oauth.Configuration(host=api.url)) as client:
        tokens = oauth.ChannelAccessToken(client)
        attempted(lambda: tokens.issue_stateless_channel_token_by_client_secret("1 2", "s&"))
        issued = sent(api)[-1]
        attempted(lambda: tokens.verify_channel_token_by_jwt("a b+/"))
        verified = sent(api)[-1]
    for one, other in ((mine, issued), (looked, verified)):
        assert (one[0], *_address(one[1])) == (other[0], *_address(other[1]))
    assert mine[3] == issued[3] and mine[2]["content-type"] == issued[2]["content-type"]


def _address(uri: str) -> tuple[str, list[tuple[str, str]]]:
    """Path and query: a slash may stand in a query as it is, or encoded."""
    read = urlsplit(uri)
    return read.path, parse_qsl(read.query)


def test_connections_are_the_sdks_without_its_tries_of_its_own(
    hosts: tuple[PretendLine, PretendLine],
) -> None:
    pool, sdks = (
        ours(hosts)._wire.pool,
        ApiClient(Configuration(access_token="long", host=hosts[0].url)).rest_client.pool_manager,
    )
    assert pool.connection_pool_kw["cert_reqs"] == "CERT_REQUIRED"
    assert sdks.connection_pool_kw["cert_reqs"] == 2  # (the same as a number)
    assert pool.connection_pool_kw["maxsize"] == AT_ONCE
    assert pool.connection_pool_kw.get("ca_certs") == sdks.connection_pool_kw.get("ca_certs")
    tries = pool.connection_pool_kw["retries"]
    assert (tries.total, tries.redirect) == (0, False)


@pytest.mark.parametrize(
    "module", ["bot.app", "bot.__main__", "bot.doctor", "scheduler.worker", "scheduler.__main__"]
)
def test_no_process_loads_the_sdk(module: str) -> None:
    script = f"""
import sys, {module}
from bot.line.client import LineClient
from bot.settings import LineSettings
line = LineClient(LineSettings(line_channel_access_token="t", line_api_base="http://127.0.0.1:9", _env_file=None))
assert line.push("U1", [], "key").outcome == "again"
sys.exit(any(name.startswith("linebot") for name in sys.modules))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
