"""How much is missing to a score, grade or level."""

from decimal import Decimal

from bot.figures import Result, result_of, rule_doubts
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import cards
from bot.voice import scores as voice
from tracker.rules.gap import GradeUnknown, indicators_short, instruments_short, lifts, to_grade, to_target
from tracker.rules.grading import INSTRUMENT_WORDS
from tracker.rules.scoring import rounded

NAME = "gap_to_target"
EXAMPLE = "ขาดอีกกี่คะแนนถึงจะผ่าน"

RULE = Rule(
    cases=(
        ("lack until|goal|pass|level|letter", 0.9),
        ("must_get letter|level", 0.88),
        ("lack how_much|score", 0.7),
        ("until how_much level|letter|pass|goal|number", 0.7),
        ("do_to_reach level|letter|pass|goal|number|grade", 0.85),
        ("goal how_much", 0.65),
        ("until goal", 0.75),
        ("do_to_reach", 0.5),
        ("lack number", 0.6),
        ("until level|letter how", 0.8),
    ),
    slots=("target", "indicator", "instrument", "fiscal_year", "office"),
    lowers=(
        ("foreign", 0.6),
        ("days_left", 0.5),
        ("measure_no due send not_sent remind", 0.4),
        ("if", 0.35),
        ("why", 0.25),
        ("measure report two_years worth", 0.2),
        ("percent", 0.05),
    ),
)


def matches(reading: Reading) -> Match | None:
    """A question for what is missing."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """How many points are missing to a target or grade, and what would get there."""
    found = result_of(meaning.slots, scene)
    if isinstance(found, Answer):
        return found
    slots = meaning.slots
    if slots.get("target_grade"):
        return _to_grade(slots["target_grade"], found)
    target = Decimal(str(slots.get("target") or found.rubric.pass_mark))
    indicator, instrument = slots.get("indicator"), slots.get("instrument")
    if indicator in found.facts.indicators:
        return _one(
            found, found.name(indicator), found.facts.indicators[indicator], target, found.doubts(indicator)
        )
    mean = found.standing.means.get(instrument) if instrument else None
    if mean is not None:
        return _one(found, f"แบบวัด {INSTRUMENT_WORDS[instrument]}", rounded(mean), target, [])
    return _total(found, target)


def _one(found: Result, title: str, score: Decimal, target: Decimal, notes: list[str]) -> Answer:
    gap = to_target(score, target)
    lead = f"ถึง {target:.2f} แล้ว" if gap.reached else f"ขาดอีก {gap.points} คะแนน ถึง {target:.2f}"
    said = voice.gap(
        found.office.name, found.year, title, lead, [("คะแนนตอนนี้", f"{score}")], notes, found.source
    )
    return Answer([said], topic=found.topic())


def _total(found: Result, target: Decimal) -> Answer:
    gap = to_target(found.facts.overall, target)
    lead = (
        f"คะแนนรวมถึง {target:.2f} แล้ว" if gap.reached else f"คะแนนรวมขาดอีก {gap.points} คะแนน ถึง {target:.2f}"
    )
    rows = [("คะแนนรวม", f"{found.facts.overall}")]
    for name, short in instruments_short(found.standing.means, target):
        rows.append((f"{INSTRUMENT_WORDS[name]} {short.score}", f"ขาด {short.points}"))
    for indicator, short in indicators_short(found.facts.indicators, target):
        rows.append((f"{found.name(indicator)} {short.score}", f"ขาด {short.points}"))
    ways = lifts(found.facts.indicators, found.facts.overall, target, found.rubric)
    notes = [*rule_doubts(found.rubric, "weights"), *found.doubts(*found.facts.indicators)]
    if ways and ways[0].possible:
        way = ways[0]
        notes.insert(0, f"ทางที่ใกล้ที่สุดทางเดียว: ดัน{found.name(way.indicator)} จาก {way.score} เป็น {way.needed}")
    elif ways:
        notes.insert(0, "ดันตัวชี้วัดเดียวให้เต็ม 100 ก็ยังไม่ถึงเป้า ต้องเพิ่มหลายตัวพร้อมกัน")
    said = voice.gap(
        found.office.name, found.year, f"ระยะห่างถึง {target:.2f}", lead, rows, notes, found.source
    )
    return Answer([said], topic=found.topic(target=str(target)))


def _to_grade(name: str, found: Result) -> Answer:
    try:
        gap = to_grade(name, found.facts.overall, found.standing.means, found.rubric)
    except GradeUnknown:
        words = f"เกณฑ์ปี {found.year} ไม่มีระดับ “{name}” ค่ะ"
        return Answer([cards.text(words, [cards.says("ตอนนี้อยู่ระดับไหน")])], topic=found.topic())
    reached = {True: f"ถึงระดับ {name} แล้ว", None: f"คะแนนรวมถึงระดับ {name} แล้ว แต่ยังไม่ทราบคะแนนบางแบบวัด"}
    lead = reached.get(gap.reached) or f"ยังไม่ถึงระดับ {name}"
    rows = [(f"คะแนนรวม {gap.total.score}", "ถึงแล้ว" if gap.total.reached else f"ขาด {gap.total.points}")]
    rows += [
        (f"{INSTRUMENT_WORDS[key]} {short.score}", f"ขาด {short.points}") for key, short in gap.instruments
    ]
    notes = rule_doubts(found.rubric, "levels" if found.official.scheme == "levels" else "letters")
    notes += [f"ต้องทราบคะแนน {INSTRUMENT_WORDS[key]} ด้วย" for key in gap.unknown]
    said = voice.gap(found.office.name, found.year, f"ระยะห่างถึงระดับ {name}", lead, rows, notes, found.source)
    return Answer([said], topic=found.topic())
