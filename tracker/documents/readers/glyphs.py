"""Letters of a PDF page where they stand, and the printed lines they form.

Coordinates are points as a person sees the page, turned upright: x to the right, y down from the top. pdfium gives
letters in the order they were written, which keeps Thai marks with their letter; sorting by x would tear them off.
"""

import ctypes
import math
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

_THAI_MARKS = set("ัิีึืฺุู็่้๊๋์ํ๎ำ")
_ORDER = {**dict.fromkeys("่้๊๋์", 1), "ำ": 2}
_HYPHEN = "\x02"  # how pdfium gives a hyphen that ends a line
_SAME_LINE = 0.35
_GAP = 0.15
_NO_WIDTH = 0.1
_MOST_ASTRAY = 0.25
"""Of a page's marks. Where more of them stand away from their letters, that is how its maker places marks."""


@dataclass(frozen=True)
class Glyph:
    """One letter. (x, y) is where it sits on its line, `right` where it ends, `size` that of its font."""

    letter: str
    x: float
    y: float
    right: float
    size: float

    @property
    def mark(self) -> bool:
        """Whether it belongs to the letter before it."""
        return self.letter in _THAI_MARKS or unicodedata.combining(self.letter) > 0


@dataclass(frozen=True)
class Line:
    """One printed line. `starts` holds the x of every letter of `text`; `blank` that a blank ends it;
    `size` is its font's; `place` says where a person finds it."""

    text: str
    starts: tuple[float, ...]
    right: float
    y: float
    size: float
    blank: bool
    page: int = 0
    place: str = ""

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.starts[0]

    def width(self, letters: int) -> float:
        """How wide its first letters are."""
        return (self.starts[letters] if letters < len(self.starts) else self.right) - self.left


def glyphs_of(page: Any) -> list[Glyph]:
    """The letters of a pypdfium2 page in the order they were written, every mark behind its letter; blanks and line
    ends pdfium made up are left out: it takes the leap to a mark drawn late for one."""
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    upright = upright_on(page)
    x, y, box, turn = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    found = []
    for at in range(pdfium.FPDFText_CountChars(text)):
        letter = chr(pdfium.FPDFText_GetUnicode(text, at) or 0xFFFD)
        letter = "-" if letter == _HYPHEN else letter
        made_up = letter.isspace() and pdfium.FPDFText_IsGenerated(text, at)
        if made_up or letter in "\r\n\x00" or 0xD800 <= ord(letter) < 0xE000:
            continue
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, at, box)
        sits = upright(x.value, y.value)
        corners = upright(box.left, box.bottom), upright(box.right, box.top)
        pdfium.FPDFText_GetMatrix(text, at, turn)
        size = pdfium.FPDFText_GetFontSize(text, at) * math.hypot(turn.c, turn.d)
        found.append(Glyph(letter, *sits, max(corner[0] for corner in corners), size))
    text.close()
    return seated(_without_echoes(found))


def seated(glyphs: list[Glyph]) -> list[Glyph]:
    """LibreOffice draws some tones and vowels after the rest of the line: each goes behind the letter it stands over,
    the one that ends where the mark begins."""
    clusters = [_in_order(cluster) for cluster in _clusters(glyphs)]
    late = [(cluster, mark) for cluster in clusters for mark in cluster[1:] if _astray(cluster[0], mark)]
    if len(late) > _MOST_ASTRAY * sum(len(cluster) - 1 for cluster in clusters):
        late = []
    ends = sorted(
        (cluster[0].right, at) for at, cluster in enumerate(clusters) if not cluster[0].letter.isspace()
    )
    for cluster, mark in late:
        host = _host(mark, clusters, ends)
        if host is not None:
            cluster.remove(mark)
            host[:] = _in_order([*host, mark])
    return [glyph for cluster in clusters for glyph in cluster]


def _in_order(cluster: list[Glyph]) -> list[Glyph]:
    """A letter, its vowel, its tone, ำ: which was drawn first says nothing of what was written."""
    return [cluster[0], *sorted(cluster[1:], key=lambda each: _ORDER.get(each.letter, 0))]


def _astray(base: Glyph, mark: Glyph) -> bool:
    """Whether a mark cannot belong to the letter written before it: it begins where that begins, or far away."""
    level = abs(base.y - mark.y) < _SAME_LINE * base.size
    wide = mark.right - mark.x > _NO_WIDTH * mark.size  # typst gives a mark the box of its whole cluster
    begin = base.x + (-0.5 if wide else 0.05) * base.size
    return not level or not begin < mark.x < base.right + 0.5 * base.size


def _host(mark: Glyph, clusters: list[list[Glyph]], ends: list[tuple[float, int]]) -> list[Glyph] | None:
    """The letter on the mark's line that ends nearest to where the mark begins, if any ends near it."""
    reach = _GAP * mark.size
    near = ends[bisect_left(ends, (mark.x - reach, 0)) : bisect_right(ends, (mark.x + reach, len(clusters)))]
    level = [
        (abs(right - mark.x), at)
        for right, at in near
        if abs(clusters[at][0].y - mark.y) < _SAME_LINE * mark.size
    ]
    return clusters[min(level)[1]] if level else None


def _without_echoes(glyphs: list[Glyph]) -> list[Glyph]:
    """typst says what a cluster such as สิ้ reads for each of the shapes it is drawn with, and pdfium repeats it: the
    copies stand where a mark stands, all their letters on one spot and with no width to speak of."""
    kept: list[Glyph] = []
    at = 0
    while at < len(glyphs):
        echo = next((size for size in range(5, 1, -1) if _echoes(kept[-size:], glyphs[at : at + size])), 0)
        if not echo:
            kept.append(glyphs[at])
        at += echo or 1
    return kept


def _echoes(before: list[Glyph], after: list[Glyph]) -> bool:
    if [glyph.letter for glyph in before] != [glyph.letter for glyph in after]:
        return False
    first = after[0]
    wide = max(glyph.right for glyph in after) - first.x
    one_spot = all(glyph.x == first.x for glyph in after)
    return any(glyph.mark for glyph in after) and one_spot and wide < _NO_WIDTH * first.size


def upright_on(page: Any) -> Callable[[float, float], tuple[float, float]]:
    """From a place in the file's own coordinates to one on the page as it is seen."""
    left, bottom, right, top = page.get_mediabox()
    turns: dict[int, Callable[[float, float], tuple[float, float]]] = {
        0: lambda x, y: (x - left, top - y),
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }
    return turns[page.get_rotation() % 360]


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines that letters form, from the top down; what stands on one height is one line, left to right."""
    rows: list[list[list[Glyph]]] = []
    for run in _runs(glyphs):
        sits, size = run[0].y, run[0].size
        row = next((row for row in rows if abs(row[0][0].y - sits) < _SAME_LINE * size), None)
        if row is None:
            rows.append([run])
        else:
            row.append(run)
    lines = [_line(row) for row in sorted(rows, key=lambda row: row[0][0].y)]
    return [line for line in lines if line is not None]


def _runs(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Letters written one after the other on one line."""
    runs: list[list[Glyph]] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if last is None:
            goes_on = False
        elif glyph.mark:
            goes_on = True
        elif glyph.letter.isspace():
            # LibreOffice writes a blank after the word it stands before; pdfium has put one there already.
            if glyph.x < last.x - 0.5:
                continue
            goes_on = True
        else:
            level = abs(glyph.y - last.y) < _SAME_LINE * last.size
            goes_on = level and glyph.x > last.x - last.size / 2
        if goes_on:
            runs[-1].append(glyph)
        elif not glyph.letter.isspace():
            runs.append([glyph])
        else:
            continue
        last = glyph if not glyph.mark else last
    return runs


def _line(row: list[list[Glyph]]) -> Line | None:
    letters: list[str] = []
    starts: list[float] = []
    right = 0.0
    for glyph in _from_the_left(row):
        letter = " " if glyph.letter.isspace() else glyph.letter
        apart = glyph.x - right > _GAP * glyph.size and not glyph.mark
        if apart and letters and " " not in (letter, letters[-1]):
            letters.append(" ")
            starts.append(right)
        if letter == " " and (not letters or letters[-1] == " "):
            continue
        letters.append(letter)
        starts.append(glyph.x)
        right = right if letter == " " else max(right, glyph.right)
    text = "".join(letters)
    bare = text.rstrip()
    if not bare:
        return None
    first = row[0][0]
    return Line(bare, tuple(starts[: len(bare)]), right, first.y, first.size, text != bare)


def _from_the_left(row: list[list[Glyph]]) -> list[Glyph]:
    """A row's letters in the order they are read. What a line has of another font, dashes and quotes, LibreOffice
    draws later, so that they belong into the midst of another run."""
    glyphs = [glyph for run in row for glyph in run]
    return [glyph for cluster in sorted(_clusters(glyphs), key=lambda each: each[0].x) for glyph in cluster]


def _clusters(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Each letter with its marks."""
    clusters: list[list[Glyph]] = []
    for glyph in glyphs:
        if glyph.mark and clusters:
            clusters[-1].append(glyph)
        else:
            clusters.append([glyph])
    return clusters
