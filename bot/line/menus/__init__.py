"""The menus under the chat, as data: one for each role, drawn by us, told apart by their words and their colour.

LINE never changes a menu, it is made anew; so its name carries a hash of all that is seen and said.
"""

from dataclasses import dataclass

MARK = "prongsai"
"""Names of menus and aliases that begin so are ours."""


@dataclass(frozen=True)
class Area:
    """A place to press. `says` is what the person then says; `icon` names a drawing, `hint` a second, smaller line."""

    icon: str
    label: str
    hint: str
    says: str


@dataclass(frozen=True)
class Menu:
    """One picture with six areas. `alias` is its name at LINE; `tabs` are alias and words of the pages it belongs to,
    this one among them, none when there is one page only; `colour` is of the icons and of what stands out."""

    alias: str
    bar: str
    colour: str
    tabs: tuple[tuple[str, str], ...]
    areas: tuple[Area, ...]


_HELP = Area("help", "ช่วยเหลือ", "ถามอะไรได้บ้าง", "ช่วยเหลือ")
_DUE = Area("calendar", "กำหนดส่ง", "รอบนี้ถึงวันไหน", "กำหนดส่งวันไหน")
_LATE = Area("late", "ใครยังไม่ส่ง", "กองที่ต้องตาม", "ใครยังไม่ส่ง")
_REPORT = Area("paper", "ขอรายงาน", "Word PDF Excel", "ขอรายงาน")
_BY_DEPARTMENT = Area("people", "งานแต่ละกอง", "ใครรับผิดชอบอะไร", "มาตรการของแต่ละกอง")
_SCORE = Area("gauge", "คะแนนล่าสุด", "ได้เท่าไร ระดับใด", "คะแนนล่าสุด")
_COMPARE = Area("compare", "เทียบปีก่อน", "ขึ้นหรือลง", "เทียบกับปีก่อน")
_WEAK = Area("tool", "ต้องปรับปรุง", "จุดที่ได้คะแนนน้อย", "จุดที่ต้องปรับปรุง")
_STRONG = Area("star", "จุดแข็ง", "ที่ทำได้ดี", "จุดแข็งคืออะไร")
_RANK = Area("rank", "ตัวชี้วัด", "เรียงทั้ง 10 ตัว", "ตัวชี้วัดทั้ง 10 ตัว")
_GAP = Area("target", "ขาดอีกเท่าไร", "กี่คะแนนถึงจะผ่าน", "ขาดอีกกี่คะแนนถึงจะผ่าน")
_SCORES = (_SCORE, _COMPARE, _RANK, _STRONG, _WEAK, _GAP)


def _pages(role: str, bar: str, colour: str, work: tuple[Area, ...], first: str = "งาน") -> tuple[Menu, Menu]:
    """The two pages of those who work here: what they do, and the scores."""
    aliases = (f"{MARK}-{role}", f"{MARK}-{role}-scores")
    tabs = ((aliases[0], first), (aliases[1], "คะแนน"))
    return Menu(aliases[0], bar, colour, tabs, work), Menu(aliases[1], bar, colour, tabs, _SCORES)


PUBLIC = Menu(
    f"{MARK}-public",
    "เมนูโปร่งใส",
    "#1D4F91",
    (),
    (
        _SCORE,
        _COMPARE,
        _WEAK,
        Area("list", "มาตรการ", "จะทำอะไรบ้าง", "มาตรการมีอะไรบ้าง"),
        Area("key", "ลงทะเบียน", "สำหรับเจ้าหน้าที่", "ลงทะเบียน"),
        _HELP,
    ),
)
_OFFICER = _pages(
    "officer",
    "เมนูงานของกอง",
    "#0B6B4F",
    (
        Area("list", "งานของฉัน", "มาตรการของกอง", "งานของฉัน"),
        Area("pencil", "รายงานผล", "บอกความคืบหน้า", "รายงานความคืบหน้า"),
        Area("camera", "แนบหลักฐาน", "รูป ไฟล์ หรือลิงก์", "แนบหลักฐาน"),
        _DUE,
        _REPORT,
        _HELP,
    ),
)
_COORDINATOR = _pages(
    "coordinator",
    "เมนูผู้ประสาน",
    "#6A3D9A",
    (
        _LATE,
        _BY_DEPARTMENT,
        _DUE,
        _REPORT,
        Area("bell", "ตั้งการเตือน", "ปรับวันหรือปิด", "ตั้งค่าการเตือน"),
        _HELP,
    ),
)
_EXECUTIVE = _pages(
    "executive",
    "เมนูผู้บริหาร",
    "#8A3B12",
    (
        _LATE,
        _BY_DEPARTMENT,
        _DUE,
        _REPORT,
        Area("list", "มาตรการ", "จะทำอะไรบ้าง", "มาตรการมีอะไรบ้าง"),
        _HELP,
    ),
    first="ภาพรวม",
)
MENUS: tuple[Menu, ...] = (PUBLIC, *_OFFICER, *_COORDINATOR, *_EXECUTIVE)

ROLES = {
    "coordinator": _COORDINATOR[0].alias,
    "executive": _EXECUTIVE[0].alias,
    "head": _OFFICER[0].alias,
    "officer": _OFFICER[0].alias,
}
"""The menu of each role; everybody else has the default."""
