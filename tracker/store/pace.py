"""The paces of the accounts, kept where all processes that send see them, by the database's own clock: hosts need not
agree about the time, and whoever takes from a bucket takes from the only one."""

from collections.abc import Iterable, Mapping

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from tracker.model import Message, Pace
from tracker.rules import pace
from tracker.store.plain import table
from tracker.store.ready import Ready

Bucket = tuple[str, str | None]
"""The kind of call, and the account's LINE id; None the main one."""


def take(connection: Connection, wanted: Mapping[Bucket, int]) -> dict[Bucket, int]:
    """How many calls of each bucket may go now; they are taken. Whoever else takes waits for the end of this
    transaction."""
    granted = {}
    for bucket in sorted(wanted, key=_name):  # in one order, so that two never wait for each other
        known, now = _known(connection, bucket)
        after, granted[bucket] = pace.taken(known, pace.RATES[bucket[0]], wanted[bucket], now)
        _keep(connection, bucket, after)
    return granted


def slow_down(connection: Connection, buckets: Iterable[Bucket]) -> None:
    """LINE said of these that it was too much."""
    for bucket in sorted(buckets, key=_name):
        known, now = _known(connection, bucket)
        _keep(connection, bucket, pace.slowed(known, pace.RATES[bucket[0]], now))


def must_wait(dialect: str) -> ColumnElement[bool]:
    """Whether a message's account has nothing left at this moment."""
    name = col(Message.channel) + func.coalesce(":" + col(Message.account), "")
    return exists().where(col(Pace.name) == name, col(Pace.open_at) > _clock(dialect))


def clock(connection: Connection) -> float:
    """The moment by the database's clock, the only one all hosts have in common."""
    return float(_NOW.rows(connection)[0].now)


def anybody_waited(connection: Connection, since: float) -> bool:
    """Whether any account had nothing left at some moment since one of `clock`: what was not claimed for it may be by
    now, a thousandth of a second later."""
    return bool(_WAITED.rows(connection, {"since": since}))


def _known(connection: Connection, bucket: Bucket) -> tuple[pace.Pace, float]:
    values = {"which": _name(bucket)}
    found = _READ.rows(connection, values)
    if not found:
        _NEW.count(connection, values)
        found = _READ.rows(connection, values)
    [row] = found
    return pace.Pace(row.open_at, row.rate, row.slowed_at), row.now


def _keep(connection: Connection, bucket: Bucket, after: pace.Pace) -> None:
    _WRITE.count(connection, {"which": _name(bucket), **vars(after)})


def _name(bucket: Bucket) -> str:
    channel, account = bucket
    return f"{channel}:{account}" if account else channel


def _clock(dialect: str) -> ColumnElement[float]:
    said = (
        "extract(epoch FROM clock_timestamp())::float8"
        if dialect == "postgresql"
        else "(julianday('now') - 2440587.5) * 86400.0"
    )
    return literal_column(said)


_READ = Ready(
    # By their bare names: a float is what the driver gives, and SQLAlchemy would ask which kind of number it was.
    lambda dialect: (
        select(
            *(literal_column(f"pace.{each}").label(each) for each in ("open_at", "rate", "slowed_at")),
            _clock(dialect).label("now"),
        )
        .where(col(Pace.name) == bindparam("which"))
        .with_for_update()
    )
)
_NEW = Ready(
    lambda dialect: (
        (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table(Pace))
        .values(name=bindparam("which"), open_at=0.0, rate=0.0, slowed_at=0.0)
        .on_conflict_do_nothing(index_elements=["name"])
    )
)
_WRITE = Ready(
    update(table(Pace))
    .where(col(Pace.name) == bindparam("which"))
    .values(open_at=bindparam("open_at"), rate=bindparam("rate"), slowed_at=bindparam("slowed_at"))
)
_NOW = Ready(lambda dialect: select(_clock(dialect).label("now")))
_WAITED = Ready(select(col(Pace.name)).where(col(Pace.open_at) > bindparam("since")).limit(1))
