"""What we say about a person's own data: what is kept, the copy, before and after an erasure."""

from bot.voice import cards
from bot.voice.cards import GREY, RED, Message
from tracker.actions.authority import role_name
from tracker.actions.erase_person import Prospect
from tracker.actions.own_data import Summary

COPY_MINUTES = 10
"""How long the address of the copy is good for."""


def shown(found: Summary, accepted: str, copy: str, privacy: str) -> Message:
    """What is kept of the person who asks. `accepted` is the day in words, `copy` and `privacy` are addresses."""
    posts = [f"{role_name(post.role, post.department)} {post.office_name}" for post in found.posts]
    counts = found.counts
    notice = "ยังไม่ได้ลงทะเบียน จึงยังไม่มี"
    if found.notice_version == 0:
        notice = "ต้องรับทราบใหม่ เพราะเคยบล็อกบัญชีนี้"
    elif found.notice_version is not None:
        notice = f"ฉบับที่ {found.notice_version} เมื่อ {accepted}"
    body = [
        cards.pair("ตำแหน่ง", "\n".join(posts) or "ยังไม่ได้ลงทะเบียน"),
        cards.pair("รับทราบประกาศ", notice),
        cards.pair("รายงานที่บันทึก", f"{counts.updates} รายการ"),
        cards.pair("รูป ไฟล์ และลิงก์", f"{counts.evidence} รายการ"),
        cards.pair("ข้อความที่ระบบส่งถึงท่าน", f"{counts.messages} ข้อความ"),
        cards.pair("แจ้งข้อมูลผิด", f"{counts.doubts} เรื่อง"),
        cards.pair("รอท่านยืนยัน", f"{counts.waiting} รายการ"),
        cards.rule(),
        cards.line(f"ลิงก์สำเนาใช้ได้ {COPY_MINUTES} นาที เปิดดูได้เฉพาะผู้มีลิงก์ กรุณาอย่าส่งต่อ", size="xs", color=GREY),
        cards.line("เก็บแต่ละอย่างนานเท่าไร อ่านได้ในประกาศและในสำเนา", size="xs", color=GREY),
    ]
    buttons = [
        cards.button(cards.opens("เปิดสำเนาทั้งหมด", copy), "primary"),
        cards.button(cards.opens("อ่านประกาศฉบับเต็ม", privacy)),
        cards.button(cards.says("ลบข้อมูลของฉัน")),
    ]
    alt = f"ระบบเก็บข้อมูลของท่าน: รายงาน {counts.updates} รายการ หลักฐาน {counts.evidence} รายการ ขอสำเนาหรือขอลบได้ที่การ์ดนี้"
    return cards.card("ข้อมูลของฉัน", "เฉพาะท่านเห็นการ์ดนี้", body, alt=alt, buttons=buttons)


def before_erasing(prospect: Prospect, draft_id: int) -> Message:
    """What would go and what would stay, and the button that does it."""
    counts = prospect.counts
    gone = [
        "รหัสผู้ใช้ LINE ของท่าน (เปลี่ยนเป็นรหัสสุ่ม)",
        "ตำแหน่งของท่านสิ้นสุดทันที และหยุดแจ้งเตือน",
        f"เรื่องที่กำลังคุย และรายการที่รอยืนยัน {counts.waiting} รายการ",
        f"เนื้อความที่ระบบส่งถึงท่าน {counts.messages} ข้อความ",
        f"ถ้อยคำที่ท่านแจ้งข้อมูลผิด {counts.doubts} เรื่อง",
    ]
    stays = [
        f"รายงานที่ยืนยันแล้ว {counts.updates} รายการ พร้อมหมายเหตุและหลักฐานที่แนบ ในนามตำแหน่ง ไม่ใช่ตัวท่าน",
        "บันทึกการทำรายการ ซึ่งไม่มีชื่อหรือข้อความ",
    ]
    body = [
        *_warning(prospect.last_of),
        cards.line("จะถูกลบ", bold=True),
        *(cards.line(f"• {each}", margin="sm") for each in gone),
        cards.rule(),
        cards.line("จะคงอยู่ เพราะเป็นเอกสารราชการ", bold=True),
        *(cards.line(f"• {each}", margin="sm") for each in stays),
        cards.rule(),
        cards.line("ลบแล้วกู้คืนไม่ได้ หากทักมาใหม่จะเป็นผู้ใช้ใหม่และต้องขอรหัสเชิญใหม่", size="xs", color=GREY),
    ]
    buttons = [
        cards.button(cards.presses("ยืนยันลบข้อมูล", f"erase:{draft_id}", "ยืนยันลบข้อมูลของฉัน", 40), "primary"),
        cards.button(cards.says("ไม่ลบ", "ยกเลิก")),
        cards.button(cards.says("ขอดูก่อน", "ข้อมูลของฉัน")),
    ]
    alt = (
        "ยืนยันการลบข้อมูลของท่าน: รหัส LINE และตำแหน่งจะถูกลบ รายงานราชการคงอยู่ในนามตำแหน่ง ยังไม่มีอะไรถูกลบจนกว่าจะกดยืนยัน"
    )
    return cards.card("ลบข้อมูลของฉัน", "ยังไม่มีอะไรถูกลบ", body, alt=alt, buttons=buttons, color=RED)


def _warning(offices: tuple[str, ...]) -> list[Message]:
    if not offices:
        return []
    words = f"ท่านเป็นผู้ประสาน ITA คนสุดท้ายของ{' และ'.join(offices)} กรุณาเชิญผู้ประสานคนใหม่ก่อน มิฉะนั้นจะไม่มีผู้ดูแล"
    return [cards.line(words, color=RED, bold=True), cards.rule()]


def erased() -> Message:
    """It is done."""
    return cards.text(
        "ลบข้อมูลของท่านแล้วค่ะ ระบบจะไม่ส่งข้อความถึงท่านอีก รายงานที่ยืนยันแล้วคงอยู่ในนามตำแหน่งของหน่วยงาน ขอบคุณที่ใช้โปร่งใสค่ะ"
    )
