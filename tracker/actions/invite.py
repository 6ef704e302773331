"""Make an invitation: a code that lets a person take a post. Approve one, revoke one."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from tracker import outbox
from tracker.actions.authority import Authority, audit
from tracker.errors import (
    ApproveYourself,
    InvitationExpired,
    InvitationInvalid,
    InvitationRevoked,
    InvitationUsedUp,
    NobodyToApprove,
)
from tracker.model import Department, Invitation, Office
from tracker.store import facts, invitations, organisations, people

# Crockford's base 32: no I, L, O or U, so that nothing is misread when it is copied by hand.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 13  # 65 bits
GOOD_FOR_DAYS = 2
# Who may read or decide about the whole office: somebody in the role agrees to each one more.
APPROVED_ROLES = ("coordinator", "executive")
_ASK_COORDINATOR = "กรุณาให้ผู้ประสาน ITA ของหน่วยงานเป็นผู้ดูแลรหัสเชิญ"


@dataclass(frozen=True)
class Issued:
    """An invitation just made. `waits`: the code is good for nothing until somebody else in the role approved it;
    `approvers` of them were asked."""

    code: str
    office_id: int
    invitation_id: int
    role: str
    department: str | None
    expires_at: datetime
    waits: bool = False
    approvers: int = 0


def tidy_code(text: str) -> str:
    """A code as it was typed, in the form it was made: upper case, no spaces or dashes, O as 0, I and L as 1."""
    plain = text.upper().translate(str.maketrans("OIL", "011", "- \t\u200b\u00a0–—_"))
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else ""


def invite(
    tx: Session,
    office: Office,
    department: Department | None,
    role: str,
    now: datetime,
    *,
    uses: int = 1,
    days: int = GOOD_FOR_DAYS,
    created_by: int | None = None,
) -> str:
    """Make an invitation as the operator does, who needs nobody's approval, and return its code, as in
    7KQ2-M4XD-9RT3B. The code itself is not stored."""
    return _issue(tx, office, department, role, now, uses=uses, days=days, created_by=created_by).code


def invite_by(
    tx: Session,
    authority: Authority | None,
    office_id: int,
    role: str,
    department_id: int | None,
    now: datetime,
    *,
    days: int = GOOD_FOR_DAYS,
    ask: Callable[[Issued], outbox.Body] | None = None,
) -> Issued:
    """Make an invitation for one person, as a coordinator does in the chat or at the desk.

    One to coordinator or executive waits until somebody else who holds that role approved it; each of them is asked in
    the words of `ask`. A head or officer is of a department, the others of the whole office. `authority` None is the
    operator, who needs nobody's approval. Raises NotAllowed, InvitationInvalid, UnknownDepartment, NobodyToApprove.
    """
    post = authority.permit("invite", office_id, None, _ASK_COORDINATOR) if authority else None
    maker = authority.person_id if authority else None
    office = organisations.office(tx, office_id)
    needs_department = role not in APPROVED_ROLES
    if role not in people.ORDER or needs_department == (department_id is None):
        raise InvitationInvalid()
    department = organisations.department_of(tx, office, department_id) if department_id else None
    waits = authority is not None and role in APPROVED_ROLES
    approvers = [
        each
        for each in (people.people_with_role(tx, office_id, role, now) if waits else [])
        if each.id != maker
    ]
    if waits and not approvers:
        raise NobodyToApprove(role=role, office=office.slug)
    issued = _issue(
        tx, office, department, role, now,
        days=days, created_by=maker, post_id=post.post_id if post else None, waits=waits, approvers=len(approvers),
    )  # fmt: skip
    for each in approvers if ask is not None else ():
        if each.following:
            key = f"approve:{issued.invitation_id}:{each.id}"
            body = ask(issued) if ask else []
            outbox.promise_push(tx, key, each.line_user_id, body, now, office_id=office_id, person_id=each.id)
    return issued


def _issue(
    tx: Session,
    office: Office,
    department: Department | None,
    role: str,
    now: datetime,
    *,
    days: int,
    created_by: int | None,
    uses: int = 1,
    post_id: int | None = None,
    waits: bool = False,
    approvers: int = 0,
) -> Issued:
    leaves = people.role_ends(tx, created_by, office.id, "coordinator", now) if created_by else None
    expires = now + timedelta(days=days)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    row = Invitation(
        office_id=office.id,
        code_sha256=invitations.code_digest(code),
        role=role,
        department_id=department.id if department else None,
        uses_left=uses,
        expires_at=min(expires, leaves) if leaves else expires,
        created_at=now,
        created_by=created_by,
        needs_approval=waits,
    )
    tx.add(row)
    tx.flush()
    name = department.name if department else None
    detail: dict[str, Any] = {"uses": uses, "days": days, "department": name, "waits": waits}
    audit(
        tx,
        now,
        "invite",
        role,
        office_id=office.id,
        person_id=created_by,
        post_id=post_id,
        id=row.id,
        **detail,
    )
    shown = f"{code[:4]}-{code[4:8]}-{code[8:]}"
    return Issued(shown, office.id, row.id, role, name, row.expires_at, waits, approvers)


def approve_invitation(
    tx: Session, authority: Authority, office_id: int, invitation_id: int, now: datetime
) -> Invitation:
    """Agree to an invitation to one's own role, made by somebody else. A second time changes nothing.

    Raises NotAllowed, ApproveYourself, InvitationInvalid, InvitationExpired, InvitationRevoked, InvitationUsedUp.
    """
    found = _locked(tx, office_id, invitation_id)
    if found is None or not found.needs_approval:
        raise InvitationInvalid()
    post = authority.permit(f"approve_{found.role}", office_id, None, "ผู้อนุมัติต้องดำรงตำแหน่งเดียวกับที่เชิญ")
    if authority.person_id == found.created_by:
        raise ApproveYourself()
    still_good(found, now)
    if found.approved_at is None:
        found.approved_by, found.approved_at = authority.person_id, now
        tx.add(found)
        audit(
            tx, now, "approve_invitation", found.role,
            office_id=office_id, person_id=authority.person_id, post_id=post.post_id, id=found.id,
        )  # fmt: skip
    return found


def revoke_invitation(
    tx: Session, authority: Authority, office_id: int, invitation_id: int, now: datetime
) -> Invitation:
    """Make an invitation good for nothing. A second time changes nothing. Raises NotAllowed, InvitationInvalid."""
    post = authority.permit("revoke_invitation", office_id, None, _ASK_COORDINATOR)
    found = _locked(tx, office_id, invitation_id)
    if found is None:
        raise InvitationInvalid()
    if found.revoked_at is None:
        _revoke(tx, found, now, "coordinator", authority.person_id, post.post_id)
    return found


def revoke_made_by(
    tx: Session,
    office_id: int,
    maker: int,
    until: datetime,
    now: datetime,
    by: int | None,
    post_id: int | None,
) -> None:
    """A coordinator leaves: what they made, and could still be used after that moment, is good for nothing."""
    for found in invitations.open_of(tx, office_id, maker, until):
        _revoke(tx, found, now, "maker left", by, post_id)


def revoke_pasted(
    tx: Session, text: str, now: datetime, tell: Callable[[Invitation, str | None], outbox.Body]
) -> bool:
    """A code stands where a whole group reads it: it is good for nothing from now on, and whoever made it and the
    coordinators are told in the words of `tell`. Returns whether it was one that had still been good."""
    found = invitations.by_code(tx, tidy_code(text))
    if found is None:
        return False
    try:
        still_good(found, now)
    except (InvitationExpired, InvitationRevoked, InvitationUsedUp):
        return False
    _revoke(tx, found, now, "group")
    for each in _told(tx, found, now):
        department = (
            facts.department_named(tx, found.office_id, found.department_id) if found.department_id else None
        )
        key = f"revoked:{found.id}:{each.id}"
        outbox.promise_push(
            tx,
            key,
            each.line_user_id,
            tell(found, department),
            now,
            office_id=found.office_id,
            person_id=each.id,
        )
    return True


def _told(tx: Session, found: Invitation, now: datetime) -> list[Any]:
    """The coordinators of the office, and whoever made the invitation where they still hold a post in it."""
    listed = {each.id: each for each in people.people_with_role(tx, found.office_id, "coordinator", now)}
    inviter = people.person_by_id(tx, found.created_by)
    held = people.holdings(tx, inviter.id, now) if inviter is not None else []
    if inviter is not None and any(post.office_id == found.office_id for post in held):
        listed[inviter.id] = inviter
    return [each for each in listed.values() if each.following]


def _revoke(
    tx: Session,
    found: Invitation,
    now: datetime,
    why: str,
    person_id: int | None = None,
    post_id: int | None = None,
) -> None:
    found.revoked_by, found.revoked_at = person_id, now
    tx.add(found)
    audit(
        tx, now, "revoke_invitation", found.role,
        office_id=found.office_id, person_id=person_id, post_id=post_id, id=found.id, why=why,
    )  # fmt: skip


def still_good(found: Invitation, now: datetime) -> None:
    """Whether an invitation can still be used at all, asked on every path that uses one.

    Raises InvitationRevoked, InvitationExpired, InvitationUsedUp.
    """
    if found.revoked_at is not None:
        raise InvitationRevoked()
    if found.expires_at <= now:
        raise InvitationExpired()
    if found.uses_left <= 0:
        raise InvitationUsedUp()


def _locked(tx: Session, office_id: int, invitation_id: int) -> Invitation | None:
    return tx.get(Invitation, (office_id, invitation_id), with_for_update=True)
