"""With FILES_URL=s3://… everything that is a file lies in the bucket, and comes from there wherever it is asked for: no
process of another machine has a folder of this one."""

import io
import json
import os
import subprocess
import sys
import tarfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from PIL import Image
from sqlmodel import select

from bot.pages.downloads import evidence_link, report_link
from sandbox.people import Person as LineUser
from sandbox.people import words
from scheduler.worker import Worker
from tests.town import BANGKOK, Town, town
from tests.tracker.documents.papers import MEASURES, as_docx
from tracker import backup, hourly
from tracker.actions.sweep_files import sweep_files
from tracker.errors import FilesUnavailable
from tracker.files import open_files
from tracker.model import Drawing, Evidence, Person, Source
from tracker.settings import TrackerSettings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path: Path, bucket: str) -> Iterator[Town]:
    with town(tmp_path, files_url=bucket) as made:
        yield made
        assert not (tmp_path / "files").exists(), "nothing lies beside the bucket"


def in_bucket(place: Town) -> set[str]:
    """The names (SHA-256) of all contents of the bucket."""
    return set(place.files.stored_before(datetime.now(UTC) + timedelta(days=1)))


def enrolled(place: Town, role: str, department: str | None = None) -> LineUser:
    person = place.line.person(role)
    person.says(place.code("nadun", role, department))
    person.wait()
    person.press("ยืนยันลงทะเบียน")
    person.wait()
    return person


def photo() -> bytes:
    content = io.BytesIO()
    Image.effect_noise((320, 240), 80).convert("RGB").save(content, "JPEG")
    return content.getvalue()


def with_photo(place: Town) -> LineUser:
    """A head whose report has a photo that was fetched."""
    head = enrolled(place, "head", "กองช่าง")
    head.says("มาตรการ 2 ทำแล้ว 60%")
    head.wait()
    head.press("ยืนยัน")
    head.wait()
    head.sends_photo(photo())
    head.wait()
    Worker(place.store, place.files, place.client, BANGKOK, place.clock, place.clock).fetch()
    return head


def evidence(place: Town) -> Evidence:
    with place.store.read() as tx:
        return tx.exec(select(Evidence)).one()


def person_id(place: Town, name: str) -> int:
    from sandbox.state import user_id

    with place.store.read() as tx:
        return tx.exec(select(Person.id).where(Person.line_user_id == user_id(name))).one()


def opened(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=120) as answer:
        return bytes(answer.read())


def command(place: Town, *words: str) -> "subprocess.CompletedProcess[str]":
    """A command that went well, on a machine that knows the database and the bucket and nothing else."""
    environment = os.environ | {"DATABASE_URL": place.facts.database_url, "FILES_URL": place.facts.files_url}
    done = subprocess.run(
        [sys.executable, "-m", "tracker", *words], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


def test_a_photo_from_the_chat_is_in_the_bucket_is_shown_from_it_and_goes_with_its_message(
    place: Town,
) -> None:
    head = with_photo(place)
    kept = evidence(place)
    assert kept.state == "stored" and {kept.sha256, kept.small_sha256} <= in_bucket(place)
    shown = opened(evidence_link(place.web, kept.office_id, person_id(place, "head"), kept.id))
    assert Image.open(io.BytesIO(shown)).size == (320, 240)
    head.unsends(head.last_message_id)
    head.wait(timeout=0.3)
    assert {kept.sha256, kept.small_sha256}.isdisjoint(in_bucket(place))


def test_a_report_has_the_photo_is_drawn_once_and_kept_in_the_bucket(place: Town) -> None:
    with_photo(place)
    enrolled(place, "coordinator")
    kept = evidence(place)
    address = report_link(
        place.web, kept.office_id, person_id(place, "coordinator"), 2565, "progress", None, "docx", None
    )
    first = opened(address)
    with zipfile.ZipFile(io.BytesIO(first)) as report:
        assert any(name.startswith("word/media/") for name in report.namelist())
    with place.store.read() as tx:
        (drawn,) = tx.exec(select(Drawing.sha256)).all()
    assert drawn in in_bucket(place)
    assert opened(address) == first
    assert place.files.path(str(drawn)).read_bytes() == first


def test_export_and_import_by_command_go_by_the_bucket(place: Town, tmp_path: Path) -> None:
    with_photo(place)
    out = tmp_path / "progress.docx"
    command(
        place,
        "export",
        "progress",
        "--office",
        "nadun",
        "--year",
        "2565",
        "--format",
        "docx",
        "--out",
        str(out),
    )
    with zipfile.ZipFile(out) as report:
        assert any(name.startswith("word/media/") for name in report.namelist())
    paper = as_docx(["มาตรการของเทศบาลตำบลนาดูน ประจำปีงบประมาณ พ.ศ. ๒๕๖๘", MEASURES], tmp_path / "plan.docx")
    command(place, "import", str(paper), "--office", "nadun")
    with place.store.read() as tx:
        original = tx.exec(select(Source.sha256).where(Source.file_name == "plan.docx")).one()
    assert original in in_bucket(place)
    assert place.files.path(str(original)).read_bytes() == paper.read_bytes()


def test_a_paper_from_the_chat_is_read_out_of_the_bucket(place: Town, tmp_path: Path) -> None:
    coordinator = enrolled(place, "coordinator")
    paper = as_docx(["มาตรการของเทศบาลตำบลนาดูน ประจำปีงบประมาณ พ.ศ. ๒๕๖๘", MEASURES], tmp_path / "plan.docx")
    coordinator.sends_file("plan.docx", paper.read_bytes())
    coordinator.wait()
    worker = Worker(place.store, place.files, place.client, BANGKOK, place.clock, place.clock)
    worker.read()
    worker.deliver()
    assert "พบ" in words([each.message for each in coordinator.wait()])
    coordinator.press("ยืนยันนำเข้า")
    assert "นำเข้าแล้ว" in words([each.message for each in coordinator.wait()])
    assert len(in_bucket(place)) == 1


def test_a_backup_holds_the_database_alone_and_what_it_puts_back_finds_its_photos(
    place: Town, tmp_path: Path
) -> None:
    with_photo(place)
    kept = evidence(place)
    settings = TrackerSettings(
        database_url=place.facts.database_url, files_url=place.facts.files_url,
        backup_dir=str(tmp_path / "kept"), _env_file=None,
    )  # fmt: skip
    made = hourly.back_up_when_due(place.store, place.files, settings, place.now)
    assert made is not None
    with tarfile.open(made.path) as archive:
        assert sorted(archive.getnames()) == ["about.json", "database"]
    assert not (tmp_path / "kept" / "files").exists()
    assert json.loads(command(place, "rehearse", str(made.path)).stdout)["photos_wrong"] == 0
    assert "the database alone" in command(place, "backup", str(tmp_path / "by hand.tar")).stderr
    backup.put_back(place.store, place.facts.files_url, made.path, place.now, force=True)
    assert evidence(place).sha256 == kept.sha256
    assert opened(evidence_link(place.web, kept.office_id, person_id(place, "head"), kept.id))


def test_a_backup_made_with_a_folder_puts_its_files_into_the_bucket(tmp_path: Path, bucket: str) -> None:
    """The way from one machine to several: back up, set FILES_URL, restore."""
    (tmp_path / "before").mkdir()
    with town(tmp_path / "before") as before:
        with_photo(before)
        kept = evidence(before)
        archive = tmp_path / "moved.tar"
        backup.back_up(before.store, before.facts.files_url, archive, before.now)
    (tmp_path / "after").mkdir()
    with town(tmp_path / "after", files_url=bucket) as after:
        said = backup.put_back(after.store, bucket, archive, after.now, force=True)
        assert "2 files added" in said
        assert {kept.sha256, kept.small_sha256} == in_bucket(after)
        assert opened(evidence_link(after.web, kept.office_id, person_id(after, "head"), kept.id))


def test_the_daily_sweep_of_a_bucket_removes_what_no_row_is_of(place: Town) -> None:
    with_photo(place)
    kept = in_bucket(place)
    left = place.files.put([b"of nobody"], 100).sha256
    assert sweep_files(place.store, place.files, datetime.now(UTC) + timedelta(days=2)) == 1
    assert in_bucket(place) == kept and left not in kept


def test_what_cannot_be_fetched_from_the_bucket_now_is_said_so_and_not_lost(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_photo(place)
    kept = evidence(place)
    address = evidence_link(place.web, kept.office_id, person_id(place, "head"), kept.id)

    def away(*_: object) -> Path:
        raise FilesUnavailable(reason="the bucket does not answer")

    with monkeypatch.context() as patch:
        patch.setattr("tracker.files.bucket.Bucket.path", away)
        with pytest.raises(urllib.error.HTTPError) as refused:
            opened(address)
    refused.value.close()
    assert refused.value.code == 503
    assert opened(address)


def test_a_bucket_that_is_not_there_is_named_in_one_line(bucket: str) -> None:
    with pytest.raises(FilesUnavailable, match="NoSuchBucket"):
        open_files("s3://no-such-bucket-anywhere").put([b"x"], 10)
    with pytest.raises(ClientError):
        boto3.client("s3").head_bucket(Bucket="no-such-bucket-anywhere")
