"""What goes to LINE, who takes it there, and what came of it: values."""

import hashlib
import uuid
from dataclasses import dataclass
from typing import Literal, Protocol

from tracker.store.sending import Body, Outgoing

__all__ = ["Body", "Delivery", "Outcome", "Outgoing", "Sender", "retry_key_of"]

Outcome = Literal["sent", "again", "limit", "refused", "token_dead", "unclear"]
NAMESPACE = uuid.UUID("6f1c1f0e-6f3a-5b5c-9a43-0d2f5a0e2569")


@dataclass(frozen=True)
class Delivery:
    """What came of one try. `maybe_taken`: LINE may have carried it out although it did not say so."""

    outcome: Outcome
    status: int | None = None
    request_id: str | None = None
    problem: str | None = None
    maybe_taken: bool = False


class Sender(Protocol):
    """LINE's client as seen from here. It lives in bot.line, which this room must not import."""

    def reply(self, token: str, messages: Body) -> Delivery: ...

    def push(self, to: str, messages: Body, retry_key: str) -> Delivery: ...

    def through(self, account: str) -> "Sender": ...


def retry_key_of(key: str) -> str:
    """The X-Line-Retry-Key of a message: always the same for the same key, even in a restored database. It is
    `uuid.uuid5`, spelt out, for it is made with every answer."""
    digits = hashlib.sha1(NAMESPACE.bytes + key.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
