"""The three office papers of the domain sheet come out with the figures, measures and faults a careful reader finds."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tests.tracker.documents.papers import WRITERS, Blocks
from tracker.documents import DocumentDraft, read_document
from tracker.documents.paper import Table
from tracker.documents.readers import read_paper

FOLDER = Path(__file__).parents[4] / "shared" / "documents"


def _path(number: str) -> Path:
    found = sorted(FOLDER.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip(f"the paper {number} is not beside the repository in shared/documents")
    return found[0]


@lru_cache
def _read(number: str) -> DocumentDraft:
    return read_document(_path(number))


def paper(number: str) -> dict[str, Any]:
    """The paper as JSON, through text and back."""
    read: dict[str, Any] = json.loads(json.dumps(_read(number).as_json(), ensure_ascii=False))
    return read


def scores(values: str) -> dict[str, float]:
    return {str(number): float(value) for number, value in enumerate(values.split(), start=1)}


OFFICES = (
    ("000", "องค์การบริหารส่วนตำบลพันชนะ", "อบต.", "ด่านขุนทด", "นครราชสีมา"),
    ("002", "เทศบาลตำบลบึงเจริญ", "ทต.", "บ้านกรวด", "บุรีรัมย์"),
    ("003", "เทศบาลตำบลนาตุน", "ทต.", "นาตุน", "มหาสารคาม"),
)


@pytest.mark.parametrize(("number", "name", "kind", "district", "province"), OFFICES)
def test_the_office_is_as_printed(number: str, name: str, kind: str, district: str, province: str) -> None:
    assert paper(number)["office"] == {"name": name, "type": kind, "district": district, "province": province}


RESULTS = (
    ("000", 2564, 64.21, "D", None, "89.24 85.01 83.39 81.74 81.14 79.90 76.35 73.66 42.41 37.50"),
    ("002", 2565, 91.80, "A", None, "88.04 76.51 83.91 78.64 81.07 96.23 97.95 97.10 97.14 93.75"),
    ("002", 2566, 88.93, "A", "ผ่าน", "98.98 96.21 95.50 95.28 95.10 85.39 73.81 76.42 92.50 90.00"),
    ("003", 2564, 77.16, "B", None, "96.66 94.36 92.39 93.67 96.02 90.03 91.90 90.53 57.62 50.00"),
)


@pytest.mark.parametrize(("number", "year", "overall", "grade", "level", "indicators"), RESULTS)
def test_every_score_comes_out(
    number: str, year: int, overall: float, grade: str, level: str | None, indicators: str
) -> None:
    results = {result["fiscal_year"]: result for result in paper(number)["results"]}
    assert len(results) == sum(row[0] == number for row in RESULTS)
    assert results[year] == {
        "fiscal_year": year,
        "overall": overall,
        "grade": grade,
        "level": level,
        "indicators": scores(indicators),
    }


def test_what_phanchana_does_not_prove_is_marked_uncertain() -> None:
    assert _read("000").results[0].uncertain == (1, 2, 3, 4, 5, 6, 7, 8)


KINDS = (("000", "analysis measures"), ("002", "analysis measures progress"), ("003", "analysis measures"))


@pytest.mark.parametrize(("number", "kinds"), KINDS)
def test_a_paper_says_what_it_holds(number: str, kinds: str) -> None:
    assert paper(number)["kinds"] == kinds.split()


def test_phanchana_has_two_measures_of_2565() -> None:
    first, second = paper("000")["measures"]
    assert first["title"] == "ปรับปรุงเว็บไซต์หน่วยงานเพื่อเปิดเผยข้อมูลข่าวสาร การประชาสัมพันธ์ภารกิจต่าง ๆ ของหน่วยงาน"
    assert second["title"] == "ปรับปรุงวิธีการและขั้นตอนการดำเนินการให้บริการให้มีประสิทธิภาพมายิ่งขึ้น"
    assert [measure["number"] for measure in (first, second)] == [1, 2]
    assert {measure["fiscal_year"] for measure in (first, second)} == {2565}
    assert (first["departments"], first["cadence"]) == (["สำนักปลัด"], "continuous")
    assert second["departments"] == ["สำนักปลัด", "กองคลัง", "กองช่าง", "กองการศึกษา ศาสนาและวัฒนธรรม"]
    assert second["cadence"] == "unknown"
    assert {json.dumps(m["period"]) for m in (first, second)} == {
        '{"start": "2021-10-01", "end": "2022-09-30"}'
    }
    assert [len(measure["steps"]) for measure in (first, second)] == [4, 4]
    assert first["steps"][3] == "แต่งตั้งเจ้าหน้าที่รับ"
    assert len(second["evidence"]) == 5
    assert second["evidence"][0] == "จัดทำประกาศขั้นตอนการให้บริการงานต่าง ๆ"
    assert not first["all_departments"]
    assert first["indicator"] is first["oit_item"] is None


def test_buengcharoen_has_nine_measures_of_2567() -> None:
    measures = paper("002")["measures"]
    assert [(m["number"], m["indicator"], m["oit_item"]) for m in measures] == [
        (1, 7, None),
        (2, 8, None),
        (3, 8, None),
        (4, 7, None),
        (5, 8, None),
        (6, 8, None),
        (7, 9, "o12"),
        (8, 9, "o30"),
        (9, 10, "o43"),
    ]
    assert [m.question for m in _read("002").measures] == [
        "e9",
        "e13",
        "e14",
        "e8",
        "e13",
        "e14",
        None,
        None,
        None,
    ]
    for measure in measures:
        assert measure["fiscal_year"] == 2567
        assert measure["all_departments"]
        assert measure["departments"] == []
        assert measure["period"] == {"start": "2023-10-01", "end": "2024-09-30"}
        assert (measure["cadence"], measure["months"]) == ("unknown", [])
        assert 5 < len(measure["title"]) <= 110
    assert [len(m["steps"]) for m in measures] == [2, 2, 2, 2, 2, 2, 1, 1, 1]


EVIDENCE = ("4 คำสั่งแต่งตั้งคณะทำงาน", "4 แต่งตั้งคณะทำงาน", "3 คำสั่งแต่งตั้ง", "4 แต่งตั้งคณะทำงาน", "3 คำสั่งแต่งตั้ง")


def test_wrapped_evidence_is_joined_again() -> None:
    evidence = [measure["evidence"] for measure in paper("002")["measures"]]
    assert [f"{len(each)} {each[0]}" for each in evidence[:5]] == list(EVIDENCE)
    assert evidence[0] == ["คำสั่งแต่งตั้งคณะทำงาน", "รายงานการประชุม", "ภาพการดำเนินการ", "บันทึกสรุปผลการดำเนินกิจกรรม"]
    assert [len(each) for each in evidence] == [4, 4, 3, 4, 3, 4, 3, 4, 3]


def test_a_title_that_only_names_an_indicator_is_made_from_the_step_or_the_item() -> None:
    titles = [measure["title"] for measure in paper("002")["measures"]]
    assert titles[0] == "แต่งตั้งมอบหมายผู้รับผิดชอบในการสื่อสารตอบข้อซักถาม"
    assert titles[1] == "จัดทำ E-Service"
    assert titles[8] == "แสดงความก้าวหน้าหรือผลการดำเนินการตามมาตรการ"


def test_buengcharoen_reports_on_all_nine_without_a_result() -> None:
    progress = paper("002")["progress"]
    assert [entry["measure"] for entry in progress] == list(range(1, 10))
    assert all(entry["results"] == [] for entry in progress)
    assert all(entry["actions"] for entry in progress)
    assert [len(entry["suggestions"]) for entry in progress] == [3, 3, 4, 4, 4, 4, 3, 3, 3]


def test_nadun_has_three_measures_of_2565_followed_up_twice_a_year() -> None:
    measures = paper("003")["measures"]
    assert [measure["title"] for measure in measures] == [
        "มาตรการตรวจสอบการใช้ดุลพินิจ",
        "มาตรการเผยแพร่ข้อมูลต่อสาธารณะ",
        "ประกาศเจตจำนงการบริหารงานด้วยความซื่อสัตย์สุจริตอย่างมีคุณธรรมและโปร่งใส",
    ]
    assert [(m["departments"], m["all_departments"]) for m in measures] == [
        (["สำนักปลัด"], False),
        (["งานประชาสัมพันธ์"], True),
        (["สำนักปลัด"], False),
    ]
    assert {m["cadence"] for m in measures} == {"semiannual"}
    assert {m["fiscal_year"] for m in measures} == {2565}
    assert [m["period"] for m in measures] == [None, None, None]
    assert [len(m["steps"]) for m in measures] == [3, 2, 1]


FINDINGS = (
    (
        "000",
        "plan-after-start rank-as-number step-cut tables-disagree text-damaged total-mismatch"
        " weakness-without-measure",
    ),
    (
        "002",
        "change-wrong indicator-conflict item-title-conflict report-before-year step-cut tables-disagree"
        " target-conflict template-unfilled text-damaged trend-wrong weakness-without-measure year-conflict",
    ),
    ("003", "name-uncertain plan-after-start text-damaged weakness-without-measure"),
)


@pytest.mark.parametrize(("number", "codes"), FINDINGS)
def test_every_fault_is_found_and_no_other(number: str, codes: str) -> None:
    findings = paper(number)["findings"]
    assert sorted({finding["code"] for finding in findings}) == codes.split()
    assert all(finding["message"] and finding["where"] for finding in findings)


SAID = (
    ("000", "tables-disagree", ("70.8196", "64.2042", "64.21")),
    ("000", "plan-after-start", ("18 มี.ค. 2565", "1 ต.ค. 2564")),
    ("000", "step-cut", ("แต่งตั้งเจ้าหน้าที่รับ",)),
    ("002", "tables-disagree", ("88.9262", "88.6862")),
    ("002", "trend-wrong", ("91.80", "88.93", "2.87")),
    ("002", "change-wrong", ("-3.13", "0.032")),
    ("002", "target-conflict", ("58", "85")),
    ("002", "item-title-conflict", ("o30", "o12")),
    ("002", "indicator-conflict", ("e13", "ควรอยู่ใต้ตัวชี้วัดที่ 8")),
    ("002", "report-before-year", ("ก.ย. 2566", "2567")),
    ("003", "name-uncertain", ("เทศบาลตำบลนาตุน", "เทศบาลตำบลนาตูน")),
)


@pytest.mark.parametrize(("number", "code", "figures"), SAID)
def test_a_finding_says_the_figures(number: str, code: str, figures: tuple[str, ...]) -> None:
    message = next(each["message"] for each in paper(number)["findings"] if each["code"] == code)
    assert [figure for figure in figures if figure not in message] == []


def test_buengcharoen_left_three_places_of_its_template_unfilled() -> None:
    assert [each["code"] for each in paper("002")["findings"]].count("template-unfilled") == 3


def _blocks(path: Path) -> Blocks:
    """A paper as blocks to be written again, every table as wide as its widest row."""
    blocks: Blocks = []
    for block in read_paper(path).blocks:
        if isinstance(block, Table):
            width = max(len(row.cells) for row in block.rows)
            rows = [["\n".join(cell.lines) for cell in row.cells] for row in block.rows]
            blocks.append([row + [""] * (width - len(row)) for row in rows])
        else:
            blocks.append(block.text)
    return blocks


@pytest.mark.parametrize("number", ("000", "002", "003"))
@pytest.mark.parametrize("name", ("txt", "docx", "xlsx", "csv"))
def test_the_same_paper_in_another_format_gives_the_same_data(number: str, name: str, tmp_path: Path) -> None:
    write, file = WRITERS[name]
    again = read_document(write(_blocks(_path(number)), tmp_path / file)).as_json()
    first = paper(number)
    assert {key: again[key] for key in ("kinds", "office", "results", "measures", "progress")} == {
        key: first[key] for key in ("kinds", "office", "results", "measures", "progress")
    }
    assert [finding["code"] for finding in again["findings"]] == [
        finding["code"] for finding in first["findings"]
    ]
