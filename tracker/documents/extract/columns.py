"""What the columns of a table of measures are, told by their headings in whatever words and order."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from tracker.documents.extract.timeline import Stretch, stretch_of
from tracker.documents.paper import Cell, Row
from tracker.documents.script import compact

_WORDS = (
    "ชื่อ รายการ รายละเอียด มาตรการ โครงการ กิจกรรม แนวทาง แนว วิธีการ วิธี ขั้นตอน การ ดำเนิน งาน ปฏิบัติ สิ่ง ที่ ต้อง จะ ควร ทำ ได้ "
    "แก้ไข ปรับปรุง พัฒนา ส่งเสริม คุณธรรม จริยธรรม ความโปร่งใส ภายใน หน่วยงาน และ หรือ ใน เพื่อ ของ ตาม กำหนด เสนอ ยกระดับ ita "
    "รอบ เดือน แรก หลัง "
    "ป้องกัน ทุจริต ปัญหา ประเด็น หลัก ย่อย ประจำ ปี งบประมาณ พศ ผล ประเมิน ข้อ นำ สู่ ไปสู่ คะแนน ระดับ เร่งด่วน ข้อเสนอ ใช้ สำคัญ "
    "ขับเคลื่อน รักษา จัดการ ลด เพิ่ม ประสิทธิภาพ องค์กร อย่างเป็นรูปธรรม ต่อ ด้าน โดย ให้ ตอบสนอง รองรับ จุดอ่อน ที่ใช้ ขอ ภาครัฐ สังเขป โดยย่อ"
    " ย่อ เกี่ยวข้อง แล้ว แผนงาน/ ผ่านมา จริง ตัวชี้วัด กระบวน ไป แผนที่ แผนงานที่ ไว้ ตั้ง วาง"
).split()
_ONLY = re.compile(f"(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))}|[/,()\\-:]|12|6|2[45]\\d\\d)+")

_OF_COLUMNS = re.compile(
    r"ผู้รับผิดชอบ|รับผิดชอบ|ส่วนราชการ|ส่วนงาน|ผู้|ระยะเวลา|ช่วงเวลา|ห้วงเวลา|เวลา|แล้วเสร็จ|เริ่มต้น|เริ่ม|สิ้นสุด|กำกับ|ติดตาม|รายงาน|สรุป"
    r"|ความก้าวหน้า|ความถี่|หลักฐาน|เอกสาร|ประกอบ|อ้างอิง|ตัวชี้วัด|ความสำเร็จ|ผลผลิต|เป้าหมาย|ผลลัพธ์|คาดว่า|รับ|ปัญหา|อุปสรรค|เสนอแนะ|แนะ"
    r"|จุดอ่อน|ไตรมาส|ร้อยละ|สถานะ|(?:ที่)?เกี่ยวข้อง"
)

ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("nothing", re.compile(r"ตำแหน่ง|หน้าที่|^ชื่อ-?(?:นาม)?สกุล|เหตุผล|หมายเหตุ|วัตถุประสงค์|ความเสี่ยง|ลิงก์|url|แหล่งที่มา")),
    # "หลักฐาน/ผลผลิต" lists documents; beside a goal or an indicator it is what is to be reached.
    ("evidence", re.compile(r"^(?!.*(?:ตัวชี้วัด|เป้าหมาย|kpi|ติดตาม|กำกับ|รายงาน)).*หลักฐาน")),
    ("cadence", re.compile(r"ความถี่|^รอบ(?:การ)?(?:รายงาน|ระยะ|เวลา)")),
    ("follow_up", re.compile(r"ติดตาม|กำกับ|การรายงาน|วิธีรายงาน|^รายงาน(?:ผล|$)|^การประเมินผล$")),
    (
        "success",
        re.compile(
            r"ตัวชี้วัด(?:ความสำเร็จ|ผลสำเร็จ|ผล|โครงการ|กิจกรรม|ของ(?:มาตรการ|โครงการ|กิจกรรม))|เป้าหมาย|(?<!หลักฐาน/)ผลผลิต(?!.*หลักฐาน)|kpi|คาดว่า|คาดหวัง|เกณฑ์"
        ),
    ),
    ("evidence", re.compile(r"หลักฐาน|เอกสาร(?:อ้างอิง|ประกอบ|แนบ|ที่เกี่ยวข้อง)|^(?:แหล่งอ้างอิง|สิ่งที่แนบ)")),
    ("suggestions", re.compile(r"ข้อเสนอแนะ|แนวทางแก้ไขในปี")),
    ("status", re.compile(r"^(?!(?:สรุป|รายงาน)?ผล(?:การดำเนิน|การปฏิบัติ)).*(?:สถานะ|ร้อยละ)|^%|^คิดเป็น")),
    (
        "results",
        re.compile(
            r"^(?:สรุป|รายงาน)?ผล(?:(?:การ)?ดำเนิน(?:การ|งาน)|การปฏิบัติ|ลัพธ์|สำเร็จ|สัมฤทธิ์|ที่(?:ได้|เกิด)|งาน)|ความก้าวหน้า|ความคืบหน้า|^ผล(?:$|\()"
        ),
    ),
    ("problems", re.compile(r"ปัญหา.*อุปสรรค|อุปสรรค")),
    ("budget", re.compile(r"^งบประมาณ|วงเงิน|แหล่งงบ|^จำนวนเงิน|^ค่าใช้จ่าย")),
    ("period_start", re.compile(r"^(?:วัน|เดือน)?(?:ที่)?(?:เริ่ม)(?:ต้น|ดำเนินการ)?$|เวลาดำเนินการเริ่ม|ระยะเวลาเริ่ม")),
    ("period_end", re.compile(r"^(?:วัน|เดือน)?(?:ที่)?สิ้นสุด$|เวลาดำเนินการสิ้นสุด|ระยะเวลาสิ้นสุด")),
    (
        "period",
        re.compile(
            r"ระยะเวลา|กรอบเวลา|กำหนด(?:การ|เวลา|แล้วเสร็จ|เสร็จ|ส่ง)|ห้วง(?:เวลา)?|ช่วงเวลา|เวลาดำเนิน|^เวลา|^เมื่อใด|(?:วัน|แล้ว)(?:ที่)?เสร็จ|^ปี(?:งบประมาณ)?ที่ดำเนิน|^วัน/?เดือน/?ปี|^timeline|^แผนเวลา"
        ),
    ),
    (
        "support",
        re.compile(r"^(?!ผู้รับผิดชอบ|.*/ผู้รับผิดชอบ)(?:หน่วยงาน|ส่วนราชการ|ผู้|กอง|ส่วนงาน).*(?:สนับสนุน|ร่วม|ที่เกี่ยวข้อง)"),
    ),
    (
        "responsible",
        re.compile(
            r"รับผิดชอบ|^ส่วนราชการ|^ส่วนงาน|ผู้ดำเนินการ|กอง/สำนัก|สำนัก/กอง|^หน่วย(?:งาน)?(?:ที่?)?(?:ดำเนินการ|หลัก|เจ้าของ.*)?$|^เจ้าของ(?:เรื่อง|งาน)|เจ้าภาพ|^กอง(?:/ฝ่าย)?$|^ผู้ปฏิบัติ$"
        ),
    ),
    ("measure", re.compile(r"^ประเด็น(?:/|และ)มาตรการ$")),
    (
        "weakness",
        re.compile(
            r"^(?:ข้อ)?(?:ที่มา|ประเด็น|จุดอ่อน|จุดที่|ข้อบกพร่อง|สภาพปัญหา|ปัญหา|ข้อค้นพบ|ผลการ(?:วิเคราะห์|ประเมิน)|ข้อสังเกต|สาเหตุ)"
            r"|^(?:สิ่ง|เรื่อง|จุด|ข้อ)ที่(?:ต้อง|ควร)(?:เร่ง)?(?:พัฒนา|ปรับปรุง|แก้ไข)"
        ),
    ),
    ("item", re.compile(r"^(?:ข้อ|รหัส)?oit|^(?:รหัส)?ข้อ(?:คำถาม|ที่)?$|^รหัส$")),
    (
        "indicator",
        re.compile(
            r"^ตัวชี้วัด|^(?:ประเด็น)?ด้าน$|^(?:รองรับ|ตอบสนอง|สอดคล้อง|(?:สนับสนุน|เชื่อมโยง|ตอบโจทย์|แก้ไข|ภายใต้|สนอง).*ตัวชี้วัด)"
        ),
    ),
    ("number", re.compile(r"^(?:ที่|ลำดับ(?:ที่)?|no|#|ข้อที่|มาตรการที่)$")),
    ("doing", re.compile(r"^การ(?:ดำเนิน(?:การ|งาน)|ปฏิบัติ)ตามมาตรการ")),
    (
        "steps",
        re.compile(r"^(?:แผน|สิ่ง|งาน)(?:งาน|การดำเนินการ|การดำเนินงาน)?ที่(?:กำหนด|วาง|ตั้ง)(?:แผน)?(?:ไว้)?$"),
    ),
    ("steps", re.compile(r"^(?:ขั้นตอน|วิธี|รายละเอียด|กระบวนการ)")),
    ("measure", re.compile(r"มาตรการ")),
    ("project", re.compile(r"^(?:ชื่อ|รายการ)?โครงการ")),
    ("steps", re.compile(r"ขั้นตอน|วิธี")),
    ("approach", re.compile(r"แนวทาง|แนวปฏิบัติ")),
    ("activity", re.compile(r"กิจกรรม")),
    (
        "doing",
        re.compile(
            r"^สิ่งที่|^การ(?:ดำเนิน|ปฏิบัติ|ปรับปรุง|พัฒนา|แก้ไข)|^งานที่|^แผน(?:การ)?(?:ดำเนิน|ปรับปรุง|พัฒนา)?|^ข้อเสนอ"
        ),
    ),
)
"""Role → what a heading says, blanks left out; the first that fits counts."""

_OF_ACTION = {"measure", "project", "steps", "approach", "activity", "doing"}
_TITLES = ("measure", "project", "approach", "activity", "doing")
_STEPS = ("steps", "activity", "doing", "approach")
_SUBJECTS = {"weakness", "indicator", "item"}
_DONE = ("doing", "activity")
_TOLD = {
    "steps",
    "responsible",
    "follow_up",
    "period",
    "period_start",
    "results",
    "evidence",
    "cadence",
    "success",
}
_DONE_INDEED = re.compile(
    r"ที่ได้(?:ดำเนิน|ปฏิบัติ|ทำ)|ได้ดำเนินการ|(?:ดำเนินการ|ดำเนินงาน|ปฏิบัติ|ทำ)(?:จริง|แล้ว(?!เสร็จ)|ไปแล้ว)"
)
_LONGEST = 60
_TELLING = 6


@dataclass(frozen=True)
class Columns:
    """Role → columns, and what month or quarter columns stand for. `strong`: the headings alone tell a table of
    measures; else what stands above it must. `headed`: no column has titles, they stand above the rows."""

    at: dict[str, tuple[int, ...]]
    times: dict[int, Stretch] = field(default_factory=dict)
    strong: bool = True

    def __contains__(self, role: str) -> bool:
        return role in self.at

    @property
    def told(self) -> int:
        """How many columns are known."""
        return sum(map(len, self.at.values())) + len(self.times)

    @property
    def headed(self) -> bool:
        return "measure" not in self.at


def columns_of(row: Row) -> Columns | None:
    """The columns a heading row names, None when it is no heading of measures or of their progress."""
    return columns_in([text for text in row.texts])


def columns_in(headings: list[str], below: list[str] | None = None) -> Columns | None:
    """As columns_of, of headings that may have been put together from two rows; what stands `below` counts first."""
    counted = next((text for text in headings if text), "").strip(" .)(").isdecimal()
    if counted or any(len(text) > _LONGEST for text in headings):
        return None
    lower = below or [""] * len(headings)
    roles: dict[str, tuple[int, ...]] = {}
    times: dict[int, Stretch] = {}
    known = 0
    for at, text in enumerate(headings):
        stretch, role = stretch_of(text), _role_below(lower[at]) or role_of(text)
        if stretch:
            times[at] = stretch
        elif role:
            roles[role] = (*roles.get(role, ()), at)
        known += bool(stretch or role)
    filled = sum(bool(text.strip()) for text in headings)
    return _with_titles(roles, times) if known >= 2 and known * 5 >= filled * 3 else None


def _role_below(lower: str) -> str | None:
    """The role of a lower heading that says enough alone; "ผล" under "การรายงาน" does not."""
    role = role_of(lower)
    return role if len(lower) >= _TELLING or role in ("period_start", "period_end") else None


def _with_titles(roles: dict[str, tuple[int, ...]], times: dict[int, Stretch]) -> Columns | None:
    """Which of the columns of things to do holds the titles, and which the steps."""
    title = next((role for role in _TITLES if role in roles), None)
    steps = next((role for role in _STEPS if role in roles and role != title), None)
    at = {role: places for role, places in roles.items() if role not in _OF_ACTION}
    if "results" not in roles and "status" in roles and any(role in roles for role in _DONE):
        # How much of what was done is done: a report that gives its results in percent alone.
        roles = {**roles, "results": roles["status"]}
        at = {**at, "results": roles["status"]}
    if "results" in roles:
        return _of_report(roles, at, times)
    told = bool(_TOLD & at.keys()) or bool(times)
    if title:
        at["measure"] = roles[title][:1]
    if steps:
        at["steps"] = roles[steps][:1]
    if title == "measure" and (told or steps):
        return Columns(at, times)
    named = {"responsible", "follow_up", "results"} & at.keys()
    if title and named and (told or steps):
        return Columns(at, times, strong=bool(_SUBJECTS & at.keys()) and "budget" not in at)
    if steps and named and not title:
        subject = bool(_SUBJECTS & at.keys())
        return Columns({**at, "measure": at["steps"]} if subject else at, times, strong=subject)
    return None


def _of_report(
    roles: dict[str, tuple[int, ...]], at: dict[str, tuple[int, ...]], times: dict[int, Stretch]
) -> Columns | None:
    """The columns of a report: beside the title what was done, and perhaps what was to be done. A report may tell
    its measures by their numbers alone."""
    title = next(
        (role for role in _TITLES if role in roles and (role != "doing" or "number" not in at)), None
    )
    done = next((role for role in _DONE if role in roles and role != title), None)
    steps = next((role for role in ("steps", "approach") if role in roles and role != title), None)
    at = {
        **at,
        **({"actions": roles[done][:1]} if done else {}),
        **({"steps": roles[steps][:1]} if steps else {}),
    }
    if title is None:
        subject = next((role for role in ("number", "steps") if role in at), None)
        known = subject == "number" and (done or steps) or subject and _SUBJECTS & at.keys()
        return (
            Columns({**at, "measure": at[subject]}, times, strong=bool(_SUBJECTS & at.keys()))
            if subject and known
            else None
        )
    return Columns(
        {**at, "measure": roles[title][:1]},
        times,
        strong=title == "measure" or bool(_SUBJECTS & at.keys()) and "budget" not in at,
    )


@lru_cache(4096)  # (the same headings are asked for again and again)
def role_of(heading: str) -> str | None:
    """The column a heading names, or None."""
    close = compact(heading)
    role = next((role for role, pattern in ROLES if pattern.search(close)), None)
    return None if role == "nothing" or (role in _OF_ACTION and not _ONLY.fullmatch(close)) else role


def says_done(heading: str) -> bool:
    """Whether a heading is of what was done, not of what is to be done: "กิจกรรมที่ได้ดำเนินการจริง"."""
    return bool(_DONE_INDEED.search(compact(heading)))


def is_heading(text: str) -> bool:
    """Whether a text is made of the words of headings only."""
    return bool(_ONLY.fullmatch(compact(text))) or bool(
        _ONLY.fullmatch(_OF_COLUMNS.sub("", compact(text)) or "และ")
    )


def cell_at(row: Row, columns: Columns, role: str) -> Cell:
    """The cell of a role, an empty one where the table or the row has none; several columns as one."""
    cells = [row.cells[at] for at in columns.at.get(role, ()) if at < len(row.cells)]
    if len(cells) <= 1:
        return cells[0] if cells else Cell()
    return Cell(tuple(line for cell in cells for line in cell.lines), all(cell.above for cell in cells))
