"""Which office a paper speaks of, and every way it spells the name."""

import re
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from tracker.documents.draft import OfficeDraft
from tracker.documents.extract.provinces import PROVINCES
from tracker.documents.office_kinds import KINDS
from tracker.documents.paper import Paper, Paragraph, Table

_NAMED = re.compile(
    "|".join(f"(?P<k{at}>{full}|{short})" for at, (full, _, short) in enumerate(KINDS)).join(
        ("(?:", r")\s?(?P<own>[ก-๙]+)")
    )
)
_MAYOR = re.compile(r"นายกเทศมนตรี(?P<kind>ตำบล|เมือง|นคร)(?P<own>[ก-๙]+)")
_END = re.compile(
    r"พบว่า|ได้(?=รับ|คะแนน|มี|ดำเนิน|กำหนด|จัด|ประกาศ|เข้า|นำ|ทำ|ประชุม|ผล)|ประจำปี|ปีงบ|(?<!^)อำเภอ|(?<!^)จังหวัด|เมื่อวันที่|โดย|มี(?=ผล|คะแนน|การ|ระดับ|มติ|ค่า)|ดังนี้"
    r"|ขอ(?=รายงาน|ประกาศ|ความ)|ต่อไป|และ|ทุก|ตาม(?=มาตรการ|ที่|ผล|แผน|ข้อ|ระเบียบ)|กำหนด(?=มาตรการ|ให้)|(?<!^)ตำบล|จึง|เพื่อ|ครั้งที่|เรื่อง|อยู่ใน|ประกาศ|ในปี|ซึ่ง|เป็น(?=หน่วย|องค์กร|ผู้)|ประชุม"
)
_NO_NAME = re.compile(
    r"^(?:มี|ได้|ที่|และ|ใน|ของ|จะ|ต้อง|ควร|เป็น|ให้|อื่น|ข้างเคียง|ใกล้เคียง|ทั่ว|ทุก|แห่ง|ขนาด|โดย|หรือ|ต่าง|ซึ่ง|ดีเด่น|สามัญ|พิเศษ|ประเภท|ทั้ง|นี้|ดังกล่าว|ของตน|ไม่|ว่า|เพื่อ|กำหนด|พร้อม|จึง)"
)
_PROVINCE = re.compile(
    rf"(?:จังหวัด|จ\s?\.)\s*(?P<known>{'|'.join(sorted(PROVINCES, key=len, reverse=True))})"
    r"|(?:จังหวัด|(?<![ก-๙.])จ\.)\s*(?P<other>[ก-๙]{3,30}?)(?=\s|พบว่า|$|[,).])"
)
_DISTRICT = re.compile(
    r"(?:อำเภอ|(?<![ก-๙])อ\s?\.)\s*(?P<name>[ก-๙]{2,30}?)(?=\s|จังหวัด|จ\.|พบว่า|ได้|มีผล|$|[,).])"
)
_OTHERS = re.compile(r"(?:ท้องถิ่น|ว่าการ|นาย|สำนักงาน|ปกครอง)\s*$")
_ALIKE = 2
_LONG = 20
_SAME_SOUND = str.maketrans("ศษซณญฬฎฏฐฆธภใ", "สสสนยลดตทคทพไ")
_REACH = 120
_ADDRESS = re.compile(
    r"[(\s]*(?:(?:ตำบล|ต\.)\s*[ก-๙]+\s+)?(?:อำเภอ|อ\s?\.)\s*[ก-๙]+\s*(?:จังหวัด|จ\s?\.)\s*[ก-๙]+[)\s]*"
)
_SPEAKS = re.compile(r"\s*(?:จึง)?\s*(?:ใคร่)?ขอ(?:รายงาน|ประกาศ|แจ้ง|เสนอ|ส่ง|เรียน|สรุป|กำหนด)")
_TITLE_PAGE = 12


@dataclass(frozen=True)
class Spelling:
    """One way the paper writes a name, how often, and where first."""

    name: str
    count: int
    place: str


@dataclass(frozen=True)
class _Named:
    """An office named somewhere: full name, kind, the text after it, and its place."""

    name: str
    kind: str
    rest: str
    place: str
    span: tuple[int, int] = (0, 0)


def office_of(paper: Paper) -> tuple[OfficeDraft, tuple[Spelling, ...]]:
    """The office, by the name used most (the first where two are used as often), and all its spellings. A name with
    its district or province beside it, as on a cover, weighs more than one in passing.

    District and province are those named beside the office, never those of another passage.
    """
    found = [named for text, place in _texts(paper) for named in _offices(text, place)]
    if not found:
        return OfficeDraft(), ()
    found = _one_ending(found)
    weights: dict[str, float] = {}
    for each in found:
        located = bool(_DISTRICT.match(each.rest.lstrip()) or _PROVINCE.match(each.rest.lstrip()))
        weights[each.name] = weights.get(each.name, 0) + (3.5 if located else 1)
    name = max(weights, key=lambda each: weights[each])
    counts = {each: sum(other.name == each for other in found) for each in weights}
    spellings = tuple(
        Spelling(each, count, next(other.place for other in found if other.name == each))
        for each, count in counts.items()
        if _alike(each, name)
    )
    kind = next(each.kind for each in found if each.name == name)
    known = {spelling.name for spelling in spellings}
    beside = [each.rest for each in found if each.name in known] + _addresses(paper)
    province = _province(beside)
    if kind == "อบจ." and province is None:
        province = next((each for each in PROVINCES if name.endswith(each)), None)
    return OfficeDraft(name, kind, _district(beside), province), spellings


def _addresses(paper: Paper) -> list[str]:
    """Lines of the title page that are nothing but a district and a province, wherever the name stands."""
    first = [block.text for block in paper.blocks[:_TITLE_PAGE] if isinstance(block, Paragraph)]
    return [text for text in first if _ADDRESS.fullmatch(text)]


def _alike(name: str, other: str) -> bool:
    """A slip of the pen: two letters at most, and no other office of a like name, as a number or "ใหม่" make it."""
    return Levenshtein.distance(name, other) <= _ALIKE or (
        min(len(name), len(other)) >= _LONG and Levenshtein.distance(_sound(name), _sound(other)) == 0
    )


def _sound(name: str) -> str:
    """A name by its sound, roughly: tones and silent letters left out, letters of one sound alike."""
    spoken = re.sub(r"[ก-ฮ]ิ?์|[่้๊๋็]", "", name)
    spoken = re.sub(r"(?<=[สซศษ])ร(?=[ก-ฮะ-ู])|ทร(?=[าุิึ])", "", spoken)
    return spoken.translate(_SAME_SOUND)


def _one_ending(found: list[_Named]) -> list[_Named]:
    """Names that run on into the sentence are cut to a name the paper also writes alone."""
    alone = sorted(
        {each.name for each in found if not each.rest or not re.match("[ก-๙]", each.rest)}, key=len
    )
    cut = []
    for each in found:
        shorter = next((n for n in alone if each.name.startswith(n) and len(each.name) - len(n) >= 3), None)
        runs_on = shorter and sum(other.name == each.name for other in found) == 1
        rest = each.name[len(shorter) :] + each.rest if shorter and runs_on else each.rest
        cut.append(
            _Named(shorter if shorter and runs_on else each.name, each.kind, rest, each.place, each.span)
        )
    return cut


def _offices(text: str, place: str = "") -> list[_Named]:
    """Every office named in a text."""
    found = []
    for start in [*_NAMED.finditer(text), *_MAYOR.finditer(text)]:
        own = start["own"]
        end = _END.search(own)
        if end:
            own = own[: end.start()]
        if len(own) < 2 or _NO_NAME.match(own):
            continue
        full, kind = _kind(start)
        stop = start.start("own") + len(own)
        found.append(_Named(full + own, kind, text[stop:][:_REACH], place, (start.start(), stop)))
    return found


def _kind(start: re.Match[str]) -> tuple[str, str]:
    groups = start.groupdict()
    if groups.get("kind"):
        full = f"เทศบาล{groups['kind']}"
        return full, next(kind for name, kind, _ in KINDS if name == full)
    at = next(at for at in range(len(KINDS)) if groups[f"k{at}"])
    return KINDS[at][0], KINDS[at][1]


@dataclass(frozen=True)
class Offices:
    """The paper's own office among those a text may name."""

    own: tuple[str, ...] = ()

    def foreign(self, text: str) -> bool:
        """Whether a text names an office that is not the paper's own."""
        return bool(self.own) and any(not self._is_own(each.name) for each in _offices(text))

    def speaking(self, text: str) -> list[str]:
        """Other offices than the paper's own that a text has report or announce in its place."""
        return [
            each.name
            for each in _offices(text)
            if self.own and not self._is_own(each.name) and _SPEAKS.match(each.rest)
        ]

    def is_own(self, text: str) -> bool:
        """Whether a short text is nothing but the office's own name."""
        found = _offices(text)
        return len(found) == 1 and self._is_own(found[0].name) and len(text.strip()) <= len(found[0].name) + 6

    def marked(self, text: str, own: str, other: str) -> str:
        """The text with each office's name written over by a mark, as long as it was."""
        for each in _offices(text):
            start, stop = each.span
            mark = own if not self.own or self._is_own(each.name) else other
            text = text[:start] + mark * (stop - start) + text[stop:]
        return text

    def _is_own(self, name: str) -> bool:
        return any(_alike(name, own) or name.startswith(own) for own in self.own)


def _province(texts: list[str]) -> str | None:
    found = next((match for match in map(_PROVINCE.search, texts) if match), None)
    return (found["known"] or found["other"]) if found else None


def _district(texts: list[str]) -> str | None:
    for text in texts:
        for found in _DISTRICT.finditer(text):
            if not _OTHERS.search(text[: found.start()]):
                return found["name"]
    return None


def _texts(paper: Paper) -> list[tuple[str, str]]:
    """Every text with its place. Lines that follow are read along, for the district may stand there."""
    found: list[tuple[str, str]] = []
    for block in paper.blocks:
        if isinstance(block, Table):
            found += [(cell.text, row.place) for row in block.rows for cell in row.cells if cell.text]
        else:
            found.append((block.text, block.place))
    texts = [text for text, _ in found]
    return [(_with_address(texts, at), place) for at, (_, place) in enumerate(found)]


def _with_address(texts: list[str], at: int) -> str:
    whole = texts[at]
    for after in texts[at + 1 : at + 4]:
        if not re.match(r"\(?\s*(?:อำเภอ|อ\.|ตำบล|ต\.|จังหวัด|จ\.|เลขที่|หมู่ที่)", after) or len(after) > 100:
            break
        whole = f"{whole} {after}"
    return whole
