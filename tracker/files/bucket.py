"""Files in an S3-compatible bucket, for several hosts that share their photos.

Credentials, region and address come from the usual AWS_… variables (AWS_ENDPOINT_URL for a bucket that is not
Amazon's). What is read is copied to this machine for an hour at most, and only while the bucket has it: what was
taken back must not live on in a copy.
"""

import atexit
import os
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from dotenv import load_dotenv

from tracker.errors import FilesUnavailable
from tracker.files.folder import Clean, Folder, Stored, is_content, is_older, key_of

KEPT_HERE = timedelta(hours=1)
_TEMPORARY = "prongsai-files-"
_PATIENCE = Config(connect_timeout=3, read_timeout=20, retries={"max_attempts": 3, "mode": "standard"})


class Bucket:
    """A bucket and a prefix in it. May be shared by threads; the connection is made at first use, after a fork."""

    root = None

    def __init__(self, bucket: str, prefix: str = "") -> None:
        self.bucket, self.prefix = bucket, prefix.strip("/")
        self._lock = threading.Lock()
        self._client: Any = None
        self._folder: Path | None = None

    def path(self, sha256: str) -> Path:
        """A copy on this machine; nothing is there when the bucket has no such file. Raises FilesUnavailable."""
        copies = Folder(self._here())
        copy = copies.path(sha256)
        if self._stored_at(sha256) is None:
            copy.unlink(missing_ok=True)
        elif not copy.exists():
            body = self._call("get_object", Key=self._key(sha256))["Body"]
            copies.put(body.iter_chunks(), limit=2**40)
        else:
            copy.touch()  # somebody reads it now: it is not among those dropped below
        _drop_old(copies.root, datetime.now(UTC) - KEPT_HERE)
        return copy

    def nearly_full(self) -> bool:
        """Whether this machine has hardly room to take a photo in; the bucket itself has no end."""
        return Folder(self._here()).nearly_full()

    def put(self, chunks: Iterable[bytes], limit: int, clean: Clean | None = None) -> Stored:
        """Store content, whole or not at all. Raises what a folder raises, and FilesUnavailable."""
        # In a folder of its own: it goes however this ends, and takes from nobody the copy they are reading.
        with tempfile.TemporaryDirectory(dir=self._here()) as name:
            folder = Folder(Path(name))
            stored = folder.put(chunks, limit, clean)
            with folder.path(stored.sha256).open("rb") as content:
                self._call("put_object", Key=self._key(stored.sha256), Body=content)
        return stored

    def remove(self, sha256: str, stored_before: datetime | None = None) -> None:
        """Forget a file, here and in the bucket; nothing happens when it was stored (again) since `stored_before`.
        Raises FilesUnavailable."""
        if stored_before is not None:
            stored_at = self._stored_at(sha256)
            if stored_at is None or stored_at >= stored_before:
                return
        Folder(self._here()).remove(sha256)
        self._call("delete_object", Key=self._key(sha256))

    def stored_before(self, moment: datetime) -> Iterator[str]:
        """The SHA-256 of every content under the prefix that was last stored before a moment. Raises
        FilesUnavailable."""
        prefix = f"{self.prefix}/".lstrip("/")
        page_after: dict[str, str] = {}
        while True:
            page = self._call("list_objects_v2", Prefix=prefix, **page_after)
            for found in page.get("Contents", ()):
                key = found["Key"].removeprefix(prefix)
                if is_content(key) and found["LastModified"] < moment:
                    yield key.rpartition("/")[2]
            if not page.get("IsTruncated"):
                return
            page_after = {"ContinuationToken": page["NextContinuationToken"]}

    def drop_parts(self, moment: datetime) -> None:
        """Remove what was left on this machine before a moment, by processes that were killed too. In the bucket an
        object is whole or not there. Who still reads a copy that old fetches it anew."""
        for folder in Path(tempfile.gettempdir()).glob(f"{_TEMPORARY}*"):
            if folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.getuid():
                _drop_old(folder, moment)

    def _here(self) -> Path:
        """A folder of this process alone, made at first use: one that others could guess, they could also fill."""
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix=_TEMPORARY))
                atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
            return self._folder

    def _key(self, sha256: str) -> str:
        return f"{self.prefix}/{key_of(sha256)}".lstrip("/")

    def _stored_at(self, sha256: str) -> datetime | None:
        """When the bucket last got this content; None when it has it not."""
        try:
            stored_at: datetime = self._call("head_object", Key=self._key(sha256))["LastModified"]
        except FilesUnavailable as error:
            if error.facts["reason"] in ("404", "NoSuchKey"):
                return None
            raise
        return stored_at

    def _call(self, name: str, **arguments: Any) -> Any:
        try:
            return getattr(self._s3(), name)(Bucket=self.bucket, **arguments)
        except ClientError as error:
            raise FilesUnavailable(reason=str(error.response.get("Error", {}).get("Code", "?"))) from error
        except BotoCoreError as error:
            raise FilesUnavailable(reason=type(error).__name__) from error

    def _s3(self) -> Any:
        with self._lock:
            if self._client is None:
                load_dotenv()  # the AWS_… variables may stand in .env like every other setting
                self._client = boto3.client("s3", config=_PATIENCE)
            return self._client


def _drop_old(folder: Path, moment: datetime) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and is_older(path, moment):
            path.unlink(missing_ok=True)
