"""Tables that became plain text are tables again; what could be shared out in two ways stays text."""

from pathlib import Path

import pytest

from tracker.documents.paper import Table
from tracker.documents.readers.txt import read

ROWS = [
    ["ที่", "มาตรการ", "ผู้รับผิดชอบ", "ระยะเวลา"],
    ["1", "ทำบัตรคิว", "กองคลัง", "ต.ค. 66"],
    ["2", "ทำคู่มือ", "กองช่าง", "ม.ค. 67"],
]
DRAWN = """
┌───┬─────────┬────────────┬─────────┐
│ ที่ │ มาตรการ  │ ผู้รับผิดชอบ    │ ระยะเวลา │
├───┼─────────┼────────────┼─────────┤
│ 1 │ ทำบัตร    │ กองคลัง      │ ต.ค. 66  │
│   │ คิว       │            │         │
│ 2 │ ทำคู่มือ    │ กองช่าง      │ ม.ค. 67  │
└───┴─────────┴────────────┴─────────┘
"""
STACKED = "\n".join(text for row in ROWS for text in row)
BY_BLANKS = "\n\n".join("\n".join(row) for row in ROWS)
OVER_A_PAGE = (
    BY_BLANKS.replace("\n\n2\n", "\n\nรายงาน ทต.ทดลอง\n- 2 -\n\n" + "\n".join(ROWS[0]) + "\n\n2\n")
    + "\n\nรายงาน ทต.ทดลอง\n- 3 -\n"
)
ALIGNED = "\n".join(f"{a:6}{b:20}{c:20}{d}" for a, b, c, d in ROWS)


def tables(text: str, tmp_path: Path) -> list[list[list[str]]]:
    """The cells of every table of a text."""
    path = tmp_path / "paper.txt"
    path.write_text(text, encoding="utf-8")
    return [
        [list(row.texts) for row in block.rows] for block in read(path).blocks if isinstance(block, Table)
    ]


@pytest.mark.parametrize("text", (STACKED, BY_BLANKS, OVER_A_PAGE, ALIGNED))
def test_a_flattened_table_is_a_table_again(text: str, tmp_path: Path) -> None:
    assert tables(text, tmp_path) == [ROWS]


def test_without_rules_between_rows_their_numbers_tell(tmp_path: Path) -> None:
    (table,) = tables(DRAWN, tmp_path)
    assert [row[0] for row in table] == ["ที่", "1", "2"]
    assert table[1][1].replace(" ", "") == "ทำบัตรคิว"


def test_what_can_be_shared_out_in_two_ways_stays_text(tmp_path: Path) -> None:
    head = ["มาตรการ", "ขั้นตอน", "ผู้รับผิดชอบ", "ระยะเวลา"]
    wrapped = ["ทำบัตรคิวให้ประชาชน", "ที่มาติดต่อ", "สำรวจผู้มาติดต่อ", "กองคลัง", "ต.ค. 66"]
    assert tables("\n".join(head) + "\n\n" + "\n".join(wrapped), tmp_path) == []


BROKEN = """ลำดับ\tแนวทางการพัฒนา\tกิจกรรมที่จะทำ\tเจ้าของเรื่อง\tหลักฐาน
ด้านการให้บริการ
1\tปรับปรุงคู่มือ\t- สำรวจงาน
- ร่างคู่มือ\tสำนักปลัด
กองคลัง\t1. คู่มือ
2. ภาพกิจกรรม
2\tซักซ้อมการยืมพัสดุ\t- แจ้งเวียนระเบียบ\tกองคลัง\tทะเบียนคุม
จึงเรียนมาเพื่อโปรดทราบ
"""


def test_a_row_goes_on_over_line_breaks_inside_its_cells(tmp_path: Path) -> None:
    assert tables(BROKEN, tmp_path) == [
        [
            ["ลำดับ", "แนวทางการพัฒนา", "กิจกรรมที่จะทำ", "เจ้าของเรื่อง", "หลักฐาน"],
            ["ด้านการให้บริการ"],
            ["1", "ปรับปรุงคู่มือ", "- สำรวจงาน - ร่างคู่มือ", "สำนักปลัด กองคลัง", "1. คู่มือ 2. ภาพกิจกรรม"],
            ["2", "ซักซ้อมการยืมพัสดุ", "- แจ้งเวียนระเบียบ", "กองคลัง", "ทะเบียนคุม"],
        ]
    ]


def test_lines_that_do_not_come_out_at_the_headings_number_of_cells_are_no_such_rows(tmp_path: Path) -> None:
    (table, *_) = tables(BROKEN.replace("กองคลัง\t1. คู่มือ", "กองคลัง\t1. คู่มือ\tเกินมา"), tmp_path)
    assert table[0] == ["ลำดับ", "แนวทางการพัฒนา", "กิจกรรมที่จะทำ", "เจ้าของเรื่อง", "หลักฐาน"]
    assert all("สำนักปลัด กองคลัง" not in row for row in table)


def test_a_heading_over_several_columns_does_not_shift_the_rows_below(tmp_path: Path) -> None:
    rows = [["ที่", "ตัวชี้วัด", "คะแนน"], ["", "", "ปี 2565", "ปี 2566"]]
    rows += [[str(n), name, f"8{n}.10", f"9{n}.20"] for n, name in enumerate(("ก", "ข", "ค", "ง", "จ"), 1)]
    text = "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows)
    assert tables(text, tmp_path) == [[[*rows[0], ""], *rows[1:]]]


def test_a_row_of_scores_is_no_line_of_the_heading_above_it(tmp_path: Path) -> None:
    rows = [
        ["ตัวชี้วัด", "ปี ๒๕๖๕", "ปี ๒๕๖๖", "ผล"],
        ["๑. การปฏิบัติหน้าที่", "๙๑.๐๐", "๙๒.๐๐", "เพิ่มขึ้น"],
        ["๒. การใช้งบประมาณ", "๘๑.๐๐", "๘๐.๐๐", "ลดลง"],
        ["๓. การใช้อำนาจ", "๘๑.๕๐", "๘๒.๐๐", "เพิ่มขึ้น"],
    ]
    assert tables("\n".join(f"{a:30}{b:12}{c:12}{d}" for a, b, c, d in rows), tmp_path) == [rows]


NUMBERED = [
    ["มาตรการ", "ผู้รับผิดชอบ", "วิธีการ", "ระยะเวลา", "การติดตาม"],
    ["1. ทำบัตรคิว", "กองคลัง\nกองช่าง", "1.1 สำรวจ\n1.2 จัดซื้อ", "ต.ค. 66", "รายงานทุกเดือน"],
    ["2. ทำคู่มือ", "กองช่าง", "2.1 ยกร่าง", "ม.ค. 67", "1. ประกาศ\n2. ภาพถ่าย"],
    ["3. อบรมพนักงาน", "สำนักปลัด", "3.1 เชิญวิทยากร", "ก.พ. 67", "รายงานทุกไตรมาส"],
]


def test_rows_that_begin_with_numbered_titles_are_told_by_those(tmp_path: Path) -> None:
    text = "\n".join(cell for row in NUMBERED for cell in row)
    assert tables(text, tmp_path) == [[[cell.replace("\n", " ") for cell in row] for row in NUMBERED]]


@pytest.mark.parametrize("follow_up", ("1. ประกาศ\n2. ภาพถ่าย", "1. ประกาศ\n2. ภาพถ่าย\n3. คำสั่ง"))
def test_a_list_that_counts_as_the_titles_do_leaves_all_of_it_text(follow_up: str, tmp_path: Path) -> None:
    head, first, *others = NUMBERED
    rows = [head, [*first[:4], follow_up], *others]
    assert tables("\n".join(cell for row in rows for cell in row), tmp_path) == []


def test_titles_beside_columns_that_tell_nothing_leave_it_text(tmp_path: Path) -> None:
    head = ["มาตรการ", "ขั้นตอน", "หลักฐาน", "ผลการดำเนินการ"]
    rows = ["1. ทำบัตรคิว", "สำรวจ", "ภาพ", "แล้วเสร็จ", "2. ทำคู่มือ", "ยกร่าง", "พิมพ์", "ภาพ"]
    assert tables("\n".join([*head, *rows]), tmp_path) == []
