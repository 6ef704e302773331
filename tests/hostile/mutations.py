"""Webhooks that are nearly right: real ones of every kind, torn, twisted and stuffed; each made from one number."""

import json
import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from bot.reception import BUTTONS
from sandbox.state import user_id
from tests.stateful.chat import BOT, Chat

PEOPLE = ("หัวหน้า", "ผู้ประสาน", "ผู้บริหาร", "คนแปลกหน้า")
TEXTS = (
    "มาตรการ 2 ทำแล้ว 60% ติดป้ายแล้ว",
    "คะแนนล่าสุด",
    "ปี 66 ได้กี่คะแนน",
    "เทียบปี 65 กับ 66",
    "งานของฉัน",
    "ใครยังไม่ส่ง",
    "ยืนยัน",
    "ยกเลิก",
    "เลิกทำ",
    "ไม่ใช่ 60 เป็น 70",
    "ของกองคลังด้วย",
    "อันที่ 3",
    "ขอรายงานรอบแรกเป็น pdf",
    "แนบรูปมาตรการ 2",
    "https://x.go.th/a",
    "เปลี่ยนวันครบกำหนดรอบ 6 เดือนเป็น 15 เม.ย.",
    "เผยแพร่หน้าสาธารณะ",
    "ปิดรอบ 6 เดือน",
    "ลองใช้",
    "ABCD-EFGH-JKLM",
    "เสร็จแล้ว",
    "60%",
    "ถ้า EIT เพิ่ม 5 คะแนน",
    "มาตรการ 2 วันที่ 31 ก.พ. ทำแล้ว 50%",
    "ทำไม",
    "ข้อมูลนี้ผิด",
    "ช่วยเหลือ",
    "สวัสดี",
    "ไม่มีหมายเหตุ",
    "มาตรการ",
)
JUNK: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**30,
    -(10**18),
    "",
    " ",
    "\x00",
    "\ud800",
    "\u202e",
    "ก" * 6000,
    "x" * 100_000,
    "1e9",
    "NaN",
    "../../x",
    "U" + "f" * 32,
    [],
    {},
    [[]],
    {"type": "text"},
    [None],
    "' OR 1=1--",
    "<script>",
    "=1+1",
    "confirm:1",
    "%s%n{0}{x}",
)
WORDS = (
    "",
    "0",
    "1",
    "-1",
    "2567",
    "67-0001",
    "9" * 19,
    "9" * 40,
    "x",
    "yes",
    "no",
    "list",
    "6m",
    "pdf",
    "กองช่าง",
    "\x00",
    "done",
    "p50",
    ":",
    "1.5",
    "NaN",
    "overall",
    "r",
)


def peopled(chat: Chat) -> None:
    """The people of the mutated webhooks take up their posts."""
    chat.enrol("หัวหน้า", "buengcharoen", "head", "กองช่าง")
    chat.enrol("ผู้ประสาน", "buengcharoen", "coordinator")
    chat.enrol("ผู้บริหาร", "buengcharoen", "executive")


def webhook(seed: int, known: tuple[str, ...] = ()) -> bytes:
    """The body made from a number. `known`: identifiers that exist, to be put into buttons."""
    dice = random.Random(seed)
    events = [_event(dice, seed, place, known) for place in range(dice.choice((1, 1, 1, 2, 3)))]
    whole: Any = {"destination": BOT, "events": events}
    for _ in range(dice.choice((0, 0, 1, 1, 2, 4))):
        whole = _twisted(whole, dice)
    # Half a surrogate pair can only be written as an escape.
    body = json.dumps(whole, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
    return _torn(body, dice) if dice.random() < 0.15 else body


def _event(dice: random.Random, seed: int, place: int, known: tuple[str, ...]) -> dict[str, Any]:
    person = user_id(dice.choice(PEOPLE))
    source = dice.choice(
        (
            *[{"type": "user", "userId": person}] * 6,
            {"type": "group", "groupId": "C" + "1" * 32, "userId": person},
            {"type": "group", "groupId": "C" + "1" * 32},
            {"type": "room", "roomId": "R" + "1" * 32, "userId": person},
        )
    )
    made: dict[str, Any] = {
        "mode": dice.choice(("active",) * 9 + ("standby",)),
        "timestamp": 1_795_402_800_000 + dice.randrange(10**6),
        "source": dict(source),
        "webhookEventId": f"01{seed:020}{place:04}",
        "replyToken": f"{seed:030x}{place:02x}",
        "deliveryContext": {"isRedelivery": dice.random() < 0.2},
    }
    return made | dice.choice(KINDS)(dice, str(10**17 + seed * 4 + place), known)


Kind = Callable[[random.Random, str, tuple[str, ...]], dict[str, Any]]


def _text(dice: random.Random, identifier: str, _known: tuple[str, ...]) -> dict[str, Any]:
    words = dice.choice(TEXTS)
    for _ in range(dice.choice((0, 0, 1, 3))):
        at = dice.randrange(len(words) + 1)
        words = (
            words[:at]
            + dice.choice(("%", "-", "๕", "\u200b", "ํ", "9" * 20, "\n", "ข้อ", "ปี", "\x07", "🙂", "่่"))
            + words[at:]
        )
    message: dict[str, Any] = {"type": "text", "id": identifier, "quoteToken": "q", "text": words}
    if dice.random() < 0.2:
        message["mention"] = {
            "mentionees": [{"index": dice.randrange(-2, 9), "length": dice.randrange(9), "isSelf": True}]
        }
    if dice.random() < 0.1:
        message["quotedMessageId"] = identifier
    return {"type": "message", "message": message}


def _press(dice: random.Random, _identifier: str, known: tuple[str, ...]) -> dict[str, Any]:
    name = dice.choice((*BUTTONS, "menu", "lesson", "nothing"))
    words = [dice.choice((*WORDS, *known, *known)) for _ in range(dice.randrange(5))]
    back: dict[str, Any] = {"data": ":".join([name, *words])}
    if dice.random() < 0.2:
        back["params"] = dice.choice(
            ({"date": "2026-13-45"}, {"date": "2026-11-01"}, {"newRichMenuAliasId": "x"}, {"a": {}})
        )
    return {"type": "postback", "postback": back}


def _file(dice: random.Random, identifier: str, _known: tuple[str, ...]) -> dict[str, Any]:
    kind = dice.choice(("image", "video", "audio", "file", "sticker", "location", "hologram"))
    provider = {
        "type": dice.choice(("line", "line", "external")),
        "originalContentUrl": "http://169.254.169.254/",
    }
    return {
        "type": "message",
        "message": {
            "type": kind,
            "id": identifier,
            "fileName": dice.choice(("a.pdf", "../x", "ก" * 300, "\x00")),
            "fileSize": dice.choice((1, 10**9, -1)),
            "contentProvider": provider,
        },
    }


def _other(dice: random.Random, identifier: str, _known: tuple[str, ...]) -> dict[str, Any]:
    return dice.choice(
        (
            {"type": "follow", "follow": {"isUnblocked": True}},
            {"type": "unfollow"},
            {"type": "join"},
            {"type": "leave"},
            {"type": "memberJoined", "joined": {"members": [{"type": "user", "userId": "U" + "2" * 32}]}},
            {"type": "unsend", "unsend": {"messageId": identifier}},
            {"type": "beacon", "beacon": {"hwid": "x", "type": "enter"}},
            {"type": "accountLink", "link": {"result": "ok", "nonce": "x"}},
            {"type": "somethingNew", "x": [1, {"y": 2}]},
        )
    )


KINDS: tuple[Kind, ...] = (_text, _text, _text, _press, _press, _press, _file, _other)


def _twisted(whole: Any, dice: random.Random) -> Any:
    """One change somewhere: a part dropped, doubled, of another type, nested deeper, cut, or swapped with another."""
    whole = deepcopy(whole)
    places = list(_places(whole))
    if not places:
        return whole
    holder, key = dice.choice(places)
    match dice.randrange(7):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, list):
            holder.insert(key, deepcopy(holder[key]))
        case 2:
            holder[key] = {"nested": [holder[key]]}
        case 3 if isinstance(holder[key], str):
            holder[key] = holder[key][: dice.randrange(len(holder[key]) + 1)]
        case 4:
            other, at = dice.choice(places)
            holder[key], other[at] = deepcopy(other[at]), deepcopy(holder[key])
        case 5:
            holder[key] = [deepcopy(holder[key])] * dice.choice((1, 3, 30))
        case _:
            holder[key] = deepcopy(dice.choice(JUNK))
    return whole


def _places(node: Any) -> Any:
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in list(pairs):
        yield node, key
        yield from _places(child)


def _torn(body: bytes, dice: random.Random) -> bytes:
    """Bytes cut, flipped or put in: mostly no JSON any more."""
    torn = bytearray(body)
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(torn) + 1)
        match dice.randrange(3):
            case 0:
                del torn[at : at + dice.randrange(1, 40)]
            case 1:
                torn[at:at] = dice.randbytes(dice.randrange(1, 8))
            case _ if at < len(torn):
                torn[at] ^= 1 << dice.randrange(8)
    return bytes(torn)
