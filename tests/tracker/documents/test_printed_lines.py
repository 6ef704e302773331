"""Plain texts whose lines are those of the paper, not of the author: paragraphs come out whole, lists stay lists."""

from pathlib import Path

import pytest

from tracker.documents.paper import Paragraph, Table
from tracker.documents.readers import read_paper

ANNOUNCED = """\
                 ประกาศเทศบาลตำบลลำปางใต้
        เรื่อง  มาตรการเพื่อความโปร่งใส

     เพื่อให้ประชาชนเชื่อมั่นในการทำงานของเทศบาลและ
เห็นว่าทุกขั้นตอนตรวจสอบได้ตลอดเวลา จึงกำหนดมาตร
การให้ทุกส่วนราชการถือปฏิบัติตั้งแต่วันที่ ๑ ตุลาคม
๒๕๖๖ เป็นต้นไป เว้นแต่จะได้มีประกาศเปลี่ยนแปลงไว้เป็น
อย่างอื่น ดังนี้

     ข้อ ๑  เปิดเผยราคากลางทุกโครงการ ให้กองคลังและกอง
ช่างเป็นผู้รับผิดชอบ โดย (๑) ลงประกาศในเว็บไซต์ และ
(๒) ปิดประกาศที่ที่ทำการเทศบาล
     ข้อ ๒  รับฟังความเห็น ให้สำนักปลัดเทศบาลรับผิดชอบ
     1. รายการที่เขียนไว้ยาวพอกับความกว้างของหน้ากระดาษ
     2. รายการที่สอง
"""
MINUTES = """\
ระเบียบวาระที่ ๑  เรื่องแจ้งเพื่อทราบ
\tประธาน\tแจ้งว่าจะมีการตรวจราชการในเดือนหน้า
\tมติที่ประชุม  รับทราบ
ระเบียบวาระที่ ๒  เรื่องเพื่อพิจารณา
\t๒.๑ แผนงานปีหน้า
\tมติที่ประชุม  เห็นชอบ

\t๒.๒ การแต่งกาย
\tเลขานุการ\tเสนอให้สวมผ้าไทยทุกวันศุกร์ตลอดทั้งปี
\tมติที่ประชุม  เห็นชอบ
"""
FLATTENED = """\
\tตัวชี้วัด
\tคะแนน

\tการปฏิบัติหน้าที่
\t90.00

\tการใช้งบประมาณ
\t80.00
"""


def blocks_of(text: str, folder: Path) -> list[str]:
    path = folder / "paper.txt"
    path.write_text(text, encoding="utf-8")
    return [block.text if isinstance(block, Paragraph) else "TABLE" for block in read_paper(path).blocks]


def test_a_paragraph_goes_on_in_the_next_line_when_its_line_is_full(tmp_path: Path) -> None:
    title, subject, preamble, first, second, *listed = blocks_of(ANNOUNCED, tmp_path)
    assert (title, subject) == ("ประกาศเทศบาลตำบลลำปางใต้", "เรื่อง  มาตรการเพื่อความโปร่งใส")
    assert "เทศบาลและเห็นว่า" in preamble and "มาตรการให้" in preamble and preamble.endswith("ไว้เป็นอย่างอื่น ดังนี้")
    assert "กองคลังและกองช่างเป็น" in first and first.endswith("และ (๒) ปิดประกาศที่ที่ทำการเทศบาล")
    assert second.startswith("ข้อ ๒") and second.endswith("รับผิดชอบ")
    assert listed == ["1. รายการที่เขียนไว้ยาวพอกับความกว้างของหน้ากระดาษ", "2. รายการที่สอง"]


def test_lines_set_in_by_a_tab_are_paragraphs(tmp_path: Path) -> None:
    blocks = blocks_of(MINUTES, tmp_path)
    assert "TABLE" not in blocks
    assert len(blocks) == len([line for line in MINUTES.splitlines() if line])


@pytest.mark.parametrize("text", [FLATTENED, f"ผลการประเมิน\n\n{FLATTENED}"])
def test_a_flattened_table_stays_one(text: str, tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    path.write_text(text, encoding="utf-8")
    (table,) = [block for block in read_paper(path).blocks if isinstance(block, Table)]
    assert [row.texts for row in table.rows][1:] == [("การปฏิบัติหน้าที่", "90.00"), ("การใช้งบประมาณ", "80.00")]


def test_a_text_of_whole_paragraphs_stays_as_it_is(tmp_path: Path) -> None:
    lines = [f"ข้อความบรรทัดที่ {number} ซึ่งมีความยาวไม่เท่ากัน{'มาก' * number}" for number in range(1, 30)]
    assert blocks_of("\n".join(lines), tmp_path) == lines
