"""Files in a folder of this machine."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.errors import FileRefused

FULL, SPARE = 0.9, 10 * 2**30
"""How much of the disk may be used, and how many free bytes are plenty however large it is."""
PART = ".part-"
"""How the name begins of what is being written."""
Clean = Callable[[Path], bytes | None]


def key_of(sha256: str) -> str:
    """The name a content is kept under: `ab/cd/abcd…`. Raises ValueError when it is no SHA-256."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("no SHA-256")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def is_content(key: str) -> bool:
    """Whether this is the key of a content, and not of something else that lies beside them."""
    try:
        return key == key_of(key.rpartition("/")[2])
    except ValueError:
        return False


def is_older(path: Path, moment: datetime) -> bool:
    """Whether a file was last written before a moment; False when it is not there (any more)."""
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False


@dataclass(frozen=True)
class Stored:
    """What was stored: the key is made of the SHA-256."""

    sha256: str
    size: int


class Folder:
    """A folder on this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Where the file with this content is, or would be."""
        return self.root / key_of(sha256)

    def nearly_full(self) -> bool:
        """Whether the disk has no room to give away: 90 percent of it is used, and little is left. What is written
        last must be the facts, not the photos."""
        self.root.mkdir(parents=True, exist_ok=True)
        disk = shutil.disk_usage(self.root)
        return disk.used >= FULL * (disk.used + disk.free) and disk.free < SPARE

    def put(self, chunks: Iterable[bytes], limit: int, clean: Clean | None = None) -> Stored:
        """Store content chunk by chunk; whole or not at all. `clean` may give other content to be kept in its place:
        the original is then nowhere. Raises FileRefused over `limit` bytes or when empty, and what `clean` raises."""
        self.root.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=self.root, prefix=PART, delete=False) as part:
            name = Path(part.name)
            try:
                for chunk in chunks:
                    size += len(chunk)
                    if size > limit:
                        raise FileRefused(reason=f"ไฟล์ใหญ่เกิน {limit // 1_048_576} MB")
                    digest.update(chunk)
                    part.write(chunk)
                if size == 0:
                    raise FileRefused(reason="ไฟล์ว่างเปล่า")
                part.flush()
                cleaned = clean(name) if clean else None
                if cleaned is not None:
                    part.seek(0)
                    part.truncate()
                    part.write(cleaned)
                    part.flush()
                    digest, size = hashlib.sha256(cleaned), len(cleaned)
                os.fsync(part.fileno())
                return self._keep(name, digest.hexdigest(), size)
            finally:
                name.unlink(missing_ok=True)

    def _keep(self, part: Path, sha256: str, size: int) -> Stored:
        target = self.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(part, target)
        return Stored(sha256, size)

    def remove(self, sha256: str, stored_before: datetime | None = None) -> None:
        """Forget a file; nothing happens when it is not there, or was stored (again) since `stored_before`."""
        path = self.path(sha256)
        if stored_before is None or is_older(path, stored_before):
            path.unlink(missing_ok=True)

    def stored_before(self, moment: datetime) -> Iterator[str]:
        """The SHA-256 of every content that was last stored before a moment."""
        for path in self.root.glob("??/??/*"):
            if is_content(path.relative_to(self.root).as_posix()) and is_older(path, moment):
                yield path.name

    def drop_parts(self, moment: datetime) -> None:
        """Remove what writes that broke off left behind before a moment, at the top or beside a content (a restore
        writes there)."""
        for path in self.root.rglob(f"{PART}*"):
            if is_older(path, moment):
                path.unlink(missing_ok=True)
