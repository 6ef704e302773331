"""Results in layouts the extractor was not built around: one set of figures, said in many ways.

Every layout is blocks (paragraphs and tables), and what a careful reader takes from them. `codes` are the findings
the figures give rise to; a clean layout has none.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from tests.tracker.documents.papers import NAMES, Blocks

A = ("95.20", "88.15", "91.07", "84.36", "90.12", "93.31", "89.90", "90.68", "96.67", "100.00")
B = ("92.40", "85.75", "90.02", "86.11", "88.30", "90.05", "87.62", "86.94", "93.33", "87.50")
A_TOTAL, B_TOTAL = "93.66", "89.18"
A_MEANS, B_MEANS = ("89.78", "91.30", "98.34"), ("88.52", "88.20", "90.42")
OFFICE = ("องค์การบริหารส่วนตำบลโคกทดสอบ", "อบต.", "พังโคน", "สกลนคร")
TITLE = "องค์การบริหารส่วนตำบลโคกทดสอบ อำเภอพังโคน จังหวัดสกลนคร"


@dataclass(frozen=True)
class Expected:
    """What a layout says of one year; scores in the order of the indicators, empty for one that is not said."""

    year: int | None
    overall: str | None
    grade: str | None
    level: str | None
    scores: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        scores = {str(n): float(value) for n, value in enumerate(self.scores, 1) if value}
        overall = None if self.overall is None else float(self.overall)
        return {
            "fiscal_year": self.year,
            "overall": overall,
            "grade": self.grade,
            "level": self.level,
            "indicators": scores,
        }


@dataclass(frozen=True)
class Layout:
    """A paper of the tests, with what it says."""

    name: str
    blocks: Blocks
    results: tuple[Expected, ...]
    office: tuple[str | None, ...] = OFFICE
    codes: str = ""


@dataclass
class Shelf:
    """Layouts, put there one by one."""

    layouts: list[Layout] = field(default_factory=list)

    def add(self, name: str, blocks: Blocks, *results: Expected, **more: object) -> None:
        self.layouts.append(Layout(name, blocks, results, **more))  # type: ignore[arg-type]


def thai(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))


def rows(*columns: tuple[str, ...], numbered: str = "") -> list[list[str]]:
    """A row for each indicator: its name, then its value of every column."""
    heads = [f"{numbered.format(n)}{name}" for n, name in enumerate(NAMES, 1)]
    return [list(row) for row in zip(heads, *columns, strict=True)]


def differences(earlier: tuple[str, ...], later: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{Decimal(b) - Decimal(a):+.2f}" for a, b in zip(earlier, later, strict=True))


def words(earlier: tuple[str, ...], later: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("เพิ่มขึ้น" if Decimal(b) > Decimal(a) else "ลดลง" for a, b in zip(earlier, later, strict=True))


SHELF = Shelf()
add = SHELF.add
TEN = tuple(["100.00"] * 10)

add(
    "instrument subheadings, full marks and weights beside the score",
    [
        "รายงานผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        [
            ["ตัวชี้วัด", "คะแนนเต็ม", "น้ำหนัก", "คะแนนที่ได้", "คะแนนถ่วงน้ำหนัก"],
            ["แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT)", "", "", "", ""],
            *[[n, "100.00", "", s, ""] for n, s in rows(A)[:5]],
            ["คะแนนเฉลี่ย IIT", "100.00", "30", A_MEANS[0], "26.93"],
            ["แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก (EIT)", "", "", "", ""],
            *[[n, "100.00", "", s, ""] for n, s in rows(A)[5:8]],
            ["คะแนนเฉลี่ย EIT", "100.00", "30", A_MEANS[1], "27.39"],
            ["แบบวัดการเปิดเผยข้อมูลสาธารณะ (OIT)", "", "", "", ""],
            *[[n, "100.00", "", s, ""] for n, s in rows(A)[8:]],
            ["คะแนนเฉลี่ย OIT", "100.00", "40", A_MEANS[2], "39.33"],
            ["สรุปผลคะแนน", "100.00", "100", A_TOTAL, A_TOTAL],
            ["ระดับผลการประเมิน", "", "", "ผ่านดี", ""],
        ],
    ],
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
add(
    "two years under one merged heading, the later first, with changes in figures and words",
    [
        "การวิเคราะห์ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567 เปรียบเทียบกับปีงบประมาณ พ.ศ. 2566",
        TITLE,
        [
            ["ตัวชี้วัด", "คะแนนปีงบประมาณ", "", "ผลต่าง", "แนวโน้ม"],
            ["", "2567", "2566", "", ""],
            *[list(row) for row in rows(A, B, differences(B, A), words(B, A), numbered="{}. ")],
            ["คะแนนรวม", A_TOTAL, B_TOTAL, "+4.48", "เพิ่มขึ้น"],
            ["ระดับ", "ผ่านดี", "ผ่านดี", "", ""],
        ],
    ],
    Expected(2566, B_TOTAL, None, "ผ่านดี", B),
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
add(
    "three years, headed by two digits under a merged heading, with a target column",
    [
        "ผลการประเมิน ITA ย้อนหลัง 3 ปี",
        TITLE,
        [
            ["ที่", "ตัวชี้วัด", "ปีงบประมาณ พ.ศ.", "", "", "เป้าหมายปี 2568"],
            ["", "", "65", "66", "67", ""],
            *[[str(n), row[0], *row[1:], "95.00"] for n, row in enumerate(rows(B, B, A), 1)],
            ["", "ภาพรวม", B_TOTAL, B_TOTAL, A_TOTAL, "95.00"],
        ],
    ],
    Expected(2565, B_TOTAL, None, None, B),
    Expected(2566, B_TOTAL, None, None, B),
    Expected(2567, A_TOTAL, None, None, A),
)
add(
    "years as rows, indicators as numbered columns",
    [
        "ผลการประเมิน ITA",
        TITLE,
        [
            ["ปีงบประมาณ", *[f"ตัวชี้วัดที่ {n}" for n in range(1, 11)], "คะแนนรวม", "ระดับ"],
            ["2566", *B, B_TOTAL, "ผ่านดี"],
            ["2567", *A, A_TOTAL, "ผ่านดี"],
        ],
    ],
    Expected(2566, B_TOTAL, None, "ผ่านดี", B),
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
add(
    "one year after the other, each under its own line",
    [
        "เปรียบเทียบผลการประเมิน ITA",
        TITLE,
        "ปีงบประมาณ พ.ศ. 2566",
        [["ตัวชี้วัด", "คะแนน"], *rows(B), ["ร้อยละรวม", B_TOTAL]],
        "ปีงบประมาณ พ.ศ. 2567",
        [["ตัวชี้วัด", "คะแนน"], *rows(A), ["ร้อยละรวม", A_TOTAL]],
    ],
    Expected(2566, B_TOTAL, None, None, B),
    Expected(2567, A_TOTAL, None, None, A),
)
add(
    "a numbered list in running text",
    [
        "สรุปผลการประเมิน ITA 2567",
        TITLE,
        f"หน่วยงานได้คะแนนรวม {A_TOTAL} คะแนน อยู่ในระดับผ่านดี",
        *[f"{n}) {name} = {s} คะแนน" for n, (name, s) in enumerate(rows(A), 1)],
    ],
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
add(
    "all indicators in sentences, several in each",
    [
        "รายงานการวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใส ประจำปี 2567",
        TITLE,
        f"อบต.โคกทดสอบ มีผลคะแนนในภาพรวมร้อยละ {A_TOTAL} ระดับผลการประเมิน “ผ่านดี” ผ่านเกณฑ์เป้าหมายร้อยละ 85",
        "แบบวัด IIT มีผู้ตอบ 28 คน "
        + " ".join(f"ตัวชี้วัดที่ {n} {name} ได้ร้อยละ {s}" for n, (name, s) in enumerate(rows(A)[:5], 1)),
        "แบบวัด EIT มีผู้ตอบ 120 คน "
        + " ".join(f"ตัวชี้วัดที่ {n} {name} ได้ร้อยละ {s}" for n, (name, s) in enumerate(rows(A)[5:8], 6)),
        f"ด้านการเปิดเผยข้อมูลและการป้องกันการทุจริต ได้คะแนน {A[8]} และ {A[9]} ตามลำดับ",
    ],
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
add(
    "parts of the EIT between the indicators, instrument means in a column of their own",
    [
        "ผลการประเมิน ITA ประจำปีงบประมาณ 2567",
        TITLE,
        [
            ["เครื่องมือ", "ตัวชี้วัด", "คะแนนตัวชี้วัด", "คะแนนเฉลี่ยแบบวัด"],
            ["IIT", NAMES[0], A[0], A_MEANS[0]],
            *[["", name, s, ""] for name, s in rows(A)[1:5]],
            ["EIT", NAMES[5], A[5], A_MEANS[1]],
            ["", "EIT ส่วนที่ 1", "90.00", ""],
            ["", "EIT ส่วนที่ 2", "92.60", ""],
            *[["", name, s, ""] for name, s in rows(A)[6:8]],
            ["OIT", NAMES[8], A[8], A_MEANS[2]],
            ["", NAMES[9], A[9], ""],
            ["", "คะแนน ITA", A_TOTAL, ""],
        ],
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
add(
    "averages of the country and the province and another office beside the own score",
    [
        "ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        [
            ["ตัวชี้วัด", "ค่าเฉลี่ยระดับประเทศ", "ค่าเฉลี่ยจังหวัด", "อบต.บ้านอื่น", "อบต.โคกทดสอบ"],
            *rows(B, B, TEN, A),
            ["คะแนนเฉลี่ยรวม", B_TOTAL, B_TOTAL, "100.00", A_TOTAL],
        ],
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
add(
    "a ranking, Thai digits and percent signs",
    [
        thai("ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567 ของ ") + TITLE,
        thai(f"ภาพรวม {A_TOTAL} คะแนน ผลการประเมินระดับ ผ่านดี"),
        [
            ["อันดับ", "ตัวชี้วัด", "ร้อยละ"],
            *[
                [thai(str(rank)), name, thai(s) + "%"]
                for rank, (name, s) in enumerate(sorted(rows(A), key=lambda row: -Decimal(row[1])), 1)
            ],
        ],
    ],
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
add(
    "comma decimals, one decimal and none",
    [
        "ผลการประเมิน ITA ปี 67",
        TITLE,
        [
            ["ตัวชี้วัด", "ผลคะแนน (ร้อยละ)"],
            *[[name, f"{Decimal(s).normalize():f}".replace(".", ",")] for name, s in rows(A)],
            ["ผลคะแนนภาพรวม", A_TOTAL.replace(".", ",")],
            ["ระดับ", "ผ่านดี"],
        ],
    ],
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
add(
    "respondents and the number of questions beside the score, heading in the file's own words",
    [
        "แบบสรุปคะแนน ITA ปีงบประมาณ 2024",
        "หน่วยงาน : " + TITLE,
        [
            ["แบบวัด", "หัวข้อการประเมิน", "จำนวนข้อคำถาม", "จำนวนผู้ตอบ (คน)", "ผล"],
            *[["IIT", name, "6", "41", s] for name, s in rows(A)[:5]],
            *[["EIT", name, "5", "205", s] for name, s in rows(A)[5:8]],
            *[["OIT", name, "30", "-", s] for name, s in rows(A)[8:]],
            ["รวมทั้งสิ้น", "", "", "246", A_TOTAL],
        ],
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
add(
    "letters in text, a total of the year before in the same sentence, measures of the year after",
    [
        "มาตรการส่งเสริมคุณธรรมและความโปร่งใส ประจำปีงบประมาณ พ.ศ. 2566",
        "เทศบาลตำบลทดลองไพร จ.น่าน อ.เวียงสา",
        f"ตามที่สำนักงาน ป.ป.ช. ประกาศผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2565 เทศบาลตำบลทดลองไพร ได้คะแนนรวม {A_TOTAL} "
        f"คะแนน ระดับ A เพิ่มขึ้นจากปี พ.ศ. 2564 ซึ่งได้ {B_TOTAL} คะแนน ระดับ A จำนวน 4.48 คะแนน คิดเป็นร้อยละ 5.02 "
        "สูงกว่าค่าเฉลี่ยของประเทศปี 2565 ซึ่งได้ 87.57 คะแนน",
        [["ตัวชี้วัด", "คะแนนปี 2565"], *rows(A, numbered="ตัวชี้วัดที่ {} : ")],
        "ท้องถิ่นอำเภอเมืองน่าน และเทศบาลตำบลข้างบ้าน ได้ร่วมให้ข้อเสนอแนะ",
    ],
    Expected(2564, B_TOTAL, "A", None, ()),
    Expected(2565, A_TOTAL, "A", None, A),
    office=("เทศบาลตำบลทดลองไพร", "ทต.", "เวียงสา", "น่าน"),
)
add(
    "instruments and total only, as rows, three years as columns with the weight between",
    [
        "ผลการประเมิน ITA",
        TITLE,
        [
            ["เครื่องมือ", "ค่าน้ำหนัก", "ปี 2566", "ปี 2567"],
            ["IIT", "30", B_MEANS[0], A_MEANS[0]],
            ["EIT", "30", B_MEANS[1], A_MEANS[1]],
            ["OIT", "40", B_MEANS[2], A_MEANS[2]],
            ["คะแนนรวม", "100", B_TOTAL, A_TOTAL],
            ["ระดับ", "", "ผ่านดี", "ผ่านดี"],
        ],
    ],
    Expected(2566, B_TOTAL, None, "ผ่านดี", ()),
    Expected(2567, A_TOTAL, None, "ผ่านดี", ()),
)
add(
    "years as rows, instruments and total as columns",
    [
        "ผลการประเมิน ITA",
        TITLE,
        [
            ["ปีงบประมาณ", "IIT", "EIT", "OIT", "คะแนนรวม", "ระดับ"],
            ["2566", *B_MEANS, B_TOTAL, "ผ่านดี"],
            ["2567", *A_MEANS, A_TOTAL, "ผ่านดี"],
        ],
    ],
    Expected(2566, B_TOTAL, None, "ผ่านดี", ()),
    Expected(2567, A_TOTAL, None, "ผ่านดี", ()),
)
add(
    "score and level under each year",
    [
        "ผลการประเมิน ITA",
        TITLE,
        [
            ["ตัวชี้วัด", "ปีงบประมาณ 2566", "", "ปีงบประมาณ 2567", ""],
            ["", "คะแนน", "ระดับ", "คะแนน", "ระดับ"],
            *[[name, b, "ผ่าน", a, "ผ่าน"] for name, b, a in rows(B, A)],
            ["คะแนนรวม", B_TOTAL, "ผ่านดี", A_TOTAL, "ผ่านดี"],
        ],
    ],
    Expected(2566, B_TOTAL, None, "ผ่านดี", B),
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
add(
    "two sentences for each indicator, under a heading that names it",
    [
        "รายงานผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        f"ผลการประเมินในภาพรวมได้คะแนนเฉลี่ย {A_TOTAL} คะแนน",
        *[
            line
            for n, (name, s) in enumerate(rows(A), 1)
            for line in (f"ตัวชี้วัดที่ {n} {name}", f"มีคะแนนเฉลี่ยเท่ากับร้อยละ {s} ควรรักษาระดับไว้ให้ไม่ต่ำกว่าร้อยละ 85")
        ],
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
add(
    "targets, thresholds and scales that are no scores",
    [
        "แผนยกระดับคะแนน ITA ประจำปีงบประมาณ พ.ศ. 2568 จากผลการประเมิน ITA ปี 2567",
        TITLE,
        "หน่วยงานที่มีคะแนนรวม 85.00 คะแนนขึ้นไป ถือว่าผ่านเกณฑ์ ระดับ A (85.00 - 94.99 คะแนน)",
        "เป้าหมายคะแนนรวม 95.00 คะแนน ระดับ AA ภายในปีงบประมาณ 2568",
        [["คะแนน", "ระดับ"], ["95.00 - 100", "AA"], ["85.00 - 94.99", "A"]],
        f"ปีงบประมาณ พ.ศ. 2567 ได้คะแนนรวม {A_TOTAL} คะแนน",
        [["ตัวชี้วัด", "คะแนน ITA ปี 2567", "เป้าหมาย ปี 2568", "ส่วนต่าง"], *rows(A, TEN, differences(A, TEN))],
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
add(
    "a list of the offices of a district, the own one among them",
    [
        "ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567 ของ " + TITLE,
        [
            ["ลำดับ", "หน่วยงาน", "IIT", "EIT", "OIT", "คะแนนรวม", "ระดับ"],
            ["1", "เทศบาลตำบลบ้านเหนือ", "99.00", "99.00", "99.00", "99.00", "ผ่านดีเยี่ยม"],
            ["2", "องค์การบริหารส่วนตำบลโคกทดสอบ", *A_MEANS, A_TOTAL, "ผ่านดี"],
            ["3", "อบต.บ้านใต้", "80.00", "80.00", "80.00", "80.00", "ต้องปรับปรุง"],
        ],
    ],
    Expected(2567, A_TOTAL, None, "ผ่านดี", ()),
)
LAYOUTS = tuple(SHELF.layouts)

FAULTS = Shelf()
FAULTS.add(
    "a score over 100 and a wrong instrument mean are told, the score is not taken",
    [
        "ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        [
            ["ตัวชี้วัด", "คะแนน"],
            *rows(("952.0", *A[1:])),
            ["คะแนนเฉลี่ย EIT", "95.30"],
            ["คะแนนรวม", A_TOTAL],
        ],
    ],
    Expected(2567, A_TOTAL, None, None, ("", *A[1:])),
    codes="score-impossible total-mismatch",
)
FAULTS.add(
    "a total printed two ways is decided by the indicators; a wrong level and a wrong difference are told",
    [
        "ผลการประเมิน ITA",
        TITLE,
        f"ปีงบประมาณ พ.ศ. 2567 ได้คะแนนรวม 95.66 คะแนน ระดับผ่านดีเยี่ยม เพิ่มขึ้นจากปี 2566 ซึ่งได้ {B_TOTAL} คะแนน",
        [
            ["ตัวชี้วัด", "ปี 2566", "ปี 2567", "ผลต่าง"],
            *rows(B, A, ("+2.08", *differences(B, A)[1:])),
            ["คะแนนรวม", B_TOTAL, A_TOTAL, "+4.48"],
        ],
    ],
    Expected(2566, B_TOTAL, None, None, B),
    Expected(2567, A_TOTAL, None, "ผ่านดีเยี่ยม", A),
    codes="change-wrong grade-mismatch tables-disagree",
)
FAULTY = tuple(FAULTS.layouts)
BY_SCORE = sorted(zip(NAMES, A, strict=True), key=lambda each: -Decimal(each[1]))
LISTED = [
    "ลำดับ     ตัวชี้วัด     คะแนน",
    "-" * 40,
    *(f"{place}     {name}     {value}" for place, (name, value) in enumerate(BY_SCORE, 1)),
    "-" * 40,
]
add(
    "a ranking in columns of blanks, and a sentence that retells one of its scores with two figures changed",
    [
        f"ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2567 {TITLE} ได้คะแนนรวม {A_TOTAL} คะแนน",
        *LISTED,
        f"ต่ำที่สุดคือ {NAMES[3]} ได้ 48.36 คะแนน ซึ่งต้องปรับปรุง",
    ],
    Expected(2567, A_TOTAL, None, None, A),
    codes="tables-disagree",
)
add(
    "a ranking in columns of blanks, and a sentence that calls a place the indicator's number",
    [
        f"ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2567 {TITLE} ได้คะแนนรวม {A_TOTAL} คะแนน",
        *LISTED,
        f"เรื่องที่ต้องพัฒนาคือ ตัวชี้วัดที่ 10 {NAMES[3]}",
    ],
    Expected(2567, A_TOTAL, None, None, A),
    codes="rank-as-number",
)
add(
    "a total called the mean of every indicator",
    [
        f"{TITLE} มีผลคะแนนการประเมินเฉลี่ยรวมทุกตัวชี้วัด เท่ากับ {A_TOTAL} คะแนน ประจำปีงบประมาณ พ.ศ. 2567",
        [["ตัวชี้วัด", "คะแนน"], *rows(A)],
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
