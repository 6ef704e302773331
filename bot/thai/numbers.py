"""Numbers written as words, and how numbers stand in the key of a text."""

import re

from bot.thai.normalise import fold_letters
from bot.thai.trace import Trace

ITEMS = (
    "ข้อ(?!ง|เลื่อน|แนบ|แจ้ง|ราย|อัปเดต|อัพเดต|อัพเดท|บันทึก|ส่ง|แก้|แปะ|เปลี่ยน|ตัว|ดู|ผล|คะแนน"
    "|ทราบ|ความ|ให้|แบบ|เป็น|ไฟล์|เอกสาร|ลิง|ถาม|โทษ|บคุณ)"
)
"""Items that are counted, as in 3 ข้อ, where ขอ (please) looks alike once the tone marks are gone."""

NUMBER = r"(?<![\d.])-?\d+(?:\.\d+)?"

_UNITS = {fold_letters(word): n for n, word in enumerate("ศูนย์ หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า".split())}
_UNITS |= {fold_letters("นึง"): 1, fold_letters("เอ็ด"): 1, fold_letters("ยี่"): 2}
_UNIT = (
    "(?:" + "|".join(sorted((u for u in _UNITS if u not in ("ยี", "สูนย", "เอด")), key=len, reverse=True)) + ")"
)
_UNIT = _UNIT.replace("สาม", "สาม(?!ารถ)")
_TENS = rf"(?:(?:ยี|{_UNIT})สิบ(?:เอด|{_UNIT})?|สิบ(?:เอด|{_UNIT}))"
_LEADS = fold_letters(
    "ที่|ข้อ|ตัว|มาตรการ|อันดับ|รอบ|ไตรมาส|ร้อยละ|โอ|อีก|ทั้ง|เหลือ|ทำแล้ว|เพิ่ม|ลด|ได้|ถึง|เกิน|กว่า|เป็น|ก่อน|หน้า"
)
_FOLLOWS = fold_letters("คะแนน|แต้ม|เปอร|%|ตัว|ข้อ|วัน|อันดับ|เดือน|มาตรการ|ปีก่อน|ปีที่แล้ว")

_WORDS = re.compile(
    rf"(?P<century>{fold_letters('สองพันห้าร้อย')})(?P<years>{_TENS}|{_UNIT})"
    rf"|(?P<whole>{_TENS}|{_UNIT})จุด(?P<part>{_UNIT}{{1,2}})"
    rf"|(?P<tens>{_TENS})"
    rf"|(?:(?<=ปี)|(?<=กับ))(?P<digits>{_UNIT}{{4}}|{_UNIT}{{2}})"
    rf"|(?P<lead>{_LEADS})(?P<led>{_TENS}|{_UNIT}|สิบ)"
    rf"|(?P<unit>{_UNIT}|สิบ)(?={_FOLLOWS})"
)
_ONE = re.compile(_UNIT)
# Words that are something else once their tone mark is gone: they need it, unless a unit follows.
_NEEDS_MARK = {"หา": "้", "สี": "่"}


def with_digits(key: Trace) -> Trace:
    """The key with number words as digits, where they are numbers: แปดสิบ is 80, ปีหกหก is ปี66, ที่สอง is ที2."""

    def written(match: re.Match[str]) -> str:
        if match["digits"]:
            return "".join(str(_UNITS[unit]) for unit in _ONE.findall(match["digits"]))
        if match["years"]:
            years = match["years"]
            return str(2500 + (_tens(years) if "สิบ" in years else _UNITS[years]))
        if match["whole"]:
            whole = match["whole"]
            part = "".join(str(_UNITS[unit]) for unit in _ONE.findall(match["part"]))
            return f"{_tens(whole) if 'สิบ' in whole else _UNITS[whole]}.{part}"
        lead, word = match["lead"] or "", match["tens"] or match["led"] or match["unit"]
        lead += " " if match.start() and match.string[match.start() - 1].isdigit() else ""
        mark = _NEEDS_MARK.get(word)
        if mark and mark not in key.typed(match.end() - len(word), match.end()):
            return match.group()
        return lead + str(_tens(word) if "สิบ" in word else _UNITS[word])

    return key.sub(_WORDS, written)


def _tens(words: str) -> int:
    tens, _, units = words.partition("สิบ")
    return 10 * _UNITS.get(tens, 1) + (_UNITS[units] if units else 0)


def number(digits: str) -> int | float:
    """A written number: whole where it is whole. As it stands, also out of every range, so that it can be refused."""
    value = float(digits[:15])
    return int(value) if value.is_integer() else value


_PERCENT = re.compile(
    fold_letters(
        rf"(?P<half>ครึ่ง(?:นึง|หนึ่ง|ทาง|1)?(?!ปี|แรก|หลัง|เดือน))"
        rf"|(?P<minus>ลบ)?(?:ร้อยละ(?P<after>-?\d+(?:\.\d+)?)"
        rf"|(?P<before>{NUMBER}) ?(?:%|เปอร?(?:[เแ]?[ซช][นล]?[ตท]?)?|percent|pct))"
    )
)


def percents(key: str) -> list[tuple[int, int, int | float]]:
    """Percents in a key with where they stand: (start, end, value). ครึ่งนึง is 50; 150 and -5 are kept."""
    found: list[tuple[int, int, int | float]] = []
    for match in _PERCENT.finditer(key):
        if match["half"]:
            found.append((match.start(), match.end(), 50))
        else:
            value = number(match["after"] or match["before"])
            found.append((match.start(), match.end(), -value if match["minus"] else value))
    return found
