"""LINE's endpoints, as far as a bot like ours calls them, with LINE's own manners about tokens, keys and limits."""

import re
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox import rules
from sandbox.answers import Answer, refuse
from sandbox.menus import create_menus
from sandbox.state import TOKEN_SECONDS, State

RETRY_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SILENCE = 12  # seconds; longer than a client waits
# Faults of this name answer the next message call with this status, and it is not carried out.
REFUSALS = {
    "400": "The request body has 1 error(s)",
    "401": "Authentication failed. Confirm that the access token is valid.",
    "403": "Access to this API is not available for your account",
    "413": "Request Entity Too Large",
    "429": "The API rate limit has been exceeded. Try again later.",
    "500": "Internal error",
    "503": "Service Unavailable",
}


def create_api(state: State, try_webhook: Callable[[], int], bot: str) -> Blueprint:
    """The endpoints over one state. `try_webhook` posts an empty webhook and returns the bot's status (0: none);
    `bot` is the LINE id of the account."""
    api = Blueprint("api", __name__)

    @api.before_request
    def authorised() -> Answer | None:
        state.calls.append({"method": request.method, "path": request.path, "at": time.time()})
        if request.path.startswith("/oauth2"):
            return None
        if not request.headers.get("Authorization", "").startswith("Bearer sandbox"):
            return refuse(401, REFUSALS["401"])
        return None

    @api.after_request
    def named(response: Response) -> Response:
        response.headers["x-line-request-id"] = str(uuid.uuid4())
        if state.calls:
            state.calls[-1]["status"] = response.status_code
        return response

    def trouble() -> Answer | None:
        """A fault that is switched on, before anything is done."""
        for status, message in REFUSALS.items():
            if state.fault(status):
                return refuse(int(status), message)
        if state.fault("timeout"):
            time.sleep(SILENCE)
            return refuse(500, "Internal error")
        if state.fault("slow"):
            time.sleep(1.5)
        return None

    def checked(messages: Any) -> Answer | None:
        wrong = rules.violations(messages)
        if not wrong:
            return None
        with state.lock:
            state.violations += wrong
        return refuse(400, f"The request body has {len(wrong)} error(s)", wrong)

    def taken() -> Answer | None:
        """A fault that comes after the message was carried out."""
        if state.fault("500-accepted"):
            return refuse(500, "Internal error")
        if state.fault("timeout-accepted"):
            time.sleep(SILENCE)
        return None

    @api.post("/v2/bot/message/reply")
    def reply() -> Any:
        body = request.get_json(silent=True) or {}
        if "X-Line-Retry-Key" in request.headers:
            return refuse(400, "The retry key is not supported for this endpoint")
        wrong = trouble() or checked(body.get("messages"))
        if wrong:
            return wrong
        with state.lock:
            chat_id, made = state.tokens.pop(body.get("replyToken", ""), ("", 0.0))
            if not chat_id or time.time() - made > TOKEN_SECONDS:
                return refuse(400, "Invalid reply token")
            state.deliver(chat_id, "reply", body["messages"])
        return taken() or jsonify({"sentMessages": _ids(body["messages"])})

    def seen(key: str | None) -> Any:
        """LINE's answer to a retry key it carried out before, or None."""
        if key is None or key not in state.retry_keys:
            return None
        response = jsonify(
            {"message": "The retry key is already accepted", "sentMessages": state.retry_keys[key]}
        )
        response.headers["x-line-accepted-request-id"] = str(uuid.uuid4())
        return response, 409

    def send(recipients: list[str], messages: Any) -> Any:
        key = request.headers.get("X-Line-Retry-Key")
        if key is not None and not RETRY_KEY.fullmatch(key):
            return refuse(400, "The retry key is not a UUID")
        # Faults may sleep, so they come before the lock; under it the key is looked at once more.
        wrong = seen(key) or trouble() or checked(messages)
        if wrong:
            return wrong
        with state.lock:
            again = seen(key)
            if again:
                return again
            reached = [each for each in recipients if each not in state.blocked]
            if state.fault("429-monthly") or (
                state.quota is not None and state.used + len(reached) > state.quota
            ):
                state.quota = state.used if state.quota is None else state.quota
                return refuse(429, "You have reached your monthly limit.")
            ids = _ids(messages)
            if key:
                state.retry_keys[key] = ids
            state.used += len(reached)
            for each in reached:
                state.deliver(each, "push", messages)
        return taken() or jsonify({"sentMessages": ids})

    @api.post("/v2/bot/message/push")
    def push() -> Any:
        body = request.get_json(silent=True) or {}
        to = str(body.get("to", ""))
        if not re.fullmatch("[UCR][0-9a-f]{32}", to):
            return refuse(400, "The property, 'to', in the request body is invalid")
        return send([to], body.get("messages"))

    @api.post("/v2/bot/message/multicast")
    def multicast() -> Any:
        body = request.get_json(silent=True) or {}
        to = body.get("to")
        if not isinstance(to, list) or not 1 <= len(to) <= 500:
            return refuse(400, "1 to 500 recipients are allowed")
        return send([str(each) for each in to], body.get("messages"))

    @api.get("/v2/bot/message/quota")
    def quota() -> Any:
        return jsonify({"type": "none"} if state.quota is None else {"type": "limited", "value": state.quota})

    @api.get("/v2/bot/message/quota/consumption")
    def consumption() -> Any:
        return jsonify({"totalUsage": state.used})

    @api.get("/v2/bot/profile/<user_id>")
    def profile(user_id: str) -> Any:
        if user_id in state.blocked:
            return refuse(404, "Not found")
        return jsonify({"userId": user_id, "displayName": f"ผู้ใช้ {user_id[1:5]}", "language": "th"})

    @api.get("/v2/bot/info")
    def info() -> Any:
        return jsonify({"userId": bot, "basicId": "@sandbox" + bot[1:9].strip("0"), "displayName": "โปร่งใส (ลองเล่น)",
                        "chatMode": "bot", "markAsReadMode": "auto"})  # fmt: skip

    @api.get("/v2/bot/message/<message_id>/content")
    def content(message_id: str) -> Any:
        if state.fault("content-500"):
            return refuse(500, "Internal error")
        if state.fault("content-202"):
            return Response(status=202)
        if state.fault("content-404"):
            return refuse(404, "Not found")
        if message_id in state.unsent:
            return refuse(410, "Gone")
        found = state.contents.get(message_id)
        if found is None:
            return refuse(404, "Not found")
        if state.fault("content-slow"):
            return Response(
                _trickle(found[1]), mimetype=found[0], headers={"Content-Length": str(len(found[1]))}
            )
        return Response(found[1], mimetype=found[0])

    @api.get("/v2/bot/channel/webhook/endpoint")
    def endpoint() -> Any:
        return jsonify({"endpoint": state.webhook_url, "active": state.webhook_active})

    @api.post("/v2/bot/channel/webhook/test")
    def webhook_test() -> Any:
        status = try_webhook()
        reason = "OK" if status == 200 else "ERROR_STATUS_CODE" if status else "COULD_NOT_CONNECT"
        return jsonify({"success": status == 200, "timestamp": "2026-11-21T00:00:00Z", "statusCode": status,
                        "reason": reason, "detail": str(status)})  # fmt: skip

    @api.get("/oauth2/v2.1/verify")
    def verify() -> Any:
        if state.token_expires_in is None:
            return jsonify({"error": "invalid_request", "error_description": "access token expired"}), 400
        return jsonify({"client_id": "1656000000", "expires_in": state.token_expires_in, "scope": "profile"})

    @api.post("/oauth2/v3/token")
    def token() -> Any:
        return jsonify({"token_type": "Bearer", "access_token": "sandbox-stateless", "expires_in": 900})

    @api.post("/v2/bot/chat/loading/start")
    def loading() -> Any:
        asked = request.get_json(silent=True) or {}
        seconds = asked.get("loadingSeconds", 20)
        if not str(asked.get("chatId", "")).startswith("U") or seconds not in range(5, 61, 5):
            state.violations.append("loading animation: a person's chat, 5 to 60 seconds in steps of 5")
            return jsonify({"message": "The request body has 1 error(s)"}), 400
        state.loading.append(asked["chatId"])
        return jsonify({}), 202

    api.register_blueprint(create_menus(state))
    return api


def _trickle(content: bytes) -> Iterator[bytes]:
    """A byte every second and no end in sight."""
    for first in range(len(content)):
        yield content[first : first + 1]
        time.sleep(1)


def _ids(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": str(uuid.uuid4().int)[:18]} for _ in messages]
