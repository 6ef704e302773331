"""An instant comes out of SQLite as it went in, and as SQLAlchemy itself would have read it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, MetaData, Table, create_engine, insert, select, text

from tracker.model.columns import UtcDateTime

BANGKOK = timezone(timedelta(hours=7))
AT = Table("at", MetaData(), Column("moment", UtcDateTime()))
NINE_THIRTY = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "moment",
    [NINE_THIRTY.astimezone(BANGKOK), NINE_THIRTY, NINE_THIRTY + timedelta(microseconds=1), None],
    ids=str,
)
def test_an_instant_comes_back_in_utc(moment: datetime | None) -> None:
    with create_engine("sqlite://").begin() as connection:
        AT.metadata.create_all(connection)
        connection.execute(insert(AT).values(moment=moment))
        found = connection.execute(select(AT.c.moment)).scalar_one()
    assert found == moment and (found is None or found.tzinfo is UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-23 02:30:00.000000",
        "2026-11-23 02:30:00",
        "2026-11-23T02:30:00Z",
        "2026-11-23 09:30:00+07:00",
    ],
)
def test_what_a_person_or_a_migration_wrote_as_text_is_the_same_instant(written: str) -> None:
    with create_engine("sqlite://").begin() as connection:
        AT.metadata.create_all(connection)
        connection.execute(text("INSERT INTO at VALUES (:written)"), {"written": written})
        assert connection.execute(select(AT.c.moment)).scalar_one() == NINE_THIRTY
