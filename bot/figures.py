"""What the score intents share: the result a question is about, how it stands under the year's rubric, its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from bot.scene import Answer, Scene
from bot.voice import scores as voice
from tracker import rubrics
from tracker.facts import AssessmentFacts, YearFacts
from tracker.rubrics import Rubric
from tracker.rules.grading import INSTRUMENT_WORDS, Official, official
from tracker.rules.scoring import rounded, total
from tracker.rules.whatif import Standing
from tracker.store.organisations import Outline

INSTRUMENTS = ("IIT", "EIT", "OIT")


@dataclass(frozen=True)
class Result:
    """A published result with its office, rubric and standing. One is kept as long as its facts stand, and shared:
    what follows from them is found once."""

    office: Outline
    known: YearFacts
    facts: AssessmentFacts
    rubric: Rubric
    standing: Standing

    @property
    def year(self) -> int:
        """The fiscal year, B.E."""
        return self.facts.fiscal_year

    @cached_property
    def official(self) -> Official:
        """The grade by the rubric, with which scheme is official."""
        return official(self.rubric, self.facts.overall, self.standing.means)

    @property
    def source(self) -> str:
        """Where the figures come from."""
        return self.facts.source

    def source_of(self, indicator: int | None) -> str:
        """Where one indicator's score comes from; the result's own place where none is named."""
        return self.source if indicator is None else self.facts.sources.get(indicator, self.source)

    @cached_property
    def means(self) -> tuple[tuple[str, Decimal], ...]:
        """The instruments whose score is known, with two decimals."""
        known = self.standing.means.items()
        return tuple((INSTRUMENT_WORDS[k], rounded(v)) for k, v in known if v is not None)

    def name(self, indicator: int) -> str:
        """An indicator as it is said, as in 7. ประสิทธิภาพการสื่อสาร."""
        return indicator_name(indicator, self.year)

    def doubts(self, *indicators: int) -> list[str]:
        """What must be said beside these indicators' scores."""
        doubtful = set(self.facts.uncertain) & set(indicators)
        return [self.facts.remark] if doubtful and self.facts.remark else []

    @cached_property
    def mismatch(self) -> tuple[str, ...]:
        """What must be said beside a total that the indicators do not give; nothing where they do, or cannot tell."""
        computed, printed = total(self.facts.indicators, self.rubric), self.facts.overall
        if computed is None or computed.consistent(printed):
            return ()
        return (
            f"คะแนนรวม {printed:.2f} เป็นไปตามเอกสาร แต่คำนวณจากตัวชี้วัดได้ {computed.published} กรุณาตรวจเอกสาร",
        )

    def topic(self, **more: Any) -> dict[str, Any]:
        """What the thread is about after this answer."""
        return {"office_id": self.office.id, "fiscal_year": self.year, **more}


def result_of(slots: Mapping[str, Any], scene: Scene, key: str = "fiscal_year") -> Result | Answer:
    """The result a question is about (the newest when it names no year), or the answer that there is none."""
    office = scene.outline()
    years = scene.result_years()
    year = slots.get(key) or (years[-1] if years else scene.this_year)
    known = scene.results(year)
    facts = known.assessment
    if facts is None:
        return Answer([voice.no_result(office.name, year, years)], topic={"office_id": office.id})
    return scene.kept(("result", facts.fiscal_year), lambda: result(office, known, facts))


def result(office: Outline, known: YearFacts, facts: AssessmentFacts) -> Result:
    """A published result under its year's rubric."""
    rubric = rubrics.rubric(facts.fiscal_year)
    standing = Standing(rubric, facts.indicators, facts.overall, facts.eit1, facts.eit2)
    return Result(office, known, facts, rubric, standing)


def indicator_name(indicator: int, fiscal_year: int) -> str:
    """An indicator as it is said in a year, as in 7. ประสิทธิภาพการสื่อสาร."""
    found = rubrics.rubric(fiscal_year).indicator(indicator)
    return f"{indicator}. {found.name}" if found else f"ตัวชี้วัดที่ {indicator}"


def grade_words(found: Official, printed_letter: str | None = None) -> str:
    """The grade to show: the official one, with the other beside it where papers of the year carry both."""
    letter = printed_letter or found.letter
    if found.scheme == "levels":
        level = found.level or "ยังบอกระดับไม่ได้"
        return f"{level} (A–F: {letter})" if letter and found.fiscal_year == 2566 else level
    return f"ระดับ {letter}" if letter else "ยังบอกระดับไม่ได้"


def rule_doubts(rubric: Rubric, *blocks: str) -> list[str]:
    """What must be said where the year's rules are not well sourced."""
    if rubric.assumed_from:
        return [f"ยังไม่มีเกณฑ์ปี {rubric.fiscal_year} จึงใช้เกณฑ์ปี {rubric.assumed_from} ไปก่อน"]
    return [] if rubric.certain(*blocks) else [f"เกณฑ์ปี {rubric.fiscal_year} ส่วนนี้ยังไม่มีเอกสารยืนยัน"]


def source_words(known: YearFacts, number: int | None = None) -> str:
    """Where measures and progress come from, and as of when; of one measure with its place in the paper."""
    measure = next((each for each in known.measures if number in (None, each.number)), None)
    place = f" {measure.place}" if measure and number and measure.place else ""
    paper = f"{measure.source}{place}" if measure else ""
    if known.published_at is None:
        return f"{paper} และรายงานของส่วนราชการ (ข้อมูลปัจจุบัน ปี {known.fiscal_year})".strip()
    return f"{paper} ฉบับเผยแพร่ ปี {known.fiscal_year}".strip()
