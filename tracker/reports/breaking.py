"""Where a line of Thai may break: between words, never inside one.

Typesetters break Thai by a dictionary of short words and cut ปีงบ|ประมาณ or สื่อ|สาร; ours knows the compounds.
"""

import re

from tracker.reports.content import printed_width

# A date and an abbreviation stay in one piece: a breaker may cut before a full stop.
_WHOLE = re.compile(r"(?:[0-9๐-๙]{1,2} )?[ก-๙]{1,3}\.(?:[ก-๙]{1,2}\.)?(?: [0-9๐-๙]{4})?")
_THAI = re.compile(r"[ก-๛]+")
_SIGNS_BEHIND = "ๆฯ"
LONGEST_WHOLE = 10
"""Printed letters of a word up to which it is kept whole: as many as fit into the narrowest column."""

Piece = str | list[str]


def pieces(line: str) -> list[Piece]:
    """A line in pieces, in order and complete: a list of one string must stay whole, a plain string may be broken as
    ever (blanks, Latin, words longer than a narrow column)."""
    found: list[Piece] = []
    at = 0
    for whole in _WHOLE.finditer(line):
        found += [*_words(line[at : whole.start()]), [whole.group()]]
        at = whole.end()
    return [*found, *_words(line[at:])]


def _words(text: str) -> list[Piece]:
    found: list[Piece] = []
    at = 0
    for thai in _THAI.finditer(text):
        found += [text[at : thai.start()]] if thai.start() > at else []
        found += [
            [word] if 1 < printed_width(word) <= LONGEST_WHOLE else word for word in _thai_words(thai.group())
        ]
        at = thai.end()
    return [*found, text[at:]] if at < len(text) else found


def _thai_words(text: str) -> list[str]:
    """The words of a run of Thai letters; a sign that belongs to the word before it goes with it."""
    # Loaded only where a paper is set: its dictionary takes a second.
    from pythainlp.tokenize import word_tokenize

    words: list[str] = []
    for word in word_tokenize(text, engine="newmm", join_broken_num=False):
        if words and (word[0] in _SIGNS_BEHIND or printed_width(word[0]) == 0):
            words[-1] += word
        else:
            words.append(word)
    return words
