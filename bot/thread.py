"""The thread of a conversation: what was asked last, what was shown to choose from, and how a few words go on from it.

"แล้วปี 65 ล่ะ" asks the last question of another year, "อันที่ 3" takes the third thing shown, "ข้อนี้" is the measure
talked about. A message that says enough by itself is never changed by what came before.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.intents import INTENTS
from bot.scene import Answer, Message
from bot.thai.meaning import Meaning
from bot.thai.normalise import fold_letters
from bot.thai.numbers import number as as_number
from bot.thai.reading import Reading, key_of, read
from bot.thai.slots import fill
from bot.thai.vocabulary import Vocabulary

Topic = Mapping[str, Any]
OPTIONS = 40
"""Things shown that can be taken by their place; no card shows more."""

# Intents that say nothing of their own to go on from: what was talked about stays.
_PASSING = ("smalltalk", "help", "out_of_scope", "register")
_RULES = {intent.NAME: intent.RULE for intent in INTENTS}
_MEASURES = (
    "measures_list",
    "measure_detail",
    "measures_by_department",
    "measures_overdue",
    "progress_report",
)

# Which slot a mention becomes. One that is not here says more than a few words that go on can say.
_SLOT_OF = {
    "year": "fiscal_year",
    "office": "office",
    "indicator": "indicator",
    "instrument": "instrument",
    "item": "oit_item",
    "measure_no": "measure_no",
    "item_no": "measure_no",
    "department": "department",
    "round": "round",
    "format": "format",
    "status": "status",
    "level": "target_grade",
    "letter": "target_grade",
}
# Of these a question is about one: a new one takes the place of the others.
_ONE_OF = (
    ("indicator", "instrument", "oit_item"),
    ("measure_no", "measure_text", "oit_item"),
    ("target", "target_grade"),
)
# What a mention alone asks for when the last question knows no such thing.
_ASKS = {"indicator": "score_indicator", "instrument": "score_instrument", "measure_no": "measure_detail"}

_FILLERS = re.compile(
    "(?:"
    + "|".join(
        fold_letters(word)
        for word in sorted(
            "แล้ว ก็ ล่ะ ละ หละ เหรอ หรอ ของ ด้วย บ้าง มั่ง ส่วน และ กับ อะ เอา ขอ ดู ที่ เป็น คือ ต้อง หมายถึง ถึง แต่ "
            "อันนี้ ค่ะ คะ ครับ คับ นะ จ้า "
            "ไฟล์ แบบ อีก ตัว ปี งบ ว่า ไง เท่าไร เท่าไหร่ ได้ หน่อย ช่วย ใน ไม่ใช่ มิใช่".split(),
            key=len,
            reverse=True,
        )
    )
    + r"|[-:=,/. \0?])*+"
)
_PICK = re.compile(
    fold_letters(
        r"^(?:เอา|ขอ|ดู|เลือก|กด)*(?:อัน|ตัวเลือก|รายการ|ลำดับ|หมายเลข|เบอร์)?(?:ที่)? ?"
        r"(\d{1,2}|แรก|สุดท้าย|ท้ายสุด|บน(?:สุด)?|ล่าง(?:สุด)?)"
        r"(?:นะ|ครับ|คับ|ค่ะ|คะ|จ้า|เลย|หน่อย|ล่ะ|ละ)*$"
    )
)
# Where a pronoun begins a word of its own, as far as letters can tell: not the นี้ of สำนักงานนี้, nor the มัน of น้ำมัน.
_WORD = "(?:(?<![ก-๙])|(?<=แล้ว)|(?<=ของ)|(?<=ดู)|(?<=ขอ)|(?<=ว่า)|(?<=ให้)|(?<=ถ้า))"
_THIS = {
    "measure_no": re.compile(
        _WORD + "(?:(?:มาตรการ|เรื่อง|ข้อ|อัน)(?:นี้|นั้น|เดิม|เมื่อกี้|ดังกล่าว)|มัน(?=ทำ|ถึง|เสร็จ|คือ|ใคร|ครบ|ต้อง))"
    ),
    "indicator": re.compile(_WORD + "(?:ตัวชี้วัด|ตัว|ด้าน|ข้อ|อัน)(?:นี้|นั้น|เดิม|เมื่อกี้|ดังกล่าว)"),
    "fiscal_year": re.compile(_WORD + "ปี(?:นั้น|เดียวกัน|เดิม|ดังกล่าว)"),
}
_NAMES_ONE = re.compile(r"(?:มาตรการ|ข้อ|ตัว(?:ชี้วัด)?)\s*(?:ที่)?\s*[\d๐-๙]")
_GOES_ON = re.compile(fold_letters("^(?:แล้ว|และ|ส่วน|งั้น)|(?:ล่ะ|ละ|ด้วย|บ้าง)(?:ครับ|ค่ะ|คะ|นะ)*$"))
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,2})?")
# What a number alone is after a question about numbers.
_NUMBER_IS = {
    "grade": "score",
    "gap_to_target": "target",
    "what_if": "set",
    "weaknesses": "threshold",
    "strengths": "threshold",
}
_AMOUNTS = ("score", "target", "target_grade", "set", "delta", "threshold")
# An office has a grade, an indicator none: one named after a question for the grade is a question for its score.
_NOT_OF = {"grade": {"indicator"}}
# These are never asked again by a few words: what is to be written is said anew, or changed where it is repeated back.
_WRITES = ("progress_report", "evidence_attach", "remind_settings", "register")
_SAID_AS = {"measure_no": "มาตรการที่ {}", "indicator": "ตัวชี้วัดที่ {}", "fiscal_year": "ปี {}"}


def kept(topic: Topic, answer: Answer, meaning: Meaning | None) -> dict[str, Any]:
    """What to remember after an answer: its topic, the question that led to it, and what it shows to choose from."""
    now = dict(topic if answer.topic is None else answer.topic)
    now.pop("options", None)
    if answer.topic is None:
        now["aside"] = True  # the card that waits is no longer the last thing said
    asked = meaning is not None and meaning.intent not in _PASSING
    if meaning is not None and asked and (meaning.slots or meaning.intent not in _WRITES):
        now["last"] = {"intent": meaning.intent, "slots": meaning.slots}
    elif "last" in topic:
        now["last"] = topic["last"]
    options = shown(answer.messages)
    if options:
        now["options"] = options
    elif "options" in topic and meaning is not None and meaning.intent in _PASSING:
        now["options"] = topic["options"]
    return now


def shown(messages: Sequence[Message]) -> list[str]:
    """What the last message shows to choose from: the rows of a card that can be pressed, or the answers a question
    offers. Each as "say:<words>" or "press:<data>"."""
    if not messages:
        return []
    message = messages[-1]
    if message["type"] == "flex":
        actions = [row["action"] for row in _rows(message["contents"]) if "action" in row]
    else:
        actions = [item["action"] for item in message.get("quickReply", {}).get("items", ())]
    return [_option(action) for action in actions if action["type"] in ("message", "postback")][:OPTIONS]


def _rows(contents: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    bubbles = contents["contents"] if contents["type"] == "carousel" else [contents]
    return [row for bubble in bubbles for row in bubble.get("body", {}).get("contents", ())]


def _option(action: Mapping[str, Any]) -> str:
    return f"say:{action['text']}" if action["type"] == "message" else f"press:{action['data']}"


def picked(text: str, topic: Topic) -> str | None:
    """The option a message like "อันที่ 3" takes, None when it takes none."""
    options = topic.get("options") or ()
    if not options or len(text) > 40:
        return None
    match = _PICK.search(key_of(text).text)
    if match is None:
        return None
    place = match[1]
    if place.isdecimal():
        return options[int(place) - 1] if 1 <= int(place) <= len(options) else None
    return options[0] if place.startswith((fold_letters("แรก"), fold_letters("บน"))) else options[-1]


def spelt_out(text: str, topic: Topic) -> str:
    """A message with "ข้อนี้", "ตัวนี้", "ปีนั้น" said by name, as far as the thread knows them."""
    slots = (topic.get("last") or {}).get("slots", {})
    if _NAMES_ONE.search(text):
        return text
    for slot, pattern in _THIS.items():
        if slots.get(slot) is not None:
            text = pattern.sub(_SAID_AS[slot].format(slots[slot]), text)
    return text


def continued(text: str, own: Meaning, topic: Topic, now: datetime, vocabulary: Vocabulary) -> Meaning:
    """What a message means in its thread: its own meaning, unless it is a few words that go on from what was asked."""
    last = topic.get("last")
    if not last:
        return own
    reading = read(text, now, vocabulary)
    kinds = {mention.kind for mention in reading.mentions}
    if _is_fragment(reading, kinds):
        return _of_last(own, reading, kinds, last) or own
    number = _NUMBER.fullmatch(_FILLERS.sub("", reading.rest)) if not kinds else None
    if number is not None and last["intent"] in _NUMBER_IS:
        slot = {_NUMBER_IS[last["intent"]]: as_number(number[0])}
        return _again(
            own, last["intent"], {k: v for k, v in last["slots"].items() if k not in _AMOUNTS} | slot
        )
    return _with_subject(own, reading, last)


def _is_fragment(reading: Reading, kinds: set[str]) -> bool:
    """Whether a message is but a few names. A state alone is a report, and not a question about that state, unless
    it is put as one."""
    if not kinds or not kinds <= _SLOT_OF.keys() or reading.measure_text is not None:
        return False
    if "status" in kinds and not _GOES_ON.search(reading.key.text):
        return False
    return bool(_FILLERS.fullmatch(reading.rest))


def only_names(reading: Reading) -> bool:
    """Whether a message is nothing but what it mentions and little words."""
    return reading.measure_text is None and bool(_FILLERS.fullmatch(reading.rest))


def _again(own: Meaning, intent: str, slots: dict[str, Any]) -> Meaning:
    why = (f"goes on from {intent}",)
    return replace(own, intent=intent, slots=slots, score=1.0, why=why, alternatives=(), hints={})


def _of_last(own: Meaning, reading: Reading, kinds: set[str], last: Mapping[str, Any]) -> Meaning | None:
    """The last question with what the few words name in place of what it named."""
    intent, slots = str(last["intent"]), dict(last["slots"])
    found = _last_named(reading, intent)
    known = (found.keys() | {"compare_year"}) - _NOT_OF.get(intent, set())
    if intent in _WRITES or not {_SLOT_OF[kind] for kind in kinds} <= known:
        before, intent = intent, _other_intent(kinds, intent)
        if not intent:
            return None
        found = _last_named(reading, intent)
        # A year of results is not a year of measures: it goes along only from score to score.
        keeps = ("fiscal_year",) if (before in _MEASURES) == (intent in _MEASURES) else ()
        slots = {key: value for key, value in slots.items() if key in keeps}
    if intent == "score_compare_years" and "compare_year" not in found and found.get("fiscal_year"):
        found = _against(slots, found)
    for group in _ONE_OF:
        if any(slot in found for slot in group):
            slots = {key: value for key, value in slots.items() if key not in group}
    return _again(own, intent, slots | found)


def _last_named(reading: Reading, intent: str) -> dict[str, Any]:
    """The slots an intent takes; of several named ("ไม่ใช่ 65 เป็น 66") the last counts."""
    found = fill(reading, _RULES[intent].slots)
    for kind, slot in _SLOT_OF.items():
        values = reading.values(kind)
        if len(values) > 1 and slot in found and kind != "year":
            found[slot] = values[-1]
    number = reading.first("item_no")
    if intent == "score_indicator" and number in range(1, 11):
        found["indicator"] = number
    return found


def _against(slots: Mapping[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """A single year after a comparison: what the later year is now compared with."""
    year, later = found["fiscal_year"], slots.get("fiscal_year")
    if later is None or year == later:
        return found
    return found | {"fiscal_year": max(year, later), "compare_year": min(year, later)}


def _other_intent(kinds: set[str], intent: str) -> str:
    """Which question a mention asks when the last one knows no such thing."""
    of_measures = intent in _MEASURES
    for kind in sorted(kinds):
        slot = _SLOT_OF[kind]
        if kind == "item_no":
            return (
                "measure_detail"
                if of_measures
                else "score_indicator"
                if intent.startswith(("score", "rank", "weak", "strong"))
                else ""
            )
        if slot == "department" and of_measures:
            return "measures_by_department"
        if slot in _ASKS:
            return _ASKS[slot]
    return ""


def _with_subject(own: Meaning, reading: Reading, last: Mapping[str, Any]) -> Meaning:
    """A message that has its own wish but not its subject takes that of the last question: "ทำไป 60% แล้ว" after a
    measure, "แล้วถ้าได้ 90 ล่ะ" after a supposition."""
    slots = last["slots"]
    if own.intent == "progress_report" and slots.get("measure_no") is not None:
        if not {"measure_no", "measure_text", "oit_item"} & own.slots.keys():
            year = {"fiscal_year": slots["fiscal_year"]} if slots.get("fiscal_year") else {}
            return replace(own, slots={**year, "measure_no": slots["measure_no"], **own.slots})
    if own.intent == last["intent"] in ("what_if", "gap_to_target") and _GOES_ON.search(reading.key.text):
        if not {*_ONE_OF[0]} & own.slots.keys():
            subject = {key: slots[key] for key in (*_ONE_OF[0], "fiscal_year") if key in slots}
            return replace(own, slots={**subject, **own.slots})
    return own
