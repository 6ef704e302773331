"""A table of labels and values for each measure, and the same with a column for each measure."""

import re

from tracker.documents.extract.columns import role_of, says_done
from tracker.documents.extract.entry import Entry, split_steps
from tracker.documents.extract.prose import MEASURE_HEADING
from tracker.documents.paper import Cell, Row, Table
from tracker.documents.script import compact

_NEEDED = {"steps", "responsible", "period", "follow_up", "results"}
_TITLES = {"measure", "project", "approach", "activity"}
_ORDER = ("measure", "project", "approach", "activity")
_DONE = ("doing", "activity")
_OUTPUT = re.compile(r"ผลผลิต(?!.*(?:คาด|เป้า|ตัวชี้วัด))")
_LABELS = 3
_LONGEST = 45
_TOLD = re.compile(r"\d{1,2}[.)]\s*\S.{24}")


def entries_of(table: Table, above: str, before: Entry | None = None) -> list[tuple[Entry, bool]] | None:
    """The measures of a table whose first column are labels; None when it is no such table.

    `above` is the line over the table, which may hold the title; `before` the last card of a table just before it,
    which an empty row may have cut in two.
    """
    table = _without_empty_columns(table)
    if before and _goes_on(table, before):
        return []
    labels = [_role(row.texts[0]) for row in table.rows if row.cells]
    known = {role for role in labels if role}
    if len(known) < _LABELS or not _NEEDED & known or len(labels) - labels.count(None) < 0.5 * len(labels):
        return None
    width = max(len(_values(row)) for row in table.rows)
    columns = range(1) if width <= 1 or _in_pairs(table) else range(width)
    found = [entry for at in columns for entry in _cards(table, at, above)]
    reports = any("results" in entry.cells for entry in found)
    return [(entry, reports) for entry in found if _NEEDED & entry.cells.keys()] or None


def _without_empty_columns(table: Table) -> Table:
    """The table without its empty columns; where each row holds one label and one value, wherever those stand."""
    said = [tuple(filter(_says, row.cells)) for row in table.rows]
    if (
        said
        and max(map(len, said)) == 2
        and all(len(cells) == 2 or _alone(row) for cells, row in zip(said, table.rows, strict=True))
    ):
        pairs = (
            cells if len(cells) == 2 else _alone(row) for cells, row in zip(said, table.rows, strict=True)
        )
        return Table(
            tuple(Row(pair, row.place) for pair, row in zip(pairs, table.rows, strict=True)), table.place
        )
    width = max((len(row.cells) for row in table.rows), default=0)
    filled = [
        at for at in range(width) if any(at < len(row.cells) and _says(row.cells[at]) for row in table.rows)
    ]
    rows = (
        Row(tuple(row.cells[at] for at in filled if at < len(row.cells)), row.place) for row in table.rows
    )
    return Table(tuple(rows), table.place)


def _alone(row: Row) -> tuple[Cell, ...]:
    """A row of one text as a label without a value, or a further value without a label; () where it is neither."""
    said = [cell for cell in row.cells if cell.text]
    if len(said) > 1 or not said:
        return (Cell(), Cell()) if not said else ()
    return (said[0], Cell()) if _role(said[0].text) or row.cells[0] is said[0] else (Cell(), said[0])


def _says(cell: Cell) -> bool:
    return bool(cell.text) or cell.above


def _goes_on(table: Table, before: Entry) -> bool:
    """Whether a table holds nothing but further labels of a card; they are put where they belong."""
    roles = [_role(row.texts[0]) for row in table.rows if len(row.cells) >= 2]
    known = [role for role in roles if role]
    further = known and len(known) == len(table.rows) and not (set(known) & (_TITLES | before.cells.keys()))
    for row, role in zip(table.rows, roles, strict=True) if further else ():
        _put(before, role or "", row.cells[1])
    return bool(further)


def _role(label: str) -> str | None:
    """The role of a label, which is short; a sentence that holds a heading's word is none."""
    return role_of(label) if len(label) <= _LONGEST and not _TOLD.match(label) else None


def _in_pairs(table: Table) -> bool:
    """Whether labels stand in the third column too: "ผู้รับผิดชอบ | กองคลัง | ระยะเวลา | ต.ค. 67"."""
    return any(len(row.cells) >= 4 and _role(row.texts[2]) for row in table.rows)


def _values(row: Row) -> list[Cell]:
    """The cells beside the label; a column of colons is none."""
    return [cell for cell in row.cells[1:] if cell.text.strip() not in ("", ":")]


def _cards(table: Table, column: int, above: str) -> list[Entry]:
    entries: list[Entry] = []
    role: str | None = None
    labels = [row.texts[0] for row in table.rows if row.cells]
    headed = MEASURE_HEADING.match(above)
    titled = headed is not None and above[headed.end() :].strip()
    over = role_of(re.sub(r"\s*\d.*", "", headed[0])) if headed and titled else None
    if headed:
        entries.append(Entry(table.place, (above,)))
    for row in table.rows:
        for label, value in _pairs(row, column):
            named = _as_told(label.text, labels) if label.text else role
            heading = bool(MEASURE_HEADING.match(label.text))
            if label.text and _is_title(_role(label.text), heading, table, over):
                lines = value.lines if value.text else label.lines
                number = re.search(r"\d{1,2}", label.text) if value.text else None
                if not entries or entries[-1].cells or entries[-1].title:
                    entries.append(Entry(row.place, ()))
                entries[-1].title = (f"{number[0]}. {lines[0]}", *lines[1:]) if number else lines
                role = None
            elif entries and named:
                _put(entries[-1], named, value)
                role = named
    return entries


def _as_told(label: str, labels: list[str]) -> str | None:
    """The role of a label among all labels of its table. Where one says that it tells what was done, the others hold
    what was to be done, and outputs are results, which no row need be called; a target never is one."""
    role, roles = _role(label), list(map(_role, labels))
    done = [each for each, its in zip(labels, roles, strict=True) if its in _DONE and says_done(each)]
    outputs = [each for each in labels if _OUTPUT.match(compact(each))] if done else []
    if "results" not in roles and label in outputs:
        return "results"
    reports = "results" in roles or bool(outputs)
    return "actions" if reports and role in _DONE and (label in done or not done) else role


def _is_title(role: str | None, heading: bool, table: Table, above: str | None) -> bool:
    """Titles are what stands highest: with a row "มาตรการ", or under "แนวทางที่ 1 …" or "มาตรการที่ 1 …", a row
    "กิจกรรม" holds steps."""
    counted = any(row.cells and MEASURE_HEADING.match(row.texts[0]) for row in table.rows)
    order = _ORDER[:1] if counted else _ORDER
    have = {above, *(_role(row.texts[0]) for row in table.rows if row.cells)}
    return heading or role is not None and role == next((each for each in order if each in have), None)


def _pairs(row: Row, column: int) -> list[tuple[Cell, Cell]]:
    if column == 0 and len(row.cells) >= 4 and _role(row.texts[2]):
        return [(row.cells[at], row.cells[at + 1]) for at in range(0, len(row.cells) - 1, 2)]
    values = _values(row)
    value = values[column] if column < len(values) else Cell()
    return [(row.cells[0], value)]


def _put(entry: Entry, role: str, value: Cell) -> None:
    role = "steps" if role in ("doing", "activity", "approach") else role
    if role == "steps":
        context, steps = split_steps(value.lines)
        entry.context, entry.steps = entry.context + context, entry.steps + steps
    elif role == "period" and value.lines:
        entry.timings.append(" ".join(value.lines))
    have = entry.cell(role)
    entry.cells[role] = Cell(have.lines + value.lines)
