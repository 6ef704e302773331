"""Letters as printers put them on a page: marks and dashes drawn late, numbers and rows torn apart."""

import pytest

from tracker.documents.readers.glyphs import Glyph, Line, lines_of, seated
from tracker.documents.readers.pages import Page, PrintedCell, PrintedRow, PrintedTable, joined
from tracker.documents.readers.wraps import text_of

SIZE, WIDE = 10.0, 6.0
MARKS = "ัิีึืุู่้"


def drawn(text: str, *late: str, y: float = 100.0) -> list[Glyph]:
    """Letters side by side, marks of no width where their letter ends; what is in `late` is drawn after the rest."""
    glyphs, x = [], 20.0
    for letter in text:
        if letter in MARKS:
            glyphs.append(Glyph(letter, x, y, x, SIZE))
        else:
            glyphs.append(Glyph(letter, x, y, x + WIDE, SIZE))
            x += WIDE
    return [each for each in glyphs if each.letter not in late] + [
        each for each in glyphs if each.letter in late
    ]


@pytest.mark.parametrize(
    ("text", "late"),
    (
        ("ตั้งจุดตอบคำถาม", "้"),
        ("การรับรู้แผนงาน ที่มี", "ู"),
        ("จัดทำแบบการยืม – คืน เสนอ", "–"),
        ("ระดับ “ผ่านดี” จำนวน", "“”"),
        ("ปิดป้ายขึ้นเว็บ", ""),
    ),
)
def test_what_is_drawn_late_is_read_where_it_stands(text: str, late: str) -> None:
    assert [line.text for line in lines_of(seated(drawn(text, *late)))] == [text]


def test_a_vowel_is_read_before_its_tone_whichever_was_drawn_first() -> None:
    glyphs = drawn("รับรู้ของ")
    glyphs[4:6] = reversed(glyphs[4:6])
    assert lines_of(seated(glyphs))[0].text == "รับรู้ของ"


def test_where_most_marks_stand_before_their_letters_none_is_moved() -> None:
    """Some printers place every mark where its letter begins."""
    glyphs = [
        Glyph(g.letter, g.x - WIDE, g.y, g.x - WIDE, SIZE) if g.letter in MARKS else g
        for g in drawn("ที่นี่มีป้าย")
    ]
    assert "".join(glyph.letter for glyph in seated(glyphs)) == "ที่นี่มีป้าย"


def line(text: str, y: float = 100.0, blank: bool = False) -> Line:
    return Line(
        text, tuple(20.0 + WIDE * at for at in range(len(text))), 20.0 + WIDE * len(text), y, SIZE, blank
    )


@pytest.mark.parametrize(
    ("above", "below", "read"),
    (
        ("256", "3", "2563"),
        ("๒๕๖", "๓", "๒๕๖๓"),
        ("78.2", "0", "78.20"),
        ("100.", "00", "100.00"),
        ("เป้าหมายปี 256", "6", "เป้าหมายปี 2566"),
        ("2563", "2564", "2563 2564"),
        ("85.00", "2", "85.00 2"),
        ("ข้อ 2", "5. ประชุม", "ข้อ 2 5. ประชุม"),
        ("จำนวน 25", "60 คน", "จำนวน 25 60 คน"),
        ("12", "34", "12 34"),
    ),
)
def test_a_number_too_wide_for_its_column_is_one_number(above: str, below: str, read: str) -> None:
    assert text_of([line(above), line(below, 112)]) == read


def table(*rows: tuple[str, ...], top: float = 50.0) -> PrintedTable:
    columns = range(len(rows[0]))
    return PrintedTable(
        [
            PrintedRow(
                [
                    PrintedCell((0, 0, 0, 0), [line(row[at], top + 20.0 * number)] if row[at] else [])
                    for at in columns
                ],
                "",
            )
            for number, row in enumerate(rows)
        ],
        tuple(100.0 * at for at in columns),
        top,
    )


HEAD = ("เครื่องมือ", "ตัวชี้วัด", "2566", "2567")
FULL = (HEAD, ("IIT", "5. การแก้ไขปัญหาการทุจริต", "83.71", "88.64"), ("EIT", "6. คุณภาพ", "91.04", "94.18"))


@pytest.mark.parametrize(
    ("first", "rows"),
    (
        (("(30%)", "การดำเนินงาน", "", ""), 4),
        (("", "7. ประสิทธิภาพการสื่อสาร", "", ""), 5),
        (("แบบวัด OIT", "", "", ""), 5),
        (("OIT", "9. การเปิดเผยข้อมูล", "", ""), 5),
        (("OIT", "การเปิดเผยข้อมูล", "94.29", "100.00"), 5),
    ),
    ids=("the rest of a row", "a numbered row", "a heading", "a row without its figures", "a row"),
)
def test_a_row_torn_after_its_first_line_is_whole_again(first: tuple[str, ...], rows: int) -> None:
    last = ("OIT", "10. การป้องกันการทุจริต", "87.50", "90.00")
    pages = [Page(1, 595, 842, [table(*FULL)]), Page(2, 595, 842, [table(first, last)])]
    (whole,) = joined(pages)
    assert isinstance(whole, PrintedTable)
    assert len(whole.rows) == rows
    if rows == 4:
        assert whole.rows[2].texts == ["EIT(30%)", "6.คุณภาพการดำเนินงาน", "91.04", "94.18"]
