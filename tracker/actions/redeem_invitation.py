"""Take a post by an invitation code: look at it first, enrol once it was confirmed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from tracker.actions.accept_notice import accept_notice
from tracker.actions.authority import audit
from tracker.actions.invite import tidy_code
from tracker.errors import InvitationExpired, InvitationInvalid, InvitationUsedUp, TooManyGuesses
from tracker.model import Invitation, InvitationGuess, Person, Tenure
from tracker.store import facts, organisations, people

GUESSES = 5
GUESS_WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class Offer:
    """What an invitation is for."""

    office_id: int
    invitation_id: int
    office: str
    department: str | None
    role: str


def look_at_invitation(tx: Session, line_user_id: str, text: str, now: datetime) -> Offer:
    """What a code is for. Raises InvitationInvalid, InvitationUsedUp, InvitationExpired, TooManyGuesses.

    The caller counts a wrong code with `count_guess`, in a transaction that is kept.
    """
    if people.guesses_since(tx, line_user_id, now - GUESS_WINDOW) >= GUESSES:
        raise TooManyGuesses(minutes=int(GUESS_WINDOW.total_seconds() // 60))
    code = tidy_code(text)
    invitation = people.invitation_by_code(tx, code) if code else None
    if invitation is None:
        raise InvitationInvalid()
    _still_valid(invitation, now)
    return _offer(tx, invitation)


def count_guess(tx: Session, line_user_id: str, now: datetime) -> None:
    """Remember a wrong code, so that guessing slows down."""
    people.forget_guesses(tx, now)
    tx.add(InvitationGuess(line_user_id=line_user_id, at=now))


def enrol(tx: Session, person: Person, office_id: int, invitation_id: int, now: datetime) -> Offer:
    """Give the person the post the invitation is for. Expiry and uses are checked again here."""
    invitation = tx.get(Invitation, (office_id, invitation_id), with_for_update=True)
    if invitation is None:
        raise InvitationInvalid()
    offer = _offer(tx, invitation)
    held = people.holdings(tx, person.id, now)
    if not any((h.office_id, h.role, h.department_id) == _post(invitation) for h in held):
        _still_valid(invitation, now)
        post = people.post_for(tx, office_id, invitation.role, invitation.department_id)
        tx.add(Tenure(office_id=office_id, post_id=post.id, person_id=person.id, valid_from=now))
        invitation.uses_left -= 1
        tx.add(invitation)
        audit(tx, now, "enrol", offer.role, office_id=office_id, person_id=person.id, post_id=post.id)
    accept_notice(tx, person, now, "enrol")
    person.asks_about = office_id
    tx.add(person)
    tx.flush()
    return offer


def _still_valid(invitation: Invitation, now: datetime) -> None:
    if invitation.expires_at <= now:
        raise InvitationExpired()
    if invitation.uses_left <= 0:
        raise InvitationUsedUp()


def _post(invitation: Invitation) -> tuple[int, str, int | None]:
    return invitation.office_id, invitation.role, invitation.department_id


def _offer(tx: Session, invitation: Invitation) -> Offer:
    office = organisations.office(tx, invitation.office_id)
    department = (
        facts.department_named(tx, office.id, invitation.department_id) if invitation.department_id else None
    )
    return Offer(office.id, invitation.id, office.name, department, invitation.role)
