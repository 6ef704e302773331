"""Take in what a paper says: all of it or nothing, and a second time changes nothing."""

import hashlib
from datetime import datetime
from pathlib import Path

from rapidfuzz import fuzz
from sqlmodel import Session

from tracker.actions.authority import audit
from tracker.actions.open_rounds import open_rounds
from tracker.documents import DocumentDraft, MeasureDraft, ResultDraft
from tracker.errors import ImportNeedsOffice, PaperOfAnotherOffice, UnknownOffice
from tracker.model import Assessment, Finding, Measure, Office, Source
from tracker.store import organisations, papers, progress

# A paper that says "all departments" of an office nobody has described yet means at least these.
# Likeness, percent of 100, from which two names are one office: papers misspell their own (นาตุน for นาดูน).
SAME_NAME = 80.0
USUAL_DEPARTMENTS = ("สำนักปลัด", "กองคลัง", "กองช่าง", "กองการศึกษา ศาสนาและวัฒนธรรม")


def confirm_import(tx: Session, slug: str | None, path: Path, draft: DocumentDraft, now: datetime) -> bool:
    """Write a draft down; False when this very paper was taken in before.

    The office is the one of the slug (made when it does not exist yet), else the one the paper names.
    Raises ImportNeedsOffice.
    """
    office = _office(tx, slug, draft, now)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    if papers.source_by_content(tx, office.id, sha256) is not None:
        return False
    title = f"เอกสาร {path.name}"
    source = papers.add_source(
        tx, office.id, title, now, dated=draft.dated, file_name=path.name, sha256=sha256
    )
    _departments(tx, office, draft)
    for result in draft.results:
        _result(tx, office, source, result)
    for measure in draft.measures:
        _measure(tx, office, source, measure)
    _findings(tx, office, source, draft)
    audit(
        tx, now, "import", path.name, office_id=office.id, results=len(draft.results), measures=len(draft.measures),
        findings=len(draft.findings), sha256=sha256,
    )  # fmt: skip
    return True


def _office(tx: Session, slug: str | None, draft: DocumentDraft, now: datetime) -> Office:
    if slug is None:
        found = next((o for o in organisations.offices(tx) if o.name == draft.office.name), None)
        if found is None:
            raise ImportNeedsOffice(file=draft.file, name=draft.office.name or "no office")
        return found
    try:
        found = organisations.office_by_slug(tx, slug)
        named = draft.office.name
        if named is not None and fuzz.ratio(named, found.name) < SAME_NAME:
            raise PaperOfAnotherOffice(file=draft.file, named=named, office=found.name)
        return found
    except UnknownOffice:
        if draft.office.name is None:
            raise ImportNeedsOffice(file=draft.file, name="no office") from None
    office = Office(
        slug=slug,
        name=draft.office.name,
        kind=draft.office.type or "",
        district=draft.office.district,
        province=draft.office.province,
        created_at=now,
    )
    tx.add(office)
    tx.flush()
    return office


def _departments(tx: Session, office: Office, draft: DocumentDraft) -> None:
    named = [name for measure in draft.measures for name in measure.departments]
    papers.ensure_departments(tx, office, list(dict.fromkeys(named)))
    if any(m.all_departments for m in draft.measures) and len(organisations.departments(tx, office.id)) < 2:
        papers.ensure_departments(tx, office, USUAL_DEPARTMENTS)


def _result(tx: Session, office: Office, source: Source, result: ResultDraft) -> None:
    if result.fiscal_year is None or result.overall is None:
        return
    remark = "เอกสารไม่ยืนยันว่าคะแนนนี้เป็นของตัวชี้วัดใด" if result.uncertain else None
    assessment = Assessment(
        office_id=office.id,
        fiscal_year=result.fiscal_year,
        overall=result.overall,
        letter=result.grade,
        level=result.level,
        remark=remark,
        source_id=source.id,
        source_place=result.place,
    )
    papers.put_assessment(tx, assessment, result.indicators, result.uncertain)


def _measure(tx: Session, office: Office, source: Source, draft: MeasureDraft) -> None:
    if draft.fiscal_year is None:
        return
    found = progress.measure_by_number(tx, office.id, draft.fiscal_year, draft.number)
    measure = found or Measure(
        office_id=office.id, fiscal_year=draft.fiscal_year, number=draft.number, title="", source_id=source.id
    )
    measure.title, measure.source_id = draft.title, source.id
    measure.indicator, measure.oit_item, measure.question = draft.indicator, draft.oit_item, draft.question
    measure.steps, measure.evidence_wanted = list(draft.steps), list(draft.evidence)
    measure.all_departments, measure.follow_up = draft.all_departments, draft.follow_up
    measure.period_start, measure.period_end = draft.period or (None, None)
    measure.cadence, measure.months = draft.cadence, list(draft.months)
    tx.add(measure)
    tx.flush()
    names = list(draft.departments)
    if draft.all_departments:
        names = [department.name for department in organisations.departments(tx, office.id)]
    papers.carry(tx, measure, papers.ensure_departments(tx, office, names))
    if found is None:
        open_rounds(tx, office, measure)


def _findings(tx: Session, office: Office, source: Source, draft: DocumentDraft) -> None:
    years = [r.fiscal_year for r in draft.results if r.fiscal_year] or [
        m.fiscal_year for m in draft.measures if m.fiscal_year
    ]
    for year in set(years):
        papers.drop_findings(tx, office.id, year)
    for finding in draft.findings:
        year = finding.fiscal_year or (max(years) if years else 0)
        papers.add_finding(
            tx,
            Finding(
                office_id=office.id,
                fiscal_year=year,
                source_id=source.id,
                code=finding.code,
                severity=finding.severity,
                message=finding.message,
                place=finding.where,
            ),
        )
