"""Which departments a cell names, by the full names of the field's vocabulary."""

import re
from dataclasses import dataclass

from tracker.documents.script import compact

_EDUCATION = "กองการศึกษา ศาสนาและวัฒนธรรม"
_HEALTH = "กองสาธารณสุขและสิ่งแวดล้อม"
_STRATEGY = "กองยุทธศาสตร์และงบประมาณ"

VOCABULARY: tuple[tuple[str, str], ...] = (
    ("สำนักปลัด", r"สำนัก(?:งาน)?ปลัด(?:เทศบาล|องค์การบริหารส่วน(?:ตำบล|จังหวัด)|อบ[ตจ])?|ห้องปลัด|หนสป|^สป$"),
    ("กองคลัง", r"(?:กอง|ส่วนการ)คลัง|งานการเงิน|งานจัดเก็บรายได้"),
    ("กองช่าง", r"กองช่าง|ส่วนโยธา|งานโยธา"),
    (_EDUCATION, r"(?:กอง|ส่วน)การศึกษา(?:,?ศาสนา)?(?:และวัฒนธรรม)?|^กศ$"),
    (_HEALTH, r"กองสาธารณสุข(?:และสิ่งแวดล้อม)?|ส่วนสาธารณสุข(?:และสิ่งแวดล้อม)?|กองสาสุข|กองสา(?!ธา)|^สสธ$"),
    ("กองสวัสดิการสังคม", r"(?:กอง|ส่วน)สวัสดิการสังคม|กองสวัสดิการ|งานพัฒนาชุมชน|^พช$"),
    (_STRATEGY, r"กองยุทธศาสตร์(?:และงบประมาณ)?|กองแผน(?:งาน)?(?:และงบประมาณ)?|กองวิชาการ(?:และแผนงาน)?"),
    ("กองการเจ้าหน้าที่", r"กองการเจ้าหน้าที่|^กจ$"),
    ("กองการประปา", r"กอง(?:การ)?ประปา"),
    ("กองส่งเสริมการเกษตร", r"กองส่งเสริมการเกษตร"),
    ("หน่วยตรวจสอบภายใน", r"หน่วย(?:งาน)?ตรวจสอบภายใน|งานตรวจสอบภายใน|^ตสน$"),
    ("งานนิติการ", r"งานนิติการ|นิติกร"),
    ("งานประชาสัมพันธ์", r"(?<!หน่วย)งานประชาสัมพันธ์"),
    ("งานธุรการ", r"งานธุรการ"),
    ("งานพัสดุ", r"งานพัสดุ"),
    ("งานแผน", r"(?<!หน่วย)งานแผน|งานวิเคราะห์นโยบายและแผน"),
    ("งานการเจ้าหน้าที่", r"งานการเจ้าหน้าที่"),
    ("งานป้องกันฯ", r"งานป้องกัน(?:และบรรเทาสาธารณภัย)?"),
)
"""Full name → how papers write it, blanks, dots and ฯ left out."""

_ALL = re.compile(
    r"ทุก(?:ๆ)?(?:กอง|สำนัก|ส่วนราชการ|ส่วนงาน|หน่วยงาน|ฝ่าย|งาน)"
    r"(?:(?:[/,]|และ|หรือ)(?:ทุก)?(?:กอง|สำนัก(?:งาน)?(?:ปลัด)?|ส่วนราชการ|ส่วนงาน|หน่วยงาน|ฝ่าย|งาน))*"
    r"|(?:ทั้ง|หัวหน้า|ผู้อำนวยการ)(?:หมด)?ทุก(?:คน|ส่วน|กอง)"
)
_OTHER = re.compile(r"(?:กอง|สำนัก|ศูนย์|ฝ่าย|หน่วย|งาน|โรงเรียน)[ก-๙A-Za-z ]{2,40}")
_KNOWN = re.compile("|".join(f"(?P<d{at}>{pattern})" for at, (_, pattern) in enumerate(VOCABULARY)))


@dataclass(frozen=True)
class Responsible:
    """Departments by full name in the order of the paper; `everyone` when it says all of them."""

    departments: tuple[str, ...] = ()
    everyone: bool = False


def responsible_in(lines: tuple[str, ...]) -> Responsible:
    """The departments of a cell. A department outside the vocabulary is kept as written; other words are dropped."""
    found: dict[str, None] = {}
    everyone = False
    for part in re.split(r"\n|[;,]|\s-\s*|/\s*(?=กอง|สำนัก|งาน|หน่วย)(?<!กอง/)", "\n".join(lines)):
        text = compact(part).strip("-–•0123456789)(")
        everyone = everyone or bool(_ALL.search(text))
        text = _ALL.sub("", text)
        known = [VOCABULARY[int((match.lastgroup or "d0")[1:])][0] for match in _KNOWN.finditer(text)]
        found.update(dict.fromkeys(known))
        other = re.sub(r"^[-–•\s\d.)]+", "", part).strip()
        if not known and text and not everyone and _OTHER.fullmatch(other):
            found[re.sub(r"\s+", "", other)] = None
    return Responsible(tuple(found), everyone)
