"""The reports beside the forms offices hand in: columns, photo pages, signatures, a draft's first page, Thai digits."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import docx
import openpyxl
import pypdfium2
import pytest
from docx.oxml.ns import qn
from PIL import Image
from pypdfium2 import raw

from tests.tracker.reports.test_the_words_agree import READ, flat, words_of_docx, words_of_pdf
from tracker import reports
from tracker.facts import OfficeFacts, YearFacts
from tracker.reports.breaking import pieces
from tracker.reports.content import NO_PICTURE, Heading, Photos, Report, Signatures, Table
from tracker.reports.digits import thai
from tracker.reports.phrases import chief_executive, permanent_secretary, shorten

FORM = {
    "progress": "มาตรการ/แนวทาง วิธีการดำเนินการ ระยะเวลาดำเนินการ การติดตามผล ผลลัพธ์ ข้อเสนอแนะ ผู้รับผิดชอบ".split(),
    "measures": "มาตรการ/แนวทาง วิธีการดำเนินการ ผู้รับผิดชอบ ระยะเวลาดำเนินการ การติดตามผล".split(),
}
# Words with marks above and below, as they stand in the reports of the sample office.
SAMPLE_WORDS = (
    "ตัวชี้วัด แต่งตั้ง ดำเนินการ ผู้รับผิดชอบ หน้าที่ น้ำท่วม กำลัง ป้าย ประชาสัมพันธ์ ยังไม่ ข้อเสนอแนะ หลักฐาน "
    "อุปสรรค กำหนด วันที่ คำสั่ง ทั่วถึง สื่อสาร ซักถาม ทุกส่วนราชการ กองคลัง กองช่าง สำนักปลัด ปีงบประมาณ ส่งเสริม "
    "คุณธรรม บึงเจริญ บุรีรัมย์"
).split()


def a_jpeg(size: tuple[int, int] = (400, 300)) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "#2a6").save(drawn, "JPEG")
    return drawn.getvalue()


def main_table(report: Report) -> Table:
    return [block for block in report.blocks if isinstance(block, Table)][-1]


def closed(facts: YearFacts) -> YearFacts:
    return replace(facts, rounds=tuple(replace(each, closed=True) for each in facts.rounds))


@pytest.mark.parametrize("kind, round_key", [("measures", None), ("progress", "6m")])
def test_the_columns_are_those_of_the_forms(kind: str, round_key: str | None, measure_year: YearFacts):
    report = reports.content_of(kind, measure_year, round_key)
    assert [column.title for column in main_table(report).columns] == FORM[kind]


def test_what_was_followed_and_what_came_of_it_stand_in_columns_of_their_own(measure_year: YearFacts):
    first = main_table(reports.content_of("progress", measure_year, "6m")).rows[0].cells
    followed, outcome = first[3], first[4]
    assert followed.startswith(
        "สำนักปลัด: ดำเนินการแล้ว ร้อยละ 100\nวันที่ 15 มี.ค. 2567 เลขที่ 67-0001\nหลักฐาน 2 รายการ"
    )
    assert "กองช่าง: ยังไม่รายงาน" in followed
    assert outcome == (
        "สำนักปลัด:\nแต่งตั้งผู้รับผิดชอบแล้ว ตามคำสั่งที่ 12/2567\nกองคลัง:\nน้ำท่วมทำให้ช้า กำลังจัดทำป้ายประชาสัมพันธ์"
    )


def test_a_draft_begins_with_what_is_lacking_and_a_closed_round_does_not(measure_year: YearFacts):
    draft = reports.content_of("progress", measure_year, "6m")
    lacking = {row.cells[2]: row.cells[3:] for row in draft.blocks[2].rows}
    assert draft.blocks[0] == Heading("สิ่งที่ยังขาด")
    assert lacking["กองคลัง"] == ("2, 3, 4, 5, 6, 7, 8, 9", "1")
    assert lacking["สำนักปลัด"][1] is None
    assert draft.blocks[3] == Heading("ผลการดำเนินการตามมาตรการ", new_page=True)
    done = reports.content_of("progress", closed(measure_year), "6m")
    assert done.blocks[0] == Heading("ผลการดำเนินการตามมาตรการ")


def test_what_is_published_names_nobody_who_has_to_be_chased_and_says_of_when_it_is(measure_year: YearFacts):
    published = reports.content_of("progress", measure_year.published(datetime(2024, 5, 2, 3, tzinfo=UTC)))
    assert Heading("สิ่งที่ยังขาด") not in published.blocks and "ฉบับร่าง" not in published.subtitle
    assert "ข้อมูลที่เผยแพร่ ณ 2 พ.ค. 2567 10:00 น." in published.subtitle


@pytest.mark.parametrize(
    "name, secretary, chief",
    [
        ("เทศบาลตำบลบึงเจริญ", "ปลัดเทศบาลตำบลบึงเจริญ", "นายกเทศมนตรีตำบลบึงเจริญ"),
        ("เทศบาลนครขอนแก่น", "ปลัดเทศบาลนครขอนแก่น", "นายกเทศมนตรีนครขอนแก่น"),
        ("องค์การบริหารส่วนตำบลพันชนะ", "ปลัดองค์การบริหารส่วนตำบลพันชนะ", "นายกองค์การบริหารส่วนตำบลพันชนะ"),
        ("เมืองพัทยา", "ปลัดเมืองพัทยา", None),
    ],
)
def test_the_posts_that_sign_follow_the_kind_of_office(
    name: str, secretary: str, chief: str | None, office: OfficeFacts
):
    named = replace(office, name=name)
    assert (permanent_secretary(named), chief_executive(named)) == (secretary, chief)


def test_three_people_sign_below_the_table(measure_year: YearFacts):
    blocks = reports.content_of("progress", measure_year, "6m").blocks
    signs = next(block for block in blocks if isinstance(block, Signatures))
    assert [each.signs_as for each in signs.people] == ["ผู้รายงาน", "ผู้ตรวจสอบ", "ผู้เห็นชอบ"]


def test_photos_have_pages_with_the_measure_the_department_and_the_day(measure_year: YearFacts):
    report = reports.content_of("progress", measure_year, "6m")
    heading, photos = report.blocks[-2:]
    assert heading == Heading("ภาพประกอบการดำเนินการ", new_page=True)
    assert isinstance(photos, Photos) and len(photos.photos) == 2
    assert photos.photos[0].caption == (
        "มาตรการที่ 1 มอบหมายผู้รับผิดชอบตอบข้อซักถามและให้คำอธิบาย\nสำนักปลัด วันที่ 15 มี.ค. 2567 เลขที่ 67-0001"
    )


def test_photos_are_in_the_word_file_and_the_pdf(measure_year: YearFacts):
    pictures = {"00": a_jpeg()}
    word = reports.build("progress", measure_year, "6m", "docx", pictures)
    with zipfile.ZipFile(io.BytesIO(word)) as file:
        assert [name for name in file.namelist() if name.startswith("word/media/")] == [
            "word/media/image1.jpg"
        ]
    document = docx.Document(io.BytesIO(word))
    described = [each.get("descr") for each in document.element.body.iter(qn("wp:docPr"))]
    assert len(described) == 2 and described[0].startswith("มาตรการที่ 1")
    paper = pypdfium2.PdfDocument(reports.build("progress", measure_year, "6m", "pdf", pictures))
    shown = [each for page in paper for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])]
    paper.close()
    assert len(shown) == 2


@pytest.mark.parametrize("size", [(4000, 300), (300, 4000), (40, 30)])
def test_a_photo_of_any_shape_keeps_its_shape_and_fits_its_place(
    size: tuple[int, int], measure_year: YearFacts
):
    word = reports.build("progress", measure_year, "6m", "docx", {"00": a_jpeg(size)})
    for shape in docx.Document(io.BytesIO(word)).inline_shapes:
        assert shape.width <= 110 * 36000 + 1 and shape.height <= 58 * 36000 + 1
        assert shape.width / shape.height == pytest.approx(size[0] / size[1], rel=0.02)


@pytest.mark.parametrize("read", [words_of_docx, words_of_pdf])
def test_a_photo_that_is_gone_leaves_its_caption_and_says_so(read, measure_year: YearFacts):  # type: ignore[no-untyped-def]
    form = "docx" if read is words_of_docx else "pdf"
    found = flat(read(reports.build("progress", measure_year, "6m", form)))
    assert flat(NO_PICTURE) in found and flat("สำนักปลัด วันที่ 15 มี.ค. 2567 เลขที่ 67-0001") in found


def test_the_pdf_is_tagged_titled_and_in_thai(measure_year: YearFacts):
    paper = pypdfium2.PdfDocument(reports.build("progress", measure_year, "6m", "pdf"))
    assert raw.FPDFCatalog_IsTagged(paper.raw)
    assert "รายงานผลการดำเนินการ" in paper.get_metadata_dict()["Title"]
    paper.close()


@pytest.mark.parametrize("word", SAMPLE_WORDS)
def test_each_of_28_sample_words_is_found_in_the_pdf_with_its_marks(word: str, measure_year: YearFacts):
    assert len(SAMPLE_WORDS) == 28
    assert word in words_of_pdf(reports.build("progress", measure_year, "6m", "pdf"))


@pytest.mark.parametrize(
    "text, shown",
    [
        ("รอบ 6 เดือน ปี 2567", "รอบ ๖ เดือน ปี ๒๕๖๗"),
        ("ข้อ o43 และ e9", "ข้อ o43 และ e9"),
        ("88.93 คะแนน (-3.13)", "๘๘.๙๓ คะแนน (-๓.๑๓)"),
        ("ดู https://example.go.th/2567/a1 หน้า 4", "ดู https://example.go.th/2567/a1 หน้า ๔"),
        ("เลขที่ 67-0001", "เลขที่ ๖๗-๐๐๐๑"),
        ("", ""),
    ],
)
def test_thai_digits_leave_names_and_addresses_alone(text: str, shown: str):
    assert thai(text) == shown


def with_thai_digits(facts: YearFacts) -> YearFacts:
    return replace(facts, office=replace(facts.office, thai_digits=True))


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx"])
def test_a_note_stays_as_it_was_typed_in_a_report_with_thai_digits(form: str, measure_year: YearFacts):
    found = flat(READ[form](reports.build("progress", with_thai_digits(measure_year), "6m", form)))
    assert "ตามคำสั่งที่12/2567" in found
    assert "ร้อยละ๑๐๐" in found and "๓๐เม.ย.๒๕๖๗" in found


def test_machines_read_plain_digits_also_of_an_office_that_writes_thai_ones(result_year: YearFacts):
    facts = with_thai_digits(result_year)
    assert reports.build("analysis", facts, None, "csv") == reports.build(
        "analysis", result_year, None, "csv"
    )
    book = openpyxl.load_workbook(io.BytesIO(reports.build("analysis", facts, None, "xlsx")))
    assert 88.93 in [cell.value for row in book["ข้อมูล"].iter_rows() for cell in row]


@pytest.mark.parametrize(
    "line, whole",
    [
        ("ตลอดปีงบประมาณ", ["ตลอด", "ปีงบประมาณ"]),
        ("ประสิทธิภาพการสื่อสาร", ["ประสิทธิภาพ", "การสื่อสาร"]),
        ("ภายใน 30 เม.ย. 2567 ครับ", ["ภายใน", "30 เม.ย. 2567", "ครับ"]),
        ("เช่น Facebook", ["เช่น"]),
        ("ต่าง ๆ", ["ต่าง"]),
    ],
)
def test_lines_break_between_words_only(line: str, whole: list[str]):
    found = pieces(line)
    assert "".join(each if isinstance(each, str) else each[0] for each in found) == line
    assert [each[0] for each in found if isinstance(each, list)] == whole


def test_a_word_wider_than_the_narrowest_column_may_break():
    assert pieces("องค์การบริหารส่วนตำบล") == ["องค์การบริหารส่วนตำบล"]


@pytest.mark.parametrize(
    "text, short",
    [
        ("สั้น", "สั้น"),
        ("หนึ่ง สอง สาม สี่", "หนึ่ง สอง…"),
        ("กำหนดให้ผู้รับผิดชอบ", "กำหนดให้ผู้…"),
        ("บรรทัด\nสอง", "บรรทัด สอง"),
    ],
)
def test_what_is_shortened_keeps_whole_letters(text: str, short: str):
    assert shorten(text, 13) == short
