"""Labels of paragraphs: the words a line begins with that say what it is about."""

import re

from tracker.documents.extract.columns import is_heading, role_of

_LABEL = re.compile(
    r"^(?:(?:\(?\d{1,2}(?:\.\d{1,2})*[.)]?|[-–•*▪○◦●✓]|[ก-ฉ][.)])\s*)?([^:：]{2,45}?)\s*(?:[:：]|\s[-–]\s|\s{2,})\s*(.*)$",
    re.S,
)
_BARE = re.compile(r"^(?:(?:\(?\d{1,2}(?:\.\d{1,2})*[.)]?|[-–•*▪○◦●])\s*)?(\S{4,40})$")
_WHEN = re.compile(r"ระยะ|กำหนด|ห้วง|ช่วง|วัน|เวลา|เริ่ม|เดือน")
_FIXED = {
    "ผู้รับผิดชอบ": "responsible",
    "หน่วยงานที่รับผิดชอบ": "responsible",
    "หน่วยงานรับผิดชอบ": "responsible",
    "หน่วยงานผู้รับผิดชอบ": "responsible",
    "ส่วนราชการที่รับผิดชอบ": "responsible",
    "ระยะเวลา": "period",
    "ระยะเวลาดำเนินการ": "period",
    "ระยะเวลาดำเนินงาน": "period",
    "ระยะเวลาการดำเนินการ": "period",
    "กำหนดแล้วเสร็จ": "period",
    "กำหนดเวลา": "period",
    "กรอบเวลา": "period",
    "ช่วงเวลา": "period",
    "ห้วงเวลา": "period",
    "ส่วนราชการรับผิดชอบ": "responsible",
    "ส่วนราชการเจ้าของเรื่อง": "responsible",
    "การติดตามประเมินผล": "follow_up",
    "การรายงานผลการดำเนินการ": "follow_up",
    "เอกสารหลักฐาน": "evidence",
    "หลักฐานอ้างอิง": "evidence",
    "วิธีปฏิบัติ": "steps",
    "วิธีการปฏิบัติ": "steps",
    "ขั้นตอนการปฏิบัติ": "steps",
    "การติดตามผล": "follow_up",
    "การกำกับติดตาม": "follow_up",
    "การติดตาม": "follow_up",
    "การรายงาน": "follow_up",
    "การรายงานผล": "follow_up",
    "กำหนดรายงาน": "follow_up",
    "กำหนดการรายงาน": "follow_up",
    "รอบการรายงาน": "follow_up",
    "การติดตามและรายงานผล": "follow_up",
    "การกำกับติดตามผล": "follow_up",
    "การติดตาม/รายงาน": "follow_up",
    "การติดตาม/รายงานผล": "follow_up",
    "การกำกับติดตาม/รายงานผล": "follow_up",
    "หลักฐาน": "evidence",
    "เอกสาร/หลักฐาน": "evidence",
    "ข้อเสนอแนะ": "suggestions",
    "วิธีดำเนินการ": "steps",
    "วิธีการดำเนินการ": "steps",
    "ขั้นตอนการดำเนินการ": "steps",
    "ขั้นตอนการดำเนินงาน": "steps",
    "ผลการดำเนินการ": "results",
    "ผลการดำเนินงาน": "results",
}
"""Labels that need no colon, for no sentence begins with them alone."""


def label_of(text: str) -> tuple[str, str] | None:
    """The role a line names at its beginning, and what it says: "ผู้รับผิดชอบ: กองคลัง", "ขั้นตอนการดำเนินการ"."""
    found = _LABEL.match(text)
    role = role_of(found[1]) if found else None
    if found and role and (is_heading(found[1]) or not re.search(r"\d", found[1])):
        return role, found[2].strip()
    bare = _BARE.match(text)
    role = role_of(bare[1]) if bare and is_heading(bare[1]) else None
    if (
        bare
        and role
        and role != "number"
        and bare[1] != "รายงาน"
        and (role != "period" or _WHEN.match(bare[1]))
    ):
        return role, ""
    first, _, rest = re.sub(r"^(?:\(?\d{1,2}(?:\.\d{1,2})*[.)]?|[-–•*▪○◦●])\s*", "", text).partition(" ")
    return (first_role, rest.strip()) if (first_role := _FIXED.get(first)) and rest else None
