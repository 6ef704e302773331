"""Counted items below the words that lead to them: ข้อ 1, มาตรการที่ 1, 1., (1), 2.1, and what stands below each."""

import re
from dataclasses import dataclass, field

from tracker.documents.extract.items import items, marker_of
from tracker.documents.paper import Paper, Paragraph

AGENDA = re.compile(r"(?:ระเบียบ)?วาระ(?:ที่)?\s*\d|\d{1,2}\.\d{1,2}\s+\S|เรื่อง(?:ที่\s*\d{1,2})?\s")
OF_ALL = re.compile(
    r"(?:ทุก(?:มาตรการ|ข้อ)|(?:ตาม)?มาตรการ(?:ข้างต้น|ดังกล่าว|ทั้งหมด|ตามข้อ)|ตาม(?:ประกาศ|คำสั่ง|มาตรการ)(?:ฉบับ)?นี้)"
)
"""How a sentence says that it is of all the items."""
_NAMED = re.compile(r"(?:มาตรการ|เรื่อง|โครงการ|กิจกรรม)(?:ที่|ลำดับที่)\s*(\d{1,2})(?!\d)\s*[.):-]?\s*")
_NESTED = re.compile(r"\d{1,2}\.(\d{1,2})[.)]?\s+(?=\D)")
_COUNTED = (
    re.compile(r"ข้อ(?:ที่)?\s*(\d{1,2})(?![\d.]*\d)\s*[.):-]?\s*"),
    _NAMED,
    re.compile(r"\(\s*(\d{1,2})\s*\)\s*"),
    re.compile(r"(\d{1,2})\s*[.)](?!\d)\s*(?=\D)"),
    _NESTED,
)
_PAGE = re.compile(r"\W*(?:หน้า(?:ที่)?\s*)?\d{1,3}\W*(?:/\W*\d{1,3}\W*)?|/\s*\S{1,12}\s*(?:\.\s*){2,}|\W+")
_CLOSES = re.compile(
    r"(?:จึง(?:ประกาศ|เรียน|มี|แจ้ง|ขอ|สั่ง)|อนึ่ง|ประกาศ\s*ณ|สั่ง\s*ณ|ให้ไว้\s*ณ|\(?ลงชื่อ|\((?:นาย|นาง|ว่าที่)|(?:ระเบียบ)?วาระ|มติ|ที่ประชุม|เลิกประชุม"
    r"|(?:ประธาน|เลขานุการ|ผอ\.|ปลัด|นายก|หัวหน้า)\S{0,25}(?:\t|\s{2,})|ทั้งนี้\s*ตั้งแต่(?:วันที่|บัดนี้)|บัญชี|เอกสาร|ภาคผนวก|ส่วนที่\s*\d|หมวด\s*\d)"
)


@dataclass
class Item:
    """One counted item while it is read: its number, its first sentence, the paragraphs below it. `named`: it is
    called a measure ("มาตรการที่ 1"), and is one, not several."""

    at: int
    place: str
    number: int
    text: str
    named: bool = False
    below: list[str] = field(default_factory=list)


def items_below(paper: Paper, at: int, rest: str) -> tuple[list[Item], str, int]:
    """The counted items behind a lead, in it or below it; what closes them; and the block behind them. No items where
    one of them is counted in the same way: which number is of which list, nothing tells."""
    place = paper.blocks[at].place
    within = items((rest.strip(),)) if marker_of(rest.strip()) else ()
    if len(within) > 1:
        return [Item(at, place, n, text) for n, text in enumerate(within, start=1)], "", at + 1
    found: list[Item] = []
    style: re.Pattern[str] | None = None
    again = False
    after = _next_of(_text(paper, at))
    number = at
    for number in range(at + 1, len(paper.blocks)):
        block = paper.blocks[number]
        text = _text(paper, number)
        begun = style or next(
            (each for each in _COUNTED if (one := each.match(text)) and one[1] == "1"), None
        )
        counted = begun.match(text) if begun else None
        again = again or bool(found and counted and counted[1] == "1")
        if counted and int(counted[1]) == len(found) + 1:
            style = begun
            named = style is _NAMED
            found.append(Item(number, block.place, len(found) + 1, text[counted.end() :], named))
        elif not isinstance(block, Paragraph) or (not found and not _PAGE.fullmatch(text)):
            break
        elif not found:
            continue
        elif _CLOSES.match(text) or _leaves(text, found[-1], style) or (after and after.match(text)):
            break
        elif not _PAGE.fullmatch(text):
            found[-1].below.append(text)
    else:
        number = len(paper.blocks)
    return ([], "", number) if again else (found, _last_words(found), number)


def _text(paper: Paper, at: int) -> str:
    block = paper.blocks[at]
    return block.text.strip() if isinstance(block, Paragraph) else ""


def _next_of(lead: str) -> re.Pattern[str] | None:
    """How the item after a lead begins, where the lead is itself one of a list: below "ข้อ 3 … ดังนี้" stands what is
    of ข้อ 3, up to ข้อ 4."""
    counted = next(filter(None, (each.match(lead) for each in _COUNTED)), None)
    if counted is None:
        return None
    following = re.sub(r"\d+(?=\D*$)", lambda last: str(int(last[0]) + 1), counted[0].strip())
    return re.compile(re.sub(r"(?:\\ )+", r"\\s*", re.escape(re.sub(r"\s+", " ", following))) + r"(?!\d)")


def _last_words(found: list[Item]) -> str:
    """The sentence that closes a list, "ทั้งนี้ …" or one on all of it; it is not of the last item alone."""
    below = found[-1].below if found else []
    closes = bool(below) and not marker_of(below[-1])
    return below.pop() if closes and (below[-1].startswith("ทั้งนี้") or OF_ALL.search(below[-1])) else ""


def _leaves(text: str, last: Item, style: re.Pattern[str] | None) -> bool:
    """Whether a line counts on outside of a list: "3. …" after 2.2; "3.1 …" where it is none below item 3."""
    if style is _NESTED:
        return bool(re.match(r"\d{1,2}[.)]\s*\D", text))
    return bool(AGENDA.match(text)) and not re.match(rf"{last.number}\.\d", text)
