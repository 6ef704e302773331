"""Which of the ten indicators a text names, under any of their names."""

import re
from functools import lru_cache

from rapidfuzz import fuzz, process

from tracker.documents.script import compact, plain
from tracker.rubrics import known_years, rubric

_ALIKE = 88
_LONGEST = 160
_NUMBERED = re.compile(
    r"^[-–•*▪()\s]*(?:\d{1,2}\.\d{1,2}\.?\s*)?(?:\d{1,2}\s*[.)]\s*(?=ตัวชี้วัด|ตชว))?(?:(?:ตัวชี้วัด|ตชว\.?|KPI|[IEO]IT)(?:\s*ที่)?\s*[:.-]?\s*)?"
    r"(?:\(?(\d{1,2})\s*[.):]?\)?\s*[:.–-]?\s*)?(?:ด้าน)?(.*)$",
    re.S,
)
SAID = re.compile(r"(?:ตัวชี้วัด|ตชว\.?)\s*(?:ที่)?\s*\d{1,2}(?!\d|\.\d)")
_SAID_NUMBER = re.compile(r"(?:ตัวชี้วัด|ตชว\.?)\s*(?:ที่)?\s*(\d{1,2})(?!\d|\.\d)")
_TAIL = re.compile(
    r"[\s:=(–-]*(?:มี|ได้)?(?:ผล|ค่า)?(?:คะแนน|ร้อยละ)?(?:เฉลี่ย)?(?:เท่ากับ|ร้อยละ)?[\s:=(]*(?:\d+(?:[.,]\d+)?)?\s*(?:คะแนน|%)?\)?[*.]?$"
)
_ASIDE = re.compile(r"\((?:\s*(?:IIT|EIT|OIT|แบบวัด|ตัวชี้วัด|ร้อยละ|คะแนน)[^()]*)\)|[*†]+$")


@lru_cache
def names() -> dict[str, int]:
    """Every known name, compact, with its number; longest first, so that no name hides in a longer one."""
    found = {}
    for year in known_years():
        for indicator in rubric(year).indicators:
            for name in (indicator.name, *indicator.variants):
                found[compact(plain(name))] = indicator.number
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def title_of(number: int) -> str:
    """The newest official name of an indicator."""
    found = rubric(known_years()[-1]).indicator(number)
    return found.name if found else str(number)


def indicator_in(text: str) -> int | None:
    """The indicator a short text is: "7. ประสิทธิภาพการสื่อสาร", "ตัวชี้วัดที่ 7", a name with a letter lost.

    The name counts, not the number before it, which may be a place in a ranking. A text that says more than the
    indicator and its score is none.
    """
    if len(text) > _LONGEST:
        return None
    text = _ASIDE.sub("", text).strip()
    matched = _NUMBERED.match(text)
    if not matched:
        return None
    rest = compact(_TAIL.sub("", matched[2]))
    if rest:
        return named(rest)
    said = _SAID_NUMBER.search(text)
    return int(said[1]) if said and 1 <= int(said[1]) <= 10 else None


def named(rest: str) -> int | None:
    """The indicator of a compact text that is nothing but a name, a few letters off at most."""
    exact = names().get(rest)
    if exact is not None or len(rest) < 8:
        return exact
    best = process.extractOne(rest, names().keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return names()[best[0]] if best else None


def spelt(text: str) -> str:
    """A line that is nothing but an indicator and its score, with a name a few letters off written as it should be."""
    matched = _NUMBERED.match(text) if len(text) <= _LONGEST else None
    name = _TAIL.sub("", matched[2]).strip() if matched else ""
    close = compact(name)
    number = None if not close or close in names() else named(close)
    return text.replace(name, title_of(number), 1) if number else text


def printed_number(text: str) -> int | None:
    """The number printed before a name, as in "ตัวชี้วัดที่ 9 …"."""
    matched = _NUMBERED.match(text.strip())
    return int(matched[1]) if matched and matched[1] else None


@lru_cache
def pattern() -> str:
    """A regular expression for any name, blanks allowed anywhere inside."""
    return "|".join(r"\s*".join(map(re.escape, name)) for name in names())
