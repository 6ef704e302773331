"""What we say about reporting progress: asking, repeating back, receipts, evidence."""

from collections.abc import Sequence
from typing import Any

from bot.voice import cards
from bot.voice.cards import AMBER, GREEN, GREY, Message
from tracker.actions.record_progress import Proposal
from tracker.facts import MeasureFacts
from tracker.model import ProgressEntry
from tracker.rules import fiscal
from tracker.rules import status as status_rules

EVIDENCE_HINT = "ส่งรูปหรือไฟล์หลักฐานต่อได้เลยภายใน 10 นาที ระบบจะแนบกับรายการนี้ค่ะ"


def confirm(
    proposal: Proposal, draft_id: int, other_rounds: Sequence[tuple[str, str]], lead: str = ""
) -> Message:
    """The report repeated back. Nothing is written before the button is pressed."""
    new = status_rules.in_words(proposal.status, proposal.percent)
    old = status_rules.in_words(proposal.old_status, proposal.old_percent)
    body = [cards.line(lead, color=AMBER, bold=True)] if lead else []
    body += [
        cards.line(f"มาตรการที่ {proposal.measure_number} {proposal.measure_title}", bold=True),
        cards.pair("ส่วนราชการ", proposal.department),
        cards.pair("รอบรายงาน", round_words(proposal.round_label, proposal.fiscal_year)),
        cards.pair("เดิม", old, bold=False),
        cards.pair("เปลี่ยนเป็น", new, color=GREEN),
        cards.pair("วันที่ดำเนินการ", fiscal.thai_date(proposal.event_date), bold=False),
    ]
    if proposal.late:
        body.append(cards.line("เลยกำหนดของรอบนี้แล้ว ระบบจะบันทึกว่า “ล่าช้า”", color=AMBER, size="xs"))
    if proposal.note:
        body += [
            cards.rule(),
            cards.line("หมายเหตุ", size="xs", color=GREY),
            cards.line(proposal.note, margin="xs"),
        ]
    buttons = [
        cards.button(cards.presses("ยืนยันบันทึก", f"confirm:{draft_id}", "ยืนยัน", 40), "primary"),
        cards.button(cards.presses("แก้ไข", f"amend:{draft_id}", "แก้ไข", 40)),
    ]
    quick = [
        cards.presses(f"เป็น{label.split(' (')[0]}", f"round:{draft_id}:{key}", f"เปลี่ยนเป็น{label}")
        for key, label in other_rounds
    ]
    alt = f"กรุณายืนยัน: มาตรการที่ {proposal.measure_number} {proposal.department} {new}"
    subtitle = "ยังไม่ได้บันทึก จนกว่าจะกดยืนยัน"
    return cards.card("ตรวจก่อนบันทึก", subtitle, body, alt=alt, buttons=buttons, quick=quick, color=AMBER)


def too_many(count: int, shown: int, left: str) -> Message:
    """More reports in one message than can be shown at once."""
    return cards.text(
        f"ข้อความนี้มี {count} มาตรการ แสดงให้ตรวจก่อน {shown} ข้อค่ะ ยืนยันแล้วกรุณาส่งมาตรการ {left} มาอีกครั้ง"
    )


def receipt(
    entry: ProgressEntry, proposal: Proposal, office: str, evidence: int, next_steps: Sequence[Message]
) -> Message:
    """What was written, with its number. The button takes it back for 15 minutes."""
    state = status_rules.in_words(entry.status, entry.percent)
    body = [
        cards.figure(entry.receipt, "เลขที่รับ", "บันทึกแล้ว", GREEN),
        cards.line(f"มาตรการที่ {proposal.measure_number} {proposal.measure_title}", bold=True),
        cards.pair("ส่วนราชการ", proposal.department),
        cards.pair("รอบรายงาน", round_words(proposal.round_label, proposal.fiscal_year)),
        cards.pair("สถานะ", state, color=GREEN),
    ]
    if entry.late:
        body.append(cards.pair("หมายเหตุของระบบ", "รายงานล่าช้า", color=AMBER))
    if entry.note:
        body += [
            cards.rule(),
            cards.line("หมายเหตุ", size="xs", color=GREY),
            cards.line(entry.note, margin="xs"),
        ]
    if evidence:
        body.append(cards.line(f"แนบหลักฐานที่ส่งมาก่อนหน้านี้ {evidence} รายการแล้ว", size="xs", color=GREEN))
    body.append(cards.line(EVIDENCE_HINT, size="xs", color=GREY))
    buttons = [
        cards.button(cards.presses("เลิกทำ", f"undo:{entry.office_id}:{entry.receipt}", "เลิกทำ", 40)),
        cards.button(
            cards.presses("แก้รายการนี้", f"correct:{entry.office_id}:{entry.receipt}", "แก้รายการนี้", 40)
        ),
    ]
    alt = f"บันทึกแล้ว เลขที่ {entry.receipt} มาตรการที่ {proposal.measure_number} {proposal.department} {state}"
    return cards.card("บันทึกแล้ว", office, body, alt=alt, buttons=buttons, quick=next_steps, color=GREEN)


def round_words(label: str | None, fiscal_year: int) -> str:
    """A round in words; a measure reported only once it is done has none before that."""
    return f"{label} ปี {fiscal_year}" if label else f"ระหว่างทาง (รายงานเมื่อเสร็จ) ปี {fiscal_year}"


def undone(receipt_number: str, undo_number: str, year: int, number: int, state: str) -> Message:
    """An update was taken back."""
    back = f"มาตรการที่ {number} ปี {year} กลับเป็น {state} (ที่มา: รายงานของส่วนราชการที่ยังมีผล)"
    words = f"เลิกทำรายการ {receipt_number} แล้วค่ะ (เลขที่ {undo_number})\n{back}"
    return cards.text(
        words, [cards.says(f"รายงานมาตรการ {number}"[:20], f"มาตรการ {number}"), cards.says("งานของฉัน")]
    )


def choose_measure(
    year: int, measures: Sequence[MeasureFacts], department: str | None, offset: int = 0
) -> Message:
    """Which measure is it about? One's own, as a list to press."""
    shown = measures[offset : offset + 10]
    body: list[Message] = []
    for measure in shown:
        mine = [s for s in measure.standings if department is None or s.department == department]
        status, percent = status_rules.overall([(s.status, s.percent) for s in mine])
        row = cards.titled_bar(
            f"{measure.number}. {cards.clip(measure.title, 120)}",
            percent,
            status_rules.in_words(status, percent),
        )
        report = cards.presses(f"มาตรการ {measure.number}", f"report:{year}:{measure.number}")
        body.append(cards.pressable(row, report))
    quick = [cards.presses(f"มาตรการ {m.number}", f"report:{year}:{m.number}") for m in shown]
    if offset + 10 < len(measures):
        quick = [*quick[:12], cards.presses("ดูต่อ", f"mine:{year}:{offset + 10}")]
    title = f"มาตรการของ{department}" if department else "มาตรการทั้งหมด"
    alt = f"{title} ปี {year}: เลือกข้อที่จะรายงาน"
    subtitle = f"ปีงบประมาณ {year} · กดข้อที่จะรายงาน"
    return cards.card(title, subtitle, body, alt=alt, source="รายงานของส่วนราชการ", quick=quick)


def choose_department(number: int, title: str, departments: Sequence[tuple[int, str]], data: str) -> Message:
    """Whose progress is it? A coordinator speaks for any department of the measure."""
    quick = [
        cards.presses(cards.short_department(name), f"{data}:{identifier}", name)
        for identifier, name in departments
    ]
    return cards.text(f"มาตรการที่ {number} {title}\nรายงานของส่วนราชการใดคะ", quick)


def choose_status(
    year: int, number: int, title: str, department: str, state: str, data: str, form: str | None = None
) -> Message:
    """How far is it? `form` is the address of the page where several photos can be sent along."""
    quick = [cards.presses(label, f"{data}:{key}") for key, label in _STATUS_CHOICES]
    quick += [cards.opens("กรอกแบบฟอร์ม", form)] if form else []
    now = f"{department} · ปี {year} ตอนนี้: {state} (ที่มา: รายงานที่มีผลในระบบ)"
    words = f"มาตรการที่ {number} {title}\n{now}\nทำถึงไหนแล้วคะ กดเลือกหรือพิมพ์ เช่น “60% ติดป้ายแล้ว”"
    return cards.text(words, quick)


_STATUS_CHOICES = (
    ("done", "เสร็จแล้ว"),
    ("p75", "ทำแล้ว 75%"),
    ("p50", "ทำแล้ว 50%"),
    ("p25", "ทำแล้ว 25%"),
    ("not_started", "ยังไม่เริ่ม"),
    ("blocked", "ติดปัญหา"),
    ("postponed", "เลื่อน"),
    ("cancelled", "ยกเลิกมาตรการ"),
)


def ask_note(number: int, state: str) -> Message:
    """Anything to add?"""
    quick = [cards.presses("ไม่มีหมายเหตุ", "note:none")]
    return cards.text(f"มาตรการที่ {number} {state}\nมีหมายเหตุไหมคะ พิมพ์ได้เลย เช่น ทำอะไรไปแล้ว ติดขัดอะไร", quick)


def ask_percent(number: int) -> Message:
    """In progress, but how far?"""
    quick = [cards.presses(f"{p}%", f"percent:{p}") for p in (10, 25, 50, 75, 90)]
    return cards.text(f"มาตรการที่ {number} ทำไปแล้วประมาณร้อยละเท่าไรคะ", quick)


def evidence_taken(
    kind: str, number: int, receipt_number: str, count: int, office_id: int, evidence_id: int = 0
) -> Message:
    """A photo, file or link now belongs to an update; an `evidence_id` offers to read the file as a paper."""
    name = {"photo": "รูป", "file": "ไฟล์", "link": "ลิงก์"}[kind]
    words = f"แนบ{name}เป็นหลักฐานของมาตรการที่ {number} (เลขที่ {receipt_number}) แล้วค่ะ รวม {count} รายการ"
    replies = [cards.says("ดูมาตรการนี้", f"มาตรการ {number}"), cards.says("งานของฉัน")]
    if evidence_id:
        replies.append(cards.presses("อ่านเพื่อนำเข้าแทน", f"paper:read:{office_id}:{evidence_id}"))
    return cards.text(words, replies)


def evidence_for_what(kind: str, evidence_id: int, entries: Sequence[tuple[Any, Any]]) -> Message:
    """Which update does it prove?"""
    name = {"photo": "รูป", "file": "ไฟล์", "link": "ลิงก์"}[kind]
    quick = [
        cards.presses(
            f"มาตรการ {m.number} {e.receipt}", f"proof:{evidence_id}:{e.receipt}", f"มาตรการที่ {m.number}"
        )
        for e, m in entries
    ]
    return cards.text(f"ได้รับ{name}แล้วค่ะ เป็นหลักฐานของรายการใดคะ", quick)


def evidence_waits(kind: str) -> Message:
    """Evidence came before any update."""
    name = {"photo": "รูป", "file": "ไฟล์", "link": "ลิงก์"}[kind]
    words = f"ได้รับ{name}แล้วค่ะ กรุณาบอกว่าเป็นของมาตรการใด เช่น “มาตรการ 2 ทำแล้ว 60%” ภายใน 10 นาที ระบบจะแนบให้"
    return cards.text(words, [cards.says("งานของฉัน")])


def evidence_lost(kind: str, reason: str, number: int | None, receipt_number: str | None) -> Message:
    """A photo or file could not be kept; the report it was for stays."""
    name = {"photo": "รูป", "file": "ไฟล์"}.get(kind, "หลักฐาน")
    whose = f"ของมาตรการที่ {number} (เลขที่ {receipt_number})" if number else "ที่ท่านส่ง"
    stays = " รายงานที่บันทึกไว้ยังอยู่ครบ" if number else ""
    return cards.text(f"{name}{whose}ยังไม่ถูกเก็บค่ะ {reason}{stays}", [cards.says("งานของฉัน")])
