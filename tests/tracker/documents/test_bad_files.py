"""A file that cannot be read gets one clear sentence, in Thai for a person and in English for an operator."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.tracker.documents.papers import PAPER, as_csv, as_txt, as_xlsx
from tracker.documents import read_document
from tracker.errors import DocumentUnreadable


def _bytes(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (8 * 1024 * 1024))


def _large_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (65 * 1024 * 1024))


def _entities(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "word/document.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        )


def _broken_package(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<broken")


def _cut(path: Path) -> None:
    as_xlsx(PAPER, path)
    path.write_bytes(path.read_bytes()[:2000])


def _many_rows(path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(20_002):
        sheet.append([number, "x"])
    book.save(path)


def _with_member(name: str) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, "x")
            archive.writestr("[Content_Types].xml", "x")

    return write


def _open_document(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 99

CASES: tuple[tuple[str, Callable[[Path], object], str, str], ...] = (
    ("paper.pdf", _bytes(b"%PDF-1.7"), "no real .pdf", ".pdf"),
    ("paper", _bytes(b"x"), "unsupported format (no ending)", ".txt"),
    ("paper.txt", _bytes(b""), "there is no text", "ไม่มีข้อความ"),
    ("paper.txt", _bytes(b" \n\t\n"), "there is no text", "ไม่มีข้อความ"),
    ("paper.txt", _bytes(b"%PDF-1.7\n\xff\xfe"), "no real .pdf", ".pdf"),
    ("paper.txt", _bytes(b"\x00\x01\x02" * 9), "not a text file", "ไฟล์ข้อความ"),
    ("paper.txt", _bytes(b"a" * (10 * 1024 * 1024 + 1)), "the limit is 10 MB", "10 MB"),
    ("paper.docx", _bytes(b"hello"), "no real .docx", ".docx"),
    ("paper.docx", _bytes(OLE + "WordDocument".encode("utf-16-le")), "an old Word file", ".doc)"),
    ("paper.xls", _bytes(OLE + "Workbook".encode("utf-16-le")), "an old Excel file", ".xls)"),
    ("paper.docx", _bytes(OLE + "EncryptedPackage".encode("utf-16-le")), "password", "รหัสผ่าน"),
    ("paper.rtf", _bytes(rb"{\rtf1 x}"), "an RTF file", "RTF"),
    ("table.jpg", _bytes(b"\xff\xd8\xff\xe0" + b"x" * 99), "a picture", "แบบฟอร์ม .xlsx"),
    ("table.docx", _bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 99), "a picture", "รูปภาพ"),
    ("paper.docm", _with_member("word/vbaProject.bin"), "macros", "แมโคร"),
    ("paper.docx", _with_member("word/vbaProject.bin"), "macros", "แมโคร"),
    ("slides.pptx", _with_member("ppt/presentation.xml"), "a presentation", "สไลด์"),
    ("paper.odt", _open_document, "OpenDocument", "OpenDocument"),
    ("papers.zip", _with_member("paper.txt"), "an archive", "บีบอัด"),
    ("paper.docx", _bomb, "times its size", "ไม่ปลอดภัย"),
    ("paper.xlsx", _large_archive, "limits are 64 MiB", "ไม่ปลอดภัย"),
    ("paper.docx", _entities, "no real .docx", ".docx"),
    ("paper.docx", _broken_package, "no real .docx", ".docx"),
    ("paper.xlsx", _cut, "no real .xlsx", ".xlsx"),
    ("paper.xlsx", _many_rows, "more than 20000 rows", "20,000 แถว"),
    ("paper.csv", _bytes(b"a,b\n" * 20_002), "more than 20000 rows", "20,000 แถว"),
    ("gone.txt", lambda path: None, "No such file", "ไม่พบไฟล์"),
)


@pytest.mark.parametrize(("name", "write", "english", "thai"), CASES)
def test_a_bad_file_is_refused_in_words(
    name: str, write: Callable[[Path], object], english: str, thai: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    write(path)
    with pytest.raises(DocumentUnreadable) as refused:
        read_document(path)
    assert english in str(refused.value)
    assert str(refused.value).startswith(name)
    assert thai in refused.value.sentence


def test_a_text_of_something_else_gives_an_empty_draft(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("เรียน ผู้อำนวยการ\nขอส่งเอกสาร\tจำนวน\t3 ฉบับ\n", encoding="utf-8")
    draft = read_document(path).as_json()
    assert (draft["kinds"], draft["results"], draft["measures"], draft["findings"]) == ([], [], [], [])


@pytest.mark.parametrize("encoding", ("utf-8", "utf-8-sig", "utf-16", "cp874"))
def test_the_usual_encodings_of_thai_are_read(encoding: str, tmp_path: Path) -> None:
    path = as_txt(PAPER, tmp_path / "paper.txt")
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert len(read_document(path).measures) == 2


def test_a_csv_with_semicolons_is_read(tmp_path: Path) -> None:
    path = as_csv(PAPER, tmp_path / "paper.csv")
    path.write_text(path.read_text(encoding="utf-8-sig").replace(",", ";"), encoding="utf-8")
    assert len(read_document(path).measures) == 2


PIECES = (
    *"\t\n 0 9 . / ( ) - ๑ ๒ % ÷".split(" "),
    *(
        "ตัวชี้วัดที่ 7",
        "ประสิทธิภาพการสื่อสาร",
        "การใช้อำนาจ",
        "คะแนน",
        "อันดับ",
        "88.93",
        "-2.87",
        "2566",
        "ปี พ.ศ. 2565",
    ),
    *(
        "ปีงบประมาณ 99",
        "ต.ค. 64",
        "31 ก.พ. 2566",
        "ไตรมาสที่ 4 - 1",
        "ระดับ A",
        "คะแนนรวม",
        "ร้อยละ 0",
        "เพิ่มขึ้น",
        "จุดอ่อน",
    ),
    *(
        "มาตรการ\tขั้นตอน\tผู้รับผิดชอบ\tระยะเวลา",
        "ข้อ ๐๔๓",
        "e13",
        "ทุกกอง/สำนัก",
        "ประชุมวันที่",
        "<li>",
        "</ol>",
        "<p",
        "ํา",
    ),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from("\t\n "), st.text(max_size=4)), max_size=60)
)
@example(["\t", "\x1b"])
@example(["-\t-\n", "0"])
def test_whatever_a_text_says_it_is_read_or_refused_in_words(tmp_path: Path, pieces: list[str]) -> None:
    path = tmp_path / "any.txt"
    path.write_text("".join(pieces), encoding="utf-8", errors="replace", newline="")
    try:
        read_document(path).as_json()
    except DocumentUnreadable as refused:
        assert refused.sentence
