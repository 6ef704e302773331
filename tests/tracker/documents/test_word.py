"""What Word shows is read, what it hides is not: lists, merged cells, boxes, changes, controls, notes."""

import zipfile
from pathlib import Path

import pytest

from tracker.documents.paper import Paragraph, Table
from tracker.documents.readers import read_paper

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
NUMBERING = """<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="thaiNumbers"/>
<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0">
<w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="6"><w:abstractNumId w:val="2"/></w:num><w:num w:numId="7"><w:abstractNumId w:val="1"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>"""
STYLES = """<w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Item"><w:basedOn w:val="Base"/></w:style>"""


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def listed(text: str, number: int) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def word(body: str, path: Path) -> list[Paragraph | Table]:
    parts = {
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
        "word/numbering.xml": f"<w:numbering {SPACES}>{NUMBERING}</w:numbering>",
        "word/styles.xml": f"<w:styles {SPACES}>{STYLES}</w:styles>",
        "word/header1.xml": f"<w:hdr {SPACES}>{p('หัวกระดาษ')}</w:hdr>",
        "word/footnotes.xml": f"<w:footnotes {SPACES}>{p('เชิงอรรถ')}</w:footnotes>",
    }
    with zipfile.ZipFile(path / "paper.docx", "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return list(read_paper(path / "paper.docx").blocks)


BOX = f"<w:txbxContent>{p('ในกล่อง')}</w:txbxContent>"
TEXTS = (
    (listed("ก", 5) + listed("ข", 5) + listed("ค", 6), ["1. ก", "2. ข", "- ค"]),
    (listed("ก", 5) + listed("ข", 7) + listed("ค", 5), ["1. ก", "1. ข", "2. ค"]),
    (listed("๑. ก", 5) + listed("ข", 5), ["๑. ก", "2. ข"]),
    (p("ก", '<w:pStyle w:val="Item"/>') + p("ข"), ["1. ก", "ข"]),
    (f"<w:sdt><w:sdtPr/><w:sdtContent>{p('ในช่อง')}</w:sdtContent></w:sdt>", ["ในช่อง"]),
    (
        "<w:p><w:ins><w:r><w:t>เพิ่ม</w:t></w:r></w:ins><w:del><w:r><w:delText>ลบ</w:delText></w:r></w:del></w:p>",
        ["เพิ่ม"],
    ),
    ("<w:p><w:moveFrom><w:r><w:t>เดิม</w:t></w:r></w:moveFrom><w:r><w:t>ใหม่</w:t></w:r></w:p>", ["ใหม่"]),
    ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ซ่อน</w:t></w:r><w:r><w:t>เห็น</w:t></w:r></w:p>", ["เห็น"]),
    (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback>"
        "</mc:AlternateContent><w:t>นอกกล่อง</w:t></w:r></w:p>",
        ["นอกกล่อง", "ในกล่อง"],
    ),
    ("<w:p><w:r><w:t>ก</w:t><w:br/><w:t>ข</w:t><w:footnoteReference/></w:r></w:p>", ["ก", "ข"]),
)


@pytest.mark.parametrize(("body", "texts"), TEXTS)
def test_paragraphs_are_read_as_word_shows_them(body: str, texts: list[str], tmp_path: Path) -> None:
    assert [block.text for block in word(body, tmp_path) if isinstance(block, Paragraph)] == texts


def test_merged_cells_hold_their_text_once(tmp_path: Path) -> None:
    rows = (
        tc(p("กว้าง"), '<w:gridSpan w:val="2"/>') + tc(p("ค")),
        tc(p("ลง"), '<w:vMerge w:val="restart"/>') + tc(p("ข")) + tc(p("1")),
        tc(p(""), "<w:vMerge/>") + tc(p("ข")) + tc(p("2")),
    )
    (found,) = word(table(*rows), tmp_path)
    assert isinstance(found, Table)
    assert [row.texts for row in found.rows] == [("กว้าง", "", "ค"), ("ลง", "ข", "1"), ("", "ข", "2")]
    assert [[cell.above for cell in row.cells] for row in found.rows] == [
        [False] * 3,
        [False] * 3,
        [True, False, False],
    ]


def test_lists_nested_tables_and_deleted_rows_in_a_table(tmp_path: Path) -> None:
    inner = table(tc(p("ใน 1")) + tc(p("ใน 2")))
    gone = "<w:trPr><w:del/></w:trPr>" + tc(p("ลบแล้ว"))
    (found,) = word(table(tc(listed("ก", 5) + listed("ข", 5)) + tc(inner + p("")), gone), tmp_path)
    assert isinstance(found, Table)
    assert [[cell.lines for cell in row.cells] for row in found.rows] == [
        [("1. ก", "2. ข"), ("ใน 1", "ใน 2")]
    ]
