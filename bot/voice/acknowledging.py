"""What a department answers to a reminder, and what a coordinator is asked to decide about it."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.voice import cards
from bot.voice.cards import AMBER, GREY, Message
from tracker.model import Acknowledgement, Round
from tracker.rules import fiscal
from tracker.store.recipients import Unreachable

NOT_OURS, POSTPONE = "แจ้งว่าไม่ใช่ของกองนี้", "ขอเลื่อนการรายงาน"
HOW_TO_MOVE = (
    "หากต้องย้ายไปส่วนราชการอื่น ให้แก้ผู้รับผิดชอบในเอกสารมาตรการ แล้วส่งไฟล์ฉบับแก้ไขในแชทนี้เพื่อนำเข้าแทน "
    "จนกว่าจะนำเข้า ระบบยังเตือนส่วนราชการเดิม"
)
WHY = {
    "nobody": "ยังไม่มีหัวหน้าหรือเจ้าหน้าที่เชื่อม LINE",
    "blocked": "เลิกติดตามหรือบล็อกบัญชี LINE นี้",
    "refused": "LINE ไม่รับข้อความถึงผู้นี้",
}
ROLES = {"head": "หัวหน้า", "officer": "เจ้าหน้าที่", "coordinator": "ผู้ประสาน ITA", "executive": "ผู้บริหาร"}


def seen(department: str, found: Round) -> Message:
    """A reminder was seen."""
    words = (
        f"บันทึกว่า{department}รับทราบ{found.label} ปี {found.fiscal_year} แล้วค่ะ "
        f"ครบกำหนด {fiscal.thai_date(found.due)} กรุณารายงานความคืบหน้าเมื่อพร้อม"
    )
    report = cards.presses("รายงานความคืบหน้า", f"report:list:{found.key}:{found.fiscal_year}")
    return cards.text(words, [report, cards.says("งานของฉัน"), cards.says("ช่วยเหลือ")])


def ask_why(department: str, found: Round) -> Message:
    """What is the reason, and until when?"""
    words = (
        f"{department}ขอเลื่อน{found.label} ปี {found.fiscal_year} เพราะอะไร และถึงวันไหนคะ "
        "พิมพ์บอกได้เลย เช่น “รอผู้รับจ้างส่งงาน ขอเลื่อนถึง 15 พ.ค.”"
    )
    return cards.text(words, [cards.says("ยกเลิก")])


def ask_day(today: date, furthest: date) -> Message:
    """The reason is there; until when?"""
    pick = {
        "type": "datetimepicker",
        "label": "เลือกวันที่",
        "data": "until",
        "mode": "date",
        "initial": (today + timedelta(days=7)).isoformat(),
        "min": (today + timedelta(days=1)).isoformat(),
        "max": furthest.isoformat(),
    }
    example = fiscal.thai_date(today + timedelta(days=14))
    return cards.text(f"ขอเลื่อนถึงวันไหนคะ กดเลือกวัน หรือพิมพ์ เช่น “{example}”", [pick, cards.says("ยกเลิก")])


def repeated(
    office: str, department: str, found: Round, kind: str, reason: str, until: date | None, draft_id: int
) -> Message:
    """The answer repeated back before it goes to the coordinators."""
    body = [*_rows(department, found, until), cards.pair("ส่งถึง", f"ผู้ประสาน ITA {office}", bold=False)]
    if reason:
        body += [cards.rule(), cards.line(reason)]
    aside = "กำหนดส่งของรอบไม่เปลี่ยน หากผู้ประสานให้เลื่อน ระบบจะหยุดเตือนกองนี้จนถึงวันนั้น"
    body += [cards.line(aside, size="xs", color=GREY)] if kind == "postpone" else []
    buttons = [
        cards.button(cards.presses("ยืนยันส่ง", f"answer:{draft_id}", "ยืนยัน", 40), "primary"),
        cards.button(cards.presses("ยกเลิก", f"drop:{draft_id}", "ยกเลิก", 40)),
    ]
    title = _title(kind)
    alt = f"กรุณายืนยัน: {department} {title} {found.label} ปี {found.fiscal_year} {reason}"
    return cards.card(title, "ยังไม่ได้ส่ง จนกว่าจะกดยืนยัน", body, alt=alt, buttons=buttons, color=AMBER)


def sent(department: str, found: Round, kind: str, coordinators: int) -> Message:
    """It is on its way to the coordinators."""
    what = f"{_title(kind)} {found.label} ปี {found.fiscal_year} ของ{department}"
    there = f"ส่งเรื่อง{what} ถึงผู้ประสาน ITA แล้วค่ะ จะแจ้งผลในแชทนี้ ระหว่างนี้ระบบยังเตือนตามกำหนด"
    nobody = f"บันทึก{what} แล้วค่ะ หน่วยงานนี้ยังไม่มีผู้ประสาน ITA ในระบบ กรุณาแจ้งผู้รับผิดชอบโดยตรงด้วย"
    return cards.text(there if coordinators else nobody, [cards.says("งานของฉัน"), cards.says("ช่วยเหลือ")])


def asked(office: str, department: str, row: Acknowledgement, found: Round) -> Message:
    """To a coordinator: a department asks for more time, or says that it is not theirs."""
    body = [*_rows(department, found, row.until), cards.rule(), cards.line(row.reason or "ไม่ได้ระบุเหตุผล")]
    yes, no = f"decide:{row.office_id}:{row.id}:yes", f"decide:{row.office_id}:{row.id}:no"
    if row.kind == "postpone" and row.until is not None:
        words = "ยืนยันให้เลื่อน"
        buttons = [cards.presses(words, yes, words, 40), cards.presses("ยืนยันไม่ให้เลื่อน", no, limit=40)]
        aside = "การให้เลื่อนเพียงหยุดเตือนกองนี้จนถึงวันนั้น กำหนดส่งของรอบไม่เปลี่ยน"
    else:
        buttons = [
            cards.presses("ยืนยันรับไปแก้ผู้รับผิดชอบ", yes, limit=40),
            cards.presses("ยืนยันว่าเป็นของกองนี้", no, limit=40),
        ]
        aside = HOW_TO_MOVE
    body.append(cards.line(aside, size="xs", color=GREY))
    alt = f"{department} {_title(row.kind)} {found.label} ปี {found.fiscal_year}: {row.reason}"
    return cards.card(
        f"{department} {_title(row.kind)}", office, body, alt=alt, color=AMBER,
        buttons=[cards.button(buttons[0], "primary"), cards.button(buttons[1])],
    )  # fmt: skip


def decided(department: str, row: Acknowledgement, found: Round) -> Message:
    """What a coordinator decided, for the coordinator and for who had asked."""
    what = f"{found.label} ปี {found.fiscal_year} ของ{department}"
    if row.kind == "postpone" and row.until is not None:
        day = fiscal.thai_date(row.until)
        words = (
            f"ผู้ประสาน ITA ให้เลื่อนการเตือน{what} ถึง {day} แล้วค่ะ (กำหนดส่งของรอบยังเป็น {fiscal.thai_date(found.due)})"
            if row.accepted
            else f"ผู้ประสาน ITA ไม่ให้เลื่อน{what} ค่ะ กรุณารายงานภายใน {fiscal.thai_date(found.due)}"
        )
    elif row.accepted:
        words = f"ผู้ประสาน ITA รับเรื่องที่แจ้งว่า{what} ไม่ใช่ของกองนี้ ไปแก้ผู้รับผิดชอบแล้วค่ะ {HOW_TO_MOVE}"
    else:
        words = f"ผู้ประสาน ITA ตรวจแล้ว {what} เป็นของกองนี้ค่ะ กรุณารายงานภายใน {fiscal.thai_date(found.due)}"
    report = cards.presses("รายงานความคืบหน้า", f"report:list:{found.key}:{found.fiscal_year}")
    return cards.text(words, [report, cards.says("ใครยังไม่ส่ง"), cards.says("ช่วยเหลือ")])


def requests(office: str, asking: Sequence[tuple[Acknowledgement, Round, str]]) -> list[Message]:
    """What a coordinator has not answered yet: the five oldest."""
    if not asking:
        words = f"{office}ไม่มีคำขอที่รอคำตอบค่ะ"
        return [cards.text(words, [cards.says("ใครยังไม่ส่ง"), cards.says("ช่วยเหลือ")])]
    return [asked(office, department, row, found) for row, found, department in asking[:5]]


def unreachable(office: str, rows: Sequence[Unreachable]) -> Message:
    """Who cannot be told anything, and what to do."""
    if not rows:
        words = f"ทุกส่วนราชการของ{office}ที่มีมาตรการ มีผู้รับการเตือนใน LINE แล้วค่ะ"
        return cards.text(words, [cards.says("ใครยังไม่ส่ง"), cards.says("ช่วยเหลือ")])
    body = []
    for each in rows[:30]:
        who = f"{ROLES.get(each.role or '', '')}{each.department or ''}"
        body.append(cards.line(who or office, bold=True))
        body.append(cards.line(WHY[each.why], size="xs", color=GREY, margin="none"))
    if len(rows) > 30:
        body.append(cards.line(f"และอีก {len(rows) - 30} รายการ"))
    advice = "ที่ยังไม่เชื่อม LINE ให้ออกรหัสเชิญ ที่บล็อกให้ขอให้เพิ่มเพื่อนบัญชีนี้อีกครั้ง ระหว่างนี้กรุณาแจ้งโดยตรง"
    body += [cards.rule(), cards.line(advice, size="xs", color=GREY)]
    alt = f"ผู้ที่การเตือนไปไม่ถึง {office} {len(rows)} รายการ"
    return cards.card("การเตือนไปไม่ถึง", office, body, alt=alt, color=AMBER, quick=[cards.says("ใครยังไม่ส่ง")])


def _rows(department: str, found: Round, until: date | None) -> list[cards.Box]:
    rows = [
        cards.pair("ส่วนราชการ", department),
        cards.pair("รอบ", f"{found.label} ปี {found.fiscal_year}"),
        cards.pair("ครบกำหนด", fiscal.thai_date(found.due)),
    ]
    return [*rows, cards.pair("ขอเลื่อนถึง", fiscal.thai_date(until))] if until else rows


def _title(kind: str) -> str:
    return POSTPONE if kind == "postpone" else NOT_OURS
