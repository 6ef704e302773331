"""How far the departments (ส่วนราชการ) of an office are, as one picture for a phone: done, doing, late, not begun.

The figures of `rules.overview` put into words, which `tracker.drawing` draws.
"""

from collections.abc import Mapping
from typing import Any

from tracker.rules import fiscal
from tracker.rules.overview import Figures, Row
from tracker.rules.plain_text import one_line

WIDTH = 1040  # pixels, as wide as LINE shows a picture
KINDS = (
    ("done", "เสร็จ", "#15703F"),
    ("doing", "กำลังทำ", "#1D4F91"),
    ("late", "ล่าช้า", "#B3261E"),
    ("waiting", "ยังไม่เริ่ม", "#66727F"),
)


def in_words(shown: Figures, office: str) -> str:
    """The same for who cannot see the picture, and for the list of chats."""
    parts = [f"{name} {getattr(shown.sum, kind)}" for kind, name, _ in KINDS]
    when = (
        f" {shown.round_label} ครบกำหนด {fiscal.thai_date(shown.due)}"
        if shown.round_label and shown.due
        else ""
    )
    return (
        f"{office} ปีงบประมาณ {shown.fiscal_year}{when} ข้อมูล ณ {fiscal.thai_date(shown.taken)}: "
        f"{' · '.join(parts)} จาก {shown.sum.total} รายการ ใน {len(shown.rows)} ส่วนราชการ"
    )


def content(shown: Figures, office: str, departments: Mapping[int, str]) -> dict[str, Any]:
    """All that is drawn, as plain words and numbers; `departments` are full names by id."""
    due = f"ครบกำหนด {fiscal.thai_date(shown.due)}" if shown.due else "ไม่มีรอบที่เปิดอยู่"
    return {
        "width": WIDTH,
        "office": one_line(office, 90),
        "year": f"ปีงบประมาณ {shown.fiscal_year}",
        "round": one_line(f"{shown.round_label} · {due}" if shown.round_label else due, 90),
        "taken": f"ข้อมูล ณ {fiscal.thai_date(shown.taken)}",
        "source": "ที่มา: รายงานความคืบหน้าในระบบโปร่งใส นับทุกมาตรการของแต่ละส่วนราชการ",
        "late": "ล่าช้า คือยังไม่รายงานในรอบที่เลยกำหนดแล้ว",
        "kinds": [{"name": name, "colour": colour} for _, name, colour in KINDS],
        "sum": _counted(shown.sum),
        "rows": [
            {"name": one_line(_name(row, departments), 70), "counts": _counted(row), "total": row.total}
            for row in shown.rows
        ],
    }


def _counted(row: Row) -> list[int]:
    return [getattr(row, kind) for kind, _, _ in KINDS]


def _name(row: Row, departments: Mapping[int, str]) -> str:
    if row.department_id == 0:
        return "ส่วนราชการอื่นรวมกัน"
    return departments.get(row.department_id, "ส่วนราชการที่นำออกแล้ว")
