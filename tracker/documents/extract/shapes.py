"""Score tables brought into one shape, a row per indicator: joined over pages, unfolded, turned upright."""

import re
from collections.abc import Iterator

from tracker.documents.extract.headings import NARROW, alone, is_heading, named_instrument, role_of
from tracker.documents.extract.indicators import indicator_in
from tracker.documents.paper import Cell, Paper, Row, Table

_NUMBER = re.compile(r"\d{1,2}\.?")
_PAGE = re.compile(r"\W*(?:หน้า(?:ที่)?)?\W*\d{0,3}\W*")


def whole_tables(paper: Paper) -> Iterator[tuple[int, Table]]:
    """Every table with its position; one that goes on over a page, or below an empty row, in one piece."""
    begun: tuple[int, Table] | None = None
    for at, block in enumerate(paper.blocks):
        if isinstance(block, Table):
            if begun and _goes_on(begun[1], block):
                begun = begun[0], Table((*begun[1].rows, *block.rows), begun[1].place)
                continue
            yield from [begun] if begun else []
            begun = at, block
        elif begun and not _PAGE.fullmatch(block.text):
            yield begun
            begun = None
    yield from [begun] if begun else []


def with_whole_names(table: Table) -> Table:
    """The table with a name that a page tore over two rows in the first of them: "การใช้ทรัพย์สิน", "ของราชการ"."""
    rows: list[Row] = []
    for row in table.rows:
        filled = [at for at, cell in enumerate(row.cells) if cell.text]
        at = filled[0] if len(filled) == 1 else -1
        above = _cell(rows[-1], at) if rows and at >= 0 else Cell()
        if above.text and not indicator_in(above.text) and indicator_in(f"{above.text}{row.texts[at]}"):
            whole = Cell((f"{above.text}{row.texts[at]}",))
            rows[-1] = Row((*rows[-1].cells[:at], whole, *rows[-1].cells[at + 1 :]), rows[-1].place)
        else:
            rows.append(row)
    return Table(tuple(rows), table.place)


def with_labels_in_place(table: Table) -> Table:
    """The table with a row one cell short, such as "คะแนนรวม 83.74 90.88" where others begin with their number, moved
    by that cell: else each figure of it would stand under another year."""
    width = len(table.rows[0].cells) if table.rows else 0
    full = [row.texts[0] for row in table.rows if len(row.cells) == width]
    if width < 3 or sum(bool(_NUMBER.fullmatch(text)) for text in full) < 2:
        return table

    def moved(row: Row) -> Row:
        short = len(row.cells) == width - 1 and re.match("[ก-๙A-Za-z]{2}", row.texts[0])
        return Row((Cell(), *row.cells), row.place) if short else row

    return Table(tuple(moved(row) for row in table.rows), table.place)


def _goes_on(table: Table, below: Table) -> bool:
    """Whether rows go on with a table above: as wide, begun by a row of scores, and of other indicators."""
    width, here = (max(len(row.cells) for row in each.rows) for each in (table, below))
    before, after = (
        {n for row in each.rows for n in map(indicator_in, row.texts) if n} for each in (table, below)
    )
    first = next((row for row in below.rows if any(row.texts)), below.rows[0])
    headed = first.texts == table.rows[0].texts or not is_heading(first, [])
    return width == here and headed and bool(before) and not before & after


def with_one_score(table: Table) -> Table:
    """A table with a column for each instrument, where an indicator's score stands in its own instrument's column,
    with one column of scores."""
    heads = [each.strip().upper() for each in table.rows[0].texts] if table.rows else []
    columns = [at for at, head in enumerate(heads) if head in ("IIT", "EIT", "OIT")]
    below = [[_cell(row, at) for at in columns if _cell(row, at).text] for row in table.rows[1:]]
    named = [indicator_in(row.texts[0]) if row.cells else None for row in table.rows[1:]]
    if (
        len(columns) < 2
        or 0 in columns
        or any(len(cells) != 1 for cells, n in zip(below, named, strict=True) if n)
    ):
        return table
    if sum(map(bool, named)) < 3 or any(len(cells) > 1 for cells in below):
        return table
    rows = []
    for row, score in zip(table.rows, [[Cell(("คะแนน",))], *below], strict=True):
        rest = [cell for at, cell in enumerate(row.cells) if at not in columns]
        rows.append(Row((*rest[: columns[0]], *(score or [Cell()]), *rest[columns[0] :]), row.place))
    return Table(tuple(rows), table.place)


def upright(table: Table) -> Table:
    """The table with one row per indicator: turned when indicators, or instruments and total, stand side by side."""
    across = [(_named_in(row.texts), at) for at, row in enumerate(table.rows)]
    best, at = max(across, default=(0, 0))
    width = max((len(row.cells) for row in table.rows), default=0)
    down = max(
        (
            _named_in(tuple(row.texts[column] for row in table.rows if column < len(row.cells)))
            for column in range(width)
        ),
        default=0,
    )
    if best < 3 or best <= down:
        return table
    head = _numbered(_with_merged(table.rows[at], table.rows[:at]))
    rows = (head, *table.rows[at + 1 :])
    turned = [
        Row(tuple(row.cells[column] if column < len(row.cells) else Cell() for row in rows), rows[-1].place)
        for column in range(len(head.cells))
    ]
    title = [row for row in table.rows[:at] if alone(row) is not None]
    return Table((*title, *turned), table.place)


def _with_merged(head: Row, above: tuple[Row, ...]) -> Row:
    """A row of headings with what stands over its empty cells, as "รวม" does when merged down over two rows."""
    return Row(
        tuple(
            cell
            if cell.text
            else next((found for row in reversed(above) if (found := _cell(row, at)).text), cell)
            for at, cell in enumerate(head.cells)
        ),
        head.place,
    )


def _cell(row: Row, at: int) -> Cell:
    return row.cells[at] if at < len(row.cells) else Cell()


def unfolded(table: Table) -> Table:
    """A table folded to stand in two halves side by side, "ตัวชี้วัด คะแนน ตัวชี้วัด คะแนน", as one long one. What a row
    says over all of its width, as the total's does, is a label and its last figure."""
    at, times = next(((at, n) for at, row in enumerate(table.rows[:3]) if (n := _times(row))), (0, 1))
    if times == 1:
        return table
    wide = len(table.rows[at].cells) // times
    halves: list[list[Row]] = [[] for _ in range(times)]
    whole = []
    for row in table.rows[at + 1 :]:
        parts = [Row(row.cells[n * wide : (n + 1) * wide], row.place) for n in range(times)]
        if any(map(indicator_in, row.texts)):
            for half, part in zip(halves, parts, strict=True):
                half.extend([part] if any(part.texts) else [])
        else:
            filled = [cell for cell in row.cells if cell.text]
            apart = len(filled) > wide
            stretched = Row((*filled[:1], *[Cell()] * (wide - len(filled)), *filled[1:]), row.place)
            whole += [part for part in parts if any(part.texts)] if apart else [stretched] if filled else []
    head = [*table.rows[:at], Row(table.rows[at].cells[:wide], table.rows[at].place)]
    return Table((*head, *(row for half in halves for row in half), *whole), table.place)


def _times(row: Row) -> int:
    """How often a row of headings repeats itself; 0 where it does not."""
    for times in (2, 3):
        wide = len(row.cells) // times
        if (
            wide >= 2
            and wide * times == len(row.cells)
            and (heads := [_whose(text) for text in row.texts]) == heads[:wide] * times
            and row.texts[0]
        ):
            return times if any(role_of(text) for text in row.texts[:wide]) else 0
    return 0


def _whose(heading: str) -> str:
    """A heading without the instruments a half is for: "ตัวชี้วัด (IIT)" and "ตัวชี้วัด (EIT/OIT)" head the same."""
    return re.sub(r"\(?\s*(?:[IEO]IT[\s/,+&]*(?:และ\s*)?)+\)?", "", heading).strip()


def _numbered(row: Row) -> Row:
    """Heads "1" to "10" as the indicators they are."""
    return Row(
        tuple(
            Cell((f"ตัวชี้วัดที่ {cell.text}",)) if re.fullmatch(r"[1-9]|10", cell.text) else cell
            for cell in row.cells
        ),
        row.place,
    )


def _named_in(texts: tuple[str, ...]) -> int:
    """How many different indicators and instruments the texts name, each text one of them."""
    named = {
        name
        for text in texts
        if text and (name := indicator_in(text) or (len(text) <= NARROW and named_instrument(text)))
    }
    bare = [int(text) for text in texts if re.fullmatch(r"[1-9]|10", text)]
    return max(len(named), 10 if bare == list(range(1, 11)) else 0)
