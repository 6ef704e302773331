"""What the columns of a table of measures are, told by their headings in whatever words and order."""

import re

from tracker.documents.paper import Cell, Row
from tracker.documents.script import compact

ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("follow_up", re.compile(r"ติดตาม|กำกับ|การรายงานผล|วิธีรายงาน")),
    ("cadence", re.compile(r"ความถี่|รอบ(?:การ)?(?:รายงาน|ระยะ)")),
    ("evidence", re.compile(r"หลักฐาน|เอกสาร(?:อ้างอิง|ประกอบ)")),
    ("period", re.compile(r"ระยะเวลา|กำหนด(?:การ|เวลา|แล้วเสร็จ)|ห้วงเวลา|ช่วงเวลา|เวลาดำเนินการ")),
    ("responsible", re.compile(r"รับผิดชอบ|ส่วนราชการ|ผู้ดำเนินการ|กอง/สำนัก")),
    ("suggestions", re.compile(r"ข้อเสนอแนะ|ปัญหา/?อุปสรรค|ปัญหาและอุปสรรค")),
    (
        "results",
        re.compile(r"^(?:สรุป)?ผล(?:การ(?:ดำเนิน(?:การ|งาน)|ปฏิบัติ)|ลัพธ์|สำเร็จ|ที่(?:ได้|เกิด))|ความก้าวหน้า|ความคืบหน้า"),
    ),
    ("steps", re.compile(r"วิธี|^ขั้นตอน|การดำเนินการ$|การดำเนินงาน$|รายละเอียด|กิจกรรมที่ดำเนินการ")),
    (
        "measure",
        re.compile(
            r"^(?:ชื่อ|รายการ)?(?:มาตรการ|โครงการ|กิจกรรม)(?:$|[/(,]|และ|หรือ|โครงการ|กิจกรรม|แนวทาง|ที่(?:กำหนด)?$"
            r"|ส่งเสริมคุณธรรม(?:และความโปร่งใส)?(?:ภายในหน่วยงาน)?$)"
        ),
    ),
    ("approach", re.compile(r"แนวทาง")),
    ("item", re.compile(r"^(?:ข้อ)?oit|^ข้อ(?:คำถาม)?$")),
    ("indicator", re.compile(r"^ตัวชี้วัด")),
    ("number", re.compile(r"^(?:ที่|ลำดับ(?:ที่)?|no|#)$")),
)
"""Column → what its heading says, blanks left out; the first that fits counts."""

Columns = dict[str, int]


def columns_of(row: Row) -> Columns | None:
    """The columns a heading row names, None when it is no heading of measures or of their progress."""
    if any(len(text) > 60 for text in row.texts):
        return None
    found: Columns = {}
    for at, text in enumerate(row.texts):
        role = role_of(text)
        if role and role not in found:
            found[role] = at
    told = found.keys() & {"steps", "responsible", "follow_up", "period", "results", "evidence", "approach"}
    return found if "measure" in found and told else None


def role_of(heading: str) -> str | None:
    """The column a heading names, or None."""
    close = compact(heading)
    return next((role for role, pattern in ROLES if pattern.search(close)), None)


def cell_at(row: Row, columns: Columns, role: str) -> Cell:
    """The cell of a column, an empty one where the table or the row has none."""
    at = columns.get(role)
    return row.cells[at] if at is not None and at < len(row.cells) else Cell()
