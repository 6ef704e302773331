"""A workbook says what its reader sees on the sheet."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tracker.documents.paper import Table
from tracker.documents.readers import read_paper

NUMBERS: tuple[tuple[Any, str, str], ...] = (
    (81.1, "0.00", "81.10"),
    (81.14, "General", "81.14"),
    (81, "General", "81"),
    (0.8114, "0.00%", "81.14"),
    (0.8, "0%", "80"),
    (0.8114, "0%", "81.14"),
    (81.14, "0", "81.14"),
    (81.14, "0.0", "81.14"),
    (39.955, "0.00", "39.96"),
    (1234.5, "#,##0.00", "1234.50"),
    (0, "General", "0"),
    (100, '0.00" คะแนน"', "100.00"),
    (1e16, "General", "10000000000000000"),
    (date(2024, 10, 1), "d/m/yyyy", "1/10/2024"),
    ("81.14", "General", "81.14"),
)


@pytest.mark.parametrize(("value", "form", "text"), NUMBERS)
def test_numbers_are_as_shown(value: Any, form: str, text: str, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["ตัวชี้วัด", value])  # type: ignore[union-attr]
    book.active["B1"].number_format = form  # type: ignore[index]
    book.save(tmp_path / "paper.xlsx")
    (table,) = [b for b in read_paper(tmp_path / "paper.xlsx").blocks if isinstance(b, Table)]
    assert table.rows[0].texts == ("ตัวชี้วัด", text)


def test_what_is_hidden_is_left_out_and_data_may_begin_anywhere(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    for row, values in enumerate(
        (("ตัวชี้วัด", "ซ่อน", "คะแนน"), ("ก", "x", "1"), ("ซ่อน", "x", "2"), ("ข", "x", "3")), 7
    ):
        for column, value in enumerate(values, 4):
            sheet.cell(row, column, value)
    sheet.column_dimensions["E"].hidden = True
    sheet.row_dimensions[9].hidden = True
    book.create_sheet("ซ่อน").append(["a", "b"])
    book["ซ่อน"].sheet_state = "hidden"
    book.save(tmp_path / "paper.xlsx")
    (table,) = [b for b in read_paper(tmp_path / "paper.xlsx").blocks if isinstance(b, Table)]
    assert [row.texts for row in table.rows] == [("ตัวชี้วัด", "คะแนน"), ("ก", "1"), ("ข", "3")]
    assert table.rows[2].place == "แผ่นงาน “Sheet” แถวที่ 10"


def test_a_formula_without_a_stored_result_is_empty_and_told(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["คะแนนรวม", "=SUM(A2:A9)"])  # type: ignore[union-attr]
    book.active.append(["ก", 1])  # type: ignore[union-attr]
    book.save(tmp_path / "paper.xlsx")
    paper = read_paper(tmp_path / "paper.xlsx")
    assert [damage.place for damage in paper.damages] == ["แผ่นงาน “Sheet” ช่อง B1"]
