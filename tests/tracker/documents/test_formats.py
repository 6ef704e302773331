"""The same facts in any format, layout or spelling give the same data."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.tracker.documents.papers import (
    MEASURES,
    NAMES,
    PAPER,
    SCORES,
    TOTAL,
    WRITERS,
    Blocks,
    as_docx,
    as_txt,
)
from tracker.documents import DocumentDraft, read_document
from tracker.documents.paper import Paragraph
from tracker.documents.readers import read_paper


def read(blocks: Blocks, tmp_path: Path, name: str = "txt") -> DocumentDraft:
    write, file = WRITERS[name]
    return read_document(write(blocks, tmp_path / file))


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_data(name: str, tmp_path: Path) -> None:
    draft = read(PAPER, tmp_path, name).as_json()
    assert draft["kinds"] == ["analysis", "measures"]
    assert draft["office"] == {
        "name": "เทศบาลเมืองทุ่งทดลอง",
        "type": "ทม.",
        "district": "เมือง",
        "province": "น่าน",
    }
    (result,) = draft["results"]
    assert (result["fiscal_year"], result["overall"], result["grade"]) == (2567, float(TOTAL), "A")
    assert result["indicators"] == {str(n): float(value) for n, value in enumerate(SCORES, start=1)}
    first, second = draft["measures"]
    assert first == {
        "fiscal_year": 2568,
        "number": 1,
        "title": "ทำทะเบียนคุมการยืมทรัพย์สินของราชการ",
        "indicator": None,
        "oit_item": None,
        "steps": ["สำรวจทรัพย์สิน", "จัดทำทะเบียนคุม", "ประชาสัมพันธ์ระเบียบการยืม"],
        "departments": ["กองคลัง", "กองช่าง"],
        "all_departments": False,
        "period": {"start": "2024-10-01", "end": "2025-09-30"},
        "cadence": "quarterly",
        "months": [],
        "evidence": [],
    }
    assert (second["number"], second["indicator"], second["oit_item"]) == (2, 10, "o43")
    assert (second["title"], second["steps"]) == ("แสดงผลการดำเนินการตามมาตรการ", ["เผยแพร่ผลบนเว็บไซต์"])
    assert (second["all_departments"], second["departments"]) == (True, [])
    assert second["period"] == {"start": "2025-01-01", "end": "2025-03-31"}
    assert (second["cadence"], second["evidence"]) == ("unknown", ["คำสั่งแต่งตั้ง", "ภาพถ่าย"])
    assert [finding["code"] for finding in draft["findings"]] in ([], ["text-damaged"])


def test_a_ranking_is_read_by_name_and_its_places_are_no_numbers(tmp_path: Path) -> None:
    ranked = sorted(zip(SCORES, NAMES, strict=True), reverse=True)
    table = [["อันดับ", "ตัวชี้วัด", "คะแนน"], *[[str(at), name, s] for at, (s, name) in enumerate(ranked, 1)]]
    draft = read([*PAPER[:3], table], tmp_path)
    assert draft.results[0].indicators == {n: Decimal(value) for n, value in enumerate(SCORES, start=1)}
    assert draft.findings == ()


def test_places_printed_before_the_names_are_found(tmp_path: Path) -> None:
    ranked = sorted(zip(SCORES, NAMES, strict=True), reverse=True)
    table = [["ตัวชี้วัด", "คะแนน"], *[[f"{at}. {name}", s] for at, (s, name) in enumerate(ranked, 1)]]
    draft = read([*PAPER[:3], table], tmp_path)
    assert draft.results[0].indicators[10] == Decimal("75.00")
    assert [finding.code for finding in draft.findings] == ["rank-as-number"]


def test_indicators_side_by_side_with_a_row_for_each_year(tmp_path: Path) -> None:
    table = [["ปี", *NAMES], ["2566", *reversed(SCORES)], ["2567", *SCORES]]
    years = {result.fiscal_year: result.indicators for result in read([*PAPER[:2], table], tmp_path).results}
    assert list(years) == [2566, 2567]
    assert years[2566][1] == Decimal("75.00")
    assert years[2567] == {n: Decimal(value) for n, value in enumerate(SCORES, start=1)}


def test_tables_that_disagree_without_a_total_give_no_score_for_what_they_dispute(tmp_path: Path) -> None:
    rows = [[f"{n}. {name}", s] for n, (name, s) in enumerate(zip(NAMES, SCORES, strict=True), 1)]
    other = [["1. การปฏิบัติหน้าที่", "19.10"], *rows[1:]]
    blocks: Blocks = [*PAPER[:2], [["ตัวชี้วัด", "คะแนน"], *rows], "อีกตารางหนึ่ง", [["ตัวชี้วัด", "คะแนน"], *other]]
    draft = read(blocks, tmp_path)
    assert sorted(draft.results[0].indicators) == list(range(2, 11))
    assert [finding.code for finding in draft.findings] == ["tables-disagree"]


def test_a_wrong_total_and_a_wrong_letter_are_found(tmp_path: Path) -> None:
    blocks: Blocks = [*PAPER[:2], "มีผลคะแนน 96.32 คะแนน อยู่ในระดับ B", *PAPER[3:4]]
    draft = read(blocks, tmp_path)
    assert {finding.code for finding in draft.findings} == {"total-mismatch", "grade-mismatch"}
    assert draft.results[0].overall == Decimal("96.32")


def test_a_paper_that_names_no_year_and_no_office_says_so_by_none(tmp_path: Path) -> None:
    draft = read([MEASURES[:2]], tmp_path)
    assert draft.office.as_json() == dict.fromkeys(("name", "type", "district", "province"))
    assert draft.measures[0].fiscal_year is None
    assert draft.measures[0].period == (date(2024, 10, 1), date(2025, 9, 30))


HEAD = ["มาตรการ", "ขั้นตอน", "ระยะเวลา", "ผู้รับผิดชอบ", "การติดตาม"]


def one(tmp_path: Path, **cells: str) -> dict[str, Any]:
    """The JSON of the only measure of a paper of 2568 whose row has these cells."""
    row = [cells.get(name, "") for name in ("title", "steps", "period", "departments", "follow_up")]
    row[0] = row[0] or "จัดทำคู่มือ"
    (measure,) = read([PAPER[4], [HEAD, row]], tmp_path).measures
    return measure.as_json()


PERIODS = (
    ("ต.ค. 64 - ก.ย65", "2021-10-01", "2022-09-30"),
    ("ต.ค.๖๗ - มี.ค.๖๘", "2024-10-01", "2025-03-31"),
    ("พ.ย.-ม.ค.๖๘", "2024-11-01", "2025-01-31"),
    ("เริ่ม ต.ค. 67 สิ้นสุด มี.ค. 68", "2024-10-01", "2025-03-31"),
    ("ไตรมาสสุดท้าย", "2025-07-01", "2025-09-30"),
    ("ตลอด ปีงบประมาณ", "2024-10-01", "2025-09-30"),
    ("ไตรมาสที่ 1 - 2", "2024-10-01", "2025-03-31"),
    ("ก.พ. ๖๘", "2025-02-01", "2025-02-28"),
    ("1 ตุลาคม 2567 - 15 มกราคม 2568", "2024-10-01", "2025-01-15"),
    ("มิถุนายน", "2025-06-01", "2025-06-30"),
    ("ปีงบประมาณ 2567", "2023-10-01", "2024-09-30"),
    ("ตุลาคม 2567 – มีนาคม 2568", "2024-10-01", "2025-03-31"),
    ("ตั้งแต่เดือนตุลาคม พ.ศ. 2567 ถึงเดือนกันยายน พ.ศ. 2568", "2024-10-01", "2025-09-30"),
    ("1 ต.ค. 67 ถึง 30 ก.ย. 68", "2024-10-01", "2025-09-30"),
    ("ตค 67 - กย 68", "2024-10-01", "2025-09-30"),
    ("วันที่ 1 - 15 มีนาคม 2568", "2025-03-01", "2025-03-15"),
    ("01/10/2567 - 31/03/68", "2024-10-01", "2025-03-31"),
    ("ม.ค.68", "2025-01-01", "2025-01-31"),
    ("Q1-Q2", "2024-10-01", "2025-03-31"),
    ("ไตรมาสที่ 1 ถึงไตรมาสที่ 3", "2024-10-01", "2025-06-30"),
    ("ไตรมาส 1 (ต.ค. – ธ.ค. 67)", "2024-10-01", "2024-12-31"),
    ("ไตรมาสที่ 3 - 4 ปีงบประมาณ 2567", "2024-04-01", "2024-09-30"),
    ("รอบ 6 เดือนแรก", "2024-10-01", "2025-03-31"),
    ("ตลอดทั้งปี", "2024-10-01", "2025-09-30"),
    ("ภายใน 31 มี.ค. 68", None, "2025-03-31"),
    ("ภายในเดือนมีนาคม 2568", None, "2025-03-31"),
    ("ภายในไตรมาสที่ 2", "2025-01-01", "2025-03-31"),
    ("ภายในสิ้นไตรมาสที่ 2", None, "2025-03-31"),
    ("ภายในสิ้นปีงบประมาณ", None, "2025-09-30"),
    ("ต.ค. 67 เป็นต้นไป", "2024-10-01", None),
)


@pytest.mark.parametrize(("text", "start", "end"), PERIODS)
def test_periods(text: str, start: str | None, end: str | None, tmp_path: Path) -> None:
    assert one(tmp_path, period=text)["period"] == {"start": start, "end": end}


@pytest.mark.parametrize(
    "text",
    (
        "",
        "-",
        "ตามความเหมาะสม",
        "ธ.ค. 67, มี.ค. 68 และ มิ.ย. 68",
        "6 เดือน",
        "ภายใน 30 วัน",
        "ทุกเดือน",
        "ไตรมาส 1 และ 3",
    ),
)
def test_a_period_that_is_not_said_is_null(text: str, tmp_path: Path) -> None:
    assert one(tmp_path, period=text)["period"] is None


CADENCES = (
    ("รายงานทุกไตรมาส", "quarterly", []),
    ("รายงานทุก 3 เดือน", "quarterly", []),
    ("-รอบ ๖ เดือน -รอบ ๑๒ เดือน", "semiannual", []),
    ("ปีละ 2 ครั้ง", "semiannual", []),
    ("เม.ย. และ ต.ค.", "semiannual", []),
    ("รอบ 12 เดือน", "annual", []),
    ("รายงานในที่ประชุมประจำเดือน", "monthly", []),
    ("ม.ค. มี.ค. และ ก.ค.", "named_months", [1, 3, 7]),
    ("รายงานเมื่อจบโครงการ", "on_completion", []),
    ("เผยแพร่เป็นปัจจุบัน", "continuous", []),
    ("รายงานภายในเดือนมีนาคม", "once", [3]),
    ("ภาพถ่าย", "unknown", []),
    ("ทุก ๆ 3 เดือน", "quarterly", []),
    ("ไตรมาสละ 1 ครั้ง", "quarterly", []),
    ("ภายในวันที่ 5 ของทุกเดือน", "monthly", []),
    ("เดือนละ 1 ครั้ง", "monthly", []),
    ("รายงานทุก 6 เดือน", "semiannual", []),
    ("31 มี.ค. 68 และ 30 ก.ย. 68", "semiannual", []),
    ("รายงานผลรอบ 6 และ 12 เดือน", "semiannual", []),
    ("ราย 6/12 เดือน", "semiannual", []),
    ("ไตรมาสที่ 2 และ 4", "semiannual", []),
    ("สองครั้งต่อปี", "semiannual", []),
    ("ทุกวันที่ 5 ของเดือน", "monthly", []),
    ("ภายใน 15 วันนับแต่วันแล้วเสร็จ", "on_completion", []),
    ("ปีละ 1 ครั้ง เมื่อสิ้นสุดปีงบประมาณ", "annual", []),
    ("เมื่อโครงการแล้วเสร็จ", "on_completion", []),
    ("ภายใน 30 วันหลังเสร็จสิ้นการอบรม", "on_completion", []),
    ("รายงานครั้งเดียวในเดือนมกราคม", "once", [1]),
    ("ต.ค. 67 - มี.ค. 68", "unknown", []),
    ("รายงานผู้บริหาร", "unknown", []),
    ("", "unknown", []),
)


@pytest.mark.parametrize(("text", "cadence", "months"), CADENCES)
def test_cadences(text: str, cadence: str, months: list[int], tmp_path: Path) -> None:
    measure = one(tmp_path, follow_up=text)
    assert (measure["cadence"], measure["months"]) == (cadence, months)


DEPARTMENTS = (
    ("สำนักปลัดเทศบาล, กองการศึกษาฯ", ["สำนักปลัด", "กองการศึกษา ศาสนาและวัฒนธรรม"], False),
    ("กองคลัง/กองช่าง และกองสาธารณสุขฯ", ["กองคลัง", "กองช่าง", "กองสาธารณสุขและสิ่งแวดล้อม"], False),
    ("ทุกกอง/สำนัก ปลัด", [], True),
    ("ทุกกอง/สำนัก", [], True),
    ("ทุกส่วนราชการ", [], True),
    ("งานนิติการ สำนักปลัด", ["สำนักปลัด"], False),
    ("กองกิจการสภา", ["กองกิจการสภา"], False),
    ("สป./กองคลัง/กศ.", ["สำนักปลัด", "กองคลัง", "กองการศึกษา ศาสนาและวัฒนธรรม"], False),
    ("ผอ.กองช่าง", ["กองช่าง"], False),
    ("ปลัดเทศบาล / หัวหน้าสำนักปลัด", ["สำนักปลัด"], False),
    ("นักทรัพยากรบุคคล สำนักปลัด", ["สำนักปลัด"], False),
    ("งานพัสดุ กองคลัง", ["กองคลัง"], False),
    ("สำนักปลัด (งานประชาสัมพันธ์)", ["สำนักปลัด", "งานประชาสัมพันธ์"], False),
    ("สำนักปลัด\n(งานนิติการ)", ["สำนักปลัด", "งานนิติการ"], False),
    ("ศูนย์ขับเคลื่อน ITA เทศบาล", ["ศูนย์ขับเคลื่อน ITA เทศบาล"], False),
    ("กองช่างและงานประชาสัมพันธ์", ["กองช่าง", "งานประชาสัมพันธ์"], False),
    ("นางสาวสมศรี มีสุข เจ้าพนักงานธุรการ", [], False),
    ("นายสมชาย ใจดี กองสวัสดิการฯ", ["กองสวัสดิการสังคม"], False),
    ("นายก อบต.", [], False),
    ("ปลัดเทศบาล", [], False),
    ("คณะทำงาน ITA", [], False),
    ("หัวหน้าส่วนราชการทุกส่วน", [], True),
    ("สำนัก/กอง ทุกแห่ง", [], True),
    ("ทุกหน่วยงานในสังกัด", [], True),
    ("สำนักปลัด และทุกกอง", [], True),
    ("1. สำนักปลัด 2. หน่วยตรวจสอบภายใน", ["สำนักปลัด", "หน่วยตรวจสอบภายใน"], False),
    ("ทุกกอง ยกเว้นกองช่าง", [], False),
    ("", [], False),
)


@pytest.mark.parametrize(("text", "names", "everyone"), DEPARTMENTS)
def test_departments(text: str, names: list[str], everyone: bool, tmp_path: Path) -> None:
    measure = one(tmp_path, departments=text)
    assert (measure["departments"], measure["all_departments"]) == (names, everyone)


STEPS = (
    ("1. ก่อน 2. หลัง", ["ก่อน", "หลัง"]),
    ("๑) ก่อน<br>๒) หลัง", ["ก่อน", "หลัง"]),
    ("<ol><li>ก่อน</li><li>หลัง</li></ol>", ["ก่อน", "หลัง"]),
    ("<ul><li>ก่อน</li><li>หลัง</li></ul>", ["ก่อน", "หลัง"]),
    ("• ก่อน<br>• หลัง", ["ก่อน", "หลัง"]),
    ("<p>ก่อน</p><p>หลัง</p>", ["ก่อน", "หลัง"]),
    ("สรุปผล ต.ค. 2565 - ก.พ. 2566 แล้ว", ["สรุปผล ต.ค. 2565 - ก.พ. 2566 แล้ว"]),
    ("สรุปผล ตุลาคม 2565 - มีนาคม 2566", ["สรุปผล ตุลาคม 2565 - มีนาคม 2566"]),
    ("ทำตามมาตรา 9 ของ พ.ร.บ. ให้ได้คะแนน < 80 และ > 50", ["ทำตามมาตรา 9 ของ พ.ร.บ. ให้ได้คะแนน < 80 และ > 50"]),
)


@pytest.mark.parametrize(("text", "steps"), STEPS)
def test_lists_inside_a_cell(text: str, steps: list[str], tmp_path: Path) -> None:
    assert one(tmp_path, steps=text)["steps"] == steps


def test_damaged_letters_are_mended_and_told(tmp_path: Path) -> None:
    measure_row = ["จัดท าคู่มือส านักงาน", "1. ดํา\u200bเนินการ", "", "ส านักปลัด", ""]
    draft = read([PAPER[4], [HEAD, measure_row]], tmp_path)
    measure = draft.measures[0]
    assert (measure.title, measure.steps, measure.departments) == (
        "จัดทำคู่มือสำนักงาน",
        ("ดำเนินการ",),
        ("สำนักปลัด",),
    )
    assert [finding.code for finding in draft.findings] == ["text-damaged"]


def test_cells_merged_downwards_in_word_are_filled_and_broken_rows_joined(tmp_path: Path) -> None:
    blocks: Blocks = [
        PAPER[4],
        [
            HEAD,
            ["มาตรการ ก", "1. หนึ่ง", "ต.ค. 67 - มี.ค. 68", "กองคลัง", "ทุกเดือน"],
            ["มาตรการ ข", "1. สอง", "", "", ""],
            ["", "2. สาม", "", "", ""],
        ],
    ]
    path = as_docx(blocks, tmp_path / "merged.docx")
    paper = Document(str(path))
    (table,) = paper.tables
    for column in (2, 3, 4):
        table.cell(1, column).merge(table.cell(2, column))
    paper.save(str(path))
    first, second = read_document(path).measures
    assert (second.departments, second.cadence, second.period) == (first.departments, "monthly", first.period)
    assert second.steps == ("สอง", "สาม")


def test_one_row_after_a_page_goes_on_with_a_flattened_table(tmp_path: Path) -> None:
    rows = [["มาตรการ", "ขั้นตอน", "ผู้รับผิดชอบ"]]
    rows += [[f"มาตรการเพื่อประชาชนในพื้นที่ข้อ {n}", f"1. ขั้นตอนของข้อ {n}", "กองช่าง"] for n in (1, 2)]
    first, second, third = ("\n".join(f"\t{cell}" for cell in row) for row in rows)
    text = "\n\n".join(("มาตรการ ปีงบประมาณ พ.ศ. 2568", first, second, "- 2 -", third))
    (tmp_path / "pages.txt").write_text(text, encoding="utf-8")
    assert [measure.number for measure in read_document(tmp_path / "pages.txt").measures] == [1, 2]


def test_a_table_that_goes_on_after_a_page_is_one_list(tmp_path: Path) -> None:
    rows = [[f"มาตรการข้อ {n}", f"ขั้นตอนของข้อ {n}", "", "กองช่าง", ""] for n in (1, 2, 3)]
    path = as_txt([PAPER[4], [HEAD, rows[0]], [HEAD, rows[1]], [rows[2]]], tmp_path / "pages.txt")
    assert [measure.number for measure in read_document(path).measures] == [1, 2, 3]


def test_progress_is_told_from_plans_and_matched_to_them(tmp_path: Path) -> None:
    plan = [HEAD, ["ทำทะเบียนคุม", "สำรวจทรัพย์สิน", "", "กองคลัง", ""], ["ทำคู่มือ", "ยกร่างคู่มือ", "", "กองช่าง", ""]]
    report = [
        ["มาตรการ", "วิธีการดำเนินการ", "ผลการดำเนินการ", "ข้อเสนอแนะ"],
        ["ทำคู่มือ", "ยกร่างคู่มือ", "1. แล้วเสร็จ 2. แจกแล้ว", "ควรปรับปรุงทุกปี"],
    ]
    draft = read([PAPER[4], plan, "รายงานผลการดำเนินการตามมาตรการ ประจำปีงบประมาณ พ.ศ. 2568", report], tmp_path)
    assert draft.kinds == ("measures", "progress")
    (entry,) = draft.progress
    assert entry.as_json() == {
        "measure": 2,
        "actions": ["ยกร่างคู่มือ"],
        "results": ["แล้วเสร็จ", "แจกแล้ว"],
        "suggestions": ["ควรปรับปรุงทุกปี"],
    }


CARD = """# มาตรการส่งเสริมคุณธรรมและความโปร่งใส ปีงบประมาณ พ.ศ. 2568
### มาตรการ 1: ทำบัตรคิว
| หัวข้อ | รายละเอียด |
| --- | --- |
| ขั้นตอน | 1) จัดซื้อ<br>2) ติดตั้ง |
| **ผู้รับผิดชอบ** | กองช่าง |
| ระยะเวลา | ตลอดปีงบประมาณ |
"""
FLATTENED = "มาตรการ ปีงบประมาณ พ.ศ. 2568\n" + "\n".join(
    f"\t{cell}" if cell is not None else ""
    for cell in (
        "ที่",
        "มาตรการ",
        "ขั้นตอน",
        "ผู้รับผิดชอบ",
        None,
        "1",
        "ทำบัตรคิว",
        "1. จัดซื้อ",
        "กองช่าง",
        None,
        "",
        "",
        "2. ติดตั้ง",
        "",
    )
)


@pytest.mark.parametrize("text", (CARD, FLATTENED))
def test_markdown_and_empty_cells_of_a_flattened_table(text: str, tmp_path: Path) -> None:
    (tmp_path / "paper.txt").write_text(text, encoding="utf-8")
    (measure,) = read_document(tmp_path / "paper.txt").measures
    assert (measure.title, measure.steps) == ("ทำบัตรคิว", ("จัดซื้อ", "ติดตั้ง"))
    assert measure.departments == ("กองช่าง",)


STACKED = (
    ("ส่วนราชการ", "มาตรการ", "ขั้นตอน", "ผลการดำเนินงาน", "ข้อเสนอแนะ", "ระยะเวลา"),
    ("กองคลัง", "คุมพัสดุ", "1) ทำทะเบียน\n2) ตรวจนับ", "แล้วเสร็จ", "", "ต.ค. 67"),
    ("", "อบรม", "1) จัดอบรม", "", "จัดให้เร็วขึ้น", ""),
    ("กองช่าง", "ลดเวลา", "1) ทบทวนคู่มือ", "ร้อยละ 60", "", ""),
)


@pytest.mark.parametrize("stripped", (False, True))
def test_cells_with_a_blank_line_after_each(stripped: bool, tmp_path: Path) -> None:
    rows = ("\n\n".join("" if stripped and not cell else f"\t{cell}" for cell in row) for row in STACKED)
    text = "รายงานผลตามมาตรการ ปีงบประมาณ พ.ศ. 2568\n\n" + "\n\n\n".join(rows) + "\n\n\nสรุป ทำแล้ว 1 เรื่อง\n"
    (tmp_path / "paper.txt").write_text(text + "\tลงชื่อ ........\n\t(นายดี ใจดี)\n", encoding="utf-8")
    draft = read_document(tmp_path / "paper.txt")
    assert [(each.title, each.departments, each.steps) for each in draft.measures] == [
        ("คุมพัสดุ", ("กองคลัง",), ("ทำทะเบียน", "ตรวจนับ")),
        ("อบรม", (), ("จัดอบรม",)),
        ("ลดเวลา", ("กองช่าง",), ("ทบทวนคู่มือ",)),
    ]
    assert [(each.results, each.suggestions) for each in draft.progress] == [
        (("แล้วเสร็จ",), ()),
        ((), ("จัดให้เร็วขึ้น",)),
        (("ร้อยละ 60",), ()),
    ]


@pytest.mark.parametrize(
    "lines",
    (
        ("\tอาศัยมติที่ประชุม จึงจัดทำแผนฉบับนี้ขึ้น", "", "\tทั้งนี้ให้ทุกกองทราบ"),
        ("\t1.1 เพื่อให้โปร่งใส", "\t1.2 เพื่อให้ตรวจสอบได้"),
        (
            "\tผลผลิต : ครบทุกเรื่อง",
            "\tผลลัพธ์ : ประชาชนได้รับบริการที่สะดวก รวดเร็ว โปร่งใส และตรวจสอบได้ทุกขั้นตอน",
            "",
            "\tทั้งนี้",
            "\tให้ถือปฏิบัติ",
        ),
    ),
)
def test_lines_set_in_by_a_tab_are_paragraphs(lines: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "paper.txt").write_text("\n".join(lines), encoding="utf-8")
    blocks = read_paper(tmp_path / "paper.txt").blocks
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == [
        line.strip() for line in lines if line
    ]


def test_a_page_laid_out_by_a_table_without_tables_in_it(tmp_path: Path) -> None:
    text = "".join(
        f"<p>{line}</p>" for line in ("มาตรการที่ 1 ทำบัตรคิว", "ผู้รับผิดชอบ กองช่าง", "ระยะเวลา ไตรมาส 1")
    )
    page = f"<table><tr><td>เมนู<td><h2>มาตรการ ปีงบประมาณ พ.ศ. 2568</h2>{text}</table>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    (measure,) = read_document(tmp_path / "page.html").measures
    assert (measure.title, measure.departments) == ("ทำบัตรคิว", ("กองช่าง",))
