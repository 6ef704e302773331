"""What a coordinator makes public: chosen by field, held back by text, looked at one by one, all of it written down."""

import pytest
from sqlmodel import select

from tests.contracts.clerk import Clerk
from tracker.actions.choose_public import choose_public, release_text
from tracker.actions.publish import publish, would_be_public
from tracker.errors import NotAllowed, SettledAlready
from tracker.facts import YearFacts
from tracker.model import AuditEntry
from tracker.rules.publicity import WAITING
from tracker.store import Store, public_copies

NOTE = "ผู้ร้องโทร 081-234-5678"


def reported(store: Store) -> Clerk:
    """A coordinator in an office where a department has reported a note with a phone number."""
    head = Clerk(store, "buengcharoen", "สำนักปลัด", "head")
    head.confirm(head.propose(1, 60, note=NOTE))
    return Clerk(store, "buengcharoen", role="coordinator")


def published(clerk: Clerk) -> YearFacts:
    """Publish as this person, and what is then public."""
    with clerk.store.begin() as tx:
        publish(tx, clerk.authority(tx), clerk.office_id, 2567, clerk.now)
    with clerk.store.read() as tx:
        found = public_copies.newest(tx, clerk.office_id, 2567)
    assert found is not None
    return found


def notes(found: YearFacts) -> set[str]:
    return {each.note for each in found.updates if each.note}


def held_back(clerk: Clerk) -> str:
    """The fingerprint of the one text held back."""
    with clerk.store.read() as tx:
        (held,) = would_be_public(tx, clerk.office_id, 2567)[1]
    assert (held.text, held.places) == (NOTE, ("มาตรการที่ 1 หมายเหตุของสำนักปลัด",))
    return held.fingerprint


def test_a_text_is_public_only_after_somebody_looked_and_that_is_written_down(sampled: Store) -> None:
    clerk = reported(sampled)
    assert notes(published(clerk)) == {WAITING}
    fingerprint = held_back(clerk)
    with sampled.begin() as tx:
        release_text(tx, clerk.authority(tx), clerk.office_id, 2567, fingerprint[:16], clerk.now)
    assert notes(published(clerk)) == {NOTE}
    with pytest.raises(SettledAlready), sampled.begin() as tx:
        release_text(tx, clerk.authority(tx), clerk.office_id, 2567, fingerprint, clerk.now)
    with sampled.read() as tx:
        lines = tx.exec(select(AuditEntry).where(AuditEntry.action == "release_text")).all()
        counts = tx.exec(select(AuditEntry).where(AuditEntry.action == "publish")).all()
    assert [(each.person_id, each.detail["kinds"]) for each in lines] == [(clerk.person_id, ["phone"])]
    assert NOTE not in repr(lines)
    assert [each.detail["held"] for each in counts if each.person_id] == [1, 0]


def test_what_is_chosen_holds_from_the_next_publication_on(sampled: Store) -> None:
    clerk = reported(sampled)
    before = published(clerk)
    with sampled.begin() as tx:
        choose_public(tx, clerk.authority(tx), clerk.office_id, "steps", False, clerk.now)
        choose_public(tx, clerk.authority(tx), clerk.office_id, "notes", False, clerk.now)
    with sampled.read() as tx:
        assert public_copies.newest(tx, clerk.office_id, 2567) == before
    after = published(clerk)
    assert any(each.steps for each in before.measures) and not any(each.steps for each in after.measures)
    assert notes(after) == set()
    with sampled.read() as tx:
        lines = tx.exec(select(AuditEntry).where(AuditEntry.action == "choose_public")).all()
    assert [(each.subject, each.detail) for each in lines] == [
        ("steps", {"public": False}),
        ("notes", {"public": False}),
    ]


@pytest.mark.parametrize("role", ["officer", "head", "executive"])
def test_only_a_coordinator_chooses_and_releases(sampled: Store, role: str) -> None:
    fingerprint = held_back(reported(sampled))
    other = Clerk(sampled, "buengcharoen", None if role == "executive" else "กองช่าง", role)
    with pytest.raises(NotAllowed), sampled.begin() as tx:
        choose_public(tx, other.authority(tx), other.office_id, "photos", True, other.now)
    with pytest.raises(NotAllowed), sampled.begin() as tx:
        release_text(tx, other.authority(tx), other.office_id, 2567, fingerprint, other.now)


def test_a_coordinator_elsewhere_and_a_field_there_is_none_of_change_nothing(sampled: Store) -> None:
    clerk = reported(sampled)
    fingerprint = held_back(clerk)
    elsewhere = Clerk(sampled, "nadun", role="coordinator")
    with pytest.raises(NotAllowed), sampled.begin() as tx:
        release_text(tx, elsewhere.authority(tx), clerk.office_id, 2567, fingerprint, clerk.now)
    for unknown in ("", "people", "photos:1"):
        with pytest.raises(SettledAlready), sampled.begin() as tx:
            choose_public(tx, clerk.authority(tx), clerk.office_id, unknown, True, clerk.now)
    for unknown in ("", fingerprint[:15], "0" * 64):
        with pytest.raises(SettledAlready), sampled.begin() as tx:
            release_text(tx, clerk.authority(tx), clerk.office_id, 2567, unknown, clerk.now)
