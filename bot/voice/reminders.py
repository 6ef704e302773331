"""What a reminder says: one card per round and department, and what we tell when the month's pushes are used up."""

import json
from collections.abc import Sequence
from datetime import date

from bot.voice import cards
from bot.voice.cards import AMBER, BLUE, RED, Message
from bot.voice.limits import BUBBLE_BYTES, CAROUSEL_BYTES
from tracker.rules import fiscal
from tracker.store.reminders import Owed, Reminder

CARDS = 10
MEASURES = (20, 12, 8, 5, 3, 1, 0)  # how many measures a card lists: fewer until it fits
QUICK = ("งานของฉัน", "กำหนดส่งวันไหน", "ช่วยเหลือ")


def digest(reminders: Sequence[Reminder], today: date) -> list[Message]:
    """Everything one person is reminded of on a day: a card, or a row of cards, the most urgent first."""
    owed = sorted((reminder.owed for reminder in reminders), key=lambda each: (each.due, each.department))
    shown, rest = owed[:CARDS], owed[CARDS:]
    messages = [_cards(shown, today)]
    if rest:
        listed = "\n".join(f"• {_sentence(each, today)}" for each in rest)
        messages.append(cards.text(f"และยังมีอีก {len(rest)} รายการที่ยังไม่ได้รายงาน\n{listed}"))
    cards.with_quick(messages[-1], [cards.says(words) for words in QUICK])
    return messages


def month_is_used_up() -> list[Message]:
    """For a coordinator: LINE takes no more pushes this month."""
    words = (
        "เดือนนี้ข้อความแจ้งเตือนของบัญชี LINE ครบโควตาแล้วค่ะ การเตือนส่วนราชการที่ยังไม่รายงานจึงยังส่งไม่ได้ "
        "กรุณาเพิ่มแพ็กเกจของบัญชี LINE หรือแจ้งส่วนราชการโดยตรง (การถามตอบในแชทยังใช้ได้ตามปกติ)"
    )
    return [cards.text(words, [cards.says("ใครยังไม่ส่ง"), cards.says("ช่วยเหลือ")])]


def days_left(due: date, today: date) -> str:
    """How far the due date is, in words."""
    days = (due - today).days
    if days == 0:
        return "ครบกำหนดวันนี้"
    return f"เหลืออีก {days} วัน" if days > 0 else f"เลยกำหนดแล้ว {-days} วัน"


def _cards(owed: Sequence[Owed], today: date) -> Message:
    message: Message = {}
    for measures in MEASURES:
        made = [_card(each, today, measures) for each in owed]
        if len(made) == 1:
            message, limit = made[0], BUBBLE_BYTES
        else:
            row = {"type": "carousel", "contents": [card["contents"] for card in made]}
            alt = f"ยังไม่ได้รายงาน {len(owed)} รายการ: " + ", ".join(_sentence(each, today) for each in owed)
            message, limit = (
                {"type": "flex", "altText": cards.clip(alt, 400), "contents": row},
                CAROUSEL_BYTES,
            )
        if len(json.dumps(message["contents"])) <= limit:
            break
    return message


def _card(owed: Owed, today: date, measures: int) -> Message:
    left = (owed.due - today).days
    color = RED if left < 0 else AMBER if left <= 3 else BLUE
    body = [
        cards.figure(str(len(owed.measures)), f"จาก {owed.total} มาตรการ", days_left(owed.due, today), color),
        cards.pair("ครบกำหนด", fiscal.thai_date(owed.due), color=color),
        cards.pair("ส่วนราชการ", owed.department),
        cards.rule(),
        *(
            cards.line(f"{m.number}. {cards.clip(m.title, 90)}", margin="sm")
            for m in owed.measures[:measures]
        ),
    ]
    if len(owed.measures) > measures:
        body.append(cards.line(f"และอีก {len(owed.measures) - measures} มาตรการ", margin="sm"))
    report = f"report:list:{owed.round_key}:{owed.fiscal_year}"
    theirs = f"มาตรการของ{owed.department} ปี {owed.fiscal_year}"
    return cards.card(
        f"ยังไม่ได้รายงาน{owed.round_label}",
        f"{owed.office.name} · ปีงบประมาณ {owed.fiscal_year}",
        body,
        alt=_sentence(owed, today),
        buttons=[
            cards.button(cards.presses("รายงานความคืบหน้า", report, limit=40), "primary"),
            cards.button(cards.says("ดูมาตรการของกอง", theirs)),
        ],
        color=color,
    )


def _sentence(owed: Owed, today: date) -> str:
    return (
        f"{owed.department} ยังไม่ได้รายงาน{owed.round_label} ปี {owed.fiscal_year} "
        f"{len(owed.measures)} มาตรการ ครบกำหนด {fiscal.thai_date(owed.due)} ({days_left(owed.due, today)})"
    )
