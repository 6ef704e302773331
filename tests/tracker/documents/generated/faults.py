"""Mistakes the people who wrote a paper made: each changes what is printed, and says which finding must tell of it.

What a mistake makes undecidable is `open`: neither reading it nor leaving it out is counted.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from random import Random

from tests.tracker.documents.generated.blocks import Blocks
from tests.tracker.documents.generated.facts import Facts, Year
from tests.tracker.documents.generated.scores import trend
from tracker.rubrics import rubric
from tracker.rules.comparison import change
from tracker.rules.fiscal import MONTHS
from tracker.rules.scoring import share

Key = tuple[str | int | None, ...]


@dataclass
class Script:
    """What a paper will print. `facts` are what a reader should come away with; `first`, `second` the years as the
    layouts print them, `told` as the sentences do. `codes` must be found, `tolerated` may be."""

    facts: Facts
    first: tuple[Year, ...]
    second: tuple[Year, ...] | None
    told: tuple[Year, ...]
    measures: bool
    progress: bool
    word: str | None = None
    points: Decimal | None = None
    percent: Decimal | None = None
    cover: date | None = None
    meeting: date | None = None
    misspelt: str | None = None
    extra: Blocks = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    tolerated: set[str] = field(default_factory=set)
    open: set[Key] = field(default_factory=set)


Fault = Callable[[Script, Random], bool]
"""Changes a script, or answers False where it does not fit."""


def swapped(value: Decimal, rng: Random) -> Decimal | None:
    """A score with two neighbouring digits exchanged; None where that gives no other score."""
    digits = f"{value:05.2f}".replace(".", "")
    found = []
    for at in range(len(digits) - 1):
        other = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        score = Decimal(other[:-2] + "." + other[-2:])
        if score != value and 10 <= score <= 100:
            found.append(score)
    return rng.choice(found) if found else None


def _with_a_wrong_score(years: tuple[Year, ...], rng: Random) -> tuple[tuple[Year, ...], Year, int] | None:
    """The years with one score wrong by enough for the total to show it."""
    year = rng.choice(years)
    for number in rng.sample(range(1, 11), 10):
        wrong = swapped(year.scores[number], rng)
        weight = share(number, rubric(year.fiscal_year))
        if wrong is not None and weight and abs(wrong - year.scores[number]) * weight >= Decimal("0.05"):
            other = replace(year, scores={**year.scores, number: wrong})
            return tuple(other if each is year else each for each in years), year, number
    return None


_FOLLOWING = {"grade-mismatch", "trend-wrong", "change-wrong", "rank-as-number"}


def score_in_one_table(script: Script, rng: Random) -> bool:
    """One of two tables has two digits of a score swapped; the other, and the total, are right."""
    found = _with_a_wrong_score(script.first, rng)
    if not found:
        return False
    wrong, _, _ = found
    first = rng.random() < 0.5
    script.first, script.second = (wrong, script.facts.years) if first else (script.facts.years, wrong)
    script.codes.add("tables-disagree")
    script.tolerated |= {*_FOLLOWING, "total-mismatch"}
    return True


def score_in_the_only_table(script: Script, rng: Random) -> bool:
    """The only table has two digits of a score swapped; the total is right."""
    found = _with_a_wrong_score(script.first, rng)
    if not found:
        return False
    script.first, year, number = found
    script.second = None
    script.open.add(("score", year.fiscal_year, number))
    script.codes.add("total-mismatch")
    script.tolerated |= _FOLLOWING
    return True


def total(script: Script, rng: Random) -> bool:
    """The total has two digits swapped wherever it is printed."""
    year = rng.choice(script.first)
    wrong = swapped(year.overall, rng)
    if wrong is None or abs(wrong - year.overall) < Decimal("0.05"):
        return False
    other = replace(year, overall=wrong)
    script.first = script.told = tuple(other if each is year else each for each in script.first)
    script.second = script.second and script.first
    script.open |= {("overall", year.fiscal_year), ("grade", year.fiscal_year), ("level", year.fiscal_year)}
    script.codes.add("total-mismatch")
    script.tolerated |= _FOLLOWING
    return True


def total_in_one_place(script: Script, rng: Random) -> bool:
    """The sentence has two digits of the total swapped, the tables have it right."""
    year = script.told[-1]
    wrong = swapped(year.overall, rng)
    if wrong is None or abs(wrong - year.overall) < Decimal("0.05"):
        return False
    script.told = (*script.told[:-1], replace(year, overall=wrong))
    script.codes.add("tables-disagree")
    script.tolerated |= {*_FOLLOWING, "total-mismatch"}
    return True


def grade(script: Script, rng: Random) -> bool:
    """The letter is one too high or too low; it is kept as printed, and told."""
    year = script.facts.years[-1]
    letters = ("AA", "A", "B", "C", "D", "E", "F")
    if year.grade is None:
        return False
    at = letters.index(year.grade)
    other = replace(year, grade=letters[at + 1 if at == 0 or (at < 6 and rng.random() < 0.5) else at - 1])
    years = (*script.facts.years[:-1], other)
    script.facts = replace(script.facts, years=years)
    script.first = script.told = years
    script.second = script.second and years
    script.codes.add("grade-mismatch")
    return True


def _compare(script: Script) -> bool:
    """Let a sentence compare the last two years; False where there are none."""
    if len(script.told) < 2 or script.told[-2].overall == script.told[-1].overall:
        return False
    right = change(script.told[-2].overall, script.told[-1].overall)
    script.word = trend(right.earlier, right.later)
    script.points, script.percent = right.points, right.percent
    return True


def trend_word(script: Script, _rng: Random) -> bool:
    """The sentence says risen where the total fell, or the other way round."""
    if not _compare(script):
        return False
    script.word = "ลดลง" if script.word == "เพิ่มขึ้น" else "เพิ่มขึ้น"
    script.codes.add("trend-wrong")
    script.tolerated.add("change-wrong")
    return True


def percent(script: Script, rng: Random) -> bool:
    """The percent of the change is taken of the wrong base, or is a fraction."""
    if not _compare(script) or script.percent is None or abs(script.percent) < 1:
        return False
    script.percent = (script.percent * (rng.choice((10, 2)))).quantize(Decimal("0.01"))
    script.codes.add("change-wrong")
    return True


def template(script: Script, rng: Random) -> bool:
    """A prompt of the template was never filled in."""
    script.extra.append(
        rng.choice(
            (
                "ตัวชี้วัดที่ได้คะแนนสูงสุด ได้แก่ (ใส่หมายเลขและชื่อตัวชี้วัด) ควรรักษามาตรฐานไว้",
                "ผู้ให้ข้อมูลเพิ่มเติม (ระบุชื่อและตำแหน่งผู้รายงาน)",
                "ข้อเสนอแนะของคณะทำงาน [กรอกข้อเสนอแนะอย่างน้อย 3 ข้อ]",
            )
        )
    )
    script.codes.add("template-unfilled")
    return True


def name(script: Script, rng: Random) -> bool:
    """The office's name has another letter in one place."""
    own = script.facts.office.own
    places = [at for at, letter in enumerate(own) if letter in "กคดตนมลส" and at]
    if not places:
        return False
    at = rng.choice(places)
    other = {"ก": "ถ", "ค": "ด", "ด": "ค", "ต": "ด", "น": "ม", "ม": "น", "ล": "ส", "ส": "ล"}[own[at]]
    script.misspelt = own[:at] + other + own[at + 1 :]
    script.codes.add("name-uncertain")
    return True


def early_report(script: Script, rng: Random) -> bool:
    """The paper is dated before the year it reports progress of."""
    if not script.progress:
        return False
    script.cover = date(script.facts.plan_year - 544, rng.choice((7, 8, 9)), 1)
    script.codes.add("report-before-year")
    return True


def late_plan(script: Script, rng: Random) -> bool:
    """The measures were set after their year had begun."""
    if not script.measures:
        return False
    script.meeting = date(script.facts.plan_year - 543, rng.choice((7, 8)), rng.randint(2, 28))
    script.codes.add("plan-after-start")
    return True


def cut_step(script: Script, rng: Random) -> bool:
    """A step breaks off after a conjunction."""
    if not script.measures or script.progress:
        return False
    at = rng.randrange(len(script.facts.measures))
    measure = script.facts.measures[at]
    cut = measure.steps[-1] + rng.choice((" และ", " เพื่อ", " โดย"))
    other = replace(measure, steps=(*measure.steps[:-1], cut))
    measures = (*script.facts.measures[:at], other, *script.facts.measures[at + 1 :])
    script.facts = replace(script.facts, measures=measures)
    script.codes.add("step-cut")
    return True


def targets(script: Script, rng: Random) -> bool:
    """Two pass marks."""
    script.extra += [
        "หน่วยงานที่ผ่านเกณฑ์ 85 คะแนนขึ้นไปถือว่าบรรลุค่าเป้าหมายของแผนแม่บท",
        f"คณะทำงานตั้งเป้าให้หน่วยงานผ่านเกณฑ์ {rng.choice((58, 75, 80))} คะแนนในการประเมินครั้งนี้",
    ]
    script.codes.add("target-conflict")
    return True


def other_year(script: Script, rng: Random) -> bool:
    """The period of one measure lies two years before its own."""
    at = rng.randrange(len(script.facts.measures))
    old = script.facts.plan_year - 2
    if not script.measures:
        return False
    span = date(old - 544, 10, 1), date(old - 543, 9, 30)
    text = f"{MONTHS[9]} {old - 1} - {MONTHS[8]} {old}"
    other = replace(script.facts.measures[at], period=span, period_text=text)
    measures = (*script.facts.measures[:at], other, *script.facts.measures[at + 1 :])
    script.facts = replace(script.facts, measures=measures)
    script.codes.add("year-conflict")
    script.tolerated.add("plan-after-start")
    return True


FAULTS: dict[str, Fault] = {
    "score in one table": score_in_one_table,
    "score in the only table": score_in_the_only_table,
    "total": total,
    "total in one place": total_in_one_place,
    "grade": grade,
    "trend word": trend_word,
    "percent": percent,
    "template": template,
    "name": name,
    "early report": early_report,
    "late plan": late_plan,
    "cut step": cut_step,
    "targets": targets,
    "other year": other_year,
}
NEEDS_RESULTS = {*list(FAULTS)[:7]}


def compared(script: Script, rng: Random) -> None:
    """Now and then compare the last two years, rightly."""
    if script.word is None and rng.random() < 0.5:
        _compare(script)
