"""Results told in sentences: totals, grades and levels, single scores, changes between years, targets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tracker.documents.extract.indicators import indicator_in, pattern
from tracker.documents.extract.scores import LEVELS, score
from tracker.documents.extract.years import Mention, year_at
from tracker.documents.paper import Paper, Paragraph
from tracker.rules.fiscal import year_from

_DECIMAL = r"\d{1,3}\.\d{1,2}"
_OVERALL = re.compile(
    rf"(?:ผลคะแนน|คะแนนภาพรวม|ในภาพรวม|คะแนนรวม|คะแนนเฉลี่ย|ได้คะแนน|^\s*คะแนน)"
    rf"(?P<between>[^\d]{{0,80}}?)(?P<overall>{_DECIMAL})\s*คะแนน(?!ขึ้นไป)"
)
_GRADED = re.compile(rf"ระดับ\s*(?P<grade>AA|[A-F])\s*\(\s*(?P<overall>{_DECIMAL})\s*คะแนน\s*\)")
_GRADE = re.compile(r"ระดับ(?:ผลการประเมิน|การประเมิน|คะแนน)?\s*[:=“\"]?\s*(?P<grade>AA|[A-F])(?![A-Za-z])")
_LEVEL = re.compile(rf"ระดับ(?:ผลการประเมิน)?\s*[:=“\"]?\s*(?P<level>{LEVELS})")
_YEAR = re.compile(r"ปี(?:งบประมาณ)?\s*(?:พ\s*\.?\s*ศ\s*\.?)?\s*(25\d\d)")
_SCORED = re.compile(
    rf"ปี(?:งบประมาณ)?\s*(?:พ\.?\s*ศ\.?)?\s*(25\d\d|\d\d)\s*(?:ได้)?(?:ผล)?คะแนน\s*({_DECIMAL})"
)
_NAMED = re.compile(rf"(?:{pattern()})")
_CHANGE = re.compile(
    rf"ร้อยละ\s*(?P<percent>-?\d+(?:\.\d+)?)\s*(?:คะแนน)?\s*\(\s*(?P<points>[+-]?{_DECIMAL})\s*คะแนน\s*\)"
)
_WORD = re.compile(r"(?:ซึ่ง|มีคะแนน|คะแนน|ผลการประเมิน)\s*(เพิ่มขึ้น|สูงขึ้น|ลดลง|ต่ำลง|คงที่|เท่าเดิม)")
_DIVISION = re.compile(rf"(?P<points>-?{_DECIMAL})\s*[÷/]\s*(?P<base>{_DECIMAL})\D{{0,20}}?(?P<year>25\d\d)")
_PASS = re.compile(r"(?:ผ่านเกณฑ์|เกณฑ์การประเมิน|ค่าเป้าหมาย)\s*\(?\s*(\d{2}(?:\.\d+)?)\s*คะแนน")
_SHARE = re.compile(r"(?:สัดส่วน)?ไม่(?:น้อย|ต่ำ)กว่าร้อยละ\s*(\d{1,3}(?:\.\d+)?)")


@dataclass(frozen=True)
class Overall:
    """A total, a grade or a level said of a year; None for what this sentence does not say."""

    year: int | None
    place: str
    overall: Decimal | None = None
    grade: str | None = None
    level: str | None = None


@dataclass(frozen=True)
class Single:
    """The score of one indicator in one year, said in a sentence."""

    year: int
    indicator: int
    value: Decimal
    place: str


@dataclass(frozen=True)
class SaidChange:
    """The change of the total as a sentence gives it: percent and points as printed, or a word."""

    place: str
    points: Decimal | None = None
    percent: Decimal | None = None
    word: str | None = None


@dataclass(frozen=True)
class Labelled:
    """A total used as the base of a percentage, with the year it is said to be of."""

    value: Decimal
    year: int
    place: str


@dataclass(frozen=True)
class Target:
    """A pass mark (`share` false) or the share of offices that shall reach it, in percent."""

    value: Decimal
    share: bool
    place: str


def paragraphs(paper: Paper) -> Iterator[tuple[int, Paragraph]]:
    """Paragraphs with their position among the blocks."""
    return ((at, block) for at, block in enumerate(paper.blocks) if isinstance(block, Paragraph))


def overalls(paper: Paper, known: tuple[Mention, ...]) -> list[Overall]:
    """Every total, grade and level of a sentence, with the year it is said of."""
    found = []
    for at, block in paragraphs(paper):
        for expression in (_GRADED, _OVERALL, _GRADE, _LEVEL):
            for match in expression.finditer(block.text):
                said = match.groupdict()
                if "ตัวชี้วัด" in (said.get("between") or "") or _NAMED.search(said.get("between") or ""):
                    continue
                year = _year_of(block.text[: match.start()], known, at)
                value = score(said["overall"]) if said.get("overall") else None
                found.append(Overall(year, block.place, value, said.get("grade"), said.get("level")))
    return found


def _year_of(before: str, known: tuple[Mention, ...], at: int) -> int | None:
    """The last year named before it in the sentence, else the year the passages before it speak of."""
    named = _YEAR.findall(before)
    return int(named[-1]) if named else year_at(known, "results", at - 1)


def singles(paper: Paper) -> list[Single]:
    """Sentences like "(ปี พ.ศ. 2565 ได้คะแนน 88.04, …)" beside or under the name of an indicator."""
    found: list[Single] = []
    indicator: int | None = None
    for _, block in paragraphs(paper):
        named = list(_NAMED.finditer(block.text))
        scored = list(_SCORED.finditer(block.text))
        if named:
            indicator = indicator_in(named[-1][0]) if len({m[0] for m in named}) == 1 else None
        if indicator:
            found += [
                Single(year_from(int(match[1])), indicator, value, block.place)
                for match in scored
                if (value := score(match[2])) is not None
            ]
        if scored:
            indicator = None
    return found


def said_changes(paper: Paper) -> list[SaidChange]:
    """Sentences that give the change of the total between two years."""
    found = []
    for _, block in paragraphs(paper):
        if _NAMED.search(block.text):
            continue
        match = _CHANGE.search(block.text)
        word = _WORD.search(block.text)
        if match:
            percent, points = Decimal(match["percent"]), Decimal(match["points"])
            found.append(SaidChange(block.place, points, percent, word[1] if word else None))
    return found


def labelled(paper: Paper) -> list[Labelled]:
    """Totals that a calculation labels with a year, as in "-2.87 ÷ 88.93 คะแนน ปี พ.ศ. 2565"."""
    return [
        Labelled(Decimal(match["base"]), int(match["year"]), block.place)
        for _, block in paragraphs(paper)
        for match in _DIVISION.finditer(block.text)
    ]


def targets(paper: Paper) -> list[Target]:
    """Every pass mark and every target share that is named."""
    return [
        Target(Decimal(match[1]), share, block.place)
        for _, block in paragraphs(paper)
        for expression, share in ((_PASS, False), (_SHARE, True))
        for match in expression.finditer(block.text)
    ]
