"""A measure named by what it is about: the words after มาตรการ, or words that are in one of the office's titles."""

import re

from bot.thai.mentions import Scan
from bot.thai.normalise import fold_letters
from bot.thai.titles import find_measures
from bot.thai.trace import Trace
from bot.thai.vocabulary import Vocabulary

_MEASURE = re.compile(fold_letters("(?:มาตรา?การ|มาตการ|มาตรกาน)(?:(?:ที่)?เกี่ยวกับ|เรื่อง|ด้าน)*"))
_STOP = re.compile(
    fold_letters(
        r"\0|\d|ถึง(?:ขั้น(?:ตอน)?)?ไหน|เป็น(?:ไง|ยังไง|อย่างไร|ร้อย|\0)|(?:ความ)?คืบหน้า|สถานะ|(?:กอง|ส่วน|หน่วย|ตัว|อัน|ข้อ)?ไหน|เจ้าภาพ|ใคร|ทำ(?:ไป|แล้ว|ถึง|ได้|ยัง|อะไร)|ดำเนินการ(?:แล้ว|ไป|ถึง)"
        r"|(?:มี)?ขั้นตอน|ตอนนี้|ยังไง|อย่างไร|พอดี|เสร็จ|แล้ว|กี่|เท่า(?:ไร|ไห)|ต้อง|มีอะไร|อะไร|ไหม|มั้ย|หรือยัง|รึยัง|เมื่อ|ครับ|คับ|ค่ะ|คะ|นะ|หน่อย|ส่ง|แนบ|รูป|หลักฐาน|อยู่|ให้|ของกอง|(?:มี|ทำ)?มาต(?:ร?า?(?:การ|กาน))?"
    )
)
_LEAD = re.compile(
    fold_letters(
        "(?:ขอ|รบกวน|ดู|รายงาน|ผล|อั[ปพ]เด[ตท]|แจ้ง|บันทึก|ความคืบหน้า|คืบหน้า|งาน|เรื่อง|โครงการ|กิจกรรม|รายละเอียด|แนบ|ส่ง|หลักฐาน|รูป|ของ|ตอนนี้|การ|จะ|และ|กับ|รับผิดชอบ|ดำเนินการ|มี)*"
    )
)
_GENERIC = re.compile(
    fold_letters(
        "(?:(?:ความ)?(?:คืบ|ก้าว)หน้า|ความ$|ที่|ทั้ง|มี|ยัง|ค้าง|ปี|และ|หรือ|(?:เพื่อ)?ส่งเสริมคุณธรรม|(?:การ)?ป้องกัน(?:การ)?ทุจริต|ทุก|นี้|ใด|แต่ละ|ต่าง|ภายใน|ของ|ล่าสุด|เลย|เกิน|ล่าช้า|รอบ|เป็น|ครบ|กำลัง|ita|ไป|ใน|ได้|เหลือ|ตาม|แยก|ต่อ|เก่า|ใหม่|หมด|บ้าง|อื่น|pdf|word)"
    )
)
_TELLS = re.compile(
    fold_letters(r"ถึง(?:ขั้น(?:ตอน)?)?ไหน|คืบหน้า|ก้าวหน้า|สถานะ|เสร็จ|แล้ว|หลักฐาน|รูป|ใคร|เป็น(?:ไง|ยังไง)|แนบ")
)


def words_of_measure(scanned: Scan, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """Where in the key a measure is named by its words, None where it is not, or where it has a number."""
    if any(mention.kind in ("measure_no", "item_no", "item") for mention in scanned.found):
        return None
    rest = scanned.rest
    for match in _MEASURE.finditer(rest):
        start, end = _until_stop(rest, match.end())
        if end - start >= 3 and not _GENERIC.match(rest, start):
            return start, end
    told = any(mention.kind in ("percent", "status") for mention in scanned.found)
    if not told and not _TELLS.search(rest):
        return None
    return _by_title(rest, scanned.key, vocabulary)


def _by_title(rest: str, key: Trace, vocabulary: Vocabulary) -> tuple[int, int] | None:
    at, tried = 0, 0
    while at < len(rest) and tried < 8:
        lead = _LEAD.match(rest, at)
        start, end = _until_stop(rest, lead.end() if lead else at)
        if end - start >= 4 and not _GENERIC.match(rest, start):
            tried += 1
            if find_measures(as_typed(key, start, end), vocabulary.measures):
                return start, end
        stop = _STOP.match(rest, end)
        at = max(stop.end() if stop else end, at + 1)
    return None


def _until_stop(rest: str, start: int) -> tuple[int, int]:
    stop = _STOP.search(rest, start)
    return start, stop.start() if stop else len(rest)


def as_typed(key: Trace, start: int, end: int) -> str:
    """The words as typed, without blanks and marks around them."""
    return key.typed(start, end).strip(" \t\r\n\"'“”‘’-–:,.()")[:200]
