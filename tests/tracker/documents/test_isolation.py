"""Whatever a file does to its reader, the person gets one clear sentence and the process that asked goes on."""

import json
import sys
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from PIL import Image

from tests.tracker.documents.papers import PAPER, WRITERS, as_docx
from tests.tracker.documents.printed import as_ruled_docx, as_typst_pdf, print_pdf
from tracker.documents import isolation, read_document, read_safely
from tracker.errors import DocumentUnreadable


@pytest.mark.parametrize("name", WRITERS)
def test_a_paper_read_apart_is_the_same(name: str, tmp_path: Path) -> None:
    write, file = WRITERS[name]
    path = write(PAPER, tmp_path / file)
    assert read_safely(path) == read_document(path)


def test_a_pdf_is_read_within_the_memory_it_may_use(tmp_path: Path) -> None:
    path = as_typst_pdf(PAPER, tmp_path / "paper.pdf")
    assert read_safely(path) == read_document(path)


def _member(name: str, content: bytes, among: str = "docx") -> Callable[[Path], None]:
    """A real paper with one more member, or another in its place."""

    def write(path: Path) -> None:
        source = WRITERS[among][0](PAPER, path.with_name("source"))
        with (
            zipfile.ZipFile(source) as old,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
        ):
            for info in old.infolist():
                if info.filename != name:
                    new.writestr(info, old.read(info))
            new.writestr(name, content)

    return write


def _lying(path: Path) -> None:
    """A bomb that declares 10 bytes."""
    _member("word/document.xml", b" " * (9 * 1024 * 1024))(path)
    raw = path.read_bytes()
    path.write_bytes(raw.replace((9 * 1024 * 1024).to_bytes(4, "little"), (10).to_bytes(4, "little")))


def _nested(path: Path) -> None:
    inner = path.with_name("inner.zip")
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", b"\0" * (60 * 1024 * 1024))
    _member("word/embeddings/inner.zip", inner.read_bytes())(path)


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
OUTSIDE = (
    b'<?xml version="1.0"?>' + b"<!-- -->" * 999 + b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _nested_tables(path: Path) -> None:
    depth = 3000
    opened, closed = "<w:tbl><w:tr><w:tc>" * depth, "<w:p/></w:tc></w:tr></w:tbl>" * depth
    _member("word/document.xml", f"<w:document {W}><w:body>{opened}{closed}</w:body></w:document>".encode())(
        path
    )


def _sheet(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def _million_rows(path: Path) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n * 7919 % 9973}</v></c></row>' for n in range(1, 1_000_001)
    )
    _member("xl/worksheets/sheet1.xml", _sheet(rows), "xlsx")(path)


def _wide(path: Path, cell: str) -> None:
    """60 rows as wide as Excel goes: a million cells, figures or borders."""
    columns = [get_column_letter(number) for number in range(1, 16_385)]
    rows = (
        f'<row r="{n}">{"".join(cell.format(at=f"{column}{n}", n=n) for column in columns)}</row>'
        for n in range(1, 61)
    )
    _member("xl/worksheets/sheet1.xml", _sheet("".join(rows)), "xlsx")(path)


def _far_cell(path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "ตัวชี้วัด"  # type: ignore[index]
    book.active["XFD1048576"] = "คะแนน"  # type: ignore[index]
    book.save(path)


def _scan(path: Path) -> None:
    Image.new("RGB", (400, 600), "white").save(path, "PDF")


def _pages(path: Path) -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(10_000):
        document.new_page(100, 100)
    document.save(path)
    document.close()


def _pdf_bomb(path: Path) -> None:
    stream = zlib.compress(b"0 0 m 9 9 l S\n" * 30_000_000)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(stream), stream),
    )
    body = b"".join(b"%d 0 obj%s\nendobj\n" % (at, each) for at, each in enumerate(objects, start=1))
    path.write_bytes(b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF")


def _locked_pdf(path: Path) -> None:
    secret = {"type": "string", "value": "x"}
    options = {"EncryptFile": {"type": "boolean", "value": "true"}, "DocumentOpenPassword": secret}
    print_pdf(as_ruled_docx(PAPER, path.with_suffix(".docx")), f"pdf:writer_pdf_Export:{json.dumps(options)}")


def _broken_pdf(path: Path) -> None:
    as_typst_pdf(PAPER, path)
    path.write_bytes(path.read_bytes()[:3000])


CASES: tuple[tuple[str, Callable[[Path], object], str, str], ...] = (
    ("large.pdf", lambda path: path.write_bytes(b"%PDF-1.7" + b"x" * 50_000_000), "limit is 10 MB", "10 MB"),
    ("bomb.docx", _member("word/media/x.xml", b" " * (60 * 1024 * 1024)), "times its size", "ไม่ปลอดภัย"),
    ("lying.docx", _lying, "no real .docx", "ไฟล์เสีย"),
    ("outside.docx", _member("word/document.xml", OUTSIDE), "no real .docx", "ไฟล์เสีย"),
    ("entities.xlsx", _member("xl/workbook.xml", ENTITIES, "xlsx"), "no real .xlsx", "ไฟล์เสีย"),
    ("rows.xlsx", _million_rows, "20000 rows", "20,000 แถว"),
    ("wide.xlsx", partial(_wide, cell='<c r="{at}"><v>{n}</v></c>'), "800000 cells", "800,000 ช่อง"),
    ("borders.xlsx", partial(_wide, cell='<c r="{at}" s="1"/>'), "800000 cells", "800,000 ช่อง"),
    ("rows.csv", lambda path: path.write_bytes(b"1,2\n" * 1_000_000), "20000 rows", "20,000 แถว"),
    ("far.xlsx", _far_cell, "20000 rows", "20,000 แถว"),
    ("deep.html", lambda path: path.write_bytes(b"<div>" * 100_000 + b"x"), "no real .html", ".html"),
    ("deep.docx", _nested_tables, "no real .docx", "ไฟล์เสีย"),
    ("macros.xlsx", _member("xl/vbaProject.bin", b"x", "xlsx"), "macros", "แมโคร"),
    ("nul.txt", lambda path: path.write_bytes(b"a\0b\0" * 99), "not a text file", "ไฟล์ข้อความ"),
    ("nul.csv", lambda path: path.write_bytes(b"a,\0b\n" * 99), "not a text file", "ไฟล์ข้อความ"),
    ("scan.pdf", _scan, "a scan", "แบบฟอร์ม .xlsx"),
    ("pages.pdf", _pages, "10000 pages; the limit is 200", "200 หน้า"),
    ("bomb.pdf", _pdf_bomb, "reading it", "ไฟล์นี้"),
    ("locked.pdf", _locked_pdf, "protected by a password", "รหัสผ่าน"),
    ("broken.pdf", _broken_pdf, "no real .pdf", "ไฟล์เสีย"),
    ("empty.pdf", lambda path: path.write_bytes(b""), "there is no text", "ไม่มีข้อความ"),
)


@pytest.mark.parametrize(("name", "write", "english", "thai"), CASES, ids=[case[0] for case in CASES])
def test_a_harmful_file_is_refused_in_words(
    name: str, write: Callable[[Path], object], english: str, thai: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    write(path)
    with pytest.raises(DocumentUnreadable) as refused:
        read_safely(path)
    assert english in str(refused.value)
    assert thai in refused.value.sentence


def test_an_archive_inside_a_paper_is_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "nested.docx"
    _nested(path)
    assert len(read_safely(path).measures) == 2


@pytest.mark.parametrize("name", ("paper.pdf", "paper.txt", "paper.xlsx", "paper.rtf"))
def test_a_wrong_ending_does_not_hide_what_a_file_is(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    as_docx(PAPER, path)
    assert len(read_safely(path).measures) == 2


FATES = (
    ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV", "หยุดกลางคัน"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "20 seconds", "20 วินาที"),
    ("raise MemoryError", "512 MiB", "ใหญ่หรือซับซ้อนเกิน"),
    ("raise ValueError('odd')", "ValueError: odd", "หยุดกลางคัน"),
)


@pytest.mark.parametrize(("code", "english", "thai"), FATES)
def test_every_end_of_the_reading_process_has_its_sentence(
    code: str, english: str, thai: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "_COMMAND", (sys.executable, "-c", code))
    with pytest.raises(DocumentUnreadable) as refused:
        read_safely(tmp_path / "paper.pdf")
    assert english in str(refused.value)
    assert thai in refused.value.sentence


def test_a_reading_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "SECONDS", 1)
    monkeypatch.setattr(isolation, "_COMMAND", (sys.executable, "-c", "import time; time.sleep(600)"))
    with pytest.raises(DocumentUnreadable, match="more than 1 seconds"):
        read_safely(tmp_path / "paper.pdf")
