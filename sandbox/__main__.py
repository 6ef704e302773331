"""`python -m sandbox`: a pretend LINE on this machine. It cannot be run against production by mistake."""

import argparse
import ipaddress
import os
import sys
from urllib.parse import urlsplit

from sandbox.server import start


def main() -> None:
    """Start, unless anything here smells of the real LINE."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--i-am-a-sandbox", action="store_true", help="say so, or set SANDBOX=1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("SANDBOX_PORT", "8001")))
    parser.add_argument("--host", default="127.0.0.1")
    webhook = os.environ.get("SANDBOX_WEBHOOK", "http://127.0.0.1:8000/callback")
    parser.add_argument("--webhook", default=webhook, help="where events are posted")
    parser.add_argument(
        "--secret", default=os.environ.get("LINE_CHANNEL_SECRET", ""), help="channel secret to sign with"
    )
    asked = parser.parse_args()
    refusal = why_not(asked.i_am_a_sandbox or os.environ.get("SANDBOX") == "1", asked.webhook, asked.secret)
    if refusal:
        print(f"sandbox: {refusal}", file=sys.stderr)
        sys.exit(2)
    running = start(asked.webhook, asked.secret, asked.port, asked.host)
    print(f"sandbox: chat page at {running.url}", flush=True)
    try:
        running.wait()
    except KeyboardInterrupt:
        running.stop()


def why_not(flagged: bool, webhook: str, secret: str) -> str | None:
    """Why the sandbox must not start here, or None."""
    if not flagged:
        return "start it with --i-am-a-sandbox or SANDBOX=1; it is not LINE"
    if not secret:
        return "LINE_CHANNEL_SECRET is not set; for example --secret sandbox-secret"
    token = os.environ.get("LINE_CHANNEL_ACCESS_TOKEN", "")
    if token and not token.startswith("sandbox"):
        return "a real LINE_CHANNEL_ACCESS_TOKEN is set; unset it or use one that begins with sandbox"
    for name, address in (("LINE_API_BASE", os.environ.get("LINE_API_BASE", "")), ("the webhook", webhook)):
        if address and not _loopback(address):
            return f"{name} is {address}, which is not on this machine"
    return None


def _loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


if __name__ == "__main__":
    main()
