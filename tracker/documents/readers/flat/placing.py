"""The pieces of one row of a flattened table, put into their columns; empty cells may have left nothing behind."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tracker.documents.extract.items import marker_of
from tracker.documents.readers.flat.signs import Kind, fits, says_nothing
from tracker.documents.script import repaired

Piece = tuple[str, ...]
"""The lines of one cell."""

_STRICT: tuple[Kind, ...] = ("number", "figure")
_TELLING: tuple[Kind, ...] = ("number", "figure", "department", "period", "indicator")
_FEW = 3
_MOST = 8
_EMPTY, _SHARED, _OTHER_KIND, _MISPLACED, _NEVER = 10, 10, 8, 5, 100
_MOST_COST = 13
_CLEAR = 4
"""By how much the best way must beat any other."""
_UNFINISHED = re.compile(r"(?:[-–—]|ถึง)\s*$")


def placed(lines: Sequence[str], kinds: Sequence[Kind]) -> tuple[Piece, ...] | None:
    """The lines of a row as cells, None unless one way to share them out fits clearly better than any other."""
    pieces = pieces_of(lines)
    ways = [_Way(0, ())]
    # What can follow depends on how many pieces are used up: of each such number the two best ways suffice.
    for kind in kinds:
        ways = _two_best(
            way.with_cell(cost, taken)
            for way in ways
            for cost, taken in _options(kind, pieces[way.used :], kinds)
        )
    whole = sorted((way for way in ways if way.used == len(pieces)), key=lambda way: way.cost)
    if not whole or whole[0].cost > _MOST_COST or (len(whole) > 1 and whole[1].cost - whole[0].cost < _CLEAR):
        return None
    begin, cells = 0, []
    for taken in whole[0].taken:
        cells.append(tuple(line for piece in pieces[begin : begin + taken] for line in piece))
        begin += taken
    return tuple(cells) if sum(map(bool, cells)) * 2 > len(kinds) or len(kinds) <= _FEW else None


@dataclass(frozen=True)
class _Way:
    """So many pieces for each column so far, and how ill they fit."""

    cost: int
    taken: tuple[int, ...]

    @property
    def used(self) -> int:
        return sum(self.taken)

    def with_cell(self, cost: int, taken: int) -> "_Way":
        return _Way(self.cost + cost, (*self.taken, taken))


def _two_best(ways: Iterable[_Way]) -> list[_Way]:
    best: dict[int, list[_Way]] = {}
    for way in sorted(ways, key=lambda way: way.cost):
        if len(best.setdefault(way.used, [])) < 2:
            best[way.used].append(way)
    return [way for two in best.values() for way in two]


def _options(kind: Kind, rest: list[Piece], kinds: Sequence[Kind]) -> Iterator[tuple[int, int]]:
    """What a column may take of the pieces that are left: how ill that fits, and how many."""
    yield (_FEW if kind == "number" else _EMPTY), 0
    for taken in range(1, len(rest) + 1):
        cost = _cost(kind, rest[:taken], kinds)
        if cost < _NEVER:
            yield cost, taken
        if taken > _MOST:
            return


def _cost(kind: Kind, pieces: list[Piece], kinds: Sequence[Kind]) -> int:
    """How ill pieces fit one cell of a kind."""
    if kind == "free":
        known = sum(any(_fits(other, piece) for other in _TELLING if other in kinds) for piece in pieces)
        return _SHARED * (len(pieces) > 1) + _MISPLACED * known
    nothing = len(pieces) == 1 and says_nothing(pieces[0][0])
    if nothing:
        return 0 if kind == "item" else 1
    if not all(_fits(kind, piece) for piece in pieces):
        return _OTHER_KIND if len(pieces) == 1 and kind not in _STRICT else _NEVER
    if len(pieces) == 1:
        return 0
    parts = kind == "department" or all(_UNFINISHED.search(piece[-1]) for piece in pieces[:-1])
    return 1 if parts and kind not in _STRICT else _NEVER


def pieces_of(lines: Sequence[str]) -> list[Piece]:
    """Lines that are items of one list, counted on or dashed alike, together with what stands between them."""
    pieces: list[list[str]] = []
    for line in lines:
        at = _list_before(pieces, line)
        if at is None:
            pieces.append([line])
        else:
            pieces[at:] = [[each for piece in pieces[at:] for each in piece] + [line]]
    return [tuple(piece) for piece in pieces]


def _list_before(pieces: list[list[str]], line: str) -> int | None:
    """The piece whose list a line goes on with."""
    marker = _marker(line)
    if not marker or fits("indicator", line):
        return None
    if not marker.strip("-–•*▪"):
        alike = pieces and _marker(pieces[-1][-1]) == marker
        return (
            len(pieces) - 1
            if alike and fits("department", pieces[-1][-1]) == fits("department", line)
            else None
        )
    before = _counted(marker, -1)
    return next(
        (
            at
            for at in range(len(pieces) - 1, -1, -1)
            if any(_marker(each) == before and not fits("indicator", each) for each in pieces[at])
        ),
        None,
    )


def _marker(line: str) -> str:
    """The marker of an item, without blanks; none for a number alone, which has no text."""
    text = repaired(line)
    marker = marker_of(text)
    return marker.strip() if text[len(marker) :].strip() else ""


def _counted(marker: str, by: int) -> str:
    """The marker so many places on in its list."""
    return re.sub(r"(\d+)(?=\D*$)", lambda found: str(int(found[1]) + by), marker)


def _fits(kind: Kind, piece: Piece) -> bool:
    return all(fits(kind, line) for line in piece) or fits(kind, " ".join(piece))
