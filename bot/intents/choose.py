"""Which intent a message has: the best match, or none and up to three proposals."""

from datetime import datetime
from typing import Any

from bot.intents import INTENTS, out_of_scope
from bot.thai.matcher import Match
from bot.thai.meaning import Alternative, Meaning
from bot.thai.reading import Reading, read
from bot.thai.vocabulary import Vocabulary

THRESHOLD = 0.5
"""A weaker match is proposed, never acted on."""
PROPOSED = 0.2


def understand(text: str, now: datetime, vocabulary: Vocabulary) -> Meaning:
    """What a message means, asked at `now` (aware) about the office of `vocabulary`. Never raises; the same text
    always means the same. Below THRESHOLD the intent is out_of_scope: nothing is ever written on a guess."""
    reading = read(text, now, vocabulary)
    ranked = _ranked(reading)
    if ranked and ranked[0][1].score >= THRESHOLD:
        intent, match = ranked[0]
        return Meaning(text, intent.NAME, match.slots, match.score, match.why, (), match.hints)
    proposals = _numbered(reading) or tuple(
        Alternative(intent.EXAMPLE, intent.EXAMPLE, intent.NAME)
        for intent, match in ranked
        if match.score >= PROPOSED and intent is not out_of_scope
    )
    return Meaning(
        text, out_of_scope.NAME, {}, ranked[0][1].score if ranked else 0.0, ("nothing fits",), proposals[:3]
    )


def _ranked(reading: Reading) -> list[tuple[Any, Match]]:
    found = [(intent, intent.matches(reading)) for intent in INTENTS]
    return sorted(((i, m) for i, m in found if m is not None), key=lambda pair: -pair[1].score)


def _numbered(reading: Reading) -> tuple[Alternative, ...]:
    """ข้อ N alone may be an indicator, an OIT item or a measure: ask."""
    number = reading.first("item_no")
    if number is None:
        item = reading.first("item")
        if item is None:
            return ()
        return (
            Alternative(f"{item} มีผลกี่คะแนน", f"{item} มีผลกี่คะแนน", "what_if"),
            Alternative(f"{item} ถึงไหนแล้ว", f"{item} ถึงไหนแล้ว", "measure_detail"),
        )
    found = (
        Alternative(f"ตัวชี้วัดที่ {number}", f"ตัวชี้วัดที่ {number} ได้เท่าไร", "score_indicator"),
        Alternative(f"OIT ข้อ o{number}", f"o{number} มีผลกี่คะแนน", "what_if"),
        Alternative(f"มาตรการ {number}", f"มาตรการ {number}", "measure_detail"),
    )
    return found if 1 <= number <= 10 else found[1:]
