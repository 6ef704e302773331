"""Findings about weak points: those no measure answers, and questions that stand under two indicators."""

import re
from collections.abc import Iterator

from tracker.documents.draft import FindingDraft
from tracker.documents.extract.columns import columns_of
from tracker.documents.extract.indicators import indicator_in, title_of
from tracker.documents.extract.items import items
from tracker.documents.extract.reading import Reading
from tracker.documents.extract.results import rubric_of
from tracker.documents.extract.wording import short
from tracker.documents.paper import Row, Table
from tracker.documents.script import compact, unwrapped

_HEAD = re.compile(r"(?:ประเด็น|สิ่ง|เรื่อง)ที่(?:ต้อง|ควร)(?:แก้ไข|ปรับปรุง|พัฒนา)|^จุดอ่อน|^ข้อบกพร่อง")
_CODE = re.compile(r"^(?:ข้อ\s*)?([eio]\d{1,2})\s")

TOPICS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("แผนและการใช้จ่ายงบประมาณ", re.compile(r"(?<!ปี)งบประมาณ")),
    ("การจัดซื้อจัดจ้างและพัสดุ", re.compile(r"จัดซื้อ|จัดจ้าง|พัสดุ")),
    ("การใช้และยืมทรัพย์สินของราชการ", re.compile(r"ทรัพย์สิน|การยืม")),
    ("การร้องเรียนและแจ้งเบาะแส", re.compile(r"ร้องเรียน|เบาะแส")),
    ("คุณธรรมจริยธรรมและการเอื้อประโยชน์", re.compile(r"จริยธรรม|คุณธรรม(?!และความโปร่งใส)|เอื้อประโยชน์|พวกพ้อง|ทับซ้อน")),
    ("การใช้อำนาจและดุลพินิจ", re.compile(r"ดุลพินิจ|การใช้อำนาจ")),
    ("การประชาสัมพันธ์และเปิดเผยข้อมูล", re.compile(r"ประชาสัมพันธ์|เปิดเผย|เผยแพร่|เว็บไซต์")),
    ("การให้บริการ", re.compile(r"การให้บริการ|รับบริการ|E-?Service", re.I)),
    ("การรับฟังและการมีส่วนร่วม", re.compile(r"ส่วนร่วม|รับฟัง|ความคิดเห็น")),
)
"""What weak points are about. A weak point is answered when some measure speaks of one of its topics."""


def findings(reading: Reading) -> Iterator[FindingDraft]:
    """Every finding about weak points."""
    if reading.measures:
        yield from _unanswered_points(reading)
        yield from _unanswered_indicators(reading)
    yield from _two_indicators(reading)


def _unanswered_points(reading: Reading) -> Iterator[FindingDraft]:
    answered = " ".join(
        " ".join((measure.title, *measure.steps, *measure.evidence)) for measure in reading.measures
    )
    year = reading.measures[0].fiscal_year
    for point, place in _weak_points(reading):
        topics = [(name, pattern) for name, pattern in TOPICS if pattern.search(point)]
        if topics and not any(pattern.search(answered) for _, pattern in topics):
            message = f"จุดอ่อนเรื่อง{topics[0][0]} “{short(point)}” ไม่มีมาตรการรองรับ"
            yield FindingDraft("weakness-without-measure", "warning", message, place, year)


def _weak_points(reading: Reading) -> Iterator[tuple[str, str]]:
    for block in reading.paper.blocks:
        if not isinstance(block, Table):
            continue
        column: int | None = None
        for row in block.rows:
            heading = [
                at for at, text in enumerate(row.texts) if len(text) < 60 and _HEAD.search(compact(text))
            ]
            if heading:
                column = heading[0]
            elif column is not None and column < len(row.cells):
                yield from ((item, row.place) for item in items(unwrapped(row.cells[column].lines)))


def _unanswered_indicators(reading: Reading) -> Iterator[FindingDraft]:
    """Indicators under the pass mark, or called weak, that no measure names. Said only when measures name theirs."""
    named = {measure.indicator for measure in reading.measures}
    year = reading.measures[0].fiscal_year
    result = next(
        (each.draft for each in reading.results if year and each.draft.fiscal_year == year - 1), None
    )
    rules = rubric_of(result.fiscal_year) if result else None
    if None in named or result is None or rules is None:
        return
    called = _called_weak(reading)
    for number, score in sorted(result.indicators.items()):
        if number not in named and (score < rules.pass_mark or number in called):
            why = (
                f"ได้ {score} ต่ำกว่า {rules.pass_mark}"
                if score < rules.pass_mark
                else f"เอกสารจัดเป็นจุดอ่อน (ได้ {score})"
            )
            message = f"ตัวชี้วัดที่ {number} {title_of(number)} {why} แต่ไม่มีมาตรการปี {year} รองรับ"
            place = called.get(number) or result.place or ""
            yield FindingDraft("weakness-without-measure", "warning", message, place, year)


def _called_weak(reading: Reading) -> dict[int, str]:
    """Indicators listed under a heading "จุดอ่อน", with the place."""
    found: dict[int, str] = {}
    weak = False
    for block in reading.paper.blocks:
        if isinstance(block, Table):
            weak = False
            continue
        if "จุดอ่อน" in block.text or "จุดแข็ง" in block.text:
            weak = block.text.rfind("จุดอ่อน") > block.text.rfind("จุดแข็ง")
        number = indicator_in(block.text)
        if weak and number:
            found.setdefault(number, block.place)
    return found


def _two_indicators(reading: Reading) -> Iterator[FindingDraft]:
    """A question (e13) or an OIT item that stands under one indicator here and under another there."""
    seen: dict[str, dict[int, str]] = {}
    for block in reading.paper.blocks:
        if isinstance(block, Table) and not any(map(columns_of, block.rows)):
            for row in block.rows:
                for code, indicator in _codes(row):
                    seen.setdefault(code, {}).setdefault(indicator, row.place)
    for measure in reading.measures:
        for known in (measure.question, measure.oit_item):
            if known and measure.indicator:
                seen.setdefault(known, {}).setdefault(measure.indicator, measure.place or "")
    for code, places in seen.items():
        if len(places) > 1:
            listed = " แต่".join(f"อยู่ใต้ตัวชี้วัดที่ {indicator} ที่{place}" for indicator, place in places.items())
            message = f"{code} {listed}{_right(reading, code)}"
            yield FindingDraft("indicator-conflict", "warning", message, ", ".join(places.values()))


def _codes(row: Row) -> Iterator[tuple[str, int]]:
    indicator = next((found for found in map(indicator_in, row.texts) if found), None)
    if indicator:
        for cell in row.cells:
            yield from ((found[1], indicator) for found in map(_CODE.match, cell.lines) if found)


def _right(reading: Reading, code: str) -> str:
    """The indicator the year's questionnaire or OIT structure puts it under, where that is certain."""
    rules = rubric_of(reading.results[-1].draft.fiscal_year) if reading.results else None
    if rules is None:
        return ""
    number = int(code[1:])
    right: int | None = None
    if code.startswith("o") and rules.certain("structure"):
        right = next(
            (part.indicator for part in rules.parts or () if part.first <= number <= part.last), None
        )
    asked = dict(rules.questions or ()).get({"i": "IIT", "e": "EIT"}.get(code[0], ""))
    if asked and rules.certain("questions"):
        under = rules.indicators_of("IIT" if code[0] == "i" else "EIT")
        at = (number - 1) * len(under) // asked
        right = under[at] if at < len(under) else None
    return f" ตามโครงสร้างปี {rules.fiscal_year} ควรอยู่ใต้ตัวชี้วัดที่ {right}" if right else ""
