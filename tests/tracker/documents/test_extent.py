"""How large a workbook may be, to the row and the cell, whatever its parts are called and however they are written."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from tracker.documents.readers import extent
from tracker.errors import DocumentUnreadable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that are reached sooner."""
    monkeypatch.setattr(extent, "ROWS", 5)
    monkeypatch.setattr(extent, "CELLS", 20)


def book(path: Path, *parts: tuple[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return path


def sheet(rows: str, space: str = MAIN) -> str:
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'


def refused(path: Path) -> str:
    with pytest.raises(DocumentUnreadable) as error:
        extent.check(path)
    return str(error.value)


ROW, EMPTY = "<row><c><v>1</v></c></row>", '<row><c s="1"/><c t="str"><v></v></c></row>'
WORDS = '<row><c t="inlineStr"><is><t>ก</t></is></c></row>'
PREFIXED = f'<x:worksheet xmlns:x="{MAIN}">' + "<x:row><x:c><x:v>1</x:v></x:c></x:row>" * 6 + "</x:worksheet>"


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([("xl/worksheets/sheet1.xml", sheet(ROW * 5))], id="as many rows as may be"),
        pytest.param([("xl/worksheets/sheet1.xml", sheet(EMPTY * 10))], id="rows without anything in them"),
        pytest.param([("xl/worksheets/sheet1.xml", sheet("<row/>" * 99))], id="rows without cells"),
        pytest.param([("xl/worksheets/._sheet1.xml", "\0\5\26\7")], id="what a Mac leaves beside a sheet"),
        pytest.param([("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{"<c/>" * 99}</sst>')], id="no sheet"),
        pytest.param([("xl/worksheets/sheet1.xml", sheet(ROW * 3)[:-30])], id="torn: the reader says so"),
    ],
)
def test_what_may_be_is_let_through(tmp_path: Path, parts: list[tuple[str, str]]) -> None:
    extent.check(book(tmp_path / "a.xlsx", *parts))


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        pytest.param([("xl/worksheets/sheet1.xml", sheet(ROW * 6))], "rows", id="a row too many"),
        pytest.param([("xl/worksheets/sheet1.xml", sheet(WORDS * 6))], "rows", id="words in the cells"),
        pytest.param([("xl/Blatt", sheet(ROW * 6, STRICT))], "rows", id="strict, and called otherwise"),
        pytest.param(
            [("xl/sheet.xml", f"<!--{'x' * 99_999}-->{sheet(ROW * 6)}")], "rows", id="behind a remark"
        ),
        pytest.param([("xl/worksheets/sheet1.xml", PREFIXED)], "rows", id="with a prefix"),
        pytest.param([(f"xl/worksheets/{n}.xml", sheet(ROW * 3)) for n in "12"], "rows", id="two sheets"),
        pytest.param([("xl/worksheets/sheet1.xml", sheet(EMPTY * 11))], "cells", id="empty cells too many"),
        pytest.param(
            [("xl/worksheets/sheet1.xml", sheet(f"<row>{'<c/>' * 21}"))], "cells", id="a row that never ends"
        ),
    ],
)
def test_what_is_too_large_is_refused(tmp_path: Path, parts: list[tuple[str, str]], why: str) -> None:
    assert why in refused(book(tmp_path / "a.xlsx", *parts))


def test_a_book_of_excels_own_making_is_counted(tmp_path: Path) -> None:
    made = Workbook()
    for number in range(6):
        made.active.append([number, "ก"])  # type: ignore[union-attr]
    made.save(tmp_path / "a.xlsx")
    assert "rows" in refused(tmp_path / "a.xlsx")
