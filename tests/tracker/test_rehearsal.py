"""The rehearsal: a good backup passes, one that lacks or spoils anything does not, and nothing stays behind."""

import json
import shutil
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import make_url
from sqlmodel import col, select, update

from tests.tracker.test_backup import NOW, heard, office, postgres_tools, settings  # noqa: F401  (fixtures)
from tracker import hourly, rehearsal, scratch
from tracker.__main__ import main
from tracker.errors import BackupRefused, DocumentUnreadable, StorageUnavailable
from tracker.files import open_files
from tracker.model import AuditEntry, Evidence, Office, Person
from tracker.settings import tracker_settings
from tracker.store import Store, heartbeats

HOUR = timedelta(hours=1)


def evidence(store: Store, sha256: str) -> None:
    with store.begin() as tx:
        person = Person(line_user_id="U" + "1" * 32, created_at=NOW)
        tx.add(person)
        tx.flush()
        office_id = tx.exec(select(Office.id)).first()
        tx.add(
            Evidence(
                office_id=office_id, person_id=person.id, kind="photo", state="stored", sha256=sha256,
                received_at=NOW - HOUR, stored_at=NOW - HOUR, next_at=NOW,
            )
        )  # fmt: skip


def backed_up(store: Store, folder: Path) -> Path:
    """A database with an hour of life and a photo, and the hourly backup of it."""
    facts = settings(store, folder)
    files = open_files(facts.files_url)
    evidence(store, files.put([b"a photo"], 100).sha256)
    heard(store, "before", NOW - HOUR)
    kept = hourly.back_up_when_due(store, files, facts, NOW)
    assert kept is not None
    heard(store, "after", NOW + HOUR)
    return kept.path


def test_a_good_backup_passes_and_is_left_on_record(office: Store, tmp_path: Path) -> None:  # noqa: F811
    path = backed_up(office, tmp_path)
    found = rehearsal.rehearse(office, rehearsal.newest(path.parent), NOW + HOUR)
    assert found.fine, found
    assert (found.archive, found.events, found.photos) == (path.name, 1, 1)
    with office.read() as tx:
        beat = heartbeats.last(tx, "drill")
    assert beat is not None and beat.at == NOW + HOUR and beat.detail["lost"] == 0


def an_event_is_missing(store: Store, _path: Path) -> None:
    heard(store, "missed", NOW - HOUR)


def a_photo_is_missing(_store: Store, path: Path) -> None:
    shutil.rmtree(path.parent / "files")


def a_photo_is_spoilt(_store: Store, path: Path) -> None:
    for each in (path.parent / "files").rglob("*"):
        if each.is_file():
            each.write_bytes(b"something else")


@pytest.mark.parametrize(
    ("harm", "figure"),
    [
        (an_event_is_missing, "lost"),
        (a_photo_is_missing, "photos_wrong"),
        (a_photo_is_spoilt, "photos_wrong"),
    ],
)
def test_what_a_backup_lacks_is_counted(
    office: Store,  # noqa: F811
    tmp_path: Path,
    harm: Callable[[Store, Path], None],
    figure: str,
) -> None:
    path = backed_up(office, tmp_path)
    harm(office, path)
    found = rehearsal.rehearse(office, path, NOW + HOUR)
    assert not found.fine and getattr(found, figure) == 1


def test_a_photo_taken_back_since_is_not_missed(office: Store, tmp_path: Path) -> None:  # noqa: F811
    path = backed_up(office, tmp_path)
    with office.begin() as tx:
        tx.exec(update(Evidence).values(state="removed", sha256=None))
    shutil.rmtree(path.parent / "files")
    assert rehearsal.rehearse(office, path, NOW + HOUR).fine


def test_the_present_database_stays_as_it_is_and_no_copy_stays_behind(
    office: Store,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = backed_up(office, tmp_path)
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    rehearsal.rehearse(office, path, NOW + HOUR)
    assert list((tmp_path / "scratch").iterdir()) == []
    with office.read() as tx:
        assert tx.exec(select(AuditEntry).where(col(AuditEntry.action) == "restore")).first() is None
    if not office.is_sqlite:
        address = make_url(office.url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address) as server:
            left = server.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE '%%rehearsal%%'"
            ).fetchall()
        assert left == []


def test_a_backup_that_cannot_be_put_back_is_on_record(office: Store, tmp_path: Path) -> None:  # noqa: F811
    path = backed_up(office, tmp_path)
    rehearsal.rehearse(office, path, NOW + HOUR)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(DocumentUnreadable):
        rehearsal.rehearse(office, path, NOW + 2 * HOUR)
    with office.read() as tx:
        beat = heartbeats.last(tx, "drill")
    assert beat is not None and beat.at == NOW + 2 * HOUR
    assert rehearsal.amiss(beat.detail) and beat.detail["fine"] == 0


def test_two_rehearsals_do_not_disturb_each_other_and_what_a_killed_one_left_goes(
    office: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    path = backed_up(office, tmp_path)
    if office.is_sqlite:
        pytest.skip("each has a file of its own")
    address = make_url(office.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as other:
        other.execute(f"CREATE DATABASE {scratch.SCRATCH}")
        other.execute("SELECT pg_advisory_lock(%s)", (scratch.LOCK,))
        with pytest.raises(BackupRefused, match="another rehearsal"):
            rehearsal.rehearse(office, path, NOW + HOUR)
    assert rehearsal.rehearse(office, path, NOW + HOUR).fine


def test_a_server_that_is_away_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable):
        with scratch.scratch(Store(f"postgresql+psycopg://postgres@/x?host={tmp_path}")):
            pass


def test_the_command_takes_the_newest_and_says_what_it_found_as_json(
    office: Store,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = backed_up(office, tmp_path)
    for name, value in (
        ("DATABASE_URL", office.url),
        ("FILES_URL", f"file:{tmp_path}/files"),
        ("BACKUP_DIR", str(path.parent)),
    ):
        monkeypatch.setenv(name, value)
    tracker_settings.cache_clear()
    done = CliRunner().invoke(main, ["rehearse"])
    assert done.exit_code == 0 and json.loads(done.stdout)["archive"] == path.name
    heard(office, "missed", NOW - HOUR)
    done = CliRunner().invoke(main, ["rehearse", str(path)])
    tracker_settings.cache_clear()
    assert done.exit_code == 1 and json.loads(done.stdout)["lost"] == 1


def test_where_there_is_no_backup_one_clear_line_says_so(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="there is no backup in"):
        rehearsal.newest(tmp_path)
    with tarfile.open(tmp_path / "prongsai-other.tar", "w"):
        pass
    with pytest.raises(DocumentUnreadable, match="when it was made"):
        rehearsal.rehearse(
            Store(f"sqlite:///{tmp_path}/x.db"), tmp_path / "prongsai-other.tar", datetime.now(UTC)
        )
