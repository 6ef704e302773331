"""People for tests and the page: they type, press, send photos, read what arrives."""

import itertools
import time
from collections.abc import Iterator
from typing import Any

from sandbox.state import Delivered, user_id
from sandbox.wire import Wire

# The smallest honest JPEG: one grey pixel.
PHOTO = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300"
    + "08" * 64
    + "ffc0000b080001000101011100ffc4001f000001050101"
    "0101010100000000000000000102030405060708090a0bffc400b5100002010303020403050504040000017d01020300041105122131410613"
    "516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a5354555657"
    "58595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4"
    "c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9faffda0008010100003f00fbd0ffd9"
)
_messages = itertools.count(int(time.time() * 1000) * 1000)


class Person:
    """One LINE user, in a private chat or in a group."""

    def __init__(self, wire: Wire, name: str, group: str | None = None) -> None:
        self.wire, self.state = wire, wire.state
        self.user_id = user_id(name)
        self.chat_id = ("C" + user_id(group)[1:]) if group else self.user_id
        self.source = {"type": "user", "userId": self.user_id}
        if group:
            self.source = {"type": "group", "groupId": self.chat_id, "userId": self.user_id}
        self.last_event: dict[str, Any] = {}
        self.read = len(self.inbox)

    def says(self, text: str, mention: bool = False) -> int:
        """Type a text; with `mention` the bot is called by name first."""
        message: dict[str, Any] = {"type": "text", "id": next_id(), "quoteToken": "quote", "text": text}
        if mention:
            name = "@โปร่งใส"
            message["text"] = f"{name} {text}"
            whole = {
                "index": 0,
                "length": len(name),
                "type": "user",
                "userId": "U" + "0" * 32,
                "isSelf": True,
            }
            message["mention"] = {"mentionees": [whole]}
        self.state.deliver(self.chat_id, "said", [{"type": "text", "text": message["text"]}], self.user_id)
        return self._post("message", message=message)

    def presses(self, data: str, params: dict[str, str] | None = None, shown: str | None = None) -> int:
        """Press a postback button."""
        if shown:
            self.state.deliver(self.chat_id, "said", [{"type": "text", "text": shown}], self.user_id)
        return self._post("postback", postback={"data": data, **({"params": params} if params else {})})

    def press(self, label: str) -> int:
        """Press the button whose label contains these words, on the newest message that has one."""
        return self._acts(self.button(label))

    def _acts(self, action: dict[str, Any]) -> int:
        if action["type"] == "message":
            return self.says(action["text"])
        if action["type"] == "richmenuswitch":
            return self.switches(action["richMenuAliasId"], action["data"])
        return self.presses(action["data"], shown=action.get("displayText"))

    def button(self, label: str) -> dict[str, Any]:
        """The newest action whose label contains these words; AssertionError names those there are."""
        for delivered in reversed(self.inbox):
            for action in actions(delivered.message):
                if label in action.get("label", ""):
                    return action
        known = [a.get("label") for d in self.inbox[-2:] for a in actions(d.message)]
        raise AssertionError(f"no button {label!r}; there are {known}")

    def sends_photo(self, content: bytes = PHOTO) -> int:
        """Send a photo."""
        identifier = next_id()
        self.state.contents[identifier] = ("image/jpeg", content)
        self.state.deliver(self.chat_id, "said", [{"type": "photo", "id": identifier}], self.user_id)
        provider = {"type": "line"}
        return self._post(
            "message",
            message={"type": "image", "id": identifier, "quoteToken": "q", "contentProvider": provider},
        )

    def sends_file(self, name: str, content: bytes) -> int:
        """Send a file."""
        identifier = next_id()
        self.state.contents[identifier] = ("application/octet-stream", content)
        self.state.deliver(self.chat_id, "said", [{"type": "text", "text": f"[ไฟล์] {name}"}], self.user_id)
        message = {"type": "file", "id": identifier, "fileName": name, "fileSize": len(content)}
        return self._post("message", message=message)

    @property
    def menu(self) -> dict[str, Any] | None:
        """The menu under this person's chat as the bot defined it, or None."""
        found = self.state.menu_of(self.user_id)
        return self.state.menus[found].definition if found else None

    def presses_menu(self, label: str) -> int:
        """Press the area of the menu with this label."""
        for area in (self.menu or {"areas": []})["areas"]:
            if area["action"]["label"] == label:
                return self._acts(area["action"])
        raise AssertionError(f"the menu has no area {label!r}")

    def switches(self, alias: str, data: str) -> int:
        """Turn to another page of the menu, as LINE does it by itself, telling the bot afterwards."""
        menu = self.state.aliases.get(alias)
        if menu in self.state.menus:
            self.state.shown[self.user_id] = str(menu)
        status = "RICHMENU_ALIAS_ID_NOTFOUND" if menu is None else "SUCCESS"
        return self.presses(data, {"newRichMenuAliasId": alias, "status": status})

    def shares_location(self) -> int:
        """Share where one is."""
        message = {
            "type": "location",
            "id": next_id(),
            "latitude": 14.9,
            "longitude": 102.0,
            "address": "สำนักงาน",
        }
        self.state.deliver(self.chat_id, "said", [{"type": "text", "text": "[ตำแหน่ง]"}], self.user_id)
        return self._post("message", message=message)

    def follows(self) -> int:
        """Add the bot as a friend, or unblock it."""
        self.state.blocked.discard(self.user_id)
        return self._post("follow", follow={"isUnblocked": False})

    def unfollows(self) -> int:
        """Block the bot."""
        self.state.blocked.add(self.user_id)
        return self._post("unfollow")

    def unsends(self, message_id: str) -> int:
        """Take a message back."""
        self.state.unsent.add(message_id)
        return self._post("unsend", unsend={"messageId": message_id})

    def redelivers(self) -> int:
        """LINE delivers the last event once more."""
        return self.wire.again(self.last_event)

    @property
    def last_message_id(self) -> str:
        """The id of the message this person sent last."""
        return str(self.last_event["message"]["id"])

    @property
    def inbox(self) -> list[Delivered]:
        """What the bot sent into this chat, oldest first."""
        return self.state.inbox(self.chat_id)

    def wait(self, more: int = 1, timeout: float = 8) -> list[Delivered]:
        """Wait for so many new messages; returns all that are new since the last wait (fewer when time ran out)."""
        deadline = time.monotonic() + timeout
        while len(self.inbox) - self.read < more and time.monotonic() < deadline:
            time.sleep(0.01)
        new = self.inbox[self.read :]
        self.read += len(new)
        return new

    def _post(self, kind: str, **parts: Any) -> int:
        self.last_event = self.wire.event(self.source, kind, **parts)
        return self.wire.post(self.last_event)


def next_id() -> str:
    """A message id, digits as LINE's are."""
    return str(next(_messages))


def actions(node: Any) -> Iterator[dict[str, Any]]:
    """Every action in a message: buttons, pressable parts, quick replies."""
    if isinstance(node, list):
        for child in node:
            yield from actions(child)
    elif isinstance(node, dict):
        if isinstance(node.get("action"), dict):
            yield node["action"]
        for key, child in node.items():
            if key != "action":
                yield from actions(child)


def words(node: Any) -> str:
    """All the words of a message: texts, labels, alt text."""
    if isinstance(node, list):
        return "\n".join(words(child) for child in node)
    if not isinstance(node, dict):
        return ""
    own = [str(node[key]) for key in ("text", "label", "altText") if isinstance(node.get(key), str)]
    return "\n".join([*own, *(words(child) for child in node.values() if isinstance(child, list | dict))])
