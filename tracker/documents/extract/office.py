"""Which office a paper speaks of, and every way it spells the name."""

import re
from collections import Counter
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from tracker.documents.draft import OfficeDraft
from tracker.documents.paper import Paper, Table

KINDS: tuple[tuple[str, str, str], ...] = (
    ("องค์การบริหารส่วนจังหวัด", "อบจ.", r"อ\s?บ\s?จ\s?\."),
    ("องค์การบริหารส่วนตำบล", "อบต.", r"อ\s?บ\s?ต\s?\."),
    ("เทศบาลนคร", "ทน.", r"ทน\."),
    ("เทศบาลเมือง", "ทม.", r"ทม\."),
    ("เทศบาลตำบล", "ทต.", r"ทต\."),
)
_END = re.compile(
    r"พบว่า|ได้(?=รับ|คะแนน|มี|ดำเนิน)|ประจำปี|ปีงบ|อำเภอ|จังหวัด|เมื่อวันที่|โดย|มีผล|มีคะแนน|ดังนี้|ขอ(?=รายงาน|ประกาศ)|ต่อไป|และ|ทุก|ตาม|กำหนด|ตำบล"
)
_DISTRICT = re.compile(r"(?:อำเภอ|อ\.)\s*([ก-๙]{2,30}?)(?=\s|จังหวัด|จ\.|$|[,)])")
_PROVINCE = re.compile(r"(?:จังหวัด|จ\.)\s*([ก-๙]{3,30}?)(?=\s|พบว่า|$|[,).])")
_ALIKE = 2


@dataclass(frozen=True)
class Spelling:
    """One way the paper writes a name, how often, and where first."""

    name: str
    count: int
    place: str


def office_of(paper: Paper) -> tuple[OfficeDraft, tuple[Spelling, ...]]:
    """The office, by the name used most (the first where two are used as often), and all its spellings.

    District and province are those named beside the office, never those of another passage.
    """
    found: list[tuple[str, str, str, str]] = []
    for text, place in _texts(paper):
        for name, kind, rest in _offices(text):
            found.append((name, kind, rest, place))
    if not found:
        return OfficeDraft(), ()
    counts = Counter(name for name, _, _, _ in found)
    name = max(counts, key=lambda each: counts[each])
    spellings = tuple(
        Spelling(each, count, next(place for other, _, _, place in found if other == each))
        for each, count in counts.items()
        if Levenshtein.distance(each, name) <= _ALIKE
    )
    kind = next(kind for each, kind, _, _ in found if each == name)
    known = {spelling.name for spelling in spellings}
    beside = [rest for each, _, rest, _ in found if each in known]
    return OfficeDraft(name, kind, _first(_DISTRICT, beside), _first(_PROVINCE, beside)), spellings


def _offices(text: str) -> list[tuple[str, str, str]]:
    """Every office named in a text: full name, kind, and the text that follows it."""
    found = []
    for full, kind, short in KINDS:
        for start in re.finditer(rf"(?:{full}|{short})\s?([ก-๙]+)", text):
            own = start[1]
            end = _END.search(own)
            if end:
                own = own[: end.start()]
            if len(own) >= 2:
                found.append((full + own, kind, text[start.start(1) + len(own) :][:120]))
    return found


def _first(pattern: re.Pattern[str], texts: list[str]) -> str | None:
    return next((match[1] for match in map(pattern.search, texts) if match), None)


def _texts(paper: Paper) -> list[tuple[str, str]]:
    """Every text with its place. A line that follows is read along, for the district may stand there."""
    found: list[tuple[str, str]] = []
    for block in paper.blocks:
        if isinstance(block, Table):
            found += [(cell.text, row.place) for row in block.rows for cell in row.cells if cell.text]
        else:
            found.append((block.text, block.place))
    following = [*(text for text, _ in found[1:]), ""][: len(found)]
    return [
        (f"{text} {after}" if after.startswith(("อำเภอ", "อ.", "ตำบล")) else text, place)
        for (text, place), after in zip(found, following, strict=True)
    ]
