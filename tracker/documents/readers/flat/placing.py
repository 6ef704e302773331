"""The pieces of one row of a flattened table, put into their columns; empty cells may have left nothing behind."""

import re
from collections.abc import Sequence
from itertools import groupby

from tracker.documents.extract.items import marker_of
from tracker.documents.readers.flat.signs import Kind, fits, says_nothing
from tracker.documents.script import repaired

Piece = tuple[str, ...]
"""The lines of one cell."""

_STRICT: tuple[Kind, ...] = ("number", "figure")
_UNFINISHED = re.compile(r"(?:[-–—]|ถึง)\s*$")


def placed(lines: Sequence[str], kinds: Sequence[Kind]) -> tuple[Piece, ...] | None:
    """The lines of a row as cells, None unless there is one sure way."""
    pieces = pieces_of(lines)
    if len(pieces) == len(kinds):
        return tuple(pieces) if _agrees(pieces, kinds) else None
    return _anchored(pieces, kinds)


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
    if not marker:
        return None
    if not marker.strip("-–•*▪"):
        return len(pieces) - 1 if pieces and _marker(pieces[-1][-1]) == marker else None
    before = _counted(marker, -1)
    return next(
        (at for at in range(len(pieces) - 1, -1, -1) if any(_marker(each) == before for each in pieces[at])),
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


def _agrees(pieces: list[Piece], kinds: Sequence[Kind]) -> bool:
    """Whether no piece stands in a column of another kind while one of that kind stands elsewhere."""
    for at, kind in enumerate(kinds):
        if kind == "free" or says_nothing(" ".join(pieces[at])) or _fits(kind, pieces[at]):
            continue
        elsewhere = any(
            _fits(kind, piece) for piece, other in zip(pieces, kinds, strict=True) if other != kind
        )
        if kind in _STRICT or elsewhere:
            return False
    return True


def _anchored(pieces: list[Piece], kinds: Sequence[Kind]) -> tuple[Piece, ...] | None:
    """Columns whose texts can be told hold the row in place; between them there must be one way to share."""
    cells: list[Piece] = []
    begin = column = 0
    free = 0
    for kind, run in groupby(kinds):
        width = len(list(run))
        column += width
        if kind == "free":
            free += width
            continue
        found = [at for at in range(begin, len(pieces)) if _fits(kind, pieces[at])]
        if not found and kind == "number":
            cells += _shared(pieces[begin:begin], free) or [()] * free
            cells += [()] * width
            free = 0
            continue
        own = _cells_of(kind, [pieces[at] for at in found], width)
        if own is None or found != list(range(found[0], found[-1] + 1)):
            return None
        between = _shared(pieces[begin : found[0]], free)
        if between is None:
            return None
        cells += [*between, *own]
        begin, free = found[-1] + 1, 0
    rest = _shared(pieces[begin:], free)
    return None if rest is None or not any(cells) else (*cells, *rest)


def _cells_of(kind: Kind, found: list[Piece], width: int) -> list[Piece] | None:
    """The pieces of one kind in their columns; several in one where they are parts of one text."""
    if len(found) == width:
        return found
    lines = tuple(line for piece in found for line in piece)
    whole = kind == "department" or all(_UNFINISHED.search(line) for line in lines[:-1])
    return [lines] if width == 1 and found and kind not in _STRICT and whole else None


def _shared(pieces: list[Piece], columns: int) -> list[Piece] | None:
    """Pieces in so many columns: none, one each, all in the only one, or cut where lists begin and end."""
    if not pieces:
        return [()] * columns
    if len(pieces) == columns:
        return pieces
    if columns == 1:
        return [tuple(line for piece in pieces for line in piece)]
    runs = [list(run) for _, run in groupby(pieces, key=lambda piece: bool(_marker(piece[0])))]
    if len(runs) == columns < len(pieces):
        return [tuple(line for piece in run for line in piece) for run in runs]
    return None
