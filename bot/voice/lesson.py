"""What we say in the lesson: three steps over the practice office, each one short message and a button that does it."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from bot.voice import cards
from bot.voice.cards import AMBER, GREEN, Message

BEGIN = cards.presses("ลองใช้ 3 ขั้น", "lesson:start", "ลองใช้ 3 ขั้น")
LEAVE = cards.says("ออกจากบทเรียน")
MARK = "บทเรียน · ข้อมูลสมมติ ไม่ใช่ของหน่วยงานท่าน"


def begun(office: str) -> Message:
    """The lesson begins."""
    return cards.text(
        f"เริ่มบทเรียน 3 ขั้นค่ะ ใช้ข้อมูลสมมติของ{office} ไม่มีอะไรถูกบันทึกในหน่วยงานจริง พิมพ์ “ออกจากบทเรียน” ได้ทุกเมื่อ"
    )


def ask_a_score(others: Sequence[Message] = ()) -> Message:
    """Step 1. `others` are the quick replies of the answer above, which this message would hide."""
    return _step(1, "ถามคะแนน กดปุ่ม “คะแนนล่าสุด” หรือพิมพ์ถามเองค่ะ", [cards.says("คะแนนล่าสุด")], others)


def tell_progress(number: int, percent: int, others: Sequence[Message] = ()) -> Message:
    """Step 2: report in one's own words on a measure (its number), with a percent of 100."""
    words = f"มาตรการ {number} ทำแล้ว {percent}% ติดป้ายแล้ว"
    action = cards.says(f"รายงานมาตรการ {number}", words)
    return _step(2, f"รายงานความคืบหน้า พิมพ์เองหรือกดปุ่ม เช่น “{words}”", [action], others)


def go_on_telling(others: Sequence[Message] = ()) -> Message:
    """Step 2, while a part of the report is asked for."""
    return _step(2, "ตอบคำถามข้างบนต่อได้เลยค่ะ", [], others)


def look_and_confirm(others: Sequence[Message] = ()) -> Message:
    """Step 2, once the report was repeated back."""
    words = "ตรวจการ์ดข้างบน แล้วกด “ยืนยัน” ค่ะ ก่อนกดยังไม่มีอะไรถูกบันทึก"
    return _step(2, words, [cards.says("ยืนยัน")], others)


def take_back(others: Sequence[Message] = ()) -> Message:
    """Step 3."""
    return _step(3, "บันทึกผิดก็เลิกทำได้ภายใน 15 นาที กด “เลิกทำ” ได้เลยค่ะ", [cards.says("เลิกทำ")], others)


def _step(number: int, words: str, actions: Sequence[Message], others: Sequence[Message]) -> Message:
    known = [action["label"] for action in actions]
    rest = [other for other in others if other["label"] not in known]
    return cards.text(f"บทเรียน ขั้นที่ {number}/3\n{words}", [*actions, *rest[:11], LEAVE])


def marked(message: Message) -> Message:
    """An answer of the lesson with the mark on it, so that nobody takes its figures for their own office's."""
    shown: Message = deepcopy(message)
    if shown["type"] == "text":
        return shown | {"text": cards.clip(f"[{MARK}]\n{shown['text']}", 4900)}
    if shown["type"] == "flex":
        shown["altText"] = cards.clip(f"บทเรียน: {shown['altText']}", 400)
        contents = shown["contents"]
        for bubble in contents["contents"] if contents["type"] == "carousel" else [contents]:
            _mark(bubble)
    return shown


def _mark(bubble: dict[str, Any]) -> None:
    part = bubble.get("header") or bubble.get("body")
    if part is not None:
        white = {"color": "#FFFFFF"} if "header" in bubble else {"color": AMBER}
        part["contents"].insert(0, {"type": "text", "text": MARK, "size": "xs", "wrap": True, **white})


def quick_of(message: Message) -> list[Message]:
    """The quick replies under a message."""
    return [item["action"] for item in message.get("quickReply", {}).get("items", [])]


def no_evidence() -> Message:
    """A photo, file or link in the lesson is not kept."""
    return cards.text(
        "ในบทเรียนระบบไม่เก็บรูป ไฟล์ หรือลิงก์ค่ะ งานจริงส่งต่อได้ภายใน 10 นาทีหลังบันทึก แล้วระบบแนบเป็นหลักฐานให้"
    )


def not_now() -> Message:
    """A button that would write to a real office is pressed during the lesson."""
    return cards.text("ปุ่มนี้เป็นของหน่วยงานจริง ในบทเรียนใช้ไม่ได้ค่ะ กด “ออกจากบทเรียน” ก่อนแล้วกดใหม่อีกครั้ง")


def ended(role: str | None, taken_back: bool) -> Message:
    """All three steps were taken: what next, by role (None: not enrolled)."""
    first = {
        None: (["ลงทะเบียน", "คะแนนล่าสุด"], "ขอรหัสเชิญจากผู้ประสาน ITA ของหน่วยงาน แล้วพิมพ์เฉพาะรหัสส่งมาในแชทนี้"),
        "coordinator": (["ใครยังไม่ส่ง", "งานของฉัน"], "พิมพ์ “ใครยังไม่ส่ง” เพื่อติดตาม หรือ “งานของฉัน” เพื่อรายงานแทนกอง"),
        "executive": (["ใครยังไม่ส่ง", "คะแนนล่าสุด"], "พิมพ์ “ใครยังไม่ส่ง” หรือ “ภาพรวมมาตรการ” เพื่อดูภาพรวม"),
    }
    worker = (["งานของฉัน", "กำหนดส่งวันไหน"], "พิมพ์ “งานของฉัน” แล้วรายงานงานจริงของท่านได้เลย")
    says, words = first.get(role, worker)
    state = "เลิกทำแล้ว ข้อมูลฝึกกลับเป็นเหมือนเดิม" if taken_back else "รายการที่ลองบันทึกอยู่ในหน่วยงานสมมติเท่านั้น"
    body = [
        cards.line("ถามคะแนน รายงานความคืบหน้า และเลิกทำได้แล้วค่ะ", bold=True),
        cards.line(state, size="xs", color=GREEN),
        cards.rule(),
        cards.line("ต่อไป", bold=True),
        cards.line(words, margin="sm"),
    ]
    alt = f"จบบทเรียนแล้วค่ะ {words}"
    quick = [cards.says(each) for each in [*says, "ช่วยเหลือ"]]
    return cards.card("จบบทเรียน", "จากนี้เป็นข้อมูลจริง", body, alt=alt, quick=quick, color=GREEN)


def left() -> Message:
    """Out of the lesson before its end."""
    return cards.text(
        "ออกจากบทเรียนแล้วค่ะ จากนี้เป็นข้อมูลจริง พิมพ์ “ลองใช้” เพื่อเริ่มใหม่ได้ทุกเมื่อ",
        [cards.says("คะแนนล่าสุด"), cards.says("ช่วยเหลือ"), BEGIN],
    )


def over() -> Message:
    """A button of a lesson that has ended."""
    words = "ปุ่มนี้เป็นของบทเรียนที่จบไปแล้วค่ะ ไม่มีอะไรถูกบันทึก"
    return cards.text(words, [BEGIN, cards.says("คะแนนล่าสุด"), cards.says("ช่วยเหลือ")])


def nowhere() -> Message:
    """No practice office is there to have the lesson in."""
    return cards.text(
        "ขออภัยค่ะ ระบบนี้ยังไม่มีหน่วยงานสมมติให้ฝึก กด “ช่วยเหลือ” เพื่อดูสิ่งที่ถามและทำได้",
        [cards.says("ช่วยเหลือ"), cards.says("คะแนนล่าสุด")],
    )
