"""The rows of รายงานผลการดำเนินการ: a measure with what each department reported on it, and an update for machines."""

from tracker.facts import MeasureFacts, RoundFacts, Standing, UpdateFacts, YearFacts
from tracker.reports.content import Column, Row
from tracker.reports.phrases import indicator_of, numbered, period_of, responsible_of
from tracker.rules import status as status_rules
from tracker.rules.fiscal import thai_date

COLUMNS = (
    Column("มาตรการ/แนวทาง", 22),
    Column("วิธีการดำเนินการ", 25),
    Column("ระยะเวลาดำเนินการ", 15, "center"),
    Column("การติดตามผล", 27),
    Column("ผลลัพธ์", 27),
    Column("ข้อเสนอแนะ", 20),
    Column("ผู้รับผิดชอบ", 17),
)
RECORDS = (
    Column("เลขที่รับ (receipt)"),
    Column("ปีงบประมาณ (fiscal_year)"),
    Column("มาตรการที่ (measure)"),
    Column("ชื่อมาตรการ (title)"),
    Column("ส่วนราชการ (department)"),
    Column("รหัสรอบ (round)"),
    Column("รอบรายงาน (round_label)"),
    Column("รหัสสถานะ (status)"),
    Column("สถานะ (status_label)"),
    Column("ร้อยละ (percent)"),
    Column("ผลการดำเนินการ (note)"),
    Column("วันที่ดำเนินการ (event_date)"),
    Column("บันทึกเมื่อ (recorded_at)"),
    Column("ล่าช้า (late)"),
    Column("จำนวนหลักฐาน (evidence_count)"),
)


def owed(facts: YearFacts, found: RoundFacts) -> dict[str, list[int]]:
    """The departments that have not reported a round yet, in the office's order, with the numbers of the measures
    they owe."""
    missing: dict[str, list[int]] = {name: [] for name in facts.office.departments}
    for measure in facts.measures:
        for standing in measure.standings:
            if _owes(measure, standing, found.key):
                missing.setdefault(standing.department, []).append(measure.number)
    return {name: numbers for name, numbers in missing.items() if numbers}


def _owes(measure: MeasureFacts, standing: Standing, key: str) -> bool:
    if key not in measure.rounds or key in standing.reported:
        return False
    # A completion round is one department's alone: completion:<measure>:<department id>.
    parts = key.split(":")
    return len(parts) < 3 or parts[2] == str(standing.department_id)


def measure_row(
    facts: YearFacts, measure: MeasureFacts, chosen: tuple[RoundFacts, ...], updates: list[UpdateFacts]
) -> Row:
    mine = [update for update in updates if update.measure_number == measure.number]
    # A department that reported and no longer carries the measure keeps its place in the paper.
    names = dict.fromkeys((*measure.departments, *(update.department for update in mine)))
    return Row(
        (
            "\n".join([f"{measure.number}. {measure.title}", *indicator_of(measure)]),
            numbered(measure.steps),
            period_of(measure),
            "\n".join(_followed(name, mine, chosen) for name in names),
            _outcomes(mine),
            numbered(_suggestions(measure, mine, chosen)),
            responsible_of(measure),
        )
    )


def _followed(department: str, mine: list[UpdateFacts], chosen: tuple[RoundFacts, ...]) -> str:
    """How far a department is, with the number and the day of each report."""
    said = [update for update in mine if update.department == department]
    if not said:
        return f"{department}: ยังไม่รายงาน"
    return "\n".join(_reported(update, several=len(chosen) > 1) for update in said)


def _reported(update: UpdateFacts, several: bool) -> str:
    which = f" [{update.round_label}]" if several and update.round_label else ""
    late = " รายงานล่าช้า" if update.late else ""
    late += " ส่งกลับให้แก้ไข" if update.returned else ""
    return (
        f"{update.department}: {status_rules.LABELS[update.status]} ร้อยละ {update.percent}{which}\n"
        f"วันที่ {thai_date(update.event_date)} เลขที่ {update.receipt}\n"
        f"หลักฐาน {len(update.evidence)} รายการ{late}"
    )


def _outcomes(mine: list[UpdateFacts]) -> str | None:
    """What came of it, in the departments' own words."""
    said = [(update.department, update.note) for update in mine if update.note]
    return "\n".join(f"{department}:\n{note}" for department, note in said) or None


def _suggestions(
    measure: MeasureFacts, mine: list[UpdateFacts], chosen: tuple[RoundFacts, ...]
) -> tuple[str, ...]:
    """What follows from the reports themselves; an opinion of our own would not belong into the paper."""
    silent = [s for s in measure.standings if any(_owes(measure, s, each.key) for each in chosen)]
    wanting: list[str] = []
    if silent:
        wanting.append("\n- ".join(["ติดตามรายงานจาก", *(s.department for s in silent)]))
    latest = {update.department: update for update in mine}
    for department, update in latest.items():
        if update.status in ("in_progress", "not_started"):
            wanting.append(f"{department} ดำเนินการต่อให้แล้วเสร็จ (คงเหลือร้อยละ {100 - update.percent})")
        elif update.status in ("blocked", "postponed"):
            wanting.append(f"{department} แก้ไขอุปสรรคและกำหนดวันดำเนินการใหม่")
        elif update.status == "cancelled":
            wanting.append(f"{department} ชี้แจงเหตุผลที่ยกเลิก")
    bare = [name for name in latest if not any(u.evidence for u in mine if u.department == name)]
    if bare:
        wanting.append("\n- ".join(["แนบหลักฐานของ", *bare]))
    return tuple(wanting)


def update_record(facts: YearFacts, update: UpdateFacts) -> Row:
    measure = facts.measure(update.measure_number)
    return Row(
        (
            update.receipt,
            facts.fiscal_year,
            update.measure_number,
            measure.title if measure else None,
            update.department,
            update.round_key,
            update.round_label,
            update.status,
            status_rules.LABELS[update.status],
            update.percent,
            update.note,
            update.event_date,
            update.recorded_at,
            "ใช่" if update.late else "ไม่",
            len(update.evidence),
        )
    )
