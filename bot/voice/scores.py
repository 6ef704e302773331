"""Cards about scores and grades. Every figure names its fiscal year and where it comes from."""

from collections.abc import Sequence
from decimal import Decimal

from bot.voice import cards
from bot.voice.cards import AMBER, BLUE, GREEN, GREY, RED, Message

NEXT = ("จุดอ่อน", "เทียบกับปีก่อน", "ตัวชี้วัดทั้ง 10 ตัว")


def points(value: Decimal) -> str:
    """A score or a difference with its two decimals, as in 88.93."""
    return f"{value:.2f}"


def signed(value: Decimal) -> str:
    """A difference with its sign, as in -2.87 or +3.50."""
    return f"{value:+.2f}" if value else "0.00"


def tone(score: Decimal, weak_below: Decimal, strong_from: Decimal) -> str:
    """The colour of a score: weak, strong, or in between."""
    return RED if score < weak_below else GREEN if score >= strong_from else AMBER


# What is too long for a button, and what the button says instead.
SHORT = {
    "ขาดอีกกี่คะแนนถึงจะผ่าน": "ห่างเป้าเท่าไร",
    "ถ้า EIT เพิ่ม 5 คะแนน": "ลอง EIT +5",
    "ถ้าตัวชี้วัดที่ 7 ได้ 90": "ลองตัวที่ 7 ได้ 90",
    "ถ้าได้ o43 จะได้เท่าไร": "ลอง o43 ได้เต็ม",
}
# A colour never speaks alone: these stand beside it.
SIGNS = {RED: "▼", AMBER: "●", GREEN: "▲"}
LEGEND = "▲ จุดแข็ง  ● ระหว่างกลาง  ▼ จุดอ่อน"


def quick(*words: str, year: int | None = None) -> list[Message]:
    """Quick replies that lead on; with `year` they ask of the year of the card they stand under."""
    return [cards.says(SHORT.get(each, each), each if year is None else f"{each} ปี {year}") for each in words]


def scored_bar(name: str, score: Decimal, color: str) -> Message:
    """A score with its sign, colour and bar."""
    sign = SIGNS.get(color)
    return cards.bar(name, score, f"{sign} {points(score)}" if sign else points(score), color)


def overall(
    office: str,
    year: int,
    total: Decimal,
    grade: str,
    why: Sequence[str],
    instruments: Sequence[tuple[str, Decimal]],
    notes: Sequence[str],
    source: str,
    page: str | None,
    findings: int,
) -> Message:
    """The total of a year with its official grade and why it is that."""
    body = [cards.figure(points(total), "คะแนน", grade)]
    body += [cards.line(reason, size="sm") for reason in why]
    body += [cards.bar(name, score, points(score)) for name, score in instruments]
    body += [cards.line(note, size="xs", color=AMBER) for note in notes]
    buttons = [cards.button(cards.opens("เปิดหน้าสาธารณะ", page))] if page else []
    replies = [cards.presses(f"ข้อสังเกต {findings} ข้อ", f"findings:{year}")] if findings else []
    alt = f"{office} ปีงบประมาณ {year} ได้ {points(total)} คะแนน {grade} "
    alt += ", ".join(f"{name} {points(score)}" for name, score in instruments)
    return cards.card(
        f"ITA ปีงบประมาณ {year}", office, body, alt=alt, source=source, about=f"score:{year}", buttons=buttons,
        quick=[*replies, *quick(*NEXT, year=year)],
    )  # fmt: skip


def grade(office: str, year: int, title: str, reasons: Sequence[str], source: str) -> Message:
    """Which grade, and the rule it follows from."""
    body = [cards.line(title, size="lg", bold=True, color=BLUE), *[cards.line(reason) for reason in reasons]]
    alt = f"{office} ปี {year}: {title} {' '.join(reasons)}"
    return cards.card(
        f"ระดับผล ITA ปี {year}",
        office,
        body,
        alt=alt,
        source=source,
        about=f"score:{year}",
        quick=quick(*NEXT, year=year),
    )


def one_score(
    office: str,
    year: int,
    title: str,
    score: Decimal,
    word: str,
    facts: Sequence[tuple[str, str]],
    notes: Sequence[str],
    source: str,
    color: str,
    replies: Sequence[str] = NEXT,
    indicator: int | None = None,
) -> Message:
    """One indicator or instrument: its score and what it means."""
    body = [cards.figure(points(score), "คะแนน", f"{SIGNS.get(color, '')} {word}".strip(), color)]
    body += [cards.pair(name, value) for name, value in facts]
    body += [cards.line(note, size="xs", color=AMBER) for note in notes]
    alt = f"{office} ปี {year} {title} ได้ {points(score)} คะแนน {word}"
    return cards.card(
        title,
        f"{office} · ปีงบประมาณ {year}",
        body,
        alt=alt,
        source=source,
        about=f"score:{year}:{indicator}" if indicator else f"score:{year}",
        quick=quick(*replies, year=year),
    )


def ranking(
    office: str,
    year: int,
    title: str,
    rows: Sequence[tuple[str, Decimal, str]],
    lead: str,
    notes: Sequence[str],
    source: str,
    replies: Sequence[str] = NEXT,
) -> Message:
    """Indicators with their scores, as bars: strengths, weaknesses, ranks."""
    body = [cards.line(lead)] if lead else []
    body += [scored_bar(*row) for row in rows]
    body.append(cards.line(LEGEND, size="xs", color=GREY))
    body += [cards.line(note, size="xs", color=AMBER) for note in notes]
    listed = ", ".join(f"{name} {points(score)}" for name, score, _ in rows)
    alt = f"{office} ปี {year} {title}: {listed or lead}"
    return cards.card(
        title,
        f"{office} · ปีงบประมาณ {year}",
        body,
        alt=alt,
        source=source,
        about=f"score:{year}",
        quick=quick(*replies, year=year),
    )


def all_indicators(
    office: str,
    year: int,
    groups: Sequence[tuple[str, Decimal | None, Sequence[tuple[str, Decimal, str]]]],
    notes: Sequence[str],
    source: str,
) -> Message:
    """The ten indicators as bars, under the instrument they are measured with and its mean."""
    body: list[Message] = []
    for name, mean, rows in groups:
        head = f"{name} · เฉลี่ย {points(mean)}" if mean is not None else name
        body += [cards.line(head, bold=True, color=BLUE, margin="lg"), *[scored_bar(*row) for row in rows]]
    body.append(cards.line(LEGEND, size="xs", color=GREY))
    body += [cards.line(note, size="xs", color=AMBER) for note in notes]
    listed = ", ".join(f"{name} {points(score)}" for _, _, rows in groups for name, score, _ in rows)
    return cards.card(
        "ตัวชี้วัดทั้งหมด", f"{office} · ปีงบประมาณ {year}", body, alt=f"{office} ปี {year} {listed}", source=source,
        about=f"score:{year}", quick=quick("จุดอ่อน", "จุดแข็ง", "เทียบกับปีก่อน", year=year),
    )  # fmt: skip


def comparison(
    office: str,
    earlier: int,
    later: int,
    title: str,
    before: Decimal,
    after: Decimal,
    change: Decimal,
    percent: Decimal | None,
    rows: Sequence[tuple[str, Decimal, Decimal, Decimal]],
    notes: Sequence[str],
    source: str,
) -> Message:
    """Two years side by side: points and percent of the earlier year, sign kept."""
    word = "เพิ่มขึ้น" if change > 0 else "ลดลง" if change < 0 else "เท่าเดิม"
    color = GREEN if change > 0 else RED if change < 0 else GREY
    of_earlier = f" ({signed(percent)}% ของปี {earlier})" if percent is not None else ""
    difference = f"{signed(change)} คะแนน{of_earlier}"
    body = [
        cards.pair(f"ปี {earlier}", points(before)),
        cards.pair(f"ปี {later}", points(after)),
        cards.pair(word, difference, color=color),
    ]
    if percent is not None:
        how = f"คิดจาก {points(after)} − {points(before)} = {signed(change)} แล้วหารด้วย {points(before)} (ปี {earlier})"
        body.append(cards.line(how.replace("= -", "= −"), size="xs", color=GREY))
    if rows:
        body.append(cards.rule())
    for name, old, new, moved in rows:
        tint = GREEN if moved > 0 else RED if moved < 0 else GREY
        body.append(
            cards.pair(name, f"{points(old)} → {points(new)} ({signed(moved)})", color=tint, bold=False)
        )
    body += [cards.line(note, size="xs", color=AMBER) for note in notes]
    alt = f"{office} {title} ปี {earlier} {points(before)} ปี {later} {points(after)} {word} {difference}"
    return cards.card(
        f"เทียบปี {earlier} กับ {later}", f"{office} · {title}", body, alt=alt, source=source, about=f"score:{later}",
        quick=quick("จุดอ่อน", "คะแนน", "ขาดอีกกี่คะแนนถึงจะผ่าน", year=later),
    )  # fmt: skip


def gap(
    office: str,
    year: int,
    title: str,
    lead: str,
    rows: Sequence[tuple[str, str]],
    notes: Sequence[str],
    source: str,
) -> Message:
    """How far it is to a target, and what would get there."""
    body = [cards.line(lead, bold=True), *[cards.pair(name, value) for name, value in rows]]
    body += [cards.line(note, size="xs", color=AMBER) for note in notes]
    alt = f"{office} ปี {year} {title}: {lead} " + ", ".join(f"{name} {value}" for name, value in rows[:4])
    return cards.card(
        title, f"{office} · ปีงบประมาณ {year}", body, alt=alt, source=source, about=f"score:{year}",
        quick=quick("จุดอ่อน", "ถ้า EIT เพิ่ม 5 คะแนน", "ตัวชี้วัดทั้ง 10 ตัว", year=year),
    )  # fmt: skip


def what_if(
    office: str,
    year: int,
    assumption: str,
    before: Decimal,
    after: Decimal,
    change: Decimal,
    grade_after: str,
    notes: Sequence[str],
    source: str,
) -> Message:
    """A supposition computed with the year's weights. Never a promise."""
    body = [
        cards.line(assumption),
        cards.figure(points(after), "คะแนน", grade_after),
        cards.pair("เดิม", points(before), bold=False),
        cards.pair(
            "เปลี่ยน", f"{signed(change)} คะแนน", color=GREEN if change > 0 else RED if change < 0 else GREY
        ),
        *[cards.line(note, size="xs", color=AMBER) for note in notes],
        cards.line("เป็นการคำนวณสมมุติ ไม่ใช่ผลประเมิน", size="xs", color=GREY),
    ]
    alt = f"{office} ปี {year} {assumption} จะได้ {points(after)} คะแนน ({signed(change)}) {grade_after}"
    return cards.card(
        "ลองคำนวณดู",
        f"{office} · ฐานปี {year}",
        body,
        alt=alt,
        source=source,
        about=f"score:{year}",
        quick=quick(*NEXT, year=year),
    )


def weight(office: str, year: int, name: str, worth: Decimal, notes: Sequence[str]) -> Message:
    """What a part of the assessment weighs in the total. `worth`: points of the total for one of its own."""
    percent = f"{worth * 100:.2f}".rstrip("0").rstrip(".")
    body = [
        cards.figure(f"{percent}%", "ของคะแนนรวม", name),
        cards.line(f"เพิ่ม 1 คะแนน คะแนนรวมเพิ่ม {worth:.2f} · เพิ่ม 10 คะแนน คะแนนรวมเพิ่ม {worth * 10:.2f}"),
        *[cards.line(note, size="xs", color=AMBER) for note in notes],
    ]
    alt = f"{name} ปี {year} มีน้ำหนัก {percent}% ของคะแนนรวม เพิ่ม 1 คะแนน รวมเพิ่ม {worth:.2f}"
    return cards.card(
        f"น้ำหนักคะแนน ปี {year}", office, body, alt=alt, source=f"เกณฑ์การประเมิน ITA ปีงบประมาณ {year}",
        about=f"score:{year}", quick=quick("ถ้า EIT เพิ่ม 5 คะแนน", "จุดอ่อน", year=year),
    )  # fmt: skip


def no_result(office: str, year: int, known: Sequence[int]) -> Message:
    """There is no result of that year; which there are."""
    years = ", ".join(map(str, known))
    words = f"ยังไม่มีผลคะแนน ITA ปีงบประมาณ {year} ของ{office}ค่ะ"
    words += f" ปีที่มีคือ {years}" if known else " ยังไม่มีปีใดเลย"
    words += " ผู้ประสาน ITA ของหน่วยงานเป็นผู้นำเข้าผล"
    return cards.text(words, quick(*[f"คะแนนปี {each}" for each in known[-3:]], "ช่วยเหลือ"))
