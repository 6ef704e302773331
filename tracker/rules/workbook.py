"""The workbook of an office as a form: its headings, its words, and how a list stands in one cell.

`reports` writes by it and `documents` reads by it, so that what goes out comes back. A heading is what a column is
known by; order, position and the sheets' own names are free. Years are B.E.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.rubrics import Scheme, known_years, rubric
from tracker.rules import rounds
from tracker.rules.fiscal import SHORT_MONTHS

VERSION = 1
MARK = f"สมุดงานของระบบโปร่งใส (Prongsai workbook) รูปแบบที่ {VERSION}"
"""Stands in A1 of the sheets คำแนะนำ and หน่วยงาน: a workbook is known by it, whatever the file is called."""

_MARK = re.compile(r"สมุดงานของระบบโปร่งใส \(Prongsai workbook\) รูปแบบที่ (\d{1,4})")

GUIDE, OFFICE_SHEET, RESULTS_SHEET, MEASURES_SHEET = "คำแนะนำ", "หน่วยงาน", "ผลคะแนน", "มาตรการ"
PROGRESS_SHEET, LISTS_SHEET = "รายงานความก้าวหน้า", "รายการ"

FIRST_YEAR, LAST_YEAR = 2550, 2599
"""Years a cell may name. Wider, a slip such as 2657 for 2567 would pass for a year."""

KINDS = ("อบต.", "ทต.", "ทม.", "ทน.", "อบจ.")
CUT = "…(ข้อความยาวเกินหนึ่งช่อง)"
"""The end of a text that was longer than a cell can be."""
ALL_DEPARTMENTS = "ทุกส่วนราชการ"
CADENCES = dict(
    zip(
        rounds.CADENCES,
        (
            "ทุก 6 เดือน (รอบ 6 และ 12 เดือน)",
            "ปีละครั้ง (รอบ 12 เดือน)",
            "ทุกไตรมาส",
            "ทุกเดือน",
            "ตามเดือนที่ระบุ",
            "ครั้งเดียว",
            "เมื่อแล้วเสร็จ",
            "เป็นปัจจุบันตลอดเวลา",
            "",
        ),
        strict=True,
    )
)
"""How often → the words of the cell; what the paper does not say is an empty cell."""


@dataclass(frozen=True)
class Field:
    """A column, or a line of the office's sheet. `kind`: text list number year score date. `choices` names one of
    CHOICES; `hint` says how to fill it; `width` in letters."""

    key: str
    heading: str
    kind: str
    width: float
    hint: str
    example: str
    choices: str | None = None


def _named(scheme: Scheme | None) -> tuple[str, ...]:
    return tuple(band.name for band in scheme.bands) if scheme else ()


_RULES = rubric(known_years()[-1])
LETTERS, LEVELS = _named(_RULES.letters), _named(_RULES.levels)
INDICATORS = {each.number: f"{each.number} {each.name}" for each in _RULES.indicators}
CHOICES: dict[str, tuple[str, ...]] = {
    "kind": KINDS,
    "letter": LETTERS,
    "level": LEVELS,
    "indicator": tuple(INDICATORS.values()),
    "cadence": tuple(words for words in CADENCES.values() if words),
}

OFFICE = (
    Field("name", "ชื่อหน่วยงาน", "text", 60, "ชื่อเต็ม", "เทศบาลตำบลตัวอย่าง"),
    Field("kind", "ประเภท", "text", 60, "เลือกจากรายการ", "ทต.", "kind"),
    Field("district", "อำเภอ", "text", 60, "ไม่ต้องมีคำว่าอำเภอ", "เมือง"),
    Field("province", "จังหวัด", "text", 60, "ไม่ต้องมีคำว่าจังหวัด", "น่าน"),
    Field(
        "departments",
        "ส่วนราชการในหน่วยงาน",
        "list",
        60,
        "บรรทัดละ 1 ส่วนราชการ (กด Alt+Enter)",
        "สำนักปลัด\nกองคลัง",
    ),
)

_YEAR = Field("fiscal_year", "ปีงบประมาณ", "year", 15, "พ.ศ. 4 หลัก", "2567")
_EXAMPLE = ("91.10", "88.20", "90.30", "84.40", "89.50", "92.60", "87.70", "86.80", "90.00", "75.00")

RESULTS = (
    _YEAR,
    Field("overall", "คะแนนรวม", "score", 12, "0 ถึง 100 ทศนิยม 2 ตำแหน่ง ตามที่ประกาศ", "86.32"),
    Field("grade", "ระดับ (ตัวอักษร)", "text", 17, "เลือกจากรายการ ไม่มีให้เว้นว่าง", "A", "letter"),
    Field("level", "ระดับผลการประเมิน", "text", 18, "เลือกจากรายการ ไม่มีให้เว้นว่าง", "ผ่าน", "level"),
    *(
        Field(f"indicator{n}", f"ตัวชี้วัดที่ {words}", "score", 17, "0 ถึง 100 ทศนิยม 2 ตำแหน่ง", _EXAMPLE[n - 1])
        for n, words in INDICATORS.items()
    ),
    Field("eit1", "EIT ส่วนที่ 1", "score", 12, "ถ้าเอกสารแยกคะแนน EIT ไว้ ไม่มีให้เว้นว่าง", ""),
    Field("eit2", "EIT ส่วนที่ 2", "score", 12, "ถ้าเอกสารแยกคะแนน EIT ไว้ ไม่มีให้เว้นว่าง", ""),
    Field("uncertain", "ตัวชี้วัดที่ยังไม่ยืนยัน", "text", 18, "เลขตัวชี้วัดที่เอกสารให้คะแนนไม่ชัด เช่น 3, 4 ไม่มีให้เว้นว่าง", ""),
)

MEASURES = (
    replace(_YEAR, example="2568"),
    Field("number", "เลขที่", "number", 8, "เลขมาตรการ ไม่ซ้ำกันในปีเดียวกัน", "1"),
    Field("title", "ชื่อมาตรการ", "text", 40, "ข้อความเดียว", "จัดทำทะเบียนคุมการยืมทรัพย์สินของราชการ"),
    Field("indicator", "ตัวชี้วัด", "text", 32, "เลือกจากรายการ หรือพิมพ์เลข 1 ถึง 10", INDICATORS[4], "indicator"),
    Field("oit_item", "ข้อ OIT", "text", 9, "เช่น o43", ""),
    Field("question", "ข้อคำถาม", "text", 11, "ข้อของ IIT หรือ EIT เช่น i19, e9", "i19"),
    Field("steps", "ขั้นตอน", "list", 50, "ขั้นตอนละบรรทัด (กด Alt+Enter)", "สำรวจทรัพย์สิน\nจัดทำทะเบียนคุม"),
    Field(
        "departments", "ส่วนราชการ", "list", 36, f"บรรทัดละ 1 ส่วนราชการ หรือพิมพ์ว่า {ALL_DEPARTMENTS}", "กองคลัง\nกองช่าง"
    ),
    Field("start", "เริ่ม", "date", 16, "วัน เดือน พ.ศ. เช่น 1 ต.ค. 2567 หรือ 1/10/2567", "1 ต.ค. 2567"),
    Field("end", "สิ้นสุด", "date", 16, "วัน เดือน พ.ศ. เช่น 30 ก.ย. 2568 หรือ 30/9/2568", "30 ก.ย. 2568"),
    Field(
        "cadence", "ความถี่การรายงาน", "text", 22, "เลือกจากรายการ ถ้าเอกสารไม่ได้บอกให้เว้นว่าง",
        CADENCES["named_months"], "cadence",
    ),
    Field(
        "months", "เดือนที่รายงาน", "text", 18, "ใช้กับความถี่ตามเดือนที่ระบุ คั่นด้วยจุลภาค",
        f"{SHORT_MONTHS[2]}, {SHORT_MONTHS[8]}",
    ),
    Field("follow_up", "การติดตาม", "text", 30, "วิธีติดตามตามที่เอกสารเขียน", "รายงานผลต่อที่ประชุมหัวหน้าส่วนราชการ"),
    Field("evidence", "หลักฐาน", "list", 32, "หลักฐานละบรรทัด (กด Alt+Enter)", "ทะเบียนคุม\nภาพถ่าย"),
)  # fmt: skip

PROGRESS = (
    "ปีงบประมาณ",
    "มาตรการที่",
    "มาตรการ",
    "ส่วนราชการ",
    "รอบรายงาน",
    "สถานะ",
    "ร้อยละ",
    "ผลการดำเนินการ",
    "วันที่ดำเนินการ",
    "เลขที่รับ",
)
"""Headings of the sheet that is only for reading; none of them makes it look like the measures' sheet."""


def version_in(text: str) -> int | None:
    """The version of the form a text marks, None for any other text."""
    found = _MARK.fullmatch(text.strip())
    return int(found[1]) if found else None


# "1.5 ล้านบาท" and "-5" are figures, not list items.
_MARKER = re.compile(r"(\d{1,3})[.)](?!\d)\s*(?=\S)")
_BULLET = re.compile(r"[-–•▪](?!\d)\s*(?=\S)")


def as_cell(items: Sequence[str]) -> str:
    """A list as the text of one cell, an item a line. `as_list` of its lines gives the items back: where they
    would lose a number or dash of their own, they are numbered."""
    lines = [" ".join(item.splitlines()).strip() for item in items]
    if as_list(lines) != tuple(lines):
        lines = [f"{at}. {line}" for at, line in enumerate(lines, start=1)]
    return "\n".join(lines)


def as_list(lines: Sequence[str]) -> tuple[str, ...]:
    """The items of a cell's lines. Numbers 1. 2. 3. and dashes that officers put before them are taken off, and a
    line without a number between numbered ones goes on with the one before."""
    marks = [_MARKER.match(line) for line in lines]
    numbers = [int(mark[1]) for mark in marks if mark]
    if marks and marks[0] and numbers == list(range(1, len(numbers) + 1)):
        items: list[str] = []
        for line, mark in zip(lines, marks, strict=True):
            if mark:
                items.append(line[mark.end() :])
            else:
                items[-1] += f" {line}"
        return tuple(items)
    dashes = [_BULLET.match(line) for line in lines]
    if all(dashes):
        return tuple(line[dash.end() :] for line, dash in zip(lines, dashes, strict=True) if dash)
    return tuple(lines)
