"""Measures told in running text: what an announcement, an order or a meeting resolves.

Such a text leads to its measures ("จึงกำหนดมาตรการ … ดังต่อไปนี้"), counts them (ข้อ 1, มาตรการที่ 1, 1., (1)) and charges
departments with each. Only a text that leads to measures of integrity does so: a policy, an appointment or another
matter of the same meeting is counted and charged in the same way, and holds none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracker.documents.extract.cadences import cadence_in
from tracker.documents.extract.clauses import Clause, clause_of, period_of, report_of
from tracker.documents.extract.counted import AGENDA, OF_ALL, Item, items_below
from tracker.documents.extract.doers import names_only
from tracker.documents.extract.entry import Entry
from tracker.documents.extract.items import marker_of
from tracker.documents.paper import Cell, Paper, Paragraph

_INTEGRITY = re.compile(r"คุณธรรม|โปร่งใส|ธรรมาภิบาล|\bITA\b", re.I)
_MEASURES = re.compile(
    r"มาตรการ|แนวทาง(?:การ)?(?:ยกระดับ|ปรับปรุง|พัฒนา|แก้ไข|ขับเคลื่อน)|การ(?:ยกระดับ|ปรับปรุง|พัฒนา)(?:ผล|คะแนน)?(?:การประเมิน)?\s*(?:คุณธรรม|ITA)"
)
_OTHER = re.compile(
    r"นโยบาย|No\s*Gift|ไม่รับของขวัญ|เจตจำนง|เจตนารมณ์|จรรยาบรรณ|ประมวลจริยธรรม|แต่งตั้ง|คณะ(?:กรรมการ|ทำงาน)(?!ขับเคลื่อน)|หลักเกณฑ์|ข้อบังคับ",
    re.I,
)
_LEADS = re.compile(
    r"(?:ดัง(?:ต่อไป)?นี้|(?:จำนวน|ไว้|รวม)\s*\d{1,2}\s*(?:มาตรการ|ข้อ|เรื่อง|ประการ)(?!.*ดัง(?:ต่อไป)?นี้))(?P<rest>.*)",
    re.S,
)
_SETS = re.compile(
    r"จึง|มติ|เห็นชอบ|เห็นควร|มอบ|ประกาศ|สั่ง|(?:ได้|ขอ|ร่วมกัน)กำหนด|^กำหนด|(?<!ไป)(?<!การ)กำหนดมาตรการ|(?:วาง|ออก)มาตรการ|ให้(?:ทุก)?(?:ส่วนราชการ|กอง|หน่วยงาน|ถือปฏิบัติ|ดำเนินการ)"
)
_TOLD_OF = re.compile(
    r"เครื่องมือ|แบบวัด|ข้อเสนอแนะ|จุดอ่อน|สาเหตุ|ปัญหา|ควร(?!กำหนด)|ผลการดำเนินการ|ผู้(?:มา|เข้า)(?:ร่วม)?ประชุม"
)
"""What a list that sets nothing is of."""
_LAST_CLAUSE = (
    re.compile(r"(?:.*\s)?(?=(?:จึง|บัดนี้|ฉะนั้น|ดังนั้น))", re.S),
    re.compile(r"(?:.*\s)?(?=เพื่อให้)", re.S),
)
"""What a preamble comes to; "เพื่อให้…" begins it only where nothing else does, else it only says what for."""
_RESOLVED = re.compile(r"(?:มติ(?:ที่ประชุม)?|ที่ประชุม(?:จึง)?มีมติ)\s*:?\s*")
_NO_MEASURE = re.compile(
    r"(?:ประกาศ|คำสั่ง|ระเบียบ|มาตรการ)(?:ฉบับ)?นี้|(?:ให้)?ยกเลิก|ในประกาศนี้|ใน(?:ระเบียบ|คำสั่ง)นี้|ให้ใช้บังคับ|บรรดา|กรณี|หาก|ผู้ใด|ห้าม|ควร|แบบ(?:วัด|ตรวจ)|คณะ(?:กรรมการ|ทำงาน)|แต่งตั้ง"
    r"|(?:ให้)?(?:คณะ|นาย|นาง)|ที่มา|หลักการ|วัตถุประสงค์|เหตุผล"
)
_REPORTED = re.compile(
    r"รายงานผล(?:การ(?:ดำเนินการ|ดำเนินงาน|ปฏิบัติงาน|ปฏิบัติ))?\s*(?:ต่อ|ให้|ทุก|ราย|ภายใน|ตาม|รอบ|ปีละ|$)"
)
_TO_ALL = re.compile(rf"{OF_ALL.pattern}|ทุก(?:ส่วน|กอง|หน่วย|สำนัก)|ผู้รับผิดชอบ|ส่วนราชการ")
_CARRIED_OUT = re.compile(r"ดำเนินการ|ดำเนินงาน|ระยะเวลา|แล้วเสร็จ")
_CHARGED = re.compile(r"(?:ร่วมกัน)?(?:กำกับ(?:ดูแล)?|ดูแล|ดำเนินการ|รับผิดชอบ|ถือปฏิบัติ)?")
"""What says only that somebody is charged."""
_ABOVE = 6
_FAR = 100
_HEADING = 120
_TITLE = 6


@dataclass(frozen=True)
class _Charge:
    """One measure: where it stands, its printed number (0 for none) and what is said of it."""

    at: int
    place: str
    number: int
    said: Clause


def entries_of(paper: Paper) -> Iterator[tuple[int, Entry]]:
    """Every measure a text resolves, with the number of the block that leads to it."""
    at = 0
    while at < len(paper.blocks):
        charges, end = _resolved(paper, at)
        yield from ((at, _entry(charge)) for charge in charges)
        at = max(end, at + 1)


def _resolved(paper: Paper, at: int) -> tuple[list[_Charge], int]:
    """The measures a paragraph leads to, or is itself, and the block behind them."""
    block = paper.blocks[at]
    if not isinstance(block, Paragraph):
        return [], at
    text = _clause(block.text)
    leads = _LEADS.search(text)
    resolved = _RESOLVED.match(text)
    if not leads and not resolved:
        return [], at
    topic = _topic(paper, at)
    if not _is_of_measures(text[: leads.start("rest")] if leads else text, topic, bool(resolved)):
        return [], at
    if leads and _SETS.search(text) and not _TOLD_OF.search(text):
        listed, after, end = items_below(paper, at, leads["rest"])
        charges = _charges(listed)
        common = (text[: leads.start("rest")], *_to_all(block.text, after))
        if listed or end > at + 1:
            return _with_common(charges, common, _common_report(listed, common)), end
    said = clause_of(text[resolved.end() :]) if resolved else Clause()
    whole = said.title and said.doers and (said.steps or (said.period and said.report))
    return ([_Charge(at, block.place, 0, said)] if whole else []), at


def _clause(text: str) -> str:
    """What a long preamble comes to: its last "จึง…"."""
    last = next(filter(None, (words.match(text) for words in _LAST_CLAUSE)), None)
    return text[last.end() :] if last else text


def _to_all(preamble: str, after: str) -> tuple[str, ...]:
    """What a preamble says of carrying out, and what the closing words say of all measures."""
    period = period_of(preamble)
    return (period if _CARRIED_OUT.search(period) else "", after if _TO_ALL.search(after) else "")


def _topic(paper: Paper, at: int) -> str:
    """What a paragraph is under: the nearest item of the agenda or subject above it, else the title of the paper."""
    for number in range(at - 1, max(-1, at - _FAR), -1):
        block = paper.blocks[number]
        if isinstance(block, Paragraph) and AGENDA.match(block.text):
            below = paper.blocks[number + 1]
            goes_on = isinstance(below, Paragraph) and number + 1 < at and len(below.text) < len(block.text)
            return f"{block.text} {below.text if goes_on and isinstance(below, Paragraph) else ''}"
    title = (block.text for block in paper.blocks[: min(_ABOVE, at)] if isinstance(block, Paragraph))
    return " ".join(text for text in title if len(text) <= _HEADING)


def _is_of_measures(text: str, topic: str, resolved: bool) -> bool:
    """Whether a text sets measures of integrity: it says so itself, or does under a subject that says so."""
    other, measures = _OTHER.search(text), _MEASURES.search(text)
    if other and not (measures and measures.start() < other.start()):
        return False
    own = _MEASURES.search(text) and _INTEGRITY.search(text)
    above = _MEASURES.search(topic) and _INTEGRITY.search(topic) and not _OTHER.search(topic)
    return bool(above or (own and (resolved or not _OTHER.search(topic))))


def _charges(listed: list[Item]) -> list[_Charge]:
    """The measures of a list: what its items charge somebody with, or, where they only name the department or a
    field, what stands counted below them. A list of which less than half charges anybody holds none."""
    found: list[_Charge] = []
    others = 0
    for item in listed:
        if _NO_MEASURE.match(item.text) or _is_follow_up(item.text):
            continue
        own = Clause(doers=(item.text,)) if names_only(item.text) else clause_of(item.text)
        said = _with_below(own, item.below)
        parts = _parts_of(item, own, said)
        charges = parts or [_Charge(item.at, item.place, item.number, said)]
        held = [charge for charge in charges if charge.said.doers and _is_told(charge.said, item.named)]
        others += len(charges) - len(held)
        found += held
    if _uncounted(found):
        found = [replace(charge, number=0) for charge in found]
    return found if len(found) > others else []


def _is_told(said: Clause, named: bool) -> bool:
    """Whether it is said what shall be done; what is called a measure may leave that to its steps."""
    return len(said.title) >= _TITLE or (named and bool(said.all_steps))


def _uncounted(charges: list[_Charge]) -> bool:
    """Whether measures do not bear numbers of their own, each once."""
    numbers = [charge.number for charge in charges]
    return 0 in numbers or len(set(numbers)) < len(numbers)


def _is_follow_up(text: str) -> bool:
    """Whether an item only says how all of them are followed up."""
    followed = bool(OF_ALL.search(text)) and bool(re.search("รายงาน|ติดตาม|กำกับ|ประเมินผล", text))
    return followed or bool(_REPORTED.match(clause_of(text).title))


def _parts_of(item: Item, own: Clause, said: Clause) -> list[_Charge]:
    """The measures counted below an item that names only who is charged, or that leaves it to them to say so."""
    if item.named:
        return []
    told = [clause_of(line[len(marker_of(line)) :]) for line in item.below if marker_of(line)]
    if own.doers and not own.title:
        return [
            _Charge(item.at, item.place, 0, replace(each, doers=each.doers or own.doers))
            for each in told or [clause_of(step) for step in said.steps]
            if each.title
        ]
    charged = [each for each in told if each.title and each.doers]
    if not own.doers and charged and len(charged) == len(told):
        return [_Charge(item.at, item.place, 0, each) for each in charged]
    return []


def _with_below(said: Clause, below: list[str]) -> Clause:
    """An item with what stands in the paragraphs below it: its steps, and sentences on who, when and how."""
    steps: list[str] = []
    for line in below:
        marker = marker_of(line)
        told = clause_of(line[len(marker) :])
        if marker and told.title and not (told.doers and not told.title):
            steps.append(re.sub(r"\s+", " ", line[len(marker) :]).strip())
        elif told.steps:
            steps += told.steps
        elif told.doers and not _CHARGED.fullmatch(told.title) and not said.doers and not marker:
            steps.append(told.title)
        said = replace(
            said,
            doers=said.doers or (() if marker and told.title else told.doers),
            period=said.period or ("" if marker and told.title else told.period),
            report=said.report or (told.report if not marker or "รายงานผล" in line else ""),
            evidence=said.evidence or told.evidence,
        )
    return replace(said, steps=(*said.steps, *steps))


def _common_report(listed: list[Item], common: tuple[str, ...]) -> str:
    """How all measures are reported on, by the text around them or by an item of its own."""
    told = [item.text for item in listed if _is_follow_up(item.text)]
    return next(filter(None, map(report_of, (*told, *common))), "")


def _with_common(charges: list[_Charge], common: tuple[str, ...], report: str) -> list[_Charge]:
    """Measures with the period and the reports that the text around them gives to all."""
    period = next(filter(None, map(period_of, common)), "")
    return [
        replace(
            charge,
            said=replace(
                charge.said,
                period=charge.said.period or period,
                report=charge.said.report if cadence_in(charge.said.report)[0] != "unknown" else report,
            ),
        )
        for charge in charges
    ]


def _entry(charge: _Charge) -> Entry:
    said = charge.said
    cells = {"responsible": Cell(said.doers), "evidence": Cell(said.evidence)}
    if charge.number:
        cells["number"] = Cell((str(charge.number),))
    if said.report:
        cells["follow_up"] = Cell((said.report,))
    if said.period:
        cells["period"] = Cell((said.period,))
    return Entry(
        charge.place, (said.title,), (), said.all_steps, cells, "", [said.period] if said.period else []
    )
