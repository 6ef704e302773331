"""Backups by the database's own means: whole, checked, thinned out, put back without harm, on both databases."""

import io
import json
import os
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.pages.drawn import Drawer
from tests.conftest import Databases
from tests.load.machine import postgres_tools_folder
from tracker import backup, hourly, rehearsal
from tracker.actions.load_samples import load_samples
from tracker.errors import BackupRefused, DocumentUnreadable, StorageUnavailable
from tracker.files import open_files
from tracker.model import (
    Drawing,
    Evidence,
    Heartbeat,
    Message,
    Office,
    OfficeTemplate,
    Person,
    SeenEvent,
    Source,
)
from tracker.settings import TrackerSettings
from tracker.store import Store, heartbeats, schema

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ZONE = TrackerSettings(_env_file=None).zone


@pytest.fixture(autouse=True)
def postgres_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and psql of the embedded server, as an operator's machine has its own."""
    monkeypatch.setenv("PATH", f"{postgres_tools_folder()}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def office(databases: Databases) -> Iterator[Store]:
    """A database with the sample offices, a second's worth of files beside it."""

    def fill(store: Store) -> None:
        schema.migrate(store)
        with store.begin() as tx:
            load_samples(tx, NOW, ZONE)

    store = Store(databases.copy("sampled", fill))
    yield store
    store.close()
    databases.drop(store.url)


def settings(store: Store, folder: Path, **more: str) -> TrackerSettings:
    return TrackerSettings(
        database_url=store.url, files_url=f"file:{folder}/files", backup_dir=str(folder / "kept"),
        _env_file=None, **more,
    )  # fmt: skip


def offices(store: Store) -> list[str]:
    with store.read() as tx:
        return sorted(tx.exec(select(Office.slug)).all())


def heard(store: Store, event_id: str, at: datetime) -> None:
    with store.begin() as tx:
        tx.add(SeenEvent(event_id=event_id, kind="text", received_at=at))


def promised(key: str, channel: str, due: datetime, state: str = "promised") -> Message:
    return Message(
        key=key, channel=channel, recipient="U1", receipt=True, body=[], retry_key=key, state=state,
        created_at=due, next_at=due,
    )  # fmt: skip


def test_what_was_kept_is_put_back_with_its_files_and_nothing_that_came_later(
    office: Store, tmp_path: Path
) -> None:
    files = f"file:{tmp_path}/files"
    photo = open_files(files).put([b"a photo"], 100)
    kept = backup.back_up(office, files, tmp_path / "kept.tar", NOW)
    before = offices(office)
    with office.begin() as tx:
        tx.add(Office(slug="later", name="ที่มาทีหลัง", kind="ทต.", created_at=NOW))
    open_files(files).remove(photo.sha256)
    said = backup.put_back(office, files, kept.path, NOW)
    assert offices(office) == before
    assert open_files(files).path(photo.sha256).read_bytes() == b"a photo"
    assert (kept.revision, "1 files added" in said) == (schema.head(), True)
    assert schema.differences(office) == []


@pytest.mark.parametrize(
    ("made_hours_ago", "channel", "due_hours_ago", "state"),
    [
        (1, "push", 0.5, "promised"),  # LINE answers 409 if it went: the key is the same
        (1, "push", 70, "promised"),  # overdue when the backup was made, so it cannot have gone before that
        (30, "push", 29, "unknown"),  # LINE has forgotten the key
        (30, "push", 40, "unknown"),
        (30, "push", 5, "promised"),  # cannot have gone more than five hours ago
        (30, "push", -5, "promised"),
        (1, "reply", 0.9, "unknown"),  # a reply has no key: as a push it might tell twice
    ],
)
def test_what_was_on_its_way_to_line_is_never_sent_again_blindly(
    office: Store, tmp_path: Path, made_hours_ago: float, channel: str, due_hours_ago: float, state: str
) -> None:
    with office.begin() as tx:
        tx.add(promised("k", channel, NOW - timedelta(hours=due_hours_ago)))
    made = NOW - timedelta(hours=made_hours_ago)
    kept = backup.back_up(office, f"file:{tmp_path}/files", tmp_path / "kept.tar", made)
    backup.put_back(office, f"file:{tmp_path}/files", kept.path, NOW, force=True)
    with office.read() as tx:
        assert tx.exec(select(Message.state).where(Message.key == "k")).one() == state


@pytest.mark.parametrize(("what", "words"), [("beat", "at work"), ("event", "written after")])
def test_a_database_at_work_or_with_newer_data_is_replaced_only_by_force(
    office: Store, tmp_path: Path, what: str, words: str
) -> None:
    kept = backup.back_up(office, f"file:{tmp_path}/files", tmp_path / "kept.tar", NOW)
    if what == "beat":
        with office.begin() as tx:
            heartbeats.beat(tx, "scheduler", NOW)
    else:
        heard(office, "late", NOW + timedelta(minutes=1))
    with pytest.raises(BackupRefused, match=words):
        backup.put_back(office, f"file:{tmp_path}/files", kept.path, NOW + timedelta(seconds=5))
    backup.put_back(office, f"file:{tmp_path}/files", kept.path, NOW + timedelta(seconds=5), force=True)
    with office.read() as tx:
        assert tx.exec(select(SeenEvent.event_id)).all() == []


def test_a_backup_of_an_older_schema_is_brought_up_to_date(office: Store, tmp_path: Path) -> None:
    before, older = offices(office), schema.revisions()[1]
    schema.migrate(office, older)
    kept = backup.back_up(office, f"file:{tmp_path}/files", tmp_path / "kept.tar", NOW)
    assert kept.revision == older
    said = backup.put_back(office, f"file:{tmp_path}/files", kept.path, NOW, force=True)
    assert f"brought from revision {older}" in said
    assert (schema.current(office), offices(office)) == (schema.head(), before)


def tarred(path: Path, **members: bytes) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name.replace("about", "about.json"))
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def damaged(tmp_path: Path, office: Store, how: str) -> Path:
    good = backup.back_up(office, f"file:{tmp_path}/files", tmp_path / "good.tar", NOW).path
    path = tmp_path / f"{how}.tar"
    match how:
        case "empty":
            path.write_bytes(b"")
        case "cut":
            path.write_bytes(good.read_bytes()[: good.stat().st_size // 3])
        case "no database":
            tarred(path, about=b"{}")
        case "another kind":
            tarred(path, database=b"PGDMP nonsense" if office.is_sqlite else b"SQLite format 3\x00")
        case "of the future":
            told = {"made_at": NOW.isoformat(), "revision": "9999", "database": "sqlite"}
            content = b"SQLite format 3\x00" if office.is_sqlite else b"PGDMP"
            tarred(path, about=json.dumps(told).encode(), database=content)
        case "torn database":
            content = b"SQLite format 3\x00" + b"x" * 5000 if office.is_sqlite else b"PGDMP" + b"x" * 5000
            tarred(path, database=content)
    return path


@pytest.mark.parametrize(
    "how", ["empty", "cut", "no database", "another kind", "of the future", "torn database"]
)
def test_what_is_no_backup_changes_nothing(office: Store, tmp_path: Path, how: str) -> None:
    path, before = damaged(tmp_path, office, how), offices(office)
    with pytest.raises((DocumentUnreadable, BackupRefused, StorageUnavailable)):
        backup.put_back(office, f"file:{tmp_path}/files", path, NOW, force=True)
    assert offices(office) == before


def test_an_hourly_backup_is_made_by_one_process_once_an_hour_and_says_so(
    office: Store, tmp_path: Path
) -> None:
    here = settings(office, tmp_path)
    open_files(here.files_url).put([b"first"], 100)
    other = Store(office.url)
    made = [
        hourly.back_up_when_due(each, open_files(here.files_url), here, NOW)
        for each in (office, other, office)
    ]
    assert [each is not None for each in made] == [True, False, False]
    open_files(here.files_url).put([b"second"], 100)
    later = hourly.back_up_when_due(other, open_files(here.files_url), here, NOW + timedelta(minutes=61))
    other.close()
    assert later is not None and later.path.name == "prongsai-20261123-110100.tar"
    with tarfile.open(later.path) as archive:
        assert archive.getnames() == ["about.json", "database"]
    assert len(list(backup.whole_files(tmp_path / "kept" / "files"))) == 2
    with office.read() as tx:
        beat = heartbeats.last(tx, "backup")
    assert beat is not None
    assert (beat.at, beat.detail["bytes"]) == (NOW + timedelta(minutes=61), later.size)
    assert beat.detail["revision"] == schema.head()


def test_an_hourly_backup_brings_its_files_back_on_an_empty_machine(office: Store, tmp_path: Path) -> None:
    here = settings(office, tmp_path)
    stored = open_files(here.files_url).put([b"a photo"], 100)
    kept = hourly.back_up_when_due(office, open_files(here.files_url), here, NOW)
    assert kept is not None
    fresh = f"file:{tmp_path}/elsewhere"
    backup.put_back(office, fresh, kept.path, NOW, force=True)
    assert open_files(fresh).path(stored.sha256).read_bytes() == b"a photo"


def test_drawn_reports_are_left_out_and_all_else_comes_back_with_them_missing(
    office: Store, tmp_path: Path
) -> None:
    here = settings(office, tmp_path)
    files = open_files(here.files_url)
    photo, small, paper, layout, both, mere = (
        files.put([name.encode()], 100).sha256
        for name in ("photo", "small", "paper", "layout", "both", "mere")
    )
    with office.begin() as tx:
        office_id = tx.exec(select(Office.id)).first()
        person = Person(line_user_id="U" + "7" * 32, created_at=NOW)
        tx.add(person)
        tx.flush()
        tx.add_all(
            [
                Evidence(office_id=office_id, person_id=person.id, kind="photo", state="stored", sha256=photo,
                         small_sha256=small, received_at=NOW, next_at=NOW),
                Source(office_id=office_id, title="แบบรายงาน", sha256=paper, created_at=NOW),
                Source(office_id=office_id, title="เล่มรายงาน", sha256=both, created_at=NOW),
                OfficeTemplate(office_id=office_id, kind="progress", sha256=layout, file_name="x.docx", kept_at=NOW),
                *(Drawing(office_id=office_id, key=each, state="ready", started_at=NOW, sha256=each)
                  for each in (both, mere)),
                Drawing(office_id=office_id, key="at it", started_at=NOW),
            ]
        )  # fmt: skip
    kept = hourly.back_up_when_due(office, files, here, NOW)
    assert kept is not None
    by_hand = backup.back_up(office, here.files_url, tmp_path / "hand" / "by-hand.tar", NOW).path
    assert rehearsal.rehearse(office, kept.path, NOW).photos_wrong == 0
    for path in (kept.path, by_hand):
        fresh = open_files(f"file:{tmp_path}/back-{path.stem}")
        backup.put_back(office, f"file:{tmp_path}/back-{path.stem}", path, NOW, force=True)
        there = {each.name for each in backup.whole_files(fresh.root)}
        assert there == {photo, small, paper, layout, both}
    drawer = Drawer(office, open_files(f"file:{tmp_path}/back-by-hand"), lambda: NOW)
    assert drawer.made(office_id, mere, lambda: b"mere", 30) == b"mere", "what is missing is drawn anew"


def test_a_backup_that_failed_is_tried_again_after_half_an_hour_and_leaves_no_part(
    office: Store, tmp_path: Path
) -> None:
    here = settings(office, tmp_path)
    (tmp_path / "kept").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(OSError):
        hourly.back_up_when_due(office, open_files(here.files_url), here, NOW)
    (tmp_path / "kept").unlink()
    assert (
        hourly.back_up_when_due(office, open_files(here.files_url), here, NOW + timedelta(minutes=29)) is None
    )
    assert (
        hourly.back_up_when_due(office, open_files(here.files_url), here, NOW + timedelta(minutes=31))
        is not None
    )
    assert [path.name for path in (tmp_path / "kept").glob(".*")] == []


def test_without_a_folder_no_backup_is_made(office: Store, tmp_path: Path) -> None:
    none = TrackerSettings(database_url=office.url, files_url=f"file:{tmp_path}", _env_file=None)
    assert hourly.back_up_when_due(office, open_files(none.files_url), none, NOW) is None
    with office.read() as tx:
        assert tx.exec(select(Heartbeat.name).where(col(Heartbeat.name).startswith("backup"))).all() == []


def test_backups_thin_out_with_age(tmp_path: Path) -> None:
    start = datetime(2026, 1, 1)  # noqa: DTZ001  (names are in local time)
    for hour in range(24 * 100):
        name = (start + timedelta(hours=hour)).strftime(hourly.STAMP)
        (tmp_path / name).touch()
    (tmp_path / "by-hand.tar").touch()
    removed = hourly.thin_out(tmp_path, (48, 30, 12))
    left = sorted(path.name for path in tmp_path.glob("prongsai-*"))
    # 48 hours, of the 30 days those 28 that the hours leave out, of 4 months those 2 that the days leave out
    assert len(left) == 48 + 28 + 2
    assert len(removed) == 2400 - len(left)
    assert left[0] == "prongsai-20260131-230000.tar"
    assert (tmp_path / "by-hand.tar").exists()
    assert hourly.thin_out(tmp_path, (48, 30, 12)) == []
