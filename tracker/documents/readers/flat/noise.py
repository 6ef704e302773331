"""What a printed page adds to a text between two lines of its author: its number and the line at its edge."""

import re
from collections import Counter

_PAGE = re.compile(
    r"\s*(?:[-–—~(\[]+\s*[0-9๐-๙]{1,3}\s*[-–—~)\]]+|(?:หน้า(?:ที่)?|page)\s*[0-9๐-๙]{1,3}(?:\s*(?:/|จาก|of)\s*[0-9๐-๙]{1,3})?)\s*",
    re.IGNORECASE,
)
_BARE = re.compile(r"\s*[0-9๐-๙]{1,3}\s*")
_AGAIN = 2


def noise_in(lines: list[str]) -> frozenset[int]:
    """The lines that number a page, and those that stand beside such a number again and again."""
    pages = [at for at, line in enumerate(lines) if _PAGE.fullmatch(line)]
    beside = {at: _key(lines[at]) for page in pages for at in _neighbours(lines, page)}
    counts = Counter(beside.values())
    return frozenset(pages) | {at for at, key in beside.items() if counts[key] >= _AGAIN}


def is_bare_number(text: str) -> bool:
    """Whether a line is a number alone, as that of a page may be."""
    return bool(_BARE.fullmatch(text))


def _neighbours(lines: list[str], page: int) -> list[int]:
    """The nearest lines with words above and below a page's number."""
    above = next((at for at in range(page - 1, -1, -1) if lines[at].strip()), None)
    below = next((at for at in range(page + 1, len(lines)) if lines[at].strip()), None)
    return [at for at in (above, below) if at is not None and re.search("[ก-ฮA-Za-z]", lines[at])]


def _key(line: str) -> str:
    return re.sub(r"[0-9๐-๙]+", "#", "".join(line.split()))
