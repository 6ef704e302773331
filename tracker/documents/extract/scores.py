"""Indicator scores and totals, each set as one place of the paper gives it, per fiscal year."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from tracker.documents.extract.indicators import indicator_in, pattern
from tracker.documents.extract.years import Mention, year_at, year_in_cell
from tracker.documents.paper import Cell, Paper, Row, Table
from tracker.documents.script import compact
from tracker.rules.scoring import rounded

_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)?")
_TOTAL = re.compile(
    r"^(?:คะแนน|ผลคะแนน|ผล)?(?:การประเมิน)?(?:คะแนน)?(?:เฉลี่ย|รวม|ภาพรวม|รวมเฉลี่ย|รวมทั้งหมด|รวมทั้งสิ้น|เฉลี่ยรวม)"
)
_GRADE = re.compile(r"^(?:ระดับ|ผลการประเมินระดับ|เกรด)")
_LETTER = re.compile(r"AA|[A-F]")
_SCORE_HEAD = re.compile(r"^(?:ผล|ค่า|ร้อยละ)?คะแนน")
_CHANGE_HEAD = re.compile(r"เปลี่ยนแปลง|แนวโน้ม|เพิ่ม|ผลต่าง|ส่วนต่าง")
LEVELS = r"ผ่านดีเยี่ยม|ผ่านดี|ต้องปรับปรุงโดยด่วน|ต้องปรับปรุง|ผ่าน"


@dataclass
class ScoreSet:
    """What one place says of one year. `ranked`: the scores in the order of a ranking's places.
    `words`: what the place says of the change since the year before, by indicator, 0 for the total."""

    place: str
    fiscal_year: int | None
    scores: dict[int, Decimal] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    overall: Decimal | None = None
    grade: str | None = None
    level: str | None = None
    ranked: dict[int, Decimal] = field(default_factory=dict)
    words: dict[int, tuple[str, str]] = field(default_factory=dict)


@dataclass
class _Columns:
    """What the columns of a score table are, by position."""

    years: dict[int, int | None] = field(default_factory=dict)
    rank: int | None = None
    change: int | None = None


def score(text: str) -> Decimal | None:
    """A score of 0 to 100 that is all a text says, with two decimals; None for anything else."""
    bare = re.sub(r"คะแนน|%|\s", "", text)
    value = Decimal(bare) if _NUMBER.fullmatch(bare) else None
    return rounded(value) if value is not None and value <= 100 else None


def score_sets(paper: Paper, known: tuple[Mention, ...]) -> list[ScoreSet]:
    """Every table (or run of lines in its cells) that gives at least three indicators a score."""
    found: list[ScoreSet] = []
    for index, block in enumerate(paper.blocks):
        if not isinstance(block, Table):
            continue
        year = year_at(known, "results", index)
        sets = _from_columns(_upright(block), year) or _from_lines(block, year)
        found += [each for each in sets if len(each.scores) >= 3]
    return found + _from_paragraphs(paper, known)


def _upright(table: Table) -> Table:
    """The table with one row per indicator: turned when its indicators stand side by side in one row."""
    head = next((row for row in table.rows if sum(map(bool, map(indicator_in, row.texts))) >= 5), None)
    if head is None:
        return table
    rows = table.rows[table.rows.index(head) :]
    width = len(head.cells)
    turned = [
        Row(tuple(row.cells[at] if at < len(row.cells) else Cell() for row in rows), head.place)
        for at in range(width)
    ]
    first = Row(tuple(Cell((text,)) for text in turned[0].texts), head.place)
    return Table((first, *turned[1:]), table.place)


def _from_columns(table: Table, year: int | None) -> list[ScoreSet]:
    columns = _Columns()
    sets: dict[int, ScoreSet] = {}
    for row in table.rows:
        heading = _heading(row, year)
        if heading:
            columns = heading
            continue
        if not columns.years:
            columns = _unheaded(row, year)
        number = next((found for found in map(indicator_in, row.texts) if found), None)
        for at, its_year in columns.years.items():
            if at < len(row.cells):
                each = sets.setdefault(at, ScoreSet(table.place, its_year))
                _take(each, row, at, number, columns)
    return [each for each in sets.values() if each.scores]


def _heading(row: Row, year: int | None) -> _Columns | None:
    """The columns a heading row names: one per year, else the single column of scores."""
    texts = row.texts
    if any(score(text) is not None and year_in_cell(text) is None for text in texts) or any(
        map(indicator_in, texts)
    ):
        return None
    years: dict[int, int | None] = {
        at: named for at, text in enumerate(texts) if (named := year_in_cell(text))
    }
    if not years:
        years = {at: year for at, text in enumerate(texts) if _SCORE_HEAD.match(compact(text))}
        if len(years) != 1:
            return None
    rank = next((at for at, text in enumerate(texts) if "อันดับ" in text), None)
    change = next(
        (at for at, text in enumerate(texts) if _CHANGE_HEAD.search(text) and at not in years), None
    )
    return _Columns(years, rank, change)


def _unheaded(row: Row, year: int | None) -> _Columns:
    """Without a heading the column of scores is the only one with decimals beside an indicator."""
    at = [at for at, text in enumerate(row.texts) if "." in text and score(text) is not None]
    return _Columns({at[0]: year}) if len(at) == 1 and any(map(indicator_in, row.texts)) else _Columns()


def _take(each: ScoreSet, row: Row, at: int, number: int | None, columns: _Columns) -> None:
    value = score(row.cells[at].text)
    label = next((compact(text) for text in row.texts if text), "")
    if number and value is not None:
        each.scores.setdefault(number, value)
        each.places.setdefault(number, row.place)
        rank = row.texts[columns.rank] if columns.rank is not None and columns.rank < len(row.cells) else ""
        if rank.isdecimal():
            each.ranked[int(rank)] = value
    elif _TOTAL.match(label) and value is not None:
        number, each.overall = 0, value
    elif _GRADE.match(label):
        text = row.cells[at].text.strip()
        each.grade = text if _LETTER.fullmatch(text) else each.grade
        each.level = text if re.fullmatch(LEVELS, text) else each.level
    if number is not None and columns.change is not None and columns.change < len(row.cells):
        each.words[number] = (row.cells[columns.change].text, row.place)


_IN_LINE = re.compile(
    rf"({pattern()})\s*(?:มี|ได้)?(?:ผล|ค่า)?(?:คะแนน)?(?:ร้อยละ|เท่ากับ|[:=-]|\s)*(\d{{1,3}}(?:\.\d+)?)\s*(คะแนน)?(?!\d)"
)


def _from_lines(table: Table, year: int | None) -> list[ScoreSet]:
    """Scores written behind the names inside cells, as in "ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่ 89.24 คะแนน"."""
    each = ScoreSet(table.place, year)
    for row in table.rows:
        for cell in row.cells:
            for line in cell.lines:
                _take_line(each, line, row.place)
    return [each]


def _take_line(each: ScoreSet, line: str, place: str) -> None:
    for found in _IN_LINE.finditer(line):
        number, value = indicator_in(found[1]), score(found[2])
        if number and value is not None and ("." in found[2] or found[3]):
            each.scores.setdefault(number, value)
            each.places.setdefault(number, place)


def _from_paragraphs(paper: Paper, known: tuple[Mention, ...]) -> list[ScoreSet]:
    """Scores in running lines: one set per year for a run of them."""
    sets: dict[int | None, ScoreSet] = {}
    for index, block in enumerate(paper.blocks):
        if not isinstance(block, Table) and _IN_LINE.search(block.text):
            year = year_at(known, "results", index)
            _take_line(sets.setdefault(year, ScoreSet(block.place, year)), block.text, block.place)
    return [each for each in sets.values() if len(each.scores) >= 3]
