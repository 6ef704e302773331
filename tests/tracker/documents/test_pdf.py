"""A paper printed as PDF says what its text says: tables over pages, torn rows, wrapped lines, page numbers."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.tracker.documents.papers import PAPER, Blocks, as_txt
from tests.tracker.documents.printed import as_office_pdf, as_typst_pdf
from tests.tracker.documents.test_the_three_papers import _blocks, _path, paper
from tracker.documents import read_document
from tracker.documents.paper import Paragraph, Table
from tracker.documents.readers import read_paper

PRINTERS = {"LibreOffice": as_office_pdf, "typst": as_typst_pdf}
DATA = ("kinds", "office", "results", "measures", "progress")


def bare(value: Any) -> Any:
    """Without blanks: whether a printed line that ends between two Thai words ended in a blank cannot be seen."""
    if isinstance(value, str):
        return re.sub(r"\s+", "", value)
    if isinstance(value, dict):
        return {key: bare(each) for key, each in value.items()}
    return [bare(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("printer", PRINTERS)
def test_a_printed_paper_gives_the_same_data(printer: str, tmp_path: Path) -> None:
    first = read_document(as_txt(PAPER, tmp_path / "paper.txt")).as_json()
    again = read_document(PRINTERS[printer](PAPER, tmp_path / "paper.pdf")).as_json()
    assert {key: again[key] for key in DATA} == {key: first[key] for key in DATA}


@pytest.mark.parametrize("number", ("000", "002", "003"))
@pytest.mark.parametrize("printer", PRINTERS)
def test_a_real_paper_printed_gives_the_same_data(number: str, printer: str, tmp_path: Path) -> None:
    again = read_document(PRINTERS[printer](_blocks(_path(number)), tmp_path / "paper.pdf")).as_json()
    first = paper(number)
    # A title is cut at a blank where its step is long; a blank lost at the end of a line makes it longer.
    pairs = zip(bare(first["measures"]), bare(again["measures"]), strict=True)
    assert all(now.pop("title").startswith(was.pop("title")) for was, now in pairs)
    for draft in (first, again):
        for measure in draft["measures"]:
            del measure["title"]
    assert bare({key: again[key] for key in DATA}) == bare({key: first[key] for key in DATA})
    assert [each["code"] for each in again["findings"]] == [each["code"] for each in first["findings"]]


LONG: Blocks = [
    "มาตรการส่งเสริมคุณธรรมและความโปร่งใส ประจำปีงบประมาณ พ.ศ. 2568",
    [
        ["มาตรการ", "ขั้นตอน", "ผู้รับผิดชอบ"],
        *(
            [f"มาตรการข้อ {n}", "\n".join(f"{k}. ขั้นตอนที่ {k} ของข้อ {n}" for k in range(1, 12)), "กองช่าง"]
            for n in range(1, 13)
        ),
    ],
]


@pytest.mark.parametrize("printer", PRINTERS)
def test_a_table_over_several_pages_is_one_and_its_torn_rows_are_whole(printer: str, tmp_path: Path) -> None:
    path = PRINTERS[printer](LONG, tmp_path / "long.pdf")
    tables = [block for block in read_paper(path).blocks if isinstance(block, Table)]
    assert [[len(cell.lines) for cell in row.cells] for table in tables for row in table.rows] == [
        [1, 1, 1],
        *[[1, 11, 1]] * 12,
    ]
    assert [measure.number for measure in read_document(path).measures] == list(range(1, 13))


def test_places_name_page_table_and_row(tmp_path: Path) -> None:
    blocks = read_paper(as_typst_pdf(PAPER, tmp_path / "paper.pdf")).blocks
    assert blocks[0].place == "หน้า 1 บรรทัดที่ 1"
    second = [block for block in blocks if isinstance(block, Table)][1]
    assert second.rows[1].place == "หน้า 1 ตารางที่ 2 แถวที่ 2"


@pytest.mark.parametrize("printer", PRINTERS)
def test_wrapped_lines_are_one_paragraph_and_page_numbers_are_none(printer: str, tmp_path: Path) -> None:
    long = "หน่วยงานได้นำผลการประเมินมาวิเคราะห์เพื่อปรับปรุงการดำเนินงานให้มีประสิทธิภาพยิ่งขึ้น " * 4
    texts: list[Any] = [*["1. " + long.strip(), "2. " + long.strip(), "สรุปผล"] * 12]
    path = PRINTERS[printer](texts, tmp_path / "text.pdf")
    found = [block.text for block in read_paper(path).blocks if isinstance(block, Paragraph)]
    assert bare(found) == bare(texts)
