"""That a process lives: one row a name, written again and again."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from tracker.model import Heartbeat


def last(tx: Session, name: str) -> Heartbeat | None:
    """The newest sign of life under this name, None when there never was one."""
    return tx.get(Heartbeat, name)


def beat(tx: Session, name: str, now: datetime, **detail: Any) -> None:
    """The process of this name is alive and working at this moment."""
    insert = postgresql.insert if tx.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"at": now, "detail": detail}
    statement = insert(Heartbeat).values(name=name, **row)
    tx.exec(statement.on_conflict_do_update(index_elements=["name"], set_=row))


def lock(tx: Session, name: str, else_at: datetime) -> None:
    """Hold the row of this name until the transaction ends, made now as of `else_at` when it is not there."""
    insert = postgresql.insert if tx.get_bind().dialect.name == "postgresql" else sqlite.insert
    made = insert(Heartbeat).values(name=name, at=else_at, detail={})
    tx.execute(made.on_conflict_do_nothing(index_elements=["name"]))
    tx.exec(select(Heartbeat.name).where(Heartbeat.name == name).with_for_update()).first()
