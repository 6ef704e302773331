"""What the pretend LINE remembers: chats, tokens, retry keys, contents, faults, and every rule that was broken."""

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

TOKEN_SECONDS = 60


@dataclass(frozen=True)
class Delivered:
    """A message that arrived in a chat. `kind` is reply, push or said (by a person)."""

    number: int
    chat_id: str
    kind: str
    message: dict[str, Any]
    at: float
    said_by: str | None = None


@dataclass
class Menu:
    """A menu under the chat as the bot made it, and its picture once uploaded."""

    definition: dict[str, Any]
    picture: tuple[str, bytes] | None = None


@dataclass
class State:
    """All of it, behind one lock."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    delivered: list[Delivered] = field(default_factory=list)
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    retry_keys: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    contents: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    unsent: set[str] = field(default_factory=set)
    menus: dict[str, Menu] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)  # user id → the menu of this very person
    default_menu: str | None = None
    blocked: set[str] = field(default_factory=set)
    faults: Counter[str] = field(default_factory=Counter)
    calls: list[dict[str, Any]] = field(default_factory=list)
    loading: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    webhook_statuses: list[int] = field(default_factory=list)
    quota: int | None = None
    used: int = 0
    webhook_url: str = ""
    clock: Callable[[], float] = time.time  # the moment events are stamped with, in seconds since 1970
    webhook_active: bool = True
    token_expires_in: int | None = 2_592_000  # seconds; None: a long-lived token, which tells nothing

    def deliver(
        self, chat_id: str, kind: str, messages: list[dict[str, Any]], said_by: str | None = None
    ) -> None:
        """Put messages into a chat."""
        with self.lock:
            for message in messages:
                number = len(self.delivered) + 1
                self.delivered.append(Delivered(number, chat_id, kind, message, time.time(), said_by))

    def inbox(self, chat_id: str) -> list[Delivered]:
        """What the bot sent into a chat, oldest first."""
        with self.lock:
            return [each for each in self.delivered if each.chat_id == chat_id and each.kind != "said"]

    def menu_of(self, user: str) -> str | None:
        """The id of the menu a person sees: their own, else everybody's."""
        with self.lock:
            return self.shown.get(user, self.default_menu)

    def fault(self, name: str) -> bool:
        """Whether this fault is switched on; takes one of its turns."""
        with self.lock:
            if self.faults[name] <= 0:
                return False
            self.faults[name] -= 1
            return True

    def as_json(self) -> dict[str, Any]:
        """Counts and lists for the page and for tests in other processes."""
        with self.lock:
            return {
                "delivered": [vars(each) for each in self.delivered],
                "blocked": sorted(self.blocked),
                "faults": {name: count for name, count in self.faults.items() if count > 0},
                "calls": self.calls[-200:],
                "violations": self.violations,
                "webhook_statuses": self.webhook_statuses[-50:],
                "quota": self.quota,
                "used": self.used,
            }


def user_id(name: str) -> str:
    """A LINE user id for a name: itself when it already is one."""
    if len(name) == 33 and name[0] in "UCR":
        return name
    return "U" + hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
