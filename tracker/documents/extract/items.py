"""Lists inside one cell, whether numbered, dashed, broken into lines or run together."""

import re

_LETTERS = "กขคงจฉชซฌญ"
_BULLETS = "-–—•▪▫●○◦■□◆◇➢➤►▶✓✔√❖*\uf0b7\uf0a7\uf0fc\uf0d8"
_NESTED = r"\d{1,2}(?:\.\d{1,2}){1,2}\.?\)?"
_STEP_WORD = r"(?:ขั้นตอน(?:ที่)?|ขั้นที่)\s*\d{1,2}\s*[.):]?"
_MARKER = re.compile(
    rf"^(?:{_STEP_WORD}|\(?{_NESTED}(?![\d%])(?!\s*คะแนน)(?=\s*\D)|\(\d{{1,2}}\)|\d{{1,2}}\s*[.)](?!\d)|\([{_LETTERS}]\)|[{_LETTERS}][.)](?=\s|[เ-ไก-ฮ]{{2}})"
    rf"|[{re.escape(_BULLETS)}](?=\s*\S))\s*"
)
NUMBERED = re.compile(
    r"^\(?(\d{1,2}(?:\.\d{1,2}){0,2})\s*[.)]?(?![\d.])(?:(?<=[.)])|(?<=\.\d)|(?<=\.\d\d))\s*(?=\S)"
    r"|^([กขคงจฉชซ])[.)]\s*(?=\S)"
)
"""How a numbered line begins."""
_INLINE = re.compile(
    rf"(?:^|(?<=\s))(?:\((\d{{1,2}})\)|({_NESTED})(?=\s*[^\d\s%])|(\d{{1,2}})\s*[.)](?!\d)\s*(?=\D))"
)
_INLINE_LETTER = re.compile(rf"(?:^|(?<=\s))\(?([{_LETTERS}])[.)]\s*(?=\S)")
_INLINE_BULLET = re.compile(r"(?:^|(?<=\s))[•▪●○◦■□◆➢➤►▶✓✔√❖]\s*(?=\S)")
_INLINE_DASH = re.compile(r"\s+-(?=[^\s\d-])")
_MONTH = "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
_INLINE_DASH_APART = re.compile(
    rf"(?<!ติดต่อ)(?<!\s)\s+-\s+(?=[^\s\d])(?!(?:เดือน)?(?:{_MONTH}|[ก-ฮ]{{1,2}}\.\s?[คยพ]\.))"
)
_NOTHING = re.compile(r"^(?:[-–—_.\s]*|ไม่มี|ไม่ระบุ|n/?a)$", re.I)
_GOES_ON = re.compile(r"^(?:และ|หรือ|รวมทั้ง|ตลอดจน|โดย|ซึ่ง|ทั้งนี้|เพื่อ|ผ่าน|ต่อ|แก่|ของ|ได้|ที่|[)\]”,])")
_UNFINISHED = re.compile(r"(?:และ|หรือ|เพื่อ|ของ|โดย|[,(“/])$")


def items(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The items of a cell in order, without their markers; an unmarked line after a marked one continues it.

    Without any marker every line is an item, unless it goes on with the one before. Items of an inner list
    ("1.1") are items of their own. A dash alone, or "ไม่มี", is no item.
    """
    pieces = [piece for line in lines for piece in _pieces(line)]
    found: list[str] = []
    open_item = False
    for piece in pieces:
        marker = marker_of(piece)
        text = re.sub(r"\s+", " ", piece[len(marker) :]).strip()
        if not text:
            open_item = open_item or bool(marker)
            continue
        goes_on = bool(found) and (bool(_GOES_ON.match(text)) or bool(_UNFINISHED.search(found[-1])))
        if found and not marker and (open_item or goes_on):
            found[-1] = joined(found[-1], text)
        else:
            found.append(text)
        open_item = open_item or bool(marker)
    return tuple(text for text in found if not _NOTHING.match(text))


def joined(first: str, second: str) -> str:
    """Two printed lines of one text; Thai needs no blank between them."""
    thai = re.search(r"[ก-ฮะ-ฺเ-ๅ็-๎]$", first) and re.match(r"[ก-ฮเ-ไ]", second)
    return first + second if thai else f"{first} {second}"


def marker_of(piece: str) -> str:
    """The marker a line begins with: "1.", "1)", "(1)", "1.2", "ก.", "-", "•", "ขั้นตอนที่ 1"; "" for none."""
    found = _MARKER.match(piece)
    return found[0] if found else ""


def number_of(text: str) -> tuple[int, ...]:
    """The number a line begins with, level by level: "2." (2,), "3.1" (3, 1), "ข." (2,); () for none."""
    found = NUMBERED.match(text)
    if found is None:
        return ()
    return ("กขคงจฉชซ".index(found[2]) + 1,) if found[2] else tuple(map(int, found[1].split(".")))


def _pieces(line: str) -> list[str]:
    """A line cut where a next item begins: at 1. 2. 3. in order, at ก. ข. ค., at bullets, or at a dash glued to
    its word."""
    cuts = _numbered(line) or _lettered(line) or [found.start() for found in _INLINE_BULLET.finditer(line)]
    if not cuts and line.startswith("- "):
        cuts = [found.start() for found in _INLINE_DASH_APART.finditer(line)]
    if not cuts:
        cuts = [found.start() + len(found[0]) - 1 for found in _INLINE_DASH.finditer(line)]
    edges = sorted({0, *cuts, len(line)})
    return [
        line[start:end].strip()
        for start, end in zip(edges, edges[1:], strict=False)
        if line[start:end].strip()
    ]


def _numbered(line: str) -> list[int]:
    """Where numbers that count on stand; a number alone that is not 1 is part of the text."""
    cuts: list[int] = []
    last: tuple[int, ...] = ()
    for found in _INLINE.finditer(line):
        number = tuple(int(part) for part in re.findall(r"\d+", found[0]))
        begins = not last and (found.start() == 0 or number[-1] == 1)
        if begins or (last and number in _following(last)):
            cuts.append(found.start())
            last = number
    return cuts if len(cuts) > 1 or (cuts and cuts[0] > 0) else []


def _following(last: tuple[int, ...]) -> set[tuple[int, ...]]:
    """The numbers that may follow one: 1.2 is followed by 1.3, 2 or 1.2.1; 1 by 2 or 1.1."""
    return {(*last, 1), *((*last[:depth], last[depth] + 1) for depth in range(len(last)))}


def _lettered(line: str) -> list[int]:
    cuts: list[int] = []
    for found in _INLINE_LETTER.finditer(line):
        if found[1] == _LETTERS[len(cuts)]:
            cuts.append(found.start())
    return cuts if len(cuts) > 1 else []
