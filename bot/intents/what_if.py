"""What the total would be if a score were another."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.figures import INSTRUMENTS, Result, grade_words, result_of, rule_doubts
from bot.scene import Answer, Message, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import cards
from bot.voice import scores as voice
from tracker.rules import whatif
from tracker.rules.grading import INSTRUMENT_WORDS
from tracker.rules.scoring import instrument_share, share
from tracker.rules.whatif import ItemUnknown, Outcome, ScoreMissing, ScoreOutOfRange, StructureUnknown

NAME = "what_if"
EXAMPLE = "ถ้า EIT เพิ่ม 5 คะแนน"

RULE = Rule(
    cases=(
        ("if indicator|instrument|item", 0.92),
        ("if score|number|how_much", 0.6),
        ("if item_no score|how_much|number", 0.6),
        ("indicator|instrument|item sum_up number", 0.9),
        ("item worth", 0.8),
        ("indicator|instrument worth", 0.88),
        ("instrument|indicator|item full how_much", 0.6),
    ),
    slots=("indicator", "instrument", "oit_item", "what_if", "fiscal_year", "office"),
    lowers=(
        ("foreign", 0.6),
        ("measure_no not_sent", 0.4),
        ("remind send", 0.3),
        ("measure", 0.2),
        ("grade", 0.05),
    ),
)


def matches(reading: Reading) -> Match | None:
    """A supposition about scores."""
    return RULE.match(reading)


EXAMPLES = ("ถ้า EIT เพิ่ม 5 คะแนน", "ถ้าตัวชี้วัดที่ 7 ได้ 90", "ถ้าได้ o43 จะได้เท่าไร")


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """Another score for an indicator, an instrument or OIT items, and the total that would give."""
    found = result_of(meaning.slots, scene)
    if isinstance(found, Answer):
        return found
    items = meaning.hints.get("items") or []
    try:
        assumption, outcome = _suppose(meaning.slots, items, found)
    except StructureUnknown:
        words = f"ปี {found.year} ยังไม่มีเอกสารยืนยันโครงสร้างข้อ OIT จึงคำนวณรายข้อไม่ได้ค่ะ ลองรายตัวชี้วัดหรือแบบวัดได้"
        return _ask(words, found)
    except ItemUnknown:
        return _ask(f"ปี {found.year} ไม่มีข้อ OIT นี้ค่ะ", found)
    except ScoreOutOfRange:
        return _ask("คะแนนต้องอยู่ระหว่าง 0 ถึง 100 ค่ะ", found)
    except ScoreMissing:
        return _ask(f"ปี {found.year} ไม่มีคะแนนส่วนนี้ค่ะ", found)
    if outcome is None:
        weight = _weight(meaning.slots, found)
        return Answer([weight], topic=found.topic()) if weight else _ask("ให้ลองเปลี่ยนคะแนนใดคะ", found)
    if (
        outcome.before is None
        or outcome.after is None
        or outcome.change is None
        or outcome.grade_after is None
    ):
        return _ask(f"ยังไม่ทราบน้ำหนักของเกณฑ์ปี {found.year} จึงคำนวณไม่ได้ค่ะ", found)
    notes = [] if outcome.certain else rule_doubts(found.rubric, "weights")
    if outcome.capped:
        notes.append("คะแนนชนเพดาน 100 หรือต่ำสุด 0 จึงนับเท่าที่เป็นไปได้")
    notes += found.doubts(*[n for n in [meaning.slots.get("indicator")] if n])
    said = voice.what_if(
        found.office.name, found.year, assumption, outcome.before, outcome.after, outcome.change,
        grade_words(outcome.grade_after), notes, found.source,
    )  # fmt: skip
    return Answer([said], topic=found.topic())


def _weight(slots: Mapping[str, Any], found: Result) -> Message | None:
    """What one point of an instrument or an indicator is worth, where nothing is supposed; None when not known."""
    if slots.get("indicator"):
        name, worth = f"ตัวชี้วัดที่ {found.name(slots['indicator'])}", share(slots["indicator"], found.rubric)
    elif slots.get("instrument") in INSTRUMENTS:
        name, worth = (
            INSTRUMENT_WORDS[slots["instrument"]],
            instrument_share(slots["instrument"], found.rubric),
        )
    else:
        return None
    return (
        voice.weight(found.office.name, found.year, name, worth, rule_doubts(found.rubric, "weights"))
        if worth
        else None
    )


def _suppose(slots: Mapping[str, Any], every: list[str], found: Result) -> tuple[str, Outcome | None]:
    set_to = Decimal(str(slots["set"])) if "set" in slots else None
    delta = Decimal(str(slots["delta"])) if "delta" in slots else None
    moved = (
        f"เป็น {set_to:.2f}"
        if set_to is not None
        else f"{voice.signed(delta)} คะแนน"
        if delta is not None
        else ""
    )
    if slots.get("oit_item"):
        items = list(dict.fromkeys(every or [slots["oit_item"]]))
        gained = set_to is None or set_to > 0
        word = "ได้คะแนนเต็ม" if gained else "ไม่ได้คะแนน"
        return f"ถ้า {' และ '.join(items)} {word}", whatif.oit_items(found.standing, items, gained)
    if set_to is None and delta is None:
        return "", None
    if slots.get("indicator"):
        number = slots["indicator"]
        return f"ถ้าตัวชี้วัดที่ {found.name(number)} {moved}", whatif.indicator(
            found.standing, number, set_to=set_to, delta=delta
        )
    if slots.get("instrument"):
        name = slots["instrument"]
        return f"ถ้า {INSTRUMENT_WORDS[name]} {moved}", _instrument(name, found, set_to, delta)
    return "", None


def _instrument(name: str, found: Result, set_to: Decimal | None, delta: Decimal | None) -> Outcome:
    """A part of EIT weighs half of EIT, so it moves EIT by half as much."""
    if name not in ("EIT1", "EIT2"):
        return whatif.instrument(found.standing, name, set_to=set_to, delta=delta)
    if delta is None:
        now = found.standing.means.get(name)
        if now is None or set_to is None:
            raise ScoreMissing(name)
        delta = set_to - now
    return whatif.instrument(found.standing, "EIT", delta=delta / 2)


def _ask(words: str, found: Result) -> Answer:
    return Answer([cards.text(words, voice.quick(*EXAMPLES, year=found.year))], topic=found.topic())
