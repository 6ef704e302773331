"""What we say about joining: invitations, the privacy notice, welcome."""

from bot.voice import cards
from bot.voice.cards import GREEN, GREY, Message
from tracker.actions.authority import role_name
from tracker.actions.redeem_invitation import Offer

NOTICE = (
    "ข้อมูลส่วนบุคคลของท่าน: ระบบเก็บรหัสผู้ใช้ LINE ตำแหน่ง และรายงานที่ท่านส่ง "
    "เพื่อติดตามมาตรการ ITA ของหน่วยงานเท่านั้น ไม่เผยแพร่ชื่อของท่าน "
    "ท่านขอดู ขอสำเนา หรือขอลบได้ที่ผู้ประสาน ITA ของหน่วยงาน"
)


def offer(found: Offer, draft_id: int) -> Message:
    """Who an invitation is for, and what accepting means."""
    post = role_name(found.role, found.department)
    body = [
        cards.pair("หน่วยงาน", found.office),
        cards.pair("ส่วนราชการ", found.department or "ทั้งหน่วยงาน"),
        cards.pair("บทบาท", role_name(found.role, None)),
        cards.rule(),
        cards.line(NOTICE, size="xs", color=GREY),
    ]
    buttons = [
        cards.button(cards.presses("ยืนยันลงทะเบียน", f"enrol:{draft_id}", "ยืนยันลงทะเบียน", 40), "primary")
    ]
    alt = f"คำเชิญเป็น{post} {found.office} กรุณากดยืนยัน"
    return cards.card("ยืนยันการลงทะเบียน", "ตรวจว่าเป็นท่านจริงก่อนกดยืนยัน", body, alt=alt, buttons=buttons)


def enrolled(found: Offer) -> Message:
    """Welcome, and what to do first."""
    post = role_name(found.role, found.department)
    first = {
        "head": ["งานของฉัน", "กำหนดส่งวันไหน", "ช่วยเหลือ"],
        "officer": ["งานของฉัน", "กำหนดส่งวันไหน", "ช่วยเหลือ"],
        "coordinator": ["ใครยังไม่ส่ง", "คะแนนล่าสุด", "ช่วยเหลือ"],
        "executive": ["ใครยังไม่ส่ง", "คะแนนล่าสุด", "ช่วยเหลือ"],
    }[found.role]
    body = [cards.pair("ตำแหน่ง", post, color=GREEN), cards.pair("หน่วยงาน", found.office)]
    alt = f"ลงทะเบียนเป็น{post} {found.office} เรียบร้อยแล้ว"
    quick = [cards.says(words) for words in first]
    return cards.card("ลงทะเบียนเรียบร้อย", "ยินดีต้อนรับสู่โปร่งใสค่ะ", body, alt=alt, quick=quick, color=GREEN)


def how_to_join() -> Message:
    """Somebody wants in without a code."""
    return cards.text(
        "ลงทะเบียนด้วยรหัสเชิญค่ะ ขอรหัสจากผู้ประสาน ITA ของหน่วยงาน แล้วพิมพ์เฉพาะรหัสนั้นส่งมาในแชทนี้ "
        "(ไม่ต้องลงทะเบียนก็ถามคะแนน ITA ที่เผยแพร่แล้วได้)",
        [cards.says("คะแนนล่าสุด"), cards.says("ช่วยเหลือ")],
    )


def already_in(posts: list[str]) -> Message:
    """Somebody asks who they are, or to join again."""
    words = "ท่านลงทะเบียนไว้แล้วค่ะ\n" + "\n".join(f"• {post}" for post in posts)
    return cards.text(words, [cards.says("งานของฉัน"), cards.says("ช่วยเหลือ")])


def code_in_group() -> Message:
    """A code was pasted where everybody reads it."""
    return cards.text(
        "รหัสเชิญใช้ได้ในแชทส่วนตัวเท่านั้นค่ะ กรุณาส่งรหัสมาที่แชท 1:1 และแจ้งผู้ประสาน ITA ขอรหัสใหม่ เพราะคนในกลุ่มเห็นรหัสนี้แล้ว"
    )


def welcome() -> Message:
    """The first thing a new friend reads."""
    return cards.text(
        "สวัสดีค่ะ โปร่งใส ผู้ช่วยเรื่องคะแนน ITA และมาตรการของ อปท. ค่ะ\n"
        "• ถามคะแนนได้เลย เช่น “ปี 66 ได้กี่คะแนน”\n"
        "• มีรหัสเชิญ พิมพ์รหัสส่งมาเพื่อลงทะเบียนรายงานความคืบหน้า",
        [cards.says("คะแนนล่าสุด"), cards.says("ลงทะเบียน"), cards.says("ช่วยเหลือ")],
    )
