"""What we say when it is not about figures: help, small talk, not understood, which office, refusals."""

from collections.abc import Sequence

from bot.voice import cards
from bot.voice.cards import GREY, Message

PUBLIC_EXAMPLES = ("ปี 66 ได้กี่คะแนน", "ตัวชี้วัดไหนต่ำสุด", "เทียบปี 65 กับ 66", "มาตรการปี 67 มีอะไรบ้าง")
WORK_EXAMPLES = ("งานของฉัน", "มาตรการ 2 ทำแล้ว 60% ติดป้ายแล้ว", "กำหนดส่งวันไหน")
OFFICE_EXAMPLES = ("ใครยังไม่ส่ง", "ขอรายงานรอบแรกเป็น pdf", "ขาดอีกกี่คะแนนถึงจะผ่าน")


def help_card(who: str, works: bool, coordinates: bool) -> Message:
    """What can be asked and done, by who asks."""
    body = [cards.line("ถามได้เลย", bold=True), *_examples(PUBLIC_EXAMPLES)]
    if works:
        body += [cards.rule(), cards.line("รายงานงาน", bold=True), *_examples(WORK_EXAMPLES)]
        body.append(cards.line("ส่งรูปหรือไฟล์ภายใน 10 นาทีหลังบันทึก ระบบแนบเป็นหลักฐานให้", size="xs", color=GREY))
    if works or coordinates:
        body += [cards.rule(), cards.line("ติดตามและรายงาน", bold=True), *_examples(OFFICE_EXAMPLES)]
    if coordinates:
        body += _examples(("เปลี่ยนวันครบกำหนดรอบ 6 เดือนเป็น 15 เม.ย.", "เผยแพร่หน้าสาธารณะ", "ปิดรอบ 6 เดือน"))
    if not works and not coordinates:
        body.append(cards.line("มีรหัสเชิญ พิมพ์รหัสส่งมาเพื่อลงทะเบียน", size="xs", color=GREY))
    quick = [cards.says(words) for words in ("คะแนนล่าสุด", "งานของฉัน" if works else "ลงทะเบียน", "ใครยังไม่ส่ง")]
    return cards.card("โปร่งใสช่วยอะไรได้บ้าง", who, body, alt="ตัวอย่างสิ่งที่ถามและทำได้", quick=quick)


def _examples(words: Sequence[str]) -> list[Message]:
    return [cards.pressable(cards.line(f"“{each}”", margin="sm"), cards.says(each)) for each in words]


def not_understood(choices: Sequence[tuple[str, str]]) -> Message:
    """Never silence: up to three guesses, and the way to help."""
    quick = [cards.says(label, words) for label, words in choices]
    quick += [cards.says("คะแนนล่าสุด"), cards.says("งานของฉัน"), cards.says("ช่วยเหลือ")]
    words = "ขออภัยค่ะ ยังไม่เข้าใจคำถามนี้"
    words += " หมายถึงข้อใดคะ" if choices else " ถามเรื่องคะแนน ITA มาตรการ หรือรายงานความคืบหน้าได้ค่ะ"
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


def which_office(offices: Sequence[tuple[str, str]], asked: str) -> Message:
    """The question names no office and the person belongs to none."""
    quick = [cards.presses(name, f"office:{slug}", name) for slug, name in offices]
    listed = "\n".join(f"• {name}" for _, name in offices)
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
