"""What a report tells right behind the number of a measure: "มาตรการที่ 1 กองคลังได้จัดทำคู่มือแล้ว"."""

import re
from dataclasses import dataclass

from tracker.documents.extract.doers import names_only

_COUNTED = re.compile(r"(?:[-•]\s*)?มาตรการ(?:ที่|ลำดับที่)?\s*\d{1,2}(?:\.\d{1,2})?\s*[.:)–-]?\s*")
_STATUS = re.compile(
    r"(?:ยังไม่(?:ได้|มี|แล้ว|ดำเนิน|เริ่ม)|ไม่ได้(?:ดำเนินการ|จัด)|อยู่(?:ใน)?ระหว่าง|ดำเนินการ(?:แล้ว|เสร็จ|ครบ)|แล้วเสร็จ|เสร็จ(?:สิ้น|แล้ว|เรียบร้อย))"
)
_DONE = re.compile(r"ได้(?!รับ)(?=[ก-ฮเ-ไ])|ดำเนินการ(?:แล้ว|เสร็จ)")
_ALREADY = re.compile(r"(?<!ให้)แล้ว(?:เสร็จ|เรียบร้อย)?(?:\s|$|จำนวน|เมื่อวันที่)")
_ORDERS = re.compile(r"มอบ|ให้แล้ว|ให้(?:ทุก|กอง|สำนัก|หน่วย)|ภายใน(?=\s|วัน|เดือน|สิ้น|ไตรมาส)")


@dataclass(frozen=True)
class Done:
    """`head` is the number as it is printed, `role` where the words belong: what was done, or how far it is."""

    head: str
    text: str
    role: str


def done_behind(heading: str) -> Done | None:
    """What a heading tells of having been done or not; None where it names the measure."""
    counted = _COUNTED.match(heading)
    text = heading[counted.end() :].strip() if counted else ""
    if counted is None or not text:
        return None
    state = _STATUS.search(text)
    if state and (state.start() == 0 or names_only(text[: state.start()])):
        return Done(counted[0].strip(), text, "results")
    told = _DONE.search(text)
    begins = told is not None and (told.start() == 0 or names_only(text[: told.start()]))
    already = _ALREADY.search(text) and not _ORDERS.search(text)
    return Done(counted[0].strip(), text, "actions") if begins or already else None
