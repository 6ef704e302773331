"""The rehearsal of a restore: a backup is put back into a database of its own and compared with the present one.

A backup is proven by restoring it. What is compared was written before the backup was made, so the service goes on.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url
from sqlmodel import Session, col, select

from tracker.backup import contents, made_at, put_back
from tracker.errors import BackupRefused, StorageUnavailable
from tracker.model import AuditEntry, Evidence, ProgressEntry, SeenEvent
from tracker.store import Store, audit, heartbeats, schema

NAME = "drill"
UNDER_WAY = timedelta(minutes=1)
"""What was begun so shortly before the backup may have been written after it."""
_REMEMBERED = (
    (col(SeenEvent.event_id), col(SeenEvent.received_at)),
    (col(ProgressEntry.id), col(ProgressEntry.recorded_at)),
    (col(AuditEntry.id), col(AuditEntry.at)),
)


@dataclass(frozen=True)
class Rehearsed:
    """What a rehearsal found: rows of the present database that are older than the backup and not in it, how many
    photos and files there must be and how many are missing or spoilt, whether database and audit chain are whole."""

    archive: str
    made_at: str
    events: int
    lost: int
    photos: int
    photos_wrong: int
    integrity: str
    audit: str

    @property
    def fine(self) -> bool:
        """Whether this backup would have saved everything."""
        return not self.lost and not self.photos_wrong and self.integrity == self.audit == "ok"


def newest(folder: Path) -> Path:
    """The newest backup the scheduler made. Raises BackupRefused when there is none."""
    found = max(folder.glob("prongsai-*.tar"), default=None, key=lambda path: path.name)
    if found is None:
        raise BackupRefused(problem=f"there is no backup in {folder}")
    return found


def rehearse(store: Store, path: Path, now: datetime, *, files_beside: bool = True) -> Rehearsed:
    """Put a backup back beside the present database, compare, and leave what was found as the heartbeat `drill`.
    `files_beside`: the photos are kept with the backup, not in a bucket.

    Raises what `put_back` raises; StorageUnavailable when no database can be made to restore into.
    """
    with _scratch(store) as copy:
        made = made_at(path)
        put_back(copy, None, path, now)
        with store.read() as live, copy.read() as kept:
            lost = _lost(live, kept, made - UNDER_WAY)
            wanted = _photos(live, kept)
            events = len(kept.exec(select(SeenEvent.event_id)).all())
            broken = [chain.broken for chain in audit.verify(kept) if chain.broken]
        differences = schema.differences(copy)
    whole = {name for name, digest in contents(path) if name == digest} if files_beside and wanted else wanted
    found = Rehearsed(
        archive=path.name,
        made_at=made.isoformat(),
        events=events,
        lost=lost,
        photos=len(wanted),
        photos_wrong=len(wanted - whole),
        integrity=f"{len(differences)} differences of the schema" if differences else "ok",
        audit=broken[0] if broken else "ok",
    )
    with store.begin() as tx:
        heartbeats.beat(tx, NAME, now, **asdict(found))
    return found


def _lost(live: Session, kept: Session, before: datetime) -> int:
    """How many rows of before that moment the copy lacks."""
    lost = 0
    for key, moment in _REMEMBERED:
        there = set(kept.exec(select(key)).all())
        lost += sum(each not in there for each in live.exec(select(key).where(moment <= before)).all())
    return lost


def _photos(live: Session, kept: Session) -> set[str]:
    """Contents that the copy tells of and that nobody took back since."""
    stored = select(Evidence.sha256).where(col(Evidence.sha256).is_not(None), Evidence.state == "stored")
    return {each for each in kept.exec(stored).all() if each} & set(live.exec(stored).all())


@contextmanager
def _scratch(store: Store) -> Iterator[Store]:
    """An empty database of the same kind, thrown away afterwards."""
    if store.is_sqlite:
        with tempfile.TemporaryDirectory(prefix="prongsai-rehearsal-") as folder:
            yield from _used(f"sqlite:///{folder}/copy.db")
        return
    name, url = sql.Identifier(f"prongsai_rehearsal_{os.getpid()}"), make_url(store.url)
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as server:
        try:
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        except psycopg.Error as error:
            said = str(error).splitlines()[0]
            raise StorageUnavailable(
                reason=f"a database to restore into could not be made: {said} (the role needs CREATEDB)"
            ) from error
        try:
            yield from _used(
                url.set(database=f"prongsai_rehearsal_{os.getpid()}").render_as_string(hide_password=False)
            )
        finally:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def _used(url: str) -> Iterator[Store]:
    copy = Store(url)
    try:
        yield copy
    finally:
        copy.close()
