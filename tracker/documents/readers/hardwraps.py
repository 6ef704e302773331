"""A plain text that was printed line by line, back into its paragraphs.

Whether a text is one is told by its lines: none is long, and many end near the same margin with more right below.
There a line goes on in the next when it is full and the next is no further in than its paragraph began.
"""

import re
import unicodedata
from itertools import pairwise

_LONGEST = 110
_FULL = 0.75
_MANY = 5
_CENTRED = 0.3
_LINES = 60
_HEADS = re.compile(
    r"(?:ข้อ|มาตรการที่|ตัวชี้วัดที่|ขั้นตอนที่|ส่วนที่|(?:ระเบียบ)?วาระที่)\s*[0-9๐-๙]"
    r"|(?:เรื่อง|เรียน|อ้างถึง|ส่วนราชการ|สิ่งที่ส่งมาด้วย)\s|ที่\s+\S.*\s{2,}วันที่\s"
)
"""How an item, or a line of the head of a letter, begins."""
_AWAITS = re.compile(r"(?:ตาม|ใน|ของ|และ|หรือ|ถึง|กับ)$")
_LISTED = re.compile(r"\(?[0-9๐-๙]{1,2}(?:\.[0-9๐-๙]{1,2})*[.)]?\s|\(?[กขคงจฉชซ][.)]|[•▪●○*✓➢–-]")
_MARKER = re.compile(r"(?:\(?[0-9๐-๙]{1,2}(?:\.[0-9๐-๙]{1,2})*[.)]*|\(?[กขคงจฉชซ][.)]|[•▪●○*✓➢–-])\s+")
_DRAWN = re.compile(r"[\t|│┃║+_=]|\.{4}")
_THAI_END = re.compile(r"[ก-ฺเ-๎]$")
_THAI_START = re.compile(r"[ก-ฺเ-ๅ]")


def unwrapped(lines: list[str]) -> list[str]:
    """As many lines as before: a paragraph stands in the place of its first line, and its other lines are empty."""
    margin = _margin(lines)
    if not margin:
        return lines
    whole: list[str] = []
    begun = 0
    for at, line in enumerate(lines):
        if 0 < at < begun + _LINES and _goes_on(lines[begun], lines[at - 1], line, margin):
            whole[begun] = _joined(whole[begun], line.strip())
            whole.append("")
        else:
            begun = at
            whole.append(line)
    return whole


def shown(text: str) -> int:
    """How many places a text takes where marks stand over or under their letters."""
    return sum(unicodedata.category(letter) not in ("Mn", "Cf", "Co") for letter in text)


def _margin(lines: list[str]) -> int:
    """Where lines end for want of room, in letters; 0 where they end where their author ended them."""
    widths = {line: shown(line.rstrip()) for line in lines if _is_prose(line)}
    margin = max(widths.values(), default=0)
    full = [
        line
        for line, below in pairwise(lines)
        if widths.get(line, 0) >= _FULL * margin and _is_prose(below) and not _begins(below, line)
    ]
    return margin if margin <= _LONGEST and len(full) >= _MANY else 0


def _goes_on(first: str, before: str, line: str, margin: int) -> bool:
    """Whether a line goes on with the one before it, of a paragraph that began with `first`."""
    if not (_is_prose(before) and _is_prose(line)) or shown(before.rstrip()) < _FULL * margin:
        return False
    if _HEADS.match(line.strip()) and not _AWAITS.search(before.rstrip()):
        return False
    if _indent(line) < _indent(first):
        return _indent(first) < _CENTRED * margin
    hangs = _MARKER.match(first.lstrip())
    beneath = _indent(first) + len(hangs[0]) + 1 if hangs else _indent(first)
    return _indent(line) <= beneath and not _begins(line, before)


def _begins(line: str, before: str) -> bool:
    """Whether a line begins a paragraph of its own by its first words."""
    line = line.strip()
    return bool(_LISTED.match(line) or (_HEADS.match(line) and not _AWAITS.search(before.rstrip())))


def _is_prose(line: str) -> bool:
    return bool(line.strip()) and not _DRAWN.search(line)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _joined(first: str, second: str) -> str:
    """Thai needs no blank where a line ended between two words."""
    thai = _THAI_END.search(first.rstrip()) and _THAI_START.match(second)
    return f"{first.rstrip()}{'' if thai else ' '}{second}"
