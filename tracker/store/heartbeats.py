"""That a process lives: one row a name, written again and again."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

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
