"""Column types and keys that every table shares: exact scores, aware instants, identifiers made by us."""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01Z
NAIVE = "a naive datetime cannot be stored; give it a zone"

# A JSON document; on PostgreSQL in its binary form so that it can be indexed one day.
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

# Identifiers are 63-bit numbers we make ourselves. SQLite wants INTEGER for a fast key, PostgreSQL BIGINT.
Identifier = BigInteger().with_variant(Integer(), "sqlite")


class _Identifiers:
    """Hands out identifiers that grow, also within one millisecond and when the clock steps back."""

    def __init__(self) -> None:
        self._newest, self._lock = 0, threading.Lock()

    def next(self) -> int:
        fresh = ((time.time_ns() // 1_000_000 - _EPOCH_MS) << 20) | secrets.randbits(20)
        with self._lock:
            self._newest = max(fresh, self._newest + 1)
            return self._newest


_identifiers = _Identifiers()


def new_id() -> int:
    """A fresh identifier: milliseconds since 2020 and 20 random bits, so that several processes and machines make
    them without asking each other. Within a process each is greater than the one before."""
    return _identifiers.next()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant. SQLite hands aware datetimes back naive, so the zone is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(NAIVE)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def bind_processor(self, dialect: Any) -> Callable[[Any], Any] | None:
        """On SQLite in one step, too, and as SQLAlchemy writes it there."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Any, coltype: Any) -> Callable[[Any], datetime | None] | None:
        """On SQLite, where an instant is text, in one step: every event reads some ten of them."""
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _as_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(NAIVE)
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _from_text(written: str | None) -> datetime | None:
    if written is None:
        return None
    found = datetime.fromisoformat(written)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


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
