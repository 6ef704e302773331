"""The few rows that matter are found among millions by what tells them apart, not by a range that nearly all are in."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from tests.growth.filling import Country, fill
from tests.growth.pattern import SPAN
from tests.growth.plans import Asked, listening
from tests.town import BANGKOK
from tracker.store import Store, evidence, service

NOW = datetime(2026, 11, 24, 10, tzinfo=BANGKOK)
ASKED: dict[str, Callable[[Session], object]] = {
    "ix_message_state_created": lambda tx: service.services(tx, [SPAN], NOW, NOW),
    "ix_evidence_unattached": lambda tx: evidence.unattached(tx, SPAN + 11, NOW),
}


@pytest.mark.parametrize("index", ASKED)
def test_what_is_parked_and_what_proves_nothing_yet_have_an_index(index: str, tmp_path: Path) -> None:
    store, asked = Store(f"sqlite:///{tmp_path}/two.db"), Asked()
    fill(store, Country(2, date(2026, 11, 23)))
    with listening(store, asked), store.read() as tx:
        ASKED[index](tx)
    with store.writer.connect() as connection:
        plans = [
            row[-1]
            for statement, values in asked.values()
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    store.close()
    assert any(f"INDEX {index} (" in plan for plan in plans), plans
