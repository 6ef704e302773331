"""A photo as it is kept: drawn anew from its picture points, so that nothing else that was in the file stays.

A stranger's picture is decoded in a process of its own with little memory and time (see redraw), as papers are. What
comes back is a JPEG the right way up, without place, thumbnail or any other word about it, sharp enough to read a
paper that was photographed.
"""

from pathlib import Path

from tracker import apart
from tracker.errors import PictureRefused

SECONDS = 15
MEMORY = 768 * 1024 * 1024
PIXELS = 40_000_000
SIDE = 12_000
LONGEST = 4_000
"""Picture points along the longer side that are kept; a sheet of A4 at 300 dots an inch has 3 508."""
QUALITY = 88

BROKEN = "ไฟล์รูปเสียหรือส่งมาไม่ครบ"
TOO_LARGE = "รูปนี้มีขนาดภาพใหญ่ผิดปกติ กรุณาถ่ายใหม่หรือย่อรูปก่อน"
NOT_ONE = "ไฟล์นี้ไม่ใช่รูป JPEG PNG หรือ WebP"
HEIC = "รูปนี้เป็นชนิด HEIC ของ iPhone กรุณาส่งจากอัลบั้มรูปใน LINE หรือบันทึกเป็น JPEG ก่อน"
# How the redrawing process says no: its exit status, and the reason a person reads.
REASONS = {3: BROKEN, 4: TOO_LARGE}

_COMMAND = apart.module("tracker.files.redraw")
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")


def kind_of(start: bytes) -> str | None:
    """JPEG, PNG, WEBP or HEIC by the first bytes of a file, None for anything else. What a sender calls it counts for
    nothing."""
    if start[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if start[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "WEBP"
    return "HEIC" if start[4:8] == b"ftyp" and start[8:12] in _HEIC_BRANDS else None


def clean_photo(path: Path) -> bytes:
    """A photo drawn anew as JPEG. Raises PictureRefused for what is none, is broken, or is far too large."""
    kind = _kind(path)
    if kind is None:
        raise PictureRefused(reason=NOT_ONE)
    return _redrawn(path, kind)


def clean_file(path: Path) -> bytes | None:
    """A picture that was sent as a file, drawn anew; None for any other file, which stays as it is and is only ever
    handed out. Raises PictureRefused."""
    kind = _kind(path)
    return None if kind is None else _redrawn(path, kind)


def _kind(path: Path) -> str | None:
    with path.open("rb") as file:
        return kind_of(file.read(16))


def _redrawn(path: Path, kind: str) -> bytes:
    if kind == "HEIC":
        raise PictureRefused(reason=HEIC)
    try:
        ended = apart.run([*_COMMAND, str(path.absolute())], SECONDS)
    except TimeoutError:
        raise PictureRefused(reason=TOO_LARGE) from None
    if ended.status != 0 or kind_of(ended.said[:16]) != "JPEG":
        raise PictureRefused(reason=REASONS.get(ended.status, BROKEN))
    return ended.said
