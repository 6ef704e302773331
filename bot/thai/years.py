"""Fiscal years as they are spoken of: ปี 66, ๒๕๖๖, 2023, ปีนี้, ปีที่แล้ว, ล่าสุด, 65 กับ 66. Found in the key of a text."""

import re
from dataclasses import dataclass, replace

from bot.thai.normalise import fold_letters
from bot.thai.numbers import ITEMS
from tracker.rules.fiscal import YearUnclear, year_from

_END = fold_letters(r"(?![\d%]|\.\d| ?(?:เปอ|คะแนน|แต้ม|ตัว(?!เลข)|" + ITEMS + "|วัน|เดือน|ครั้ง|คน))")
_PREFIX = fold_letters(
    r"(?:ประจำ|รอบ)?(?:(?:ปีงบประมาณ|ปีการประเมิน|ปีประมาณ|ปีงบ|ปงบ|ปี|งบ(?=\d{2}(?!\d))|พศ|คศ|fy|year) ?)++(?:ที่)? ?"
)
_NAMED = re.compile(rf"{_PREFIX}(\d{{4}}|\d{{2}})(?![\d%]|\.\d)")
_FOUR = re.compile(rf"(?<![\d.])(25[4-9]\d|20[1-4]\d){_END}")
_JOINT = fold_letters(
    r"(?:กับ|และ|หรือ|เทียบ|จาก|ไป|ถึง|ต่อ|มา|แล้ว|vs|[-/ ,&])+(?:ของ)?(?:ปี)?(?:งบ)?(?:ประมาณ)? ?"
)
_NEXT = re.compile(rf"{_JOINT}(\d{{4}}|[5-7]\d){_END}")
_BEFORE = re.compile(rf"(?<![\d.])(25\d\d|[5-7]\d){_JOINT}$")
_PAIR = re.compile(rf"(?<![\d.])([5-7]\d){_JOINT}([5-7]\d){_END}")
_COMPARES = re.compile(fold_letters("กว่ากัน|ดีกว่า|ดีด|ขึ้น|ลง|ปีไหน|เทียบ|ต่าง|vs|เพิ่ม|ลด|เปลี่ยน|พัฒนาการ"))
_BASIS = re.compile(fold_letters("(?:จาก|กว่า|เทียบกับ|เทียบ|กับ|ต่างจาก)(?:คะแนน|ผล|ของ|เมื่อ)*$"))
_LOOSE = re.compile(
    fold_letters(
        rf"(?:คะแนน|ผล|อ่อน|แข็ง|เด่น|เกรด|ประเมิน|ita|ไอทีเอ|มาตรการ|\0) ?(5[6-9]|6\d|7[0-5]){_END}(?!ขึ้นไป)"
    )
)
_SUPPOSES = re.compile(fold_letters("ถ้า|หาก|สมม[ตุ]|ต่ำกว่า|น้อยกว่า|มากกว่า|สูงกว่า|เกิน|ถึง|ระดับ|ผ่าน"))
_LATEST = re.compile(fold_letters("(?:(?:ปี|ครั้ง)(?:งบ)?(?:ประมาณ)?(?:ที่)?)?ล่าสุด|latest|ปีสุดท้าย|หลังสุด"))
_YEAR_WORD = fold_letters("ปี(?:งบ)?(?:ประมาณ)?")
_AGO = re.compile(
    fold_letters(
        r"(?<!ที่)(?<!ตัว)(?<!ข้อ)(?<!วัด)(?<!การ)(?<!ตชว)(?<!ชี้วัด )(?<!\d)(?<!ตชว )(?<!ที่ )(\d) ?ปี(?:ก่อน|ที่แล้ว|ที่ผ่านมา)"
    )
)
_RELATIVE = tuple(
    (re.compile(_YEAR_WORD + fold_letters(f"(?:{words})")), shift, leans)
    for words, shift, leans in (
        ("ก่อนโน้น|ก่อนนู้น|ก่อนหน้านั้น|โน้น|นู้น", -2, ""),
        ("(?:ที่)?(?:แล้ว(?!เสร็จ)|ผ่านมา)|กลาย", -1, "if it is the same year"),
        ("ก่อน(?:หน้า)?(?:นี้)?", -1, "always"),
        ("นี้|ปัจจุบัน", 0, ""),
        ("หน้า(?!ที่|สาธารณะ|เว็บ)", 1, ""),
    )
)
"""Words, how many years they shift, and when they lean on another year of the message instead of the present one."""


@dataclass(frozen=True)
class Year:
    """A fiscal year (B.E.) that was named. `basis`: it is what something is compared with ("จากปี 65");
    `latest`: it was named as the newest one."""

    start: int
    end: int
    value: int
    basis: bool = False
    latest: bool = False
    leans: str = ""


def years_in(key: str, this_year: int, newest: int | None) -> list[Year]:
    """The fiscal years named in a key, in its order. `this_year` is the fiscal year at the moment of asking,
    `newest` the one ล่าสุด means."""
    found = _relative(key, this_year)
    for match in _LATEST.finditer(key):
        found.append(Year(match.start(), match.end(), newest or this_year, latest=True))
    found += _written(key)
    return sorted(_settled(found, this_year), key=lambda year: year.start)


def loose_years(key: str, this_year: int) -> list[Year]:
    """Two-digit years without their ปี, as in คะแนน 66; what was understood before stands as NUL in the key."""
    match = None if _SUPPOSES.search(key) else _LOOSE.search(key)
    value = 2500 + int(match[1]) if match else 0
    if match is None or value > this_year + 1:
        return []
    found = [Year(match.start(1), match.end(1), value)]
    _chain(found, key, found[0])
    return found


def _relative(key: str, this_year: int) -> list[Year]:
    found = [Year(match.start(), match.end(), this_year - int(match[1])) for match in _AGO.finditer(key)]
    for words, shift, leans in _RELATIVE:
        for match in words.finditer(key):
            if not _covered(found, match.start()):
                basis = bool(_BASIS.search(key[: match.start()]))
                found.append(Year(match.start(), match.end(), this_year + shift, basis, leans=leans))
    return found


def _written(key: str) -> list[Year]:
    found: list[Year] = []
    for pattern in (_NAMED, _FOUR):
        for match in pattern.finditer(key):
            if not _covered(found, match.start(1)):
                _add(found, key, match.start(), match)
    for year in list(found):
        _chain(found, key, year)
    if not found and _COMPARES.search(key) and (pair := _PAIR.search(key)):
        found += [Year(pair.start(at), pair.end(at), 2500 + int(pair[at])) for at in (1, 2)]
    return found


def _chain(found: list[Year], key: str, year: Year) -> None:
    """Further years joined to one: 65 กับ 66, 65-66."""
    earlier = _BEFORE.search(key[: year.start])
    if earlier is not None and not _covered(found, earlier.start(1)):
        _add(found, key, earlier.start(1), earlier)
    while (following := _NEXT.match(key, year.end)) and not _covered(found, following.start(1)):
        _add(found, key, following.start(), following)
        if found[-1].end <= year.end:
            return
        year = found[-1]


def _add(found: list[Year], key: str, start: int, match: re.Match[str]) -> None:
    try:
        value = year_from(int(match[1]))
    except YearUnclear:
        return
    found.append(Year(start, match.end(1), value, bool(_BASIS.search(key[:start]))))


def _covered(found: list[Year], at: int) -> bool:
    return any(year.start <= at < year.end for year in found)


def _settled(found: list[Year], this_year: int) -> list[Year]:
    """ปีก่อน beside one named year is the year before that one; so is ปีที่แล้ว where both would be the same."""
    named = [year.value for year in found if not year.leans]
    if len(named) != 1 or named[0] == this_year:
        return found
    return [
        replace(year, value=named[0] - 1)
        if year.leans == "always" or (year.leans and year.value == named[0])
        else year
        for year in found
    ]
