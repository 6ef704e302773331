"""Tables whose columns are set apart by blanks alone, as `pdftotext -layout` prints them.

A column is what blanks stand on both sides of on every line. Whether a mark above or below a letter takes a place of
its own differs from one program to the next: both are tried, and what they do not agree on stays text.
"""

import re
from collections.abc import Callable, Iterator

from tracker.documents.paper import Table
from tracker.documents.readers.flat.printed import Printed, heading_in, rows_of, whole
from tracker.documents.readers.flat.signs import kinds_of
from tracker.documents.readers.hardwraps import shown

_GAP = 2
_PIECE = re.compile(r"\S+(?: \S+)*")
_ROWS = 2
_WIDE = 3
_APART = 2
Columns = list[tuple[int, int]]
Width = Callable[[str], int]


def table_at(lines: list[str], at: int, noise: frozenset[int]) -> tuple[Table, int] | None:
    """The table whose heading is on a line, and the line after it."""
    if not _may_head(lines[at]):
        return None
    found = [table for width in (shown, len) if (table := _table(lines, at, noise, width))]
    longest = max((end for _, end in found), default=at)
    # Where columns run into each other earlier, places were counted wrongly.
    said = [(table, end) for table, end in found if end == longest]
    return said[0] if said and len({_said(table) for table, _ in said}) == 1 else None


def _said(table: Table) -> tuple[tuple[str, ...], ...]:
    """What the cells say, wherever their lines end."""
    return tuple(tuple("".join(text.split()) for text in row.texts) for row in table.rows)


def _may_head(line: str) -> bool:
    pieces = _PIECE.findall(line)
    return (
        len(pieces) >= 2
        and "\t" not in line.strip()
        and not re.search(r"[|:]|\.{4}", line)
        and all(len(piece) <= 40 for piece in pieces)
        and (
            kinds_of(pieces) is not None
            or sum(kinds_of([piece, "คะแนน", "ผู้รับผิดชอบ"]) is not None for piece in pieces) >= 2
        )
    )


def _table(lines: list[str], at: int, noise: frozenset[int], width: Width) -> tuple[Table, int] | None:
    """Tried from the longest run of lines that stand in columns down to the shortest that ends at a blank line."""
    columns_until = list(_columns(lines, at, noise, width))
    for end, columns in reversed(columns_until):
        table = _read(lines, at, end, noise, columns, width)
        if table:
            return table, end
    return None


def _columns(lines: list[str], at: int, noise: frozenset[int], width: Width) -> Iterator[tuple[int, Columns]]:
    """The columns down to every blank line where the heading's are still apart, with the line after."""
    taken: set[int] = set()
    pieces = len(_PIECE.findall(lines[at]))
    blank = 0
    for place in range(at, len(lines)):
        line = lines[place]
        if place in noise or not line.strip():
            blank += not line.strip()
            if blank > _APART and place not in noise:
                return
            if _count(taken) >= pieces:
                yield place, _stretches(taken)
            continue
        if "\t" in line or "|" in line:
            break
        blank = 0
        for start, end, _ in _pieces(line, width):
            taken.update(range(start, end))
        if _count(taken) < pieces and place > at:
            return
    if _count(taken) >= pieces:
        yield len(lines) if place == len(lines) - 1 else place, _stretches(taken)


def _count(taken: set[int]) -> int:
    return len(_stretches(taken))


def _stretches(taken: set[int]) -> Columns:
    """Places that are taken, a gap narrower than two blanks being none."""
    found: list[tuple[int, int]] = []
    for place in sorted(taken):
        if found and place - found[-1][1] < _GAP:
            found[-1] = found[-1][0], place + 1
        else:
            found.append((place, place + 1))
    return found


def _pieces(line: str, width: Width) -> Iterator[tuple[int, int, str]]:
    for found in _PIECE.finditer(line):
        start = width(line[: found.start()])
        yield start, start + max(1, width(found[0])), found[0]


def _read(
    lines: list[str], at: int, end: int, noise: frozenset[int], columns: Columns, width: Width
) -> Table | None:
    printed: list[Printed] = []
    blank = False
    for place in range(at, end):
        if place in noise or not lines[place].strip():
            blank = blank or place not in noise
            continue
        texts = [""] * len(columns)
        for start, _, text in _pieces(lines[place], width):
            column = next(n for n, (begin, stop) in enumerate(columns) if begin <= start < stop)
            texts[column] = f"{texts[column]}  {text}".strip()
        printed.append(Printed(tuple(texts), f"บรรทัดที่ {place + 1}", blank and bool(printed)))
        blank = False
    starts = [begin for begin, _ in columns]
    widths = [*(b - a - _GAP for a, b in zip(starts, starts[1:], strict=False)), columns[-1][1] - starts[-1]]
    return _rowed(printed, at, widths)


def _rowed(printed: list[Printed], at: int, widths: list[int]) -> Table | None:
    head = heading_in(printed)
    if not head:
        return None
    depth, kinds = head
    below = [line for line in printed[depth:]]
    apart = any(line.ruled for line in below[1:])
    rows = rows_of(below, kinds, "blanks" if apart else "nothing", widths) if below else None
    if (
        not rows
        or len(rows) < (1 if len(kinds) > _WIDE else _ROWS)
        or "free" not in kinds
        and "indicator" not in kinds
    ):
        return None
    return Table((whole(printed[:depth], widths), *rows), f"บรรทัดที่ {at + 1}")
