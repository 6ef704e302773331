"""The words of a text that matter for its figures: who is spoken of, years, grades, figures, and what bars them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tracker.documents.extract.headings import instrument_in
from tracker.documents.extract.indicators import SAID, indicator_in, named, pattern
from tracker.documents.extract.years import YEAR, year_of
from tracker.documents.script import compact

LEVELS = r"ผ่านดีเยี่ยม|ผ่านดี|ต้องปรับปรุงโดยด่วน|ต้องปรับปรุง|ผ่าน(?!เกณฑ์)"


_GRADING = (
    r"(?:(?:อยู่ใน)?(?:ระดับ|เกรด|[Rr]ating(?:\s*[Ss]core)?)|(?:อยู่ใน|มี|ได้)เกณฑ์)"
    r"(?:ผล)?(?:การประเมิน|คะแนน|คุณภาพ)?\s*(?:คือ|เป็น|ที่)?\s*[:=]?\s*[(“”\"'‘]*\s*"
)
GRADED = rf"(?:{_GRADING}(?:(?:AA|[A-F])(?![A-Za-z0-9])|{LEVELS})|\((?:AA|[A-F]|{LEVELS})\))"
"""A grade or a level with the word that says it is one."""

_WORD_AFTER = re.compile(r"[\s:.-]*([ก-๙]{8,40})")


FULL_MARK = r"\(?(?:จาก)?(?:คะแนน)?เต็ม\s*100(?:\.0+)?(?:\s*คะแนน)?\)?"


OWN, OTHER = "\x02", "\x01"
"""Marks written over the own office's name and over that of any other."""
_WORDS: tuple[tuple[str, str], ...] = (
    ("own", f"{OWN}+"),
    ("office", f"{OTHER}+"),
    ("range", r"\d{1,3}(?:\.\d+)?\s*(?:-|–|ถึง)\s*\d{1,3}(?:\.\d+)?(?:\s*คะแนน)?"),
    ("sum", r"-?\d{1,3}\.\d{1,2}\s*[÷/x×]\s*\d+(?:\.\d+)?"),
    (
        "instrument",
        r"EIT\s*(?:ส่วนที่|[Pp]art)?\s*\(?[12]\)?|IIT|EIT|OIT|แบบ(?:วัด|ตรวจ)[ก-๙]{5,60}(?:ภายใน|ภายนอก|สาธารณะ)",
    ),
    (
        "aside",
        rf"มีเกณฑ์\s*(?:การ)?ผ่าน(?:การประเมิน)?\s*(?:(?:อยู่)?ที่|คือ|ร้อยละ)?\s*\d{{2}}(?:\.\d+)?\s*คะแนน(?:\s*ขึ้นไป)?"
        rf"|ผ่านเกณฑ์(?:การประเมิน)?|(?:ไม่|มิ)ผ่าน|{FULL_MARK}"
        r"|\([^()]{0,30}เฉลี่ย[^()]{0,20}(?:ประเทศ|จังหวัด|อำเภอ|อปท)[^()]{0,30}\)"
        r"|จาก(?:จำนวน)?หน่วยงาน[^()0-9]{0,20}[\d,]+\s*(?:แห่ง|หน่วยงาน)(?:\s*ทั่วประเทศ)?",
    ),
    ("grade", rf"{_GRADING}(?:AA|[A-F])(?![A-Za-z0-9])|(?:(?<=คะแนน)|(?<=\.\d\d))\s?\((?:AA|[A-F])\)"),
    (
        "level",
        rf"{_GRADING}(?:{LEVELS})|(?:(?<=คะแนน)|(?<=\.\d\d)|(?<=ระดับ [A-F])|(?<=ระดับ AA))\s?\((?:{LEVELS})\)",
    ),
    (
        "total",
        r"(?:ผล|ค่า)?คะแนน(?:ผล)?(?:การประเมิน)?(?:เฉลี่ย|สุทธิ)?(?:รวม|ภาพรวม|โดยรวม|ในภาพรวม)(?:ทั้งหมด|ทั้งสิ้น|เฉลี่ย)?(?:(?:ของ|จาก)?\s*(?:ทุก|ทั้ง\s*10)\s*ตัวชี้วัด)?|(?:ใน)?ภาพรวม(?:คะแนน)?|ร้อยละรวม"
        r"|(?:ผล|ค่า)?คะแนน(?:ผล)?(?:การ)?(?:ประเมิน)?\s*ITA(?!\s*25\d\d)|ITA\s*Score|รวมทั้งสิ้น",
    ),
    (
        "weak",
        r"ผลการประเมิน(?:คุณธรรมและความโปร่งใส(?:ในการดำเนินงาน)?(?:ของ)?(?:หน่วยงาน)?(?:ภาครัฐ)?)?\s*(?:\(?\s*ITA\s*\)?)?|ผลคะแนน|(?:ค่า)?คะแนน(?:เฉลี่ย)(?!\s*(?:ของ)?(?:แต่ละ)?\s*แบบ)|^\s*คะแนน",
    ),
    (
        "other",
        r"เฉลี่ย\s*(?:ของ)?(?:แต่ละ)?\s*แบบ(?:วัด|ตรวจ)|(?:ค่า)?เป้าหมาย|ตั้งเป้า|เกณฑ์(?:มาตรฐาน)?|เต็ม|(?<!ถ่วง)น้ำหนัก|คะแนน(?:ที่)?ถ่วง|(?:ทั้ง|ทั่ว|ระดับ|ของ)?ประเทศ|(?:ระดับ|ทั้ง|ทั่ว|เฉลี่ย|ภายใน)จังหวัด|(?:ระดับ|ทั้ง)อำเภอ|ระดับภาค"
        r"|อปท\.?\s*(?:ทั้ง|ทั่ว|ทุก|ใน)|(?:เฉลี่ย|ของ)\s*อปท|สัดส่วน|หน่วยงานที่|คาดว่า|คาดการณ์|หาก|เพื่อให้ได้|ยกระดับ|คะแนนที่ควรได้|ผู้ตอบ|ตอบแบบ|มัธยฐาน"
        r"|อบต\.อื่น|เทศบาลอื่น|แห่งอื่น|ตัวอย่าง|สมมติ|ข้อคำถาม|ประเด็น|[eio]\d{1,2}\b|ตัวชี้วัดย่อย|เบิกจ่าย|งบประมาณที่|LPA|พึงพอใจ|ดำเนินการ(?:ได้|แล้ว|ตาม)|แล้วเสร็จ|ความเสี่ยง|ความสำเร็จ",
    ),
    (
        "change",
        r"เพิ่มขึ้น|สูงขึ้น|ดีขึ้น|ลดลง|ต่ำลง|ผลต่าง|ส่วนต่าง|ต่างกัน|แตกต่าง|ห่าง|ขาด(?:อีก|ไป)|ไม่(?:น้อย|ต่ำ|เกิน)กว่า|ต่ำกว่า|น้อยกว่า|มากกว่า|สูงกว่า|เกินกว่า"
        r"|จำนวน|คิดเป็นร้อยละของ|อัตรา|ขึ้นไป|อันดับ|ลำดับที่",
    ),
)


_NUMBER = (
    r"(?<![\d.,/÷-])(?:\d{1,3}[.,]\d{1,2}(?![\d/]|[.,]\d)(?!\s*(?:คะแนน)?\s*ขึ้นไป|\s*(?:ล้าน|บาท|น\.))"
    r"|\d{1,3}(?![\d/]|[.,]\d|\s*[.)]\s*[ก-๙]|\)\s)"
    r"(?!\s*(?:คน|ข้อ|ราย|แห่ง|ตัว|วัน|เดือน|ครั้ง|หน่วยงาน|ปี|บาท|โครงการ|มาตรการ|ด้าน|อันดับ|ลำดับ|ประการ|เครื่องมือ|คะแนน\s*ขึ้นไป|ขึ้นไป|ชุด|ไตรมาส)))"
)


@dataclass(frozen=True)
class Token:
    """A word that matters: kind and value, and where it stands in its text."""

    kind: str
    value: object
    start: int
    end: int


@lru_cache
def _tokens_pattern() -> re.Pattern[str]:
    words = "|".join(f"(?P<{kind}>{words})" for kind, words in _WORDS[:5])
    rest = "|".join(f"(?P<{kind}>{words})" for kind, words in _WORDS[5:])
    return re.compile(
        rf"(?P<year>{re.sub(r'[?]P<[a-d]>|[?]P<fiscal>', '?:', YEAR.pattern)})|{words}"
        rf"|(?P<name>(?:{SAID.pattern}[\s:.-]*)?(?:{pattern()})(?!สาธารณะ))|(?P<said>{SAID.pattern})|{rest}|(?P<number>{_NUMBER})"
    )


def tokens_of(text: str) -> list[Token]:
    """The words of a text that matter, in order."""
    found = []
    for match in _tokens_pattern().finditer(text):
        token = _token(match, text)
        if token:
            found.append(token)
    return found


def _token(match: re.Match[str], text: str) -> Token | None:
    kind, said = match.lastgroup or "", match[0]
    value: object = said
    if kind in ("name", "said"):
        kind, value = "indicator", indicator_in(said)
        if value is None:
            return None
        misspelt = _WORD_AFTER.match(text, match.end()) if match.lastgroup == "said" else None
        if misspelt and named(compact(misspelt[1])) == value:
            return Token(kind, value, match.start(), misspelt.end())
    elif kind == "year":
        whole = YEAR.match(text, match.start())
        value = year_of(whole) if whole else None
    elif kind == "instrument":
        value = instrument_in(said)
        if value is None:
            return None
    elif kind == "grade":
        found = re.search(r"AA|[A-F]$", said.rstrip(")"))
        value = found[0] if found else None
    elif kind == "level":
        found = re.search(rf"(?:{LEVELS})$", said.rstrip(")"))
        value = found[0] if found else None
    elif kind == "number" and re.fullmatch(r"[\s•*-]*", text[: match.start()]):
        # "2.2 จุดที่ต้องพัฒนา": a line begins with the number of its paragraph, not with a score.
        if re.match(r"\s*(?!คะแนน)[ก-๙]", text[match.end() :]):
            return None
    return Token(kind, value, match.start(), match.end())
