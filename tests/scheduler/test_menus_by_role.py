"""Whose menu is not the one LINE was told: the strongest post counts, a batch is bounded."""

from datetime import UTC, datetime, timedelta

from sqlmodel import select

from tests.scheduler.office import SmallOffice
from tracker.model import Person, Tenure
from tracker.store import menus

BY_ROLE = {"coordinator": "c@1", "executive": "e@1", "head": "o@1", "officer": "o@1"}


def wanted(office: SmallOffice, by_role: dict[str, str] = BY_ROLE, limit: int = 50) -> dict[int, str | None]:
    with office.store.read() as tx:
        return {each.person_id: each.menu for each in menus.wanted(tx, by_role, datetime.now(UTC), limit)}


def tell(office: SmallOffice, limit: int = 50) -> None:
    with office.store.begin() as tx:
        menus.told(tx, menus.wanted(tx, BY_ROLE, datetime.now(UTC), limit))


def test_each_role_has_its_menu_until_it_was_told_or_the_menu_changes(office: SmallOffice) -> None:
    head, clerk = office.person("Uhead", office.works), office.person("Uofficer", office.clerk, "officer")
    chief, guide = office.person("Uchief", None, "executive"), office.person("Uguide", None, "coordinator")
    office.add(Person(line_user_id="Ucitizen", created_at=datetime.now(UTC)))
    assert wanted(office) == {head: "o@1", clerk: "o@1", chief: "e@1", guide: "c@1"}
    tell(office)
    assert wanted(office) == {}
    assert wanted(office, BY_ROLE | {"executive": "e@2"}) == {chief: "e@2"}


def test_whose_tenure_has_ended_or_who_left_is_known(office: SmallOffice) -> None:
    gone, blocked = office.person("Ugone", office.works), office.person("Ublocked", office.works)
    tell(office)
    with office.store.begin() as tx:
        for tenure in tx.exec(select(Tenure)).all():
            tenure.valid_to = datetime.now(UTC) - timedelta(days=1)
            tx.add(tenure)
        person = tx.get(Person, blocked)
        assert person is not None
        person.following = False
        tx.add(person)
    assert wanted(office) == {gone: None}


def test_a_batch_is_bounded(office: SmallOffice) -> None:
    for number in range(5):
        office.person(f"U{number}", office.works)
    assert len(wanted(office, limit=2)) == 2
    tell(office, limit=2)
    assert len(wanted(office)) == 3
