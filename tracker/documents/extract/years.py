"""Which fiscal year (B.E.) a passage speaks of, and whether as the year of results or of measures."""

import re
from dataclasses import dataclass

from tracker.documents.paper import Paper, Paragraph
from tracker.rules.fiscal import YearUnclear, year_from

_ERA = r"\s*[.\-:]?\s*(?:พ\s*\.?\s*ศ\s*\.?)?\s*"
_FULL = r"(?:25[5-9]\d|20[1-4]\d)(?![\d.]\d|\d)"
YEAR = re.compile(
    rf"(?P<fiscal>งบ(?:ประมาณ|ฯ|\.)?|ประจำปี|FY){_ERA}(?P<a>{_FULL}|[5-7]\d(?![\d.:/,]))"
    rf"|(?:ปี(?:ที่(?:ผ่านมา|แล้ว)|ก่อน(?:หน้า)?)?|ITA|รอบปี){_ERA}\(?(?P<b>{_FULL})|ปี{_ERA}(?P<c>[5-7]\d(?![\d.:/,%])(?!\s*(?:คะแนน|ปี|ข้อ|ราย)))"
    rf"|พ\s*\.\s*ศ\s*\.\s*(?P<d>{_FULL})(?=\s*(?:ได้|มี|เท่ากับ|[:=]))"
)
"""A fiscal year as papers write it: "ปีงบประมาณ พ.ศ. 2567", "ประจำปี 2567", "ITA 2567", "ปี 67", "FY2024"."""
YEARS_RANGE = re.compile(r"(?<!\d)(?:25)?\d\d\s*(?:-|–|—|ถึง)\s*(?:พ\.ศ\.\s*)?(?:25)?\d\d(?![\d.])")
_ABOUT = re.compile(
    r"(?P<measures>มาตรการ|ข้อเสนอแนะในการพัฒนา|แผนปฏิบัติ|แผนการ|แนวทาง(?:การ)?(?:พัฒนา|ปรับปรุง)|(?:ยกระดับ|พัฒนา|เพิ่ม)\s*(?:ผล)?(?:การประเมิน|คะแนน|ITA)(?:\s*ITA)?)"
    r"|(?P<results>ผลการประเมิน|การประเมิน|ผลคะแนน|คะแนน|วิเคราะห์|ผล(?=ปี)|(?<=\()ITA|ITA(?=\s*(?:ประจำ)?ปี))"
)
_CELL_YEAR = re.compile(r"(?<![\d.])(25[5-9]\d|20[1-4]\d)(?![\d.])")
_SCORED = re.compile(r"[\s:*-]*(?:ได้|มี)?(?:รับ)?(?:ผล)?คะแนน|[\s:*-]*ได้\s*\d")
_COMPARED = re.compile(r"(?:กับ|จาก|กว่า)\s*(?:ผล)?(?:คะแนน|การประเมิน)?(?:ของ|ใน)?\s*$")
_CHANGED = re.compile(
    r"(?:เพิ่มขึ้น|สูงขึ้น|ลดลง|ต่ำลง|(?:สูง|ต่ำ|มาก|น้อย)กว่า)\s*(?:จาก|กว่า)?\s*(?:ผล)?(?:คะแนน|การประเมิน)?(?:ของ|ใน)?\s*$"
)
_BASE = re.compile(r"ร้อยละ\s*-?[\d.]+\s*ของ\s*(?:ผล)?(?:คะแนน)?(?:รวม)?(?:ใน|ของ)?\s*$")
_TARGET = re.compile(r"เป้าหมาย(?:คะแนน|ผล|การประเมิน|ITA|ของ|ใน|สำหรับ|\s)*$")
_PURPOSE = re.compile(
    r"เพื่อ(?:ให้(?!ทราบ)|ยกระดับ|เพิ่ม|พัฒนา)(?![^0-9]*(?:จาก|กว่า)(?:ผล|ของ|ปี|\s)*$)[^0-9]{0,60}$"
)
_AIMED = re.compile(r"[^0-9]{0,50}?(?:ผ่านเกณฑ์|ไม่(?:ต่ำ|น้อย)กว่า|เพิ่มขึ้น|สูงขึ้น|ดีขึ้น|(?:ตาม|บรรลุ|ถึง)(?:ค่า)?เป้าหมาย)")
"""A year that a purpose is for: "เพื่อให้การดำเนินงานในปี 2567 มีผลการประเมินผ่านเกณฑ์"."""
_ASIDE = re.compile(r"[(\[]\s*(?:ส่วน|ใน|โดย|ซึ่ง)?\s*$")
_FIGURE = re.compile(r"[^()]{0,40}\d{1,3}\.\d\d")
_TITLE_PAGE = re.compile(
    r"\(.*\)|\s*(?:องค์การบริหารส่วน|เทศบาล|อบต\.|อบจ\.|ท[ตมน]\.|อำเภอ|อ\.|จังหวัด|จ\.).{0,90}"
)
_CAPTION = 70


@dataclass(frozen=True)
class Mention:
    """A fiscal year named at a block; `about` results or measures, None where nothing tells. `said_fiscal`: named as
    a fiscal year, not only as a year; `caption`: in a line so short that it heads what follows."""

    year: int
    about: str | None
    block: int
    start: int
    said_fiscal: bool = True
    caption: bool = False


def year_of(match: re.Match[str]) -> int:
    """The fiscal year a match of YEAR means."""
    return year_from(int(next(group for name in "abcd" if (group := match[name]))))


def mentions(paper: Paper) -> tuple[Mention, ...]:
    """Every fiscal year named in running text, in order. The last subject named before it is what it is about."""
    found: list[Mention] = []
    about: str | None = None
    for index, block in enumerate(paper.blocks):
        if not isinstance(block, Paragraph):
            about = None
            continue
        for year in YEAR.finditer(block.text):
            same = bool(found) and found[-1].block == index
            if YEARS_RANGE.search(block.text[max(0, year.end() - 5) : year.end() + 14]) or _in_passing(
                block.text, year, same
            ):
                continue
            subjects = list(_ABOUT.finditer(block.text, 0, year.start() + 3))
            subject = subjects[-1].lastgroup if subjects else about
            if subject == "results" and _is_aimed_at(block.text, year):
                continue
            if not subjects and _SCORED.match(block.text, year.end()):
                subject = "results"
            short = len(block.text) <= _CAPTION
            found.append(Mention(year_of(year), subject, index, year.start(), bool(year["fiscal"]), short))
        subjects = list(_ABOUT.finditer(block.text))
        if subjects or not _TITLE_PAGE.fullmatch(block.text):
            about = subjects[-1].lastgroup if subjects else None
    return tuple(found)


def _in_passing(text: str, year: re.Match[str], named_before: bool) -> bool:
    """Whether a year is only what another is compared with, "(ปี 2564 ได้ 90.14)", "ร้อยละ 9.50 ของคะแนนปี 2564", or is
    aimed at, "เป้าหมายปี 2568 ไม่น้อยกว่า 95 คะแนน"."""
    before = text[: year.start()]
    if named_before and _COMPARED.search(before):
        return True
    bracketed = _ASIDE.search(before) and _FIGURE.match(text, year.end())
    return bool(_CHANGED.search(before) or _BASE.search(before) or _TARGET.search(before) or bracketed)


def _is_aimed_at(text: str, year: re.Match[str]) -> bool:
    """Whether a year is that of a purpose, whose results are yet to come."""
    return bool(_PURPOSE.search(text[: year.start()]) and _AIMED.match(text, year.end()))


def year_at(known: tuple[Mention, ...], about: str, block: int) -> int | None:
    """The year a block belongs to: the nearest mention of that subject before it, else the first after it.

    Measures follow only what is named as a fiscal year, where one is: "in the year 2566" may tell of the past.
    """
    fitting = [mention for mention in known if mention.about == about]
    if about == "measures":
        fitting = [mention for mention in fitting if mention.said_fiscal] or fitting
    before = [mention for mention in fitting if mention.block <= block]
    return before[-1].year if before else fitting[0].year if fitting else None


def year_of_results(known: tuple[Mention, ...], block: int) -> int | None:
    """The year of the results at a block. A caption that only names a year heads what follows it; where nothing
    names the year of results at all, the only year that is not said of measures is theirs."""
    before = [
        mention
        for mention in known
        if mention.block <= block
        and (mention.about == "results" or (mention.about is None and mention.caption))
    ]
    if before:
        return before[-1].year
    named = year_at(known, "results", block)
    others = {mention.year for mention in known if mention.about is None}
    return named or (others.pop() if len(others) == 1 else None)


def year_in_cell(text: str) -> int | None:
    """The year that heads a column or row: "2566", "ปี พ.ศ. 2566", "ปี 66", "FY2023"."""
    if len(text) > 60:
        return None
    found = _CELL_YEAR.findall(text) or re.findall(r"(?:ปี|พ\.?\s*ศ\.?|FY)\D{0,12}(\d\d)(?![\d.,%])", text)
    if len(set(found)) != 1:
        return None
    try:
        return year_from(int(found[0]))
    except YearUnclear:
        return None
