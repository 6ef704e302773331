"""Looking for lines of the audit log and for measures by words. Words are words: no sign in them means anything."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, or_, true
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, func

from tracker.model import AuditEntry, Department, Measure, Office, Post
from tracker.store.desk import SHOWN, Found, Scope


@dataclass(frozen=True)
class AuditLine:
    """Who did what, when. `role` None: the operator, or the program itself."""

    at: datetime
    office: str | None
    action: str
    subject: str
    role: str | None
    department: str | None


@dataclass(frozen=True)
class MeasureLine:
    """A measure of an office; the fiscal year is B.E."""

    office: str
    slug: str
    fiscal_year: int
    number: int
    title: str


def audit_lines(
    tx: Session, scope: Scope, words: str, actions: Collection[str], *, oldest_first: bool = False
) -> Found[AuditLine]:
    """The lines whose subject, office or department holds the words, or whose action is one of `actions`; all for no
    words."""
    said = or_(
        col(AuditEntry.subject).icontains(words, autoescape=True),
        col(AuditEntry.action).in_(actions),
        col(Office.name).icontains(words, autoescape=True),
        col(Department.name).icontains(words, autoescape=True),
    )
    which = and_(said if words else true(), true() if scope is None else col(AuditEntry.office_id).in_(scope))
    joined = (
        columns_of(AuditEntry, col(Office.name), col(Post.role), col(Department.name))
        .outerjoin(Office, col(Office.id) == AuditEntry.office_id)
        .outerjoin(
            Post, and_(col(Post.office_id) == AuditEntry.office_id, col(Post.id) == AuditEntry.post_id)
        )
        .outerjoin(
            Department,
            and_(col(Department.office_id) == Post.office_id, col(Department.id) == Post.department_id),
        )
        .where(which)
    )
    order = (col(AuditEntry.at), col(AuditEntry.id))
    ordered = joined.order_by(*(order if oldest_first else (each.desc() for each in order)))
    rows = tx.execute(ordered.limit(SHOWN)).all()
    found = tuple(AuditLine(r.at, office, r.action, r.subject, role, name) for r, office, role, name in rows)
    return Found(found, _counted(tx, joined))


def measures(tx: Session, scope: Scope, words: str) -> Found[MeasureLine]:
    """The measures whose title holds the words, newest year first; none for no words."""
    if not words:
        return Found((), 0)
    which = and_(
        col(Measure.title).icontains(words, autoescape=True),
        true() if scope is None else col(Measure.office_id).in_(scope),
    )
    joined = (
        columns_of(col(Office.name), col(Office.slug), Measure)
        .join(Office, col(Office.id) == Measure.office_id)
        .where(which)
    )
    begins = case((col(Measure.title).istartswith(words, autoescape=True), 0), else_=1)
    rows = tx.execute(
        joined.order_by(begins, col(Measure.fiscal_year).desc(), col(Office.name), col(Measure.number)).limit(
            SHOWN
        )
    ).all()
    found = tuple(MeasureLine(name, slug, m.fiscal_year, m.number, m.title) for name, slug, m in rows)
    return Found(found, _counted(tx, joined))


def _counted(tx: Session, joined: Any) -> int:
    query = joined.with_only_columns(func.count(), maintain_column_froms=True)
    return int(tx.execute(query).scalar_one())
