"""Invitations by people, on both databases: approved, revoked, watched, and looked at again on every path."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.contracts.clerk import MORNING, Clerk
from tests.contracts.conftest import sampled as sampled
from tracker.actions.invite import (
    ALPHABET,
    GOOD_FOR_DAYS,
    LENGTH,
    Issued,
    approve_invitation,
    invite_by,
    revoke_invitation,
    revoke_pasted,
)
from tracker.actions.redeem_invitation import (
    BRAKE,
    BRAKE_WINDOW,
    GUESSES,
    count_guess,
    enrol,
    look_at_invitation,
)
from tracker.errors import (
    ApproveYourself,
    InvitationExpired,
    InvitationInvalid,
    InvitationRevoked,
    InvitationUsedUp,
    InvitationWaits,
    NobodyToApprove,
    NotAllowed,
    TooManyGuesses,
    TrackerError,
    UnknownDepartment,
)
from tracker.model import AuditEntry, Invitation, Message
from tracker.store import Store, invitations, people

OFFICE = "buengcharoen"


@pytest.fixture
def boss(sampled: Store) -> Clerk:
    return Clerk(sampled, OFFICE, role="coordinator")


def make(boss: Clerk, role: str, department_id: int | None = None) -> Issued:
    with boss.store.begin() as tx:
        return invite_by(
            tx, boss.authority(tx), boss.office_id, role, department_id, boss.now,
            ask=lambda issued: [{"type": "text", "text": issued.role}],
        )  # fmt: skip


def works(store: Store) -> int:
    head = Clerk(store, OFFICE, "กองช่าง", "head")
    assert head.department is not None
    return head.department.id


def look(store: Store, code: str, now=MORNING, who: str = "Ux"):  # type: ignore[no-untyped-def]
    with store.begin() as tx:
        return look_at_invitation(tx, who, code, now)


def press(store: Store, issued: Issued, now=MORNING, who: str = "Ux"):  # type: ignore[no-untyped-def]
    with store.begin() as tx:
        person = people.ensure_person(tx, who, now)
        return enrol(tx, person, issued.office_id, issued.invitation_id, now)


def approve(who: Clerk, issued: Issued) -> None:
    with who.store.begin() as tx:
        approve_invitation(tx, who.authority(tx), issued.office_id, issued.invitation_id, who.now)


def revoke(who: Clerk, issued: Issued) -> None:
    with who.store.begin() as tx:
        revoke_invitation(tx, who.authority(tx), issued.office_id, issued.invitation_id, who.now)


def audited(store: Store, action: str) -> list[AuditEntry]:
    with store.read() as tx:
        return list(tx.exec(select(AuditEntry).where(AuditEntry.action == action)).all())


def test_a_code_is_single_for_48_hours_and_hard_to_guess(boss: Clerk) -> None:
    issued = make(boss, "head", works(boss.store))
    assert (issued.waits, issued.department, issued.expires_at) == (
        False,
        "กองช่าง",
        MORNING + timedelta(hours=48),
    )
    assert len(ALPHABET) ** LENGTH >= 2**60 and GOOD_FOR_DAYS == 2
    assert press(boss.store, issued).role == "head"
    with pytest.raises(InvitationUsedUp):
        press(boss.store, issued, who="Uy")


@pytest.mark.parametrize("role", ["head", "officer", "executive", None])
def test_only_a_coordinator_of_the_office_invites(boss: Clerk, role: str | None) -> None:
    department = "กองช่าง" if role in ("head", "officer") else None
    other = (
        Clerk(boss.store, OFFICE, department, role)
        if role
        else Clerk(boss.store, "nadun", role="coordinator")
    )
    department_id = works(boss.store)
    with pytest.raises(NotAllowed), boss.store.begin() as tx:
        invite_by(tx, other.authority(tx), boss.office_id, "officer", department_id, MORNING)


def test_a_code_is_for_a_department_of_the_office(boss: Clerk) -> None:
    stranger = Clerk(boss.store, "nadun", "สำนักปลัด", "head")
    assert stranger.department is not None
    with pytest.raises(UnknownDepartment):
        make(boss, "head", stranger.department.id)


@pytest.mark.parametrize("role", ["coordinator", "executive"])
def test_a_code_to_the_whole_office_waits_for_somebody_else_in_the_role(boss: Clerk, role: str) -> None:
    with pytest.raises(NobodyToApprove) as nobody:
        make(boss, role)
    assert "python -m tracker invite" in str(nobody.value)
    agreeing = Clerk(boss.store, OFFICE, role=role)
    issued = make(boss, role)
    assert (issued.waits, issued.approvers) == (True, 1)
    with boss.store.read() as tx:
        asked = tx.exec(select(Message.person_id).where(Message.channel == "push")).all()
        assert [
            each.waits for each in invitations.open_in(tx, boss.office_id, MORNING) if each.created_by
        ] == [True]
    assert asked == [agreeing.person_id]
    for path in (lambda: look(boss.store, issued.code), lambda: press(boss.store, issued)):
        with pytest.raises(InvitationWaits):
            path()
    other_role = Clerk(boss.store, OFFICE, role="executive" if role == "coordinator" else "coordinator")
    elsewhere = Clerk(boss.store, "nadun", role=role)
    head = Clerk(boss.store, OFFICE, "กองช่าง", "head")
    for who in (
        (other_role, elsewhere, head) if role == "coordinator" else (boss, other_role, elsewhere, head)
    ):
        with pytest.raises(NotAllowed):
            approve(who, issued)
    approve(agreeing, issued)
    approve(agreeing, issued)
    assert len(audited(boss.store, "approve_invitation")) == 1
    assert look(boss.store, issued.code).role == role
    assert press(boss.store, issued).role == role


def test_whoever_invites_cannot_approve_even_in_the_role(boss: Clerk) -> None:
    Clerk(boss.store, OFFICE, role="coordinator")
    issued = make(boss, "coordinator")
    with pytest.raises(ApproveYourself):
        approve(boss, issued)
    with pytest.raises(InvitationWaits):
        press(boss.store, issued)


def test_who_left_the_role_meanwhile_cannot_approve(boss: Clerk) -> None:
    from tracker.actions.end_post import end_post
    from tracker.model import Tenure

    agreeing = Clerk(boss.store, OFFICE, role="coordinator")
    issued = make(boss, "coordinator")
    with boss.store.begin() as tx:
        tenure = tx.exec(select(Tenure).where(Tenure.person_id == agreeing.person_id)).one()
        end_post(tx, boss.authority(tx), boss.office_id, tenure.id, "retired", boss.now)
    with pytest.raises(NotAllowed):
        approve(agreeing, issued)


def expire(boss: Clerk, issued: Issued) -> timedelta:
    return timedelta(hours=48)


def revoke_it(boss: Clerk, issued: Issued) -> timedelta:
    revoke(boss, issued)
    return timedelta(0)


def paste_it(boss: Clerk, issued: Issued) -> timedelta:
    with boss.store.begin() as tx:
        assert revoke_pasted(tx, issued.code, MORNING, lambda row, name: [{"type": "text", "text": "x"}])
    return timedelta(0)


def use_it(boss: Clerk, issued: Issued) -> timedelta:
    press(boss.store, issued, who="Ufirst")
    return timedelta(0)


PATHS: dict[str, Callable[[Clerk, Issued, timedelta], object]] = {
    "looked at": lambda boss, issued, later: look(boss.store, issued.code, MORNING + later),
    "pressed": lambda boss, issued, later: press(boss.store, issued, MORNING + later),
}
ENDS = {
    "expired": (expire, InvitationExpired),
    "revoked": (revoke_it, InvitationRevoked),
    "pasted in a group": (paste_it, InvitationRevoked),
    "used up": (use_it, InvitationUsedUp),
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("end", ENDS)
def test_whatever_ended_a_code_ends_it_on_every_path(boss: Clerk, path: str, end: str) -> None:
    issued = make(boss, "head", works(boss.store))
    look(boss.store, issued.code)
    ending, error = ENDS[end]
    later = ending(boss, issued)
    with pytest.raises(error):
        PATHS[path](boss, issued, later)
    with boss.store.read() as tx:
        row = tx.get_one(Invitation, (issued.office_id, issued.invitation_id))
    assert row.uses_left == (0 if end == "used up" else 1)


@pytest.mark.parametrize("end", ENDS)
def test_an_invitation_that_ended_is_approved_by_nobody(boss: Clerk, end: str) -> None:
    agreeing = Clerk(boss.store, OFFICE, role="coordinator")
    issued = make(boss, "coordinator")
    if end == "used up":
        approve(agreeing, issued)
    ending, error = ENDS[end]
    agreeing.now += ending(boss, issued)
    with pytest.raises(error):
        approve(agreeing, issued)


def test_only_a_coordinator_revokes_and_it_leaves_one_line(boss: Clerk) -> None:
    issued = make(boss, "head", works(boss.store))
    for who in (Clerk(boss.store, OFFICE, "กองช่าง", "head"), Clerk(boss.store, "nadun", role="coordinator")):
        with pytest.raises(NotAllowed):
            revoke(who, issued)
    revoke(boss, issued)
    revoke(boss, issued)
    assert [line.detail["why"] for line in audited(boss.store, "revoke_invitation")] == ["coordinator"]
    with pytest.raises(InvitationInvalid), boss.store.begin() as tx:
        revoke_invitation(tx, boss.authority(tx), boss.office_id, 5, MORNING)


def test_a_code_in_a_group_is_revoked_and_the_coordinators_and_the_inviter_are_told_once(boss: Clerk) -> None:
    second = Clerk(boss.store, OFFICE, role="coordinator")
    issued = make(boss, "head", works(boss.store))
    paste_it(boss, issued)
    with boss.store.begin() as tx:
        assert not revoke_pasted(tx, issued.code, MORNING, lambda row, name: [])
        assert not revoke_pasted(tx, "7KQ2-M4XD-9RT3B", MORNING, lambda row, name: [])
    with boss.store.read() as tx:
        told = sorted(tx.exec(select(Message.person_id).where(Message.channel == "push")).all())
    assert told == sorted([boss.person_id, second.person_id])
    assert [line.detail["why"] for line in audited(boss.store, "revoke_invitation")] == ["group"]


def test_guessing_by_many_together_is_braked_too(boss: Clerk) -> None:
    issued = make(boss, "head", works(boss.store))
    with boss.store.begin() as tx:
        for number in range(BRAKE):
            count_guess(tx, f"U{number // (GUESSES - 1)}", MORNING)
    with pytest.raises(TooManyGuesses):
        look(boss.store, issued.code, MORNING + timedelta(seconds=1))
    assert look(boss.store, issued.code, MORNING + BRAKE_WINDOW).role == "head"
    assert [line.subject for line in audited(boss.store, "guessing_stopped")] == ["everybody"]


def test_the_guess_that_locks_somebody_out_leaves_one_line(sampled: Store) -> None:
    for _ in range(GUESSES):
        with pytest.raises(TrackerError):
            look(sampled, "0000-0000-00000")
        with sampled.begin() as tx:
            count_guess(tx, "Ux", MORNING)
    assert [line.subject for line in audited(sampled, "guessing_stopped")] == ["person"]
