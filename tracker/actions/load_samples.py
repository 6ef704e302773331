"""Load the sample offices, each with its public pages; a second time changes nothing."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.actions.open_rounds import open_completion_round, open_rounds
from tracker.actions.publish import freeze
from tracker.errors import UnknownOffice
from tracker.model import Assessment, Department, Finding, Measure, Office, ProgressEntry, Responsibility
from tracker.rules import fiscal
from tracker.rules import rounds as round_rules
from tracker.samples import SLUGS, SampleMeasure, SampleOffice, SampleProgress, SampleResult, sample
from tracker.store import facts, findings, organisations, papers, progress, public_copies, results
from tracker.store.planned import planned


def load_samples(tx: Session, now: datetime, zone: ZoneInfo) -> list[str]:
    """Write the sample offices and freeze each new year of theirs as its public copy. Returns their slugs.

    An office that exists is left alone; only the practice office is given the present fiscal year's data when it
    has no measures of that year yet.
    """
    today = now.astimezone(zone).date()
    for slug in SLUGS:
        _load(tx, sample(slug), now, today, zone)
    return list(SLUGS)


def _load(tx: Session, told: SampleOffice, now: datetime, today: date, zone: ZoneInfo) -> None:
    present = fiscal.fiscal_year_of(today)
    office = _existing(tx, told.slug)
    if office is not None and (not told.practice or present in facts.measure_years(tx, office.id)):
        return
    office = office or _made(tx, told, now)
    papers.ensure_departments(tx, office, told.departments)
    source = papers.add_source(tx, office.id, told.source.title, now, dated=told.source.dated)
    known = results.result_years(tx, office.id)
    for result in told.results:
        year = told.year(result.year, present)
        if year not in known:
            _result(tx, office, source.id, year, result)
    for found in told.findings:
        year = told.year(found.year, present)
        findings.add_finding(
            tx,
            Finding(
                office_id=office.id, fiscal_year=year, source_id=source.id, code=found.code,
                severity=found.severity, message=found.message, place=found.place,
            ),
        )  # fmt: skip
    reports = []
    for line in told.measures:
        measure, carriers = _measure(tx, office, source.id, told, line, told.year(line.year, present), now)
        reports += [(report, measure, carriers[report.department]) for report in line.progress]
    # Oldest first, so that receipt numbers rise with time as they do in an office.
    for report, measure, department in sorted(reports, key=lambda each: -each[0].days_ago):
        _progress(tx, measure, department, report, today, zone, now)
    tx.flush()
    # A copy that is public already stays as its readers saw it.
    kept = {*public_copies.years(tx, office.id)} - {present}
    for year in sorted({*results.result_years(tx, office.id), *facts.measure_years(tx, office.id)} - kept):
        freeze(tx, office.id, year, now)


def _existing(tx: Session, slug: str) -> Office | None:
    try:
        return organisations.office_by_slug(tx, slug)
    except UnknownOffice:
        return None


def _made(tx: Session, told: SampleOffice, now: datetime) -> Office:
    office = Office(
        slug=told.slug,
        name=told.name,
        kind=told.kind,
        district=told.district,
        province=told.province,
        practice=told.practice,
        created_at=now,
    )
    tx.add(office)
    tx.flush()
    return office


def _result(tx: Session, office: Office, source_id: int, year: int, result: SampleResult) -> None:
    assessment = Assessment(
        office_id=office.id,
        fiscal_year=year,
        overall=result.overall,
        letter=result.letter,
        level=result.level,
        eit1=result.eit1,
        eit2=result.eit2,
        remark=result.remark,
        source_id=source_id,
        source_place=result.place,
    )
    papers.put_assessment(tx, assessment, dict(enumerate(result.indicators, start=1)), result.uncertain)


def _measure(
    tx: Session,
    office: Office,
    source_id: int,
    told: SampleOffice,
    line: SampleMeasure,
    year: int,
    now: datetime,
) -> tuple[Measure, dict[str, Department]]:
    starts, ends = line.period or (None, None)
    measure = Measure(
        office_id=office.id,
        fiscal_year=year,
        number=line.number,
        title=line.title,
        indicator=line.indicator,
        oit_item=line.oit_item,
        question=line.question,
        steps=list(line.steps),
        all_departments=not line.departments,
        period_start=_day(year, starts),
        period_end=_day(year, ends),
        cadence=line.cadence,
        months=list(line.months),
        follow_up=line.follow_up,
        evidence_wanted=list(line.evidence),
        source_id=source_id,
    )
    tx.add(measure)
    tx.flush()
    carriers = papers.ensure_departments(tx, office, line.departments or told.departments)
    papers.carry(tx, measure, carriers)
    open_rounds(tx, office, measure, now)
    tx.flush()
    return measure, {department.name: department for department in carriers}


def _day(fiscal_year: int, month_day: tuple[int, int] | None) -> date | None:
    if month_day is None:
        return None
    return fiscal.day_of(fiscal.year_of_month(fiscal_year, month_day[0]), *month_day)


def _progress(
    tx: Session, measure: Measure, department: Department, report: SampleProgress,
    today: date, zone: ZoneInfo, now: datetime,
) -> None:  # fmt: skip
    first, _ = fiscal.span(measure.fiscal_year)
    day = max(first, today - timedelta(days=report.days_ago))
    rows = planned(tx, measure.office_id, measure.fiscal_year).rounds_of(measure.id, department.id)
    key = round_rules.round_for(day, tuple((found.key, found.starts, found.ends) for found in rows))
    holding = next((found for found in rows if found.key == key), None)
    entry = ProgressEntry(
        office_id=measure.office_id,
        receipt=progress.next_receipt(tx, measure.office_id, measure.fiscal_year),
        measure_id=measure.id,
        department_id=department.id,
        round_id=holding.id if holding else None,
        status=report.status,
        percent=report.percent,
        note=report.note,
        late=holding is not None and day > holding.due,
        event_date=day,
        recorded_at=min(now, datetime.combine(day, time(10), zone)),
    )
    tx.add(entry)
    tx.flush()
    row = tx.get_one(Responsibility, (measure.office_id, measure.id, department.id))
    row.status, row.percent, row.entry_id, row.version = entry.status, entry.percent, entry.id, 1
    tx.add(row)
    tx.flush()
    if measure.cadence == "on_completion" and entry.status == "done":
        open_completion_round(tx, measure.office_id, measure, department.id, day, now)
