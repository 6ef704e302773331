"""Backup and restore by the database's own means: SQLite's online backup, pg_dump where it is PostgreSQL.

A plain copy of a database in use opens and passes its check, and misses what was committed a moment ago.

An archive is a tar of `about.json`, `database`, and the files (evidence, papers, layouts) under `files/`, without the
reports that were drawn: the page that finds none draws it anew. What the scheduler makes every hour leaves the files
out: they are named by their content, so only new ones are copied beside it.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import make_url

from tracker.errors import BackupRefused, DocumentUnreadable, StorageUnavailable
from tracker.files import Files, open_files
from tracker.store import papers, schema
from tracker.store.after_restore import what_is_newer, withhold
from tracker.store.copying import check_sqlite, copy_sqlite, replace_sqlite
from tracker.store.engine import Store

ABOUT, DATABASE, FILES = "about.json", "database", "files"
ALIVE_FOR = timedelta(minutes=2)


@dataclass(frozen=True)
class About:
    """What an archive says of itself: when it was made (ISO), at which schema revision, of which database."""

    made_at: str
    revision: str
    database: str


@dataclass(frozen=True)
class Kept:
    """A backup that was made: where, its size in bytes, the schema's revision."""

    path: Path
    size: int
    revision: str


def back_up(store: Store, files_url: str, path: Path, now: datetime, *, with_files: bool = True) -> Kept:
    """Write the database, and the files unless they are kept elsewhere, into an archive. It appears whole or not at
    all, after the copy passed its check. Raises StorageUnavailable; OSError when it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    # Beside the archive, not in /tmp: there is room where the backup goes, and it is on that disk once it is done.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".part-") as name:
        folder = Path(name)
        copy_sqlite(store, folder / DATABASE) if store.is_sqlite else _dump_postgres(store, folder / DATABASE)
        about = About(
            now.isoformat(), _revision(store, folder), "sqlite" if store.is_sqlite else "postgresql"
        )
        (folder / ABOUT).write_text(json.dumps(asdict(about)), "utf-8")
        try:
            with part.open("wb") as out:
                with tarfile.open(fileobj=out, mode="w") as archive:
                    archive.add(folder / ABOUT, ABOUT)
                    archive.add(folder / DATABASE, DATABASE)
                    if with_files:
                        _add_files(archive, open_files(files_url).root, drawn(store))
                out.flush()
                os.fsync(out.fileno())
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return Kept(path, path.stat().st_size, about.revision)


def put_back(store: Store, files_url: str | None, path: Path, now: datetime, *, force: bool = False) -> str:
    """Replace database and files by those of an archive, only the database when `files_url` is None; one of an older
    schema is brought up to date. Returns a line to print.

    What was being sent to LINE when the archive was made is not sent again blindly. Raises DocumentUnreadable when it
    is no backup, and, unless `force`, BackupRefused when processes are at work or the present database holds what is
    newer than the archive.
    """
    with tempfile.TemporaryDirectory(prefix="prongsai-restore-") as name:
        folder = Path(name)
        about = _unpack(path, folder, store)
        if not force:
            _refuse_to_harm(store, about, now)
        _check(store, folder / DATABASE)
        # The files first: a row without its photo would be worse than a photo without its row.
        taken = 0
        if files_url is not None:
            files = open_files(files_url)
            taken = sum(_take_files(files, each) for each in _file_folders(path, folder))
        if store.is_sqlite:
            replace_sqlite(store, folder / DATABASE)
        else:
            _restore_postgres(store, folder / DATABASE)
    store.close()
    revision = schema.migrate(store)
    withheld = withhold(store, _made_at(about), now)
    brought = (
        "" if about is None or about.revision == revision else f", brought from revision {about.revision}"
    )
    lines = [f"restored {path}, schema at revision {revision}{brought}, {taken} files added"]
    if withheld:
        lines.append(
            f"{withheld} messages may have reached LINE after the backup: set to unknown, never sent blindly"
        )
    return "\n".join(lines)


def made_at(path: Path) -> datetime:
    """When an archive was made. Raises DocumentUnreadable when it does not say so."""
    try:
        with tarfile.open(path) as archive:
            about = archive.extractfile(ABOUT)
            return datetime.fromisoformat(json.load(about)["made_at"]) if about else _no_date(path)
    except (tarfile.TarError, EOFError, KeyError, ValueError, TypeError):
        return _no_date(path)


def _no_date(path: Path) -> NoReturn:
    raise DocumentUnreadable(file=path, problem="it does not say when it was made", reason="")


def _add_files(archive: tarfile.TarFile, root: Path | None, without: Collection[str]) -> None:
    for path in whole_files(root):
        if path.name in without:
            continue
        try:
            archive.add(path, f"{FILES}/{path.relative_to(root or '')}")
        except FileNotFoundError:
            continue  # taken back by whoever sent it, meanwhile


def drawn(store: Store) -> set[str]:
    """The files (by name) a backup does without. Ask after the database was copied: what is evidence by then stays."""
    with store.read() as tx:
        return papers.only_drawn(tx)


def whole_files(root: Path | None) -> Iterator[Path]:
    """The stored files under a folder, without those still being written; none where they lie in a bucket."""
    for path in sorted(root.rglob("*")) if root is not None and root.exists() else ():
        if path.is_file() and not path.name.startswith("."):
            yield path


def copy_new_files(source: Path | None, target: Path, without: Collection[str] = ()) -> int:
    """Copy the files that are not there yet, but those `without` names, each whole or not at all; how many. Content has
    its name, so one that is there is the same."""
    copied = 0
    for path in whole_files(source):
        there = target / path.relative_to(source or "")
        if there.exists() or path.name in without:
            continue
        there.parent.mkdir(parents=True, exist_ok=True)
        part = there.with_name(f".part-{there.name}")
        try:
            shutil.copyfile(path, part)
        except FileNotFoundError:
            continue
        with part.open("rb+") as out:
            os.fsync(out.fileno())
        os.replace(part, there)
        copied += 1
    return copied


def _file_folders(path: Path, folder: Path) -> list[Path]:
    """Where the files of an archive are: in it, or beside it where the hourly ones keep them."""
    return [each for each in (folder / FILES, path.parent / FILES) if each.is_dir()]


def contents(path: Path) -> Iterator[tuple[str, str]]:
    """Every file kept with an archive, in it or beside it: the name it is kept under and the SHA-256 of what is in it,
    which are the same while it is whole."""
    for each in whole_files(path.parent / FILES):
        with each.open("rb") as content:
            yield each.name, hashlib.file_digest(content, "sha256").hexdigest()
    with tarfile.open(path) as archive:
        for member in archive:
            kept = archive.extractfile(member) if member.name.startswith(f"{FILES}/") else None
            if kept is not None:
                yield Path(member.name).name, hashlib.sha256(kept.read()).hexdigest()


def _take_files(files: Files, source: Path) -> int:
    if files.root is not None:
        return copy_new_files(source, files.root)
    missing = [path for path in whole_files(source) if not files.path(path.name).is_file()]
    for path in missing:
        files.put([path.read_bytes()], limit=path.stat().st_size)
    return len(missing)


def _unpack(path: Path, folder: Path, store: Store) -> About | None:
    try:
        with tarfile.open(path) as archive:
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError):
        raise DocumentUnreadable(file=path, problem="it is no backup archive", reason="") from None
    if not (folder / DATABASE).is_file():
        raise DocumentUnreadable(file=path, problem="it holds no database", reason="")
    with (folder / DATABASE).open("rb") as database:
        is_sqlite = database.read(6) == b"SQLite"
    if is_sqlite != store.is_sqlite:
        kind = "SQLite" if is_sqlite else "PostgreSQL"
        raise DocumentUnreadable(
            file=path, problem=f"it holds a {kind} database, DATABASE_URL is another", reason=""
        )
    return _about(folder / ABOUT)


def _about(path: Path) -> About | None:
    """What the archive says of itself; None of one made before archives did."""
    try:
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        about = About(**told)
        datetime.fromisoformat(about.made_at)
    except (OSError, ValueError, TypeError):
        return None
    known = schema.revisions()
    if about.revision not in known:
        raise BackupRefused(
            problem=f"it is of schema revision {about.revision}, which this program does not know; "
            "install the version that made it, or a newer one"
        )
    return about


def _made_at(about: About | None) -> datetime | None:
    return datetime.fromisoformat(about.made_at) if about else None


def _refuse_to_harm(store: Store, about: About | None, now: datetime) -> None:
    """Say what a restore would destroy or disturb."""
    found = what_is_newer(store, _made_at(about), now - ALIVE_FOR)
    if found:
        raise BackupRefused(
            problem=f"{found}; stop web and scheduler, back up what is there, then use --force"
        )


def _revision(store: Store, folder: Path) -> str:
    """Of the copy itself where it can be asked: the database may be migrated at this very moment."""
    if not store.is_sqlite:
        return schema.current(store)
    copy = Store(f"sqlite:///{folder / DATABASE}")
    try:
        return schema.current(copy)
    finally:
        copy.close()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check(store: Store, copy: Path) -> None:
    if store.is_sqlite:
        check_sqlite(copy)
    else:
        _pg("pg_restore", store, "--list", str(copy), connect=False)


def _dump_postgres(store: Store, target: Path) -> None:
    _pg("pg_dump", store, "--format=custom", f"--file={target}")
    _pg("pg_restore", store, "--list", str(target), connect=False)


def _restore_postgres(store: Store, copy: Path) -> None:
    """In one transaction: emptied first, because a newer schema may hold what the backup does not know."""
    with tempfile.TemporaryDirectory(prefix="prongsai-sql-") as folder:
        script = Path(folder) / "restore.sql"
        _pg(
            "pg_restore", store, "--no-owner", "--no-privileges", f"--file={script}", str(copy), connect=False
        )
        emptied = Path(folder) / "empty.sql"
        emptied.write_text("DROP SCHEMA IF EXISTS public CASCADE;\nCREATE SCHEMA public;\n", "utf-8")
        # Another server counts its transactions anew: one of the same number must give a new revision all the same.
        renewed = Path(folder) / "renewed.sql"
        renewed.write_text(_NO_TRANSACTION_YET, "utf-8")
        _pg(
            "psql", store, "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
            f"--file={emptied}", f"--file={script}", f"--file={renewed}",
        )  # fmt: skip


# (A backup of before revision 0015 has no such table.)
_NO_TRANSACTION_YET = """DO $$ BEGIN
IF to_regclass('public.officerevision') IS NOT NULL THEN
  EXECUTE 'UPDATE public.officerevision SET changed_in = 0';
END IF; END $$;
"""


def _pg(tool: str, store: Store, *arguments: str, connect: bool = True) -> None:
    url = make_url(store.url).set(drivername="postgresql")
    password = url.password or ""
    address = url.set(password=None).render_as_string(hide_password=False)
    command = [tool, *arguments, *([f"--dbname={address}"] if connect else [])]
    environment = {**os.environ, "PGPASSWORD": password, "LC_ALL": "C"}
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    except FileNotFoundError:
        raise StorageUnavailable(reason=f"{tool} is not installed (PostgreSQL client tools)") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().splitlines() or [f"{tool} ended with {error.returncode}"]
        raise StorageUnavailable(reason=f"{tool}: {said[-1]}") from None
