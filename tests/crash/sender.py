"""A sender of its own process, to be killed: `python -m tests.crash.sender DATABASE LINE`."""

import sys
from datetime import UTC, datetime

from pydantic import SecretStr

from bot.line.client import LineClient
from bot.settings import LineSettings
from tracker import outbox
from tracker.store import Store


def main(url: str, line: str) -> None:
    """Send until nothing is due."""
    settings = LineSettings(
        line_channel_access_token=SecretStr("sandbox"), line_api_base=line, _env_file=None
    )
    store, client = Store(url), LineClient(settings)
    while outbox.deliver(store, client, datetime.now(UTC), clock=lambda: datetime.now(UTC)).claimed:
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
