"""Writing down what a paper says: its source, results with their scores, measures with their departments, findings."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, select

from tracker.model import (
    Assessment,
    Department,
    Finding,
    IndicatorScore,
    Measure,
    Office,
    Responsibility,
    Source,
)
from tracker.store import organisations


def source_by_content(tx: Session, office_id: int, sha256: str) -> Source | None:
    """The paper with this very content, when it was read before."""
    return tx.exec(select(Source).where(Source.office_id == office_id, Source.sha256 == sha256)).first()


def add_source(
    tx: Session,
    office_id: int,
    title: str,
    now: datetime,
    *,
    dated: date | None = None,
    file_name: str | None = None,
    sha256: str | None = None,
) -> Source:
    """Note a paper that figures come from."""
    source = Source(
        office_id=office_id, title=title, dated=dated, file_name=file_name, sha256=sha256, created_at=now
    )
    tx.add(source)
    tx.flush()
    return source


def put_assessment(
    tx: Session, assessment: Assessment, scores: Mapping[int, Decimal], uncertain: Iterable[int]
) -> None:
    """Write a year's result; one that was there before is replaced, with all its scores."""
    query = select(Assessment).where(Assessment.office_id == assessment.office_id)
    before = tx.exec(query.where(Assessment.fiscal_year == assessment.fiscal_year)).first()
    if before is not None:
        old = select(IndicatorScore).where(IndicatorScore.office_id == before.office_id)
        for row in tx.exec(old.where(IndicatorScore.assessment_id == before.id)).all():
            tx.delete(row)
        tx.flush()
        tx.delete(before)
        tx.flush()
    tx.add(assessment)
    tx.flush()
    doubtful = set(uncertain)
    for number, score in scores.items():
        tx.add(
            IndicatorScore(
                office_id=assessment.office_id,
                assessment_id=assessment.id,
                indicator=number,
                score=score,
                certain=number not in doubtful,
            )
        )


def ensure_departments(tx: Session, office: Office, names: Iterable[str]) -> list[Department]:
    """The departments of these full names in the office, made where it did not have them yet."""
    known = {department.name: department for department in organisations.departments(tx, office.id)}
    for name in names:
        if name not in known:
            known[name] = Department(office_id=office.id, name=name, position=len(known))
            tx.add(known[name])
            tx.flush()
    return [known[name] for name in names]


def carry(tx: Session, measure: Measure, departments: Iterable[Department]) -> None:
    """Make departments responsible for a measure; those that already are keep their progress."""
    for department in departments:
        key = (measure.office_id, measure.id, department.id)
        if tx.get(Responsibility, key) is None:
            tx.add(
                Responsibility(
                    office_id=measure.office_id, measure_id=measure.id, department_id=department.id
                )
            )


def add_finding(tx: Session, finding: Finding) -> None:
    """Keep something a careful reader noticed."""
    tx.add(finding)


def drop_findings(tx: Session, office_id: int, fiscal_year: int) -> None:
    """Forget the findings of a year whose paper is replaced by a newer one."""
    query = select(Finding).where(Finding.office_id == office_id, Finding.fiscal_year == fiscal_year)
    for row in tx.exec(query).all():
        tx.delete(row)
