"""รายงานผลการดำเนินการ: what the departments did about the measures, in one round or the whole year."""

from tracker.errors import NothingToReport, RoundUnknown
from tracker.model.facts import MeasureFacts, RoundFacts, Standing, UpdateFacts, YearFacts
from tracker.reports.content import Block, Column, Heading, Items, Paragraph, Report, Row, Table, shown
from tracker.reports.phrases import (
    indicator_of,
    numbered,
    office_line,
    period_of,
    responsible_of,
    sources_of,
)
from tracker.rules import status as status_rules
from tracker.rules.fiscal import thai_date

_COLUMNS = (
    Column("มาตรการ/แนวทาง", 21),
    Column("วิธีการดำเนินการ", 24),
    Column("ระยะเวลาดำเนินการ", 18, "center"),
    Column("การติดตามผล/ผลการดำเนินการ", 38),
    Column("ข้อเสนอแนะ", 22),
    Column("ผู้รับผิดชอบ", 18),
)
_RECORDS = (
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


def progress(facts: YearFacts, round_key: str | None = None) -> Report:
    """The progress report of one round (`6m`, `12m`, `q1` …), or of every round when none is named.

    Raises RoundUnknown, and NothingToReport when the year has no measures.
    """
    chosen = _rounds(facts, round_key)
    keys = {each.key for each in chosen}
    updates = [each for each in facts.updates if round_key is None or each.round_key in keys]
    measures = [each for each in facts.measures if round_key is None or keys & set(each.rounds)]
    # What was reported on a measure that is not due in this round is still shown: nothing said is left out.
    reported = {update.measure_number for update in updates}
    measures += [each for each in facts.measures if each.number in reported and each not in measures]
    measures.sort(key=lambda each: each.number)
    if not measures:
        raise NothingToReport(known=f"ปีงบประมาณ {facts.fiscal_year} ยังไม่มีมาตรการที่ต้องรายงาน")
    rows = tuple(_row(facts, measure, chosen, updates) for measure in measures)
    return Report(
        title="รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน",
        subtitle=_subtitle(facts, chosen, round_key),
        kind="progress",
        fiscal_year=facts.fiscal_year,
        office=facts.office.name,
        blocks=(
            *_standing_of_reports(facts, chosen),
            Heading("ผลการดำเนินการตามมาตรการ"),
            Table(_COLUMNS, rows),
            *_closing_notes(measures, updates),
        ),
        records=Table(_RECORDS, tuple(_record(facts, update) for update in updates)),
        landscape=True,
    )


def _rounds(facts: YearFacts, round_key: str | None) -> tuple[RoundFacts, ...]:
    chosen = tuple(each for each in facts.rounds if round_key in (None, each.key))
    if round_key is not None and not chosen:
        known = ", ".join(f"{each.label} ({each.key})" for each in facts.rounds) or "ยังไม่มีรอบรายงาน"
        raise RoundUnknown(fiscal_year=facts.fiscal_year, known=known)
    return chosen


def _subtitle(facts: YearFacts, chosen: tuple[RoundFacts, ...], round_key: str | None) -> str:
    which = chosen[0].label if round_key is not None else "ทุกรอบรายงาน"
    state = "" if all(each.closed for each in chosen) else " (ฉบับร่าง รอบรายงานยังไม่ปิด)"
    return f"ประจำปีงบประมาณ พ.ศ. {facts.fiscal_year} {which}{state}\n{office_line(facts.office)}"


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


def _standing_of_reports(facts: YearFacts, chosen: tuple[RoundFacts, ...]) -> list[Block]:
    """Page one: who has not reported yet, round by round."""
    blocks: list[Block] = [Heading("ส่วนราชการที่ยังไม่รายงาน")]
    rows = [
        Row((each.label, thai_date(each.due), department, ", ".join(map(str, numbers)), len(numbers)))
        for each in chosen
        for department, numbers in owed(facts, each).items()
    ]
    if not rows:
        return [*blocks, Paragraph("ทุกส่วนราชการรายงานครบทุกมาตรการแล้ว")]
    columns = (
        Column("รอบรายงาน", 18),
        Column("กำหนดส่ง", 12, "center"),
        Column("ส่วนราชการ", 34),
        Column("มาตรการที่ยังไม่รายงาน", 40),
        Column("จำนวน", 8, "center"),
    )
    return [*blocks, Table(columns, tuple(rows))]


def _row(
    facts: YearFacts, measure: MeasureFacts, chosen: tuple[RoundFacts, ...], updates: list[UpdateFacts]
) -> Row:
    mine = [update for update in updates if update.measure_number == measure.number]
    # A department that reported and no longer carries the measure keeps its place in the paper.
    names = dict.fromkeys((*measure.departments, *(update.department for update in mine)))
    results = [_result(name, mine, chosen) for name in names]
    return Row(
        (
            "\n".join([f"{measure.number}. {measure.title}", *indicator_of(measure)]),
            numbered(measure.steps),
            period_of(measure),
            "\n".join(results),
            numbered(_suggestions(measure, mine, chosen)),
            responsible_of(measure),
        )
    )


def _result(department: str, mine: list[UpdateFacts], chosen: tuple[RoundFacts, ...]) -> str:
    said = [update for update in mine if update.department == department]
    if not said:
        return f"{department}: ยังไม่รายงาน"
    return "\n".join(_said(update, several=len(chosen) > 1) for update in said)


def _said(update: UpdateFacts, several: bool) -> str:
    which = f" [{update.round_label}]" if several and update.round_label else ""
    state = status_rules.LABELS[update.status]
    late = " รายงานล่าช้า" if update.late else ""
    late += " ส่งกลับให้แก้ไข" if update.returned else ""
    lines = [
        f"{update.department}: {state} ร้อยละ {update.percent}{which}",
        *([update.note] if update.note else []),
        f"เลขที่ {update.receipt} วันที่ {thai_date(update.event_date)} "
        f"หลักฐาน {len(update.evidence)} รายการ{late}",
    ]
    return "\n".join(lines)


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


def _closing_notes(measures: list[MeasureFacts], updates: list[UpdateFacts]) -> list[Block]:
    notes: list[Block] = []
    if updates:
        latest = max(update.recorded_at for update in updates)
        notes.append(Paragraph(f"ข้อมูลความก้าวหน้าที่บันทึกถึง {shown(latest)}", note=True))
    return [*notes, Heading("ที่มาของมาตรการ"), Items(sources_of(measures))]


def _record(facts: YearFacts, update: UpdateFacts) -> Row:
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
