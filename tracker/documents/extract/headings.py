"""What the headings of a score table say: years, scores, and all that is neither."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tracker.documents.extract.indicators import indicator_in
from tracker.documents.extract.years import YEARS_RANGE, year_in_cell
from tracker.documents.paper import Row
from tracker.documents.script import compact

Foreign = Callable[[str], bool]
"""Whether a text names an office other than the paper's own."""


INSTRUMENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("EIT1", re.compile(r"eit(?:ส่วนที่|ส่วน|part|\()?1|eit\(?public|eit.*ส่วนที่1")),
    ("EIT2", re.compile(r"eit(?:ส่วนที่|ส่วน|part|\()?2|eit\(?survey|eit.*ส่วนที่2")),
    ("IIT", re.compile(r"(?<![a-z])iit|ผู้มีส่วนได้(?:ส่วน)?เสียภายใน(?!และ)")),
    ("EIT", re.compile(r"(?<![a-z])eit|ผู้มีส่วนได้(?:ส่วน)?เสียภายนอก")),
    ("OIT", re.compile(r"(?<![a-z])oit|แบบ(?:วัด|ตรวจ)การเปิดเผยข้อมูล|เปิดเผยข้อมูลสาธารณะ")),
)
"""Instrument → how a row or column names it, blanks left out, small letters."""


_PART = re.compile(r"ส่วนที่[12]|(?:eit|part)\(?[12]|public|survey")


NOT_OWN = re.compile(
    r"เต็ม|น้ำหนัก|เป้าหมาย|เกณฑ์|คาดหวัง|คาดการณ์|ประเทศ|(?:ระดับ|ทั้ง|เฉลี่ย|ของ|ใน)จังหวัด|จังหวัดเฉลี่ย|(?:ระดับ|ทั้ง|เฉลี่ย)อำเภอ"
    r"|ระดับภาค|เฉลี่ยภาค|เฉลี่ย(?:ของ)?(?:อปท|ท้องถิ่น|กลุ่ม|หน่วยงาน)|อปท(?:ทั้ง|ใน|ทุก)|ทั้งหมด|จำนวน|ผู้ตอบ|มัธยฐาน|สูงสุด|ต่ำสุด|ขั้นต่ำ|ค่ากลาง"
)
"""Said of figures that are not the office's own score: full marks, weights, targets, averages of many."""


_CHANGE = re.compile(
    r"เปลี่ยนแปลง|แนวโน้ม|เพิ่ม|ลดลง|^ลด|ผลต่าง|ส่วนต่าง|แตกต่าง|\+/-|\+-|±|พัฒนาการ|^เทียบ|เปรียบเทียบ$|ส่วนที่ขาด|ห่างจาก|gap|diff"
)


_LEVEL = re.compile(r"^ระดับ(?!คะแนน)|เกรด|rating|แปลผล|^สถานะ|^ผลการประเมินระดับ|ผลระดับ")


_LABEL = re.compile(r"^(?:ตัวชี้วัด|หัวข้อ|รายการ|ประเด็น|องค์ประกอบ|ด้าน|เครื่องมือ|แบบวัด|ชื่อ|หน่วยงาน$|ปี(?:งบประมาณ)?$)")


_MEANS = re.compile(r"(?:คะแนน|ค่า|เฉลี่ย).*(?:แบบวัด|เครื่องมือ)|ถ่วง")


_SCORE = re.compile(r"คะแนน|ร้อยละ|ผลการประเมิน|ผลประเมิน|%|score|^ผล$|^ผลที่ได้|^ค่าที่ได้|^ได้$", re.I)


_NUMBER = re.compile(r"^(?:ที่|ลำดับ(?:ที่)?|ข้อ(?:ที่)?|no|#)$")


_PERCENT = re.compile(r"ร้อยละ|%")


_GRADED = re.compile(r"(?:ระดับ\s*)?[“\"(]?(?:AA|[A-F]|ผ่าน|ผ่านดี|ผ่านดีเยี่ยม|ต้องปรับปรุง|ต้องปรับปรุงโดยด่วน)[”\")]?")


_FIGURED = re.compile(r"[\d.,%+\s-]*\d[\d.,%]*$|\d{1,3}\.\d+\s*(?:คะแนน)?\s*[/(,]")


NARROW = 40


@dataclass(frozen=True)
class Column:
    """A column: its heading, all lines of it joined, its role, and the year it is headed with."""

    heading: str
    role: str
    year: int | None = None


def instrument_in(text: str) -> str | None:
    """IIT, EIT, OIT, EIT1 or EIT2 when a row or a column is that instrument's; None for anything longer, or for
    a text that names several."""
    named = {found[0].upper() for found in re.finditer(r"(?:IIT|EIT|OIT)", text, re.I)}
    return named_instrument(text) if len(text) <= 140 and len(named) <= 1 else None


def named_instrument(text: str) -> str | None:
    close = compact(text)
    return next((name for name, pattern in INSTRUMENTS if pattern.search(close)), None)


def is_part(text: str) -> bool:
    """Whether a label speaks of one part of the EIT only."""
    return bool(_PART.search(compact(text)))


def said_percent(column: Column) -> bool:
    """Whether a column is headed as percent."""
    return bool(_PERCENT.search(column.heading))


def alone(row: Row) -> str | None:
    """The text of a row with a single filled cell."""
    texts = [text for text in row.texts if text]
    covered = any(cell.above for cell in row.cells)
    return texts[0] if len(texts) == 1 and len(row.cells) > 1 and not covered else None


def is_heading(row: Row, above: list[Row]) -> bool:
    texts = [text for text in row.texts if text]
    if (
        not texts
        or any(map(indicator_in, texts))
        or any(len(text) > 120 or _GRADED.fullmatch(text) for text in texts)
    ):
        return False
    plain = [text for text in texts if not (year_in_cell(text) or _year_of_two(text, above))]
    if any(_FIGURED.match(text) and not re.fullmatch(r"\(\d\)", text) for text in plain):
        return False
    names_years = len(texts) - len(plain) >= 1 and not _labels_a_row(texts[0])
    return names_years or any(role_of(text) for text in plain if len(text) <= NARROW * 2)


def _year_of_two(text: str, above: list[Row]) -> bool:
    """A heading of two digits under one that speaks of years."""
    return bool(re.fullmatch(r"[5-7]\d", text)) and any("ปี" in each for row in above for each in row.texts)


def _labels_a_row(text: str) -> bool:
    """Whether a first cell names a figure's row rather than a column, as "คะแนนรวม" or "ระดับ" do beside figures."""
    return bool(re.search(r"รวม|ระดับ", text))


def columns_under(stack: list[Row], foreign: Foreign) -> tuple[Column, ...]:
    """Every column with the headings over it; an empty cell of an upper row is the merged cell to its left."""
    width = max(len(row.cells) for row in stack)
    filled: list[list[str]] = []
    for depth, row in enumerate(stack):
        texts = [*row.texts, *[""] * (width - len(row.cells))]
        above = [cell.above for cell in row.cells] + [False] * (width - len(row.cells))
        if depth < len(stack) - 1:
            for at in range(1, width):
                if not texts[at] and not above[at]:
                    texts[at] = texts[at - 1]
        filled.append(texts)
    return tuple(_column([row[at] for row in filled if row[at]], foreign) for at in range(width))


def _column(headings: list[str], foreign: Foreign) -> Column:
    """The lowest heading tells the role, unless a merged one over it says that the figures are not the office's."""
    heading = " ".join(headings)
    years = [year for text in reversed(headings) if (year := _year(text))]
    close = compact(heading)
    if any(map(foreign, headings)):
        return Column(heading, "other")
    if NOT_OWN.search(close):
        return Column(heading, "other")
    own = compact(headings[-1]) if headings else ""
    if any(
        re.fullmatch(r"ผลต่าง.*|ส่วนต่าง.*|.*เปลี่ยนแปลง|เพิ่ม.*|แนวโน้ม.*", compact(each)) for each in headings[:-1]
    ):
        return Column(heading, "change")
    if years and YEARS_RANGE.search(headings[-1]) is None and not _CHANGE.search(own):
        role = "level" if _LEVEL.search(own) else "part" if _PART.search(own) else "score"
        return Column(heading, role, years[0])
    return Column(heading, next((said for each in reversed(headings) if (said := role_of(each))), ""))


def _year(text: str) -> int | None:
    return year_in_cell(f"ปี {text}") if re.fullmatch(r"\d\d", text) else year_in_cell(text)


def role_of(heading: str) -> str | None:
    close = compact(heading)
    for role, pattern in (
        ("change", _CHANGE),
        ("other", NOT_OWN),
        ("rank", re.compile("อันดับ")),
        ("level", _LEVEL),
        ("part", _PART),
        ("means", _MEANS),
        ("number", _NUMBER),
        ("label", _LABEL),
        ("score", _SCORE),
    ):
        if pattern.search(close):
            return role
    return None
