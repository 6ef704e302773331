"""Findings in the words of a paper: what is unfilled, broken off, misnamed, out of its time or left unanswered."""

import re
from collections.abc import Iterator
from datetime import date

from tracker.documents.draft import FindingDraft, MeasureDraft
from tracker.documents.extract.endings import breaks_off
from tracker.documents.extract.indicators import indicator_in, pattern, title_of
from tracker.documents.extract.office import Offices
from tracker.documents.extract.periods import period_in
from tracker.documents.extract.reading import Reading
from tracker.documents.extract.schedule import days_in
from tracker.documents.extract.statements import paragraphs
from tracker.documents.extract.years import YEAR, year_of
from tracker.documents.paper import Paper, Table
from tracker.rules import fiscal

_TEMPLATE = re.compile(
    r"[(\[<{]+(?:ใส่|กรอก|ระบุ)[^)\]>}]{4,}[)\]>}]+|[(\[<{]+(?:โปรด|กรุณา)(?:ใส่|กรอก|ระบุ)[^)\]>}]*[)\]>}]+"
    r"|[<\[](?:ชื่อ|วันที่|คะแนน|เลขที่)[^<>\[\]]{2,30}[>\]]|\{\{[^{}]+\}\}|25[xX_]{2}(?![xX_])|(?<![A-Za-z])[xX]{2}\.[xX]{2}"
)
_SPANNED = re.compile(
    r"ปีงบประมาณ\s*(?:พ\.?\s*ศ\.?)?\s*(25\d\d)\s*(?:\(|ระหว่าง|ตั้งแต่|คือ|:)\s*((?:วันที่)?[^()]{8,60})"
)
_SET = re.compile(
    r"กำหนด(?:เป็น)?มาตรการ[^0-9]{0,80}?(?:ประจำปี|ปีงบประมาณ)[^0-9]{0,12}(25\d\d).*?(?:จำนวน\s*\d+\s*มาตรการ|ดัง(?:นี้|ต่อไปนี้)|แนบท้าย)"
)
"""A sentence that leads to the measures that follow it."""
_HELD = re.compile(r"ถือปฏิบัติ(?:ตาม)?[^0-9]{0,30}?ปีงบประมาณ[^0-9]{0,12}(25\d\d)")
"""The closing words of an announcement: "จึงประกาศให้ทราบและถือปฏิบัติในปีงบประมาณ พ.ศ. 2565"."""
_THIS = re.compile(
    r"(?:แผน|มาตรการ)(?:(?!ผล|รายงาน|วิเคราะห์|จาก|ปี)[^0-9]){0,80}ปี(?:งบประมาณ)?\s*(?:พ\.?\s*ศ\.?)?\s*(25\d\d)\s*(?:เล่ม|ฉบับ)นี้"
)
"""The paper itself, with the year it calls its own."""
_ROUND = re.compile(
    r"(?:รอบ\s*(?:ที่\s*\d\s*)?(?:6|12|หก|สิบสอง)\s*เดือน(?:แรก|หลัง)?|ครึ่งปี(?:งบประมาณ)?(?:แรก|หลัง))(?:ของปี(?:งบประมาณ)?)?(?:แล้ว)?"
    r"\s*(?:\(|ระหว่าง|ตั้งแต่|คือ|:)\s*([^()]{8,60})"
)
_OLD = re.compile(
    r"(?:ประกาศ|นโยบาย|คำสั่ง|คู่มือ|แผน|เจตจำนง|เจตนารมณ์)(?:(?!ผล|รายงาน|วิเคราะห์|ปี|ลงวันที่|ตาม|จาก)[^0-9]){0,60}ประจำปี(?:งบประมาณ)?\s*(?:พ\.?\s*ศ\.?)?"
    r"\s*(25\d\d)(?!\s*[-–—/]|\s*ถึง|\d)"
)
"""Something a step makes for a year: "ประกาศนโยบาย … ประจำปี 2564"."""
_FROM_THE_PAST = re.compile(r"ปรับปรุง|ทบทวน|ยกเลิก|แก้ไข|นำ|ใช้|ตาม|เทียบ")
"""Said before something that was made long ago, and is meant."""
_NUMBERED = re.compile(rf"ตัวชี้วัด(?:ที่)?\s*(\d{{1,2}})[\s:.)-]*(?:{pattern()})")
_SHOWN = 60


def findings(reading: Reading) -> Iterator[FindingDraft]:
    """Every finding of wording."""
    yield from _names(reading)
    yield from _other_names(reading)
    yield from _unfilled(reading)
    yield from _late_plans(reading)
    yield from _early_reports(reading)
    yield from _early_results(reading)
    yield from _other_spans(reading)
    yield from _rounds_outside(reading)
    yield from _led_to_otherwise(reading)
    yield from _steps_of_the_past(reading)
    yield from _ranks_in_text(reading)
    yield from _counted_by_rank(reading)
    yield from _cut_steps(reading)
    yield from _damages(reading)


def lines_of(paper: Paper) -> Iterator[tuple[str, str]]:
    """Every paragraph and every line of a cell, with its place."""
    for block in paper.blocks:
        if isinstance(block, Table):
            yield from ((line, row.place) for row in block.rows for cell in row.cells for line in cell.lines)
        else:
            yield block.text, block.place


def short(text: str) -> str:
    """A quotation that fits a sentence."""
    text = re.sub(r"\s+", " ", text).strip()
    return text if len(text) <= _SHOWN else text[:_SHOWN].rstrip() + "…"


def _names(reading: Reading) -> Iterator[FindingDraft]:
    if len(reading.spellings) > 1:
        listed = ", ".join(f"“{each.name}” {each.count} แห่ง" for each in reading.spellings)
        where = ", ".join(each.place for each in reading.spellings)
        message = f"ชื่อหน่วยงานสะกดไม่ตรงกัน: {listed} กรุณาตรวจชื่อที่ถูกต้อง"
        yield FindingDraft("name-uncertain", "warning", message, where)


def _other_names(reading: Reading) -> Iterator[FindingDraft]:
    """Another office that reports or announces where this one should, as copied from its paper."""
    offices = Offices(tuple(each.name for each in reading.spellings))
    for text, place in lines_of(reading.paper):
        for name in offices.speaking(text):
            message = f"ผู้รายงานในข้อความคือ “{short(name)}” ซึ่งไม่ใช่หน่วยงานเจ้าของเอกสาร กรุณาตรวจชื่อหน่วยงาน"
            yield FindingDraft("name-uncertain", "warning", message, place)


def _unfilled(reading: Reading) -> Iterator[FindingDraft]:
    for text, place in lines_of(reading.paper):
        for found in _TEMPLATE.finditer(text):
            message = f"ข้อความแบบฟอร์มยังไม่ได้กรอก “{short(found[0])}”"
            yield FindingDraft("template-unfilled", "error", message, place)


def _late_plans(reading: Reading) -> Iterator[FindingDraft]:
    """Measures set after their period began; where no period is written, after their fiscal year began.

    A paper that reports progress bears the day of the report, which says nothing of when its measures were set.
    """
    decided = reading.meeting or (None if reading.progress else reading.issued)
    if decided is None:
        return
    day, set_by = decided.day, "ในการประชุมวันที่" if reading.meeting else "ในเอกสารลงวันที่"
    by_start: dict[tuple[str, int], list[MeasureDraft]] = {}
    for measure in reading.measures:
        year = measure.fiscal_year
        start = measure.period[0] if measure.period else fiscal.span(year)[0] if year else None
        if start and start < day:
            began = "ระยะเวลาดำเนินการเริ่ม" if measure.period else f"ปีงบประมาณ {year} เริ่ม"
            by_start.setdefault((f"{began} {fiscal.thai_date(start)}", year or 0), []).append(measure)
    for (began, year), late in by_start.items():
        numbers = ", ".join(str(measure.number) for measure in late)
        message = f"กำหนดมาตรการที่ {numbers} {set_by} {fiscal.thai_date(day)} แต่{began} ไปก่อนแล้ว"
        severity = "warning" if late[0].period else "note"
        yield FindingDraft("plan-after-start", severity, message, decided.place, year or None)


def _early_reports(reading: Reading) -> Iterator[FindingDraft]:
    dated = reading.cover or reading.issued
    for section in reading.sections:
        year = section.fiscal_year
        if not section.progress or dated is None or year is None or dated.day >= fiscal.span(year)[0]:
            continue
        written = fiscal.thai_month(dated.day) if dated.whole_month else fiscal.thai_date(dated.day)
        start = fiscal.thai_date(fiscal.span(year)[0])
        message = f"เอกสารลงวันที่ {written} แต่รายงานผลของปีงบประมาณ {year} ซึ่งเริ่ม {start}"
        if not any(entry.results for entry in reading.progress if entry.fiscal_year == year):
            message += " และไม่มีผลการดำเนินการ สถานะ หรือร้อยละ มีเพียงแผนที่คัดลอกมา"
        yield FindingDraft("report-before-year", "error", message, section.place, year)


def _early_results(reading: Reading) -> Iterator[FindingDraft]:
    """Results of a year that had not begun, or was not yet assessed, on the day the paper bears."""
    dated = reading.cover or reading.issued
    for settled in reading.results:
        year = settled.draft.fiscal_year
        if dated and year and dated.day < _assessed(year):
            begun = dated.day >= fiscal.span(year)[0]
            written = fiscal.thai_month(dated.day) if dated.whole_month else fiscal.thai_date(dated.day)
            start = fiscal.thai_date(fiscal.span(year)[0])
            why = "ซึ่งประกาศผลราวเดือนกรกฎาคมเป็นต้นไป" if begun else f"ซึ่งเริ่ม {start}"
            message = f"เอกสารลงวันที่ {written} แต่มีผลการประเมินของปีงบประมาณ {year} {why}"
            severity = "warning" if begun else "error"
            yield FindingDraft("report-before-year", severity, message, dated.place, year)


def _assessed(year: int) -> date:
    """The first day on which a year's result can be known: results come out in July and August of the year."""
    return fiscal.span(year)[1].replace(month=7, day=1)


def _span(text: str) -> list[date]:
    """The first and the last day a text names: of two days, else of months with their years."""
    days = list(days_in(text))
    starts, ends = (None, None) if days else period_in(text, None) or (None, None)
    return [starts, ends] if starts and ends else days


def _other_spans(reading: Reading) -> Iterator[FindingDraft]:
    """A fiscal year with a span of days that lies wholly outside it: "ปีงบประมาณ 2566 (1 ต.ค. 64 - 30 ก.ย. 65)"."""
    for text, place in lines_of(reading.paper):
        for found in _SPANNED.finditer(text):
            year, days = fiscal.year_from(int(found[1])), _span(found[2])
            first, last = fiscal.span(year)
            if len(days) == 2 and days[0] < days[1] and (days[1] < first or days[0] > last):
                message = (
                    f"ปีงบประมาณ {year} คือ {fiscal.thai_period((first, last))} แต่เขียนช่วงเวลาเป็น "
                    f"{fiscal.thai_date(days[0])} ถึง {fiscal.thai_date(days[1])}"
                )
                yield FindingDraft("year-conflict", "error", message, place, year)


def _rounds_outside(reading: Reading) -> Iterator[FindingDraft]:
    """A round of the reported year with days of another: "รอบ 6 เดือน (1 ต.ค. 65 - 31 มี.ค. 66)" of fiscal year 2567."""
    years = {section.fiscal_year for section in reading.sections if section.progress}
    for text, place in lines_of(reading.paper):
        for found in _ROUND.finditer(text):
            named = list(YEAR.finditer(text, 0, found.start()))
            year = year_of(named[-1]) if named else next(iter(years)) if len(years) == 1 else None
            days = _span(found[1])
            if year is None or len(days) != 2 or days[0] >= days[1]:
                continue
            first, last = fiscal.span(year)
            if days[1] < first or days[0] > last:
                message = (
                    f"รอบรายงานของปีงบประมาณ {year} ({fiscal.thai_period((first, last))}) แต่เขียนช่วงเวลาเป็น "
                    f"{fiscal.thai_date(days[0])} ถึง {fiscal.thai_date(days[1])}"
                )
                yield FindingDraft("year-conflict", "error", message, place, year)


def _led_to_otherwise(reading: Reading) -> Iterator[FindingDraft]:
    """A sentence that leads to measures "ประจำปีงบประมาณ 2565 จำนวน 4 มาตรการ", where title and measures say 2564."""
    years = {section.fiscal_year for section in reading.sections if section.fiscal_year}
    for text, place in lines_of(reading.paper) if len(years) == 1 else ():
        for found, what in [
            *((f, "นำเข้า") for f in (*_SET.finditer(text), *_THIS.finditer(text))),
            *((f, "ให้ถือปฏิบัติตาม") for f in _HELD.finditer(text)),
        ]:
            (own,) = years
            if int(found[1]) not in years:
                message = f"ข้อความ{what}มาตรการระบุปีงบประมาณ {found[1]} แต่มาตรการในเอกสารเป็นของปี {own}"
                yield FindingDraft("year-conflict", "warning", message, place, own)


def _steps_of_the_past(reading: Reading) -> Iterator[FindingDraft]:
    """A step that makes something for a year long over, as copied from an older plan. The year before is none: what
    a plan is made from bears it, and it may be meant as the calendar year."""
    for measure in reading.measures:
        for number, step in enumerate(measure.steps, start=1):
            found = _OLD.search(step)
            if found and _FROM_THE_PAST.search(step, 0, found.start()):
                continue
            if found and measure.fiscal_year and int(found[1]) < measure.fiscal_year - 1:
                message = (
                    f"มาตรการที่ {measure.number} ขั้นตอนที่ {number} ระบุประจำปี {found[1]} "
                    f"แต่มาตรการเป็นของปีงบประมาณ {measure.fiscal_year}"
                )
                yield FindingDraft(
                    "year-conflict", "warning", message, measure.place or "", measure.fiscal_year
                )


def _ranks_in_text(reading: Reading) -> Iterator[FindingDraft]:
    """ "ตัวชี้วัดที่ 9 การใช้ทรัพย์สินของราชการ", where 9 is its place in the paper's own ranking."""
    ranking = next((each for one in reading.results for each in one.tables.values() if each.ranked), None)
    if ranking is None:
        return
    for text, place in lines_of(reading.paper):
        for found in _NUMBERED.finditer(text):
            number, printed = indicator_in(found[0]), int(found[1])
            value = ranking.scores.get(number) if number else None
            if number and number != printed and value is not None and ranking.ranked.get(printed) == value:
                message = (
                    f"“{short(found[0])}” ใช้อันดับที่ {printed} เป็นเลขตัวชี้วัด {title_of(number)} คือตัวชี้วัดที่ {number}"
                )
                yield FindingDraft("rank-as-number", "warning", message, place, ranking.fiscal_year)


def _counted_by_rank(reading: Reading) -> Iterator[FindingDraft]:
    """Lines that call the places 1, 2, 3 … of a ranking the numbers of the indicators."""
    found = [
        (int(said[1]), indicator_in(said[0]), block.place)
        for _, block in paragraphs(reading.paper)
        if (said := _NUMBERED.match(block.text))
    ]
    wrong = [each for each in found if each[1] and each[0] != each[1]]
    if (
        len(wrong) >= 2
        and [printed for printed, *_ in found] == list(range(1, len(found) + 1))
        and len(found) > 7
    ):
        printed, number, place = wrong[0]
        message = f"ใช้อันดับเป็นเลขตัวชี้วัด เช่น เรียก{title_of(number or 0)}ว่าตัวชี้วัดที่ {printed} ซึ่งเป็นตัวชี้วัดที่ {number} จึงอ่านตามชื่อ"
        yield FindingDraft("rank-as-number", "warning", message, place)


def _cut_steps(reading: Reading) -> Iterator[FindingDraft]:
    for measure in reading.measures:
        for number, step in enumerate(measure.steps, start=1):
            if breaks_off(step):
                message = f"มาตรการที่ {measure.number} ขั้นตอนที่ {number} ข้อความขาดตอน “…{step[-_SHOWN:]}”"
                yield FindingDraft("step-cut", "warning", message, measure.place or "", measure.fiscal_year)


def _damages(reading: Reading) -> Iterator[FindingDraft]:
    """One finding for each kind of damage, however often it occurs."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for damage in reading.damages:
        kinds.setdefault(damage.what, []).append((damage.text, damage.place))
    for what, spots in kinds.items():
        examples = ", ".join(
            f"“{short(text)}”" for text in list(dict.fromkeys(text for text, _ in spots))[:3]
        )
        places = list(dict.fromkeys(place for _, place in spots))
        where = ", ".join(places[:3]) + (f" และอีก {len(places) - 3} แห่ง" if len(places) > 3 else "")
        yield FindingDraft("text-damaged", "note", f"{what} {len(spots)} แห่ง เช่น {examples}", where)
