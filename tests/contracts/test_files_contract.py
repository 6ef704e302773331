"""What every file store promises, on a folder and on a bucket behind a real S3 protocol."""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import boto3
import pytest

from tracker.errors import FileRefused, FilesUnavailable, SettingInvalid
from tracker.files import Files, open_files
from tracker.files import bucket as buckets
from tracker.settings import TrackerSettings

PHOTO = bytes(range(256)) * 1000
NAME = sha256(PHOTO).hexdigest()


@pytest.fixture(params=["folder", "bucket"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"file:{tmp_path}/files" if request.param == "folder" else str(request.getfixturevalue("bucket"))


def kept(files: Files, name: str) -> bytes | None:
    path = files.path(name)
    return path.read_bytes() if path.is_file() else None


def test_what_was_put_is_read_by_another_process_on_another_host(url: str) -> None:
    stored = open_files(url).put(iter([PHOTO[:100], PHOTO[100:]]), limit=10**6)
    assert (stored.sha256, stored.size) == (NAME, len(PHOTO))
    assert kept(open_files(url), NAME) == PHOTO


def test_the_same_photo_put_twice_is_one_and_gone_once_it_is_removed(url: str) -> None:
    one, other = open_files(url), open_files(url)
    one.put([PHOTO], limit=10**6)
    other.put([PHOTO], limit=10**6)
    assert kept(one, NAME) == kept(other, NAME) == PHOTO
    one.remove(NAME)
    one.remove(NAME)
    assert (kept(one, NAME), kept(other, NAME)) == (None, None), "no copy lives on where it was read before"


@pytest.mark.parametrize(("content", "limit"), [([PHOTO], 100), ([], 100), ([b""], 100)])
def test_too_much_or_nothing_is_refused_and_leaves_nothing(
    url: str, content: list[bytes], limit: int
) -> None:
    files = open_files(url)
    with pytest.raises(FileRefused):
        files.put(content, limit)
    assert kept(files, NAME) is None


def test_a_source_that_breaks_off_leaves_nothing(url: str) -> None:
    def breaking() -> Iterator[bytes]:
        yield PHOTO
        raise ConnectionError

    files = open_files(url)
    with pytest.raises(ConnectionError):
        files.put(breaking(), limit=10**6)
    assert kept(files, NAME) is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, NAME[:-1]])
def test_only_a_sha256_names_a_file(url: str, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        open_files(url).path(name)


def test_copies_of_a_bucket_are_dropped_after_an_hour(bucket: str) -> None:
    files = open_files(bucket)
    files.put([PHOTO], limit=10**6)
    other = sha256(b"other").hexdigest()
    files.put([b"other"], limit=10)
    old = time.time() - buckets.KEPT_HERE.total_seconds() - 1
    copy = files.path(NAME)
    os.utime(copy, (old, old))
    files.path(other)
    assert not copy.exists()
    assert kept(files, NAME) == PHOTO, "it is fetched again"


def test_a_bucket_that_cannot_be_reached_says_so(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(FilesUnavailable):
        open_files(bucket).put([PHOTO], limit=10**6)


SOON, LONG_AGO = datetime.now(UTC) + timedelta(hours=2), datetime.now(UTC) - timedelta(hours=2)


def test_what_was_stored_before_a_moment_is_told_and_removed_unless_it_came_again(url: str) -> None:
    files = open_files(url)
    names = {files.put([content], limit=10**6).sha256 for content in (PHOTO, b"other")}
    assert set(files.stored_before(SOON)) == names
    assert set(files.stored_before(LONG_AGO)) == set()
    files.remove(NAME, LONG_AGO)
    assert kept(files, NAME) == PHOTO
    files.remove(NAME, SOON)
    files.remove(NAME, SOON)
    assert set(files.stored_before(SOON)) == names - {NAME}


def test_only_contents_are_told_of_whatever_else_lies_there(bucket: str, tmp_path: Path) -> None:
    name, _, _ = bucket.removeprefix("s3://").partition("/")
    client, key = boto3.client("s3"), f"{NAME[:2]}/{NAME[2:4]}/{NAME}"
    for each in (key, f"elsewhere/{key}", "prongsai/readme", f"prongsai/{NAME}", f"prongsai/ff/{key}"):
        client.put_object(Bucket=name, Key=each, Body=b"x")
        (tmp_path / each).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / each).write_bytes(b"x")
    assert list(open_files(bucket).stored_before(SOON)) == []
    assert list(open_files(f"file:{tmp_path}/prongsai").stored_before(SOON)) == []
    assert list(open_files(f"s3://{name}").stored_before(SOON)) == [NAME]
    assert list(open_files(f"file:{tmp_path}").stored_before(SOON)) == [NAME]


def test_a_bucket_of_more_than_a_page_is_told_of_whole(bucket: str) -> None:
    name, _, prefix = bucket.removeprefix("s3://").partition("/")
    names = {sha256(bytes([number // 256, number % 256])).hexdigest() for number in range(1001)}
    client = boto3.client("s3")
    for each in names:
        client.put_object(Bucket=name, Key=f"{prefix}/{each[:2]}/{each[2:4]}/{each}", Body=b"")
    assert set(open_files(bucket).stored_before(SOON)) == names


def test_what_a_killed_process_was_writing_is_dropped_wherever_it_lies(tmp_path: Path) -> None:
    files = open_files(f"file:{tmp_path}")
    files.put([PHOTO], limit=10**6)
    parts = [tmp_path / ".part-abc", tmp_path / NAME[:2] / NAME[2:4] / f".part-{NAME}"]
    for part in parts:
        part.write_bytes(PHOTO)
    files.drop_parts(LONG_AGO)
    assert all(part.exists() for part in parts), "somebody may be writing them"
    files.drop_parts(SOON)
    assert not any(part.exists() for part in parts)
    assert kept(files, NAME) == PHOTO


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of this machine where copies of a bucket's files lie."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def copies(temporary: Path) -> list[Path]:
    return [path for path in temporary.rglob("*") if path.is_file()]


def test_what_went_into_a_bucket_stays_nowhere_else(
    bucket: str, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = open_files(bucket)
    assert list(temporary.iterdir()) == [], "no folder is made before one is needed"
    files.put([PHOTO], limit=10**6)
    assert copies(temporary) == []
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(FilesUnavailable):
        open_files(bucket).put([PHOTO], limit=10**6)
    assert copies(temporary) == [], "of an upload that failed neither"


def test_a_copy_that_is_being_read_outlives_the_same_photo_put_again(bucket: str) -> None:
    files = open_files(bucket)
    files.put([PHOTO], limit=10**6)
    copy = files.path(NAME)
    files.put([PHOTO], limit=10**6)
    assert copy.read_bytes() == PHOTO


def test_copies_a_killed_process_left_are_dropped_by_another(bucket: str, temporary: Path) -> None:
    dead = open_files(bucket)
    dead.put([PHOTO], limit=10**6)
    assert kept(dead, NAME) == PHOTO
    open_files(bucket).drop_parts(LONG_AGO)
    assert len(copies(temporary)) == 1
    open_files(bucket).drop_parts(SOON)
    assert copies(temporary) == []
    assert kept(dead, NAME) == PHOTO, "who lives after all fetches it anew"


@pytest.mark.parametrize("wrong", ["s3://", "s3://Bad_Name", "ftp://x", "file:", ""])
def test_a_malformed_address_stops_the_start(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILES_URL", wrong)
    with pytest.raises((SettingInvalid, ValueError), match=r"s3://bucket/prefix|FILES_URL"):
        TrackerSettings(_env_file=None)  # type: ignore[call-arg]
