"""Reading a message: what it mentions, the note as typed, and that no text is too strange."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.thai.reading import read
from bot.thai.vocabulary import Vocabulary
from tests.bot.understanding.messages import labelled, world

VOCABULARY, NOW = world()
NOBODY = Vocabulary(None, (), (), (), (), ())
ODD = ["\x00", "่", "ำ", "\ud800", "12/13/99", "o", "ปี", "-", "99999"]
PIECES = st.sampled_from([message.text for message in labelled()] + ODD)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=6).map("".join))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_no_text_raises(text: str) -> None:
    for vocabulary in (VOCABULARY, NOBODY):
        reading = read(text, NOW, vocabulary)
        assert reading.original == text
        assert reading.telling is not None


@pytest.mark.parametrize(
    "text",
    [
        "ก" * 10**6,
        "1 " * 500_000,
        "่" * 10**6,
        "-" * 10**6,
        "ปี 66 " * 100_000,
        "คะ" * 3_000 + "x",
        "a." * 9_000,
    ],
    ids=lambda text: text[:3],
)
def test_a_million_characters_are_read_in_no_time(text: str) -> None:
    begun = time.perf_counter()
    read(text, NOW, VOCABULARY)
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("มาตรการ 2 ทำแล้ว 60% ติดป้าย ๒ จุดเเล้ว", "ติดป้าย ๒ จุดเเล้ว"),
        ("มาตรการ 2 60% Facebook: https://a.go.th/ก ลงแล้ว", "Facebook: https://a.go.th/ก ลงแล้ว"),
        ("มาตรการ 2 60% <b>ดี</b>  สอง  ช่อง", "<b>ดี</b>  สอง  ช่อง"),
        ("มาตรการ 2 60%\nประชุมแล้ว\nรอสรุป", "ประชุมแล้ว\nรอสรุป"),
        ("มาตรการ 2 60% ป้าย\x07เสร็จ", "ป้ายเสร็จ"),
        ("มาตรการ 2 60% ค่ะ", ""),
        ("ติดป้ายแล้ว มาตรการ 2 60%", "ติดป้ายแล้ว"),
        ("มาตรการ 2 หกสิบเปอร์เซ็นต์ (รอสรุป)", "(รอสรุป)"),
        ("มาตรการ 2 60% ดู https://a.go.th/b/", "ดู https://a.go.th/b/"),
    ],
)
def test_a_note_is_what_was_typed(text: str, note: str) -> None:
    assert read(text, NOW, VOCABULARY).telling.note == note


def test_the_fiscal_year_turns_in_thailand() -> None:
    before, after = datetime(2024, 9, 30, 16, 59, tzinfo=UTC), datetime(2024, 9, 30, 17, 0, tzinfo=UTC)
    assert [read("ปีนี้", now, NOBODY).first("year").value for now in (before, after)] == [2567, 2568]


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("กองสาฯ", "กองสาธารณสุขและสิ่งแวดล้อม"),
        ("กองสาสุข", "กองสาธารณสุขและสิ่งแวดล้อม"),
        ("กองการศึกษาฯ", "กองการศึกษา ศาสนาและวัฒนธรรม"),
        ("สำนักงานปลัด อบต.", "สำนักปลัด"),
        ("สป.", "สำนักปลัด"),
        ("กศ. ส่งแล้ว", "กองการศึกษา ศาสนาและวัฒนธรรม"),
        ("ส่วนโยธา", "กองช่าง"),
        ("พัฒนาชุมชน", "กองสวัสดิการสังคม"),
        ("กองแผน", "กองยุทธศาสตร์และงบประมาณ"),
        ("กองวิชาการและแผนงาน", "กองยุทธศาสตร์และงบประมาณ"),
        ("ตสน", "หน่วยตรวจสอบภายใน"),
        ("นิติกร", "งานนิติการ"),
        ("จัดเก็บรายได้", "กองคลัง"),
        ("งานป้องกันฯ", "งานป้องกันฯ"),
        ("การป้องกันการทุจริต", None),
        ("หน่วยงานประชาสัมพันธ์แล้ว", None),
    ],
)
def test_departments_by_their_nicknames(text: str, department: str | None) -> None:
    assert read(text, NOW, NOBODY).first("department") == department


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("o43", "item", "o43"),
        ("O-12", "item", "o12"),
        ("โอ 43", "item", "o43"),
        ("โอสี่สิบสาม", "item", "o43"),
        ("ข้อ ๐๔๓", "item", "o43"),
        ("๐๑๒", "item", "o12"),
        ("oit ข้อ 30", "item", "o30"),
        ("ข้อ 10", "item_no", 10),
        ("ตัวชี้วัดข้อ 10", "indicator", 10),
        ("การใช้อํานาจ", "indicator", 3),
        ("ปรับปรุงระบบการทำงาน", "indicator", 8),
        ("อีไอที", "instrument", "EIT"),
        ("EIT ส่วนที่ ๒", "instrument", "EIT2"),
        ("แบบวัดการเปิดเผยข้อมูลสาธารณะ", "instrument", "OIT"),
        ("รอบสอง", "round", "12m"),
        ("ไตรมาสที่ ๒", "round", "q2"),
        ("ครึ่งปีแรก", "round", "6m"),
        ("6 เดือนก่อน", "round", None),
        ("เอกเซล", "format", "xlsx"),
        ("มาตรการ260%", "measure_no", 2),
        ("2 มาตรการ", "measure_no", None),
        ("เทศบาลตำบลนาดูน", "office", "nadun"),
        ("ขอตัวอย่าง", "office", None),
        ("ทต.ตัวอย่าง", "office", "tuayang"),
    ],
)
def test_what_is_mentioned(text: str, kind: str, value: object) -> None:
    assert read(text, NOW, VOCABULARY).first(kind) == value
