"""Take a post by an invitation code: look at it first, enrol once it was confirmed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from tracker.actions.accept_notice import accept_notice
from tracker.actions.authority import audit
from tracker.actions.invite import still_good, tidy_code
from tracker.errors import InvitationInvalid, InvitationWaits, TooManyGuesses
from tracker.model import Invitation, InvitationGuess, Person, Tenure
from tracker.store import facts, invitations, organisations, people

GUESSES = 5
GUESS_WINDOW = timedelta(hours=1)
# So many wrong codes of all people together stop every look at a code for a while: 65 bits need no more, but nobody
# who guesses with many accounts should be able to try at leisure.
BRAKE, BRAKE_WINDOW = 200, timedelta(minutes=10)


@dataclass(frozen=True)
class Offer:
    """What an invitation is for."""

    office_id: int
    invitation_id: int
    office: str
    department: str | None
    role: str
    department_id: int | None = None
    handed_over: bool = False  # somebody held the post before


def look_at_invitation(tx: Session, line_user_id: str, text: str, now: datetime) -> Offer:
    """What a code is for. Raises InvitationInvalid, InvitationUsedUp, InvitationExpired, InvitationRevoked,
    InvitationWaits, TooManyGuesses.

    The caller counts a wrong code with `count_guess`, in a transaction that is kept.
    """
    too_many = invitations.guesses_since(tx, line_user_id, now - GUESS_WINDOW) >= GUESSES
    if too_many or invitations.guesses_since(tx, None, now - BRAKE_WINDOW) >= BRAKE:
        window = GUESS_WINDOW if too_many else BRAKE_WINDOW
        raise TooManyGuesses(minutes=int(window.total_seconds() // 60))
    code = tidy_code(text)
    invitation = invitations.by_code(tx, code) if code else None
    if invitation is None:
        raise InvitationInvalid()
    _usable(invitation, now)
    return _offer(tx, invitation)


def count_guess(tx: Session, line_user_id: str, now: datetime) -> None:
    """Remember a wrong code, so that guessing slows down; the one that locks somebody out leaves an audit line."""
    invitations.forget_guesses(tx, now)
    tx.add(InvitationGuess(line_user_id=line_user_id, at=now))
    tx.flush()
    for who, limit, window in ((line_user_id, GUESSES, GUESS_WINDOW), (None, BRAKE, BRAKE_WINDOW)):
        if invitations.guesses_since(tx, who, now - window) == limit:
            audit(tx, now, "guessing_stopped", "person" if who else "everybody", limit=limit)


def enrol(tx: Session, person: Person, office_id: int, invitation_id: int, now: datetime) -> Offer:
    """Give the person the post the invitation is for. All that can end an invitation is checked again here."""
    invitation = tx.get(Invitation, (office_id, invitation_id), with_for_update=True, populate_existing=True)
    if invitation is None:
        raise InvitationInvalid()
    offer = _offer(tx, invitation)
    held = people.holdings(tx, person.id, now)
    if not any(
        (h.office_id, h.role, h.department_id, h.state) == (*_post(invitation), "current") for h in held
    ):
        _usable(invitation, now)
        post = people.post_for(tx, office_id, invitation.role, invitation.department_id)
        offer = replace(offer, handed_over=people.had_holder(tx, office_id, post.id, now))
        tx.add(Tenure(office_id=office_id, post_id=post.id, person_id=person.id, valid_from=now))
        invitation.uses_left -= 1
        tx.add(invitation)
        audit(tx, now, "enrol", offer.role, office_id=office_id, person_id=person.id, post_id=post.id)
    accept_notice(tx, person, now, "enrol")
    person.asks_about = office_id
    tx.add(person)
    tx.flush()
    return offer


def _usable(invitation: Invitation, now: datetime) -> None:
    still_good(invitation, now)
    if invitation.needs_approval and invitation.approved_at is None:
        raise InvitationWaits()


def _post(invitation: Invitation) -> tuple[int, str, int | None]:
    return invitation.office_id, invitation.role, invitation.department_id


def _offer(tx: Session, invitation: Invitation) -> Offer:
    office = organisations.office(tx, invitation.office_id)
    department = (
        facts.department_named(tx, office.id, invitation.department_id) if invitation.department_id else None
    )
    return Offer(office.id, invitation.id, office.name, department, invitation.role, invitation.department_id)
