"""Why an answer says what it says, and what happens to a figure that somebody holds to be wrong."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.voice import cards
from bot.voice.cards import AMBER, GREEN, GREY, Message
from tracker.model import Doubt
from tracker.rules import fiscal

THAILAND = ZoneInfo("Asia/Bangkok")


def why(
    office: str, year: int, about: str, rows: Sequence[tuple[str, str]], sums: Sequence[str], notes: Sequence[str],
    findings: bool, doubt: str,
) -> Message:  # fmt: skip
    """The papers, the arithmetic and the rules behind an answer."""
    body = [cards.line(about, bold=True)]
    for name, value in rows:
        body += [cards.line(name, size="xs", color=GREY), cards.line(value, margin="none")]
    if sums:
        body += [
            cards.rule(),
            cards.line("วิธีคิด", size="xs", color=GREY),
            *[cards.line(each, margin="xs") for each in sums],
        ]
    body += [cards.line(note, size="xs", color=AMBER) for note in notes]
    replies = [cards.presses("ดูข้อสังเกตเอกสาร", f"findings:{year}")] if findings else []
    replies += [cards.presses("แจ้งข้อมูลผิด", f"wrong:{doubt}"), cards.says("ช่วยเหลือ")]
    alt = f"ที่มาของ{about} {office}: " + "; ".join([*(value for _, value in rows), *sums])
    return cards.card("ที่มาของคำตอบ", f"{office} · ปีงบประมาณ {year}", body, alt=alt, quick=replies)


def ask(about: str) -> Message:
    """What is wrong with it?"""
    words = f"{about}\nข้อมูลใดไม่ถูกต้องคะ พิมพ์บอกได้เลย เช่น “ตัวที่ 9 ในเอกสารคือ 92.50” จะส่งให้ผู้ประสาน ITA ตรวจค่ะ"
    return cards.text(words, [cards.presses("ไม่มีรายละเอียด", "doubt:plain"), cards.says("ยกเลิก")])


def repeated(office: str, about: str, words: str, draft_id: int) -> Message:
    """The doubt repeated back before it goes out."""
    body = [cards.pair("เรื่อง", about), cards.pair("ส่งถึง", f"ผู้ประสาน ITA {office}", bold=False)]
    if words:
        body += [cards.rule(), cards.line(words)]
    body.append(cards.line("ผู้ประสานจะไม่เห็นชื่อของท่าน", size="xs", color=GREY))
    buttons = [
        cards.button(cards.presses("ยืนยันส่ง", f"tell:{draft_id}", "ยืนยัน", 40), "primary"),
        cards.button(cards.presses("ยกเลิก", f"drop:{draft_id}", "ยกเลิก", 40)),
    ]
    alt = f"กรุณายืนยัน: แจ้งข้อมูลผิด {about} {words}"
    return cards.card("แจ้งข้อมูลผิด", "ยังไม่ได้ส่ง จนกว่าจะกดยืนยัน", body, alt=alt, buttons=buttons, color=AMBER)


def thanks(coordinators: int) -> Message:
    """It is on its way."""
    there = "ส่งให้ผู้ประสาน ITA ของหน่วยงานตรวจแล้วค่ะ ขอบคุณที่ช่วยแจ้ง"
    nobody = "บันทึกไว้แล้วค่ะ หน่วยงานนี้ยังไม่มีผู้ประสาน ITA ในระบบ เมื่อมีแล้วจะเห็นเรื่องนี้ ขอบคุณที่ช่วยแจ้ง"
    return cards.text(there if coordinators else nobody, [cards.says("คะแนนล่าสุด"), cards.says("ช่วยเหลือ")])


def told(office: str, doubt: Doubt) -> Message:
    """To a coordinator: somebody says that something is wrong."""
    return _card("มีผู้แจ้งว่าข้อมูลผิด", office, [doubt])


def listing(office: str, doubts: Sequence[Doubt]) -> Message:
    """What is still to be looked at."""
    if not doubts:
        return cards.text("ไม่มีเรื่องข้อมูลผิดค้างตรวจค่ะ", [cards.says("คะแนนล่าสุด"), cards.says("ช่วยเหลือ")])
    return _card(f"ข้อมูลที่มีผู้แจ้งว่าผิด {len(doubts)} เรื่อง", office, doubts)


def _card(title: str, office: str, doubts: Sequence[Doubt]) -> Message:
    body: list[Message] = []
    for doubt in doubts:
        body.append(cards.line(doubt.about, bold=True))
        body.append(cards.line(cards.clip(doubt.words, 300) or "ไม่ได้ระบุรายละเอียด", margin="xs"))
        body.append(
            cards.line(
                f"แจ้งเมื่อ {fiscal.thai_date(doubt.told_at.astimezone(THAILAND).date())}",
                size="xs",
                color=GREY,
                margin="xs",
            )
        )
    buttons = [
        cards.button(
            cards.presses(
                "ตรวจแล้ว" if len(doubts) == 1 else cards.clip(f"ตรวจแล้ว: {each.about}", 40),
                f"settled:{each.office_id}:{each.id}",
                "ตรวจแล้ว",
                40,
            )
        )  # fmt: skip
        for each in doubts[:5]
    ]
    alt = f"{title} {office}: " + "; ".join(f"{each.about} {each.words}" for each in doubts)
    return cards.card(title, office, body, alt=alt, buttons=buttons, color=AMBER)


def settled(about: str) -> Message:
    """A coordinator looked at it."""
    body = [
        cards.line(about, bold=True),
        cards.line("บันทึกว่าตรวจแล้วค่ะ หากต้องแก้ ให้นำเข้าเอกสารที่ถูกต้องอีกครั้ง", color=GREEN),
    ]
    return cards.card("ตรวจแล้ว", "ข้อมูลที่มีผู้แจ้งว่าผิด", body, alt=f"ตรวจแล้ว {about}", color=GREEN)
