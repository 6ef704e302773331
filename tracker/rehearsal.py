"""The rehearsal of a restore: a backup is put back into a database of its own and compared with the present one.

A backup is proven by restoring it. What is compared was written before the backup was made, so the service goes on.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from tracker.backup import contents, made_at, put_back
from tracker.errors import BackupRefused, StorageUnavailable, TrackerError
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
        return not amiss(asdict(self))


# What a rehearsal (and the drill of tests/drill) counts that must be nought, and what else it must have found.
_ZEROS = ("lost", "photos_wrong", "pushed_twice", "pushes_unsettled")
_FINE = {"integrity": ("ok",), "audit": ("ok", "no such command")}


def amiss(found: Mapping[str, Any]) -> bool:
    """Whether what was left on record tells of a backup that would not have saved everything."""
    return any(found.get(name) for name in _ZEROS) or any(
        found.get(name, fine[0]) not in fine for name, fine in _FINE.items()
    )


def newest(folder: Path) -> Path:
    """The newest backup the scheduler made. Raises BackupRefused when there is none."""
    found = max(folder.glob("prongsai-*.tar"), default=None, key=lambda path: path.name)
    if found is None:
        raise BackupRefused(problem=f"there is no backup in {folder}")
    return found


def rehearse(store: Store, path: Path, now: datetime, *, files_beside: bool = True) -> Rehearsed:
    """Put a backup back beside the present database, compare, and leave what was found as the heartbeat `drill`.
    `files_beside`: the photos are kept with the backup, not in a bucket.

    Raises what `put_back` raises, StorageUnavailable when no database can be made to restore into, and BackupRefused
    while another rehearsal is under way. A backup that cannot be put back is on record too.
    """
    try:
        found = _compared(store, path, now, files_beside)
    except (TrackerError, OSError) as error:
        with suppress(StorageUnavailable):  # what went wrong first is what counts
            _record(store, now, {"archive": path.name, "integrity": str(error)[:300]})
        raise
    _record(store, now, asdict(found))
    return found


def _record(store: Store, now: datetime, found: dict[str, Any]) -> None:
    with store.begin() as tx:
        heartbeats.beat(tx, NAME, now, **found, fine=int(not amiss(found)))


def _compared(store: Store, path: Path, now: datetime, files_beside: bool) -> Rehearsed:
    from tracker.scratch import (
        scratch,
    )  # PostgreSQL's driver, which who only reads what was found needs not have

    made = made_at(path)
    with store.read() as live:  # in short: who reads keeps others from writing, in one of SQLite's modes
        remembered = [_keys(live, key, moment, made - UNDER_WAY) for key, moment in _REMEMBERED]
        photos = _photos(live)
    with scratch(store) as copy:
        put_back(copy, None, path, now)
        with copy.read() as kept:
            lost = sum(
                len(known - _keys(kept, key)) for known, (key, _) in zip(remembered, _REMEMBERED, strict=True)
            )
            wanted = photos & _photos(kept)  # nobody took them back since
            events = len(_keys(kept, col(SeenEvent.event_id)))
            broken = [chain.broken for chain in audit.verify(kept) if chain.broken]
        differences = schema.differences(copy)
    whole = {name for name, digest in contents(path) if name == digest} if files_beside and wanted else wanted
    return Rehearsed(
        archive=path.name,
        made_at=made.isoformat(),
        events=events,
        lost=lost,
        photos=len(wanted),
        photos_wrong=len(wanted - whole),
        integrity=f"{len(differences)} differences of the schema" if differences else "ok",
        audit=broken[0] if broken else "ok",
    )


def _keys(tx: Session, key: Any, moment: Any = None, before: datetime | None = None) -> set[Any]:
    """The keys of a table's rows, of those written before a moment."""
    query = select(key)
    return set(tx.exec(query if before is None else query.where(moment <= before)).all())


def _photos(tx: Session) -> set[str]:
    """The names of the contents that must be there."""
    stored = select(Evidence.sha256).where(col(Evidence.sha256).is_not(None), Evidence.state == "stored")
    return {each for each in tx.exec(stored).all() if each}
