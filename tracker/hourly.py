"""The hourly backup: one process makes it, what is kept thins out with age, files are copied once."""

import os
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from tracker.backup import FILES, Kept, back_up, copy_new_files, drawn
from tracker.files import Files
from tracker.settings import TrackerSettings
from tracker.store import Store, heartbeats

NAME, ATTEMPT = "backup", "backup attempt"
EVERY = timedelta(hours=1)
LEASE = timedelta(minutes=30)
"""How long one process has for a backup, or after one that failed, before another tries."""
STAMP = "prongsai-%Y%m%d-%H%M%S.tar"  # Bangkok time, or that of TIMEZONE


def back_up_when_due(store: Store, files: Files, settings: TrackerSettings, now: datetime) -> Kept | None:
    """Make a backup when the last is an hour old, nobody else makes one now, and BACKUP_DIR is set; None otherwise.

    Afterwards the heartbeat `backup` says when, how large and how long. Raises StorageUnavailable and OSError; then
    the next try is due after half an hour.
    """
    if not settings.backup_dir or not _claimed(store, now):
        return None
    folder, begun = Path(settings.backup_dir), time.monotonic()
    path = folder / now.astimezone(settings.zone).strftime(STAMP)
    copy_new_files(files.root, folder / FILES, drawn(store))
    kept = back_up(store, settings.files_url, path, now, with_files=False)
    # Once more: a row of the copy may tell of a file that came, or is no mere drawing any more, since the first pass.
    copied = copy_new_files(files.root, folder / FILES, drawn(store))
    removed = thin_out(folder, settings.kept_backups)
    with store.begin() as tx:
        heartbeats.beat(
            tx, NAME, now, path=str(kept.path), bytes=kept.size, seconds=round(time.monotonic() - begun, 1),
            revision=kept.revision, files=copied, removed=len(removed),
        )  # fmt: skip
    return kept


def _claimed(store: Store, now: datetime) -> bool:
    """Whether this process is the one to make the backup that is due."""
    with store.read() as tx:
        if not _is_due(_at(tx, NAME), _at(tx, ATTEMPT), now):
            return False
    with store.begin() as tx:
        heartbeats.lock(tx, ATTEMPT, now - LEASE)
        if not _is_due(_at(tx, NAME), _at(tx, ATTEMPT), now):
            return False
        heartbeats.beat(tx, ATTEMPT, now, process=os.getpid())
    return True


def _at(tx: Session, name: str) -> datetime | None:
    beat = heartbeats.last(tx, name)
    return beat.at if beat else None


def _is_due(made: datetime | None, tried: datetime | None, now: datetime) -> bool:
    return (made is None or now - made >= EVERY) and (tried is None or now - tried >= LEASE)


def thin_out(folder: Path, keep: tuple[int, int, int]) -> list[Path]:
    """Remove backups that no rule keeps: the newest of each of so many last hours, days and months that have one."""
    found = sorted(
        ((at, path) for path in folder.glob("prongsai-*.tar") if (at := _moment(path))), reverse=True
    )
    wanted: set[Path] = set()
    for count, unit in zip(keep, ("%Y%m%d%H", "%Y%m%d", "%Y%m"), strict=True):
        wanted |= _newest_of_each(found, unit, count)
    unwanted = [path for _, path in found if path not in wanted]
    for path in unwanted:
        path.unlink(missing_ok=True)
    return unwanted


def _newest_of_each(found: Sequence[tuple[datetime, Path]], unit: str, count: int) -> set[Path]:
    newest: dict[str, Path] = {}
    for at, path in found:
        newest.setdefault(at.strftime(unit), path)
    return set(list(newest.values())[:count])


def _moment(path: Path) -> datetime | None:
    try:
        return datetime.strptime(path.name, STAMP)  # noqa: DTZ007  (compared with others of the same zone only)
    except ValueError:
        return None
