"""Indicator scores and totals, each set as one place of the paper gives it, per fiscal year."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from tracker.documents.extract.grid import Part, parts_of
from tracker.documents.extract.headings import NOT_OWN, Column, instrument_in, is_part, said_percent
from tracker.documents.extract.indicators import indicator_in
from tracker.documents.extract.listed import listed_tables
from tracker.documents.extract.office import Offices
from tracker.documents.extract.score_columns import (
    is_total,
    score_columns,
    tells_who_was_asked,
    with_places,
    with_trends,
)
from tracker.documents.extract.scoreset import ALL, ScoreSet, figure_in, score
from tracker.documents.extract.shapes import whole_tables
from tracker.documents.extract.telling import told_in
from tracker.documents.extract.tokens import LEVELS
from tracker.documents.extract.years import Mention, year_in_cell, year_of_results
from tracker.documents.paper import Paper, Row, Table
from tracker.documents.script import compact

_STRONG = re.compile(r"รวม|สรุป|ภาพรวม|ita|สุทธิ|total|overall")
_GRADE = re.compile(r"^(?:ระดับ|ผลการประเมินระดับ|ผลระดับ|เกรด|ผลการประเมิน$|rating|สรุประดับ)")
_LETTER = re.compile(r"(?:ระดับ|เกรด)?\s*[“\"(]?(AA|[A-F])[”\")]?")
_LEVEL = re.compile(rf"(?:ระดับ)?\s*[“\"(]?({LEVELS})[”\")]?")
_BOTH = re.compile(rf"(\d{{1,3}}[.,]\d+)\s*(?:คะแนน|%)?\s*[/,(\s]\s*(?:ระดับ\s*)?((?:AA|[A-F]|{LEVELS}))\)?")
"""A total and its grade in one cell: "84.47 / B"."""


def score_sets(paper: Paper, known: tuple[Mention, ...], offices: Offices) -> list[ScoreSet]:
    """Every table (or run of lines in its cells) that gives indicators, instruments or the total a score."""
    found: list[ScoreSet] = []
    for index, block in sorted([*whole_tables(paper), *listed_tables(paper)], key=lambda each: each[0]):
        year = year_of_results(known, index)
        sets = _from_columns(block, year, offices)
        if not any(len(each.scores) >= 3 for each in sets):
            sets += _from_lines(block, year, offices)
        found += [each for each in sets if each.scores or _tells_totals(each)]
    return [
        each
        for each in found
        if len(each.scores) >= 3 or _tells_totals(each) or _completes(each, found) or _adds(each, found)
    ]


def _completes(each: ScoreSet, found: list[ScoreSet]) -> bool:
    """Whether a table of two indicators gives what the other tables of its year lack, as one of the OIT alone does."""
    others = [other.scores for other in found if other.fiscal_year == each.fiscal_year and other is not each]
    known = {number for scores in others for number in scores}
    return set(each.scores) == {9, 10} and set(range(1, 9)) <= known and not {9, 10} & known


def _adds(each: ScoreSet, found: list[ScoreSet]) -> bool:
    """Whether a table gives one indicator or two, and its like the others, as a table for each indicator does."""
    alike = [other for other in found if other.fiscal_year == each.fiscal_year and 0 < len(other.scores) < 3]
    numbers = [number for other in alike for number in other.scores]
    return each in alike and len(numbers) >= 3 and len(set(numbers)) == len(numbers)


def _tells_totals(each: ScoreSet) -> bool:
    """Whether a table without indicators is about the assessment all the same."""
    return bool(each.instruments or each.grade or each.level) and not each.scores or bool(each.words)


def _from_columns(table: Table, year: int | None, offices: Offices) -> list[ScoreSet]:
    found: list[ScoreSet] = []
    for part in parts_of(table, offices.foreign):
        titled = year_in_cell(part.title) or year
        for at, column_year in score_columns(part, titled).items():
            each = next((s for s in found if s.fiscal_year == column_year), None)
            if each is None:
                each = ScoreSet(table.place, column_year)
                found.append(each)
            _read(each, part, at, offices)
            if not each.ranked and any(column.role == "number" for column in part.columns):
                each.ranked = _places_in_order(each.scores)
    return found


def _places_in_order(scores: dict[int, Decimal]) -> dict[int, Decimal]:
    """The scores of a list that counts all indicators from the highest score down: its numbers are places."""
    numbers, values = list(scores), list(scores.values())
    falls = values == sorted(values, reverse=True) and len(values) == ALL
    return dict(enumerate(values, start=1)) if falls and numbers != sorted(numbers) else {}


def _read(each: ScoreSet, part: Part, at: int, offices: Offices) -> None:
    """Every row of a part, for one column of scores."""
    part = replace(part, columns=with_places(with_trends(part), at))
    section = ""
    for row in part.rows:
        filled = [text for text in row.texts if text]
        if len(filled) == 1:
            section = filled[0]
        if at < len(row.cells) and filled:
            _take(each, row, at, part, offices, section)


def _take(each: ScoreSet, row: Row, at: int, part: Part, offices: Offices, section: str) -> None:
    columns = part.columns
    label_texts = [text for place, text in enumerate(row.texts) if place != at and text]
    number = _number(row, at, columns)
    value = figure_in(row.cells[at].text)
    in_part = any(is_part(text) for text in label_texts if len(text) <= 80) or is_part(section)
    in_part = in_part and not tells_who_was_asked(part)
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
    elif is_total(row) or any(map(offices.is_own, label_texts)):
        _total(each, row, at, value, columns)
    elif any(_GRADE.match(compact(text)) for text in label_texts):
        _grade(each, row.cells[at].text)


def _number(row: Row, at: int, columns: tuple[Column, ...]) -> int | None:
    """The indicator of a row: by its name, else by the number alone in a column headed as indicators."""
    texts = [text for place, text in enumerate(row.texts) if place != at and text]
    # What stands behind the score is a remark on it ("ต่ำสุดใน IIT"), and no label.
    labels = [text for text in row.texts[:at] if text] or texts
    if any(
        NOT_OWN.search(compact(text)) for text in labels[:2] if len(text) <= 40 and not indicator_in(text)
    ):
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
        if "เต็ม" in column.heading and at < len(row.cells) and (mark := figure_in(row.texts[at])) is not None
    ]
    return any(mark < 100 and value <= mark for mark in full)


def _total(each: ScoreSet, row: Row, at: int, value: Decimal | None, columns: tuple[Column, ...]) -> None:
    label = compact(next((text for text in row.texts if re.search("[ก-ฮA-Za-z]", text)), ""))
    if _LETTER.fullmatch(row.texts[at]) or _LEVEL.fullmatch(row.texts[at]):
        _grade(each, row.texts[at])
    both = _BOTH.fullmatch(row.texts[at].strip())
    if both and value is None:
        value = figure_in(both[1])
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
    """Every line of every cell; a score on a line of its own together with the indicator on the line above it."""
    for row in table.rows:
        for cell in row.cells:
            for at, line in enumerate(cell.lines):
                named = at and score(line) is not None and indicator_in(cell.lines[at - 1])
                yield row, f"{cell.lines[at - 1]} {line}" if named else line
