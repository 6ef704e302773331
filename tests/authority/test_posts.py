"""Posts with dates, on both databases: begun, acting, moved on, retired; and authority that ends with them."""

import threading
import time
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from tests.conftest import Databases
from tests.contracts.clerk import BANGKOK, MORNING, Clerk
from tests.contracts.conftest import sampled as sampled
from tracker.actions.appoint_acting import appoint_acting
from tracker.actions.attach_evidence import take_evidence
from tracker.actions.authority import authority_of
from tracker.actions.end_post import Ended, end_post, transfer
from tracker.actions.handover import Handover, handover
from tracker.actions.open_file import export, open_evidence
from tracker.actions.record_progress import record_progress
from tracker.actions.redeem_invitation import enrol, look_at_invitation
from tracker.errors import (
    ActingByInvitation,
    ActingNeedsEnd,
    ActingOutlastsPost,
    AlreadyHeld,
    LastCoordinator,
    NotAllowed,
    PostUnknown,
)
from tracker.model import AuditEntry, Message, ProgressEntry, Tenure
from tracker.store import Store, menus, people, reminders

WORKS, FINANCE = "กองช่าง", "กองคลัง"


@pytest.fixture
def coordinator(sampled: Store) -> Clerk:
    return Clerk(sampled, "buengcharoen", role="coordinator")


@pytest.fixture
def head(sampled: Store) -> Clerk:
    return Clerk(sampled, "buengcharoen", WORKS, "head")


def tenure_of(clerk: Clerk) -> int:
    with clerk.store.read() as tx:
        return tx.exec(select(Tenure.id).where(Tenure.person_id == clerk.person_id)).first() or 0


def end(boss: Clerk, gone: Clerk, ending: str = "transferred", on: date | None = None) -> Ended:
    with boss.store.begin() as tx:
        return end_post(
            tx, boss.authority(tx), boss.office_id, tenure_of(gone), ending, boss.now, on=on,  # type: ignore[arg-type]
            tell=lambda ended: [{"type": "text", "text": ended.left_open.role}],
        )  # fmt: skip


def act(boss: Clerk, who: Clerk, until: date, role: str = "head", department: int | None = None) -> Tenure:
    with boss.store.begin() as tx:
        works = department or next(
            post.department_id
            for post in people.posts(tx, boss.office_id, boss.now)
            if post.department == WORKS
        )
        assert works is not None
        return appoint_acting(
            tx, boss.authority(tx), boss.office_id, role, works, who.person_id, until, boss.now,
            tell=lambda given: [{"type": "text", "text": str(given.department)}],
        )  # fmt: skip


def states(clerk: Clerk, now: datetime) -> list[str]:
    with clerk.store.read() as tx:
        return [post.state for post in people.tenures_of(tx, clerk.person_id, now)]


def pushed_to(clerk: Clerk) -> list[str]:
    with clerk.store.read() as tx:
        query = select(Message).where(Message.person_id == clerk.person_id, Message.channel == "push")
        return [message.key.partition(":")[0] for message in tx.exec(query).all()]


def test_what_was_repeated_back_before_the_end_is_refused_after_it(coordinator: Clerk, head: Clerk) -> None:
    proposal = head.propose(2, 60)
    head.report(4, 30)
    end(coordinator, head, "retired")
    with pytest.raises(NotAllowed) as refused:
        head.confirm(proposal)
    assert "พ้นจากตำแหน่งหัวหน้ากองช่าง" in refused.value.sentence
    with head.store.read() as tx:
        entries = tx.exec(select(ProgressEntry).where(ProgressEntry.person_id == head.person_id)).all()
    assert [entry.percent for entry in entries] == [30]  # history stays, under the post it was made in
    assert all(entry.post_id for entry in entries)
    assert states(head, coordinator.now) == ["retired"]
    assert pushed_to(head) == ["left"]


def test_an_undo_after_the_end_is_refused(coordinator: Clerk, head: Clerk) -> None:
    receipt = head.report(2, 60).receipt
    end(coordinator, head)
    with pytest.raises(NotAllowed):
        head.undo(receipt)


def test_evidence_sent_within_ten_minutes_but_after_the_end_is_refused(
    coordinator: Clerk, head: Clerk
) -> None:
    entry = head.report(2, 60)
    end(coordinator, head)
    with pytest.raises(NotAllowed), head.store.begin() as tx:
        take_evidence(
            tx, head.authority(tx), head.office_id, entry, head.now, kind="link", url="https://a.test/x"
        )


def test_a_link_that_was_given_before_the_end_opens_nothing_after_it(coordinator: Clerk, head: Clerk) -> None:
    entry = head.report(2, 60)
    with head.store.begin() as tx:
        row = take_evidence(
            tx, head.authority(tx), head.office_id, entry, head.now, kind="link", url="https://a.test/x"
        )

    def opened() -> None:
        with head.store.begin() as tx:
            export(tx, head.person_id, head.office_id, [WORKS], "progress.pdf", head.now)
            found = open_evidence(tx, head.person_id, head.office_id, row.id, head.now)
            assert found is not None and found.id == row.id

    opened()
    with head.store.read() as tx:
        actions = list(tx.exec(select(AuditEntry.action).where(AuditEntry.person_id == head.person_id)).all())
    assert {"export", "open_evidence"} <= set(actions)
    end(coordinator, head)
    with pytest.raises(NotAllowed):
        opened()


def test_of_another_department_nothing_is_handed_out(head: Clerk, sampled: Store) -> None:
    other = Clerk(sampled, "buengcharoen", FINANCE, "officer")
    entry = head.report(2, 60)
    with sampled.begin() as tx:
        row = take_evidence(
            tx, head.authority(tx), head.office_id, entry, head.now, kind="link", url="https://a.test/x"
        )
    for scope in ([WORKS], [WORKS, FINANCE], [FINANCE, WORKS], None, ["กองเรือ"], []):
        with pytest.raises(NotAllowed), sampled.begin() as tx:
            export(tx, other.person_id, other.office_id, scope, "progress.pdf", other.now)
    with pytest.raises(NotAllowed), sampled.begin() as tx:
        open_evidence(tx, other.person_id, other.office_id, row.id, other.now)


def test_a_day_to_come_ends_the_post_at_its_first_minute(coordinator: Clerk, head: Clerk) -> None:
    ended = end(coordinator, head, "transferred", date(2026, 12, 1))
    midnight = datetime(2026, 12, 1, tzinfo=BANGKOK)
    assert ended.at == midnight
    assert states(head, midnight - timedelta(seconds=1)) == ["current"]
    assert states(head, midnight) == ["ended"]
    head.now = midnight - timedelta(minutes=2)
    head.report(2, 60)
    with pytest.raises(NotAllowed):
        head.report(2, 70)


def test_a_post_ends_once_and_only_by_who_may(coordinator: Clerk, head: Clerk, sampled: Store) -> None:
    for boss in (
        head,
        Clerk(sampled, "buengcharoen", role="executive"),
        Clerk(sampled, "nadun", role="coordinator"),
    ):
        with pytest.raises((NotAllowed, PostUnknown)), sampled.begin() as tx:
            end_post(tx, boss.authority(tx), head.office_id, tenure_of(head), "ended", boss.now)
    end(coordinator, head)
    coordinator.now += timedelta(minutes=1)
    with pytest.raises(PostUnknown):
        end(coordinator, head)


def test_the_last_coordinator_stays_until_another_is_there(coordinator: Clerk, sampled: Store) -> None:
    with pytest.raises(LastCoordinator):
        end(coordinator, coordinator)
    second = Clerk(sampled, "buengcharoen", role="coordinator")
    end(second, coordinator)
    with sampled.begin() as tx:
        last = end_post(tx, None, second.office_id, tenure_of(second), "ended", second.now)
    assert last.ending == "ended"  # the operator may


def test_acting_gives_the_post_until_its_day_and_tells_what_is_open(
    coordinator: Clerk, head: Clerk, sampled: Store
) -> None:
    stand_in = Clerk(sampled, "buengcharoen", FINANCE, "head")
    proposal_of_works = head.propose(2, 60)
    with pytest.raises(NotAllowed):
        stand_in.confirm(proposal_of_works)
    act(coordinator, stand_in, date(2026, 12, 31))
    assert pushed_to(stand_in) == ["acting"]
    assert states(stand_in, MORNING) == ["acting", "current"]
    stand_in.confirm(proposal_of_works)
    stand_in.now = datetime(2026, 12, 31, 23, 59, tzinfo=BANGKOK)
    stand_in.confirm(head.propose(4, 30))
    stand_in.now = datetime(2027, 1, 1, tzinfo=BANGKOK)
    with pytest.raises(NotAllowed):
        stand_in.confirm(head.propose(4, 40))
    assert states(stand_in, stand_in.now) == ["ended", "current"]


def test_acting_needs_an_end_a_post_and_no_approval_to_get_round(
    coordinator: Clerk, head: Clerk, sampled: Store
) -> None:
    stand_in = Clerk(sampled, "buengcharoen", FINANCE, "head")
    stranger = Clerk(sampled, "nadun", "สำนักปลัด", "head")
    for until in (date(2026, 11, 23), date(2020, 1, 1), date(2027, 12, 31)):
        with pytest.raises(ActingNeedsEnd):
            act(coordinator, stand_in, until)
    for role in ("coordinator", "executive"):
        with pytest.raises(ActingByInvitation):
            act(coordinator, stand_in, date(2026, 12, 31), role)
    with pytest.raises(PostUnknown):
        act(coordinator, stranger, date(2026, 12, 31))
    with pytest.raises(AlreadyHeld):
        act(coordinator, head, date(2026, 12, 31))
    with pytest.raises(NotAllowed):
        act(head, stand_in, date(2026, 12, 31))


def test_acting_does_not_outlast_the_post_somebody_is_known_to_leave(
    coordinator: Clerk, head: Clerk, sampled: Store
) -> None:
    stand_in = Clerk(sampled, "buengcharoen", FINANCE, "head")
    end(coordinator, stand_in, "retired", on=date(2026, 12, 1))
    with pytest.raises(ActingOutlastsPost) as refused:
        act(coordinator, stand_in, date(2026, 12, 1))
    assert "30 พ.ย. 2569" in refused.value.sentence
    assert states(stand_in, MORNING) == ["current"]
    act(coordinator, stand_in, date(2026, 11, 30))
    stand_in.now = datetime(2026, 12, 1, tzinfo=BANGKOK)
    with pytest.raises(NotAllowed):
        stand_in.confirm(head.propose(4, 30))


def test_acting_ends_with_the_last_own_post_whichever_end_is_written_down_last(
    coordinator: Clerk, head: Clerk, sampled: Store
) -> None:
    stand_in = Clerk(sampled, "buengcharoen", FINANCE, "head")
    first, finance = tenure_of(stand_in), stand_in.department
    assert finance is not None
    with sampled.begin() as tx:
        clerks = people.post_for(tx, stand_in.office_id, "officer", finance.id)
        second = Tenure(
            office_id=stand_in.office_id, post_id=clerks.id, person_id=stand_in.person_id, valid_from=MORNING
        )
        tx.add(second)
        tx.flush()
        other = second.id
    acting = act(coordinator, stand_in, date(2026, 12, 31)).id
    for tenure_id, day in ((other, date(2026, 12, 10)), (first, date(2026, 12, 1))):
        with sampled.begin() as tx:
            end_post(
                tx,
                coordinator.authority(tx),
                stand_in.office_id,
                tenure_id,
                "transferred",
                coordinator.now,
                on=day,
            )
    with sampled.read() as tx:
        assert tx.get_one(Tenure, (stand_in.office_id, acting)).valid_to == datetime(
            2026, 12, 10, tzinfo=BANGKOK
        )


def test_a_post_that_has_not_begun_gives_nothing_yet(head: Clerk) -> None:
    with head.store.begin() as tx:
        tenure = tx.get_one(Tenure, (head.office_id, tenure_of(head)))
        tenure.valid_from = MORNING + timedelta(days=1)
    with pytest.raises(NotAllowed) as refused:
        head.propose(2, 60)
    assert "ยังไม่ถึงวันเริ่มตำแหน่ง" in refused.value.sentence
    head.now = MORNING + timedelta(days=1)
    assert head.propose(2, 60).percent == 60


def test_moving_within_the_office_ends_one_post_and_opens_another(coordinator: Clerk, head: Clerk) -> None:
    with head.store.begin() as tx:
        finance = next(
            each for each in people.posts(tx, head.office_id, MORNING) if each.role == "head"
        ).department_id
    with head.store.begin() as tx:
        ended, issued = transfer(
            tx,
            coordinator.authority(tx),
            head.office_id,
            tenure_of(head),
            "officer",
            finance,
            coordinator.now,
        )
    assert (ended.ending, issued.role, issued.waits) == ("transferred", "officer", False)
    with head.store.begin() as tx:
        person = people.person_by_id(tx, head.person_id)
        assert person is not None
        offer = look_at_invitation(tx, person.line_user_id, issued.code, coordinator.now)
        assert enrol(tx, person, offer.office_id, offer.invitation_id, coordinator.now).role == "officer"
        held = people.tenures_of(tx, head.person_id, coordinator.now)
    assert [(post.role, post.state) for post in held] == [("officer", "current"), ("head", "ended")]


def test_the_next_holder_finds_what_is_open_and_that_somebody_was_there(
    coordinator: Clerk, head: Clerk
) -> None:
    head.report(2, 60)
    with head.store.begin() as tx:
        before: Handover = handover(
            tx, head.office_id, "head", head.department and head.department.id, head.now
        )
    end(coordinator, head, "retired")
    later = coordinator.now + timedelta(minutes=5)
    newcomer = Clerk(head.store, "buengcharoen", WORKS, "head")
    with head.store.begin() as tx:
        after = handover(tx, head.office_id, "head", head.department and head.department.id, later)
    assert (before.left_as, after.left_as, after.left_on) == (None, "retired", date(2026, 11, 23))
    assert after.open and all(each.department == WORKS for each in after.open)
    moving = next(each for each in after.open if each.number == 2)
    assert (moving.status, moving.percent, moving.reported_on) == ("in_progress", 60, date(2026, 11, 23))
    assert moving.due is not None
    assert newcomer.propose(2, 70).old_percent == 60


def test_reminders_and_the_menu_stop_with_the_post(coordinator: Clerk, sampled: Store) -> None:
    head = Clerk(sampled, "tuayang", "กองช่าง", "head")
    boss = Clerk(sampled, "tuayang", role="coordinator")
    role_menus = {"head": "menu-head", "coordinator": "menu-boss"}

    def reminded(now: datetime) -> set[int]:
        with sampled.read() as tx:
            owed = reminders.reminder_facts(tx, date(2026, 11, 1), date(2027, 11, 1), now, "tuayang")
        return {person.person_id for each in owed for person in each.people}

    def menu(now: datetime) -> str | None:
        with sampled.begin() as tx:
            wanted = {each.person_id: each.menu for each in menus.wanted(tx, role_menus, now, 100)}
        return wanted.get(head.person_id)

    before = MORNING - timedelta(days=1)
    assert head.person_id in reminded(MORNING)
    assert head.person_id not in reminded(before)
    assert (menu(before), menu(MORNING)) == (None, "menu-head")
    end(boss, head)
    assert head.person_id not in reminded(MORNING)
    assert menu(MORNING) is None


def test_who_ends_a_post_waits_for_what_its_holder_is_just_writing(
    databases: Databases, coordinator: Clerk, head: Clerk
) -> None:
    """Two processes at once: either the report is there before the end, or it is refused; never a report after it."""
    proposal = head.propose(2, 60)
    looked, order = threading.Event(), list[str]()

    def report() -> None:
        with head.store.begin() as tx:
            mine = authority_of(tx, head.person_id, head.now)
            looked.set()
            time.sleep(0.4)
            record_progress(tx, mine, proposal, head.now)
            order.append("reported")

    def leave() -> None:
        looked.wait(5)
        end(coordinator, head)
        order.append("ended")

    threads = [threading.Thread(target=report), threading.Thread(target=leave)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert order == ["reported", "ended"]
    with pytest.raises(NotAllowed):
        head.confirm(proposal)
