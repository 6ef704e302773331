"""The indicators in order: the highest, the lowest, all ten."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.figures import INSTRUMENTS, Result, result_of
from bot.scene import Answer, Message, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import scores as voice
from tracker.rules.grading import INSTRUMENT_WORDS
from tracker.rules.ranking import rank
from tracker.rules.scoring import rounded

NAME = "rank_indicators"
EXAMPLE = "ตัวชี้วัดทั้ง 10 ตัว"

RULE = Rule(
    cases=(
        ("extreme which_indicator|score|indicator|instrument|rank", 0.88),
        ("extreme", 0.7),
        ("rank which_indicator|score|indicator|year|latest|extreme", 0.8),
        ("rank", 0.62),
        ("each score|how_much|which_indicator", 0.82),
        ("each", 0.6),
    ),
    slots=("order", "n", "instrument", "fiscal_year", "office"),
    lowers=(
        ("foreign", 0.6),
        ("measure_no", 0.5),
        ("if lack by_department", 0.4),
        ("measure department", 0.3),
        ("compare report item_no", 0.2),
        ("weak strong", 0.1),
    ),
)


def matches(reading: Reading) -> Match | None:
    """A question for an order or for several indicators at once."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """Indicators in order, best or worst first."""
    found = result_of(meaning.slots, scene)
    if isinstance(found, Answer):
        return found
    if _wants_all(meaning.slots):
        return Answer([_all_of(found)], topic=found.topic())
    office, order, n = found.office, meaning.slots.get("order", "desc"), meaning.slots.get("n")
    ranked = rank(_within(found, meaning.slots.get("instrument")), order, n)
    rows = [
        (found.name(i), score, voice.tone(score, office.weak_below, office.strong_from))
        for i, score in ranked
    ]
    word = "ต่ำสุด" if order == "asc" else "สูงสุด"
    lead = f"{word} {len(rows)} ตัวชี้วัด" if n else f"เรียงจาก{'ต่ำไปสูง' if order == 'asc' else 'สูงไปต่ำ'}"
    notes = found.doubts(*(i for i, _ in ranked))
    said = voice.ranking(office.name, found.year, "อันดับตัวชี้วัด", rows, lead, notes, found.source)
    return Answer([said], topic=found.topic())


def _wants_all(slots: Mapping[str, Any]) -> bool:
    """All ten as they are, neither the best nor the worst."""
    return "order" not in slots and slots.get("n", 10) >= 10 and "instrument" not in slots


def _all_of(found: Result) -> Message:
    office, scores = found.office, found.facts.indicators
    groups = []
    for instrument in INSTRUMENTS:
        rows = [
            (found.name(i), scores[i], voice.tone(scores[i], office.weak_below, office.strong_from))
            for i in found.rubric.indicators_of(instrument)
            if i in scores
        ]
        mean = found.standing.means[instrument]
        if rows:
            groups.append((INSTRUMENT_WORDS[instrument], None if mean is None else rounded(mean), rows))
    return voice.all_indicators(office.name, found.year, groups, found.doubts(*scores), found.source)


def _within(found: Result, instrument: str | None) -> dict[int, Decimal]:
    scores = found.facts.indicators
    if instrument is None:
        return scores
    numbers = found.rubric.indicators_of(instrument[:3])
    return {number: score for number, score in scores.items() if number in numbers}
