"""Why a file is not read: for each cause one English line and one Thai sentence that says what to do."""

from pathlib import Path

from tracker.errors import DocumentUnreadable

_TEMPLATE = "หรือกรอกข้อมูลในแบบฟอร์ม .xlsx ของระบบ"


def broken(path: Path, suffix: str) -> DocumentUnreadable:
    """It is damaged, or not what its name says."""
    return DocumentUnreadable(
        file=path.name,
        problem=f"it is broken, or no real {suffix} file",
        reason=f"ไฟล์เสียหรือไม่ใช่ไฟล์ {suffix} จริง กรุณาเปิดในโปรแกรมเดิม บันทึกใหม่ แล้วส่งอีกครั้ง",
    )


def locked(path: Path) -> DocumentUnreadable:
    """It opens with a password only."""
    return DocumentUnreadable(
        file=path.name,
        problem="it is protected by a password",
        reason="ไฟล์มีรหัสผ่าน กรุณาเอารหัสผ่านออกแล้วส่งใหม่",
    )


def scanned(path: Path) -> DocumentUnreadable:
    """Pictures of pages: nothing can be read from them without guessing."""
    return DocumentUnreadable(
        file=path.name,
        problem="it is a scan: its pages are pictures without text",
        reason=f"ไฟล์นี้เป็นภาพสแกน ไม่มีข้อความให้อ่าน กรุณาส่งไฟล์ต้นฉบับ {_TEMPLATE}",
    )


def too_many_pages(path: Path, pages: int, limit: int) -> DocumentUnreadable:
    """Far longer than any office's paper."""
    return DocumentUnreadable(
        file=path.name,
        problem=f"it has {pages} pages; the limit is {limit}",
        reason=f"เอกสารยาวเกิน {limit} หน้า กรุณาส่งเฉพาะหน้าที่เกี่ยวข้อง",
    )
