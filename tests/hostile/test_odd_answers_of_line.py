"""Rows 45 and 46: LINE's own odd answers to a push, and pages that are asked what they must not do."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests
import urllib3
from pydantic import SecretStr

from bot.app import create_app
from bot.line.client import LineClient
from bot.settings import WebSettings
from sandbox.state import user_id
from tests.hostile.scenery import rows
from tests.town import Town
from tracker import outbox
from tracker.model import Message
from tracker.store import Store

TEXT = [{"type": "text", "text": "ทดสอบ"}]


def promised(place: Town, name: str, recipient: str | None = None) -> None:
    with place.store.begin() as tx:
        outbox.promise_push(tx, f"push:{name}", recipient or user_id(name), TEXT, place.now)


def state_of(store: Store, name: str) -> Message:
    return rows(store, Message, Message.key == f"push:{name}")[0]


FAULTS = {
    "400": "failed",
    "403": "failed",
    "429": "promised",
    "429-monthly": "parked",
    "500": "promised",
    "500-accepted": "promised",
    "503": "promised",
    "413": "failed",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_row_45_a_fault_settles_its_own_push_and_no_other(place: Town, fault: str) -> None:
    promised(place, "คนแรก")
    place.line.state.faults[fault] = 1
    outbox.deliver(place.store, place.client, place.now)
    first = state_of(place.store, "คนแรก")
    assert first.state == FAULTS[fault]
    assert first.retry_key == outbox.retry_key_of("push:คนแรก")
    assert first.problem
    if fault == "429-monthly":
        place.line.state.quota = None
    promised(place, "คนที่สอง")
    outbox.deliver(place.store, place.client, place.now)
    assert state_of(place.store, "คนที่สอง").state == "sent"
    if first.state == "promised":
        outbox.deliver(place.store, place.client, first.next_at)
        assert state_of(place.store, "คนแรก").state == "sent"
        assert len(place.line.person("คนแรก").inbox) == 1


def test_row_45_a_push_line_took_before_is_sent_and_an_invalid_recipient_fails_alone(place: Town) -> None:
    promised(place, "ซ้ำ")
    place.client.push(user_id("ซ้ำ"), TEXT, outbox.retry_key_of("push:ซ้ำ"))
    promised(place, "ผิด", "nobody")
    outbox.deliver(place.store, place.client, place.now)
    assert (state_of(place.store, "ซ้ำ").state, state_of(place.store, "ผิด").state) == ("sent", "failed")
    assert len(place.line.person("ซ้ำ").inbox) == 1


class _Strange(BaseHTTPRequestHandler):
    """A server in LINE's place that answers with a page of HTML."""

    status = 502

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html><script>alert(1)</script>Bad Gateway</html>")

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def strange_line(status: int) -> Iterator[str]:
    handler = type("Strange", (_Strange,), {"status": status})
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def client_of(place: Town, address: str) -> LineClient:
    settings = WebSettings(
        line_channel_secret=SecretStr("s"), line_channel_access_token=SecretStr("sandbox-token"),
        line_api_base=address, public_url=place.url, secret_key=SecretStr("k"), _env_file=None,
    )  # fmt: skip
    return LineClient(settings)


@pytest.mark.parametrize(("status", "state"), [(502, "promised"), (404, "failed"), (429, "promised")])
def test_row_45_a_page_of_html_is_judged_by_its_status(place: Town, status: int, state: str) -> None:
    promised(place, "คนแรก")
    with strange_line(status) as address:
        outbox.deliver(place.store, client_of(place, address), place.now)
    assert state_of(place.store, "คนแรก").state == state


def test_row_45_a_broken_tls_is_tried_again_with_the_same_key(place: Town) -> None:
    promised(place, "คนแรก")
    with strange_line(200) as address:
        outbox.deliver(place.store, client_of(place, address.replace("http:", "https:")), place.now)
    first = state_of(place.store, "คนแรก")
    assert first.state == "promised"
    outbox.deliver(place.store, place.client, first.next_at)
    assert state_of(place.store, "คนแรก").state == "sent"


def test_row_45_silence_is_tried_again_with_the_same_key(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.line.wire.TIMEOUT", urllib3.Timeout(connect=1, read=1))
    promised(place, "คนแรก")
    place.line.state.faults["timeout-accepted"] = 1
    outbox.deliver(place.store, place.client, place.now)
    first = state_of(place.store, "คนแรก")
    assert first.state == "promised"
    outbox.deliver(place.store, place.client, first.next_at)
    assert state_of(place.store, "คนแรก").state == "sent"
    assert len(place.line.person("คนแรก").inbox) == 1


# The desk, the one page that writes, has guards of its own: tests/bot/pages/test_desk_guards.py.
def test_row_46_no_page_writes_on_a_get_and_none_takes_another_method_without_its_token(place: Town) -> None:
    app = create_app(place.web, place.facts, place.clock)
    try:
        client = app.test_client()
        for rule in app.url_map.iter_rules():
            path = rule.rule.replace("<slug>", "buengcharoen")
            for part in rule.arguments:
                path = path.replace(f"<int:{part}>", "2567").replace(f"<{part}>", "x")
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                answer = client.open(path, method=method)
                assert answer.status_code in (400, 401, 403, 404, 405, 413), (
                    method,
                    path,
                    answer.status_code,
                )
    finally:
        app.extensions["store"].close()


@pytest.mark.parametrize("path", ["/", "/o/buengcharoen/2567", "/privacy", "/healthz", "/no/such/page"])
def test_row_46_a_forged_host_and_a_way_out_change_no_answer(place: Town, path: str) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Original-URL": "//evil.example"}
    answer = requests.get(
        f"{place.url}{path}?next=//evil.example", headers=forged, timeout=10, allow_redirects=False
    )
    assert answer.status_code < 500
    assert "evil.example" not in answer.headers.get("Location", "")
    assert "//evil.example" not in answer.text
