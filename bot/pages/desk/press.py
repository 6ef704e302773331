"""A button of the desk page that was pressed, and what its form named."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.desk import Desk
from tracker.actions.open_desk import Viewer
from tracker.errors import SettledAlready
from tracker.store import Store


@dataclass(frozen=True)
class Press:
    """A pressed button. `viewer` reads anew who presses, inside the transaction; it raises when they may not."""

    store: Store
    desk: Desk
    viewer: Callable[[Session], Viewer]
    now: datetime
    zone: ZoneInfo


def number(text: str) -> int:
    """An identifier out of a form; what is none was never there. 63 bits, as every column has."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or int(text) >= 2**63:
        raise SettledAlready
    return int(text)


def parts(subject: str, count: int) -> list[str]:
    """The parts of what a form named, as in 12:34:yes; one with others was never there."""
    found = subject.split(":")
    if len(found) != count:
        raise SettledAlready
    return found
