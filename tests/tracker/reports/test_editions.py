"""What differs between two editions of a closed round's report, and how the paper says it."""

from dataclasses import replace
from datetime import UTC, datetime

from tracker import reports
from tracker.facts import YearFacts
from tracker.reports.content import Heading
from tracker.reports.editions import Difference, Edition, differences

AT = datetime(2024, 11, 1, 3, 0, tzinfo=UTC)


def test_nothing_changed_is_no_difference(measure_year: YearFacts):
    assert differences(measure_year, measure_year, "6m") == ()


def test_a_corrected_percent_and_note_are_told_with_before_and_after(measure_year: YearFacts):
    first, second, *others = measure_year.updates
    corrected = replace(second, percent=80, note="ป้ายเสร็จแล้ว", receipt="67-0009")
    assert differences(measure_year, replace(measure_year, updates=(first, corrected, *others)), "6m") == (
        Difference(1, "กองคลัง", "สถานะ", "อยู่ระหว่างดำเนินการ ร้อยละ 60", "อยู่ระหว่างดำเนินการ ร้อยละ 80"),
        Difference(1, "กองคลัง", "ผลลัพธ์", "น้ำท่วมทำให้ช้า กำลังจัดทำป้ายประชาสัมพันธ์", "ป้ายเสร็จแล้ว"),
        Difference(1, "กองคลัง", "วันที่และเลขที่", "15 มี.ค. 2567 เลขที่ 67-0002", "15 มี.ค. 2567 เลขที่ 67-0009"),
    )


def test_a_new_report_and_one_taken_back_stand_beside_nothing(measure_year: YearFacts):
    fewer = replace(measure_year, updates=measure_year.updates[:-1])
    added = differences(fewer, measure_year, "6m")
    assert {(each.before, each.measure_number, each.department) for each in added} == {("(ไม่มี)", 2, "กองช่าง")}
    gone = differences(measure_year, fewer, "6m")
    assert {each.after for each in gone} == {"(ไม่มี)"}


def test_another_rounds_reports_change_nothing_here(measure_year: YearFacts):
    later = replace(measure_year.updates[0], round_key="12m", receipt="67-0010")
    assert (
        differences(measure_year, replace(measure_year, updates=(*measure_year.updates, later)), "6m") == ()
    )


def test_a_measure_that_reads_otherwise_is_told_without_a_department(measure_year: YearFacts):
    first, *others = measure_year.measures
    renamed = replace(measure_year, measures=(replace(first, steps=("ประชุม",)), *others))
    (only,) = differences(measure_year, renamed, "6m")
    assert (only.measure_number, only.department, only.what, only.after) == (
        1,
        None,
        "วิธีการดำเนินการ",
        "ประชุม",
    )


def test_the_first_edition_bears_no_name_and_the_second_says_what_it_changes(measure_year: YearFacts):
    changes = (Difference(1, "กองคลัง", "สถานะ", "ร้อยละ 60", "ร้อยละ 80"),)
    first = reports.content_of("progress", measure_year, "6m", Edition(1, AT))
    second = reports.content_of("progress", measure_year, "6m", Edition(2, AT, changes))
    assert "แก้ไขครั้งที่" not in first.subtitle
    assert "รอบ 6 เดือน แก้ไขครั้งที่ 2" in second.subtitle
    assert second.blocks[0] == Heading("รายการแก้ไข")
    assert second.blocks[2].rows[0].cells == (1, "กองคลัง", "สถานะ", "ร้อยละ 60", "ร้อยละ 80")
    assert "1 พ.ย. 2567 10:00 น." in second.blocks[1].text
