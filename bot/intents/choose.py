"""Which intent a message has: the best match, or none and up to three proposals."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.intents import INTENTS, out_of_scope
from bot.thai.lately import Lately
from bot.thai.likeness import Likeness, likest
from bot.thai.matcher import Match
from bot.thai.meaning import Alternative, Meaning
from bot.thai.reading import PRESSED, Reading, read
from bot.thai.slots import fill
from bot.thai.vocabulary import Vocabulary

THRESHOLD = 0.5
"""A weaker match is proposed, never acted on."""
PROPOSED = 0.2

NOWHERE = Vocabulary(None, (), (), (), (), ())


def understand(text: str, now: datetime, vocabulary: Vocabulary) -> Meaning:
    """What a message means, asked at `now` (aware) about the office of `vocabulary`. Never raises; the same text
    always means the same. Below THRESHOLD the intent is out_of_scope: nothing is ever written on a guess."""
    reading = read(text, now, vocabulary)
    found = _meant_before(reading) if len(text) <= PRESSED else _meant(reading)
    # Whoever has it may do with it as they like: the next one gets it as it was.
    return replace(found, slots=dict(found.slots), hints=dict(found.hints))


def _meant(reading: Reading) -> Meaning:
    text = reading.original
    ranked = _ranked(reading)
    if ranked and ranked[0][1].score >= THRESHOLD:
        intent, match = ranked[0]
        return Meaning(text, intent.NAME, match.slots, match.score, match.why, (), match.hints)
    numbered, like = _numbered(reading), likest(reading)
    if not numbered and like is not None:
        match = _by_example(like, reading, ranked)
        if match is not None:
            intent, found = match
            return Meaning(text, intent.NAME, found.slots, found.score, found.why, (), found.hints)
    proposals = numbered or tuple(
        Alternative(_proposed(intent), _proposed(intent), intent.NAME)
        for intent, match in ranked
        if match.score >= PROPOSED and intent is not out_of_scope
    )
    if like is not None and like.nearness >= NEAR:
        proposals = _with_proposal(proposals, like.intent)
    return Meaning(
        text, out_of_scope.NAME, {}, ranked[0][1].score if ranked else 0.0, ("nothing fits",), proposals[:3]
    )


# Of the words of a button, which are read once, the meaning is found once, too.
_meant_before = Lately(_meant, 128)


NEAR, NEAR_TO_WRITE, AGREED = 0.22, 0.42, 0.5
"""How like an example a message must be where no rule is sure, more for what leads to a write, and how much of what the
nearest examples say must agree. Chosen on the messages that are worked with, each left out in turn: at these 92 of 100
are right."""
_LEADS_TO_WRITE = ("progress_report", "evidence_attach", "remind_settings")
_BY_NAME = {intent.NAME: intent for intent in INTENTS}


def _by_example(
    like: Likeness, reading: Reading, ranked: list[tuple[Any, Match]]
) -> tuple[Any, Match] | None:
    """What no rule is sure of, by the examples it is most like. What leads to a write must also name its matter."""
    if like.agreement < AGREED or like.intent == out_of_scope.NAME:
        return None
    writes = like.intent in _LEADS_TO_WRITE
    if writes and not reading.signs.isdisjoint(("if", "question", "who", "when", "negated")):
        return None
    if like.nearness < (NEAR_TO_WRITE if writes else NEAR) or (writes and not reading.mentions):
        return None
    intent = _BY_NAME[like.intent]
    weak = next((match for known, match in ranked if known is intent), None)
    hints = weak.hints if weak is not None else {}
    why = (f"like “{like.example}”, near {like.nearness:.2f}, agreed {like.agreement:.2f}",)
    return intent, Match(THRESHOLD, why, fill(reading, intent.RULE.slots), hints)


def _with_proposal(proposals: tuple[Alternative, ...], name: str) -> tuple[Alternative, ...]:
    """The proposals and the one of the nearest example, when it is another and can be said."""
    if name == out_of_scope.NAME or any(each.intent == name for each in proposals):
        return proposals
    words = _proposed(_BY_NAME[name])
    return (*proposals, Alternative(words, words, name))


def _proposed(intent: Any) -> str:
    return str(getattr(intent, "PROPOSED", intent.EXAMPLE))


def warm(vocabulary: Vocabulary = NOWHERE) -> None:
    """Read the examples, compile the patterns and put the names of offices in their form before anybody waits."""
    understand("ขอทดลองถามเรื่องที่ไม่มีใครเคยถาม", datetime(2024, 1, 1, tzinfo=UTC), vocabulary)


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
