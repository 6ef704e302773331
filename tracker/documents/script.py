"""Thai letters as they should be: what conversion and OCR damaged is mended, digits become Arabic.

`mend` is applied to a whole paper before anything is extracted, so extractors see one script only. What was more
than a variant of encoding is named, so that the paper's reader is told where to look.
"""

import re
from dataclasses import replace
from functools import lru_cache

from tracker.documents.paper import Cell, Paper, Paragraph, Row, Table
from tracker.documents.paper import Damage as Damage

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u3000]")
_NOTHING = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f]")
_MARKS_OF_FONTS = str.maketrans(
    {
        **{chr(0xF700): "ฐ", chr(0xF70F): "ญ"},
        **{chr(0xF701 + at): mark for at, mark in enumerate("ิีึื")},
        **{chr(0xF705 + at): mark for at, mark in enumerate("่้๊๋์")},
        **{chr(0xF70A + at): mark for at, mark in enumerate("่้๊๋์")},
        **{chr(0xF710): "ั", chr(0xF711): "ํ", chr(0xF712): "็"},
        **{chr(0xF713 + at): mark for at, mark in enumerate("่้๊๋์")},
        **{chr(0xF718): "ุ", chr(0xF719): "ู", chr(0xF71A): "ฺ"},
    }
)

# Lao letters stand 128 places after the Thai ones they look like; ຍ looks like two of them and is left alone.
_LAO = {
    code: chr(code - 0x80)
    for code in (*range(0xE81, 0xEBA), *range(0xEC0, 0xECE), *range(0xED0, 0xEDA))
    if code not in (0xE8D, 0xEA4)
}

_LETTERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("สระหรือวรรณยุกต์เป็นอักขระเฉพาะของฟอนต์", re.compile("[\uf700-\uf71a]")),
    ("มีอักษรลาวแทนอักษรไทยที่หน้าตาเหมือนกัน", re.compile(f"[{''.join(map(chr, _LAO))}]+")),
    ("สระหรือวรรณยุกต์ซ้ำ", re.compile(r"([ัิ-ฺ็-์])\1+")),
    ("วรรณยุกต์สลับที่กับสระ", re.compile(r"[่-๋][ัิ-ฺ]|ำ[่-๋]")),
)
"""What `plain` sets right letter by letter and is more than a variant of encoding."""

_STRAY = re.compile(r"\d{5,6}")

_AM = "(?<!ห)น้|ย้(?! +าย)|ซ้(?! +าย)|ต่(?! +าง)|คว่|ค้(?= +าประกัน)"
"""With a tone sara am is rare: น้ำ ย้ำ ซ้ำ ต่ำ คว่ำ ค้ำประกัน; any other letter before "้ า" has the vowel า, as in หน้า."""
_BARE_OF_THO = (
    "ชี(?=วัด|แจง) ขั(?=นตอน) ขึ(?=น) ทั(?=งหมด|งนี|งสิ้น|งสิน) ครั(?=ง) ซื(?=อ) พื(?=นที่) สิ(?=นสุด|นปี) (?:แต่ง|จัด)ตั(?=ง) ตั(?=งแต่) "
    "เบื(?=องต้น) เนื(?=อหา)"
).split()
_FLOATING = r"(?: ้|(?<=[ัิีึืุู][ก-ฮ])้(?=\s|$))"
"""A tone that LibreOffice drew over a vowel late: it stands alone further on, "ตัวชีวัด้", "ขันตอนการด ้ำเนินงาน"."""

_REPAIRS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("ข้อความแฝงของโปรแกรม Word ค้างอยู่", re.compile(r"\[bookmark:[^\]]*\]"), ""),
    (
        "วรรณยุกต์หลุดจากตัวอักษรไปอยู่ท้ายคำ",
        re.compile(rf"({'|'.join(_BARE_OF_THO)})([ก-ฮะ-ูเ-์]{{1,18}}?){_FLOATING}"),
        r"\1้\2",
    ),
    (
        "มีอักขระที่อ่านไม่ออกแทรกอยู่กับสระอำ",
        re.compile(r"([ก-ฮ])\ufffd+([่-๋]?)ำ\ufffd*|([ก-ฮ][่-๋])\ufffd+ำ"),
        r"\1\3\2ำ",
    ),
    ("มีอักขระที่อ่านไม่ออกแทรกอยู่กับสระอำ", re.compile(r"ำ\ufffd+(?: (?=[ก-ฮเ-ไ]))?"), "ำ"),
    ("สระอำแตกเป็นช่องว่างกับสระอา", re.compile(rf"({_AM})[ \ufffd]+า|([ก-ฮ])[ \ufffd]+า"), r"\1\2ำ"),
    ("ช่องว่างแทรกระหว่างวรรณยุกต์กับตัวอักษรถัดไป", re.compile(r"([ก-ฮ][่-๋]) +(?=า)|([ปฝฟ][่-๋ิึั]) +(?=[ก-ฮะ])"), r"\1\2"),
    ("เลขข้อ OIT ตัว o กลายเป็นเลขศูนย์", re.compile(r"(ข้อ\s*)0(\d{2})(?!\d)"), r"\1o\2"),
    ("เลขข้อคำถาม EIT ตัว e กลายเป็นเลขหนึ่ง", re.compile(r"^1(1[0-5]|0[1-9])(?=\s*ประเด็น)"), r"e\1"),
    ("พิมพ์คำซ้ำ", re.compile(r"([ก-๙]{4,12}) +\1(?!\S)"), r"\1"),
)
"""What to call it, where it stands, what it was."""

_DOUBTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("มีอักขระที่อ่านไม่ออก", re.compile("[\ufffd\ue000-\uf8ff\u0e80-\u0eff]|\\(cid:\\d+\\)")),
    ("วรรณยุกต์หรือสระลอยอยู่ลำพัง", re.compile(r"(?:^|\s)[่-๎ัิ-ฺ]")),
)
"""What cannot be mended without guessing."""


def visible(text: str) -> str:
    """The text without what takes no room: zero-width letters, soft hyphens, signs of direction and of control."""
    return _NOTHING.sub("", text)


def digits(text: str) -> str:
    """Thai digits as Arabic ones."""
    return text.translate(_DIGITS)


def compact(text: str) -> str:
    """Text for comparing: no blanks, no dots of abbreviations, no ฯ, lower case."""
    return re.sub(r"[\s.ฯ]+", "", text).lower()


def plain(text: str) -> str:
    """One way of writing for what has several: digits, sara am, doubled เ, doubled marks, odd blanks."""
    text = (
        _NOTHING.sub("", _BLANKS.sub(" ", text)).translate(_MARKS_OF_FONTS).translate(_LAO).translate(_DIGITS)
    )
    text = re.sub(r" {3,}", "  ", text)
    text = re.sub(r"(?<![A-Za-z])([eio]) (?=\d{1,2}(?!\d))", r"\1", text)
    text = re.sub(r"ํ([่-๋]?)า|([่-๋])ํา", lambda found: f"{found[1] or found[2] or ''}ำ", text)
    text = re.sub(r"([ัิ-ฺ็-์])\1+", r"\1", text.replace("เเ", "แ"))
    return re.sub(r"ำ([่-๋])", r"\1ำ", re.sub(r"([่-๋])([ัิ-ฺ])", r"\2\1", text))


@lru_cache(4096)
def repaired(text: str) -> str:
    """One text as `mend` would leave it, without a word about its damage."""
    text = plain(text)
    for _, pattern, good in _REPAIRS:
        text = pattern.sub(good, text)
    return text.strip()


def mend(paper: Paper) -> tuple[Paper, tuple[Damage, ...]]:
    """The paper with every text mended, and the damages that are worth telling."""
    damages = list(paper.damages)

    def spotted(kinds: tuple[tuple[str, re.Pattern[str]], ...], text: str, place: str) -> None:
        damages.extend(
            Damage(what, text[max(0, found.start() - 10) : found.end() + 10].strip(), place)
            for what, pattern in kinds
            for found in pattern.finditer(text)
        )

    def stray(block: Paragraph | Table) -> bool:
        """A number alone on its line, too long for a score, a year or an item: the trace of a page."""
        if isinstance(block, Table) or not _STRAY.fullmatch(plain(block.text).strip()):
            return False
        damages.append(Damage("เลขหน้าหลงอยู่ในเนื้อความ", block.text, block.place))
        return True

    def mended(text: str, place: str) -> str:
        spotted(_LETTERS, _NOTHING.sub("", text), place)
        text = plain(text)
        for what, pattern, good in _REPAIRS:
            damages.extend(Damage(what, found[0].strip(), place) for found in pattern.finditer(text))
            text = pattern.sub(good, text)
        spotted(_DOUBTS, text, place)
        return text.strip()

    def row(old: Row) -> Row:
        cells = (Cell(tuple(mended(line, old.place) for line in c.lines), c.above) for c in old.cells)
        return Row(tuple(cells), old.place)

    blocks = tuple(
        replace(block, rows=tuple(row(each) for each in block.rows))
        if isinstance(block, Table)
        else Paragraph(mended(block.text, block.place), block.place)
        for block in paper.blocks
        if not stray(block)
    )
    return Paper(paper.file, blocks, paper.damages), tuple(damages)


_THAI_GAP = re.compile(r"(?<=[ก-ฮะ-ฺเ-ๅ็-๎])(?<!ฯ)(?<!ๆ) (?=[ก-ฮเ-ไ])(?![ก-ฮ]\.)")
_NARROW = 32


def unwrapped(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of a cell without the blanks that only mark where a narrow column was wrapped.

    Thai is written without blanks between words. When all pieces between blanks are short and about equally long,
    the blanks are the ends of printed lines; in running text, where pieces differ, they stay.
    """
    lines = tuple(re.sub(r"\s+", " ", line).strip() for line in lines)
    pieces = [len(_letters(piece)) for line in lines for piece in re.split(r" |(?<=\d\.)", line) if piece]
    gaps = sum(len(_THAI_GAP.findall(line)) for line in lines)
    few = gaps < 2 and pieces and max(pieces) > _NARROW // 2
    if not gaps or few or max(pieces) > _NARROW or sum(pieces) < 0.35 * max(pieces) * len(pieces):
        return lines
    return tuple(_THAI_GAP.sub("", line) for line in lines)


def _letters(text: str) -> str:
    """Without the marks above and below, which take no room."""
    return re.sub(r"[ัิ-ฺ็-๎]", "", text)
