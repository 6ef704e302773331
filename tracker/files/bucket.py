"""Files in an S3-compatible bucket, for several hosts that share their photos.

Credentials, region and address come from the usual AWS_… variables (AWS_ENDPOINT_URL for a bucket that is not
Amazon's). What is read is copied to this machine for an hour at most, and only while the bucket has it: what was
taken back must not live on in a copy.
"""

import atexit
import shutil
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from dotenv import load_dotenv

from tracker.errors import FilesUnavailable
from tracker.files.folder import Clean, Folder, Stored, key_of

KEPT_HERE = 3600  # seconds
_PATIENCE = Config(connect_timeout=3, read_timeout=20, retries={"max_attempts": 3, "mode": "standard"})


class Bucket:
    """A bucket and a prefix in it. May be shared by threads; the connection is made at first use, after a fork."""

    root = None

    def __init__(self, bucket: str, prefix: str = "") -> None:
        self.bucket, self.prefix = bucket, prefix.strip("/")
        self._lock = threading.Lock()
        self._client: Any = None
        # Of this process alone: a folder that others could guess, they could also fill.
        self._copies = Folder(Path(tempfile.mkdtemp(prefix="prongsai-files-")))
        atexit.register(shutil.rmtree, self._copies.root, ignore_errors=True)

    def path(self, sha256: str) -> Path:
        """A copy on this machine; nothing is there when the bucket has no such file. Raises FilesUnavailable."""
        copy = self._copies.path(sha256)
        if not self._has(sha256):
            copy.unlink(missing_ok=True)
        elif not copy.exists():
            body = self._call("get_object", Key=self._key(sha256))["Body"]
            self._copies.put(body.iter_chunks(), limit=2**40)
        self._drop_old_copies()
        return copy

    def nearly_full(self) -> bool:
        """Whether this machine has hardly room to take a photo in; the bucket itself has no end."""
        return self._copies.nearly_full()

    def put(self, chunks: Iterable[bytes], limit: int, clean: Clean | None = None) -> Stored:
        """Store content, whole or not at all. Raises what a folder raises, and FilesUnavailable."""
        stored = self._copies.put(chunks, limit, clean)
        with self._copies.path(stored.sha256).open("rb") as content:
            self._call("put_object", Key=self._key(stored.sha256), Body=content)
        return stored

    def remove(self, sha256: str) -> None:
        """Forget a file, here and in the bucket. Raises FilesUnavailable."""
        self._copies.remove(sha256)
        self._call("delete_object", Key=self._key(sha256))

    def _key(self, sha256: str) -> str:
        return f"{self.prefix}/{key_of(sha256)}".lstrip("/")

    def _has(self, sha256: str) -> bool:
        try:
            self._call("head_object", Key=self._key(sha256))
        except FilesUnavailable as error:
            if error.facts["reason"] in ("404", "NoSuchKey"):
                return False
            raise
        return True

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

    def _drop_old_copies(self) -> None:
        ended = time.time() - KEPT_HERE
        for copy in self._copies.root.glob("*/*/*"):
            try:
                if copy.stat().st_mtime < ended:
                    copy.unlink(missing_ok=True)
            except FileNotFoundError:
                continue  # another thread was first
