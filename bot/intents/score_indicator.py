"""The score of one of the ten indicators (ตัวชี้วัด)."""

from bot.figures import Result, result_of
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading, read
from bot.voice import cards
from bot.voice import scores as voice
from tracker.rules.comparison import change
from tracker.rules.ranking import rank

NAME = "score_indicator"
EXAMPLE = "ตัวชี้วัดที่ 9 ได้เท่าไร"

RULE = Rule(
    cases=(
        ("indicator how_much|score", 0.88),
        ("indicator year|latest|basis_year", 0.78),
        ("indicator", 0.68),
        ("item_no how_much|score", 0.6),
        ("item how_much|score|question", 0.55),
    ),
    slots=("indicator", "oit_item", "fiscal_year", "office"),
    lowers=(
        ("foreign", 0.6),
        ("if measure_no", 0.5),
        ("two_years evidence attach measure_text format do_to_reach", 0.4),
        ("lack compare measure", 0.35),
        ("change threshold", 0.3),
        ("report", 0.25),
        ("extreme worth percent done in_progress who", 0.2),
        ("state", 0.15),
        ("grade", 0.12),
        ("weak strong", 0.1),
        ("ask_for", 0.05),
    ),
    hints={"item_no": "asks_back"},
)


def matches(reading: Reading) -> Match | None:
    """A question about one indicator."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """One indicator's score; all ten when none is named."""
    found = result_of(meaning.slots, scene)
    if isinstance(found, Answer):
        return found
    if meaning.hints.get("asks_back"):
        return _which_number(meaning, scene)
    number = meaning.slots.get("indicator")
    if number is None:
        return all_ten(found)
    score = found.facts.indicators.get(number)
    if score is None:
        return Answer([cards.text(f"ปี {found.year} ไม่มีคะแนนตัวชี้วัดที่ {number} ค่ะ")], topic=found.topic())
    office = found.office
    word = "จุดอ่อน" if score < office.weak_below else "จุดแข็ง" if score >= office.strong_from else "ปานกลาง"
    place = [n for n, _ in rank(found.facts.indicators)].index(number) + 1
    rows = [("อันดับ", f"{place} จาก {len(found.facts.indicators)} ตัวชี้วัด")]
    earlier = found.known.earlier
    if earlier and number in earlier.indicators:
        moved = change(earlier.indicators[number], score)
        percent = f" ({voice.signed(moved.percent)}%)" if moved.percent is not None else ""
        rows.append((f"เทียบปี {earlier.fiscal_year}", f"{voice.signed(moved.points)}{percent}"))
    rows.append(("แบบวัด", found.rubric.indicator(number).instrument))
    color = voice.tone(score, office.weak_below, office.strong_from)
    said = voice.one_score(
        office.name,
        found.year,
        found.name(number),
        score,
        word,
        rows,
        found.doubts(number),
        found.source_of(number),
        color,
        indicator=number,
    )
    return Answer([said], topic=found.topic(indicator=number))


def _which_number(meaning: Meaning, scene: Scene) -> Answer:
    """ข้อ N may be an indicator, an OIT item or a measure: ask."""
    number = read(meaning.text, scene.now, scene.vocabulary()).first("item_no")
    quick = [
        cards.says(f"ตัวชี้วัดที่ {number}", f"ตัวชี้วัดที่ {number} ได้เท่าไร"),
        cards.says(f"OIT ข้อ o{number}", f"o{number} มีผลกี่คะแนน"),
        cards.says(f"มาตรการที่ {number}", f"รายละเอียดมาตรการ {number}"),
    ]
    return Answer([cards.text(f"ข้อ {number} หมายถึงข้อใดคะ", quick)], topic={"office_id": scene.office_id})


def all_ten(found: Result) -> Answer:
    """All indicators in their order."""
    office = found.office
    rows = [
        (found.name(n), score, voice.tone(score, office.weak_below, office.strong_from))
        for n, score in sorted(found.facts.indicators.items())
    ]
    notes = found.doubts(*found.facts.indicators)
    said = voice.ranking(office.name, found.year, "คะแนนรายตัวชี้วัด", rows, "", notes, found.source)
    return Answer([said], topic=found.topic())
