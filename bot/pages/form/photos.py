"""Photos as they come with a form: each drawn anew and kept, or refused by its name; and small again to be shown."""

import io
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from werkzeug.datastructures import FileStorage

from tracker.errors import FileRefused, FilesUnavailable, PictureRefused
from tracker.files import Files, Stored
from tracker.files.pictures import clean_photo
from tracker.files.shrink import shrunk
from tracker.rules.plain_text import bearable

PHOTOS = 10
"""Photos of one report."""
EACH = 10 * 1_048_576
"""Bytes of a photo as it is sent."""
SMALL = 360
"""Picture points along the longer side of a photo that is shown to be checked."""
NAME_LONGEST = 80
# Each drawing takes a process of its own with much memory: however many send photos, few are drawn at once.
AT_ONCE = 2
_DRAWING = threading.BoundedSemaphore(AT_ONCE)
WAIT = 8.0
"""Seconds a photo waits for its turn; a browser and the process that serves it cannot wait for ever."""
TOO_BUSY = "ขณะนี้มีผู้ส่งรูปพร้อมกันหลายคน กรุณาส่งรูปนี้อีกครั้ง"
TOO_MANY = f"ยังไม่ได้แนบ รายงานหนึ่งแนบรูปได้ไม่เกิน {PHOTOS} รูป ส่งรูปที่เหลือในแชทหลังบันทึกได้"
_CHUNK = 65_536


@dataclass(frozen=True)
class Sent:
    """What became of the photos of one form: those that are kept with their names, and sentences about the others."""

    kept: tuple[tuple[str, Stored], ...]
    refusals: tuple[str, ...]


def take(files: Files, uploads: Sequence[FileStorage], room: int) -> Sent:
    """Keep photos, as many as there is room for in this report. No transaction may be open: drawing takes its time."""
    named = [(_name(each), each) for each in uploads]
    with ThreadPoolExecutor(AT_ONCE) as drawers:
        results = list(drawers.map(partial(_taken, files), named[:room]))
    kept = tuple(
        (name, got) for (name, _), got in zip(named, results, strict=False) if isinstance(got, Stored)
    )
    refusals = [got for got in results if isinstance(got, str)]
    refusals += [f"“{name}” {TOO_MANY}" for name, _ in named[room:]]
    return Sent(kept, tuple(refusals))


def _taken(files: Files, named: tuple[str, FileStorage]) -> Stored | str:
    """A photo that is kept now, or why it is not."""
    name, upload = named
    if not _DRAWING.acquire(timeout=WAIT):
        return f"“{name}” ยังไม่ได้แนบ {TOO_BUSY}"
    try:
        return files.put(_chunks(upload), EACH, clean_photo)
    except PictureRefused as error:
        return f"“{name}” แนบไม่ได้ {error.facts['reason']} แล้วเลือกใหม่"
    except FileRefused as error:
        return f"“{name}” แนบไม่ได้ {error.facts['reason']} กรุณาเลือกรูปอื่น"
    except (FilesUnavailable, OSError):
        return f"“{name}” ยังไม่ได้แนบ ระบบเก็บรูปไม่ได้ชั่วคราว กรุณาเลือกรูปนี้ใหม่ในอีกสักครู่"
    finally:
        _DRAWING.release()


def small(files: Files, sha256: str) -> io.BytesIO | None:
    """A photo we keep, small enough to be looked at in a list; None where its file cannot be shown."""
    path = files.path(sha256)
    try:
        return io.BytesIO(shrunk(path, SMALL)) if path.is_file() else None
    except (PictureRefused, FilesUnavailable, OSError):
        return None


def _name(upload: FileStorage) -> str:
    """What the phone calls a photo, as words: no path, nothing that turns the line round."""
    plain = bearable((upload.filename or "").replace("\\", "/").rpartition("/")[2]).replace("\n", " ").strip()
    return plain if len(plain) <= NAME_LONGEST else plain[: NAME_LONGEST - 1] + "…"


def _chunks(upload: FileStorage) -> Iterator[bytes]:
    while chunk := upload.stream.read(_CHUNK):
        yield chunk
