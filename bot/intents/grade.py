"""The grade (ระดับ) of a year or of a number, and why."""

from decimal import Decimal

from bot.figures import grade_words, result_of, rule_doubts
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import cards
from bot.voice import scores as voice
from tracker import rubrics
from tracker.rubrics import Band, Rubric
from tracker.rules.grading import INSTRUMENT_WORDS, Official, official

NAME = "grade"
EXAMPLE = "ได้ระดับอะไร"

RULE = Rule(
    cases=(
        ("grade", 0.75),
        ("decimal grade|pass|only|why", 0.9),
        ("number pass question|only|why", 0.85),
        ("pass question", 0.72),
        ("letter how_much|question|year|latest|what|office", 0.6),
        ("level question|year|latest|why|how_much|what|number", 0.75),
        ("level", 0.6),
        ("why pass|only number|decimal", 0.85),
        ("year|latest pass", 0.6),
        ("criteria", 0.75),
        ("letter|level how_much !year !latest !basis_year", 0.86),
        ("letter meaning_of", 0.86),
        ("pass !lack !until", 0.5),
        ("letter year|latest", 0.6),
        ("number grade", 0.85),
    ),
    slots=("fiscal_year", "office", "indicator", "score", "target_grade"),
    lowers=(
        ("foreign", 0.6),
        ("lack measure_no", 0.5),
        ("measure item_no do_to_reach not_sent", 0.4),
        ("compare item report send measure_text", 0.3),
        ("under", 0.25),
        ("which_indicator threshold weak", 0.2),
        ("if", 0.12),
        ("until goal instrument", 0.1),
    ),
    hints={"why": "why", "criteria": "criteria"},
)


def matches(reading: Reading) -> Match | None:
    """A question for a grade, or whether a number passes."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """The grade of a year, or of a score somebody names, with the rule it follows from."""
    score = meaning.slots.get("score")
    if score is not None:
        return _of_score(Decimal(str(score)), meaning, scene)
    found = result_of(meaning.slots, scene)
    if isinstance(found, Answer):
        return found
    judged = found.official
    title = f"{found.facts.overall} คะแนน {grade_words(judged, found.facts.letter)}"
    said = voice.grade(
        found.office.name,
        found.year,
        title,
        [*_reasons(found.rubric, judged), *found.mismatch],
        _source(found.rubric),
    )
    return Answer([said], topic=found.topic())


def _of_score(score: Decimal, meaning: Meaning, scene: Scene) -> Answer:
    year = meaning.slots.get("fiscal_year") or (scene.result_years() or [scene.this_year])[-1]
    if not 0 <= score <= 100:
        return Answer([cards.text(f"คะแนน ITA อยู่ระหว่าง 0 ถึง 100 ค่ะ {score} จึงไม่มีระดับ")])
    rubric = rubrics.rubric(year)
    judged = official(rubric, score, {})
    title = f"{score:.2f} คะแนน {grade_words(judged)}"
    why = _why_not(score, meaning.slots.get("target_grade"), rubric)
    said = voice.grade(scene.outline().name, year, title, [*why, *_reasons(rubric, judged)], _source(rubric))
    return Answer([said], topic={"office_id": scene.office_id, "fiscal_year": year})


def _why_not(score: Decimal, wanted: str | None, rubric: Rubric) -> list[str]:
    """Why a score has not the level somebody expects of it, as in 96 and not ผ่านดีเยี่ยม."""
    band = rubric.levels.band(wanted) if wanted and rubric.levels else None
    if band is None:
        return []
    if score < band.floor:
        return [f"{band.name}ต้องได้คะแนนรวม {band.floor} ขึ้นไป ยังขาด {band.floor - score:.2f} คะแนน"]
    if band.every is None:
        return [f"คะแนนรวม {score:.2f} ถึงเกณฑ์{band.name}แล้ว"]
    parts = (
        ", ".join(INSTRUMENT_WORDS.get(name, name) for name in rubric.levels.instruments)
        if rubric.levels
        else ""
    )
    return [
        f"คะแนนรวม {score:.2f} ถึง {band.floor} แล้ว แต่{band.name}ต้องได้ทุกแบบวัด ({parts}) ตั้งแต่ {band.every} ด้วย "
        "แบบวัดเดียวต่ำกว่านั้นก็ไม่ได้ระดับนี้"
    ]


def _reasons(rubric: Rubric, judged: Official) -> list[str]:
    scheme = rubric.levels if judged.scheme == "levels" and rubric.levels else rubric.letters
    reasons = [judged.reason] if judged.reason else []
    name = "ผลประเมิน 5 ระดับ" if judged.scheme == "levels" else "ระดับ AA ถึง F"
    reasons.append(f"เกณฑ์ปี {rubric.fiscal_year} ใช้{name}: " + ", ".join(_band(band) for band in scheme.bands))
    return reasons + rule_doubts(rubric, "levels" if judged.scheme == "levels" else "letters")


def _band(band: Band) -> str:
    every = f" และทุกแบบวัด {band.every} ขึ้นไป" if band.every is not None else ""
    return f"{band.name} ตั้งแต่ {band.floor}{every}"


def _source(rubric: Rubric) -> str:
    basis = rubric.basis("levels" if rubric.levels else "letters")
    return f"เกณฑ์การประเมิน ITA ปีงบประมาณ {rubric.fiscal_year}" + (f" ({basis.thai})" if basis.thai else "")
