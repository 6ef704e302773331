"""What ends together with a post, on both databases: acting elsewhere, codes that were made, never the last watch."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests.authority.test_posts import WORKS, act, end, states, tenure_of
from tests.authority.test_posts import coordinator as coordinator
from tests.contracts.clerk import MORNING, Clerk
from tests.contracts.conftest import sampled as sampled
from tracker.actions.end_post import end_post, transfer
from tracker.actions.erase_person import erase_person
from tracker.actions.invite import Issued, invite_by
from tracker.actions.redeem_invitation import enrol, look_at_invitation
from tracker.errors import InvitationExpired, InvitationRevoked, LastCoordinator, StorageUnavailable
from tracker.files import open_files
from tracker.model import AuditEntry, Invitation, Person, Tenure
from tracker.store import Store, invitations, organisations, people

OFFICE, FINANCE = "buengcharoen", "กองคลัง"
TO_ACT_UNTIL = date(2027, 1, 31)


@pytest.fixture
def finance(coordinator: Clerk, sampled: Store) -> Clerk:
    """The head of finance, who also acts as head of works."""
    Clerk(sampled, OFFICE, WORKS, "officer")
    clerk = Clerk(sampled, OFFICE, FINANCE, "head")
    act(coordinator, clerk, TO_ACT_UNTIL)
    return clerk


def tenures(clerk: Clerk) -> dict[str, Tenure]:
    with clerk.store.read() as tx:
        found = tx.exec(select(Tenure).where(Tenure.person_id == clerk.person_id)).all()
    return {tenure.kind: tenure for tenure in found}


def ended(boss: Clerk) -> list[AuditEntry]:
    with boss.store.read() as tx:
        return list(tx.exec(select(AuditEntry).where(AuditEntry.action == "end_post")).all())


def end_tenure(boss: Clerk, tenure: Tenure, ending: str, on: date | None = None) -> None:
    with boss.store.begin() as tx:
        end_post(tx, boss.authority(tx), boss.office_id, tenure.id, ending, boss.now, on=on)  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", ["retired", "ended", "transferred"])
def test_who_leaves_their_only_post_acts_no_longer(coordinator: Clerk, finance: Clerk, ending: str) -> None:
    end_tenure(coordinator, tenures(finance)["holder"], ending)
    assert "acting" not in states(finance, MORNING) and "current" not in states(finance, MORNING)
    own, acting = tenures(finance)["holder"], tenures(finance)["acting"]
    assert (acting.valid_to, acting.ended_as, acting.ended_by) == (MORNING, ending, coordinator.person_id)
    lines = {line.detail["tenure"]: line for line in ended(coordinator)}
    assert set(lines) == {own.id, acting.id}
    assert lines[acting.id].detail["because_of"] == own.id
    assert lines[acting.id].person_id == coordinator.person_id and lines[acting.id].post_id is not None


def test_who_is_to_retire_acts_until_that_day(coordinator: Clerk, finance: Clerk) -> None:
    end_tenure(coordinator, tenures(finance)["holder"], "retired", date(2026, 12, 1))
    assert tenures(finance)["acting"].valid_to == tenures(finance)["holder"].valid_to
    assert sorted(states(finance, MORNING + timedelta(days=3))) == ["acting", "current"]
    assert "acting" not in states(finance, MORNING + timedelta(days=30))


def test_acting_that_is_over_sooner_stays_as_it_is(coordinator: Clerk, finance: Clerk) -> None:
    before = tenures(finance)["acting"].valid_to
    end_tenure(coordinator, tenures(finance)["holder"], "retired", date(2027, 6, 1))
    assert (tenures(finance)["acting"].valid_to, len(ended(coordinator))) == (before, 1)


@pytest.mark.parametrize(("ending", "acts"), [("transferred", True), ("ended", True), ("retired", False)])
def test_who_keeps_another_post_goes_on_acting_unless_they_retire(
    coordinator: Clerk, finance: Clerk, ending: str, acts: bool
) -> None:
    own = tenures(finance)["holder"]
    with finance.store.begin() as tx:
        other = people.post_for(tx, finance.office_id, "executive", None)
        tx.add(Tenure(office_id=own.office_id, post_id=other.id, person_id=own.person_id, valid_from=MORNING))
    end_tenure(coordinator, own, ending)
    assert ("acting" in states(finance, MORNING)) is acts


def test_ending_what_somebody_acts_in_leaves_their_own_post(coordinator: Clerk, finance: Clerk) -> None:
    end_tenure(coordinator, tenures(finance)["acting"], "ended")
    assert sorted(states(finance, MORNING)) == ["current", "ended"]


def test_moving_within_the_office_ends_acting_too(coordinator: Clerk, finance: Clerk) -> None:
    own = tenures(finance)["holder"]
    with coordinator.store.begin() as tx:
        authority = coordinator.authority(tx)
        department = organisations.department_by_name(tx, organisations.office(tx, own.office_id), WORKS)
        transfer(tx, authority, own.office_id, own.id, "officer", department.id, coordinator.now)
    assert "acting" not in states(finance, MORNING)


def test_a_coordinator_who_is_to_leave_does_not_count_as_one_who_stays(
    coordinator: Clerk, sampled: Store
) -> None:
    second = Clerk(sampled, OFFICE, role="coordinator")
    end(coordinator, second, "retired", date(2026, 12, 23))
    for on in (None, date(2026, 12, 1), date(2026, 12, 23), date(2027, 3, 1)):
        with pytest.raises(LastCoordinator):
            end(coordinator, coordinator, "transferred", on)
    assert states(coordinator, MORNING + timedelta(days=400)) == ["current"]
    Clerk(sampled, OFFICE, role="coordinator")
    end(coordinator, coordinator, "transferred")


def test_who_is_to_leave_may_leave_sooner_while_another_stays(coordinator: Clerk, sampled: Store) -> None:
    second = Clerk(sampled, OFFICE, role="coordinator")
    end(coordinator, second, "retired", date(2026, 12, 23))
    end(coordinator, second, "retired")
    assert states(second, MORNING) == ["retired"]


def test_of_two_coordinators_who_leave_at_once_one_stays(coordinator: Clerk, sampled: Store) -> None:
    both = [coordinator, Clerk(sampled, OFFICE, role="coordinator")]
    ready, said = threading.Barrier(2), list[str]()

    def leave(clerk: Clerk) -> None:
        store = Store(sampled.url)
        ready.wait()
        try:
            with store.begin() as tx:
                end_post(tx, clerk.authority(tx), clerk.office_id, tenure_of(clerk), "ended", clerk.now)
            said.append("left")
        except (LastCoordinator, StorageUnavailable) as error:
            said.append(type(error).__name__)
        finally:
            store.close()

    threads = [threading.Thread(target=leave, args=(clerk,)) for clerk in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("left") == 1, said
    with sampled.read() as tx:
        assert len(people.people_with_role(tx, coordinator.office_id, "coordinator", MORNING)) == 1


def a_code_of(boss: Clerk, role: str = "officer") -> Issued:
    with boss.store.begin() as tx:
        office = organisations.office(tx, boss.office_id)
        department = (
            organisations.department_by_name(tx, office, WORKS).id if role in ("head", "officer") else None
        )
        return invite_by(tx, boss.authority(tx), boss.office_id, role, department, boss.now)


def use(store: Store, issued: Issued) -> None:
    with store.begin() as tx:
        person = people.ensure_person(tx, "Ux", MORNING)
        offer = look_at_invitation(tx, "Ux", issued.code, MORNING)
        enrol(tx, person, offer.office_id, offer.invitation_id, MORNING)


def by_the_other(boss: Clerk, gone: Clerk) -> None:
    end(boss, gone)


def by_the_operator(boss: Clerk, gone: Clerk) -> None:
    with boss.store.begin() as tx:
        end_post(tx, None, boss.office_id, tenure_of(gone), "ended", boss.now)


def by_erasure(boss: Clerk, gone: Clerk) -> None:
    with boss.store.begin() as tx:
        person = tx.get_one(Person, gone.person_id)
        erase_person(tx, open_files("file:/nonexistent"), person, boss.now, "asked")


@pytest.mark.parametrize(
    "leave", [by_the_other, by_the_operator, by_erasure], ids=lambda leave: leave.__name__
)
@pytest.mark.parametrize("role", ["officer", "executive"])
def test_the_codes_of_a_coordinator_who_left_let_nobody_in(
    coordinator: Clerk, sampled: Store, leave: Callable[[Clerk, Clerk], None], role: str
) -> None:
    Clerk(sampled, OFFICE, role="executive")  # who would have to approve
    second = Clerk(sampled, OFFICE, role="coordinator")
    theirs, mine = a_code_of(second, role), a_code_of(coordinator)
    leave(coordinator, second)
    with pytest.raises(InvitationRevoked):
        use(sampled, theirs)
    with sampled.read() as tx:
        [line] = tx.exec(select(AuditEntry).where(AuditEntry.action == "revoke_invitation")).all()
        listed = [each.invitation_id for each in invitations.open_in(tx, coordinator.office_id, MORNING)]
    assert (line.detail["id"], line.detail["why"]) == (theirs.invitation_id, "maker left")
    assert listed == [mine.invitation_id]
    use(sampled, mine)


def test_the_codes_of_a_head_who_leaves_are_nobodys_business(coordinator: Clerk, finance: Clerk) -> None:
    code = a_code_of(coordinator)
    end(coordinator, finance, "retired")
    use(coordinator.store, code)
    with coordinator.store.read() as tx:
        assert tx.get_one(Invitation, (code.office_id, code.invitation_id)).uses_left == 0, (
            "it was good, once"
        )


def test_no_code_outlives_a_coordinator_who_is_to_leave(coordinator: Clerk, sampled: Store) -> None:
    second = Clerk(sampled, OFFICE, role="coordinator")
    before = a_code_of(second)
    end(coordinator, second, "retired", date(2026, 11, 24))
    with pytest.raises(InvitationRevoked):
        use(sampled, before)
    after = a_code_of(second)
    leaves = tenures(second)["holder"].valid_to
    assert leaves is not None and after.expires_at == leaves
    with pytest.raises(InvitationExpired), sampled.begin() as tx:
        look_at_invitation(tx, "Ux", after.code, leaves)
    with sampled.read() as tx:
        assert tx.get_one(Invitation, (after.office_id, after.invitation_id)).expires_at == leaves
