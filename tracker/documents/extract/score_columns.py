"""Which columns of a table hold the office's own scores, and which of its rows the total."""

import re
from dataclasses import replace
from decimal import Decimal

from tracker.documents.extract.grid import Part
from tracker.documents.extract.headings import NOT_OWN, Column, instrument_in, is_part, said_percent
from tracker.documents.extract.indicators import indicator_in
from tracker.documents.extract.scoreset import figure_in, score
from tracker.documents.paper import Row
from tracker.documents.script import compact
from tracker.rules.audit import TREND_WORDS

_LABEL = re.compile(
    r"รวม|สรุป|ภาพรวม|^(?:ผล|ค่า)?คะแนน(?:การประเมิน|เฉลี่ย|ที่ได้)*(?:ita)?$|^ita$|คะแนน(?:ผลการประเมิน)?ita|สุทธิ|total|overall|^(?:ค่า)?เฉลี่ย"
)
_RANKED = 3
"""So many scores in their order, and so many rows out of the indicators' order, make a ranking."""


def score_columns(part: Part, year: int | None) -> dict[int, int | None]:
    """The columns of the office's own scores, by position, each with its year. None is chosen among several of one
    year that cannot be told apart."""
    headed = {at: column for at, column in enumerate(part.columns) if column.role == "score"}
    by_year: dict[int | None, list[int]] = {}
    for at, column in headed.items():
        if any(figure_in(row.cells[at].text) is not None for row in part.rows if at < len(row.cells)):
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
        at: sum(
            score(row.cells[at].text) is not None for row in rows_of_indicators(part) if at < len(row.cells)
        )
        for at in ats
    }
    full = [at for at in ats if counts[at] and counts[at] == max(counts.values())]
    if len(full) <= 1:
        return full[0] if full else None
    values = {
        at: [score(row.cells[at].text) for row in rows_of_indicators(part) if at < len(row.cells)]
        for at in full
    }
    if len({tuple(each) for each in values.values()}) == 1:
        return full[0]
    percent = [at for at in full if said_percent(columns[at])]
    got = [at for at in full if re.search("ที่ได้|ได้รับ|ITA|ผลคะแนน", columns[at].heading)]
    larger = max(full, key=lambda at: sum(filter(None, values[at]), Decimal(0)))
    if percent == [larger]:
        return larger
    return got[0] if len(got) == 1 and not percent else None


def rows_of_indicators(part: Part) -> list[Row]:
    return [row for row in part.rows if any(map(indicator_in, row.texts))]


def _unheaded(part: Part) -> int | None:
    """Where no heading tells, the column of scores is the only one with decimals beside the indicators or totals."""
    rows = rows_of_indicators(part) or [
        row for row in part.rows if is_total(row) or any(map(instrument_in, row.texts))
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


def with_trends(part: Part) -> Part:
    """The part, with a column that holds nothing but words of change as such, whatever its heading: "ผล", "สรุป"."""
    columns = list(part.columns)
    for at, column in enumerate(columns):
        said = [row.texts[at] for row in part.rows if at < len(row.cells) and row.texts[at]]
        if len(said) >= _RANKED and all(any(map(text.startswith, TREND_WORDS)) for text in said):
            columns[at] = replace(column, role="change")
    return replace(part, columns=tuple(columns))


def with_places(part: Part, at: int) -> tuple[Column, ...]:
    """The columns, where a column of numbers counts the rows in the order of the scores at `at`, and not of the
    indicators, as the column of places that it is."""
    return tuple(
        replace(column, role="rank")
        if column.role == "number" and _counts_places(part, where, at)
        else column
        for where, column in enumerate(part.columns)
    )


def _counts_places(part: Part, where: int, at: int) -> bool:
    rows = [
        row
        for row in rows_of_indicators(part)
        if max(where, at) < len(row.cells) and score(row.texts[at]) is not None
    ]
    values = [value for row in rows if (value := score(row.texts[at])) is not None]
    counted = [row.texts[where].rstrip(".") for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    moved = sum(indicator_of_row(row) != n for n, row in enumerate(rows, 1))
    falls = values == sorted(values, reverse=True) and len(set(values)) > _RANKED
    return counted and falls and moved >= _RANKED


def indicator_of_row(row: Row) -> int | None:
    """The indicator a row is for."""
    return next(filter(None, map(indicator_in, row.texts)), None)


def tells_who_was_asked(part: Part) -> bool:
    """Whether labels of both parts of the EIT stand beside scores of which each indicator has one alone: they tell
    who was asked, and the scores are of the whole."""
    numbers = [indicator_of_row(row) for row in rows_of_indicators(part)]
    said = "".join(compact(text) for row in rows_of_indicators(part) for text in row.texts if is_part(text))
    both = all(re.search(rf"(?:ส่วนที่|ส่วน|part|eit)\(?{n}", said) for n in (1, 2))
    return both and sorted(numbers, key=lambda n: n or 0) == list(range(1, 11))


def is_total(row: Row) -> bool:
    """Whether a row is the total's, by its first words."""
    label = next((text for text in row.texts if re.search("[ก-ฮA-Za-z]", text)), "")
    close = re.sub(r"\([^()]*\)", "", compact(label))
    return (
        len(close) <= 60
        and bool(_LABEL.search(close))
        and not NOT_OWN.search(close)
        and not indicator_in(label)
    )
