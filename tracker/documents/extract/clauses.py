"""A sentence that charges somebody with something, taken apart: what, who, in which steps, when, how it is reported."""

import re
from dataclasses import dataclass, replace

from tracker.documents.extract.cadences import cadence_in
from tracker.documents.extract.doers import Doers, doers_in
from tracker.documents.extract.items import items, marker_of
from tracker.documents.extract.periods import period_in
from tracker.documents.extract.schedule import MONTH

_LIST = re.compile(
    r"(?:^|(?<=\s)|(?<=โดย)|(?<=นี้)|(?<=[:]))(?:\(\s*1\s*\)|1\s*[.)](?!\d)|\(ก\)|ก\)|ก\.(?=\s))\s*(?=\D)"
)
_WHEN = (
    rf"(?:วันที่\s*\d|\d{{1,2}}\s*(?:{MONTH})|(?:สิ้น)?เดือน\s*(?:{MONTH})|สิ้น(?:สุด)?(?:ปี|เดือน)|{MONTH}|ปี(?!ละ)|(?:สิ้น)?ไตรมาส(?:ที่)?\s*\d"
    r"|(?:ครึ่งปี|6\s*เดือน)(?:แรก|หลัง))"
)
_SPAN = (
    rf"(?:\s|\d|{MONTH}|วันที่|เดือน|สิ้นสุด|สิ้น|จนถึง|ถึง|พ\.\s*ศ\.|งบประมาณ|ปี(?!ละ)|ไตรมาส(?:ที่)?|ครึ่ง|แรก|หลัง"
    r"|ของ(?=\s*ปี)|[-–—./]|นี้)+"
)
_PERIOD = re.compile(
    r"(?:(?:โดย|ทั้งนี้|และ)\s*)?(?:(?:ให้)?\s*(?:เริ่ม)?(?:ดำเนินการ|ดำเนินงาน|ปฏิบัติ)|(?:มี|กำหนด)?ระยะเวลา(?:การ)?(?:ดำเนินการ|ดำเนินงาน)?|กำหนด)?"
    r"\s*:?\s*(?:ให้)?(?:แล้วเสร็จ|เสร็จสิ้น)?\s*(?:ตั้งแต่|ระหว่าง|(?:ใน)?(?:ช่วง|ห้วง)(?:เวลา)?|ภายใน|ตลอด(?:ทั้ง)?(?=\s*(?:ปี|ไตรมาส))|(?:ดำเนินการ|แล้วเสร็จ)ใน|(?<=\s)ใน(?=\s*(?:เดือน|ไตรมาส))"
    rf"|(?<=ระยะเวลา)|(?<=ดำเนินการ)\s|ก่อน(?=\s*(?:วันที่|สิ้น))|ไม่เกิน(?=\s*(?:วันที่|เดือน|สิ้น)))\s*{_WHEN}(?:{_SPAN})?"
)
_IN_FORCE = re.compile(r"(?:บังคับ(?:ใช้)?|มีผล|ประกาศ|คำสั่ง|เมื่อ)\s*$")
_REPORT = re.compile(
    r"(?:(?:^|\s)(?:(?:และ|แล้ว|โดย|ทั้งนี้|พร้อม(?:ทั้ง|กับ)?|รวมทั้ง|จากนั้น)\s*)?|(?<!ติดตาม)(?<!สรุป)(?<!รวบรวม)(?<!จัดทำ)(?<!ประเมินผล)(?<!กำกับ)(?:และ|แล้ว|โดย)\s*)(?:ให้)?"
    r"(?:(?:กำกับ|ติดตาม|ประเมินผล|สรุปผล|สรุป|จัดทำ|และ|,)\s*)*(?:รายงาน(?!การประชุม|ตัว)|(?:เสนอ|ส่ง|สรุป)ผล)"
)
_TURNS = re.compile(
    r"\s(?:ทั้งนี้\s*)?(?:โดย\s*)?(?:ให้)?(?:เริ่ม)?(?:ดำเนินการ)?\s*(?:ตั้งแต่|ระหว่าง|ดำเนินการ(?:ให้แล้วเสร็จ)?ภายใน|ระยะเวลา|ตลอดปี)"
)
_OPENING = re.compile(
    r"^(?:\s|[:,–-]|(?:และ|โดย|แล้ว|ทั้งนี้|ซึ่ง)(?=\s|ให้|$)|ให้(?=\s|ดำเนินการ|จัดทำ|$)|ดำเนินการ(?=\s|$|จัดทำ|ตาม)|ดัง(?:ต่อไป)?นี้|ตามขั้นตอน(?=\s|$|ดัง)|ดำเนินการดังนี้)+"
)
_ENDING = re.compile(
    r"(?:\s|[:,–-]|(?<=[\sก-๙])(?:โดย(?:ให้|มี)?(?:ขั้นตอน|วิธีการ)?(?:การ)?(?:ดำเนินการ)?|(?:มี|ดำเนินการตาม)(?:ขั้นตอน|แนวทาง|วิธีการ|รายละเอียด)(?:การ)?(?:ดำเนินการ)?|ดัง(?:ต่อไป)?นี้)|\s(?:และ|แล้ว|ให้|ดำเนินการ|ทั้งนี้|ประกอบด้วย|ได้แก่))+$"
)
_EVIDENCE = re.compile(
    r"(?:^|(?<=\s))(?:(?:โดย|และ|ทั้งนี้|พร้อมทั้ง)\s*)?(?:ให้)?\s*(?:มี|แนบ|ใช้|แสดง|จัดเก็บ|เก็บ)?\s*(?:เอกสาร)?หลักฐาน(?:การ(?:ดำเนินการ|ดำเนินงาน|ปฏิบัติ))?(?:อ้างอิง|ประกอบ)?"
    r"\s*(?:ได้แก่|คือ|ประกอบด้วย|เป็น|:)\s*(?P<listed>.+?)(?=\s(?:ทั้งนี้|โดย|และ\s*ให้|ให้|พร้อมทั้ง)|$)"
)
"""What a sentence wants to be shown: "โดยมีหลักฐาน ได้แก่ …"."""
_LONGEST = 1200
"""Letters; what is longer than any sentence with its list is not read on."""
_A_YEAR = 2567
"""Any year: whether words name a period does not depend on it."""


@dataclass(frozen=True)
class Clause:
    """What a sentence says. `doers` are words that name departments; `period` and `report` as written, "" for what it
    does not say. `doing` follows the doers of a sentence that had a title before them."""

    title: str = ""
    doers: tuple[str, ...] = ()
    doing: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    period: str = ""
    report: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def all_steps(self) -> tuple[str, ...]:
        """The listed steps; where none is listed, what the doers are told to do."""
        return self.steps or self.doing


def clause_of(text: str) -> Clause:
    """The parts of a sentence, with the list that stands in it."""
    text = re.sub(r"\s+", " ", text[:_LONGEST]).strip()
    if shown := _EVIDENCE.search(text):
        rest = f"{text[: shown.start()]} {text[shown.end() :]}"
        return replace(clause_of(rest), evidence=_documents(shown["listed"]))
    begins = _LIST.search(text)
    if begins is None:
        return _parts(text, listed=False)
    head = _parts(text[: begins.start()], listed=True)
    *steps, last = items((text[begins.start() :],)) or ("",)
    cut = _tail(last)
    tail = _parts(last[cut:], listed=True)
    return Clause(
        head.title,
        head.doers or tail.doers,
        head.doing,
        tuple(filter(None, (*steps, _trimmed(last[:cut])))),
        head.period or tail.period,
        head.report or tail.report,
    )


def _documents(listed: str) -> tuple[str, ...]:
    """Documents told one after another: "คู่มือ ภาพถ่าย และบันทึกข้อความ"; blanks part them where "และ" ends them."""
    told = re.split(r"\s*,\s*|\s+และ\s*", listed)
    several = len(told) > 1
    pieces = [piece for each in told for piece in (re.split(r"\s+(?=[ก-ฮเ-ไ])", each) if several else [each])]
    return tuple(piece.strip() for piece in pieces if piece.strip())


def period_of(text: str) -> str:
    """The words of a text that say from when to when; "" for none."""
    return next((text[start:end].strip() for start, end in _periods(text)), "")


def report_of(text: str) -> str:
    """The words of a text that say how often to report; "" for none."""
    found = [text[start:end].strip() for start, end in _reports(text, list(doers_in(text)))]
    return next((words for words in found if cadence_in(words)[0] != "unknown"), "")


def _parts(text: str, listed: bool) -> Clause:
    """The parts of a sentence without a list; `listed`: a list follows it."""
    charged = list(doers_in(text))
    reports = _reports(text, charged)
    doers = [held for held in charged if not _within(held.start, reports)]
    told = [held for held in doers if held.answers] or doers
    periods = [span for span in _periods(text) if not _within(span[0], reports)]
    if not told and reports:
        told = [held for held in charged if not held.answers or held.reports][:1]
    cuts = sorted([*((held.start, held.end) for held in doers), *reports, *periods])
    rest, at = [], 0
    for start, end in (*cuts, (len(text), len(text))):
        rest.append(_trimmed(text[at:start]) if start > at else "")
        at = max(at, end)
    said = [piece for piece in rest if piece]
    if not said and reports and not listed and not any(held.answers for held in told):
        begins = max([held.end for held in told if held.start <= reports[0][0]], default=reports[0][0])
        said = [_trimmed(text[begins : reports[0][1]])]
    return Clause(
        said[0] if said else "",
        tuple(held.named for held in told),
        tuple(said[1:]),
        (),
        " ".join(text[start:end].strip() for start, end in periods[:1]),
        " ".join(text[start:end].strip() for start, end in reports),
    )


def _tail(last: str) -> int:
    """Where the last item of a list ends, and the sentence goes on about who, when and how it is reported."""
    begins = [held.start for held in doers_in(last) if held.answers]
    begins += [start for start, _ in _periods(last) if start and " " in last[start - 1 : start + 1]]
    begins += [
        start for start, end in _reports(last, []) if start and cadence_in(last[start:end])[0] != "unknown"
    ]
    return min(begins, default=len(last))


def _periods(text: str) -> list[tuple[int, int]]:
    return [
        found.span()
        for found in _PERIOD.finditer(text)
        if period_in(found[0], _A_YEAR) and not _IN_FORCE.search(text[: found.start()])
    ]


def _reports(text: str, charged: list[Doers]) -> list[tuple[int, int]]:
    """Where a text speaks of reporting: up to where it turns to the period, or to its end."""
    begins = [held.start for held in charged if held.reports]
    begins += [found.start() for found in _REPORT.finditer(text)]
    spans: list[tuple[int, int]] = []
    for start in sorted(begins):
        if spans and start < spans[-1][1]:
            continue
        turn = _TURNS.search(text, start + 1)
        spans.append((start, turn.start() if turn else len(text)))
    return spans


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _trimmed(text: str) -> str:
    """Words without those that only lead to the next."""
    text = text[len(marker_of(text)) :]
    before = None
    while before != text:
        before, text = text, _ENDING.sub("", _OPENING.sub("", text)).strip()
    return text
