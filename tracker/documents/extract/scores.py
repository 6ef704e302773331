"""Indicator scores and totals, each set as one place of the paper gives it, per fiscal year."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tracker.documents.extract.grid import (
    NOT_OWN,
    Column,
    Part,
    instrument_in,
    is_part,
    parts_of,
    said_percent,
    whole_tables,
)
from tracker.documents.extract.indicators import indicator_in
from tracker.documents.extract.office import Offices
from tracker.documents.extract.telling import LEVELS, told_in
from tracker.documents.extract.years import Mention, year_in_cell, year_of_results
from tracker.documents.paper import Paper, Row, Table
from tracker.documents.script import compact

_SCORE = re.compile(r"(?:ร้อยละ|คะแนน)?(-?\d{1,4}(?:[.,]\d{1,3})?)(?:คะแนน|%|\*|\([^()]*\)|[▲▼↑↓])*")
_LABEL = re.compile(
    r"รวม|สรุป|ภาพรวม|^(?:ผล|ค่า)?คะแนน(?:การประเมิน|เฉลี่ย|ที่ได้)*(?:ita)?$|^ita$|คะแนน(?:ผลการประเมิน)?ita|สุทธิ|total|overall|^(?:ค่า)?เฉลี่ย"
)
_STRONG = re.compile(r"รวม|สรุป|ภาพรวม|ita|สุทธิ|total|overall")
_GRADE = re.compile(r"^(?:ระดับ|ผลการประเมินระดับ|ผลระดับ|เกรด|ผลการประเมิน$|rating|สรุประดับ)")
_LETTER = re.compile(r"(?:ระดับ|เกรด)?\s*[“\"(]?(AA|[A-F])[”\")]?")
_LEVEL = re.compile(rf"(?:ระดับ)?\s*[“\"(]?({LEVELS})[”\")]?")
_BOTH = re.compile(rf"(\d{{1,3}}[.,]\d+)\s*(?:คะแนน|%)?\s*[/,(\s]\s*(?:ระดับ\s*)?((?:AA|[A-F]|{LEVELS}))\)?")
"""A total and its grade in one cell: "84.47 / B"."""


@dataclass
class ScoreSet:
    """What one place says of one year. `ranked`: the scores in the order of a ranking's places.
    `words`: what the place says of the change since the year before, by indicator, 0 for the total.
    `changes`: its figures, each as sign, size, whether percent, and place. `instruments`: printed means;
    `twice`: second values of an indicator;
    `refused`: figures that no score can be, with their indicator; `told`: in running text."""

    place: str
    fiscal_year: int | None
    scores: dict[int, Decimal] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    overall: Decimal | None = None
    grade: str | None = None
    level: str | None = None
    ranked: dict[int, Decimal] = field(default_factory=dict)
    words: dict[int, tuple[str, str]] = field(default_factory=dict)
    changes: dict[int, tuple[str, Decimal, bool, str]] = field(default_factory=dict)
    instruments: dict[str, tuple[Decimal, str]] = field(default_factory=dict)
    twice: dict[int, Decimal] = field(default_factory=dict)
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    weak_total: bool = False
    told: bool = False


def score(text: str) -> Decimal | None:
    """A score of 0 to 100 that is all a text says, with the decimals it has; None for anything else."""
    value = _figure(text)
    return value if value is not None and 0 <= value <= 100 else None


def _figure(text: str) -> Decimal | None:
    """A number that is all a text says, with a decimal point or a comma."""
    found = _SCORE.fullmatch(re.sub(r"\s", "", text))
    return Decimal(found[1].replace(",", ".")) if found else None


def score_sets(paper: Paper, known: tuple[Mention, ...], offices: Offices) -> list[ScoreSet]:
    """Every table (or run of lines in its cells) that gives indicators, instruments or the total a score."""
    found: list[ScoreSet] = []
    for index, block in whole_tables(paper):
        year = year_of_results(known, index)
        sets = _from_columns(block, year, offices)
        if not any(len(each.scores) >= 3 for each in sets):
            sets += _from_lines(block, year, offices)
        found += [each for each in sets if len(each.scores) >= 3 or _tells_totals(each)]
    return found


def _tells_totals(each: ScoreSet) -> bool:
    """Whether a table without indicators is about the assessment all the same."""
    return bool(each.instruments or each.grade or each.level) and not each.scores or bool(each.words)


def _from_columns(table: Table, year: int | None, offices: Offices) -> list[ScoreSet]:
    found: list[ScoreSet] = []
    for part in parts_of(table, offices.foreign):
        titled = year_in_cell(part.title) or year
        for at, column_year in _score_columns(part, titled).items():
            each = next((s for s in found if s.fiscal_year == column_year), None)
            if each is None:
                each = ScoreSet(table.place, column_year)
                found.append(each)
            _read(each, part, at, offices)
    return found


def _score_columns(part: Part, year: int | None) -> dict[int, int | None]:
    """The columns of the office's own scores, by position, each with its year. None is chosen among several of one
    year that cannot be told apart."""
    headed = {at: column for at, column in enumerate(part.columns) if column.role == "score"}
    by_year: dict[int | None, list[int]] = {}
    for at, column in headed.items():
        if any(_figure(row.cells[at].text) is not None for row in part.rows if at < len(row.cells)):
            by_year.setdefault(column.year or year, []).append(at)
    if not by_year:
        alone = _unheaded(part)
        return {} if alone is None else {alone: year}
    chosen = {(_best(part, ats, headed)): its_year for its_year, ats in by_year.items()}
    return {at: its_year for at, its_year in chosen.items() if at is not None}


def _best(part: Part, ats: list[int], columns: dict[int, Column]) -> int | None:
    """Of several columns of one year, the one in percent, or the only one of indicators' scores."""
    if len(ats) == 1:
        return ats[0]
    counts = {
        at: sum(score(row.cells[at].text) is not None for row in _of_indicators(part) if at < len(row.cells))
        for at in ats
    }
    full = [at for at in ats if counts[at] and counts[at] == max(counts.values())]
    if len(full) <= 1:
        return full[0] if full else None
    values = {
        at: [score(row.cells[at].text) for row in _of_indicators(part) if at < len(row.cells)] for at in full
    }
    if len({tuple(each) for each in values.values()}) == 1:
        return full[0]
    percent = [at for at in full if said_percent(columns[at])]
    got = [at for at in full if re.search("ที่ได้|ได้รับ|ITA|ผลคะแนน", columns[at].heading)]
    larger = max(full, key=lambda at: sum(filter(None, values[at]), Decimal(0)))
    if percent == [larger]:
        return larger
    return got[0] if len(got) == 1 and not percent else None


def _of_indicators(part: Part) -> list[Row]:
    return [row for row in part.rows if any(map(indicator_in, row.texts))]


def _unheaded(part: Part) -> int | None:
    """Where no heading tells, the column of scores is the only one with decimals beside the indicators or totals."""
    rows = _of_indicators(part) or [
        row for row in part.rows if _total_label(row) or any(map(instrument_in, row.texts))
    ]
    width = max((len(row.cells) for row in rows), default=0)
    barred = {at for at, column in enumerate(part.columns) if column.role not in ("", "score")}
    found = [
        at
        for at in range(width)
        if at not in barred
        and sum(
            at < len(row.cells) and "." in row.texts[at] and score(row.texts[at]) is not None for row in rows
        )
        > len(rows) // 2
    ]
    return found[0] if len(found) == 1 else None


def _read(each: ScoreSet, part: Part, at: int, offices: Offices) -> None:
    """Every row of a part, for one column of scores."""
    section = ""
    for row in part.rows:
        filled = [text for text in row.texts if text]
        if len(filled) == 1:
            section = filled[0]
        if at < len(row.cells) and filled:
            _take(each, row, at, part.columns, offices, section)


def _take(
    each: ScoreSet, row: Row, at: int, columns: tuple[Column, ...], offices: Offices, section: str
) -> None:
    label_texts = [text for place, text in enumerate(row.texts) if place != at and text]
    number = _number(row, at, columns)
    value = _figure(row.cells[at].text)
    in_part = any(is_part(text) for text in label_texts if len(text) <= 80) or is_part(section)
    if number is not None:
        if value is not None and not in_part:
            _indicator(each, row, at, number, value, columns)
        _changes(each, row, number, columns)
        return
    name = next((found for text in label_texts if (found := instrument_in(text))), None)
    if name:
        if value is not None and 0 <= value <= 100 and not NOT_OWN.search(compact(label_texts[0])):
            each.instruments.setdefault(name, (value, row.place))
    elif any(map(offices.foreign, label_texts)):
        return
    elif _total_label(row) or any(map(offices.is_own, label_texts)):
        _total(each, row, at, value, columns)
    elif any(_GRADE.match(compact(text)) for text in label_texts):
        _grade(each, row.cells[at].text)


def _number(row: Row, at: int, columns: tuple[Column, ...]) -> int | None:
    """The indicator of a row: by its name, else by the number alone in a column headed as indicators."""
    texts = [text for place, text in enumerate(row.texts) if place != at and text]
    if any(NOT_OWN.search(compact(text)) for text in texts[:2] if len(text) <= 40 and not indicator_in(text)):
        return None
    number = next((found for found in map(indicator_in, texts) if found), None)
    if number or not columns:
        return number
    place = next(
        (p for p, column in enumerate(columns) if column.role == "label" and "ตัวชี้วัด" in column.heading), None
    )
    bare = row.texts[place].rstrip(".") if place is not None and place < len(row.cells) else ""
    others = [t for p, t in enumerate(row.texts) if p not in (place, at) and re.search("[ก-ฮ]{4}", t)]
    return int(bare) if re.fullmatch(r"[1-9]|10", bare) and not others else None


def _indicator(
    each: ScoreSet, row: Row, at: int, number: int, value: Decimal, columns: tuple[Column, ...]
) -> None:
    if not 0 <= value <= 100 or (value == 0 and number <= 8):
        each.refused.append((number, row.cells[at].text, row.place))
        return
    if _out_of_less(row, value, columns):
        return
    taken = each.scores.setdefault(number, value)
    each.places.setdefault(number, row.place)
    if taken != value:
        each.twice[number] = value
    rank = next((p for p, column in enumerate(columns) if column.role == "rank"), None)
    if rank is not None and rank < len(row.cells) and row.texts[rank].isdecimal():
        each.ranked[int(row.texts[rank])] = value


def _out_of_less(row: Row, value: Decimal, columns: tuple[Column, ...]) -> bool:
    """Whether a figure is out of a full mark other than 100, and so no percentage."""
    full = [
        mark
        for at, column in enumerate(columns)
        if "เต็ม" in column.heading and at < len(row.cells) and (mark := _figure(row.texts[at])) is not None
    ]
    return any(mark < 100 and value <= mark for mark in full)


def _total_label(row: Row) -> bool:
    """Whether a row is the total's, by its first words."""
    label = next((text for text in row.texts if re.search("[ก-ฮA-Za-z]", text)), "")
    close = re.sub(r"\([^()]*\)", "", compact(label))
    return (
        len(close) <= 60
        and bool(_LABEL.search(close))
        and not NOT_OWN.search(close)
        and not indicator_in(label)
    )


def _total(each: ScoreSet, row: Row, at: int, value: Decimal | None, columns: tuple[Column, ...]) -> None:
    label = compact(next((text for text in row.texts if re.search("[ก-ฮA-Za-z]", text)), ""))
    if _LETTER.fullmatch(row.texts[at]) or _LEVEL.fullmatch(row.texts[at]):
        _grade(each, row.texts[at])
    both = _BOTH.fullmatch(row.texts[at].strip())
    if both and value is None:
        value = _figure(both[1])
        _grade(each, both[2])
    if value is None or not 0 < value <= 100 or _GRADE.match(label):
        return
    weak = not _STRONG.search(label)
    if each.overall is None or (each.weak_total and not weak):
        each.overall, each.weak_total = value, weak
    _changes(each, row, 0, columns)
    for place, column in enumerate(columns):
        same = column.year in (None, each.fiscal_year)
        if column.role in ("level", "rank", "") and same and place < len(row.cells):
            _grade(each, row.texts[place])


def _grade(each: ScoreSet, text: str) -> None:
    for piece in re.split(r"[/,\n]|\s{2,}|(?<=[A-F])\s+(?=\()", text.strip()):
        letter, level = _LETTER.fullmatch(piece.strip()), _LEVEL.fullmatch(piece.strip())
        each.grade = each.grade or (letter[1] if letter else None)
        each.level = each.level or (level[1] if level else None)


def _changes(each: ScoreSet, row: Row, number: int, columns: tuple[Column, ...]) -> None:
    """The words and figures of columns that tell the change since the year before."""
    newest = max((column.year or 0 for column in columns), default=0)
    for at, column in enumerate(columns):
        if column.role != "change" or at >= len(row.cells) or _later_year(column, newest) != each.fiscal_year:
            continue
        text = row.texts[at].replace("−", "-").replace("–", "-")
        figure = re.fullmatch(r"([+-]?)\s*(\d{1,3}(?:\.\d+)?)\s*%?", text)
        if figure:
            percent = said_percent(column) or "%" in text
            each.changes.setdefault(number, (figure[1], Decimal(figure[2]), percent, row.place))
        elif re.search("[ก-ฮ]", text):
            each.words.setdefault(number, (text, row.place))


def _later_year(column: Column, newest: int) -> int | None:
    """The year a column of changes arrives at: the later of two neighbouring years it is headed with, else the
    table's newest."""
    named = sorted({int(year) for year in re.findall(r"(?<!\d)(?:25)?([5-7]\d)(?!\d)", column.heading)})
    if len(named) < 2:
        return newest or None
    return 2500 + named[1] if named[1] - named[0] == 1 else None


def _from_lines(table: Table, year: int | None, offices: Offices) -> list[ScoreSet]:
    """Scores written behind the names inside cells, as in "ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่ 89.24 คะแนน"."""
    sets: dict[int | None, ScoreSet] = {}
    for row, line in _lines(table):
        for said in told_in(line, None, offices):
            if isinstance(said.subject, int) and isinstance(said.value, Decimal):
                its_year = said.year or year
                each = sets.setdefault(its_year, ScoreSet(table.place, its_year))
                taken = each.scores.setdefault(said.subject, said.value)
                each.places.setdefault(said.subject, row.place)
                if taken != said.value:
                    each.twice[said.subject] = said.value
    return list(sets.values())


def _lines(table: Table) -> Iterator[tuple[Row, str]]:
    return ((row, line) for row in table.rows for cell in row.cells for line in cell.lines)


def contradicting(each: ScoreSet) -> ScoreSet | None:
    """The other figures of a place that gives an indicator two, as a set of their own."""
    if not each.twice:
        return None
    return replace(
        each, place=f"{each.place} (ค่าที่สอง)", scores={**each.scores, **each.twice}, twice={}, ranked={}
    )
