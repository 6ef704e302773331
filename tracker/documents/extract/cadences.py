"""How often a measure is to be reported, by the words of a follow-up column."""

import re

from tracker.documents.extract.schedule import MONTH, months_in
from tracker.documents.script import compact

CADENCES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("once", re.compile(r"ครั้งเดียว")),
    (
        "quarterly",
        re.compile(r"(?:ทุก|ราย|แต่ละ|สิ้น)ๆ?ไตรมาส|ไตรมาสละ|(?:ทุก|ราย|รอบ)ๆ?(?:3|สาม)เดือน|ปีละ(?:4|สี่)ครั้ง"),
    ),
    (
        "monthly",
        re.compile(
            r"รายเดือน|ทุกๆ?(?:สิ้น)?เดือน|เดือนละ|ประชุมประจำเดือน|รายงานประจำเดือน|(?:ทุก|ราย)1เดือน|ของ(?:ทุก|แต่ละ)เดือน"
            r"|ทุกวันที่\d{1,2}ของเดือน|(?:หลัง|จาก|นับแต่)(?:วัน)?สิ้นเดือน(?![มกเพสตธ])"
        ),
    ),
    (
        "semiannual",
        re.compile(
            r"(?:6|หก)(?:เดือน)?(?:.*\D)?(?:12|สิบสอง)เดือน|(?:ราย|ทุก|รอบ)ๆ?(?:6|หก)เดือน|ปีละ(?:2|สอง)ครั้ง|(?:ทุก|ราย|แต่ละ)?ครึ่งปี"
            r"|(?:2|สอง)ครั้ง(?:ต่อ|/)ปี|ไตรมาส(?:ที่)?2(?:และ|,|/)(?:ไตรมาส(?:ที่)?)?4"
        ),
    ),
    (
        "annual",
        re.compile(r"(?:รอบ|ราย|ทุก)ๆ?12เดือน|ปีละ(?:1|หนึ่ง)?ครั้ง|(?:1|หนึ่ง)ครั้ง(?:ต่อ|/)ปี|รายปี|ทุกๆ?ปี|สิ้น(?:สุด)?ปี"),
    ),
    (
        "on_completion",
        re.compile(r"(?:เมื่อ|หลัง|นับ(?:แต่|จาก|ตั้งแต่))[ก-๙]{0,30}?(?:จบ|แล้วเสร็จ|เสร็จสิ้น|เสร็จ|สิ้นสุด)"),
    ),
    ("continuous", re.compile(r"เป็นปัจจุบัน|ตลอดเวลา|อย่างต่อเนื่อง|ต่อเนื่องตลอด|สม่ำเสมอ")),
    ("once", re.compile(r"(?<!ละ)(?<!\d)1ครั้ง|หนึ่งครั้ง")),
)
"""How often, most telling first; blanks and dots left out."""

_REPORT = re.compile(
    r"(?:และ|โดย|ให้|มี|การ|ต้อง)*(?:จัดทำ)?(?:สรุป)?(?:รายงาน|ติดตาม|กำกับ|ตรวจสอบ|เสนอ)"
    r"(?:ผล(?:การ(?:ดำเนิน|ปฏิบัติ)|(?!การ))|ความก้าวหน้า|ความคืบหน้า|การดำเนิน|ต่อ|ให้|เป็น|ทุก|ราย|ปีละ|เดือนละ|รอบ|ใน|ภายใน"
    r"|เมื่อ|ตาม|และ|กำกับ|ติดตาม|$)"
)
_SHOWN = re.compile(r"(?:กิจกรรม|ข่าว|ภาพ|ประกาศ|คู่มือ|ข้อมูล).*(?:เว็บไซ|facebook|เพจ|website)", re.I)
_WHEN = (
    r"(?:ตลอด|ทั้ง)+ปี(?:งบประมาณ)?(?:พศ)?|ปีงบประมาณ(?:พศ)?|อย่าง?ต่อเนื่อง|รายสัปดาห์|สัปดาห์ละ(?:\d)?ครั้ง|ไตรมาส(?:ที่)?"
)
_AS_MARKED = re.compile(
    r"(?:ใน|ตาม|ทุก|สิ้น|ของ)เดือนที่(?:ได้)?(?:กำหนด|ระบุ|ดำเนินการ|ดำเนินงาน|ทำเครื่องหมาย|มีเครื่องหมาย|แสดง|กา)|ตามเครื่องหมาย"
)
_RUN = re.compile(rf"(?:{MONTH})\s*(?:พ\.?ศ\.?)?\s*\d*\s*(?:[-–—~]|ถึง)\s*\d*\s*(?:{MONTH})\s*\d*")


def cadence_in(*texts: str) -> tuple[str, tuple[int, ...]]:
    """How often follow-up columns ask for a report, and the months they name; ("unknown", ()) where they do not.

    Two months half a year apart are a report for each half of the year, and no more: whether they end the halves or
    are when the reports are due, the words do not say. Months that only bound a period ("ต.ค. - มี.ค.") are not
    months of reports.
    """
    close = compact(" ".join(texts))
    months = tuple(dict.fromkeys(named.month for text in texts for named in months_in(_RUN.sub(" ", text))))
    for cadence, pattern in CADENCES:
        if pattern.search(close):
            named = cadence in ("annual", "once") and len(months) == 1
            return cadence, months if named else ()
    return named_months(months)


def in_marked_months(text: str) -> bool:
    """Whether a follow-up column leaves it to the columns of months when to report: "ในเดือนที่กำหนด"."""
    return bool(_AS_MARKED.search(compact(text)))


def named_months(months: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """The cadence of months that are named, and the months themselves where they are more than that says."""
    halves = len(months) == 2 and abs(months[0] - months[1]) == 6
    if not months:
        return "unknown", ()
    if len(months) == 1:
        return "once", months
    if len(months) == 12:
        return "monthly", ()
    return ("semiannual", ()) if halves else ("named_months", months)


def says_how(text: str) -> bool:
    """Whether an item of a follow-up column says how and how often to report, and names nothing to show.

    "รายงานการประชุม" is a document, "รายงานผลทุกไตรมาส" is not; what is reported on a website can be seen there.
    """
    close = compact(text)
    cadence, _ = cadence_in(text)
    reports = bool(_REPORT.match(close))
    if _SHOWN.search(close) and (not reports or cadence == "continuous"):
        return False
    rest = re.sub(rf"รอบ\d+เดือน|\d+เดือน|[-–•,/()ๆ\d]|และ|ถึง|{MONTH}|{_WHEN}", "", close)
    return reports or cadence != "unknown" or not rest or in_marked_months(text)
