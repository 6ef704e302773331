"""Lists inside one cell, whether numbered, dashed, broken into lines or run together."""

import re

from tracker.documents.script import unwrapped

_NUMBER = re.compile(r"^(\d{1,2})\s*[.)](?!\d)\s*")
_BULLET = re.compile(r"^[-–•▪*]\s*(?=\S)")
_INLINE_NUMBER = re.compile(r"(?:^|(?<=\s))(\d{1,2})\s*[.)](?!\d)\s*(?=\D)")
_INLINE_DASH = re.compile(r"\s+-(?=[^\s\d-])")


def items(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The items of a cell in order, without their markers; an unmarked line after a marked one continues it.

    Without any marker every line is an item.
    """
    pieces = [piece for line in unwrapped(lines) for piece in _pieces(line)]
    marked = any(_marker(piece) for piece in pieces)
    found: list[str] = []
    open_item = False
    for piece in pieces:
        marker = _marker(piece)
        text = re.sub(r"\s+", " ", piece[len(marker) :]).strip()
        if not text:
            open_item = open_item or bool(marker)
            continue
        if open_item and marked and not marker:
            found[-1] = joined(found[-1], text)
        else:
            found.append(text)
        open_item = open_item or bool(marker)
    return tuple(found)


def joined(first: str, second: str) -> str:
    """Two printed lines of one text; Thai needs no blank between them."""
    thai = re.search(r"[ก-ฮะ-ฺเ-ๅ็-๎]$", first) and re.match(r"[ก-ฮเ-ไ]", second)
    return first + second if thai else f"{first} {second}"


def _marker(piece: str) -> str:
    found = _NUMBER.match(piece) or _BULLET.match(piece)
    return found[0] if found else ""


def _pieces(line: str) -> list[str]:
    """A line cut where a next item begins: at 1. 2. 3. in order, or at a dash glued to its word."""
    cuts, expected = [], 0
    for found in _INLINE_NUMBER.finditer(line):
        number = int(found[1])
        if (not expected and (found.start() == 0 or number == 1)) or number == expected:
            cuts.append(found.start())
            expected = number + 1
    if len(cuts) < 2 and not (cuts and cuts[0] > 0):
        cuts = [found.start() + len(found[0]) - 1 for found in _INLINE_DASH.finditer(line)]
    edges = sorted({0, *cuts, len(line)})
    return [
        line[start:end].strip()
        for start, end in zip(edges, edges[1:], strict=False)
        if line[start:end].strip()
    ]
