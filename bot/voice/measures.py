"""Cards about measures: lists, one in detail, who is late, due dates, links to reports, settings."""

from collections.abc import Sequence
from datetime import date

from bot.voice import cards
from bot.voice.cards import AMBER, BLUE, GREEN, GREY, RED, Message
from tracker.facts import MeasureFacts, RoundFacts
from tracker.rules import fiscal
from tracker.rules import status as status_rules

PAGE = 10
STATUS_SIGNS = {
    "done": "✔", "in_progress": "◐", "not_started": "○", "blocked": "▲", "postponed": "❚❚", "cancelled": "✕",
}  # fmt: skip
STATUS_COLORS = {"done": GREEN, "in_progress": BLUE, "blocked": RED, "postponed": AMBER, "cancelled": GREY}


def state_words(status: str, percent: int) -> str:
    """A state with its sign, for a colour never speaks alone."""
    return f"{STATUS_SIGNS.get(status, '')} {status_rules.in_words(status, percent)}".strip()


def listing(
    office: str, year: int, title: str, measures: Sequence[MeasureFacts], source: str, offset: int, more: str
) -> Message:
    """Measures with their status, ten at a time; press one for its detail."""
    shown = measures[offset : offset + PAGE]
    body = [_row(measure) for measure in shown]
    replies = [cards.says(f"มาตรการ {m.number}", f"รายละเอียดมาตรการ {m.number} ปี {year}") for m in shown]
    if offset + PAGE < len(measures):
        replies = [*replies[:12], cards.presses("ดูต่อ", f"{more}:{offset + PAGE}")]
    alt = f"{title} ปี {year} {len(measures)} มาตรการ: " + ", ".join(f"{m.number} {m.title}" for m in shown)
    subtitle = f"{office} · ปีงบประมาณ {year} · {len(measures)} มาตรการ"
    return cards.card(title, subtitle, body, alt=alt, source=source, about=f"measures:{year}", quick=replies)


def _row(measure: MeasureFacts) -> Message:
    status, percent = status_rules.overall([(s.status, s.percent) for s in measure.standings])
    box = cards.titled_bar(
        f"{measure.number}. {cards.clip(measure.title, 120)}",
        percent,
        state_words(status, percent),
        STATUS_COLORS.get(status, GREY),
    )
    shown = f"รายละเอียดมาตรการ {measure.number} ปี {measure.fiscal_year}"
    return cards.pressable(box, {"type": "message", "label": f"มาตรการ {measure.number}", "text": shown})


def detail(
    office: str,
    measure: MeasureFacts,
    rounds: Sequence[RoundFacts],
    indicator: str | None,
    notes: Sequence[tuple[str, str]],
    evidence: int,
    reportable: str | None,
    source: str,
    today: date,
    form: str | None = None,
) -> Message:
    """One measure: what, who, until when, how far. `form` is the address of the page to report on."""
    body = [*_what(measure, indicator), cards.rule()]
    body += [*_how_far(measure, notes), cards.rule(), *_until_when(measure, rounds, today)]
    if evidence:
        body.append(cards.line(f"มีหลักฐานแล้ว {evidence} รายการ", size="xs", color=GREEN))
    buttons = []
    if reportable:
        buttons.append(cards.button(cards.presses("รายงานความคืบหน้า", reportable, limit=40), "primary"))
    if form:
        buttons.append(cards.button(cards.opens("กรอกแบบฟอร์ม", form)))
    states = ", ".join(
        f"{each.department} {status_rules.in_words(each.status, each.percent)}" for each in measure.standings
    )
    alt = f"มาตรการที่ {measure.number} ปี {measure.fiscal_year} {cards.clip(measure.title, 150)}: {states}"
    return cards.card(
        f"มาตรการที่ {measure.number}", f"{office} · ปีงบประมาณ {measure.fiscal_year}", body, alt=alt, source=source,
        about=f"measure:{measure.fiscal_year}:{measure.number}", buttons=buttons,
        quick=[cards.says("งานของฉัน"), cards.says("กำหนดส่งวันไหน"), cards.says("ใครยังไม่ส่ง")],
    )  # fmt: skip


def _what(measure: MeasureFacts, indicator: str | None) -> list[Message]:
    body = [cards.line(measure.title, bold=True, size="md")]
    if indicator:
        body.append(cards.pair("ตัวชี้วัด", indicator, bold=False))
    if measure.oit_item or measure.question:
        body.append(cards.pair("ข้อ", measure.oit_item or measure.question or "", bold=False))
    for step in measure.steps[:6]:
        body.append(cards.line(f"• {cards.clip(step, 160)}", size="xs", color=GREY, margin="sm"))
    if measure.period_start and measure.period_end:
        period = f"{fiscal.thai_date(measure.period_start)} – {fiscal.thai_date(measure.period_end)}"
        body.append(cards.pair("ระยะเวลา", period, bold=False))
    return body


def _how_far(measure: MeasureFacts, notes: Sequence[tuple[str, str]]) -> list[Message]:
    body = []
    for standing in measure.standings:
        state = state_words(standing.status, standing.percent)
        color = STATUS_COLORS.get(standing.status, GREY)
        body.append(cards.bar(standing.department, standing.percent, state, color))
    for who, note in notes[:3]:
        body.append(cards.line(f"{who}: {cards.clip(note, 200)}", size="xs", color=GREY))
    return body


def _until_when(measure: MeasureFacts, rounds: Sequence[RoundFacts], today: date) -> list[Message]:
    body = []
    shown = _nearest(rounds, today)
    for found in shown:
        body.append(cards.pair(f"ส่ง{found.label}", due_words(found), bold=False))
    if len(shown) < len(rounds):
        body.append(cards.line(f"และอีก {len(rounds) - len(shown)} รอบในปีนี้", size="xs", color=GREY))
    if measure.assumed:
        words = "เอกสารไม่ได้ระบุรอบรายงาน จึงใช้ค่าเริ่มต้นของหน่วยงาน (6 และ 12 เดือน)"
        body.append(cards.line(words, size="xs", color=AMBER))
    if measure.evidence_wanted:
        body.append(
            cards.line(
                cards.clip("หลักฐานที่ต้องใช้: " + ", ".join(measure.evidence_wanted), 300), size="xs", color=GREY
            )
        )
    return body


ROUNDS_SHOWN = 4


def _nearest(rounds: Sequence[RoundFacts], today: date) -> list[RoundFacts]:
    """Rounds of a measure that can be taken in at a glance: all when they are few, else those around today."""
    ordered = sorted(rounds, key=lambda found: found.due)
    passed = sum(found.due < today for found in ordered)
    first = max(0, min(passed - 1, len(ordered) - ROUNDS_SHOWN))
    return ordered[first : first + ROUNDS_SHOWN]


def due_words(found: RoundFacts) -> str:
    """A due date, as in 30 เม.ย. 2567, and whether the round is closed."""
    return fiscal.thai_date(found.due) + (" (ปิดรอบแล้ว)" if found.closed else "")


def no_measures(office: str, year: int, known: Sequence[int], public: bool) -> Message:
    """There are no measures of that year to show; which there are."""
    words = f"ยังไม่มีมาตรการปีงบประมาณ {year} ของ{office}{'ที่เผยแพร่แล้ว' if public else ''}ค่ะ"
    words += f" ปีที่มีคือ {', '.join(map(str, known))}" if known else ""
    words += " ผู้ประสาน ITA ของหน่วยงานเป็นผู้เผยแพร่" if public and not known else ""
    words += "" if public else " ผู้ประสาน ITA ของหน่วยงานนำเข้าเอกสารมาตรการได้"
    return cards.text(
        words, [cards.says(f"มาตรการปี {each}") for each in known[-3:]] + [cards.says("ช่วยเหลือ")]
    )


def unknown_measure(number: int, year: int, numbers: Sequence[int]) -> Message:
    """No measure of that number; which there are."""
    known = f"มีข้อ {numbers[0]} ถึง {numbers[-1]}" if numbers else "ยังไม่มีมาตรการ"
    quick = [cards.says(f"มาตรการ {n}", f"รายละเอียดมาตรการ {n} ปี {year}") for n in list(numbers)[:8]]
    return cards.text(f"ไม่มีมาตรการที่ {number} ในปีงบประมาณ {year} ค่ะ {known}", quick)


def report_ready(
    office: str, year: int, title: str, scope: str, formats: Sequence[tuple[str, str]]
) -> Message:
    """Links to a report. LINE has no file message, so it is a page that downloads."""
    body = [cards.pair("รายงาน", title), cards.pair("ขอบเขต", scope, bold=False)]
    body.append(cards.line("ลิงก์ใช้ได้ 24 ชั่วโมง กรุณาอย่าส่งต่อ ข้อมูลเป็นปัจจุบัน ณ เวลาที่เปิด", size="xs", color=GREY))
    buttons = [cards.button(cards.opens(f"ดาวน์โหลด {name}", address)) for name, address in formats]
    alt = f"{title} ปี {year} พร้อมดาวน์โหลด"
    return cards.card("รายงานพร้อมแล้ว", f"{office} · ปีงบประมาณ {year}", body, alt=alt, buttons=buttons)


def choose_report(year: int, rounds: Sequence[RoundFacts], public_page: str | None) -> Message:
    """Which report, which round?"""
    quick = [
        cards.says(f"ความคืบหน้า{r.label}"[:20], f"ขอรายงานความคืบหน้า{r.label} ปี {year}") for r in rounds[:6]
    ]
    quick += [cards.says("รายงานวิเคราะห์ผล", f"ขอรายงานวิเคราะห์ผลปี {year}")]
    quick += [cards.says("รายงานมาตรการ", f"ขอรายงานมาตรการปี {year}")]
    words = f"ต้องการรายงานใดของปี {year} คะ"
    return cards.text(words + (f"\nหน้าสาธารณะ: {public_page}" if public_page else ""), quick)


def settings(office: str, rows: Sequence[tuple[str, str]], may_change: bool) -> Message:
    """What the office decided about reminders."""
    body = [cards.pair(name, value) for name, value in rows]
    words = (
        "เปลี่ยนได้ เช่น “เปลี่ยนวันครบกำหนดรอบ 6 เดือนเป็น 15 เม.ย.” หรือ “ปิดการแจ้งเตือน”"
        if may_change
        else "ผู้ประสาน ITA ของหน่วยงานเป็นผู้เปลี่ยนการตั้งค่า"
    )
    body.append(cards.line(words, size="xs", color=GREY))
    return cards.card(
        "การแจ้งเตือน",
        office,
        body,
        alt=f"การแจ้งเตือนของ{office}",
        buttons=[cards.button(cards.says("เปิดหน้าจัดการ"))] if may_change else (),
        quick=[cards.says("กำหนดส่งวันไหน")],
    )


def desk_link(office: str, address: str, minutes: int) -> Message:
    """The one-time link to the desk page."""
    words = f"ลิงก์ใช้ได้ครั้งเดียวภายใน {minutes} นาที สำหรับท่านเท่านั้น กรุณาอย่าส่งต่อ"
    body = [
        cards.line("ดูสิ่งที่ต้องแก้ไข ผู้ที่ยังไม่ส่ง ผู้ที่ติดต่อไม่ได้ และบันทึกการทำรายการ", margin="none"),
        cards.line(words, size="xs", color=GREY),
    ]
    buttons = [cards.button(cards.opens("เข้าหน้าจัดการ", address), "primary")]
    return cards.card("หน้าจัดการ", office, body, alt=f"ลิงก์เข้าหน้าจัดการของ{office} {words}", buttons=buttons)


def confirm_change(
    title: str, rows: Sequence[tuple[str, str]], draft_id: int, more: Sequence[Message] = ()
) -> Message:
    """A change of settings, a publication or a closing repeated back. `more` are actions besides yes and no."""
    body = [cards.pair(name, value) for name, value in rows]
    buttons = [
        cards.button(cards.presses("ยืนยัน", f"change:{draft_id}", "ยืนยัน", 40), "primary"),
        *(cards.button(action) for action in more),
        cards.button(cards.presses("ยกเลิก", f"drop:{draft_id}", "ยกเลิก", 40)),
    ]
    alt = f"กรุณายืนยัน: {title}"
    return cards.card(title, "ยังไม่ได้บันทึก จนกว่าจะกดยืนยัน", body, alt=alt, buttons=buttons, color=AMBER)
