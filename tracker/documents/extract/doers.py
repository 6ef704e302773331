"""Where running text names the departments that shall do something: "ให้กองคลังและกองช่าง…", "มอบสำนักปลัด…"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.documents.extract.departments import VOCABULARY, responsible_in
from tracker.documents.script import compact

_UNIT = r"(?:กอง|สำนัก(?:งาน)?(?:ปลัด)?|ส่วนราชการ|ส่วนงาน|ส่วน|หน่วยงาน|หน่วย|ฝ่าย|งาน)"
_EVERY = (
    rf"(?:{_UNIT}?ทุกๆ?{_UNIT}(?:(?:[/,]|และ|หรือ)?(?:ทุก)?{_UNIT}(?![ก-ฮ]))*|{_UNIT}(?:ทุก(?:แห่ง|ส่วน|กอง|ฝ่าย|หน่วย)|ทั้งหมด))"
    r"(?:ในสังกัด|ภายใน(?:หน่วยงาน|สังกัด))?"
)
_KNOWN = "|".join(pattern for _, pattern in VOCABULARY)
_ROLE = (
    r"(?:เป็น|ร่วมกัน|รับ|มีหน้าที่)*(?:ผู้|หน่วยงาน(?:ที่)?|ส่วนราชการ(?:ที่)?|เจ้าภาพ|เจ้าของเรื่อง|แกนหลัก)?(?:หลัก|ร่วม)?(?:ผู้)?(?:รับผิดชอบ|ดำเนินการ|ดำเนินงาน|ปฏิบัติ(?!หน้าที่|งาน|ราชการ|ตาม)|ไปดำเนินการ)"
    r"(?:หลัก|ร่วม|โดยตรง)?(?:ใน(?:การ)?)?(?:ดำเนินการ)?|เป็น(?:หน่วยงาน|ผู้|ส่วนราชการ)หลัก|เป็นเจ้าภาพ(?:หลัก)?|เป็นแกนหลัก|เป็นเจ้าของเรื่อง|มีหน้าที่"
)
_NAMED = rf"(?:(?:หัวหน้า|ผู้อำนวยการ|ผอ)?(?:{_EVERY}|{_KNOWN})|(?:กอง|สำนัก|ฝ่าย|ศูนย์)[ก-๙]{{2,40}}?(?={_ROLE}))"
_RUN = re.compile(rf"{_NAMED}(?:(?:[/,]|และ|ร่วมกับ|กับ|พร้อมด้วย|รวมทั้ง)*{_NAMED})*")
_ALONE = re.compile(rf"{_RUN.pattern}(?:{_ROLE})?(?:ดัง(?:ต่อไป)?นี้)?:?")
_AFTER = re.compile(_ROLE)
_CUE = re.compile(
    r"(?P<told>(?:(?:โดย|ทั้งนี้|และ|พร้อมทั้ง|รวมทั้ง|แล้ว)\s*)?(?:ขอ)?(?:มอบหมาย(?:งาน)?|มอบ|กำหนด|สั่งการ|เห็นควร)?\s*ให้|(?:โดย|ซึ่ง)\s*มี|(?:(?:โดย|และ|ทั้งนี้)\s*)?(?:ขอ)?มอบ(?:หมาย)?"
    r"|โดย|(?:หน่วยงาน|ส่วนราชการ)?(?:ที่|ผู้)รับผิดชอบ(?:หลัก)?\s*(?:คือ|ได้แก่|:)?)\s*|(?P<bare>(?:^|(?<=\s)))"
)
_TOLD_ONLY = re.compile(
    r"(?:รับ)?ทราบ|ถือปฏิบัติ|สนับสนุน|(?:เป็น)?(?:ผู้|หน่วยงาน)?สนับสนุน|เป็นผู้ช่วย|อำนวยความสะดวก|ประสาน"
)
_REPORTS = re.compile(r"(?:รวบรวม|กำกับ|ติดตาม|ตรวจสอบ|สรุป|จัดทำ|ประเมินผล|ผล|เป็นผู้|และ)*รายงาน")
_FAR = 400
"""Letters within which a list of departments ends."""
_PASSED_ON = re.compile(r"(?:แจ้ง|เสนอ|ส่ง|เวียน|แก่|ต่อ)\s*$")


@dataclass(frozen=True)
class Doers:
    """A place in a text that charges departments: from `start` to `end`, and what names them. `answers`: it calls
    them responsible, or says that they carry it out; `reports`: they are only to report."""

    start: int
    end: int
    named: str
    answers: bool
    reports: bool


def names_only(text: str) -> bool:
    """Whether a text is nothing but departments, as a heading over what they shall do: "กองคลัง มีหน้าที่ดังนี้"."""
    return bool(_ALONE.fullmatch(compact(text)))


def doers_in(text: str) -> Iterator[Doers]:
    """Every place of a text that charges departments with something, in order."""
    at, text = 0, text.rstrip()
    while at < len(text) and (found := _CUE.search(text, at)):
        held = _held(text, found)
        if held:
            yield held
        at = held.end if held else max(found.end(), found.start() + 1)


def _held(text: str, cue: re.Match[str]) -> Doers | None:
    """What a cue charges; a name without a cue is charged only where it is called responsible."""
    letters = [place for place in range(cue.end(), min(len(text), cue.end() + _FAR)) if compact(text[place])]
    close = "".join(text[place].lower() for place in letters)
    run = _RUN.match(close)
    if run is None or _PASSED_ON.search(text[: cue.start()]) or _TOLD_ONLY.match(close, run.end()):
        return None
    named = text[cue.end() : letters[run.end() - 1] + 1]
    told = responsible_in((named,))
    role = _AFTER.match(close, run.end())
    if not (told.departments or told.everyone) or (cue["bare"] is not None and not role):
        return None
    end = letters[(role or run).end() - 1] + 1
    end += len(text[end:]) - len(text[end:].lstrip("ฯ."))
    reports = bool(_REPORTS.match(close, run.end()))
    return Doers(cue.start(), end, named, bool(role), reports)
