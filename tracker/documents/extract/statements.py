"""Results told in sentences: totals, grades and levels, single scores, changes between years, targets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tracker.documents.extract.indicators import pattern, spelt
from tracker.documents.extract.office import Offices
from tracker.documents.extract.telling import TOTAL, Said, told_in
from tracker.documents.extract.tokens import tokens_of
from tracker.documents.extract.years import YEAR, Mention, year_of, year_of_results
from tracker.documents.paper import Paper, Paragraph, Table

_DECIMAL = r"\d{1,3}\.\d{1,2}"
_NAMED = re.compile(rf"(?:{pattern()})")
_CHANGE = re.compile(
    rf"ร้อยละ\s*(?P<percent>-?\d+(?:\.\d+)?)\s*(?:คะแนน)?\s*\(\s*(?P<points>[+-]?{_DECIMAL})\s*คะแนน\s*\)"
)
_WORD = re.compile(r"(?:ซึ่ง|มีคะแนน|คะแนน|ผลการประเมิน)\s*(เพิ่มขึ้น|สูงขึ้น|ลดลง|ต่ำลง|คงที่|เท่าเดิม)")
_RISEN = re.compile(
    r"(?P<word>เพิ่มขึ้น|สูงขึ้น|ลดลง|ต่ำลง)(?P<rest>(?:(?!เพิ่มขึ้น|สูงขึ้น|ลดลง|ต่ำลง|ตัวชี้วัด|[IEO]IT).){0,160})"
)
_POINTS = re.compile(rf"(?:^|จำนวน|เท่ากับ|คิดเป็น|อยู่|ถึง|แล้ว|\()\s*(?<!ได้)(?<!จาก)([+-]?{_DECIMAL})\s*คะแนน")
_PERCENT = re.compile(
    r"(?:^|คิดเป็น|หรือ|เท่ากับ|อยู่|\()\s*ร้อยละ\s*([+-]?\d{1,3}(?:\.\d+)?)(?!\s*ของ)"
    r"|(?:^|คิดเป็น|หรือ|\()\s*([+-]?\d{1,3}\.\d+)\s*%"
)
_FROM = re.compile(r"\s*จาก\s*(?:ใน)?ปี(?:งบประมาณ)?\s*(?:พ\.ศ\.)?\s*25\d\d\s*(?:ที่|ซึ่ง)\s*(?:ได้|มี)")
"""A change told by both totals: "ลดลงจากปี 2563 ที่ได้ …"."""
_NOT_TOTAL = re.compile(r"IIT|EIT|OIT|แบบวัด|ผู้ตอบ|ประชาชน|เบิกจ่าย|LPA|พึงพอใจ")
_DIVISION = re.compile(rf"(?P<points>-?{_DECIMAL})\s*[÷/]\s*(?P<base>{_DECIMAL})\D{{0,20}}?(?P<year>25\d\d)")
_PASS = re.compile(
    r"(?:(?:ผ่านเกณฑ์(?:เป้าหมาย|มาตรฐาน|ขั้นต่ำ|ที่กำหนด(?:ไว้)?|การประเมิน)?|เกณฑ์การประเมิน|เกณฑ์(?:การ)?ผ่าน(?:การประเมิน)?|ค่าเป้าหมาย)\s*(?:คือ|ที่)?\s*\(?\s*(\d{2}(?:\.\d+)?)\s*คะแนน"
    r"|(\d{2}(?:\.\d+)?)\s*คะแนน\s*ขึ้นไป\s*(?:จึง|ถือว่า)\s*(?:จะ)?ผ่าน"
    r"|ผ่านเกณฑ์\s*(?:จะ)?(?:ต้อง)?(?:มี|ได้)คะแนน\s*(?:รวม)?(?:ตั้งแต่|ไม่(?:ต่ำ|น้อย)กว่า)\s*(\d{2}(?:\.\d+)?)\s*คะแนน"
    r"|ไม่(?:ต่ำ|น้อย)กว่า\s*(\d{2}(?:\.\d+)?)\s*คะแนน\s*(?:จึง|ถือว่า)\s*(?:จะ)?ผ่าน|(?:ต่ำกว่า|ไม่ถึง|ไม่ผ่าน)เกณฑ์\s*(\d{2}(?:\.\d+)?)\s*คะแนน"
    r"|(?:เกณฑ์(?:การ)?ผ่าน(?:การประเมิน)?|ค่าเป้าหมาย)\s*(?:ที่|ซึ่ง|ตามที่)[^0-9]{0,40}กำหนด(?:ไว้)?\s*(?:ที่|เป็น|คือ)?\s*(?:ร้อยล่?ะ)?\s*(\d{2}(?:\.\d+)?)\s*คะแนน"
    r"|เกณฑ์(?:การ)?ผ่าน\s*(?:ที่|คือ)?\s*(?:ร้อยละ)?\s*(\d{2}(?:\.\d+)?)(?!\.?\d))"
)
_SHARE = re.compile(r"(?:สัดส่วน)?ไม่(?:น้อย|ต่ำ)กว่าร้อยละ\s*(\d{1,3}(?:\.\d+)?)")
_GOAL = re.compile(
    r"เป้าหมาย(?:คะแนน|ผล|การประเมิน|ITA|ของ|ใน|\s)*ปี(?:งบประมาณ)?\s*(?:พ\.ศ\.)?\s*(25\d\d)\s*"
    r"(?:คือ|ไว้|ที่|ไม่(?:น้อย|ต่ำ)กว่า|คะแนน|ร้อยละ|เท่ากับ|[\s:=])*(\d{2}(?:\.\d+)?)(?!\d|\.\d)"
)
_TOTAL_GOAL = re.compile(
    r"ผล(?:การประเมิน|คะแนน)(?:(?!ร้อยละ|ปี)[^0-9]){0,30}ปี(?:งบประมาณ)?\s*(?:พ\.ศ\.)?\s*(25\d\d)\s*(?:ของ\s*(?:อบต|อบจ|เทศบาล|หน่วยงาน|องค์การ)(?!ภาครัฐ)[^0-9]{0,40}?)?"
    r"\s*(?:มี|ตั้ง|ต้อง|ให้|ได้|ไว้|เป็น|ค่า|เป้าหมาย|คะแนน|รวม|\s)*(?:ไม่(?:น้อย|ต่ำ)กว่า|ตั้งแต่)\s*(?:คะแนน)?\s*(\d{2}(?:\.\d+)?)\s*คะแนน(?!\s*(?:ขึ้นไป)?\s*(?:จึง|ถือว่า))"
)
"""A goal told without the word: a result is a figure, only what it shall be is "not less than" one."""
_SENTENCE = 40
_FEW = 3


@dataclass(frozen=True)
class Overall:
    """A total, a grade or a level said of a year; None for what this sentence does not say."""

    year: int | None
    place: str
    overall: Decimal | None = None
    grade: str | None = None
    level: str | None = None
    explicit: bool = True


@dataclass(frozen=True)
class Single:
    """The score of one indicator (or the mean of one instrument) in one year, said in a sentence. `sure`: the
    sentence itself names the year."""

    year: int | None
    of: int | str
    value: Decimal
    place: str
    sure: bool


@dataclass(frozen=True)
class SaidChange:
    """The change of the total as a sentence gives it: percent and points as printed, a word, the years named."""

    place: str
    points: Decimal | None = None
    percent: Decimal | None = None
    word: str | None = None
    years: tuple[int, ...] = ()


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


@dataclass(frozen=True)
class Sentences:
    """What running text says of results: totals, grades and levels; scores of single indicators and instruments."""

    overalls: tuple[Overall, ...]
    singles: tuple[Single, ...]


def sentences(paper: Paper, known: tuple[Mention, ...], offices: Offices) -> Sentences:
    """Everything running text says of results, with the year it is said of."""
    totals: list[Overall] = []
    singles: list[Single] = []
    carried: int | None = None
    for at, block in paragraphs(paper):
        said = told_in(block.text, carried if _goes_on(block.text) else None, offices)
        for each in said:
            year = each.year or year_of_results(known, at - 1) or year_of_results(known, at)
            if isinstance(each.value, Decimal) and each.subject != TOTAL:
                singles.append(Single(year, each.subject, each.value, block.place, each.year is not None))
            elif each.subject == TOTAL:
                totals.append(_overall(each, year, block.place))
        carried = _heading(block.text)
    for at, text, place in _labelled_rows(paper):
        for each in told_in(text, None, offices):
            if each.subject == TOTAL:
                totals.append(_overall(each, each.year or year_of_results(known, at), place))
    return Sentences(tuple(totals), tuple(singles))


def _labelled_rows(paper: Paper) -> Iterator[tuple[int, str, str]]:
    """Rows of labels and values in tables too small to have a heading: "ผลคะแนน ITA 2568 | 92.18 | ระดับ | ผ่าน"."""
    for at, block in enumerate(paper.blocks):
        if isinstance(block, Table) and len(block.rows) <= _FEW:
            for row in block.rows:
                filled = [text for text in row.texts if text]
                if len(filled) in (2, 4):
                    yield at, " : ".join(filled), row.place


def _overall(said: Said, year: int | None, place: str) -> Overall:
    if isinstance(said.value, Decimal):
        return Overall(year, place, said.value, explicit=said.explicit)
    if said.kind == "grade":
        return Overall(year, place, grade=said.value)
    return Overall(year, place, level=said.value)


def _goes_on(text: str) -> bool:
    """Whether a line goes on about the indicator that the line above it names."""
    return bool(
        re.match(
            r"[\s(•:-]*(?:ปี|ได้|มี(?:ผล)?คะแนน|(?:ผล|ค่า)?คะแนน(?!รวม)|ร้อยละ|เท่ากับ|\d{2,3}\.\d\d\s*(?:คะแนน|%|$))",
            text,
        )
    )


def _heading(text: str) -> int | None:
    """The one indicator a line ends with, whose figure must stand on the next."""
    text = spelt(text)
    tokens = [token for token in tokens_of(text) if token.kind != "aside"]
    found = {token.value for token in tokens if token.kind == "indicator"}
    ends = bool(tokens) and tokens[-1].kind == "indicator" and len(text) - tokens[-1].end <= 12
    after_figure = len(tokens) > 1 and tokens[-2].kind == "number"
    value = tokens[-1].value if ends and (len(found) == 1 or after_figure) else None
    return value if isinstance(value, int) else None


def said_changes(paper: Paper) -> list[SaidChange]:
    """Sentences that give the change of the total between two years."""
    found = []
    for _, block in paragraphs(paper):
        match = None if _NAMED.search(block.text) else _CHANGE.search(block.text)
        if match:
            word = _WORD.search(block.text)
            percent, points = Decimal(match["percent"]), Decimal(match["points"])
            found.append(
                SaidChange(block.place, points, percent, word[1] if word else None, _years(block.text))
            )
        else:
            found += _told_changes(block)
    return found


def _told_changes(block: Paragraph) -> list[SaidChange]:
    """ "เพิ่มขึ้นจากปี … จำนวน 2.61 คะแนน คิดเป็นร้อยละ 2.93", said of the total."""
    found = []
    for word in _RISEN.finditer(block.text):
        before = block.text[max(0, word.start() - 200) : word.start()]
        if "คะแนน" not in before or _NAMED.search(before) or _NOT_TOTAL.search(before):
            continue
        points, percent = _POINTS.search(word["rest"]), _PERCENT.search(word["rest"])
        if points or percent:
            points_said = Decimal(points[1]) if points else None
            percent_said = Decimal(percent[1] or percent[2]) if percent else None
            years = _years(block.text[: word.end()])
            found.append(SaidChange(block.place, points_said, percent_said, word["word"], years))
        elif _FROM.match(word["rest"]):
            found.append(SaidChange(block.place, word=word["word"]))
    return found


def _years(text: str) -> tuple[int, ...]:
    """The fiscal years a sentence names, in their order."""
    return tuple(sorted({year_of(match) for match in YEAR.finditer(text)}))


def labelled(paper: Paper) -> list[Labelled]:
    """Totals that a calculation labels with a year, as in "-2.87 ÷ 88.93 คะแนน ปี พ.ศ. 2565"."""
    return [
        Labelled(Decimal(match["base"]), int(match["year"]), block.place)
        for _, block in paragraphs(paper)
        for match in _DIVISION.finditer(block.text)
    ]


def targets(paper: Paper) -> list[Target]:
    """Every pass mark and every target share that is named, in running text or in a cell."""
    return [
        Target(Decimal(next(filter(None, match.groups()))), share, place)
        for text, place in _sentences(paper)
        for expression, share in ((_PASS, False), (_SHARE, True))
        for match in expression.finditer(text)
    ]


def goals(paper: Paper) -> list[tuple[int, Target]]:
    """What the office wants to reach in a year, as the total: the fiscal year, and the score."""
    return [
        (int(found[1]), Target(Decimal(found[2]), False, place))
        for text, place in _sentences(paper)
        for found in (*_GOAL.finditer(text), *_TOTAL_GOAL.finditer(text))
    ]


def _sentences(paper: Paper) -> Iterator[tuple[str, str]]:
    """Paragraphs, and the cells that hold more than a heading."""
    for block in paper.blocks:
        if isinstance(block, Paragraph):
            yield block.text, block.place
        else:
            yield from (
                (text, row.place) for row in block.rows for text in row.texts if len(text) >= _SENTENCE
            )
