"""Column types and keys that every table shares: exact scores, aware instants, identifiers made by us."""

import secrets
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01Z

# A JSON document; on PostgreSQL in its binary form so that it can be indexed one day.
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

# Identifiers are 63-bit numbers we make ourselves. SQLite wants INTEGER for a fast key, PostgreSQL BIGINT.
Identifier = BigInteger().with_variant(Integer(), "sqlite")


def new_id() -> int:
    """A fresh identifier: milliseconds since 2020 and 20 random bits, so that ids grow with time and
    several processes and machines make them without asking each other."""
    return ((time.time_ns() // 1_000_000 - _EPOCH_MS) << 20) | secrets.randbits(20)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant. SQLite hands aware datetimes back naive, so the zone is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored; give it a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Score(TypeDecorator[Decimal]):
    """A score in percent of 100 with two decimals, kept as whole hundredths: no binary float comes near it."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:
        if value is None:
            return None
        hundredths = Decimal(value) * 100
        if hundredths != hundredths.to_integral_value():
            raise ValueError(f"{value} has more than two decimals")
        return int(hundredths)

    def process_result_value(self, value: int | None, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)
