"""Evidence and finished reports as files, named by what is in them.

A key is the SHA-256 of the content under two folders (`ab/cd/abcd…`), so a file name a person chose never touches
the disk and the same photo is stored once. A folder of this machine by default; a bucket where several hosts share it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from tracker.errors import SettingInvalid
from tracker.files.folder import Clean, Folder, Stored

__all__ = ["Clean", "Files", "Folder", "Stored", "open_files"]


class Files(Protocol):
    """Where files are kept. `root`: the folder they lie in; None for a bucket, which keeps copies by its own means."""

    @property
    def root(self) -> Path | None: ...

    def path(self, sha256: str) -> Path:
        """Where the file with this content can be read now; nothing is there when it is not kept (any more)."""
        ...

    def nearly_full(self) -> bool:
        """Whether there is hardly room for photos any more. What is written last must be the facts."""
        ...

    def put(self, chunks: Iterable[bytes], limit: int, clean: Clean | None = None) -> Stored:
        """Store content chunk by chunk; whole or not at all. `clean` may give other content to be kept in its place:
        the original is then nowhere. Raises FileRefused over `limit` bytes or when empty, and what `clean` raises."""
        ...

    def remove(self, sha256: str, stored_before: datetime | None = None) -> None:
        """Forget a file; nothing happens when it is not there, or was stored (again) since `stored_before`."""
        ...

    def stored_before(self, moment: datetime) -> Iterator[str]:
        """The SHA-256 of every content that was last stored before a moment."""
        ...

    def drop_parts(self, moment: datetime) -> None:
        """Remove what writes that broke off (the process was killed) left behind before a moment."""
        ...


def open_files(url: str) -> Files:
    """The file store behind FILES_URL."""
    if url.startswith("s3://"):
        from tracker.files.bucket import (
            Bucket,
        )  # the library takes time and memory that a folder does not need

        return Bucket(*url.removeprefix("s3://").partition("/")[::2])
    if not url.startswith("file:"):
        from tracker.settings import EXAMPLES  # what reads settings takes time that a drawing process has not

        raise SettingInvalid(
            name="FILES_URL", problem="is no file: or s3:// address", example=EXAMPLES["FILES_URL"]
        )
    return Folder(Path(url.removeprefix("file:")))
