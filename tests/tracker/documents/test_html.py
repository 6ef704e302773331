"""HTML is read as a browser shows it, however it was written."""

from pathlib import Path

import pytest

from tests.tracker.documents.papers import PAPER
from tracker.documents import read_document
from tracker.documents.paper import Table
from tracker.documents.readers import read_paper

SCORES = "<table><tr><th>ตัวชี้วัด<th>คะแนน<tr><td>การใช้อำนาจ<td>92.39</table>"
GRID = [("ตัวชี้วัด", "คะแนน"), ("การใช้อำนาจ", "92.39")]

PAGES = (
    (f"<p>ก<br>ข</p><script>x</script><nav>เมนู</nav>{SCORES}", ["ก", "ข", GRID]),
    (f"<table><tr><td>เมนู<td>{SCORES}<p>ท้าย</table>", ["เมนู", GRID, "ท้าย"]),
    (
        "<ol start=3><li>ก<ul><li>ข</ul><li>๔. ค</ol>",
        ["3. ก", "- ข", "๔. ค"],
    ),
    (
        "<table><tr><td rowspan=2>ก<td>ข<tr><td>ค<tr><td colspan=2>ง</table>",
        [[("ก", "ข"), ("^", "ค"), ("ง", "")]],
    ),
    ("<table><tr><td>หัวข้อเดียว</table>", ["หัวข้อเดียว"]),
    (
        "<table><tr><td>ก<td>ข<tr><td>ค<td>ง<table><tr><td>จ<td>ฉ</table></table>",
        [[("ก", "ข"), ("ค", "ง จ ฉ")]],
    ),
)


def shown(path: Path) -> list[object]:
    return [
        [tuple("^" if cell.above else cell.text for cell in row.cells) for row in block.rows]
        if isinstance(block, Table)
        else block.text
        for block in read_paper(path).blocks
    ]


@pytest.mark.parametrize(("page", "blocks"), PAGES)
def test_blocks_of_a_page(page: str, blocks: list[object], tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<html><body>{page}", encoding="utf-8")
    assert shown(path) == blocks


ENCODINGS = (
    ("utf-8", ""),
    ("utf-8-sig", ""),
    ("utf-16", ""),
    ("cp874", ""),
    ("cp874", "<meta charset=tis-620>"),
    ("cp874", '<meta http-equiv="Content-Type" content="text/html; charset=windows-874">'),
)


@pytest.mark.parametrize(("encoding", "declared"), ENCODINGS)
def test_the_usual_encodings(encoding: str, declared: str, tmp_path: Path) -> None:
    path = tmp_path / "page.htm"
    path.write_bytes(f"<html><head>{declared}</head><body>{SCORES}".encode(encoding))
    assert shown(path) == [GRID]


def test_a_paper_saved_as_a_web_page_gives_its_data(tmp_path: Path) -> None:
    def cell(text: str) -> str:
        return "<td>" + text.replace("\n", "<br>")

    body = "".join(
        f"<p>{block}</p>"
        if isinstance(block, str)
        else "<table>" + "".join("<tr>" + "".join(map(cell, row)) for row in block) + "</table>"
        for block in PAPER
    )
    for name in ("paper.html", "paper.xls"):
        (tmp_path / name).write_text(f"<html><body>{body}", encoding="utf-8")
        draft = read_document(tmp_path / name)
        assert (len(draft.results[0].indicators), len(draft.measures)) == (10, 2)
        assert draft.measures[0].steps == ("สำรวจทรัพย์สิน", "จัดทำทะเบียนคุม", "ประชาสัมพันธ์ระเบียบการยืม")
