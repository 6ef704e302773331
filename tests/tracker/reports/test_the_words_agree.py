"""The same report in four formats says the same things."""

import csv
import io
import re
from dataclasses import replace

import docx
import openpyxl
import pypdfium2
import pytest
from openpyxl.cell import Cell

from tracker import reports
from tracker.facts import YearFacts
from tracker.reports.content import Items, Photos, Report, Signatures, Table, shown, signing_lines


def words_of_docx(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def words_of_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return " ".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def words_of_xlsx(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return " ".join(_as_shown(cell) for sheet in book for row in sheet.iter_rows() for cell in row)


def _as_shown(cell: Cell) -> str:
    return f"{cell.value:.2f}" if "0.00" in cell.number_format else str(cell.value)


def words_of_csv(content: bytes) -> str:
    return " ".join(" ".join(row) for row in rows_of_csv(content))


def rows_of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


READ = {"docx": words_of_docx, "pdf": words_of_pdf, "xlsx": words_of_xlsx, "csv": words_of_csv}


def flat(words: str) -> str:
    """Without the blanks that depend on where a line was broken."""
    return re.sub(r"\s", "", words)


def lines_of(report: Report) -> list[str]:
    lines = [*report.title.split("\n"), *report.subtitle.split("\n")]
    for block in report.blocks:
        match block:
            case Table():
                cells = [
                    shown(value, column.signed)
                    for row in block.rows
                    for value, column in zip(row.cells, block.columns, strict=True)
                ]
                lines += [column.title for column in block.columns]
                lines += [line for cell in cells for line in cell.split("\n")]
            case Items():
                lines += block.texts
            case Photos(photos):
                lines += [line for photo in photos for line in photo.caption.split("\n")]
            case Signatures(people):
                lines += [line for person in people for line in signing_lines(person)]
            case _:
                lines.append(block.text)
    # A score in a workbook is a number, whose plus sign is its format.
    return [flat(line).removeprefix("+") for line in lines]


@pytest.mark.parametrize("kind, round_key", [("analysis", None), ("measures", None), ("progress", "6m")])
@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx"])
@pytest.mark.parametrize("thai_digits", [False, True])
def test_every_line_of_the_content_can_be_found_in_the_paper(
    kind: str,
    round_key: str | None,
    form: str,
    thai_digits: bool,
    result_year: YearFacts,
    measure_year: YearFacts,
):
    facts = result_year if kind == "analysis" else measure_year
    facts = replace(facts, office=replace(facts.office, thai_digits=thai_digits))
    found = flat(READ[form](reports.build(kind, facts, round_key, form)))
    report = reports.content_of(kind, facts, round_key)
    assert [line for line in lines_of(report) if line not in found] == []


@pytest.mark.parametrize("form", READ)
@pytest.mark.parametrize(
    "figure",
    ["88.93", "91.80", "-2.87", "-3.13", "98.98", "73.81", "78.54", "97.09", "-18.55", "10.94", "12.43"]
    + ["ผ่าน", "การปฏิบัติหน้าที่", "ประสิทธิภาพการสื่อสาร", "การปรับปรุงระบบการทำงาน", "การป้องกันการทุจริต"],
)
def test_figures_and_names_of_the_analysis_stand_in_every_format(
    form: str, figure: str, result_year: YearFacts
):
    assert flat(figure) in flat(READ[form](reports.build("analysis", result_year, None, form)))


@pytest.mark.parametrize("form", READ)
def test_names_of_the_measures_stand_in_every_format(form: str, measure_year: YearFacts):
    found = flat(READ[form](reports.build("measures", measure_year, None, form)))
    for measure in measure_year.measures:
        assert flat(measure.title) in found
    for word in (*measure_year.office.departments, "30 เม.ย. 2567", "31 ต.ค. 2567", "คำสั่งแต่งตั้งคณะทำงาน"):
        assert flat(word) in found


@pytest.mark.parametrize("form", READ)
def test_what_was_reported_stands_in_every_format(form: str, measure_year: YearFacts):
    found = flat(READ[form](reports.build("progress", measure_year, "6m", form)))
    for update in measure_year.updates:
        for word in (update.receipt, update.note, update.department, str(update.percent)):
            assert flat(word) in found
