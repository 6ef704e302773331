"""An event that says it is a redelivery is taken for one that was done already."""

from datetime import datetime
from typing import Any

from bot.desk import Desk
from bot.line.events import Said


def break_it() -> None:
    """Drop it unseen."""
    handled: Any = Desk.handle

    def handle(self: Desk, said: Said, now: datetime) -> int | None:
        again = (said.raw.get("deliveryContext") or {}).get("isRedelivery")
        return None if again else handled(self, said, now)

    Desk.handle = handle  # type: ignore[method-assign]
