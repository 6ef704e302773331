"""Which departments a cell names, by the full names of the field's vocabulary."""

import re
from dataclasses import dataclass

from tracker.documents.script import compact

_EDUCATION = "กองการศึกษา ศาสนาและวัฒนธรรม"
_HEALTH = "กองสาธารณสุขและสิ่งแวดล้อม"
_STRATEGY = "กองยุทธศาสตร์และงบประมาณ"

VOCABULARY: tuple[tuple[str, str], ...] = (
    (
        "สำนักปลัด",
        r"(?:สำนัก(?:งาน)?|สนง)ปลัด(?:เทศบาล(?:ตำบล|เมือง|นคร)?|องค์การบริหารส่วน(?:ตำบล|จังหวัด)|อบ[ตจ])?|ห้องปลัด|หนสป|^สป(?:อบ[ตจ])?$",
    ),
    ("กองคลัง", r"(?:กอง|ส่วนการ|ผอ)คลัง|งานการเงิน(?:และบัญชี)?|งานจัดเก็บรายได้|^กค$"),
    ("กองช่าง", r"(?:กอง|ผอ)ช่าง|ส่วนโยธา|งานโยธา|^กช$"),
    (_EDUCATION, r"(?:กอง|ส่วน|ผอ)การศึกษา(?:[,/]?ศาสนา)?(?:และวัฒนธรรม)?|^กศ$"),
    (
        _HEALTH,
        r"(?:กอง|ส่วน|ผอ)สาธารณสุข(?:และสิ่งแวดล้อม|ฯ)?|กองสาสุข|กองสา(?!ธา|รสน)|^สสธ$",
    ),
    ("กองสวัสดิการสังคม", r"(?:กอง|ส่วน)สวัสดิการ(?:สังคม)?|งานพัฒนาชุมชน|งานสวัสดิการ(?:สังคม)?(?:และพัฒนาชุมชน)?|^พช$"),
    (_STRATEGY, r"กองยุทธศาสตร์(?:และงบประมาณ)?|กองแผน(?:งาน)?(?:และงบประมาณ)?|กองวิชาการ(?:และแผนงาน)?"),
    ("กองการเจ้าหน้าที่", r"กองการเจ้าหน้าที่|^กจ$"),
    ("กองการประปา", r"กอง(?:การ)?ประปา"),
    ("กองส่งเสริมการเกษตร", r"กองส่งเสริมการเกษตร"),
    ("หน่วยตรวจสอบภายใน", r"(?:หน่วย)?งานตรวจสอบภายใน|หน่วยตรวจสอบภายใน|^ตสน$"),
    ("งานนิติการ", r"งานนิติการ|นิติกร"),
    ("งานประชาสัมพันธ์", r"(?<!หน่วย)งานประชาสัมพันธ์"),
    ("งานธุรการ", r"งานธุรการ"),
    ("งานพัสดุ", r"งานพัสดุ(?:และทรัพย์สิน)?"),
    ("งานแผน", r"(?<!หน่วย)งาน(?:นโยบายและ)?แผน(?:และงบประมาณ)?|งานวิเคราะห์นโยบายและแผน"),
    ("งานการเจ้าหน้าที่", r"งานการเจ้าหน้าที่|งานบริหารงานบุคคล"),
    ("งานป้องกันฯ", r"งานป้องกัน(?:และบรรเทาสาธารณภัย)?"),
)
"""Full name → how papers write it, blanks, dots and ฯ left out."""

_UNIT = r"(?:กอง|สำนัก(?:งาน)?(?:ปลัด(?:เทศบาล|อบ[ตจ])?)?|ส่วนราชการ|ส่วนงาน|ส่วน|หน่วยงาน|หน่วย|ฝ่าย|งาน)"
_ALL = re.compile(
    rf"สำนัก(?:งาน)?ปลัด(?:เทศบาล|อบ[ตจ])?(?:[/,]|และ)?ทุก{_UNIT}|"
    rf"ทุกๆ?{_UNIT}(?:(?:[/,]|และ|หรือ)?ทุก{_UNIT}|(?:[/,]|และ|หรือ){_UNIT}(?![ก-ฮ]))*"
    rf"|(?:{_UNIT}(?:[/,]|และ))*{_UNIT}(?:ทุก(?:แห่ง|ส่วน|กอง|ฝ่าย|หน่วย|สำนัก)|ทั้งหมด)"
    rf"|(?:หัวหน้า|ผู้อำนวยการ|ผอ)(?:{_UNIT})?ทุก(?:คน|ส่วน|กอง|ฝ่าย|สำนัก)|ทั้งหมดทุก(?:คน|ส่วน|กอง)"
)
_PREFIX = r"(?:กอง|สำนัก(?:งาน)?|ส่วน|หน่วย|งาน|ผู้อำนวยการ|หัวหน้า|ผอ\.?)"
_OTHER = re.compile(r"(?:กอง|สำนัก|ศูนย์|ฝ่าย|หน่วย|งาน|โรงเรียน)[ก-๙A-Za-z0-9 ]{2,40}")
_NO_UNIT = re.compile(r"^(?:หน่วยงาน|งาน)?(?:ที่เกี่ยวข้อง|ภายนอก|ในสังกัด|ของรัฐ|ราชการ|อื่น)|คณะ(?:ทำงาน|กรรมการ)")
_PERSON = re.compile(r"(?:นาย(?!ก|ช่าง)|นางสาว|นาง|นส|ว่าที่(?:ร้อย|รต)|พจอ|สอ|จสอ|พอ)(?=[ก-๙])")
_KNOWN = re.compile("|".join(f"(?P<d{at}>{pattern})" for at, (_, pattern) in enumerate(VOCABULARY)))
_LINE = 60
_SEPARATOR = re.compile(
    r"\n|[;,/+&]|\((?=งาน)|\s[-–]\s*|^\s*[-–•▪*]|\s+(?=\d{1,2}\s*[.)])|\s(?:และ|ร่วมกับ)\s?|และ\s*(?=กอง|สำนัก|งาน|หน่วย|ฝ่าย)"
)


@dataclass(frozen=True)
class Responsible:
    """Departments by full name in the order of the paper; `everyone` when it says all of them."""

    departments: tuple[str, ...] = ()
    everyone: bool = False


def responsible_in(lines: tuple[str, ...]) -> Responsible:
    """The departments of a cell.

    A head stands for his department ("ผอ.กองช่าง"); a section before its department ("งานพัสดุ กองคลัง") is part of
    its name; a section alone, or in brackets beside its department ("สำนักปลัด (งานนิติการ)"), is kept. People, boards
    and offices held by one person (นายก, ปลัด) are no departments. A department outside the vocabulary is kept as
    written.
    """
    found: dict[str, None] = {}
    told, excepted, _ = "\n".join(lines).partition("ยกเว้น")
    text, everyone = _without_all(told)
    everyone = everyone and not excepted
    for part in _parts(text):
        close = _close(part).strip("-–•0123456789)(")
        known = [VOCABULARY[int((match.lastgroup or "d0")[1:])][0] for match in _KNOWN.finditer(close)]
        whole = [name for name in known if not name.startswith("งาน")]
        found.update(dict.fromkeys(whole or known))
        other = re.sub(r"^[-–•\s\d.)]+", "", part).strip()
        if not known and close and not everyone and _is_other(other, close):
            found[re.sub(r"(?<=[ก-๙])\s+(?=[ก-๙])", "", other)] = None
    return Responsible(tuple(found), everyone)


def is_department(text: str) -> bool:
    """Whether a line over measures is nothing but the name of who carries them out: "2. กองคลัง"."""
    rest = re.sub(r"^(?:\(?\d{1,2}[.)]|[-–•▪*]|(?:ส่วนราชการ|หน่วยงาน)(?:ที่รับผิดชอบ)?\s*:?)\s*", "", text.strip())
    told = responsible_in((text,))
    close = _close(rest)
    return len(rest) <= _LINE and (
        told.everyone or any(found.end() >= len(close) - 12 for found in [_KNOWN.match(close)] if found)
    )


def _without_all(text: str) -> tuple[str, bool]:
    """A text without the words that mean every department, and whether it had them; blanks may stand in them."""
    at = [place for place, letter in enumerate(text) if compact(letter)]
    close = "".join(text[place] for place in at)
    spans = [found.span() for found in _ALL.finditer(close)]
    for start, end in reversed(spans):
        text = f"{text[: at[start]]}\n{text[at[end - 1] + 1 :]}"
    return text, bool(spans)


def _close(text: str) -> str:
    """Compact, without the people of a kind of work, whose titles hold its name ("เจ้าพนักงานธุรการ")."""
    return re.sub(r"(?:เจ้า)?พนักงาน", "", compact(text))


def _parts(text: str) -> list[str]:
    """What separators set apart. A line that ends within a word or a name goes on in the next."""
    text = _whole_names(text)
    text = re.sub(
        r"(?<=[ก-๙])\n(?=และ|ศาสนา|วัฒนธรรม|สิ่งแวดล้อม|งบประมาณ|สังคม|เทศบาล|อบต|คลัง|ช่าง|ปลัด|\()", "", text
    )
    text = re.sub(rf"((?:^|\n)[-•\s\d.)]*{_PREFIX}|และ)\n(?!กอง|สำนัก|งาน|หน่วย|ฝ่าย)", r"\1", text)
    return [part for part in _SEPARATOR.split(text) if part and part.strip()]


def _whole_names(text: str) -> str:
    """Lines joined where a name of the vocabulary stands over the end of one: "หน่วยตรวจสอบ", "ภายใน"."""
    whole: list[str] = []
    for line in text.split("\n"):
        before = _close(whole[-1]) if whole else ""
        over = [
            found
            for found in _KNOWN.finditer(before + _close(line))
            if found.start() < len(before) < found.end()
        ]
        if over and not _KNOWN.match(_close(line).lstrip("-–•")):
            whole[-1] += line
        else:
            whole.append(line)
    return "\n".join(whole)


def _is_other(other: str, close: str) -> bool:
    return bool(_OTHER.fullmatch(other)) and not _NO_UNIT.search(close) and not _PERSON.match(close)
