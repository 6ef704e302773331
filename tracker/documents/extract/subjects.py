"""Which indicator, OIT item or question a text of a measure speaks of."""

import re

from tracker.documents.extract.indicators import indicator_in, names
from tracker.documents.script import compact

_SAID = re.compile(r"ตัวชี้วัด(?:ที่|ย่อยที่)?\s*(\d{1,2})(?!\d)")
_ITEM = re.compile(r"(?<![A-Za-z])[oO]\s?-?0?(\d{1,2})(?!\d)")
_TO_ANOTHER = re.compile(r"\s*(?:[-–—]|ถึง)\s*[oO]?\d")
_QUESTION = re.compile(r"(?:^|[\s(])([ei])\s?0?(\d{1,2})(?!\d)(?!-)")
_LEAD = re.compile(
    r"^[-•(\s]*(?:รองรับ|(?:ตอบ)?สนอง(?:ต่อ)?|สอดคล้อง(?:กับ)?)?[\s:]*(?:\(?\d{1,2}(?:\.\d{1,2})*[.)]?\s*)?(?:(?:ประเด็น)?(?:ด้าน|เรื่อง|ตัวชี้วัด)(?:ที่)?\s*(?:\d{1,2})?\s*[.:)]?\s*)?"
)
_SUBJECT = re.compile(
    r"^[-•\s]*(?:\(?\d{1,2}(?:\.\d{1,2})*[.)]\s*)?(?:ด้าน|ตัวชี้วัด|แบบ(?:วัด|ตรวจ)|เครื่องมือ|ส่วนที่|หมวด|กลุ่ม|ยุทธศาสตร์|มิติ|ประเด็น|การประเมิน|\(?[IEO]IT)"
)
_FOR = re.compile(
    r"^[-•(\s]*(?:รองรับ|(?:ตอบ)?สนอง(?:ต่อ)?|สอดคล้อง(?:กับ)?|ภายใต้|เพื่อยกระดับ|ยกระดับ|ที่เกี่ยวข้อง)?[\s:]*ตัวชี้วัด(?:ที่)?[\s:]*\d"
)
LAST_ITEM = 48
_ASIDE = re.compile(r"\s*[(\[]\s*([^()\[\]]{2,80}(?:\([^()]*\)[^()\[\]]*)?)[)\]]\s*$")
_NAMED_FIRST = re.compile(
    r"^(?:รองรับ|(?:ตอบ)?สนอง(?:ต่อ)?|สอดคล้อง(?:กับ)?|ตาม|จาก)?\s*(?:ประเด็น|จุดอ่อน|เครื่องมือ|แบบวัด)?\s*(?:ตัวชี้วัด|ตชว\.?|[IEO]IT|ด้าน)",
    re.I,
)


def aside_of(title: str) -> tuple[str, str]:
    """A title without the bracket at its end that says which indicator it is for, and what that says: "ทำบัตรคิว
    (ตัวชี้วัดที่ 6)"; any other belongs to the title, also an item's: "เผยแพร่ข้อมูลให้ครบ (ข้อ o13)" is of o13 only."""
    found = _ASIDE.search(title)
    said = found[1].strip() if found else ""
    if not found or not found.start():
        return title, ""
    tells = indicator_of(said, leading=bool(_NAMED_FIRST.match(said)))
    return (title[: found.start()].rstrip(), said) if tells else (title, "")


def names_indicator(text: str) -> bool:
    """Whether a line under a title only says which indicator the measure is for: "รองรับ : ตัวชี้วัดที่ 10 …"."""
    return bool(_FOR.match(text))


def is_subject(text: str) -> bool:
    """Whether a row that holds one text only heads the rows below it: "ด้าน IIT", "ตัวชี้วัดที่ 4 …"."""
    return bool(_SUBJECT.match(text)) or indicator_in(text) is not None


def indicator_named(text: str) -> int | None:
    """The indicator a text is, letter for letter or called one: a title like "เปิดเผยข้อมูล" is none, though alike."""
    text = re.sub(r"\s+", " ", text).strip()
    exact = "ตัวชี้วัด" in text or compact(_LEAD.sub("", text, count=1)) in names()
    return indicator_in(text) if exact else None


def indicator_of(text: str, leading: bool = False) -> int | None:
    """The indicator a text is or says by its number.

    With `leading` also the one whose name it begins with, as weak points do: "การใช้งบประมาณ บุคลากรไม่ทราบ…".
    """
    text = re.sub(r"\s+", " ", text).strip()
    whole = indicator_in(text) if leading else indicator_named(text)
    if whole:
        return whole
    rest = compact(_LEAD.sub("", text, count=1))
    begins = next((number for name, number in names().items() if rest.startswith(name)), None)
    said = {int(number) for number in _SAID.findall(text) if 1 <= int(number) <= 10}
    if begins and (leading or said):
        return begins
    return said.pop() if len(said) == 1 else None


def item_of(text: str) -> str | None:
    """The OIT item a text names first: "o12"; none for a run of items, "o36 - o43"."""
    found = _ITEM.search(text)
    several = found and _TO_ANOTHER.match(text, found.end())
    return f"o{int(found[1])}" if found and not several and 1 <= int(found[1]) <= LAST_ITEM else None


def question_of(text: str) -> str | None:
    """The question of IIT or EIT a text names first: "e13"."""
    found = _QUESTION.search(text)
    return f"{found[1]}{int(found[2])}" if found else None
