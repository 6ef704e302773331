"""The score of an instrument (แบบวัด): IIT, EIT and its two parts, OIT."""

from bot.figures import Result, result_of, rule_doubts
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import cards
from bot.voice import scores as voice
from tracker.rules.grading import INSTRUMENT_WORDS
from tracker.rules.scoring import rounded

NAME = "score_instrument"
EXAMPLE = "EIT ได้เท่าไร"

RULE = Rule(
    cases=(
        ("instrument how_much|score", 0.85),
        ("instrument year|latest|basis_year", 0.75),
        ("instrument", 0.62),
    ),
    slots=("instrument", "fiscal_year", "office"),
    lowers=(
        ("foreign", 0.6),
        ("if measure_no", 0.5),
        ("lack two_years evidence do_to_reach page format attach", 0.4),
        ("compare extreme weak strong measure", 0.35),
        ("indicator rank item change threshold each percent", 0.3),
        ("report", 0.25),
        ("grade state alter", 0.1),
    ),
)


def matches(reading: Reading) -> Match | None:
    """A question about one instrument."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """One instrument's score with its indicators; all three when none is named."""
    found = result_of(meaning.slots, scene)
    if isinstance(found, Answer):
        return found
    name = meaning.slots.get("instrument")
    if name is None:
        return _all(found)
    score = found.standing.means.get(name)
    if score is None:
        words = f"เอกสารปี {found.year} ไม่ได้แยกคะแนน {INSTRUMENT_WORDS[name]} ไว้ค่ะ"
        return Answer(
            [cards.text(words, [cards.says("คะแนน EIT"), cards.says("คะแนนล่าสุด")])], topic=found.topic()
        )
    office = found.office
    numbers = found.rubric.indicators_of(name[:3])
    rows = [(found.name(n), f"{found.facts.indicators[n]}") for n in numbers if n in found.facts.indicators]
    shown = rounded(score)
    passed = shown >= found.rubric.pass_mark
    word = f"ผ่าน {found.rubric.pass_mark}" if passed else f"ต่ำกว่า {found.rubric.pass_mark}"
    color = voice.tone(shown, office.weak_below, office.strong_from)
    notes = [] if name in ("EIT1", "EIT2") else found.doubts(*numbers)
    title = f"แบบวัด {INSTRUMENT_WORDS[name]}"
    said = voice.one_score(office.name, found.year, title, shown, word, rows, notes, found.source, color)
    return Answer([said], topic=found.topic(instrument=name))


def _all(found: Result) -> Answer:
    office = found.office
    rows = [
        (name, score, voice.tone(score, office.weak_below, office.strong_from)) for name, score in found.means
    ]
    notes = rule_doubts(found.rubric, "weights")
    said = voice.ranking(office.name, found.year, "คะแนนรายแบบวัด", rows, "", notes, found.source)
    return Answer([said], topic=found.topic())
