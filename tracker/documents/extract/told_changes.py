"""Changes of single indicators told in sentences, against the scores of the two years."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tracker.documents.draft import FindingDraft
from tracker.documents.extract.figures import subject
from tracker.documents.extract.reading import Reading, finding_of
from tracker.documents.extract.statements import paragraphs
from tracker.documents.extract.tokens import tokens_of
from tracker.rules import audit
from tracker.rules.scoring import rounded

_FIGURE = r"\d{1,3}\.\d{1,2}"
_WORD = r"(?P<word>เพิ่มขึ้น|สูงขึ้น|ลดลง|ต่ำลง|คงที่|เท่าเดิม)"
_YEAR_BEFORE = (
    r"(?:จาก|กว่า|เมื่อเทียบกับ)\s*(?:ผล)?(?:คะแนน)?(?:ของ)?(?:ใน)?"
    r"ปี(?:งบประมาณ|ก่อน|ที่(?:แล้ว|ผ่านมา))?\s*(?:พ\.ศ\.)?\s*(?:25\d\d)?"
)
_NO_FIGURE = r"(?![^\d]{0,20}\d)"
_SAID = tuple(
    map(
        re.compile,
        (
            rf"(?P<later>{_FIGURE})\s*(?:คะแนน|%)?\s*\(\s*(?:ใน)?\s*(?:ปี|พ\.ศ\.)[^()]{{0,40}}?(?P<earlier>{_FIGURE})\s*(?:คะแนน|%)?\s*\)"
            rf"\s*(?:มีแนวโน้ม|แนวโน้ม|ซึ่ง|มีคะแนน|จึง)?\s*{_WORD}",
            rf"{_WORD}\s*จาก\s*(?:ร้อยละ)?\s*(?P<earlier>{_FIGURE})\s*(?:คะแนน)?\s*เป็น\s*(?:ร้อยละ)?\s*(?P<later>{_FIGURE})",
            rf"(?P<later>{_FIGURE})\s*(?:คะแนน|%)?\s*(?:มีแนวโน้ม|แนวโน้ม|ซึ่ง|จึง)?\s*{_WORD}\s*{_YEAR_BEFORE}{_NO_FIGURE}",
        ),
    )
)
"""An indicator's score and the word for its change; the score before where it is said."""
_POINTS = re.compile(
    rf"{_WORD}\s*(?:{_YEAR_BEFORE}\s*)?(?:จำนวน|เท่ากับ|ถึง|อยู่)?\s*(?P<points>{_FIGURE})\s*คะแนน"
)


@dataclass(frozen=True)
class _Told:
    """A word for the change of an indicator; what it is said to have been and to be, or by how much it differs."""

    indicator: int
    word: str
    place: str
    earlier: Decimal | None = None
    later: Decimal | None = None
    points: Decimal | None = None


def findings(reading: Reading) -> Iterator[FindingDraft]:
    """Words and sizes of changes that the scores do not bear out."""
    scores = [(each.draft.fiscal_year, each.draft.indicators) for each in reading.results]
    for told in _told(reading):
        known = [(year, of[told.indicator]) for year, of in scores if year and told.indicator in of]
        if len(known) != 2 or not _fits(told, known[0][1], known[1][1]):
            continue
        (_, before), (year, after) = known
        fell = told.word in ("ลดลง", "ต่ำลง")
        points = None if told.points is None else -told.points if fell else told.points
        name = subject(told.indicator)
        wrong = audit.check_trend(before, after, told.word, name, told.place)
        if wrong is None and points is not None:
            wrong = audit.check_change(before, after, points, None, told.place, name)
        if wrong:
            yield finding_of(wrong, told.place, year)


def _fits(told: _Told, before: Decimal, after: Decimal) -> bool:
    """Whether the scores a sentence gives are those of the two years; else it speaks of others."""
    return told.earlier in (None, before) and told.later in (None, after)


def _told(reading: Reading) -> Iterator[_Told]:
    for _, block in paragraphs(reading.paper):
        for pattern in _SAID:
            for found in pattern.finditer(block.text):
                number = _last_named(block.text[: found.start()])
                said = found.groupdict()
                scores = {
                    name: rounded(Decimal(said[name])) for name in ("earlier", "later") if said.get(name)
                }
                if number:
                    yield _Told(number, found["word"], block.place, **scores)
        for found in _POINTS.finditer(block.text):
            number = _last_named(block.text[: found.start()])
            if number:
                yield _Told(number, found["word"], block.place, points=Decimal(found["points"]))


def _last_named(text: str) -> int | None:
    """The one indicator a clause speaks of: the last named, with no instrument or total named after it."""
    named = [token for token in tokens_of(text) if token.kind in ("indicator", "instrument", "total")]
    last = named[-1] if named else None
    listed = len(named) > 1 and re.fullmatch(r"[\s,]*(?:และ)?[\s,]*", text[named[-2].end : named[-1].start])
    return last.value if last and not listed and isinstance(last.value, int) else None
