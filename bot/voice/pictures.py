"""The picture of the departments in the chat, and the same in words."""

from bot.voice import cards
from bot.voice.cards import BLUE, GREEN, GREY, RED, Message
from tracker.reports.picture import KINDS, in_words
from tracker.rules import fiscal
from tracker.rules.overview import Figures

COLOURS = {"done": GREEN, "doing": BLUE, "late": RED, "waiting": GREY}
SIGNS = {"done": "●", "doing": "◐", "late": "■", "waiting": "○"}


def summary(shown: Figures, office: str, address: str | None) -> list[Message]:
    """The picture and a card that says the same. LINE shows pictures from https addresses only; without one (the demo)
    the card alone leads to it, and without any address it says all there is."""
    pictures = [picture(address)] if address and address.startswith("https://") else []
    return [*pictures, card(shown, office, address)]


def picture(address: str) -> Message:
    """The picture itself."""
    return {"type": "image", "originalContentUrl": address, "previewImageUrl": address}


def card(shown: Figures, office: str, address: str | None) -> Message:
    """What the picture says, for who cannot see it or wants to know more."""
    total = shown.sum
    body = [cards.figure(str(total.done), f"จาก {total.total} รายการ", "เสร็จแล้ว", GREEN)]
    body += [
        cards.pair(f"{SIGNS[kind]} {name}", str(getattr(total, kind)), color=COLOURS[kind])
        for kind, name, _ in KINDS
    ]
    if shown.round_label and shown.due:
        body += [cards.rule(), cards.pair(shown.round_label, f"ครบกำหนด {fiscal.thai_date(shown.due)}")]
    return cards.card(
        "ความคืบหน้ารายสัปดาห์", f"{office} · ปีงบประมาณ {shown.fiscal_year}", body, alt=in_words(shown, office),
        source=f"รายงานของส่วนราชการในระบบ ข้อมูล ณ {fiscal.thai_date(shown.taken)} นับทุกมาตรการของแต่ละส่วนราชการ",
        about=f"measures:{shown.fiscal_year}",
        buttons=[cards.button(cards.opens("เปิดภาพขนาดเต็ม", address))] if address else [],
        quick=[cards.says("ใครยังไม่ส่ง"), cards.says("มาตรการแยกตามกอง"), cards.says("กำหนดส่งวันไหน")],
    )  # fmt: skip
