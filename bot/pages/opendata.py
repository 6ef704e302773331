"""The public page's figures for machines. What may leave is listed here by name: a new field is private until then.

Keys are those of `tracker.facts`; scores are strings with two decimals, percent of 100; years are B.E.;
dates and instants are A.D. ISO. There is no person in it, no LINE id, no internal number.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.pages.addresses import Addresses
from bot.pages.readme import COLUMNS, LICENCE
from tracker.facts import AssessmentFacts, MeasureFacts, Standing, UpdateFacts, YearFacts, to_json
from tracker.reports import csv
from tracker.reports.content import Column, Report, Row, Table, Value, tidied
from tracker.rules import comparison
from tracker.rules.publicity import UNNAMED

_ABOUT = {
    "th": "ผลการประเมิน ITA มาตรการ และความก้าวหน้า ตามที่หน่วยงานเผยแพร่ คะแนนเป็นร้อยละทศนิยมสองตำแหน่ง ปีเป็น พ.ศ. วันที่เป็น ค.ศ.",
    "en": "ITA results, measures and progress as published by the office. Scores are percent of 100 as strings with "
    "two decimals, fiscal years are B.E., dates are A.D. ISO 8601. `uncertain` lists indicators whose score is not "
    "proved by the paper. A new publication replaces this copy; keys are only ever added.",
}
_OFFICE = "slug name kind district province website eit_url departments practice".split()
_RESULT = "fiscal_year overall letter level indicators uncertain remark eit1 eit2 source findings".split()
_ROUND = "key code label starts ends due closed".split()
_MEASURE = (
    "fiscal_year number title indicator oit_item question steps all_departments period_start period_end cadence "
    "assumed follow_up evidence_wanted rounds source"
).split()
_STANDING = "department status percent reported note updated_at".split()
_UPDATE = (
    "measure_number department round_key round_label status percent note event_date recorded_at late"
).split()


def as_json(facts: YearFacts, now: datetime, to: Addresses) -> dict[str, Any]:
    """A published year as JSON-able values. `now` is the aware moment it is handed out, `to` where its files are."""
    found = to_json(facts)
    return {
        "format": "prongsai-public-year/1",
        "about": _ABOUT,
        "licence": LICENCE,
        "readme": to.readme,
        "published_at": found["published_at"],
        "generated_at": now.isoformat(timespec="seconds"),
        "fiscal_year": found["fiscal_year"],
        "office": _only(found["office"], _OFFICE),
        "history": [_only(result, _RESULT) for result in found["history"]],
        "rounds": [_only(each, _ROUND) for each in found["rounds"]],
        "measures": [
            _only(measure, _MEASURE)
            | {"standings": [_only(each, _STANDING) for each in measure["standings"]]}
            for measure in found["measures"]
        ],
        "updates": [
            _only(update, _UPDATE)
            | {
                "evidence_count": len(update["evidence"]),
                "proofs": [_proof(each, to) for each in update["evidence"] if _is_chosen(each)],
            }
            for update in found["updates"]
        ],
    }


def _is_chosen(found: dict[str, Any]) -> bool:
    """Whether the office makes more of a piece of evidence public than that it is there."""
    return bool(found["sha256"] or found["url"]) or found["name"] not in UNNAMED


def _proof(found: dict[str, Any], to: Addresses) -> dict[str, Any]:
    photo = to.photo(found["id"]) if found["sha256"] and found["stored"] else None
    return {"kind": found["kind"], "name": found["name"], "url": found["url"], "photo": photo}


def _only(found: dict[str, Any], keys: list[str]) -> dict[str, Any]:
    return {key: found[key] for key in keys}


def as_csv(facts: YearFacts, indicator_names: dict[int, str]) -> bytes:
    """A published year as UTF-8 CSV with BOM: a row per result and indicator, one per measure and department."""
    rows = [row for result in facts.history for row in _result_rows(facts, result, indicator_names)]
    rows += [
        _measure_row(facts, measure, standing) for measure in facts.measures for standing in measure.standings
    ]
    table = Table(tuple(Column(title) for title in COLUMNS), tuple(Row(row) for row in rows))
    return csv.render(tidied(Report("", "", "open-data", facts.fiscal_year, facts.office.name, (), table)))


def _result_rows(facts: YearFacts, result: AssessmentFacts, names: dict[int, str]) -> list[tuple[Value, ...]]:
    earlier = facts.result(result.fiscal_year - 1)
    before = earlier.indicators if earlier else {}
    unproved = {*result.uncertain, *(earlier.uncertain if earlier else ())}
    total = _score_row(
        "total", result, None, "คะแนนรวม", result.overall, earlier.overall if earlier else None
    )
    return [total] + [
        _score_row(
            *("indicator", result, number, names.get(number, ""), score),
            None if number in unproved else before.get(number),
        )
        for number, score in sorted(result.indicators.items())
    ]


def _score_row(
    row: str, result: AssessmentFacts, number: int | None, name: str, score: Decimal, earlier: Decimal | None
) -> tuple[Value, ...]:
    change = None if earlier is None else comparison.change(earlier, score)
    points, percent = (change.points, change.percent) if change else (None, None)
    certain = "no" if number in result.uncertain else "yes"
    figures = (row, result.fiscal_year, number, name, score, earlier, points, percent)
    return *figures, *(None,) * 8, certain, result.source


def _measure_row(facts: YearFacts, measure: MeasureFacts, standing: Standing) -> tuple[Value, ...]:
    updates = updates_of(facts, measure, standing)
    last = updates[-1] if updates else None
    return (
        *("measure", measure.fiscal_year, measure.number, measure.title, None, None, None, None),
        *(standing.department, standing.status, standing.percent, " ".join(standing.reported)),
        last.event_date if last else None,
        ("yes" if last.late else "no") if last else None,
        *(sum(len(update.evidence) for update in updates), standing.note, None, measure.source),
    )


def updates_of(facts: YearFacts, measure: MeasureFacts, standing: Standing) -> list[UpdateFacts]:
    """What a department reported on a measure, oldest first."""
    key = (measure.number, standing.department)
    return [update for update in facts.updates if (update.measure_number, update.department) == key]
