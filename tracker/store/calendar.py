"""What a phone's calendar is told of: whether anything has changed, and what has been noted of its asking."""

from datetime import datetime

from sqlmodel import Session, col, select

from tracker.model import AuditEntry

CHANGES = (
    "import", "record_progress", "undo_progress", "review_progress", "change_due_date", "change_day_off",
    "close_round", "publish",
)  # fmt: skip
"""The acts after which a due date or what was reported may be another one; each leaves its line in the audit log."""


def newest_change(tx: Session, office_id: int) -> tuple[int, datetime] | None:
    """Number in the office's chain and moment of the newest such act: both only ever grow. None while there is none."""
    query = (
        select(AuditEntry.number, AuditEntry.at)
        .where(AuditEntry.chain == office_id, col(AuditEntry.action).in_(CHANGES))
        .order_by(col(AuditEntry.number).desc())
        .limit(1)
    )
    found = tx.exec(query).first()
    return (found[0], found[1]) if found is not None and found[0] is not None else None


def noted_since(
    tx: Session, office_id: int, person_id: int, action: str, moment: datetime, subject: str | None = None
) -> bool:
    """Whether a line of this action (about this subject, None: about any) by a person stands in the audit log from a
    moment on."""
    query = select(AuditEntry.id).where(
        AuditEntry.office_id == office_id,
        AuditEntry.at >= moment,
        AuditEntry.person_id == person_id,
        AuditEntry.action == action,
    )
    if subject is not None:
        query = query.where(AuditEntry.subject == subject)
    return tx.exec(query.limit(1)).first() is not None
