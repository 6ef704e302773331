"""What a department is told when a coordinator has read its report."""

from bot.voice import cards
from bot.voice.cards import AMBER, GREY, Message
from bot.voice.progress import round_words
from tracker.actions.review_progress import Reviewed


def told(found: Reviewed) -> Message:
    """That a report came back and why, with the button that corrects it; or that it is in order after all."""
    return _returned(found) if found.verdict == "returned" else _in_order(found)


def _returned(found: Reviewed) -> Message:
    body = [
        cards.line(f"มาตรการที่ {found.number} {found.title}", bold=True),
        cards.pair("เลขที่รับ", found.receipt),
        cards.pair("ส่วนราชการ", found.department),
        cards.pair("รอบรายงาน", round_words(found.round_label, found.fiscal_year)),
        cards.rule(),
        cards.line("เหตุผลที่ส่งกลับ", size="xs", color=GREY),
        cards.line(found.reason, margin="xs"),
        cards.line("รายงานเดิมยังเก็บไว้ แต่รอบนี้ยังไม่นับว่าส่งแล้ว จนกว่าจะแก้หรือรายงานใหม่", size="xs", color=GREY),
    ]
    correct = cards.presses(
        "แก้รายการนี้", f"correct:{found.office_id}:{found.receipt}", f"แก้รายการ {found.receipt}", 40
    )
    again = cards.presses(
        "รายงานใหม่", f"report:{found.fiscal_year}:{found.number}", f"รายงานมาตรการ {found.number}", 40
    )
    alt = f"ส่งกลับให้แก้ไข เลขที่ {found.receipt} มาตรการที่ {found.number} {found.department}: {found.reason}"
    return cards.card(
        "ส่งกลับให้แก้ไข", found.office, body, alt=alt, color=AMBER,
        buttons=[cards.button(correct, "primary"), cards.button(again)], quick=[cards.says("งานของฉัน")],
    )  # fmt: skip


def _in_order(found: Reviewed) -> Message:
    words = (
        f"ผู้ประสาน ITA ตรวจรายการเลขที่ {found.receipt} มาตรการที่ {found.number} ของ{found.department}แล้ว "
        "ไม่ต้องแก้ไขแล้วค่ะ นับว่าส่งแล้วตามเดิม"
    )
    return cards.text(words, [cards.says("งานของฉัน"), cards.says("ช่วยเหลือ")])
