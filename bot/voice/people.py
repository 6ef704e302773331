"""What we say about joining: invitations, the privacy notice, welcome."""

from bot.voice import cards, lesson
from bot.voice.cards import GREEN, GREY, Message
from tracker.actions.accept_notice import NOTICE_VERSION
from tracker.actions.authority import role_name
from tracker.actions.redeem_invitation import Offer

# The notice in two sentences; the whole of it is a page. Change of substance: raise NOTICE_VERSION.
NOTICE = (
    "ข้อมูลส่วนบุคคลของท่าน: ระบบเก็บรหัสผู้ใช้ LINE และเมื่อลงทะเบียน เก็บตำแหน่งกับรายงานที่ท่านส่ง "
    "เพื่อติดตามมาตรการ ITA ของหน่วยงานเท่านั้น ไม่เผยแพร่ชื่อของท่าน\n"
    "พิมพ์ “ข้อมูลของฉัน” เพื่อดูและขอสำเนา หรือ “ลบข้อมูลของฉัน” เพื่อลบ"
)
WELCOME_EXAMPLES = ("ปี 66 ได้กี่คะแนน", "จุดอ่อน", "มาตรการมีอะไรบ้าง")


def offer(found: Offer, draft_id: int, privacy: str) -> Message:
    """Who an invitation is for, and what accepting means. `privacy` is the address of the whole notice."""
    post = role_name(found.role, found.department)
    body = [
        cards.pair("หน่วยงาน", found.office),
        cards.pair("ส่วนราชการ", found.department or "ทั้งหน่วยงาน"),
        cards.pair("บทบาท", role_name(found.role, None)),
        cards.rule(),
        cards.line(NOTICE, size="xs", color=GREY),
    ]
    buttons = [
        cards.button(cards.presses("ยืนยันลงทะเบียน", f"enrol:{draft_id}", "ยืนยันลงทะเบียน", 40), "primary"),
        cards.button(cards.opens("อ่านประกาศฉบับเต็ม", privacy)),
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


def welcome(privacy: str) -> Message:
    """The first thing a new friend reads. `privacy` is the address of the whole notice."""
    body = [
        cards.line("สวัสดีค่ะ โปร่งใสเป็นผู้ช่วยตอบเรื่องคะแนน ITA และรับรายงานมาตรการของ อปท. ค่ะ"),
        cards.rule(),
        cards.line("ถามได้เลย", bold=True),
        *(
            cards.pressable(cards.line(f"“{each}”", margin="sm"), cards.says(each))
            for each in WELCOME_EXAMPLES
        ),
        cards.rule(),
        cards.line("ลงทะเบียนเจ้าหน้าที่", bold=True),
        cards.line("พิมพ์เฉพาะรหัสเชิญส่งมาในแชทนี้ ยังไม่มีรหัส ขอได้จากผู้ประสาน ITA ของหน่วยงาน", margin="sm"),
        cards.rule(),
        cards.line(NOTICE, size="xs", color=GREY),
    ]
    alt = (
        "สวัสดีค่ะ โปร่งใส ผู้ช่วยเรื่องคะแนน ITA และมาตรการของ อปท. ถามได้เลย เช่น “ปี 66 ได้กี่คะแนน” "
        f"มีรหัสเชิญพิมพ์ส่งมาเพื่อลงทะเบียน พิมพ์ “ลองใช้” เพื่อเรียน 3 ขั้น ข้อมูลส่วนบุคคล: {privacy}"
    )
    return cards.card(
        "โปร่งใส",
        "คะแนน ITA และมาตรการของหน่วยงานท่าน",
        body,
        alt=alt,
        buttons=[
            cards.button(lesson.BEGIN, "primary"),
            cards.button(cards.opens("อ่านประกาศฉบับเต็ม", privacy)),
        ],
        quick=[lesson.BEGIN, *(cards.says(words) for words in ("คะแนนล่าสุด", "ลงทะเบียน", "ช่วยเหลือ"))],
    )


def notice_again(privacy: str, draft_id: int, *, came_back: bool) -> Message:
    """The notice, to be accepted before anything is written: it is new, or its acceptance ended when the account was
    blocked. The button carries out what waited, if anything did."""
    why = (
        "ท่านเคยบล็อกบัญชีนี้ ระบบจึงหยุดส่งข้อความ และขอให้รับทราบประกาศอีกครั้งก่อนบันทึกหรือแจ้งเตือน"
        if came_back
        else "ประกาศความเป็นส่วนตัวมีฉบับใหม่ กรุณารับทราบก่อนบันทึกรายการนี้"
    )
    waits = (
        "รายการของท่านยังไม่ถูกบันทึก กดปุ่มแล้วระบบทำต่อให้ทันที" if draft_id else "ระหว่างนี้ยังถามคะแนนและมาตรการได้ตามปกติ"
    )
    body = [
        cards.line(why),
        cards.line(waits),
        cards.rule(),
        cards.line(NOTICE, size="xs", color=GREY),
        cards.line(f"ประกาศฉบับที่ {NOTICE_VERSION}", size="xs", color=GREY),
    ]
    buttons = [
        cards.button(
            cards.presses("ยืนยันว่ารับทราบ", f"accept:{draft_id}", "รับทราบประกาศความเป็นส่วนตัว", 40), "primary"
        ),
        cards.button(cards.opens("อ่านประกาศฉบับเต็ม", privacy)),
    ]
    alt = f"{why} กดยืนยันว่ารับทราบ หรืออ่านฉบับเต็มที่ {privacy}"
    return cards.card("ข้อมูลส่วนบุคคลของท่าน", "รับทราบก่อนบันทึก", body, alt=alt, buttons=buttons)


def accepted() -> Message:
    """The notice was accepted."""
    return cards.text(
        "รับทราบประกาศความเป็นส่วนตัวแล้วค่ะ ขอบคุณค่ะ", [cards.says("งานของฉัน"), cards.says("ข้อมูลของฉัน")]
    )
