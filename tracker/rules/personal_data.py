"""What is kept of people, why, for how long, who sees it, and what an erasure does to it: one table.

The privacy notice, a person's own copy and the records of processing (PDPA s. 39) are all made of it, so that none says
something else than another, and its figures are the settings the program goes by.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tracker.settings import Retention

MEMORY_MINUTES, DRAFT_MINUTES, PAPER_DAYS = 15, 15, 7
AS_LONG_AS_RECORDS = "เก็บเท่าที่หน่วยงานต้องใช้เป็นหลักฐานราชการ"
_OFFICE = "ส่วนราชการเจ้าของมาตรการ ผู้ประสาน ITA และผู้บริหารของหน่วยงาน"
_OPERATOR = "ผู้ดูแลระบบ เท่าที่จำเป็น"
_LINE = "LINE ในฐานะผู้ส่งข้อความ"


@dataclass(frozen=True)
class Kept:
    """A kind of personal data. `tables` hold it; `erased` says what an erasure does to it."""

    heading: str
    tables: tuple[str, ...]
    why: str
    who: str
    erased: str
    how_long: Callable[[Retention], str]


def days(span: timedelta) -> str:
    """A span in whole days, in words."""
    return f"{span.days} วัน" if span.days else "0 วัน (ทันทีในรอบถัดไป)"


KEPT: tuple[Kept, ...] = (
    Kept(
        "รหัสผู้ใช้ LINE และหน่วยงานที่ถามล่าสุด",
        ("person", "menutounlink"),
        "เพื่อรู้ว่าตอบใครและเตือนใคร",
        f"{_OPERATOR} และ{_LINE}",
        "เปลี่ยนเป็นรหัสสุ่มที่สืบถึงตัวไม่ได้",
        lambda keep: f"จนกว่าท่านขอลบ หรือ {days(keep.left)}หลังท่านบล็อกบัญชี",
    ),
    Kept(
        "การรับทราบประกาศความเป็นส่วนตัว (ฉบับ วันเวลา)",
        ("noticeacceptance",),
        "เพื่อแสดงว่าท่านรับทราบฉบับใดเมื่อใด",
        _OPERATOR,
        "คงไว้ใต้รหัสสุ่ม",
        lambda keep: AS_LONG_AS_RECORDS,
    ),
    Kept(
        "ตำแหน่ง ส่วนราชการ วันที่เริ่มและสิ้นสุด (เมื่อลงทะเบียน)",
        ("tenure",),
        "เพื่อให้สิทธิรายงานและดูงานของส่วนราชการตน",
        _OFFICE,
        "สิ้นสุดทันที คงไว้ใต้รหัสสุ่ม",
        lambda keep: AS_LONG_AS_RECORDS,
    ),
    Kept(
        "ความคืบหน้า หมายเหตุ รูป ไฟล์ และลิงก์ที่ท่านส่งเป็นหลักฐาน",
        ("progressentry", "evidence"),
        "เพื่อติดตามมาตรการและออกรายงานราชการ",
        f"{_OFFICE} · ประชาชนเห็นเฉพาะที่เผยแพร่ โดยไม่มีชื่อผู้รายงาน",
        "คงไว้ในนามตำแหน่ง รวมหมายเหตุ เพราะเป็นรายงานของหน่วยงาน ไฟล์ที่ยังไม่แนบรายการใดลบทันที",
        lambda keep: f"{AS_LONG_AS_RECORDS} หากท่านยกเลิกการส่งข้อความใน LINE ระบบลบรูป ไฟล์ และหมายเหตุนั้น",
    ),
    Kept(
        "การตรวจรายงานของผู้ประสาน ITA และเหตุผลที่ส่งกลับ",
        ("review",),
        "เพื่อให้ส่วนราชการรู้ว่ารายงานใดต้องแก้ และเพราะอะไร",
        _OFFICE,
        "คงไว้ในนามตำแหน่ง รวมเหตุผล เพราะเป็นงานของหน่วยงาน",
        lambda keep: AS_LONG_AS_RECORDS,
    ),
    Kept(
        "เรื่องที่กำลังคุย",
        ("memory",),
        "เพื่อเข้าใจคำถามต่อเนื่อง",
        "ไม่มีผู้ใด ใช้โดยโปรแกรมเท่านั้น",
        "ลบทันที",
        lambda keep: f"{MEMORY_MINUTES} นาทีหลังข้อความสุดท้าย",
    ),
    Kept(
        "รายการที่รอท่านยืนยัน",
        ("draft",),
        "เพื่อบันทึกเมื่อท่านกดยืนยัน",
        "ไม่มีผู้ใด ใช้โดยโปรแกรมเท่านั้น",
        "ลบทันที",
        lambda keep: f"ใช้ได้ {DRAFT_MINUTES} นาที แล้วลบภายในวันถัดไปโดยประมาณ",
    ),
    Kept(
        "เอกสารผลคะแนนและมาตรการที่ผู้ประสาน ITA ส่งมานำเข้า",
        ("incomingpaper",),
        "เพื่ออ่านให้ตรวจและเก็บต้นฉบับเป็นหลักฐานของตัวเลข",
        _OFFICE,
        "ที่ยังไม่ยืนยันลบทันที ที่นำเข้าแล้วเป็นเอกสารของหน่วยงาน",
        lambda keep: (
            f"ไม่ยืนยันภายใน {PAPER_DAYS} วัน ลบทั้งไฟล์และสิ่งที่อ่านได้ กด “ไม่นำเข้า” หรือยกเลิกการส่งก่อนยืนยัน ลบทันที"
        ),
    ),
    Kept(
        "ข้อความแจ้งข้อมูลผิด",
        ("doubt",),
        "เพื่อให้ผู้ประสาน ITA ตรวจข้อมูลที่ท่านทักท้วง",
        "ผู้ประสาน ITA ของหน่วยงาน",
        "ลบถ้อยคำ คงไว้ว่ามีผู้ทักท้วง",
        lambda keep: f"ถ้อยคำลบ {days(keep.messages)}หลังตรวจแล้ว",
    ),
    Kept(
        "คำตอบต่อการเตือน (รับทราบ ไม่ใช่ของกองนี้ ขอเลื่อน)",
        ("acknowledgement",),
        "เพื่อให้ผู้ประสาน ITA รู้ว่าส่วนราชการรับทราบหรือขอเลื่อน",
        "ผู้ประสาน ITA และผู้บริหารของหน่วยงาน",
        "ลบถ้อยคำ คงไว้ว่าส่วนราชการตอบอย่างไร",
        lambda keep: f"{AS_LONG_AS_RECORDS} หากท่านยกเลิกการส่งข้อความใน LINE ระบบลบถ้อยคำนั้น",
    ),
    Kept(
        "การเข้าหน้าจัดการของผู้ประสาน ITA",
        ("desklink", "desksession"),
        "เพื่อให้เข้าได้เฉพาะผู้มีสิทธิ และออกจากระบบเองเมื่อไม่ใช้",
        _OPERATOR,
        "ลบทันที",
        lambda keep: "7 วันหลังหมดอายุ",
    ),
    Kept(
        "ข้อความที่ระบบส่งถึงท่าน",
        ("message", "notice"),
        "เพื่อให้ส่งถึงครั้งเดียว ไม่ซ้ำ ไม่ตกหล่น",
        f"{_OPERATOR} และ{_LINE}",
        "ลบเนื้อความและผู้รับ",
        lambda keep: f"เนื้อความและผู้รับลบ {days(keep.messages)}หลังส่ง",
    ),
    Kept(
        "รหัสเหตุการณ์จาก LINE และข้อความที่ระบบอ่านแล้วขัดข้อง",
        ("seenevent",),
        "เพื่อไม่ตอบซ้ำ และให้ผู้ดูแลแก้ไข",
        _OPERATOR,
        "ลบข้อความ รหัสเหตุการณ์ไม่มีข้อมูลของท่าน",
        lambda keep: f"รหัส {days(keep.events)} ข้อความที่ขัดข้อง {days(keep.failed)}",
    ),
    Kept(
        "ครั้งที่พิมพ์รหัสเชิญผิด",
        ("invitationguess",),
        "เพื่อกันการเดารหัส",
        "ไม่มีผู้ใด ใช้โดยโปรแกรมเท่านั้น",
        "ลบทันที",
        lambda keep: "1 วัน",
    ),
    Kept(
        "บันทึกว่าใครทำรายการใดเมื่อใด",
        ("auditentry", "invitation", "round", "publishedcopy", "textrelease"),
        "เพื่อตรวจสอบย้อนหลังได้ตามกฎหมาย",
        f"ผู้ประสาน ITA และ{_OPERATOR}",
        "คงไว้ใต้รหัสสุ่ม ไม่มีชื่อหรือข้อความ",
        lambda keep: "เก็บเท่าที่หน่วยงานต้องใช้ตรวจสอบ",
    ),
)
