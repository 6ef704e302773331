"""Printed lines back into what their author wrote: is the end of a line only the end of the paper?

It is when the word that follows would not have fitted any more. A new number or bullet always begins a new line, and
so does what has a line of its own in every paper of the kind.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from tracker.documents.readers.glyphs import Line

_BEGINS = re.compile(
    r"\(?[0-9๐-๙]{1,2}[.)](?![0-9๐-๙])|[•▪●○*✓➢]|[-–](?=[ก-๙])|ตัวช(?:ี้|ี)วัด(?:ที่)?\s*[0-9๐-๙]|แบบ(?:วัด|ตรวจ)\S*\s*\("
)
_HEADING = re.compile(r"(?:วิธี(?:การ)?|ขั้นตอน(?:การ)?)ด(?:ำ|ํา)เนินการ:?")
_FIRST = re.compile(r"[^\sก-ฺเ-๎]*")
_SCORE = re.compile(r"[0-9๐-๙]{1,3}\.[0-9๐-๙]{1,2}\s*คะแนน")
_CLOSING = re.compile(r"[)\]”’\"',.:;/ๆฯ]*")
_THAI_END = re.compile(r"[ก-ฺเ-๎]$")
_THAI_START = re.compile(r"[ก-ฺเ-ๅ]")
_NUMBER = re.compile(r"[2๒][5๕][0-9๐-๙]{2}|[0-9๐-๙]{1,3}\.[0-9๐-๙]{2}|[1๑][0๐]{2}")
_NUMBER_BEGUN = re.compile(r"(?<![0-9๐-๙.])[0-9๐-๙]{1,3}(?:\.[0-9๐-๙]*)?$")
_DIGITS = re.compile(r"[0-9๐-๙.]+(?=\s|$)")
_ITEM = re.compile(r"([0-9๐-๙]{1,2})[.)](?![0-9๐-๙])")
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_LONGEST_WORD = 24
_SLACK = 1.0
_BLANK = 0.25

Room = Callable[[Line], float]
"""How much room is left after a line, points."""


def unwrapped(
    lines: list[Line], room: Room, apart: Callable[[Line, Line], bool] | None = None
) -> list[list[Line]]:
    """The lines grouped into paragraphs; `apart` may say of two lines that they are none for another reason."""
    groups: list[list[Line]] = []
    for at, line in enumerate(lines):
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        last = groups[-1][-1] if groups else None
        if last and not (apart and apart(last, line)) and _goes_on(groups[-1], line, following, room(last)):
            blank = last.blank or _fits(line, following, room(last))
            groups[-1][-1] = replace(last, blank=blank)
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _goes_on(group: list[Line], line: Line, following: str, room: float) -> bool:
    if _BEGINS.match(line.text) or _is_heading(line.text, following) or _is_heading(text_of(group[-2:])):
        return False
    if _SCORE.match(line.text) and "คะแนน" not in group[-1].text:
        return True
    if first_word(line.text, following) > len(line.text):
        return True
    return not _fits(line, following, room - group[-1].size * _BLANK)


def _fits(line: Line, following: str, room: float) -> bool:
    """Whether the first word of a line has room enough; with a word that fits, but not after a blank, there was a
    blank."""
    return room >= line.width(first_word(line.text, following)) + _SLACK


def _is_heading(text: str, following: str = "") -> bool:
    return any(_HEADING.fullmatch("".join(each.split())) for each in (text, text + following))


@lru_cache(maxsize=4096)
def first_word(text: str, following: str) -> int:
    """How many letters of a line cannot be parted: up to a blank, in Thai up to the end of a word. A word longer
    than its column is broken anywhere, so the word may go on on the following line."""
    from pythainlp.tokenize import word_tokenize

    begin = _FIRST.match(text)
    assert begin is not None
    thai = (text + following)[begin.end() : begin.end() + _LONGEST_WORD]
    if not thai or thai[0].isspace() or begin.end() >= len(text):
        return begin.end()
    word = begin.end() + len(word_tokenize(thai, engine="newmm")[0])
    closing = _CLOSING.match(text, word)
    return closing.end() if closing else word


def text_of(lines: list[Line]) -> str:
    """The lines of one paragraph as one text. Thai needs no blank where a line ended between two words."""
    text = lines[0].text
    for before, line in zip(lines, lines[1:], strict=False):
        thai = _THAI_END.search(text) and _THAI_START.match(line.text)
        mark = line.text[0] in "ัิีึืฺุู็่้๊๋์ํะาำๅ"
        glued = (
            thai
            or mark
            or _broken_number(text, line.text)
            or re.search(r"\S[/-]$", text)
            or line.text.startswith("/")
        )
        text += line.text if glued and not before.blank else f" {line.text}"
    return text


def _broken_number(before: str, after: str) -> bool:
    """Whether a year or a score too wide for its column goes on: 256|3, 78.2|0."""
    begun, rest = _NUMBER_BEGUN.search(before), _DIGITS.match(after)
    if not begun or not rest or _NUMBER.fullmatch(begun[0]):
        return False
    alone = begun[0] == before or len(rest[0]) == 1
    return alone and bool(_NUMBER.fullmatch(begun[0] + rest[0]))


def itemised(texts: list[str]) -> list[str]:
    """The lines of a cell, cut where the next number of their list stands inside one."""
    found: list[str] = []
    number = 0
    for text in texts:
        own = _ITEM.match(text)
        number = int(own[1]) if own else number
        begin = 0
        while number and (cut := _next_item(number).search(text, begin)):
            found.append(text[begin : cut.start()])
            begin, number = cut.end(), number + 1
        found.append(text[begin:])
    return found


def _next_item(number: int) -> re.Pattern[str]:
    arabic = str(number + 1)
    return re.compile(rf"\s(?=(?:{arabic}|{arabic.translate(_THAI_DIGITS)})[.)](?![0-9๐-๙]))")
