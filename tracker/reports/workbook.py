"""The office's workbook: all its results and measures as one .xlsx that may be changed and handed in again.

The words and headings are those of rules.workbook, which documents.extract.workbook reads by. Scores stand as
numbers, everything else as text, dates too (1 ต.ค. 2567): a spreadsheet that guesses would turn days and months round.
"""

from collections.abc import Sequence
from datetime import date

from tracker.facts import AssessmentFacts, MeasureFacts, OfficeFacts, YearFacts
from tracker.reports import workbook_sheets as sheets
from tracker.reports.content import Value
from tracker.rules import status
from tracker.rules import workbook as form
from tracker.rules.fiscal import SHORT_MONTHS, thai_date

Record = dict[str, Value]


def build(office: OfficeFacts, years: Sequence[YearFacts]) -> bytes:
    """The workbook of an office with every year in `years` as .xlsx bytes; an office without years gets a template
    with its own name."""
    results = {result.fiscal_year: result for year in years for result in year.history}
    return sheets.book_of(
        office.name,
        _office(office),
        [_result(results[year]) for year in sorted(results)],
        [_measure(measure) for year in years for measure in year.measures],
        [row for year in years for row in _progress(year)],
    )


def template() -> bytes:
    """The same workbook with nothing filled in, for an office that has no paper."""
    return sheets.book_of("", {}, [], [], [])


def _office(office: OfficeFacts) -> Record:
    return {
        "name": office.name,
        "kind": office.kind,
        "district": office.district,
        "province": office.province,
        "departments": form.as_cell(office.departments),
    }


def _result(result: AssessmentFacts) -> Record:
    return {
        "fiscal_year": result.fiscal_year,
        "overall": result.overall,
        "grade": result.letter,
        "level": result.level,
        **{f"indicator{number}": score for number, score in result.indicators.items()},
        "eit1": result.eit1,
        "eit2": result.eit2,
        "uncertain": ", ".join(str(number) for number in result.uncertain),
    }


def _measure(measure: MeasureFacts) -> Record:
    everyone = measure.all_departments
    return {
        "fiscal_year": measure.fiscal_year,
        "number": measure.number,
        "title": measure.title,
        "indicator": form.INDICATORS.get(measure.indicator or 0),
        "oit_item": measure.oit_item,
        "question": measure.question,
        "steps": form.as_cell(measure.steps),
        "departments": form.ALL_DEPARTMENTS if everyone else form.as_cell(measure.departments),
        "start": _day(measure.period_start),
        "end": _day(measure.period_end),
        "cadence": form.CADENCES[measure.cadence],
        "months": ", ".join(SHORT_MONTHS[month - 1] for month in measure.months),
        "follow_up": measure.follow_up,
        "evidence": form.as_cell(measure.evidence_wanted),
    }


def _day(day: date | None) -> str | None:
    return thai_date(day) if day else None


def _progress(facts: YearFacts) -> list[tuple[Value, ...]]:
    """What was reported, in the order of form.PROGRESS."""
    titles = {measure.number: measure.title for measure in facts.measures}
    return [
        (
            facts.fiscal_year,
            update.measure_number,
            titles.get(update.measure_number),
            update.department,
            update.round_label,
            status.LABELS[update.status],
            update.percent,
            update.note,
            thai_date(update.event_date),
            update.receipt,
        )
        for update in facts.updates
    ]
