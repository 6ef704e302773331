"""What the three reports say."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tracker import reports
from tracker.errors import NothingToReport, RoundUnknown
from tracker.facts import YearFacts
from tracker.reports.content import Items, Photos, Report, Row, Signatures, Table, shown


def texts(report: Report) -> str:
    parts: list[str] = [report.title, report.subtitle]
    for block in report.blocks:
        match block:
            case Table():
                parts += [shown(cell) for row in block.rows for cell in row.cells]
            case Items():
                parts += block.texts
            case Photos(photos):
                parts += [photo.caption for photo in photos]
            case Signatures(people):
                parts += [person.signs_as for person in people]
            case _:
                parts.append(block.text)
    return "\n".join(parts)


def tables(report: Report) -> list[Table]:
    return [block for block in report.blocks if isinstance(block, Table)]


def record(report: Report, code: str) -> Row:
    return next(row for row in report.records.rows if row.cells[2] == code)


def test_the_analysis_names_the_official_level_and_why(result_year: YearFacts):
    said = texts(reports.content_of("analysis", result_year))
    assert "88.93 คะแนน ระดับ ผ่าน" in said
    assert "EIT ได้ 78.54 ซึ่งต่ำกว่า 85.00" in said


def test_a_year_of_letters_is_explained_by_its_band(result_year: YearFacts):
    said = texts(reports.content_of("analysis", replace(result_year, fiscal_year=2565)))
    assert "91.80 คะแนน ระดับ A" in said
    assert "คะแนนรวมตั้งแต่ 85.00 แต่ไม่ถึง 95.00" in said


def test_the_analysis_has_one_record_per_indicator_instrument_and_total(result_year: YearFacts):
    codes = [row.cells[2] for row in reports.content_of("analysis", result_year).records.rows]
    assert sorted(codes, key=str) == sorted([*map(str, range(1, 11)), "IIT", "EIT", "OIT", "total"])


@pytest.mark.parametrize(
    "code, score, earlier, points, percent",
    [
        ("1", "98.98", "88.04", "10.94", "12.43"),
        ("7", "73.81", "97.95", "-24.14", "-24.65"),
        ("EIT", "78.54", "97.09", "-18.55", "-19.11"),
        ("OIT", "91.25", "95.45", "-4.20", "-4.40"),
        ("total", "88.93", "91.80", "-2.87", "-3.13"),
    ],
)
def test_changes_are_of_the_earlier_year_and_keep_their_sign(
    code: str, score: str, earlier: str, points: str, percent: str, result_year: YearFacts
):
    cells = record(reports.content_of("analysis", result_year), code).cells
    assert (cells[5], cells[7], cells[8], cells[9]) == tuple(map(Decimal, (score, earlier, points, percent)))


def test_a_first_result_has_nothing_to_be_compared_with(result_year: YearFacts):
    report = reports.content_of("analysis", replace(result_year, fiscal_year=2565))
    assert record(report, "total").cells[6:10] == (None, None, None, None)
    assert [column.title for column in tables(report)[0].columns] == ["แบบวัด", "ตัวชี้วัด", "ปี 2565"]


def test_both_parts_of_eit_have_lines_when_they_are_known(result_year: YearFacts):
    known = replace(result_year.history[1], eit1=Decimal("80.00"), eit2=Decimal("77.08"))
    report = reports.content_of("analysis", replace(result_year, history=(result_year.history[0], known)))
    assert record(report, "EIT2").cells[5] == Decimal("77.08")


def test_an_unproved_indicator_is_marked_and_not_compared(result_year: YearFacts):
    doubtful = replace(result_year.history[1], uncertain=(7,))
    report = reports.content_of("analysis", replace(result_year, history=(result_year.history[0], doubtful)))
    assert record(report, "7").cells[7:10] == (None, None, None)
    assert record(report, "7").cells[11] == "ไม่"
    assert "7. ประสิทธิภาพการสื่อสาร *" in texts(report)


def test_one_item_is_worth_two_points_in_10_2_of_2566(result_year: YearFacts):
    rows = [row.cells for table in tables(reports.content_of("analysis", result_year)) for row in table.rows]
    worth = next(cells for cells in rows if cells[0] == "10.2")
    assert worth[1:] == ("o39 ถึง o43", Decimal("2"))


def test_nothing_is_computed_from_items_where_the_structure_has_no_source(result_year: YearFacts):
    later = replace(result_year.history[1], fiscal_year=2567)
    facts = replace(result_year, fiscal_year=2567, history=(*result_year.history, later))
    assert "ยังไม่มีแหล่งอ้างอิง จึงไม่คำนวณ" in texts(reports.content_of("analysis", facts))


def test_strengths_and_weaknesses_follow_the_office(result_year: YearFacts):
    strict = replace(result_year.office, weak_below=Decimal("70.00"), strong_from=Decimal("99.00"))
    said = texts(reports.content_of("analysis", replace(result_year, office=strict)))
    assert "ไม่มีตัวชี้วัดที่ถึงเกณฑ์จุดแข็ง" in said
    assert "ไม่มีตัวชี้วัดที่ต่ำกว่าเกณฑ์" in said


def test_findings_and_sources_are_told(result_year: YearFacts):
    said = texts(reports.content_of("analysis", result_year))
    assert "แต่เอกสารเขียนว่าเพิ่มขึ้น ตำแหน่ง: ตารางที่ 1" in said
    assert f"คะแนนปีงบประมาณ พ.ศ. 2565: {result_year.history[0].source}" in said


def test_the_measures_have_the_columns_of_the_form(measure_year: YearFacts):
    report = reports.content_of("measures", measure_year)
    titles = ["มาตรการ/แนวทาง", "วิธีการดำเนินการ", "ผู้รับผิดชอบ", "ระยะเวลาดำเนินการ", "การติดตามผล"]
    assert [column.title for column in tables(report)[0].columns] == titles
    assert len(tables(report)[0].rows) == len(report.records.rows) == 9
    assert report.landscape


def test_an_assumed_round_is_told_as_assumed(measure_year: YearFacts):
    assert "เอกสารไม่ได้ระบุความถี่การรายงาน" in texts(reports.content_of("measures", measure_year))


def test_a_draft_lists_who_has_not_reported(measure_year: YearFacts):
    report = reports.content_of("progress", measure_year, "6m")
    missing = {row.cells[2]: row.cells[3] for row in tables(report)[0].rows}
    assert "ฉบับร่าง" in report.subtitle
    assert missing["สำนักปลัด"] == "2, 3, 4, 5, 6, 7, 8, 9"
    assert missing["กองการศึกษา ศาสนาและวัฒนธรรม"] == "1, 2, 3, 4, 5, 6, 7, 8, 9"


def test_a_closed_round_is_no_draft(measure_year: YearFacts):
    closed = tuple(replace(each, closed=True) for each in measure_year.rounds)
    assert "ฉบับร่าง" not in reports.content_of("progress", replace(measure_year, rounds=closed), "6m").subtitle


def test_a_completion_round_is_owed_by_its_own_department_alone(measure_year: YearFacts):
    done = replace(measure_year.rounds[0], key="completion:1:3", code="completion")
    first = replace(measure_year.measures[0], rounds=("completion:1:3",))
    facts = replace(measure_year, rounds=(done,), measures=(first,), updates=())
    rows = tables(reports.content_of("progress", facts, "completion:1:3"))[0].rows
    assert [row.cells[2] for row in rows] == ["กองช่าง"]


def test_a_report_of_a_department_that_lost_the_measure_is_still_shown(measure_year: YearFacts):
    first, *others = measure_year.measures
    left = replace(first, standings=first.standings[1:])
    said = texts(reports.content_of("progress", replace(measure_year, measures=(left, *others)), "6m"))
    assert "สำนักปลัด: ดำเนินการแล้ว ร้อยละ 100" in said


def test_progress_without_a_round_takes_every_round(measure_year: YearFacts):
    report = reports.content_of("progress", measure_year)
    assert {row.cells[0] for row in tables(report)[0].rows} == {"รอบ 6 เดือน", "รอบ 12 เดือน"}
    assert len(report.records.rows) == len(measure_year.updates)


def test_a_round_of_which_nothing_was_reported_is_a_draft_without_records(measure_year: YearFacts):
    report = reports.content_of("progress", measure_year, "12m")
    assert report.records.rows == ()
    assert len(tables(report)[1].rows) == 9


def test_an_unknown_round_says_which_there_are(measure_year: YearFacts):
    with pytest.raises(RoundUnknown) as refused:
        reports.build("progress", measure_year, "q3", "csv")
    assert "รอบ 6 เดือน (6m), รอบ 12 เดือน (12m)" in refused.value.sentence


@pytest.mark.parametrize("kind", ["measures", "progress"])
def test_a_year_without_measures_has_nothing_to_report(kind: str, result_year: YearFacts):
    with pytest.raises(NothingToReport):
        reports.build(kind, result_year, None, "csv")


@pytest.mark.parametrize("form", [form.name for form in reports.FORMATS])
def test_a_year_without_a_result_says_which_years_have_one(form: str, measure_year: YearFacts):
    with pytest.raises(NothingToReport) as refused:
        reports.build("analysis", measure_year, None, form)
    assert "2565, 2566" in refused.value.sentence


@pytest.mark.parametrize("kind, form", [("poem", "csv"), ("analysis", "odt")])
def test_a_kind_or_format_that_does_not_exist_is_refused(kind: str, form: str, result_year: YearFacts):
    with pytest.raises(LookupError, match="known:"):
        reports.build(kind, result_year, None, form)
