"""Word and Excel files are ZIP archives: what is checked before one is opened."""

import zipfile
import zlib
from pathlib import Path

from tracker.documents.readers import refusals
from tracker.errors import DocumentUnreadable

UNPACKED = 64 * 1024 * 1024
RATIO = 50
_SMALL = 1024 * 1024
_PIECE = 256 * 1024
_MEMBERS = 5000
_NOT_UNPACKED = (NotImplementedError, RuntimeError, EOFError, ValueError)


def check(path: Path, member: str, suffix: str) -> None:
    """Raise DocumentUnreadable unless the file is a ZIP archive that holds `member`, really unpacks to at most
    64 MiB and 50 times its size, has no member that reaches out of its folder, and brings no document type definition
    (the door of XML entity attacks)."""
    try:
        with zipfile.ZipFile(path) as archive:
            if member not in archive.namelist():
                raise refusals.broken(path, suffix)
            if len(archive.infolist()) > _MEMBERS:
                raise _bomb(path, f"it holds more than {_MEMBERS} members")
            if any(_reaches_out(name) for name in archive.namelist()):
                raise refusals.broken(path, suffix)
            unpacked = 0
            for info in archive.infolist():
                unpacked += _unpacked(path, archive, info, suffix)
                _refuse_bomb(path, unpacked)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, *_NOT_UNPACKED) as error:
        raise refusals.broken(path, suffix) from error


def _reaches_out(name: str) -> bool:
    """A member that would land outside the folder it is unpacked to. Nothing is unpacked here; no office's program
    writes such a name either."""
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]


def _unpacked(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, suffix: str) -> int:
    """How many bytes a member has: counted, for what it declares may be a lie."""
    size, tail = 0, b""
    markup = info.filename.lower().endswith((".xml", ".rels"))
    with archive.open(info) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            _refuse_bomb(path, size)
            if markup and b"<!DOCTYPE" in tail + piece.replace(b"\0", b""):
                raise refusals.broken(path, suffix)
            tail = piece[-16:].replace(b"\0", b"")
    return size


def _refuse_bomb(path: Path, unpacked: int) -> None:
    ratio = unpacked / max(1, path.stat().st_size)
    if unpacked > UNPACKED or (unpacked > _SMALL and ratio > RATIO):
        raise _bomb(
            path,
            f"it unpacks to more than {unpacked / 2**20:.0f} MiB, {ratio:.0f} times its size; the limits are"
            f" {UNPACKED // 2**20} MiB and {RATIO} times",
        )


def _bomb(path: Path, problem: str) -> DocumentUnreadable:
    return DocumentUnreadable(
        file=path.name,
        problem=problem,
        reason="ไฟล์นี้ขยายใหญ่ผิดปกติ ไม่ปลอดภัยที่จะเปิด กรุณาบันทึกใหม่จากโปรแกรมเดิมแล้วส่งอีกครั้ง",
    )
