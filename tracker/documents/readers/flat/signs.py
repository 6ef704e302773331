"""What the words of a flattened table give away: which lines head one, and which texts its columns can hold."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from tracker.documents.extract import headings
from tracker.documents.extract.columns import columns_in, is_heading, role_of
from tracker.documents.extract.departments import is_department
from tracker.documents.extract.indicators import indicator_in
from tracker.documents.extract.periods import period_in
from tracker.documents.extract.subjects import is_subject
from tracker.documents.extract.years import year_in_cell
from tracker.documents.script import repaired

Kind = Literal["number", "figure", "indicator", "department", "period", "item", "free"]
"""What a column holds. Texts of every kind but "free" can be told from others."""

_KINDS: dict[str, Kind] = {
    "number": "number",
    "responsible": "department",
    "support": "department",
    "period": "period",
    "period_start": "period",
    "period_end": "period",
    "item": "item",
    "indicator": "indicator",
}
_FIGURES = {"score", "change", "other", "means", "part"}
_LONGEST = 60
_ABREAST = 8
_NARROW = 30
_ANY_YEAR = 2567
_NOTHING = re.compile(r"[-–—\s]*")
_NUMBER = re.compile(r"\(?\d{1,2}[.)]?")
_FIGURE = re.compile(
    r"[+\-−–]?\s*\d{1,4}(?:[.,]\d+)?\s*(?:%|คะแนน)?|AA|[A-F]|เพิ่มขึ้น|สูงขึ้น|ลดลง|ต่ำลง|คงที่|เท่าเดิม|ผ่าน\S*|ต้องปรับปรุง\S*"
)
_SUM = re.compile(r"(?:ผล|ค่า)?(?:คะแนน)?(?:รวม|เฉลี่ย|ภาพรวม|ระดับ)|ผลการประเมิน")
_ITEM = re.compile(r"(?:OIT\s*:?|ข้อ(?:ที่)?)?\s*[oei]\s?-?\d{1,2}", re.I)
_PARTS = re.compile(r"[,/;\n]|และ(?=กอง|สำนัก|งาน|หน่วย|ฝ่าย)|\s+-\s*")


def kinds_of(texts: Sequence[str]) -> tuple[Kind, ...] | None:
    """The kinds of the columns these texts head; None where they head no table of measures, reports or scores."""
    said = [repaired(text) for text in texts]
    if any(len(text) > _LONGEST for text in said) or len(said) < 2:
        return None
    if len(said) >= 3 and columns_in(said) and all(_heads(text) for text in said if text):
        return tuple(_KINDS.get(role_of(text) or "", "free") for text in said)
    if sum(indicator_in(text) is not None for text in said) >= _ABREAST:
        return tuple("figure" if indicator_in(text) or _SUM.search(text) else "free" for text in said)
    scores = [_of_scores(text) for text in said]
    if all(scores) and "figure" in scores and "indicator" in scores:
        return tuple(kind or "free" for kind in scores)
    return None


def may_head(text: str) -> bool:
    """Whether a text alone can stand over a column."""
    text = repaired(text)
    return len(text) <= _LONGEST and bool(_heads(text) or _of_scores(text))


def _heads(text: str) -> bool:
    """Whether a text can stand over a column of measures: no figure, no name of who or what."""
    return bool(role_of(text) or is_heading(text)) or (len(text) <= 20 and not re.search(r"\d|[.:]", text))


def _of_scores(text: str) -> Kind | None:
    role = headings.role_of(text)
    if (
        indicator_in(text)
        or is_subject(text)
        and not text.startswith(("ตัวชี้วัด", "ด้าน", "ประเด็น", "เครื่องมือ", "แบบ"))
    ):
        return None
    if (year_in_cell(text) and len(text) <= _NARROW) or role in _FIGURES:
        return "figure"
    if role in ("number", "rank"):
        return "number"
    if role == "label":
        return "indicator" if "ตัวชี้วัด" in text or text in ("รายการ", "ด้าน") else "free"
    return "free" if role == "level" else None


@lru_cache(8192)  # (every way of sharing out a row asks again)
def fits(kind: Kind, text: str) -> bool:
    """Whether a text is of a kind; whatever may be, of no kind."""
    text = repaired(text).strip()
    if kind == "number":
        return bool(_NUMBER.fullmatch(text))
    if kind == "figure":
        return bool(_FIGURE.fullmatch(text) or _NOTHING.fullmatch(text))
    if kind == "indicator":
        return indicator_in(text) is not None or bool(len(text) <= _NARROW and _SUM.match(text))
    if kind == "department":
        parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
        return is_department(text) or (bool(parts) and all(map(is_department, parts)))
    if kind == "period":
        return len(text) <= _LONGEST and period_in(text, _ANY_YEAR) is not None
    return kind == "free" or bool(_ITEM.fullmatch(text))


def says_nothing(text: str) -> bool:
    """Whether a cell is empty or a dash."""
    return bool(_NOTHING.fullmatch(text))


def is_banner(text: str) -> bool:
    """Whether a line alone in a table heads the rows below it."""
    text = repaired(text)
    return is_subject(text) or is_department(text)
