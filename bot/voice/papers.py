"""Papers sent to be taken in: what was found in one, findings first, repeated back before anything is written."""

import os
from collections.abc import Sequence

from bot.voice import cards, scores
from bot.voice.cards import AMBER, GREEN, GREY, INK, RED, Box, Message
from tracker.documents.differences import Change, departments_words, period_words
from tracker.documents.draft import DocumentDraft, FindingDraft, MeasureDraft, ResultDraft
from tracker.rules.rounds import CADENCE_WORDS

SHOWN = 12
"""Rows of one card; the rest is counted, for a card is to be looked through, not scrolled for ever."""
A_PAGE = 4
"""Findings of one page."""
CHANGES, FIELDS = 8, 3
"""Changes of one card, and fields of one change: what LINE takes with the longest values."""
FINDINGS = 15
"""Findings of one card; more than this nobody reads on a phone."""
PUBLIC = "ผลคะแนนเป็นข้อมูลสาธารณะ เมื่อนำเข้าแล้วใครถามก็ตอบ ส่วนมาตรการและหน้าเว็บเปิดเผยเมื่อกดเผยแพร่"
_WORDS = {"error": ("✕ ผิด", RED), "warning": ("▲ ควรตรวจ", AMBER), "note": ("○ หมายเหตุ", GREY)}
_KINDS = {"added": ("+ เพิ่ม", GREEN), "changed": ("✎ เปลี่ยน", AMBER), "missing": ("– ไม่มีในฉบับนี้", GREY)}
_LONGEST = 480


def reading(name: str, office_id: int, paper_id: int) -> Message:
    """The file is here and is being read."""
    words = f"ได้รับไฟล์ “{cards.clip(name, 80)}” แล้วค่ะ กำลังอ่าน อีกสักครู่จะส่งสิ่งที่พบให้ตรวจก่อนนำเข้า ยังไม่มีอะไรถูกบันทึก"
    return cards.text(words, [_as_proof(office_id, paper_id)])


def _as_proof(office_id: int, paper_id: int) -> Message:
    return cards.presses("ใช้เป็นหลักฐานแทน", f"paper:proof:{office_id}:{paper_id}")


def headline(draft: DocumentDraft) -> str:
    """What a paper holds, as in พบผลคะแนนปี 2566 และ 9 มาตรการปี 2567 ข้อสังเกต 5 ข้อ."""
    parts = []
    years = sorted({str(result.fiscal_year or "ที่ไม่ระบุ") for result in draft.results})
    if years:
        parts.append(f"ผลคะแนนปี {', '.join(years)}")
    for year in sorted({measure.fiscal_year or 0 for measure in draft.measures}):
        count = sum((measure.fiscal_year or 0) == year for measure in draft.measures)
        parts.append(f"{count} มาตรการปี {year or 'ที่ไม่ระบุ'}")
    told = sum(bool(entry.results) for entry in draft.progress)
    if told:
        parts.append(f"รายงานผล {told} มาตรการ")
    noticed = f"ข้อสังเกต {len(draft.findings)} ข้อ" if draft.findings else "ไม่พบข้อสังเกต"
    return f"พบ{' และ '.join(parts) or 'เพียงข้อความ'} {noticed}"


def as_read(
    office: str,
    draft: DocumentDraft,
    changes: Sequence[Change],
    departments: Sequence[str],
    aside: str,
    office_id: int,
    paper_id: int,
) -> list[Message]:
    """Everything a coordinator looks through before a paper is taken in; the buttons are on the last card.

    `departments` are those that would be set up. `aside` says what must be known first, as in that the same paper was
    taken in before.
    """
    known = [change for change in changes if change.effect != "added"]
    messages = [noticed(draft.file, draft.findings)] if draft.findings else []
    messages.append(contents(office, draft.results, draft.measures, departments))
    if known:
        messages.append(differences(office, changes))
    return [
        *messages,
        asked(office, draft.file, headline(draft), aside, counted(changes), office_id, paper_id),
    ]


def noticed(name: str, findings: Sequence[FindingDraft]) -> Message:
    """What a careful reader notices in the paper, the gravest first, a few on each page to be swiped."""
    title = f"ข้อสังเกต {len(findings)} ข้อ"
    shown = [_finding(finding) for finding in findings[:SHOWN]]
    pages = [shown[at : at + A_PAGE] for at in range(0, len(shown), A_PAGE)] or [[]]
    made = [
        cards.card(
            title, name, [part for parts in page for part in parts], alt=f"{title} ใน {name}", color=AMBER
        )
        for page in pages
    ]
    made[-1]["contents"]["body"]["contents"] += _more(len(findings))
    if len(made) == 1:
        return made[0]
    return {**made[0], "contents": {"type": "carousel", "contents": [each["contents"] for each in made]}}


def _finding(finding: FindingDraft) -> list[Box]:
    word, color = _WORDS.get(finding.severity, _WORDS["note"])
    parts = [
        cards.line(word, size="xs", color=color, bold=True, margin="lg"),
        cards.line(cards.clip(finding.message, _LONGEST), margin="xs"),
    ]
    where = [cards.line(cards.clip(finding.where, 120), size="xs", color=GREY, margin="xs")]
    return parts + where if finding.where else parts


def _more(count: int, shown: int = SHOWN) -> list[Box]:
    return [cards.line(f"และอีก {count - shown} รายการ", size="xs", color=GREY)] if count > shown else []


def contents(
    office: str, results: Sequence[ResultDraft], measures: Sequence[MeasureDraft], departments: Sequence[str]
) -> Message:
    """The scores and measures that were read, and the departments that are new with them."""
    body: list[Box] = []
    for result in results:
        body += _result(result)
    if measures:
        body += [cards.rule(), cards.line(f"มาตรการ {len(measures)} รายการ", bold=True)]
    for measure in measures[:SHOWN]:
        body += _measure(measure)
    body += _more(len(measures))
    if departments:
        body += [cards.rule(), cards.line(f"ส่วนราชการที่จะตั้งขึ้นใหม่ {len(departments)} แห่ง", bold=True)]
        body.append(cards.line(cards.clip(", ".join(departments), _LONGEST), size="xs", margin="xs"))
    return cards.card("สิ่งที่อ่านได้", office, body, alt=f"สิ่งที่อ่านได้จากเอกสารของ{office}")


def _result(result: ResultDraft) -> list[Box]:
    printed = " · ".join(filter(None, [result.grade and f"เกรด {result.grade}", result.level]))
    total = "ไม่พบคะแนนรวม" if result.overall is None else f"{result.overall:.2f}"
    rows = [cards.pair(f"ผลคะแนนปี {result.fiscal_year or 'ที่ไม่ระบุ'}", f"{total} {printed}".strip())]
    for number, value in sorted(result.indicators.items()):
        doubtful = number in result.uncertain
        words = f"{value:.2f}{' ไม่แน่ชัด' if doubtful else ''}"
        rows.append(cards.pair(f"ตัวชี้วัดที่ {number}", words, color=AMBER if doubtful else INK, bold=False))
    return rows


def _measure(measure: MeasureDraft) -> list[Box]:
    period = period_words(measure) or "ไม่ระบุระยะเวลา"
    who = departments_words(measure) or "ไม่ระบุผู้รับผิดชอบ"
    cadence = f"รายงาน{CADENCE_WORDS[measure.cadence]}" if measure.cadence != "unknown" else "ไม่ระบุรอบรายงาน"
    return [
        cards.line(f"{measure.number}. {cards.clip(measure.title, 200)}", margin="lg"),
        cards.line(cards.clip(f"{who} · {period} · {cadence}", 200), size="xs", color=GREY, margin="xs"),
    ]


def differences(office: str, changes: Sequence[Change]) -> Message:
    """What would be added, changed, and what is known but not in this paper."""
    body: list[Box] = []
    for change in changes[:CHANGES]:
        word, color = _KINDS[change.effect]
        name = (
            change.title
            if change.number is None
            else f"มาตรการที่ {change.number} ปี {change.fiscal_year} {change.title}"
        )
        body.append(cards.line(f"{word} {cards.clip(name, 120)}", color=color, bold=True, margin="lg"))
        shown = len(change.fields) if change.number is None else FIELDS
        for field in change.fields[:shown]:
            before, after = _differing(field.before, field.after)
            words = f"{cards.clip(field.field, 30)}: {cards.clip(before, 60)} → {cards.clip(after, 60)}"
            body.append(cards.line(words, size="xs", margin="xs"))
        if len(change.fields) > shown:
            words = cards.clip("และ" + ", ".join(field.field for field in change.fields[shown:]), 120)
            body.append(cards.line(words, size="xs", color=GREY, margin="xs"))
        if change.effect == "missing":
            words = "คงไว้ตามเดิม" + (f" เปลี่ยนเป็นเลขที่ {change.renumbered}" if change.renumbered else "")
            body.append(cards.line(words, size="xs", color=GREY, margin="xs"))
    title = "ต่างจากข้อมูลที่มีอยู่"
    return cards.card(
        title, office, body + _more(len(changes), CHANGES), alt=f"{title}ของ{office}: {counted(changes)}"
    )


def _differing(before: str, after: str) -> tuple[str, str]:
    """Two long texts from where they begin to differ, so that a card never shows the same words twice."""
    alike = len(os.path.commonprefix([before, after]))
    if alike < 40 or min(len(before), len(after)) < 60:
        return before, after
    at = max(before.rfind(" ", 0, alike), 0)
    return f"…{before[at:].strip()}", f"…{after[at:].strip()}"


def counted(changes: Sequence[Change]) -> str:
    """How much would change, as in เพิ่ม 2 เปลี่ยน 1 ไม่มีในฉบับนี้ 1 (คงไว้)."""
    kinds = [change.effect for change in changes]
    names = (("added", "เพิ่ม {}"), ("changed", "เปลี่ยน {}"), ("missing", "ไม่มีในฉบับนี้ {} (คงไว้)"))
    return " ".join(words.format(kinds.count(kind)) for kind, words in names if kind in kinds)


def asked(
    office: str, name: str, found: str, aside: str, counts: str, office_id: int, paper_id: int
) -> Message:
    """The last card: shall it be taken in?"""
    body = [cards.line(found, bold=True), cards.pair("ไฟล์", cards.clip(name, 100), bold=False)]
    body += [cards.pair("ข้อมูลที่จะเปลี่ยน", counts, bold=False)] if counts else []
    body += [cards.line(aside, color=AMBER)] if aside else []
    body.append(cards.line(PUBLIC, size="xs", color=GREY))
    body.append(cards.line("ยังไม่มีอะไรถูกบันทึก กรุณาเทียบกับเอกสารก่อนยืนยัน", size="xs", color=GREY))
    buttons = [
        cards.button(cards.presses("ยืนยันนำเข้า", f"paper:yes:{office_id}:{paper_id}", "ยืนยัน", 40), "primary"),
        cards.button(cards.presses("ไม่นำเข้า", f"paper:no:{office_id}:{paper_id}", "ไม่นำเข้า", 40)),
    ]
    return cards.card(
        "ตรวจก่อนนำเข้า", office, body, alt=f"กรุณายืนยันการนำเข้า {found}", buttons=buttons, color=AMBER,
        quick=[_as_proof(office_id, paper_id)],
    )  # fmt: skip


def nothing_new(office: str, found: str, office_id: int, paper_id: int) -> Message:
    """All of it is known already."""
    words = f"{found}\nข้อมูลทั้งหมดตรงกับที่มีอยู่ของ{office}แล้วค่ะ จึงไม่มีอะไรต้องนำเข้า"
    return cards.text(
        words, [cards.says("คะแนนล่าสุด"), cards.says("มาตรการทั้งหมด"), _as_proof(office_id, paper_id)]
    )


def unreadable(name: str, sentence: str, office_id: int, paper_id: int) -> Message:
    """It could not be read, or holds nothing we know; what else can be done with it."""
    next_step = "ไม่มีไฟล์อื่น กรอกแบบฟอร์มแทนได้ หรือใช้ไฟล์นี้เป็นหลักฐาน"
    words = f"ไฟล์ “{cards.clip(name, 80)}”: {sentence} ยังไม่มีอะไรถูกบันทึก\n{next_step}"
    return cards.text(
        words, [cards.presses("ขอแบบฟอร์มกรอกข้อมูล", "paper:form"), _as_proof(office_id, paper_id)]
    )


def form(address: str, own: str | None) -> Message:
    """How papers come in, and where the workbooks are: the empty one, and the office's own."""
    body = [
        cards.line(
            "ส่งไฟล์ผลคะแนนหรือมาตรการมาในแชทนี้ได้เลย Word PDF Excel CSV ข้อความ หรือหน้าเว็บ ระบบจะอ่านให้ตรวจก่อนนำเข้า"
        ),
        cards.line("ไม่มีเอกสาร กรอกแบบฟอร์ม Excel แล้วส่งกลับมาในแชทนี้"),
    ]
    buttons = [cards.button(cards.opens("แบบฟอร์มเปล่า", address), "primary")]
    if own is not None:
        body.append(cards.line("แก้ข้อมูลที่มีอยู่: เปิดไฟล์ของหน่วยงาน แก้แล้วส่งกลับมา", size="xs", color=GREY))
        buttons.append(cards.button(cards.opens("ไฟล์ของหน่วยงาน", own)))
    return cards.card("นำเข้าข้อมูล", "เฉพาะผู้ประสาน ITA", body, alt="วิธีนำเข้าผลคะแนนและมาตรการ", buttons=buttons)


def dropped() -> Message:
    """Nothing of it was kept."""
    return cards.text("ไม่นำเข้าแล้วค่ะ ลบไฟล์และสิ่งที่อ่านได้แล้ว ยังไม่มีอะไรถูกบันทึก", [cards.says("ช่วยเหลือ")])


def taken(
    office: str, name: str, found: str, counts: str, years: Sequence[int], noticed_years: Sequence[int]
) -> Message:
    """The receipt: it is written down."""
    body = [
        cards.line(f"✔ นำเข้าแล้ว {found}", color=GREEN, bold=True),
        cards.pair("ไฟล์", cards.clip(name, 100), bold=False),
        cards.pair("ข้อมูลที่เปลี่ยน", counts or "–", bold=False),
        cards.line(PUBLIC, size="xs", color=GREY),
    ]
    replies = [cards.says(f"คะแนนปี {year}") for year in years[-2:]]
    replies += [cards.presses(f"ข้อสังเกตปี {year}", f"findings:{year}") for year in noticed_years]
    replies += [cards.says("มาตรการทั้งหมด"), cards.says("เผยแพร่")]
    return cards.card("นำเข้าเอกสารแล้ว", office, body, alt=f"นำเข้าแล้ว {found}", color=GREEN, quick=replies)


def findings(
    office: str, year: int, rows: Sequence[tuple[str, str | None]], source: str, of_measures: bool = False
) -> Message:
    """What a careful reader found in the papers of a year, of its result or of its measures."""
    body = [
        cards.line(message if not place else f"{message} ({place})") for message, place in rows[:FINDINGS]
    ]
    if len(rows) > FINDINGS:
        body.append(cards.line(f"และอีก {len(rows) - FINDINGS} ข้อ", size="xs", color=GREY))
    alt = f"{office} ปี {year} ข้อสังเกต {len(rows)} ข้อ"
    if not rows:
        body = [cards.line("ไม่พบข้อสังเกตในเอกสารของปีนี้ค่ะ")]
    return cards.card(
        f"ข้อสังเกตจากเอกสาร ปี {year}",
        office,
        body,
        alt=alt,
        source=source,
        about=f"{'measures' if of_measures else 'score'}:{year}",
        quick=scores.quick(*scores.NEXT, year=year),
    )
