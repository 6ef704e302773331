"""Results as offices like to lay them out: small tables one by one, halves side by side, two figures in a cell."""

from tests.tracker.documents.score_layouts import (
    A_MEANS,
    A_TOTAL,
    B_MEANS,
    B_TOTAL,
    TITLE,
    A,
    B,
    Expected,
    Shelf,
    differences,
    rows,
    thai,
)

SHELF = Shelf()
add = SHELF.add
PARTS = (("IIT", 0, 5), ("EIT", 5, 8), ("OIT", 8, 10))
RANKED = sorted(rows(A), key=lambda row: -float(row[1]))

add(
    "a table for each instrument with its mean, the total in a sentence after them",
    [
        "รายงานการวิเคราะห์ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        *[
            block
            for (name, first, last), mean in zip(PARTS, A_MEANS, strict=True)
            for block in (
                f"แบบวัด {name}",
                [["ตัวชี้วัด", "คะแนน"], *rows(A)[first:last], [f"ค่าเฉลี่ย {name}", mean]],
            )
        ],
        f"เมื่อถ่วงน้ำหนักแล้ว หน่วยงานได้คะแนนรวม {A_TOTAL} คะแนน จากคะแนนเต็ม 100 คะแนน อยู่ในระดับผ่านดี",
    ],
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
add(
    "two halves side by side with numbers, total and level in one cell below",
    [
        "ผลการประเมินคุณธรรมและความโปร่งใส (ITA) ปีงบประมาณ พ.ศ. 2567",
        TITLE,
        [
            ["ที่", "ตัวชี้วัด", "คะแนน", "ที่", "ตัวชี้วัด", "คะแนน"],
            *[
                [str(n), *left, str(n + 5), *right]
                for n, (left, right) in enumerate(zip(rows(A)[:5], rows(A)[5:], strict=True), 1)
            ],
            ["", "คะแนนรวม", "", "", "", f"{A_TOTAL} / ผ่านดี"],
        ],
    ],
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
add(
    "a list of places, the highest first",
    [
        "ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        f"หน่วยงานได้คะแนนภาพรวมร้อยละ {A_TOTAL} โดยมีผลรายตัวชี้วัดเรียงจากมากไปน้อย ดังนี้",
        *[f"อันดับที่ {n} {name} ได้คะแนน {score} คะแนน" for n, (name, score) in enumerate(RANKED, 1)],
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
add(
    "a memo with the year before in brackets",
    [
        "บันทึกข้อความ",
        thai("ที่ สน 71501/245   วันที่ 5 กันยายน 2567"),
        thai("เรื่อง รายงานผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567"),
        TITLE,
        thai(f"ขอรายงานว่า ได้คะแนนรวม {A_TOTAL} คะแนน ระดับผ่านดี (ปี พ.ศ. 2566 ได้ {B_TOTAL} คะแนน) รายละเอียดดังนี้"),
        *[
            thai(f"{n}) {name} ได้ {a} คะแนน (ปี พ.ศ. 2566 ได้ {b} คะแนน)")
            for n, (name, a, b) in enumerate(rows(A, B), 1)
        ],
    ],
    Expected(2566, B_TOTAL, None, None, B),
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
add(
    "score and change in one cell",
    [
        "ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        [
            ["ตัวชี้วัด", "คะแนน (เทียบปีก่อน)"],
            *[[name, f"{a} ({d})"] for name, a, d in rows(A, differences(B, A))],
            ["คะแนนรวม", f"{A_TOTAL} (+4.48)"],
        ],
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
add(
    "years as rows under merged instruments, a row of targets below",
    [
        "ผลการประเมิน ITA ย้อนหลัง",
        TITLE,
        [
            ["ปีงบประมาณ", "IIT (30%)", "", "", "", "", "EIT (30%)", "", "", "OIT (40%)", "", "รวม", "ระดับ"],
            ["", *[f"ตชว.{n}" for n in range(1, 11)], "", ""],
            ["2566", *B, B_TOTAL, "ผ่านดี"],
            ["2567", *A, A_TOTAL, "ผ่านดี"],
            ["เป้าหมายปี 2568", *["90.00"] * 10, "95.00", "ผ่านดีเยี่ยม"],
        ],
    ],
    Expected(2566, B_TOTAL, None, "ผ่านดี", B),
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
add(
    "the total as a first row, a table going on over a page number",
    [
        "ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        [["รายการ", "คะแนนที่ได้"], ["คะแนนรวม", A_TOTAL], *rows(A, numbered="{}. ")[:8]],
        "- 3 -",
        [*rows(A, numbered="{}. ")[8:]],
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
add(
    "instruments of two years in running text beside the indicators' table",
    [
        "การวิเคราะห์ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        f"แบบวัด IIT ได้ {A_MEANS[0]} คะแนน (ปี 2566 ได้ {B_MEANS[0]} คะแนน) แบบวัด EIT ได้ {A_MEANS[1]} คะแนน"
        f" (ปี 2566 ได้ {B_MEANS[1]} คะแนน) และแบบวัด OIT ได้ {A_MEANS[2]} คะแนน (ปี 2566 ได้ {B_MEANS[2]} คะแนน)",
        [["ตัวชี้วัดที่", "ชื่อตัวชี้วัด", "ผลคะแนน"], *[[str(n), *row] for n, row in enumerate(rows(A), 1)]],
        f"รวมทั้งสิ้นได้คะแนนเฉลี่ยรวม {A_TOTAL} คะแนน ถือว่าผ่านเกณฑ์ 85 คะแนน",
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
add(
    "two halves each headed with its instruments, the total told among others",
    [
        "มาตรการส่งเสริมคุณธรรม ประจำปีงบประมาณ พ.ศ. 2568",
        TITLE,
        "อบต.โคกทดสอบ เข้ารับการประเมิน ITA ปีงบประมาณ พ.ศ. 2567 จากหน่วยงาน 8,325 แห่งทั่วประเทศ"
        f" (ค่าเฉลี่ยประเทศ 93.05) ได้คะแนน {A_TOTAL} ระดับ “ผ่านดี” เป้าหมายปี 2568 ไม่น้อยกว่า 95.00 คะแนน",
        [
            ["ตัวชี้วัด (IIT)", "คะแนน", "ตัวชี้วัด (EIT/OIT)", "คะแนน"],
            *[[*one, *other] for one, other in zip(rows(A)[:5], rows(A)[5:], strict=True)],
        ],
    ],
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
add(
    "totals of two years in one line, each with its grade",
    [
        "มาตรการส่งเสริมคุณธรรม ประจำปีงบประมาณ พ.ศ. 2568",
        TITLE,
        f"ปี พ.ศ. 2565 คะแนน {B_TOTAL} ระดับ A ปี พ.ศ. 2566 คะแนน {A_TOTAL} ระดับ ผ่าน",
    ],
    Expected(2565, B_TOTAL, "A", None, ()),
    Expected(2566, A_TOTAL, None, "ผ่าน", ()),
)
add(
    "the year before in a plan for the next, its grade in brackets",
    [
        "แผนปฏิบัติการยกระดับผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2568",
        TITLE,
        f"ผลปีที่ผ่านมา (2567): {A_TOTAL} คะแนน (ผ่านดี)",
        [["ตัวชี้วัด", "คะแนน"], *rows(A)],
    ],
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
add(
    "the total as a row of labels and values, with no heading",
    [
        "มาตรการส่งเสริมคุณธรรม ปี 2568",
        TITLE,
        [["ผลคะแนน ITA 2567", A_TOTAL, "ระดับ", "ผ่านดี"]],
        [["ตัวชี้วัด", "คะแนน"], *rows(A)],
    ],
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
add(
    "a name torn over two rows, and a title before its year",
    [
        "ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ.",
        "2567",
        TITLE,
        f"คะแนนรวม {A_TOTAL} คะแนน",
        [
            ["ตัวชี้วัด", "คะแนน"],
            *rows(A)[:3],
            ["การใช้ทรัพย์สิน", A[3]],
            ["ของทางราชการ", ""],
            *rows(A)[4:],
        ],
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
LABELS = [f"ตัวชี้วัดที่ {n} {name}" for n, (name, _) in enumerate(rows(A), 1)]
add(
    "scores torn from their names by the ends of lines",
    [
        "ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        f"คะแนนรวม {A_TOTAL} คะแนน",
        *[
            f"{before}{label}"
            for label, before in zip(LABELS, ["", *[f"{a} คะแนน " for a in A[:9]]], strict=True)
        ],
        f"{A[9]} คะแนน",
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
add(
    "a table for one indicator, a paragraph for the next; the country's mean before the office's own",
    [
        "ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        "ค่าเฉลี่ยของประเทศเท่ากับ 87.57 คะแนน จากหน่วยงานทั้งหมด 8,303 แห่ง อบต.โคกทดสอบเข้ารับการประเมินต่อเนื่อง"
        f" โดยปีงบประมาณ พ.ศ. 2566 ได้ {B_TOTAL} คะแนน (ระดับผ่าน) และปีงบประมาณ พ.ศ. 2567 ได้ {A_TOTAL} คะแนน (ระดับผ่านดี)",
        *[
            text
            if n % 2
            else [[text, "", ""], ["ข้อ", "ประเด็น", "คะแนนรายข้อ"], [f"x{n}", "ประเด็นหนึ่ง", "70.15"]]
            for n, text in enumerate(f"{label} ได้ {a} คะแนน" for label, a in zip(LABELS, A, strict=True))
        ],
    ],
    Expected(2566, B_TOTAL, None, "ผ่าน", ()),
    Expected(2567, A_TOTAL, None, "ผ่านดี", A),
)
MISSPELT = {"คุณภาพการดำเนินงาน": "คุณภารการดำเนินงาน"}
POINT = "จากการวิเคราะห์ผลคะแนน พบว่า ควรเปิดโอกาสให้บุคลากรมีส่วนร่วมในการตรวจสอบ"
GROUPS = (
    ("แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT)", f"IIT {POINT}", slice(0, 5)),
    ("แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก (EIT)", f"EIT {POINT}", slice(5, 8)),
    ("แบบวัดการเปิดเผยข้อมูลสาธารณะ (OIT)", f"OIT {POINT}", slice(8, 10)),
)
NUMBERED = [(f"{n}. {MISSPELT.get(name, name)}", f"{a} คะแนน") for n, (name, a) in enumerate(rows(A), 1)]
OVER = ("ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567", TITLE, f"ภาพรวม {A_TOTAL} คะแนน")
HEADS = ["ตัวชี้วัดของการประเมิน ITA", "ประเด็นที่ต้องแก้ไข/ปรับปรุง"]
add(
    "name and score on two lines of one cell, beside them what each group should better",
    [
        *OVER,
        [
            HEADS,
            *[
                row
                for group, point, part in GROUPS
                for row in (
                    [group, ""],
                    *[["\n".join(each), "" if n else point] for n, each in enumerate(NUMBERED[part])],
                )
            ],
        ],
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
add(
    "the same where every cell, and every line of one, became a line of text",
    [
        *OVER,
        *HEADS,
        *[
            line
            for group, point, part in GROUPS
            for line in (group, *NUMBERED[part][0], point, *(x for each in NUMBERED[part][1:] for x in each))
        ],
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
LAYOUTS = tuple(SHELF.layouts)

FAULTS = Shelf()
FAULTS.add(
    "places in a column headed as indicators",
    [
        "ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        [["ตัวชี้วัดที่", "ชื่อตัวชี้วัด", "คะแนน"], *[[str(n), *row] for n, row in enumerate(RANKED, 1)]],
        f"คะแนนรวม {A_TOTAL} คะแนน",
    ],
    Expected(2567, A_TOTAL, None, None, A),
    codes="rank-as-number",
)
FAULTS.add(
    "a word for a change against the figures of its own sentence",
    [
        "ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        *[
            f"ตัวชี้วัดที่ {n} {name} ได้ {a} คะแนน (ปี 2566 ได้ {b} คะแนน) เพิ่มขึ้น"
            for n, (name, a, b) in enumerate(rows(A, B), 1)
        ],
        f"คะแนนรวม {A_TOTAL} คะแนน",
    ],
    Expected(2566, None, None, None, B),
    Expected(2567, A_TOTAL, None, None, A),
    codes="trend-wrong",
)
FAULTS.add(
    "a result in a paper older than any announcement of it",
    [
        "ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        "ประกาศ ณ วันที่ 12 มกราคม 2567",
        [["ตัวชี้วัด", "คะแนน"], *rows(A), ["คะแนนรวม", A_TOTAL]],
    ],
    Expected(2567, A_TOTAL, None, None, A),
    codes="report-before-year",
)
PLAN = [
    ["ที่", "มาตรการ", "วิธีการ", "ผู้รับผิดชอบ"],
    ["1", "เปิดบริการออนไลน์ (ตัวชี้วัดที่ 8 e13)", "1. ทำระบบ 2. ประชาสัมพันธ์", "กองช่าง"],
]
FAULTS.add(
    "a sentence that leads to the measures of another year than the title's",
    [
        "มาตรการส่งเสริมคุณธรรม ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        "จึงกำหนดมาตรการส่งเสริมคุณธรรมและความโปร่งใส ประจำปีงบประมาณ พ.ศ. 2568 จำนวน 1 มาตรการ ดังนี้",
        PLAN,
    ],
    codes="year-conflict",
)
FAULTS.add(
    "a question under one indicator in a line and under another in a measure",
    [
        "มาตรการส่งเสริมคุณธรรม ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        "ตัวชี้วัดที่ 7 ประสิทธิภาพการสื่อสาร : e13 ระบบการให้บริการออนไลน์",
        PLAN,
    ],
    codes="indicator-conflict",
)
FAULTS.add(
    "a table for each instrument, and a sentence that turns two figures of one score around",
    [
        "ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567",
        TITLE,
        f"ในภาพรวมได้คะแนน {A_TOTAL} คะแนน",
        "แบบวัด IIT",
        [["ตัวชี้วัด", "คะแนน"], *rows(A)[:5]],
        "แบบวัด EIT",
        [["ตัวชี้วัด", "คะแนน"], *rows(A)[5:8]],
        "แบบวัด OIT",
        [["ตัวชี้วัด", "คะแนน"], *rows(A)[8:]],
        "ตัวชี้วัดที่ต้องเฝ้าระวัง คือ การใช้อำนาจ 90.17 คะแนน",
    ],
    Expected(2567, A_TOTAL, None, None, A),
    codes="tables-disagree",
)
FAULTY = tuple(FAULTS.layouts)
