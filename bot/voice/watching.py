"""Cards for who keeps watch over the whole office: departments at a glance, who has not reported, when it is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.voice import cards
from bot.voice.cards import AMBER, BLUE, GREEN, GREY, RED, Message
from bot.voice.measures import STATUS_SIGNS, due_words
from tracker.facts import RoundFacts
from tracker.rules import fiscal


@dataclass(frozen=True)
class DepartmentState:
    """How far a department is with its measures of a year. `percent` is their mean, of 100."""

    name: str
    percent: int
    done: int
    under_way: int
    not_started: int
    stuck: int
    late: int

    @property
    def words(self) -> str:
        """The counts that are not nought, each with its sign."""
        counts = (
            (STATUS_SIGNS["done"], "เสร็จ", self.done),
            (STATUS_SIGNS["in_progress"], "กำลังทำ", self.under_way),
            (STATUS_SIGNS["not_started"], "ยังไม่เริ่ม", self.not_started),
            (STATUS_SIGNS["blocked"], "ติดขัดหรือเลื่อน", self.stuck),
            ("■", "เลยกำหนดส่ง", self.late),
        )
        return " · ".join(f"{sign} {name} {count}" for sign, name, count in counts if count)


def overview(
    office: str, year: int, departments: Sequence[DepartmentState], measures: int, percent: int, source: str
) -> Message:
    """All departments at a glance, for who answers for the whole office; press one for its measures."""
    body = [cards.figure(f"{percent}%", f"จาก {measures} มาตรการ", "คืบหน้าเฉลี่ย")]
    for each in departments:
        color = RED if each.late else GREEN if each.percent == 100 else BLUE
        row = cards.titled_bar(f"{each.name} {each.percent}%", each.percent, each.words, color)
        body.append(
            cards.pressable(
                row, cards.says(cards.short_department(each.name), f"มาตรการของ{each.name} ปี {year}")
            )
        )
    late = [each.name for each in departments if each.late]
    alt = f"{office} ปี {year} คืบหน้าเฉลี่ย {percent}% เลยกำหนดส่ง: {', '.join(late) or 'ไม่มี'}; "
    alt += ", ".join(f"{each.name} {each.percent}%" for each in departments)
    return cards.card(
        "ภาพรวมส่วนราชการ", f"{office} · ปีงบประมาณ {year}", body, alt=alt, source=source, about=f"measures:{year}",
        quick=[cards.says("ใครยังไม่ส่ง"), cards.says("กำหนดส่งวันไหน"), cards.says("ขอรายงาน")],
    )  # fmt: skip


def waiting(
    office: str,
    year: int,
    rows: Sequence[tuple[RoundFacts, Sequence[tuple[str, Sequence[int]]]]],
    today: date,
    source: str,
) -> Message:
    """Who has not reported, round by round: departments and the numbers of the measures they still owe."""
    body = _by_round(rows, today) if len(rows) <= ROUNDS_APART else _by_department(rows, today)
    if not rows:
        body = [cards.line("ส่งครบทุกส่วนราชการแล้วค่ะ", color=GREEN, bold=True)]
    names = sorted({name for _, departments in rows for name, _ in departments})
    alt = f"{office} ปี {year} ยังไม่ส่ง: {', '.join(names) or 'ส่งครบแล้ว'}"
    return cards.card(
        "ใครยังไม่ส่งรายงาน", f"{office} · ปีงบประมาณ {year}", body, alt=alt, source=source,
        about=f"measures:{year}",
        quick=[cards.says("งานของฉัน"), cards.says("ขอรายงานรอบแรก"), cards.says("กำหนดส่งวันไหน")],
    )  # fmt: skip


ROUNDS_APART = 2
"""So many rounds are shown one by one; more are put together by department, or nobody reads to the end."""
SOON = timedelta(days=60)
NUMBERS_SHOWN = 15

Owing = tuple[RoundFacts, Sequence[tuple[str, Sequence[int]]]]


def _by_round(rows: Sequence[Owing], today: date) -> list[Message]:
    body: list[Message] = []
    for found, departments in rows:
        color = RED if found.due < today else AMBER
        head = f"{found.label} · ครบกำหนด {fiscal.thai_date(found.due)} ({_how_long(found.due, today)})"
        body.append(cards.line(head, bold=True, color=color))
        for name, numbers in departments:
            body.append(cards.pair(name, _numbers(numbers), bold=False))
    return body


def _by_department(rows: Sequence[Owing], today: date) -> list[Message]:
    """What is late, then what falls due soon, each by department with its measures and its earliest day."""
    late = [row for row in rows if row[0].due < today]
    soon = [row for row in rows if today <= row[0].due <= today + SOON]
    later = len(rows) - len(late) - len(soon)
    body: list[Message] = []
    for head, part, color in (("■ เลยกำหนดแล้ว", late, RED), ("□ ครบกำหนดใน 60 วัน", soon, AMBER)):
        if part:
            body.append(cards.line(head, bold=True, color=color, margin="lg"))
            body += [row for name in _names(part) for row in _owed_by(name, part, today)]
    if later:
        body.append(cards.line(f"หลังจากนั้นมีอีก {later} รอบ", size="xs", color=GREY))
    return body


def _owed_by(name: str, rows: Sequence[Owing], today: date) -> list[Message]:
    owed = [(found, numbers) for found, departments in rows for who, numbers in departments if who == name]
    numbers = sorted({number for _, each in owed for number in each})
    first = min((found for found, _ in owed), key=lambda found: found.due)
    rounds = first.label if len(owed) == 1 else f"{len(owed)} รอบ เร็วสุด {first.label}"
    when = f"{rounds} ครบกำหนด {fiscal.thai_date(first.due)} ({_how_long(first.due, today)})"
    return [cards.pair(name, _numbers(numbers)), cards.line(when, size="xs", color=GREY, margin="none")]


def _names(rows: Sequence[Owing]) -> list[str]:
    return list(dict.fromkeys(name for _, departments in rows for name, _ in departments))


def _numbers(numbers: Sequence[int]) -> str:
    more = f" และอีก {len(numbers) - NUMBERS_SHOWN} ข้อ" if len(numbers) > NUMBERS_SHOWN else ""
    return "มาตรการ " + ", ".join(map(str, numbers[:NUMBERS_SHOWN])) + more


def _how_long(due: date, today: date) -> str:
    return f"เลยกำหนด {(today - due).days} วัน" if due < today else f"อีก {(due - today).days} วัน"


ADD = "เพิ่มในปฏิทินมือถือ"


def deadlines(
    office: str,
    year: int,
    rounds: Sequence[RoundFacts],
    today: date,
    assumed: bool,
    source: str,
    calendar: str | None = None,
) -> Message:
    """When each round falls due. `calendar`: where they are added to the speaker's phone."""
    body = []
    for found in rounds:
        days = (found.due - today).days
        left = f"อีก {days} วัน" if days > 0 else "วันนี้" if days == 0 else f"เลยมา {-days} วัน"
        color = GREY if found.closed else RED if days < 0 else BLUE
        body.append(cards.pair(f"{found.label}", f"{due_words(found)}\n{left}", color=color))
    if assumed:
        words = "บางมาตรการไม่ได้ระบุรอบ จึงใช้ค่าเริ่มต้นของหน่วยงาน ผู้ประสาน ITA เปลี่ยนวันได้"
        body.append(cards.line(words, size="xs", color=AMBER))
    alt = f"{office} ปี {year} " + ", ".join(f"{r.label} {fiscal.thai_date(r.due)}" for r in rounds)
    # In the phone's own browser: the one inside LINE hands nothing to a calendar.
    adds = [cards.button(cards.opens(ADD, f"{calendar}?openExternalBrowser=1"))] if calendar else []
    return cards.card(
        "กำหนดส่งรายงาน", f"{office} · ปีงบประมาณ {year}", body, alt=alt, source=source,
        about=f"measures:{year}", buttons=adds,
        quick=[cards.says("งานของฉัน"), cards.says("ใครยังไม่ส่ง"), cards.says("ขอรายงานรอบแรก")],
    )  # fmt: skip
