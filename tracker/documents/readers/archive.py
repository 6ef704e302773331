"""Word and Excel files are ZIP archives: what is checked before one is opened."""

import zipfile
from pathlib import Path

from tracker.documents.readers import refusals
from tracker.errors import DocumentUnreadable

UNPACKED = 64 * 1024 * 1024
RATIO = 50
_SMALL = 1024 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def check(path: Path, member: str, suffix: str) -> None:
    """Raise DocumentUnreadable unless the file is a ZIP archive that holds `member`, unpacks to at most 64 MiB and
    50 times its size, and brings no document type definition (the door of XML entity attacks)."""
    with path.open("rb") as stream:
        head = stream.read(8)
    if head == _OLE:
        raise DocumentUnreadable(
            file=path.name,
            problem=f"it is protected by a password or in the old binary format, not {suffix}",
            reason=f"ไฟล์มีรหัสผ่านหรือเป็นรูปแบบเก่า กรุณาเอารหัสผ่านออกหรือบันทึกเป็น {suffix} แล้วส่งใหม่",
        )
    try:
        with zipfile.ZipFile(path) as archive:
            _check_size(path, archive)
            if member not in archive.namelist():
                raise refusals.broken(path, suffix)
            _check_entities(path, archive, suffix)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise refusals.broken(path, suffix) from error


def _check_size(path: Path, archive: zipfile.ZipFile) -> None:
    unpacked = sum(info.file_size for info in archive.infolist())
    ratio = unpacked / max(1, path.stat().st_size)
    if unpacked > UNPACKED or (unpacked > _SMALL and ratio > RATIO):
        raise DocumentUnreadable(
            file=path.name,
            problem=f"it unpacks to {unpacked / 1024 / 1024:.0f} MiB, {ratio:.0f} times its size; the limits are"
            f" {UNPACKED // 1024 // 1024} MiB and {RATIO} times",
            reason="ไฟล์นี้ขยายใหญ่ผิดปกติ ไม่ปลอดภัยที่จะเปิด กรุณาบันทึกใหม่จากโปรแกรมเดิมแล้วส่งอีกครั้ง",
        )


def _check_entities(path: Path, archive: zipfile.ZipFile, suffix: str) -> None:
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as stream:
                if b"<!DOCTYPE" in stream.read(2048).replace(b"\0", b""):
                    raise refusals.broken(path, suffix)
