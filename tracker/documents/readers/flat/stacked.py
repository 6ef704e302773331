"""Tables stacked one cell a line, as copied out of a PDF: the cells of the heading, then those of every row.

Rows are set apart by blank lines, by their running numbers, or by nothing but the count of their cells.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from tracker.documents.paper import Cell, Row, Table
from tracker.documents.readers.flat.noise import is_bare_number
from tracker.documents.readers.flat.placing import Piece, placed
from tracker.documents.readers.flat.signs import Kind, fits, is_banner, kinds_of, may_head, says_nothing
from tracker.documents.script import repaired

_WIDEST = 16
_FAR = 400
_LINES = 2_000  # no table of an office is longer, and a long text without blank lines must not be read again and again
_MEASURED = 3
_SURE = 2
_NEAR = 2


@dataclass(frozen=True)
class _Line:
    at: int
    text: str


Group = list[_Line]


def table_at(lines: list[str], at: int, noise: frozenset[int]) -> tuple[Table, int] | None:
    """The table stacked from a line on, and the line after it."""
    inside = at > 0 and lines[at - 1].strip() and at - 1 not in noise and may_head(lines[at - 1].strip())
    if at in noise or inside or not may_head(lines[at].strip()):
        return None
    groups = list(islice(_groups(lines, at, noise), _FAR))
    if not groups or groups[0][0].at != at:
        return None
    head = [line.text for line in groups[0]]
    kinds = kinds_of(head) if len(head) <= _WIDEST else None
    if kinds:
        below = _alone(groups[1:]) or (groups[1] if len(groups) > 1 else [])
        return _by_blanks(groups, head, kinds) or _by_count([*groups[0], *below], len(head))
    every = _alone(groups) or groups[0]
    widths = range(min(len(every), _WIDEST), 1, -1)
    return next((found for width in widths if (found := _by_count(every, width))), None)


def _alone(groups: list[Group]) -> Group:
    """The lines of the first groups that are a single line, when there are several: cells apart by blank lines."""
    alone = [group[0] for group in takewhile(lambda group: len(group) == 1, groups)]
    return alone if len(alone) > 1 else []


def _groups(lines: list[str], at: int, noise: frozenset[int]) -> Iterator[Group]:
    """Lines between blank lines, what pages add left out; the end of the stack is where a line has a tab."""
    group: Group = []
    for place in range(at, min(len(lines), at + _LINES)):
        if "\t" in lines[place] or lines[place].lstrip().startswith("|"):
            break
        if lines[place].strip() and place not in noise:
            group.append(_Line(place, lines[place].strip()))
        elif group:
            yield group
            group = []
    if group:
        yield group


def _by_blanks(groups: list[Group], head: list[str], kinds: tuple[Kind, ...]) -> tuple[Table, int] | None:
    """Every group a row, a line that heads rows, the heading again, or the number of a page."""
    at = groups[0][0].at
    rows = [_row(at, [(text,) for text in head])]
    end, full, waiting = at, 0, list[Row]()
    for place, group in enumerate(groups[1:], 1):
        texts = [line.text for line in group]
        if [repaired(text) for text in texts] == [repaired(text) for text in head]:
            continue
        banner = [texts.pop(0)] if len(texts) > 1 and _heads(texts, kinds) else []
        cells = placed(texts, kinds) if len(texts) > 1 else None
        if cells:
            rows += [*waiting, *_banners(banner, group[0].at, kinds), _row(group[0].at, cells)]
            end, full, waiting = group[-1].at, full + 1, []
        elif len(texts) == 1 and is_banner(texts[0]) and not waiting:
            waiting = _banners(texts, group[0].at, kinds)
        elif not (len(texts) == 1 and is_bare_number(texts[0])):
            if (
                len(group) > 1
                and not kinds_of([line.text for line in group])
                and _goes_on(groups[place + 1 :], kinds)
            ):
                return None
            break
    return (Table(tuple(rows), rows[0].place), end + 1) if _is_sure(full, kinds) else None


def _goes_on(groups: list[Group], kinds: tuple[Kind, ...]) -> bool:
    """Whether rows follow a group that could not be shared out: then the shape of all of them is unsure."""
    near = takewhile(lambda group: len(group) > 1, groups[:_NEAR])
    texts = takewhile(lambda texts: not kinds_of(texts), ([line.text for line in group] for group in near))
    return len(kinds) > _MEASURED and any(placed(each, kinds) for each in texts)


def _heads(texts: list[str], kinds: tuple[Kind, ...]) -> bool:
    """Whether the first of a row's lines heads it, the others being the row."""
    return is_banner(texts[0]) and placed(texts, kinds) is None and placed(texts[1:], kinds) is not None


def _by_count(every: Group, width: int) -> tuple[Table, int] | None:
    """Rows one after another: by their running numbers where the first column has them, else by the count of their
    cells, as long as all that can be told of a cell is right."""
    head = [line.text for line in every[:width]]
    kinds = kinds_of(head)
    if not kinds:
        return None
    rows, end = _counted(every[width:], kinds) if kinds[0] in ("number", "free") else ([], 0)
    if not rows:
        rows, end = _measured(every[width:], head, kinds)
    full = sum(any(cell.lines for cell in row.cells[1:]) for row in rows)
    at = every[0].at
    table = Table((_row(at, [(text,) for text in head]), *rows), _place(at))
    return (table, end + 1) if _is_sure(full, kinds) else None


def _counted(rest: list[_Line], kinds: tuple[Kind, ...]) -> tuple[list[Row], int]:
    """Rows that begin with the next number: alone on its line, or before a title ("2. จัดทำคู่มือ").

    Titles are not all that is numbered in a row, so there two columns must tell what they hold, and every row fit
    them in every cell.
    """
    titled = kinds[0] == "free"
    starts: list[int] = []
    for place, line in enumerate(rest):
        after = r"[.)]\s*(?=[^\d\s]).+" if titled else r"[.)]?"
        if re.fullmatch(rf"\(?{len(starts) + 1}{after}", repaired(line.text)):
            starts.append(place)
    if titled and (len(starts) < _SURE or starts[0] or len(kinds) - kinds.count("free") < _SURE):
        return [], 0
    if not starts or starts[0] > 1 or (starts[0] and not is_banner(rest[0].text)):
        return [], 0
    rows = _banners([line.text for line in rest[: starts[0]]], rest[0].at, kinds)
    end = 0
    for begin, stop in zip(starts, [*starts[1:], None], strict=True):
        texts = [line.text for line in rest[begin:stop]]
        below: list[str] = []
        cells = placed(texts, kinds)
        if cells is None and stop and is_banner(texts[-1]):
            cells, below = placed(texts[:-1], kinds), texts[-1:]
        if cells is None or titled and not _is_strict(cells, kinds):
            return [], 0
        rows += [_row(rest[begin].at, cells), *_banners(below, rest[begin].at, kinds)]
        end = rest[begin + len(texts) - 1].at
    return rows, end


def _is_strict(cells: tuple[Piece, ...], kinds: tuple[Kind, ...]) -> bool:
    """Whether the title is one line, and whatever can be told of a cell is right."""
    return len(cells[0]) == 1 and all(
        says_nothing(line) or fits(kind, line)
        for kind, cell in zip(kinds[1:], cells[1:], strict=True)
        for line in cell
    )


def _measured(rest: list[_Line], head: list[str], kinds: tuple[Kind, ...]) -> tuple[list[Row], int]:
    """Rows of as many lines as there are columns, every cell of the kind of its column."""
    rows: list[Row] = []
    place, end = 0, 0
    told = [at for at, kind in enumerate(kinds) if kind != "free"]
    if len(told) < _SURE:
        return [], 0
    while place + len(kinds) <= len(rest):
        texts = [line.text for line in rest[place : place + len(kinds)]]
        if texts == head:
            place += len(kinds)
        elif all(fits(kinds[at], texts[at]) for at in told):
            rows.append(_row(rest[place].at, [(text,) for text in texts]))
            end, place = rest[place + len(kinds) - 1].at, place + len(kinds)
        elif is_banner(texts[0]):
            rows += _banners(texts[:1], rest[place].at, kinds)
            place += 1
        elif is_bare_number(texts[0]):
            place += 1
        else:
            break
    while rows and not any(cell.lines for cell in rows[-1].cells[1:]):
        rows.pop()
    return rows, end


def _is_sure(rows: int, kinds: tuple[Kind, ...]) -> bool:
    """One row of four columns or more may be chance no more than two of three, or three of two."""
    return rows >= (1 if len(kinds) > _MEASURED else _SURE if len(kinds) == _MEASURED else _MEASURED)


def _banners(texts: list[str], at: int, kinds: tuple[Kind, ...]) -> list[Row]:
    return [_row(at, [(text,), *[()] * (len(kinds) - 1)]) for text in texts]


def _row(at: int, cells: list[Piece] | tuple[Piece, ...]) -> Row:
    return Row(tuple(map(Cell, cells)), _place(at))


def _place(at: int) -> str:
    return f"บรรทัดที่ {at + 1}"
