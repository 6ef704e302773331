"""Findings about weak points: those no measure answers, and questions that stand under two indicators."""

import re
from collections.abc import Iterator

from tracker.documents.draft import FindingDraft
from tracker.documents.extract.columns import columns_of
from tracker.documents.extract.indicators import SAID, indicator_in, pattern, title_of
from tracker.documents.extract.items import items
from tracker.documents.extract.points import listed_points
from tracker.documents.extract.reading import Reading
from tracker.documents.extract.results import rubric_of
from tracker.documents.extract.tokens import tokens_of
from tracker.documents.extract.wording import short
from tracker.documents.paper import Row, Table
from tracker.documents.script import compact, unwrapped

_HEAD = re.compile(
    r"(?:ประเด็น|สิ่ง|เรื่อง|จุด)ที่(?:ต้อง|ควร)(?:เร่ง|ได้รับการ)?(?:แก้ไข|ปรับปรุง|พัฒนา)|^[\d.)(•-]*(?:จุดอ่อน|ข้อบกพร่อง)"
)
_KIND_HEAD = re.compile(rf"^[\d.)(•–-]*จุด(?:แข็ง|เด่น)|{_HEAD.pattern}")
_HEAD_LONG = 110
_ANSWER = re.compile(r"^(?:ชื่อ)?(?:มาตรการ|แนวทาง|วิธี(?:การ)?(?:แก้ไข|ปรับปรุง))")
_HEADING = re.compile(r"^(?:จุดแข็ง|มาตรการ|แนวทาง|วิธี|ผู้รับผิดชอบ|ข้อเสนอแนะ|สาเหตุ)")
_NEXT = re.compile(
    r"\s*(?:\d{1,2}\s*[.)]|ส่วนที่|บทที่)\s*(?:มาตรการ|แนวทาง|ข้อเสนอแนะ|สรุป|โอกาส|การ|ผล)|\s*(?:มาตรการ|แนวทาง|ข้อเสนอแนะ|โอกาส)"
)
_BEGINS = re.compile(
    rf"[\s•▪–*-]*(?:\(?\d{{1,2}}(?:\.\d{{1,2}})*[.)]?\s*)?(?:ด้าน|{SAID.pattern}|{pattern()})"
)
_SAID_WEAK = re.compile(
    r"(?:จุดอ่อน|ข้อบกพร่อง|(?:ประเด็น|สิ่ง|เรื่อง|จุด|ตัวชี้วัด)ที่(?:ต้อง|ควร)(?:เร่ง|ได้รับการ)?(?:แก้ไข|ปรับปรุง|พัฒนา))(?:(?!จุดแข็ง|จุดเด่น).){0,60}?(?:ได้แก่|คือ|[:：])\s*"
)
_CLAUSE_ENDS = re.compile(r"จุดแข็ง|จุดเด่น|ส่วน(?=จุด|ตัวชี้วัด|ประเด็น)|ทั้งนี้|จึง|โดย|ไม่มี")
_LISTED = re.compile(r"ตัวชี้วัดที่\s*(\d{1,2}(?:\s*(?:,|และ|,\s*และ)\s*\d{1,2}(?![\d.]))+)")
_PUT_UNDER = re.compile(
    r"(?<![A-Za-z])([eio]\d{1,2})\s*(?:ซึ่ง|ที่)?(?:อยู่|จัดอยู่|เป็นข้อ)(?:ใน|ใต้|ภายใต้|ของ)\s*ตัวชี้วัด(?:ที่)?\s*(\d{1,2})(?![\d.])"
)
"""A sentence that puts a question or an item under an indicator: "ข้อ o12 ซึ่งอยู่ในตัวชี้วัดที่ 9"."""
_CODE = re.compile(r"^(?:ข้อ\s*)?([eio]\d{1,2})\s")

TOPICS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("แผนและการใช้จ่ายงบประมาณ", re.compile(r"(?<!ปี)งบประมาณ")),
    ("การจัดซื้อจัดจ้างและพัสดุ", re.compile(r"จัดซื้อ|จัดจ้าง|พัสดุ")),
    ("การใช้และยืมทรัพย์สินของราชการ", re.compile(r"ทรัพย์สิน|การยืม")),
    ("การร้องเรียนและแจ้งเบาะแส", re.compile(r"ร้องเรียน|เบาะแส")),
    ("คุณธรรมจริยธรรมและการเอื้อประโยชน์", re.compile(r"จริยธรรม|คุณธรรม(?!และความโปร่งใส)|เอื้อประโยชน์|พวกพ้อง|ทับซ้อน")),
    ("การใช้อำนาจและดุลพินิจ", re.compile(r"ดุลพินิจ|การใช้อำนาจ")),
    ("การประชาสัมพันธ์และเปิดเผยข้อมูล", re.compile(r"ประชาสัมพันธ์|เปิดเผย|เผยแพร่|เว็บไซต์")),
    (
        "การมอบหมายงานและบริหารงานบุคคล",
        re.compile(r"มอบหมายงาน|เลื่อน(?:ขั้น|เงินเดือน|ตำแหน่ง|ระดับ)|บริหารงานบุคคล|ประเมินผลการปฏิบัติ"),
    ),
    ("การให้บริการ", re.compile(r"การให้บริการ|รับบริการ|E-?Service", re.I)),
    ("การรับฟังและการมีส่วนร่วม", re.compile(r"ส่วนร่วม|รับฟัง|ความคิดเห็น")),
)
"""What weak points are about. A weak point is answered when some measure speaks of one of its topics."""

_ABOUT: dict[int, re.Pattern[str]] = {
    1: re.compile("ปฏิบัติหน้าที่|ปฏิบัติงาน|ให้บริการ|ขั้นตอน|มาตรฐาน|ประเมินผล"),
    2: re.compile(r"(?<!ปี)งบประมาณ|จัดซื้อ|จัดจ้าง|เบิกจ่าย|การเงิน"),
    3: re.compile("อำนาจ|ดุลพินิจ|บริหารงานบุคคล|ทรัพยากรบุคคล|มอบหมายงาน|เลื่อน|บุคลากร"),
    4: re.compile("ทรัพย์สิน|พัสดุ|ยืม|รถยนต์|รถราชการ|ครุภัณฑ์"),
    5: re.compile("ทุจริต|ร้องเรียน|สุจริต|จริยธรรม|คุณธรรม|ทับซ้อน|ของขวัญ|No Gift", re.I),
    6: re.compile("คุณภาพ|ให้บริการ|เลือกปฏิบัติ|ผู้รับบริการ|เท่าเทียม|จิตบริการ"),
    7: re.compile("สื่อสาร|ประชาสัมพันธ์|เผยแพร่|ช่องทาง|เว็บไซต์|สอบถาม|ข่าวสาร|ร้องเรียน|ติชม"),
    8: re.compile("ปรับปรุง|ออนไลน์|ส่วนร่วม|E-?Service|ลดขั้นตอน|พัฒนาระบบ|เทคโนโลยี|อิเล็กทรอนิกส์", re.I),
    9: re.compile("เปิดเผย|เผยแพร่|เว็บไซต์|ข้อมูล"),
    10: re.compile("ทุจริต|สุจริต|ความเสี่ยง|จริยธรรม|ของขวัญ|No Gift|ทับซ้อน|เจตจำนง", re.I),
}
"""What a measure that answers an indicator speaks of."""


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
    for point, place in (*_weak_points(reading), *listed_points(reading.paper)):
        if indicator_in(point):
            continue  # answered by the measures' own indicators
        topics = [(name, pattern) for name, pattern in TOPICS if pattern.search(point)]
        if topics and not any(pattern.search(answered) for _, pattern in topics):
            message = f"จุดอ่อนเรื่อง{topics[0][0]} “{short(point)}” ไม่มีมาตรการรองรับ"
            yield FindingDraft("weakness-without-measure", "warning", message, place, year)


def _weak_points(reading: Reading) -> Iterator[tuple[str, str]]:
    """Points under a heading of weak points. One with a measure in its own row is answered there."""
    for block in reading.paper.blocks:
        if not isinstance(block, Table):
            continue
        column: int | None = None
        answers: list[int] = []
        for row in block.rows:
            heading = [
                at for at, text in enumerate(row.texts) if len(text) < 60 and _HEAD.search(compact(text))
            ]
            if heading and not _labels(row):
                column = heading[0]
                answers = [at for at, text in enumerate(row.texts) if _ANSWER.search(compact(text))]
            elif column is not None and column < len(row.cells) and not _answered(row, answers):
                yield from ((item, row.place) for item in items(unwrapped(row.cells[column].lines)))


def _answered(row: Row, answers: list[int]) -> bool:
    return any(
        row.cells[at].above or re.search("[ก-ฮ]{3}", row.texts[at]) for at in answers if at < len(row.cells)
    )


def _labels(row: Row) -> bool:
    """Whether a row is a label and its text: "จุดอ่อน | การสื่อสาร เนื่องจาก …"."""
    filled = [text for text in row.texts if text]
    return (
        len(filled) == 2
        and bool(_HEAD.search(compact(filled[0])))
        and not _HEADING.search(compact(filled[1]))
    )


def _unanswered_indicators(reading: Reading) -> Iterator[FindingDraft]:
    """Indicators the paper itself calls weak, that no measure answers: by its indicator, or, where measures name
    none, by what it is about."""
    year = reading.measures[0].fiscal_year
    result = next(
        (each.draft for each in reading.results if year and each.draft.fiscal_year == year - 1), None
    )
    named = {measure.indicator for measure in reading.measures}
    unnamed = [measure for measure in reading.measures if measure.indicator is None]
    about = " ".join(" ".join((each.title, *each.steps)) for each in unnamed)
    for number, place in _called_weak(reading).items():
        if number in named or (about and _ABOUT[number].search(about)):
            continue
        score = result.indicators.get(number) if result else None
        got = f" (ได้ {score})" if score is not None else ""
        message = (
            f"ตัวชี้วัดที่ {number} {title_of(number)} เอกสารจัดเป็นจุดอ่อน{got} แต่ไม่มีมาตรการปี {year or 'ถัดไป'} รองรับ"
        )
        yield FindingDraft("weakness-without-measure", "warning", message, place, year)


def _called_weak(reading: Reading) -> dict[int, str]:
    """Indicators listed under a heading of weak points, in paragraphs or beside such a label, with the place."""
    found: dict[int, str] = {}
    weak = False
    for block in reading.paper.blocks:
        if isinstance(block, Table):
            for row in filter(_labels, block.rows):
                said = next(text for text in reversed(row.texts) if text)
                for number in _indicators_of(said):
                    found.setdefault(number, row.place)
            weak = False
            continue
        for number in _said_weak(block.text):
            found.setdefault(number, block.place)
        close = compact(block.text)
        numbers = _indicators_of(block.text)
        if len(close) <= _HEAD_LONG and _KIND_HEAD.search(close):
            weak = bool(_HEAD.search(close))
            listed = numbers if weak and re.search(r"[:：]\s*\S", block.text) else []
        elif weak and _NEXT.match(block.text):
            weak, listed = False, []
        else:
            listed = numbers[:1] if weak and _BEGINS.match(block.text) else []
        for number in listed:
            found.setdefault(number, block.place)
    return found


def _said_weak(text: str) -> list[int]:
    """The indicators a sentence calls weak: "จุดอ่อนที่ต้องเร่งแก้ไข ได้แก่ ตัวชี้วัดที่ 4, 8 และ 9"."""
    found: list[int] = []
    for said in _SAID_WEAK.finditer(text):
        end = _CLAUSE_ENDS.search(text, said.end())
        found += _indicators_of(text[said.end() : end.start() if end else len(text)])
    return found


def _indicators_of(text: str) -> list[int]:
    listed = [int(number) for run in _LISTED.finditer(text) for number in re.findall(r"\d+", run[1])]
    named = [
        token.value for token in tokens_of(text) if token.kind == "indicator" and isinstance(token.value, int)
    ]
    return [number for number in dict.fromkeys((*named, *listed)) if 1 <= number <= 10]


def _two_indicators(reading: Reading) -> Iterator[FindingDraft]:
    """A question (e13) or an OIT item that stands under one indicator here and under another there."""
    seen: dict[str, dict[int, str]] = {}
    over: int | None = None
    for block in reading.paper.blocks:
        coded = None if isinstance(block, Table) else _CODE.match(block.text)
        if not coded:
            over = None if isinstance(block, Table) else indicator_in(block.text)
        elif over:
            seen.setdefault(coded[1], {}).setdefault(over, block.place)
        if isinstance(block, Table) and not any(map(columns_of, block.rows)):
            for row in block.rows:
                for code, indicator in _codes(row):
                    seen.setdefault(code, {}).setdefault(indicator, row.place)
        elif not isinstance(block, Table) and (told := _code_said(block.text)):
            seen.setdefault(told[0], {}).setdefault(told[1], block.place)
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


def _code_said(text: str) -> tuple[str, int] | None:
    """The question or item that a line puts under an indicator: "ตัวชี้วัดที่ 7 ประสิทธิภาพการสื่อสาร : e13 ระบบออนไลน์"."""
    put = _PUT_UNDER.search(text)
    if put and 1 <= int(put[2]) <= 10:
        return put[1], int(put[2])
    name, _, rest = re.sub(r"\s[–-]\s", " : ", text).partition(":")
    code, indicator = _CODE.match(f"{rest.strip()} "), indicator_in(name)
    return (code[1], indicator) if code and indicator else None


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
