"""An event that says it is a redelivery is taken for one that was done already."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.desk import Desk
from bot.line.events import Said
from tests.chaos.mutants import put


def break_it() -> None:
    """Drop it unseen, whether LINE brings it or it had waited."""
    taken_in: Any = Desk._taken_in

    def only_new(
        self: Desk, tx: Session, said: Said, now: datetime, delivered: datetime | None = None
    ) -> Any:
        again = (said.raw.get("deliveryContext") or {}).get("isRedelivery")
        return None if again else taken_in(self, tx, said, now, delivered)

    put(Desk, "_taken_in", only_new)
