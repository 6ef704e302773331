"""Calls to the sandbox as a bot makes them."""

from typing import Any

import requests

from sandbox.server import Sandbox
from sandbox.state import user_id

USER = user_id("somebody")
HELLO = [{"type": "text", "text": "สวัสดี"}]
SECRET = "sandbox-secret"


def ask(line: Sandbox, path: str, body: Any, key: str | None = None, token: str = "sandbox-x") -> Any:
    """LINE's answer to a message call."""
    headers = {"Authorization": f"Bearer {token}"} | ({"X-Line-Retry-Key": key} if key else {})
    return requests.post(f"{line.url}/v2/bot/message/{path}", json=body, headers=headers, timeout=5)


def push(line: Sandbox, messages: Any = HELLO, key: str | None = None, to: str = USER) -> Any:
    """LINE's answer to a push."""
    return ask(line, "push", {"to": to, "messages": messages}, key)
