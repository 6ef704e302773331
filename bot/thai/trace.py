"""A text changed step by step that still knows where each of its letters stood in the text as it was typed."""

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property

# Marks above and below a letter; เ แ โ ใ ไ stand among them in Unicode and begin a syllable of their own.
_MARKS = frozenset("\u0e31" + "".join(map(chr, [*range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F)])))


class Trace:
    """A text after some changes. `root` is the text it came from; `origin` leads back into it."""

    def __init__(
        self, text: str, below: "Trace | None" = None, pieces: tuple[tuple[int, int, int], ...] = ()
    ) -> None:
        self.text = text
        self._below = below
        self._pieces = pieces  # (starts here, started there, letters that stood there), in order

    @cached_property
    def root(self) -> str:
        """The text as it was before the first change."""
        return self._below.root if self._below else self.text

    @cached_property
    def _starts(self) -> list[int]:
        return [piece[0] for piece in self._pieces]

    def map(self, change: Callable[[str], str]) -> "Trace":
        """A change that keeps every letter's place."""
        changed = change(self.text)
        return self if changed == self.text else Trace(changed, self, ((0, 0, len(changed)),))

    def sub(self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> "Trace":
        """A change that replaces what a pattern finds."""
        text, parts, pieces, last, size = self.text, [], [], 0, 0
        for match in pattern.finditer(text):
            start, end = match.span()
            new = replace(match)
            if start > last:
                parts.append(text[last:start])
                pieces.append((size, last, start - last))
                size += start - last
            if new:
                parts.append(new)
                pieces.append((size, start, end - start))
                size += len(new)
            last = end
        if not last:
            return self
        if last < len(text):
            parts.append(text[last:])
            pieces.append((size, last, len(text) - last))
        return Trace("".join(parts), self, tuple(pieces))

    def origin(self, index: int) -> int:
        """Where the letter at `index` stood in the root; the end of the text leads to the end of the root."""
        if self._below is None:
            return index
        if index >= len(self.text) or not self._pieces:
            return len(self.root)
        here, there, letters = self._pieces[bisect_right(self._starts, index) - 1]
        return self._below.origin(there + min(index - here, letters - 1))

    def after(self, index: int) -> int:
        """Where in the root the letter before `index` ends, its marks included."""
        at = self._behind(index)
        while at < len(self.root) and self.root[at] in _MARKS:
            at += 1
        return at

    def _behind(self, index: int) -> int:
        if self._below is None or index <= 0 or not self._pieces:
            return max(index, 0)
        place = bisect_right(self._starts, index - 1) - 1
        here, there, letters = self._pieces[place]
        size = (self._starts[place + 1] if place + 1 < len(self._starts) else len(self.text)) - here
        return self._below._behind(there + (letters if index - here == size else min(index - here, letters)))

    def typed(self, start: int, end: int) -> str:
        """What was typed for this stretch."""
        return self.root[self.origin(start) : self.origin(end)]

    def begins_word(self, index: int) -> bool:
        """Whether something other than a Thai or Latin letter, mark or digit was typed just before."""
        at = self.origin(index)
        return at == 0 or not (self.root[at - 1].isalnum() or "\u0e31" <= self.root[at - 1] <= "\u0e4e")
