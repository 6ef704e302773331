"""What is strong (จุดแข็ง)."""

from decimal import Decimal

from bot.figures import result_of
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import scores as voice
from tracker.rules.ranking import rank, strengths

NAME = "strengths"
EXAMPLE = "จุดแข็งคืออะไร"

RULE = Rule(
    cases=(
        ("strong", 0.85),
        ("over which_indicator|indicator|threshold", 0.72),
        ("over which_indicator threshold", 0.85),
    ),
    slots=("threshold", "pass_mark", "fiscal_year", "instrument", "office"),
    lowers=(
        ("foreign", 0.6),
        ("measure_no", 0.5),
        ("if under lack", 0.4),
        ("measure basis_year praise greet", 0.3),
        ("indicator compare", 0.25),
        ("change", 0.2),
        ("weak status", 0.1),
    ),
)


def matches(reading: Reading) -> Match | None:
    """A question for strengths."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """The indicators at or above the office's strong threshold, best first."""
    found = result_of(meaning.slots, scene)
    if isinstance(found, Answer):
        return found
    office = found.office
    bar = Decimal(str(meaning.slots.get("threshold") or office.strong_from))
    strong = strengths(found.facts.indicators, bar)
    lead = f"ตัวชี้วัดที่ได้ {bar:.2f} ขึ้นไป"
    if not strong:
        best = rank(found.facts.indicators, "desc", 1)
        lead = f"ยังไม่มีตัวชี้วัดที่ได้ {bar:.2f} ขึ้นไป ที่สูงสุดคือ"
        strong = best
    rows = [
        (found.name(n), score, voice.tone(score, office.weak_below, office.strong_from))
        for n, score in strong
    ]
    notes = found.doubts(*(n for n, _ in strong))
    said = voice.ranking(office.name, found.year, "จุดแข็ง", rows, lead, notes, found.source,
                         ("จุดอ่อนคืออะไร", "เทียบกับปีก่อน", "ตัวชี้วัดทั้ง 10 ตัว"))  # fmt: skip
    return Answer([said], topic=found.topic())
