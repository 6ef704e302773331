"""Results in rows whose order, labels or last column say more than the score: a place, who was asked, a trend."""

from tests.tracker.documents.score_layouts import (
    A_TOTAL,
    B_TOTAL,
    TITLE,
    A,
    B,
    Expected,
    Shelf,
    differences,
    rows,
    words,
)

SHELF = Shelf()
FAULTS = Shelf()
HEAD = "ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2567"
RANKED = sorted(rows(A), key=lambda row: -float(row[1]))
NUMBERED = [[str(n), *row] for n, row in enumerate(RANKED, 1)]
FIFTH = RANKED[4][0]
CHANGED = tuple(said.lstrip("+-") for said in differences(B, A))
ASKED = ["IIT"] * 5 + ["EIT ส่วนที่ 1"] * 2 + ["EIT ส่วนที่ 2"] + ["OIT"] * 2

SHELF.add(
    "a column of who was asked beside indicators of which each has one score",
    [
        HEAD,
        TITLE,
        [
            ["แบบ", "ตัวชี้วัด", "คะแนน"],
            *[[asked, *row] for asked, row in zip(ASKED, rows(A), strict=True)],
            ["", "คะแนนรวม", A_TOTAL],
        ],
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
SHELF.add(
    "a purpose that names the year to come",
    [
        HEAD,
        TITLE,
        "1. เพื่อทราบผลการประเมินของหน่วยงาน",
        "2. เพื่อให้การปฏิบัติงานในปีงบประมาณ พ.ศ. 2568 ได้ผลคะแนนสูงขึ้น",
        [["ตัวชี้วัด", "คะแนน"], *rows(A), ["คะแนนรวม", A_TOTAL]],
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
SHELF.add(
    "a purpose that names the year it starts from",
    [
        "การวิเคราะห์ผลการประเมิน ITA ของหน่วยงาน",
        TITLE,
        "1. เพื่อให้ได้คะแนนดีกว่าผลของปีงบประมาณ พ.ศ. 2567 และผ่านเกณฑ์",
        [["ตัวชี้วัด", "คะแนน"], *rows(A), ["คะแนนรวม", A_TOTAL]],
    ],
    Expected(2567, A_TOTAL, None, None, A),
)
SHELF.add(
    "numbers in the order of the scores, of which none is called an indicator's",
    [HEAD, TITLE, [["ที่", "ตัวชี้วัด", "คะแนน"], *NUMBERED, ["", "คะแนนรวม", A_TOTAL]]],
    Expected(2567, A_TOTAL, None, None, A),
)
FAULTS.add(
    "a place in the order of the scores used as an indicator's number",
    [
        HEAD,
        TITLE,
        [["ที่", "ตัวชี้วัด", "คะแนน"], *NUMBERED, ["", "คะแนนรวม", A_TOTAL]],
        f"จุดแข็งของหน่วยงาน คือ ตัวชี้วัดที่ 5 {FIFTH}",
    ],
    Expected(2567, A_TOTAL, None, None, A),
    codes="rank-as-number",
)
FAULTS.add(
    "one wrong word in a last column that is headed as a result",
    [
        HEAD,
        TITLE,
        [
            ["ตัวชี้วัด", "ปี 2566", "ปี 2567", "เปลี่ยนแปลง", "ผล"],
            *[list(row) for row in rows(B, A, CHANGED, (*words(B, A)[:3], "เพิ่มขึ้น", *words(B, A)[4:]))],
            ["คะแนนรวม", B_TOTAL, A_TOTAL, "4.48", "เพิ่มขึ้น"],
        ],
    ],
    Expected(2566, B_TOTAL, None, None, B),
    Expected(2567, A_TOTAL, None, None, A),
    codes="trend-wrong",
)
LAYOUTS = tuple(SHELF.layouts)
FAULTY = tuple(FAULTS.layouts)
