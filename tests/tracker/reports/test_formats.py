"""What each file format promises, and that no text of a person can break or run in any of them."""

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import docx
import openpyxl
import pypdfium2
import pytest
from docx.oxml.ns import qn
from lxml import etree

from tests.tracker.reports.test_the_words_agree import READ, flat, rows_of_csv, words_of_pdf
from tracker import reports
from tracker.facts import YearFacts
from tracker.reports.content import clean
from tracker.reports.csv import harmless
from tracker.reports.progress_rows import COLUMNS

CONTROLS = "ก่อน\x00\x0b\x1b\ufffe\uffff\ud800\u202eหลัง"
LONG = "รายงานผลการประชุมชี้แจงแนวทางการดำเนินงานให้บุคลากรทราบ " * 180


def with_note(facts: YearFacts, note: str) -> YearFacts:
    first, *others = facts.updates
    return replace(facts, updates=(replace(first, note=note), *others))


@pytest.mark.parametrize("form", READ)
@pytest.mark.parametrize("note", [CONTROLS, "#danger[*x*] $1$ <b>&amp; \\ {{7*7}}", "เสร็จ ✓ ☑ ①", "\"; -- '"])
def test_no_note_kills_a_report_or_is_lost(form: str, note: str, measure_year: YearFacts):
    found = READ[form](reports.build("progress", with_note(measure_year, note), "6m", form))
    assert flat(clean(note)) in flat(found)


@pytest.mark.parametrize("form", READ)
def test_a_long_note_is_there_to_its_end(form: str, measure_year: YearFacts):
    found = flat(
        READ[form](reports.build("progress", with_note(measure_year, f"{LONG}จบข้อความ"), "6m", form))
    )
    # What a new page brings between two lines of the note is no part of it.
    found = re.sub(
        r"เทศบาลตำบลบึงเจริญ\|หน้า\d+/\d+" + "".join(f"({flat(each.title)})?" for each in COLUMNS), "", found
    )
    assert found.count("แนวทางการดำเนินงานให้บุคลากร") >= 170
    assert "จบข้อความ" in found


def test_an_emoji_does_not_kill_the_pdf(measure_year: YearFacts):
    noted = with_note(measure_year, "เสร็จแล้ว 🙂👍 中文")
    assert "เสร็จแล้ว" in words_of_pdf(reports.build("progress", noted, "6m", "pdf"))


@pytest.mark.parametrize("form", READ)
def test_a_control_character_anywhere_does_not_kill_a_report(form: str, measure_year: YearFacts):
    first = replace(measure_year.measures[0], title=CONTROLS, steps=(CONTROLS,), source=CONTROLS)
    facts = replace(
        measure_year,
        office=replace(measure_year.office, name=CONTROLS),
        measures=(first, *measure_year.measures[1:]),
    )
    assert "ก่อนหลัง" in flat(READ[form](reports.build("measures", facts, None, form)))


def test_cleaning_keeps_what_was_typed():
    typed = "บรรทัดหนึ่ง\nบรรทัดสอง ๑๒๓ ญาติ\u200bผู้ใหญ่ 👩\u200d🔧 ."
    assert clean(typed) == typed
    assert clean("ก\r\nข\tค") == "ก\nข ค"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", " ="])
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe(sign: str):
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("text", ["ทำแล้ว -5", "100%", "'=1", "", "ก=ข"])
def test_other_texts_stay_as_they_are(text: str):
    assert harmless(text) == text


def test_csv_has_a_bom_and_scores_with_two_decimals(result_year: YearFacts):
    content = reports.build("analysis", result_year, None, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = {row[2]: row for row in rows_of_csv(content)}
    assert rows["9"][5] == "92.50"
    assert rows["total"][7:10] == ["91.80", "-2.87", "-3.13"]


def test_csv_of_progress_gives_every_update_a_row(measure_year: YearFacts):
    header, *rows = rows_of_csv(reports.build("progress", measure_year, "6m", "csv"))
    first = dict(zip([title.split("(")[-1].rstrip(")") for title in header], rows[0], strict=True))
    assert len(rows) == len(measure_year.updates)
    assert first == {
        "receipt": "67-0001",
        "fiscal_year": "2567",
        "measure": "1",
        "title": measure_year.measures[0].title,
        "department": "สำนักปลัด",
        "round": "6m",
        "round_label": "รอบ 6 เดือน",
        "status": "done",
        "status_label": "ดำเนินการแล้ว",
        "percent": "100",
        "note": "แต่งตั้งผู้รับผิดชอบแล้ว ตามคำสั่งที่ 12/2567",
        "event_date": "2024-03-15",
        "recorded_at": "2024-03-20T10:30:00+07:00",
        "late": "ไม่",
        "evidence_count": "2",
    }


def test_csv_of_measures_gives_every_measure_one_line(measure_year: YearFacts):
    content = reports.build("measures", measure_year, None, "csv").decode("utf-8-sig")
    assert len(content.splitlines()) == 10


def test_a_workbook_has_no_formula_and_its_scores_are_numbers(
    result_year: YearFacts, measure_year: YearFacts
):
    noted = with_note(measure_year, "=1+1")
    book = openpyxl.load_workbook(io.BytesIO(reports.build("progress", noted, "6m", "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert [cell.quotePrefix for cell in cells if cell.value == "=1+1"] == [True]
    scores = openpyxl.load_workbook(io.BytesIO(reports.build("analysis", result_year, None, "xlsx")))["ข้อมูล"]
    total = next(row for row in scores.iter_rows() if row[2].value == "total")
    assert (total[5].value, total[5].number_format) == (88.93, "0.00")
    assert Decimal(str(total[8].value)) == Decimal("-2.87")


def test_every_run_of_the_word_file_carries_the_thai_font_and_size(measure_year: YearFacts):
    content = reports.build("progress", measure_year, "6m", "docx")
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = [etree.fromstring(file.read(name)) for name in ("word/document.xml", "word/footer1.xml")]
    runs = [run for part in parts for run in part.iter(qn("w:r"))]
    assert len(runs) > 100
    for run in runs:
        letters = run.find(qn("w:rPr"))
        assert letters.find(qn("w:rFonts")).get(qn("w:cs")) == "TH Sarabun New"
        assert letters.find(qn("w:szCs")).get(qn("w:val")) == letters.find(qn("w:sz")).get(qn("w:val"))
        assert letters.find(qn("w:lang")).get(qn("w:bidi")) == "th-TH"
        assert (letters.find(qn("w:b")) is None) == (letters.find(qn("w:bCs")) is None)


def test_the_word_file_repeats_its_header_and_keeps_rows_whole(measure_year: YearFacts):
    document = docx.Document(io.BytesIO(reports.build("measures", measure_year, None, "docx")))
    section = document.sections[0]
    header, *rows = document.tables[0].rows
    assert section.page_width > section.page_height
    assert header._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_a_row_taller_than_a_page_may_break_and_is_not_cut_off(measure_year: YearFacts):
    noted = with_note(measure_year, LONG + "จบข้อความ")
    document = docx.Document(io.BytesIO(reports.build("progress", noted, "6m", "docx")))
    tall = document.tables[1].rows[1]
    assert tall._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None
    paper = pypdfium2.PdfDocument(reports.build("progress", noted, "6m", "pdf"))
    lowest = [obj.get_bounds()[1] for page in paper for obj in page.get_objects()]
    paper.close()
    assert min(lowest) > 0


@pytest.mark.parametrize("word", ["แต่งตั้ง", "เพิ่มขึ้น", "ตั้งแต่", "หนึ่ง", "น้ำหนัก", "ตัวชี้วัด", "หน้าที่", "ปัญหา", "บุรีรัมย์"])
def test_thai_words_can_be_searched_in_the_pdf(word: str, result_year: YearFacts, measure_year: YearFacts):
    papers = [
        reports.build("analysis", result_year, None, "pdf"),
        reports.build("measures", measure_year, None, "pdf"),
    ]
    assert any(word in words_of_pdf(paper) for paper in papers)


def test_formats_stand_in_order_with_suffix_and_media_type():
    assert [(form.name, form.suffix) for form in reports.FORMATS] == [
        ("docx", ".docx"),
        ("pdf", ".pdf"),
        ("xlsx", ".xlsx"),
        ("csv", ".csv"),
    ]
    assert all("/" in form.media_type for form in reports.FORMATS)
