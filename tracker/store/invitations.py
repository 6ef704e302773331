"""Invitations to a post, and the codes that were guessed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, and_, col, func, select

from tracker.model import Department, Invitation, InvitationGuess


@dataclass(frozen=True)
class InvitationFacts:
    """An invitation that can still be used, or approved."""

    office_id: int
    invitation_id: int
    role: str
    department_id: int | None
    department: str | None
    uses_left: int
    expires_at: datetime
    created_by: int | None
    waits: bool


def open_in(tx: Session, office_id: int, now: datetime) -> list[InvitationFacts]:
    """The invitations of an office that are still good or wait to be approved, newest first."""
    query = (
        select(Invitation, Department)
        .outerjoin(
            Department,
            and_(
                col(Department.office_id) == Invitation.office_id,
                col(Department.id) == Invitation.department_id,
            ),
        )
        .where(Invitation.office_id == office_id, col(Invitation.expires_at) > now)
        .where(col(Invitation.uses_left) > 0, col(Invitation.revoked_at).is_(None))
        .order_by(col(Invitation.created_at).desc(), col(Invitation.id).desc())
    )
    return [
        InvitationFacts(
            office_id,
            row.id,
            row.role,
            row.department_id,
            department.name if department is not None else None,
            row.uses_left,
            row.expires_at,
            row.created_by,
            row.needs_approval and row.approved_at is None,
        )
        for row, department in tx.exec(query).all()
    ]


def open_of(tx: Session, office_id: int, person_id: int, at: datetime) -> list[Invitation]:
    """The invitations a person made in an office that could still be used after a moment, locked."""
    query = (
        select(Invitation)
        .where(Invitation.office_id == office_id, Invitation.created_by == person_id)
        .where(col(Invitation.expires_at) > at, col(Invitation.uses_left) > 0)
        .where(col(Invitation.revoked_at).is_(None))
        .order_by(col(Invitation.id))
    )
    return list(tx.exec(query.with_for_update().execution_options(populate_existing=True)).all())


def code_digest(code: str) -> str:
    """The only trace of an invitation code that is stored."""
    return hashlib.sha256(code.encode()).hexdigest()


def by_code(tx: Session, code: str) -> Invitation | None:
    """The invitation behind a code, locked for the rest of the transaction, or None."""
    query = select(Invitation).where(Invitation.code_sha256 == code_digest(code)).with_for_update()
    return tx.exec(query).first()


def guesses_since(tx: Session, line_user_id: str | None, since: datetime) -> int:
    """How many wrong codes a LINE user (None: everybody together) tried since a moment."""
    query = select(func.count()).select_from(InvitationGuess).where(InvitationGuess.at > since)
    if line_user_id is not None:
        query = query.where(InvitationGuess.line_user_id == line_user_id)
    return tx.exec(query).one()


def forget_guesses(tx: Session, now: datetime) -> None:
    """Drop guesses older than a day."""
    old = select(InvitationGuess).where(InvitationGuess.at < now - timedelta(days=1))
    for guess in tx.exec(old).all():
        tx.delete(guess)
