"""What is weak (จุดอ่อน)."""

from decimal import Decimal

from bot.figures import result_of
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import scores as voice
from tracker.rules.ranking import rank, weaknesses

NAME = "weaknesses"
EXAMPLE = "จุดอ่อนคืออะไร"

RULE = Rule(
    cases=(
        ("weak", 0.85),
        ("under which_indicator|indicator|threshold", 0.75),
        ("under threshold", 0.75),
        ("under pass which_indicator", 0.85),
    ),
    slots=("threshold", "pass_mark", "fiscal_year", "instrument", "office"),
    lowers=(
        ("foreign", 0.6),
        ("measure_no", 0.5),
        ("if", 0.4),
        ("lack", 0.35),
        ("indicator", 0.3),
        ("measure", 0.2),
        ("grade status", 0.1),
    ),
)


def matches(reading: Reading) -> Match | None:
    """A question for weaknesses."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """The indicators under the office's weak threshold, worst first."""
    found = result_of(meaning.slots, scene)
    if isinstance(found, Answer):
        return found
    office = found.office
    bar = Decimal(str(meaning.slots.get("threshold") or office.weak_below))
    weak = weaknesses(found.facts.indicators, bar)
    lead = f"ตัวชี้วัดที่ต่ำกว่า {bar:.2f}"
    if not weak:
        weak = rank(found.facts.indicators, "asc", 1)
        lead = f"ไม่มีตัวชี้วัดที่ต่ำกว่า {bar:.2f} ที่ต่ำสุดคือ"
    rows = [
        (found.name(n), score, voice.tone(score, office.weak_below, office.strong_from)) for n, score in weak
    ]
    notes = found.doubts(*(n for n, _ in weak))
    said = voice.ranking(office.name, found.year, "จุดอ่อน", rows, lead, notes, found.source,
                         ("จุดแข็งคืออะไร", "ขาดอีกกี่คะแนนถึงจะผ่าน", "มาตรการมีอะไรบ้าง"))  # fmt: skip
    return Answer([said], topic=found.topic())
