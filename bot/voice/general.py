"""What we say when it is not about figures: help, small talk, not understood, which office, refusals."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.voice import cards, lesson
from bot.voice.cards import GREY, Message
from tracker.rules import fiscal

PUBLIC_EXAMPLES = (
    "ปี 66 ได้กี่คะแนน",
    "ตัวชี้วัดไหนต่ำสุด",
    "เทียบปี 65 กับ 66",
    "ขาดอีกกี่คะแนนถึงจะผ่าน",
    "มาตรการปี 67 มีอะไรบ้าง",
)
WORK_EXAMPLES = ("งานของฉัน", "มาตรการ 2 ทำแล้ว 60% ติดป้ายแล้ว", "กำหนดส่งวันไหน", "ขอรายงานรอบแรกเป็น pdf")
DUTY_EXAMPLES = ("ใครยังไม่ส่ง", "มาตรการของแต่ละกอง", "ขอรายงานรอบแรกเป็น pdf", "มาตรการ 2 ทำแล้ว 60% ติดป้ายแล้ว")
SETTING_EXAMPLES = (
    "เปลี่ยนวันครบกำหนดรอบ 6 เดือนเป็น 15 เม.ย.",
    "เผยแพร่หน้าสาธารณะ",
    "ปิดรอบ 6 เดือน",
    "เปิดหน้าจัดการ",
)
OVERVIEW_EXAMPLES = ("ใครยังไม่ส่ง", "ภาพรวมมาตรการ", "มาตรการของแต่ละกอง", "จุดอ่อน", "ขอรายงานวิเคราะห์ผลปี 66")
EVIDENCE_HINT = "ส่งรูปหรือไฟล์ภายใน 10 นาทีหลังบันทึก ระบบแนบเป็นหลักฐานให้"
JOIN_HINT = "มีรหัสเชิญ พิมพ์รหัสส่งมาเพื่อลงทะเบียน ไม่มีรหัส ขอได้จากผู้ประสาน ITA ของหน่วยงาน"

IMPORT_HINT = "ส่งไฟล์ Word PDF หรือ Excel มาในแชทนี้ ระบบอ่านให้ตรวจก่อนบันทึก"

# What a role is shown: heading, examples, a hint under them. A department's people report; executives only read.
_REPORTING = ("รายงานงาน", WORK_EXAMPLES, EVIDENCE_HINT)
SECTIONS: Mapping[str, Sequence[tuple[str, Sequence[str], str]]] = {
    "public": (("ลงทะเบียนเจ้าหน้าที่", (), JOIN_HINT),),
    "officer": (_REPORTING,),
    "head": (_REPORTING,),
    "coordinator": (
        ("ติดตามและรายงาน", DUTY_EXAMPLES, EVIDENCE_HINT),
        ("นำเข้าผลคะแนนและมาตรการ", ("นำเข้าเอกสาร",), IMPORT_HINT),
        ("ตั้งค่าของหน่วยงาน", SETTING_EXAMPLES, ""),
    ),
    "executive": (("ภาพรวมของหน่วยงาน", OVERVIEW_EXAMPLES, ""),),
}
_ASKING = ("ถามได้เลย", PUBLIC_EXAMPLES, "")
_QUICK = {
    "public": ("คะแนนล่าสุด", "ลงทะเบียน"),
    "officer": ("งานของฉัน", "กำหนดส่งวันไหน", "คะแนนล่าสุด"),
    "head": ("งานของฉัน", "กำหนดส่งวันไหน", "คะแนนล่าสุด"),
    "coordinator": ("ใครยังไม่ส่ง", "งานของฉัน", "คะแนนล่าสุด"),
    "executive": ("ใครยังไม่ส่ง", "ภาพรวมมาตรการ", "คะแนนล่าสุด"),
}


def help_card(who: str, roles: Sequence[str], privacy: str) -> Message:
    """What can be asked and done, by the roles of who asks (none: anybody). `privacy`: address of the notice."""
    known = list(dict.fromkeys(roles)) or ["public"]
    own = list(dict.fromkeys(section for role in known for section in SECTIONS[role]))
    body: list[Message] = []
    for heading, examples, hint in [_ASKING, *own] if known == ["public"] else [*own, _ASKING]:
        body += [cards.rule()] if body else []
        body += [cards.line(heading, bold=True), *_examples(examples)]
        body += [cards.line(hint, size="xs", color=GREY)] if hint else []
    buttons = [cards.button(lesson.BEGIN), cards.button(cards.opens("ข้อมูลส่วนบุคคล", privacy))]
    quick = [cards.says(words) for words in dict.fromkeys(words for role in known for words in _QUICK[role])]
    alt = f"โปร่งใสช่วยอะไรได้บ้าง ({who}) เช่น " + " ".join(
        f"“{each}”" for each in (own[0][1] or PUBLIC_EXAMPLES)[:3]
    )
    return cards.card("โปร่งใสช่วยอะไรได้บ้าง", who, body, alt=alt, buttons=buttons, quick=[*quick, lesson.BEGIN])


def _examples(words: Sequence[str]) -> list[Message]:
    return [cards.pressable(cards.line(f"“{each}”", margin="sm"), cards.says(each)) for each in words]


def old_event(day: date) -> Message:
    """To a coordinator: a message came far too late and nothing was done with it."""
    return cards.text(
        f"มีข้อความของคนในหน่วยงานลงวันที่ {fiscal.thai_date(day)} เพิ่งมาถึงระบบ จึงไม่ได้บันทึกอะไรจากข้อความนั้นค่ะ "
        "กรุณาให้ผู้ส่งรายงานใหม่ หากไม่มีใครส่ง กรุณาแจ้งผู้ดูแลระบบ"
    )


def nothing_is_deleted() -> Message:
    """Somebody asked to delete everything."""
    return cards.text(
        "ลบข้อมูลทั้งหมดจากแชทไม่ได้ค่ะ ยังไม่มีอะไรถูกลบ รายงานที่เพิ่งบันทึกเลิกทำได้ภายใน 15 นาที หลังจากนั้นกรุณารายงานค่าที่ถูกต้องแทน",
        [cards.says("เลิกทำ"), cards.says("งานของฉัน"), cards.says("ช่วยเหลือ")],
    )


def came_late() -> Message:
    """Before the answer to a message that LINE delivered after a newer one."""
    return cards.text("ข้อความนี้ท่านส่งก่อนเรื่องที่กำลังทำอยู่ แต่เพิ่งมาถึงค่ะ เรื่องที่กำลังทำอยู่ยังรออยู่เหมือนเดิม")


def not_understood(choices: Sequence[tuple[str, str]]) -> Message:
    """Never silence: up to three guesses, and the way to help."""
    quick = [cards.says(label, words) for label, words in choices]
    quick += [cards.says("คะแนนล่าสุด"), cards.says("งานของฉัน"), cards.says("ช่วยเหลือ")]
    sure = "ขออภัยค่ะ ยังไม่เข้าใจคำถามนี้ ถามเรื่องคะแนน ITA มาตรการ หรือรายงานความคืบหน้าได้ค่ะ"
    words = "ยังไม่แน่ใจค่ะ หมายถึงข้อใดคะ" if choices else sure
    return cards.text(words, quick)


def outside(choices: Sequence[tuple[str, str]] = ()) -> Message:
    """Not what we are for, said kindly."""
    quick = [cards.says(label, words) for label, words in choices]
    quick += [cards.says("คะแนนล่าสุด"), cards.says("มาตรการปีนี้"), cards.says("ช่วยเหลือ")]
    return cards.text(
        "เรื่องนี้อยู่นอกเหนือที่โปร่งใสตอบได้ค่ะ โปร่งใสช่วยเรื่องคะแนน ITA มาตรการส่งเสริมคุณธรรมและความโปร่งใส "
        "และการรายงานผลของหน่วยงานค่ะ",
        quick,
    )


def what_ita_is() -> Message:
    """What the letters stand for."""
    return cards.text(
        "ITA คือการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ จัดโดย ป.ป.ช. ทุกปี มี 10 ตัวชี้วัด จาก 3 แบบวัด\n"
        "• IIT ถามคนในหน่วยงาน (ตัวชี้วัด 1–5)\n• EIT ถามผู้รับบริการและคนภายนอก (6–8)\n• OIT ตรวจข้อมูลที่เปิดเผยบนเว็บไซต์ (9–10)",
        [cards.says("คะแนนล่าสุด"), cards.says("ตัวชี้วัดทั้ง 10 ตัว"), cards.says("ช่วยเหลือ")],
    )


SMALL_TALK = {
    "thanks": "ยินดีค่ะ มีอะไรให้ช่วยอีกไหมคะ",
    "bye": "สวัสดีค่ะ แล้วคุยกันใหม่นะคะ",
    "ack": "รับทราบค่ะ มีอะไรให้ช่วยอีกถามได้เลยค่ะ",
    "praise": "ขอบคุณค่ะ มีอะไรให้ช่วยอีกถามได้เลยค่ะ",
    "who": "โปร่งใสค่ะ ผู้ช่วยเรื่องคะแนน ITA และมาตรการของ อปท.",
}


def small_talk(kind: str) -> Message:
    """A kind word, and back to work."""
    words = SMALL_TALK.get(kind, "สวัสดีค่ะ โปร่งใสยินดีช่วยเรื่องคะแนน ITA และมาตรการค่ะ")
    return cards.text(words, [cards.says("คะแนนล่าสุด"), cards.says("งานของฉัน"), cards.says("ช่วยเหลือ")])


OFFICES_SHOWN = 12
"""Offices offered to choose from; LINE takes thirteen buttons."""


def which_office(offices: Sequence[tuple[str, str]], asked: str) -> Message:
    """The question names no office and the person belongs to none. Of more than can be shown the first, and how to ask
    for any other."""
    more, offices = len(offices) > OFFICES_SHOWN, offices[:OFFICES_SHOWN]
    quick = [cards.presses(name, f"office:{slug}", name) for slug, name in offices]
    listed = "\n".join(f"• {name}" for _, name in offices)
    if more:
        listed += "\nและหน่วยงานอื่น พิมพ์ชื่อหน่วยงานมาได้เลยค่ะ"
    if not offices:
        return cards.text("ยังไม่มีหน่วยงานใดเผยแพร่ข้อมูลในระบบนี้ค่ะ ผู้ดูแลระบบนำเข้าข้อมูลได้")
    return cards.text(f"ถามถึงหน่วยงานใดคะ\n{listed}", quick)


def about_office(name: str) -> Message:
    """An office was chosen; what now?"""
    quick = [cards.says(words) for words in ("คะแนนล่าสุด", "จุดอ่อน", "มาตรการมีอะไรบ้าง", "ช่วยเหลือ")]
    return cards.text(f"{name} ค่ะ ถามได้เลย", quick)


def refused(sentence: str, quick: Sequence[Message] = ()) -> Message:
    """What is wrong and what to do, from an error's own sentence."""
    return cards.text(sentence, quick or [cards.says("งานของฉัน"), cards.says("ช่วยเหลือ")])


def old_button() -> Message:
    """A button we no longer know, or that somebody made up."""
    return refused("ปุ่มนี้ใช้ไม่ได้แล้วค่ะ กรุณาพิมพ์คำถามใหม่ หรือพิมพ์ “ช่วยเหลือ”")


def trouble() -> Message:
    """Something failed on our side; the event is kept for a person to look at."""
    return cards.text("ขออภัยค่ะ ระบบขัดข้องกับข้อความนี้ บันทึกไว้ให้ผู้ดูแลตรวจแล้ว กรุณาลองพิมพ์อีกแบบหรือลองใหม่ภายหลัง")


def in_private() -> Message:
    """In a group only public facts are told."""
    return cards.text("เรื่องนี้ตอบในแชทส่วนตัวเท่านั้นค่ะ กรุณาทักแชท 1:1 กับโปร่งใส")


def cannot_read(what: str) -> Message:
    """A sticker, a location, a video from elsewhere."""
    words = f"รับ{what}ไม่ได้ค่ะ พิมพ์ข้อความ หรือส่งรูป/ไฟล์เป็นหลักฐานได้"
    return cards.text(words, [cards.says("งานของฉัน"), cards.says("ช่วยเหลือ")])
