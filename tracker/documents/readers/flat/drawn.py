"""Tables drawn with bars, dashes and crosses, or with the characters made for boxes."""

import re
from collections.abc import Sequence

from tracker.documents.paper import Cell, Row, Table
from tracker.documents.readers.flat.printed import Printed, heading_in, rows_of, whole
from tracker.documents.readers.flat.signs import Kind
from tracker.documents.readers.hardwraps import shown

_BAR = re.compile("[|│┃║]")
_RULE = re.compile(
    r"\s*[|│┃║+┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╭╮╰╯┏┳┓┣╋┫┗┻┛\s:_=\-─━═]*[=\-─━═_]{3,}[|│┃║+┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╭╮╰╯┏┳┓┣╋┫┗┻┛\s:_=\-─━═]*"
)
_CROSS = re.compile("[+┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╭╮╰╯┏┳┓┣╋┫┗┻┛]")
_PART = re.compile(r"\s*[-─━═=]{2,}\s*")


def table_at(
    lines: list[str], at: int, noise: frozenset[int], before: Sequence[Kind] | None = None
) -> tuple[Table, int, Sequence[Kind] | None] | None:
    """The table drawn from a line on, the line after it, and the kinds of its columns, which a table that goes on on
    the next page has from the one `before`."""
    end = at
    while end < len(lines) and (_is_rule(lines[end]) or _BAR.search(lines[end])) and end not in noise:
        end += 1
    block = lines[at:end]
    if not any(_is_rule(line) and _CROSS.search(line) for line in block):
        return None
    printed = _printed(block, at)
    if not printed or len({len(line.cells) for line in printed}) != 1 or len(printed[0].cells) < 2:
        return None
    widths = _widths(block, printed)
    head = heading_in(printed)
    depth, kinds = head if head else (0, before if before and len(before) == len(widths) else None)
    if head is None and kinds is None and _rules(printed) == 1:
        depth = next(place for place, line in enumerate(printed) if place and line.ruled)
    rows = rows_of(printed[depth:], kinds, "rules" if _rules(printed[depth:]) else "nothing", widths)
    if rows is None:
        rows = [whole([line], widths) for line in printed[depth:]]
    top = [whole(printed[:depth], widths)] if depth else []
    return Table((*top, *map(_merged, rows)), f"บรรทัดที่ {at + 1}"), end, kinds


def _widths(block: list[str], printed: Sequence[Printed]) -> list[int]:
    """How much room every column has: what is drawn, or the longest line of the column where that is more."""
    drawn = next(
        (_CROSS.split(line.strip())[1:-1] for line in block if _is_rule(line) and _CROSS.search(line)), []
    )
    texts = [max(shown(line.cells[at]) for line in printed) for at in range(len(printed[0].cells))]
    room = [len(stretch) - 2 for stretch in drawn] if len(drawn) == len(texts) else texts
    return [max(pair) for pair in zip(room, texts, strict=True)]


def _is_rule(line: str) -> bool:
    return bool(line.strip()) and bool(_RULE.fullmatch(line))


def _rules(printed: Sequence[Printed]) -> int:
    """How many rules stand between lines."""
    return sum(line.ruled for line in printed[1:])


def _printed(block: list[str], at: int) -> list[Printed]:
    found: list[Printed] = []
    ruled = False
    for place, line in enumerate(block, at):
        if _is_rule(line):
            ruled = True
            continue
        found.append(Printed(_cells(line), f"บรรทัดที่ {place + 1}", ruled and bool(found)))
        ruled = False
    return found


def _cells(line: str) -> tuple[str, ...]:
    texts = _BAR.split(line.strip())
    if _BAR.match(line.strip()):
        texts = texts[1:-1] if not texts[-1].strip() else texts[1:]
    return tuple(text.strip() for text in texts)


def _merged(row: Row) -> Row:
    """A row whose rule reached only over some of its columns: in the others the cell above goes on."""
    parts = [bool(cell.lines) and all(map(_PART.fullmatch, cell.lines[:1])) for cell in row.cells]
    if not any(parts):
        return row
    cells = (
        Cell(cell.lines[1:]) if part else Cell(above=not cell.lines, lines=cell.lines)
        for cell, part in zip(row.cells, parts, strict=True)
    )
    return Row(tuple(cells), row.place)
