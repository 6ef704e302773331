"""Backup and restore by the database's own means: SQLite's online backup, pg_dump where it is PostgreSQL.

A plain copy of a database in use opens and passes its check, and misses what was committed a moment ago.
"""

import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from sqlalchemy import make_url

from tracker.errors import DocumentUnreadable, StorageUnavailable
from tracker.files import open_files
from tracker.store import schema
from tracker.store.engine import Store, sqlite_driver

DATABASE, FILES = "database", "files"


def back_up(store: Store, files_url: str, path: Path) -> str:
    """Write database and files into a tar archive; it appears whole or not at all. Returns a line to print."""
    files = open_files(files_url)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / DATABASE
        _copy_sqlite(store, copy) if store.is_sqlite else _pg(
            "pg_dump", store, "--format=custom", f"--file={copy}"
        )
        part = path.with_name(f".{path.name}.part")
        path.parent.mkdir(parents=True, exist_ok=True)
        with tarfile.open(part, "w") as archive:
            archive.add(copy, DATABASE)
            if files.root.exists():
                archive.add(files.root, FILES, filter=_whole_files)
        os.replace(part, path)
    return f"{path}: {path.stat().st_size} bytes"


def put_back(store: Store, files_url: str, path: Path) -> str:
    """Replace database and files by those of an archive. Raises DocumentUnreadable when it is no backup."""
    files = open_files(files_url)
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(path) as archive:
                archive.extractall(folder, filter="data")
        except (tarfile.TarError, EOFError):
            raise DocumentUnreadable(file=path, problem="it is no backup archive", reason="") from None
        copy = Path(folder) / DATABASE
        if not copy.is_file():
            raise DocumentUnreadable(file=path, problem="it holds no database", reason="")
        if store.is_sqlite:
            _replace_sqlite(store, copy)
        else:
            _pg("pg_restore", store, "--clean", "--if-exists", "--single-transaction", str(copy))
        kept = Path(folder) / FILES
        if kept.is_dir():
            shutil.copytree(kept, files.root, dirs_exist_ok=True)
    return f"restored {path}, schema at revision {schema.current(store)}"


def _whole_files(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if Path(member.name).name.startswith(".part-") else member


def _copy_sqlite(store: Store, target: Path) -> None:
    driver = sqlite_driver()
    source = driver.connect(store.url.removeprefix("sqlite:///"))
    copy = driver.connect(str(target))
    try:
        source.backup(copy)
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise StorageUnavailable(reason="the copy does not pass integrity_check")
    finally:
        copy.close()
        source.close()


def _replace_sqlite(store: Store, copy: Path) -> None:
    """Through the backup interface again, so that processes with the database open see one state or the other."""
    driver = sqlite_driver()
    Path(store.url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    source = driver.connect(str(copy))
    target = driver.connect(store.url.removeprefix("sqlite:///"))
    try:
        if source.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise StorageUnavailable(reason="the backup does not pass integrity_check")
        source.backup(target)
    except driver.DatabaseError as error:
        raise StorageUnavailable(reason=str(error)) from error
    finally:
        target.close()
        source.close()


def _pg(tool: str, store: Store, *arguments: str) -> None:
    url = make_url(store.url).set(drivername="postgresql")
    password = url.password or ""
    address = url.set(password=None).render_as_string(hide_password=False)
    command = [tool, *arguments, f"--dbname={address}"]
    try:
        subprocess.run(
            command, check=True, capture_output=True, text=True, env={**os.environ, "PGPASSWORD": password}
        )
    except FileNotFoundError:
        raise StorageUnavailable(reason=f"{tool} is not installed (PostgreSQL client tools)") from None
    except subprocess.CalledProcessError as error:
        raise StorageUnavailable(reason=error.stderr.strip().splitlines()[-1]) from None
