"""An invented year of an office, to try a layout with before anything real is in it."""

from datetime import UTC, datetime
from decimal import Decimal

from tracker.facts import (
    AssessmentFacts,
    MeasureFacts,
    OfficeFacts,
    RoundFacts,
    Standing,
    UpdateFacts,
    YearFacts,
)
from tracker.rules import fiscal

_YEAR = 2567
_AT = datetime(2024, 3, 20, 3, 30, tzinfo=UTC)


def year(office: OfficeFacts) -> YearFacts:
    """A result, one measure and one report on it, all invented, in the name of the office."""
    department = (*office.departments, "สำนักปลัด")[0]
    starts, ends = fiscal.span(_YEAR)
    first = RoundFacts(1, "6m", "6m", "รอบ 6 เดือน", starts, ends, ends, closed=True)
    scores = {number: Decimal("85.00") for number in range(1, 11)}
    result = AssessmentFacts(_YEAR, Decimal("85.00"), None, None, scores, (), None, "ตัวอย่าง")
    update = UpdateFacts(
        "67-0001", 1, department, "6m", first.label, "done", 100, "ตัวอย่างผลลัพธ์\nบรรทัดที่สอง", starts, _AT, False
    )
    standing = Standing(1, department, "done", 100, 1, ("6m",), update.note, _AT)
    measure = MeasureFacts(
        id=1,
        fiscal_year=_YEAR,
        number=1,
        title="ตัวอย่างมาตรการ",
        indicator=9,
        oit_item="o43",
        question=None,
        steps=("ขั้นตอนที่หนึ่ง", "ขั้นตอนที่สอง"),
        all_departments=False,
        period_start=starts,
        period_end=ends,
        cadence="semiannual",
        assumed=False,
        follow_up=None,
        evidence_wanted=(),
        rounds=("6m",),
        standings=(standing,),
        source="ตัวอย่าง",
    )
    return YearFacts(office, _YEAR, (result,), (measure,), (first,), (update,))
