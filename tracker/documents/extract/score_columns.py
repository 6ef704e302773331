"""Which columns of a table hold the office's own scores, and which of its rows the total."""

import re
from decimal import Decimal

from tracker.documents.extract.grid import Part
from tracker.documents.extract.headings import NOT_OWN, Column, instrument_in, said_percent
from tracker.documents.extract.indicators import indicator_in
from tracker.documents.extract.scoreset import figure_in, score
from tracker.documents.paper import Row
from tracker.documents.script import compact

_LABEL = re.compile(
    r"รวม|สรุป|ภาพรวม|^(?:ผล|ค่า)?คะแนน(?:การประเมิน|เฉลี่ย|ที่ได้)*(?:ita)?$|^ita$|คะแนน(?:ผลการประเมิน)?ita|สุทธิ|total|overall|^(?:ค่า)?เฉลี่ย"
)


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
