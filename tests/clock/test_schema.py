"""The clock's revision goes down and up again with rows in its tables, on both databases."""

from datetime import date

from alembic import command
from sqlmodel import select

from tests.scheduler.office import SmallOffice, at
from tracker.model import Acknowledgement, Round
from tracker.store import schema


def test_down_and_up_with_rows_keeps_the_rest_and_is_then_the_model(office: SmallOffice) -> None:
    person = office.person("Uhead", office.works)
    with office.store.begin() as tx:
        tx.get_one(Round, (office.office_id, office.six)).opened_at = at("2023-10-01 09:00")
    office.add(
        Acknowledgement(
            office_id=office.office_id, round_id=office.six, department_id=office.works, person_id=person,
            kind="postpone", reason="รอผู้รับจ้าง", until=date(2024, 5, 20), at=at("2024-04-23 09:00"),
        )
    )  # fmt: skip
    for go, revision in ((command.downgrade, "0003"), (command.upgrade, "head")):
        with office.store.writer.begin() as connection:
            go(schema._config(connection), revision)
    assert schema.differences(office.store) == []
    with office.store.read() as tx:
        assert tx.exec(select(Acknowledgement)).all() == []
        kept = {found.key: found.opened_at for found in tx.exec(select(Round)).all()}
    assert kept == {"6m": None, "12m": None}
    assert len(office.once("2024-04-23 09:00")) == 1
