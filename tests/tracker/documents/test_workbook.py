"""The office's workbook goes out and comes back unchanged; what an officer does to it is read, or said."""

import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook
from sqlmodel import select

from tests.town import sampled_database
from tests.tracker.documents import invented
from tracker.documents import DocumentDraft, read_document
from tracker.errors import ReportNotDrawn
from tracker.facts import YearFacts
from tracker.model import Measure
from tracker.reports import workbook, workbook_apart
from tracker.rules import workbook as form
from tracker.samples import SLUGS
from tracker.store import Store, facts, organisations

RESULTS, MEASURES = form.RESULTS_SHEET, form.MEASURES_SHEET


def read_back(content: bytes, folder: Path, name: str = "ส่งคืน.xlsx") -> DocumentDraft:
    (folder / name).write_bytes(content)
    return read_document(folder / name)


def without_places(draft: DocumentDraft) -> tuple[Any, list[Any], list[Any]]:
    return (
        draft.office,
        [replace(each, place=None) for each in draft.results],
        [replace(each, place=None) for each in draft.measures],
    )


def unread(draft: DocumentDraft) -> list[tuple[str, str]]:
    """Findings about the workbook itself, not about what the figures say."""
    codes = ("cell-unreadable", "column-missing", "workbook-newer", "year-converted")
    return [(each.code, each.where) for each in draft.findings if each.code in codes]


@pytest.fixture
def told() -> tuple[YearFacts, ...]:
    about = invented.office()
    measures = (invented.measure(1), invented.measure(2, departments=("กองคลัง", "กองการศึกษา")))
    return invented.years_of(about, (invented.result(2566), invented.result(2567)), measures)


@pytest.fixture
def book(told: tuple[YearFacts, ...]) -> bytes:
    return workbook.build(told[0].office, told)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_sample_office_comes_back_as_it_is_in_the_database(slug: str, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{sampled_database()}")
    with store.read() as tx:
        office = organisations.office_by_slug(tx, slug)
        known = facts.every_year(tx, office.id)
        rows = list(tx.exec(select(Measure).where(Measure.office_id == office.id)).all())
    store.close()
    draft = read_back(workbook.build(known[0].office, known), tmp_path)
    assert without_places(draft) == invented.drafts_of(known)
    assert not unread(draft)
    kept = {(row.fiscal_year, row.number): (row.months, row.question, row.follow_up) for row in rows}
    assert kept == {
        (m.fiscal_year, m.number): (list(m.months), m.question, m.follow_up) for m in draft.measures
    }


@given(told=invented.years())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_facts_come_back_unchanged(told: tuple[YearFacts, ...]) -> None:
    if not told:
        return
    with TemporaryDirectory() as folder:
        draft = read_back(workbook.build(told[0].office, told), Path(folder))
    assert without_places(draft) == invented.drafts_of(told)
    assert not unread(draft)


OWN_MARKS = (
    ("1. ก", "2. ข"),
    ("- ก", "- ข"),
    ("1.5 ล้านบาท",),
    ("1) ก", "ข"),
    ("๑. ก",),
    ("=SUM(A1)", "+66", "@ก"),
)


@pytest.mark.parametrize("steps", OWN_MARKS)
def test_steps_keep_the_numbers_and_signs_of_their_own(steps: tuple[str, ...], tmp_path: Path) -> None:
    told = invented.years_of(invented.office(), (), (invented.measure(1, steps=steps),))
    assert read_back(workbook.build(told[0].office, told), tmp_path).measures[0].steps == steps


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x")'
    told = invented.years_of(
        invented.office(evil), (), (invented.measure(1, title=evil, follow_up="+1", steps=("-1", "@x")),)
    )
    content = workbook.build(told[0].office, told)
    with zipfile.ZipFile(BytesIO(content)) as package:
        sheets = [package.read(name) for name in package.namelist() if "worksheets/sheet" in name]
    assert not any(b"<f>" in sheet for sheet in sheets)
    assert read_back(content, tmp_path).measures[0].title == evil


def test_a_text_longer_than_a_cell_is_said_and_never_cut_in_silence(tmp_path: Path) -> None:
    told = invented.years_of(invented.office(), (), (invented.measure(1, follow_up="ก" * 40_000),))
    draft = read_back(workbook.build(told[0].office, told), tmp_path)
    assert draft.measures[0].follow_up is None
    assert unread(draft) == [("cell-unreadable", "แผ่นงาน “มาตรการ” แถวที่ 2 ช่อง “การติดตาม”")]


def test_an_untouched_template_says_nothing_at_all(tmp_path: Path) -> None:
    draft = read_back(workbook.template(), tmp_path)
    assert (draft.kinds, draft.office.name, draft.findings) == ((), None, ())


def test_an_office_without_years_gets_a_template_with_its_name(tmp_path: Path) -> None:
    draft = read_back(workbook.build(invented.office(), ()), tmp_path)
    assert (draft.kinds, draft.office.name, draft.findings) == ((), "เทศบาลตำบลสมมติ", ())


def test_the_figures_are_audited_like_those_of_any_paper(tmp_path: Path) -> None:
    told = invented.years_of(invented.office(), (invented.result(2565, overall=Decimal("64.21")),), ())
    found = {
        each.code: each.where for each in read_back(workbook.build(told[0].office, told), tmp_path).findings
    }
    assert found == dict.fromkeys(("total-mismatch", "grade-mismatch"), "แผ่นงาน “ผลคะแนน” แถวที่ 2")


def _reorder(book: Any) -> None:
    """Sheets turned round and renamed, columns reversed, rows sorted backwards with gaps, columns and titles added."""
    for name, renamed in ((RESULTS, "คะแนนของเรา"), (MEASURES, "แผน")):
        sheet = book[name]
        rows = [[cell.value for cell in row][::-1] for row in sheet.iter_rows()]
        sheet.delete_rows(1, sheet.max_row)
        head, *rest = rows
        sheet.append(["ตารางของหน่วยงาน"])
        sheet.append([])
        sheet.append(["หมายเหตุ", *head, "ผู้กรอก"])
        for row in reversed(rest):
            sheet.append(["ดูแล้ว", *row, "สมชาย"])
            sheet.append([])
        sheet.title = renamed
    book._sheets.reverse()


def test_order_of_sheets_columns_and_rows_does_not_matter(
    told: tuple[YearFacts, ...], book: bytes, tmp_path: Path
) -> None:
    path = invented.edited(book, tmp_path / "ชื่อใหม่.xlsx", _reorder)
    draft = read_document(path)
    assert without_places(draft) == invented.drafts_of(told)
    assert not unread(draft)


def _typed(sheet: str, heading: str, value: Any) -> Any:
    def change(book: Any) -> None:
        cell = book[sheet].cell(2, invented.column(book[sheet], heading))
        cell.number_format = "General"
        cell.value = value

    return change


GOOD = (
    (RESULTS, "ปีงบประมาณ", "๒๕๖๕", "fiscal_year", 2565),
    (RESULTS, "ปีงบประมาณ", "ปี 65", "fiscal_year", 2565),
    (RESULTS, "คะแนนรวม", "๘๖.๓ คะแนน", "overall", Decimal("86.30")),
    (RESULTS, "คะแนนรวม", 100, "overall", Decimal("100.00")),
    (RESULTS, "คะแนนรวม", 0, "overall", Decimal("0.00")),
    (RESULTS, "ระดับ (", "ระดับ aa", "grade", "AA"),
    (RESULTS, "ระดับผล", "ผ่าน ดี", "level", "ผ่านดี"),
    (RESULTS, "ตัวชี้วัดที่ยังไม่", "1-3 และ ๘", "uncertain", (1, 2, 3, 8)),
    (RESULTS, "ตัวชี้วัดที่ยังไม่", 7, "uncertain", (7,)),
    (MEASURES, "เลขที่", "มาตรการที่ ๗", "number", 7),
    (MEASURES, "ตัวชี้วัด", 7, "indicator", 7),
    (MEASURES, "ตัวชี้วัด", "ตัวชี้วัดที่ 8 การปรับปรุงการทำงาน", "indicator", 8),
    (MEASURES, "ตัวชี้วัด", "การใช้อํานาจ", "indicator", 3),
    (MEASURES, "ข้อ OIT", "ข้อ ๐๔๓", "oit_item", "o43"),
    (MEASURES, "ข้อ OIT", 12, "oit_item", "o12"),
    (MEASURES, "ข้อคำถาม", "E 9", "question", "e9"),
    (MEASURES, "ขั้นตอน", "1. ก\n2. ข\nต่อ", "steps", ("ก", "ข ต่อ")),
    (MEASURES, "ขั้นตอน", "• ก\n• ข", "steps", ("ก", "ข")),
    (MEASURES, "ส่วนราชการ", "กองศึกษา\nกองคลัง/กองช่าง", "departments", ("กองศึกษา", "กองคลัง", "กองช่าง")),
    (MEASURES, "ส่วนราชการ", "ทุกกอง/สำนัก", "all_departments", True),
    (MEASURES, "ความถี่", "ราย 6 เดือน", "cadence", "semiannual"),
    (MEASURES, "ความถี่", "รายงานทุก 3 เดือน", "cadence", "quarterly"),
    (MEASURES, "เดือนที่", "มีนาคม และ ก.ย.", "months", (3, 9)),
    (MEASURES, "หลักฐาน", "-", "evidence", ()),
    (MEASURES, "การติดตาม", " ประชุม\nประจำเดือน ", "follow_up", "ประชุม ประจำเดือน"),
)  # fmt: skip


@pytest.mark.parametrize(("sheet", "heading", "typed", "field", "value"), GOOD)
def test_what_an_officer_may_type_is_understood(
    sheet: str, heading: str, typed: Any, field: str, value: Any, book: bytes, tmp_path: Path
) -> None:
    draft = read_document(invented.edited(book, tmp_path / "b.xlsx", _typed(sheet, heading, typed)))
    row = [each for each in (*draft.results, *draft.measures) if each.place == f"แผ่นงาน “{sheet}” แถวที่ 2"]
    assert [getattr(each, field) for each in row] == [value]
    assert not unread(draft)


DATES = (
    "1 ต.ค. 2567", "1 ต.ค. 67", "๑ ตุลาคม พ.ศ. ๒๕๖๗", "วันที่ 1 ตค 67", "1/10/2567", "01/10/67", "1-10-2567", "1.10.2567",
    "1/10/2024", "2024-10-01", "2567-10-01", "2567/10/1", "2024-10-01 00:00:00", "1 ต.ค. 2024", "ต.ค. 67",
    datetime(2024, 10, 1), date(2024, 10, 1), datetime(2567, 10, 1),  # noqa: DTZ001
)  # fmt: skip


@pytest.mark.parametrize("typed", DATES)
def test_a_day_is_read_however_it_is_written(typed: Any, book: bytes, tmp_path: Path) -> None:
    draft = read_document(invented.edited(book, tmp_path / "b.xlsx", _typed(MEASURES, "เริ่ม", typed)))
    assert draft.measures[0].period == (date(2024, 10, 1), date(2025, 9, 30))


def test_a_month_that_ends_a_period_ends_it_on_its_last_day(book: bytes, tmp_path: Path) -> None:
    draft = read_document(invented.edited(book, tmp_path / "b.xlsx", _typed(MEASURES, "สิ้นสุด", "ก.พ. 2568")))
    assert draft.measures[0].period == (date(2024, 10, 1), date(2025, 2, 28))


BAD = (
    *(
        (RESULTS, "คะแนนรวม", typed, "overall", None)
        for typed in (850, "เก้าสิบ", "81,14", 81.145, 0.8632, 1, -5, "#REF!")
    ),
    (RESULTS, "ตัวชี้วัดที่ 4", 101, "indicators", 9),
    (RESULTS, "ระดับ (", "A+", "grade", None),
    (RESULTS, "ระดับผล", "ดีมาก", "level", None),
    (RESULTS, "ปีงบประมาณ", "2657", "fiscal_year", None),
    (RESULTS, "ปีงบประมาณ", "24", "fiscal_year", None),
    (RESULTS, "ปีงบประมาณ", None, "fiscal_year", None),
    (RESULTS, "ตัวชี้วัดที่ยังไม่", "0, 11", "uncertain", ()),
    (MEASURES, "ปีงบประมาณ", None, "fiscal_year", None),
    (MEASURES, "ตัวชี้วัด", 11, "indicator", None),
    (MEASURES, "ตัวชี้วัด", "7 การใช้งบประมาณ", "indicator", None),
    (MEASURES, "ตัวชี้วัด", "ความสุข", "indicator", None),
    (MEASURES, "ข้อ OIT", "o99", "oit_item", None),
    (MEASURES, "ข้อ OIT", "o12, o13", "oit_item", None),
    (MEASURES, "ข้อคำถาม", "9", "question", None),
    (MEASURES, "ความถี่", "บ่อย ๆ", "cadence", "unknown"),
    (MEASURES, "ความถี่", "ไม่ต้องรายงานทุกเดือน", "cadence", "unknown"),
    (MEASURES, "เดือนที่", "ต.ค. - มี.ค.", "months", ()),
    (MEASURES, "ส่วนราชการ", "นายสมชาย", "departments", ()),
    *(
        (MEASURES, "เริ่ม", typed, "period", (None, date(2025, 9, 30)))
        for typed in ("31 ก.พ. 2568", "45 ก.พ. 2568", "ปลายปี", 45566, "1/10/24", datetime(1967, 10, 1))  # noqa: DTZ001
    ),
    (MEASURES, "เริ่ม", "1 ต.ค. 2569", "period", None),
)  # fmt: skip


@pytest.mark.parametrize(("sheet", "heading", "typed", "field", "left"), BAD)
def test_what_cannot_be_read_is_left_empty_and_its_place_is_said(
    sheet: str, heading: str, typed: Any, field: str, left: Any, book: bytes, tmp_path: Path
) -> None:
    draft = read_document(invented.edited(book, tmp_path / "b.xlsx", _typed(sheet, heading, typed)))
    place = f"แผ่นงาน “{sheet}” แถวที่ 2"
    [row] = [each for each in (*draft.results, *draft.measures) if each.place == place]
    found = getattr(row, field)
    assert (len(found) if field == "indicators" else found) == left
    [finding] = [each for each in draft.findings if each.code == "cell-unreadable"]
    assert (finding.severity, finding.where.startswith(f"{place} ช่อง “")) == ("error", True)


def test_a_year_in_ad_is_read_as_be_and_said(book: bytes, tmp_path: Path) -> None:
    draft = read_document(invented.edited(book, tmp_path / "b.xlsx", _typed(RESULTS, "ปีงบประมาณ", 2022)))
    assert [each.fiscal_year for each in draft.results] == [2565, 2567]
    assert unread(draft) == [("year-converted", "แผ่นงาน “ผลคะแนน” แถวที่ 2")]


@pytest.mark.parametrize("heading", ["เลขที่", "ชื่อมาตรการ"])
def test_a_measure_without_number_or_title_is_not_taken(heading: str, book: bytes, tmp_path: Path) -> None:
    draft = read_document(invented.edited(book, tmp_path / "b.xlsx", _typed(MEASURES, heading, None)))
    assert [each.number for each in draft.measures] == [2]
    assert unread(draft) == [("cell-unreadable", f"แผ่นงาน “มาตรการ” แถวที่ 2 ช่อง “{heading}”")]


@pytest.mark.parametrize(("sheet", "heading", "typed"), [(MEASURES, "เลขที่", 2), (RESULTS, "ปีงบประมาณ", 2567)])
def test_of_two_rows_with_one_key_none_is_taken(
    sheet: str, heading: str, typed: int, book: bytes, tmp_path: Path
) -> None:
    draft = read_document(invented.edited(book, tmp_path / "b.xlsx", _typed(sheet, heading, typed)))
    assert (draft.results if sheet == RESULTS else draft.measures) == ()
    assert unread(draft) == [("cell-unreadable", f"แผ่นงาน “{sheet}” แถวที่ 2, แผ่นงาน “{sheet}” แถวที่ 3")]


def test_a_column_that_is_gone_or_doubled_is_said(book: bytes, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book[MEASURES]
        sheet.cell(1, invented.column(sheet, "หลักฐาน")).value = "เอกสารแนบ"
        sheet.cell(1, 30).value = "ขั้นตอน"

    draft = read_document(invented.edited(book, tmp_path / "b.xlsx", change))
    assert [(each.steps, each.evidence) for each in draft.measures] == [((), ())] * 2
    assert unread(draft) == [("column-missing", "แผ่นงาน “มาตรการ” แถวที่ 1")] * 2


def test_a_sheet_without_headings_is_said(book: bytes, tmp_path: Path) -> None:
    draft = read_document(
        invented.edited(book, tmp_path / "b.xlsx", lambda book: book[RESULTS].delete_rows(1))
    )
    assert (draft.results, len(draft.measures)) == ((), 2)
    assert unread(draft) == [("column-missing", "แผ่นงาน “ผลคะแนน” แถวที่ 1")]


def test_a_merged_year_counts_for_each_of_its_rows(book: bytes, tmp_path: Path) -> None:
    draft = read_document(
        invented.edited(book, tmp_path / "b.xlsx", lambda book: book[MEASURES].merge_cells("A2:A3"))
    )
    assert [each.fiscal_year for each in draft.measures] == [2568, 2568]


def test_a_remark_below_the_table_is_not_taken_for_a_row(book: bytes, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book[MEASURES]["C9"] = "ข้อมูล ณ วันที่ 1 ม.ค. 2568"

    draft = read_document(invented.edited(book, tmp_path / "b.xlsx", change))
    assert len(draft.measures) == 2
    assert [(each.severity, each.where) for each in draft.findings if each.code == "cell-unreadable"] == [
        ("warning", "แผ่นงาน “มาตรการ” แถวที่ 9")
    ]


def test_either_marked_sheet_is_enough_to_know_the_workbook(
    told: tuple[YearFacts, ...], book: bytes, tmp_path: Path
) -> None:
    path = invented.edited(book, tmp_path / "b.xlsx", lambda book: book.remove(book[form.GUIDE]))
    assert without_places(read_document(path)) == invented.drafts_of(told)


def test_a_workbook_of_a_later_form_is_not_read_by_an_earlier_one(book: bytes, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        for name in (form.GUIDE, form.OFFICE_SHEET):
            book[name]["A1"] = form.MARK[:-1] + "2"

    draft = read_document(invented.edited(book, tmp_path / "b.xlsx", change))
    assert (draft.kinds, [each.code for each in draft.findings]) == ((), ["workbook-newer"])


def test_an_office_may_be_typed_with_its_words(book: bytes, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        for row, typed in ((4, "เทศบาล"), (5, "อำเภอนาดูน"), (6, "จ. มหาสารคาม")):
            book[form.OFFICE_SHEET].cell(row, 2).value = typed

    draft = read_document(invented.edited(book, tmp_path / "b.xlsx", change))
    assert (draft.office.type, draft.office.district, draft.office.province) == (None, "นาดูน", "มหาสารคาม")
    assert unread(draft) == [("cell-unreadable", "แผ่นงาน “หน่วยงาน” ช่อง “ประเภท”")]


def test_lists_to_choose_from_frozen_heads_and_two_decimals_are_there(book: bytes) -> None:
    opened = load_workbook(BytesIO(book))
    assert [sheet.title for sheet in opened if sheet.sheet_state == "visible"] == [
        form.GUIDE, form.OFFICE_SHEET, RESULTS, MEASURES,
    ]  # fmt: skip
    chosen = {
        (name, str(rule.sqref)): rule.formula1
        for name in (form.OFFICE_SHEET, RESULTS, MEASURES)
        for rule in opened[name].data_validations.dataValidation
        if rule.type == "list"
    }
    assert len(chosen) == 5
    for source in chosen.values():
        name, cells = source.replace("'", "").split("!")
        assert all(row[0].value for row in opened[name][cells])
    assert (opened[RESULTS].freeze_panes, opened[MEASURES].freeze_panes) == ("B2", "D2")
    assert (opened[RESULTS]["B2"].value, opened[RESULTS]["B2"].number_format) == (86.32, "0.00")
    assert opened[MEASURES].cell(2, invented.column(opened[MEASURES], "เริ่ม")).value == "1 ต.ค. 2567"


def cells(content: bytes) -> list[list[Any]]:
    return [[cell.value for cell in row] for sheet in load_workbook(BytesIO(content)) for row in sheet.rows]


def test_made_apart_it_is_the_same_to_the_last_hundredth(told: tuple[YearFacts, ...], book: bytes) -> None:
    assert cells(workbook_apart.build(told[0].office, told)) == cells(book)
    assert cells(workbook_apart.template()) == cells(workbook.template())


def test_what_goes_wrong_in_the_other_process_is_an_error_that_says_so(
    told: tuple[YearFacts, ...],
) -> None:
    no_month = replace(told[-1].measures[0], months=(13,))
    with pytest.raises(ReportNotDrawn, match="IndexError"):
        workbook_apart.build(told[0].office, [replace(told[-1], measures=(no_month,))])
