"""What a digest says: a card per round and department that owes a report, lists for who oversees, how the service does,
and what we tell when the month's pushes are used up."""

import json
from collections.abc import Sequence
from datetime import date

from bot.voice import cards
from bot.voice.cards import AMBER, BLUE, GREY, RED, Message
from bot.voice.limits import BUBBLE_BYTES, CAROUSEL_BYTES, MESSAGES
from tracker.rules import fiscal
from tracker.rules.quota import Quota
from tracker.store.reminders import Matter, Owed, Remark, Reminder

CARDS = 10
MEASURES = (20, 12, 8, 5, 3, 1, 0)  # how many measures a card lists: fewer until it fits
LISTED = 25  # departments a card names
QUICK = ("งานของฉัน", "กำหนดส่งวันไหน", "ช่วยเหลือ")
OVERSEERS_QUICK = ("ใครยังไม่ส่ง", "กำหนดส่งวันไหน", "ช่วยเหลือ")
NEWS = {
    "failed": "ข้อความส่งไม่ถึงผู้รับ {} รายการ",
    "unknown": "ข้อความที่ไม่ทราบว่าถึงผู้รับหรือไม่ {} รายการ",
    "parked": "ข้อความที่ส่งไม่ได้เพราะโควตาเดือนนี้หมด {} รายการ",
    "event": "ข้อความจากผู้ใช้ที่ระบบตอบไม่สำเร็จ {} รายการ",
    "evidence": "รูปหรือไฟล์หลักฐานที่รับไม่สำเร็จ {} รายการ",
    "unreachable": "ผู้หรือส่วนราชการที่ส่งการเตือนไม่ถึง เพิ่มขึ้น {}",
    "backup": "ยังไม่มีสำเนาข้อมูลใหม่เกิน 2 ชั่วโมง",
}
"""What went wrong, by its kind in `Service.news`."""


def digest(reminders: Sequence[Matter], today: date, room: int = MESSAGES) -> list[Message]:
    """Everything one person is told on a day but the picture of the week, in about `room` messages: what is escalated,
    whom nobody reaches, a card or a row of cards of what is to be reported, the most urgent first, and how the service
    does."""
    owed = {rule: _owed_of(reminders, rule) for rule in ("due", "escalate")}
    remarks = [each for each in reminders if isinstance(each, Remark)]
    messages = [_escalated(owed["escalate"], today)] if owed["escalate"] else []
    for above in (True, False):
        theirs = [each for each in reminders if (each.person.role == "executive") is above]
        messages += [_stranded(lost, today, above)] if (lost := _owed_of(theirs, "stranded")) else []
    shown, rest = _rows(owed["due"], today, room - 1 - len(messages) - bool(remarks))
    messages += shown
    if rest:
        listed = "\n".join(f"• {_sentence(each, today)}" for each in rest)
        messages.append(cards.text(f"และยังมีอีก {len(rest)} รายการที่ยังไม่ได้รายงาน\n{listed}"))
    messages += [cards.text(_remarks(remarks))] if remarks else []
    quick = QUICK if shown else OVERSEERS_QUICK
    cards.with_quick(messages[-1], [cards.says(words) for words in quick])
    return messages


def _owed_of(matters: Sequence[Matter], rule: str) -> list[Owed]:
    found = (each.owed for each in matters if isinstance(each, Reminder) and each.rule == rule)
    return sorted(found, key=lambda each: (each.due, each.department))


def _escalated(owed: Sequence[Owed], today: date) -> Message:
    """For an executive: who is late, or silent."""
    late = sum(each.due < today for each in owed)
    figure = cards.figure(str(len(owed)), "รายการ", f"เลยกำหนดแล้ว {late} รายการ", RED)
    advice = "กรุณามอบหมายให้ส่วนราชการรายงาน หรือแจ้งเหตุผลต่อผู้ประสาน ITA ของหน่วยงาน"
    return _list("ส่วนราชการที่ยังไม่รายงาน", [figure], owed, today, advice, [cards.says("ใครยังไม่ส่ง")])


def _stranded(owed: Sequence[Owed], today: date, above: bool) -> Message:
    """For a coordinator: departments that owe a report and where nobody can be told. Where no coordinator can be told
    either it is for an executive, who cannot invite: `above`."""
    advice = (
        "ยังไม่มีหัวหน้า เจ้าหน้าที่ หรือผู้ประสาน ITA ที่รับการเตือนใน LINE ได้ กรุณาแจ้งส่วนราชการโดยตรง "
        "และให้ผู้ประสาน ITA เชื่อม LINE กับบัญชีนี้"
        if above
        else "ยังไม่มีหัวหน้าหรือเจ้าหน้าที่ที่รับการเตือนใน LINE ได้ กรุณาแจ้งโดยตรง แล้วออกรหัสเชิญให้เชื่อม LINE กับบัญชีนี้"
    )
    buttons = [cards.says("ใครยังไม่เชื่อม LINE"), cards.says("ใครยังไม่ส่ง")]
    return _list("ส่วนราชการที่เตือนไม่ถึง", [], owed, today, advice, buttons)


def _list(
    title: str,
    head: Sequence[cards.Box],
    owed: Sequence[Owed],
    today: date,
    advice: str,
    actions: Sequence[Message],
) -> Message:
    body = list(head)
    for each in owed[:LISTED]:
        body.append(cards.line(each.department, bold=True))
        what = f"{each.round_label} ปี {each.fiscal_year} · {len(each.measures)} จาก {each.total} มาตรการ"
        body.append(cards.line(what, margin="none"))
        due = f"ครบกำหนด {fiscal.thai_date(each.due)} ({days_left(each.due, today)})"
        color = RED if each.due < today else AMBER
        body.append(cards.line(due, size="xs", color=color, margin="none"))
    if len(owed) > LISTED:
        body.append(cards.line(f"และอีก {len(owed) - LISTED} รายการ"))
    body += [cards.rule(), cards.line(advice, size="xs", color=GREY)]
    offices = ", ".join(dict.fromkeys(each.office.name for each in owed))
    alt = f"{title} {len(owed)} รายการ: " + ", ".join(_sentence(each, today) for each in owed)
    return cards.card(
        title, offices, body, alt=alt, buttons=[cards.button(each) for each in actions],
        color=RED if any(each.due < today for each in owed) else AMBER,
    )  # fmt: skip


def _remarks(remarks: Sequence[Remark]) -> str:
    """The month's pushes, then how the service does; of a week and a day in one digest the day's figures count."""
    lines = [_quota_words(each.quota) for each in remarks if each.quota is not None]
    offices = {each.office.id: each for each in remarks if each.quota is None}
    for each in offices.values():
        news = [NEWS[failure.kind].format(failure.count) for failure in each.news]
        if news:
            lines.append(
                f"{each.office.name}: ตั้งแต่ครั้งก่อน มีเรื่องที่ควรตรวจค่ะ\n"
                + "\n".join(f"• {line}" for line in news)
                + "\nกรุณาแจ้งผู้ดูแลระบบ หรือพิมพ์ “ใครยังไม่เชื่อม LINE”"
            )
        else:
            lines.append(f"{each.office.name}: ระบบเตือนทำงานปกติค่ะ สัปดาห์นี้ไม่มีเรื่องค้าง")
    return "\n\n".join(lines)


def _quota_words(quota: Quota) -> str:
    return (
        f"เดือนนี้ใช้ข้อความแจ้งเตือนไปแล้ว {quota.used} จาก {quota.allowed} ข้อความค่ะ "
        f"คาดว่าจะใช้อีก {quota.forecast} ข้อความ ระบบกันไว้ {quota.reserve} ข้อความสำหรับเรื่องที่เลยกำหนด "
        "กรุณาพิจารณาเพิ่มแพ็กเกจของบัญชี LINE ก่อนสิ้นเดือน"
    )


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


def _rows(owed: Sequence[Owed], today: date, room: int) -> tuple[list[Message], Sequence[Owed]]:
    """Cards in rows, each row as long as LINE takes it, in so many messages; and what found no room."""
    rows: list[Message] = []
    while owed and len(rows) < room:
        count, row = next(
            (count, row)
            for count in range(min(CARDS, len(owed)), 0, -1)
            if (row := _row(owed[:count], today)) is not None or count == 1
        )
        rows.append(row or _card(owed[0], today, 0))
        owed = owed[count:]
    return rows, owed


def _row(owed: Sequence[Owed], today: date) -> Message | None:
    """One card, or a row of them, with as many measures as fit; None when they are too large with none at all."""
    for measures in MEASURES:
        made = [_card(each, today, measures) for each in owed]
        message, limit = made[0], BUBBLE_BYTES
        if len(made) > 1:
            row = {"type": "carousel", "contents": [card["contents"] for card in made]}
            alt = f"ยังไม่ได้รายงาน {len(owed)} รายการ: " + ", ".join(_sentence(each, today) for each in owed)
            message, limit = (
                {"type": "flex", "altText": cards.clip(alt, 400), "contents": row},
                CAROUSEL_BYTES,
            )
        if len(json.dumps(message["contents"])) <= limit:
            return message
    return None


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
    body.append(_answers(owed))
    return cards.card(
        f"ยังไม่ได้รายงาน{owed.round_label}",
        f"{owed.office.name} · ปีงบประมาณ {owed.fiscal_year}",
        body,
        alt=_sentence(owed, today),
        buttons=[
            cards.button(cards.presses("รายงานความคืบหน้า", report, limit=40), "primary"),
            cards.button(cards.says("ดูมาตรการของกอง", theirs)),
            cards.button(cards.presses("ยืนยันรับทราบ", f"seen:{_place(owed)}", "รับทราบ", 40)),
        ],
        color=color,
    )


def _answers(owed: Owed) -> cards.Box:
    """What else a department may answer, in small under the list."""
    links = (("ไม่ใช่ของกองนี้", "notours"), ("ขอเลื่อนเพราะ…", "postpone"))
    contents = [
        {"type": "text", "text": words, "size": "xs", "color": BLUE, "wrap": True, "decoration": "underline",
         "action": cards.presses(words, f"{name}:{_place(owed)}")}
        for words, name in links
    ]  # fmt: skip
    contents[1]["align"] = "end"
    return {"type": "box", "layout": "horizontal", "margin": "lg", "spacing": "md", "contents": contents}


def _place(owed: Owed) -> str:
    """The round and department a button answers for."""
    return f"{owed.office.id}:{owed.round_id}:{owed.department_id}"


def _sentence(owed: Owed, today: date) -> str:
    return (
        f"{owed.department} ยังไม่ได้รายงาน{owed.round_label} ปี {owed.fiscal_year} "
        f"{len(owed.measures)} มาตรการ ครบกำหนด {fiscal.thai_date(owed.due)} ({days_left(owed.due, today)})"
    )
