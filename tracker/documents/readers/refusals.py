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


def gone(path: Path, error: OSError) -> DocumentUnreadable:
    """It is not there, or not for us."""
    return DocumentUnreadable(
        file=path.name, problem=error.strerror or str(error), reason="ไม่พบไฟล์หรือเปิดไฟล์ไม่ได้ กรุณาส่งไฟล์ใหม่"
    )


def empty(path: Path) -> DocumentUnreadable:
    """Nothing is in it."""
    return DocumentUnreadable(
        file=path.name, problem="there is no text in it", reason="ไฟล์นี้ไม่มีข้อความ กรุณาตรวจไฟล์แล้วส่งใหม่"
    )


def too_big(path: Path, size: int, limit: int) -> DocumentUnreadable:
    """Pictures, not words, make a file large."""
    return DocumentUnreadable(
        file=path.name,
        problem=f"the file has {size / 2**20:.1f} MB; the limit is {limit // 2**20} MB",
        reason=f"ไฟล์ใหญ่เกิน {limit // 2**20} MB กรุณาลบรูปภาพออกหรือแบ่งไฟล์แล้วส่งใหม่",
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


def unsupported(path: Path, kind: str, supported: str) -> DocumentUnreadable:
    """A kind of file that is not read, with the way to one that is."""
    english, thai = _KINDS.get(
        kind,
        (
            f"unsupported format {kind or '(no ending)'}; supported: {supported}",
            f"ยังไม่รองรับไฟล์ชนิดนี้ กรุณาส่งเป็น {supported}",
        ),
    )
    return DocumentUnreadable(file=path.name, problem=english, reason=thai)


_WORD = (
    "it is an old Word file (.doc); save it as .docx",
    "ไฟล์นี้เป็น Word รุ่นเก่า (.doc) กรุณาบันทึกเป็น .docx แล้วส่งใหม่",
)
_EXCEL = (
    "it is an old Excel file (.xls); save it as .xlsx",
    "ไฟล์นี้เป็น Excel รุ่นเก่า (.xls) กรุณาบันทึกเป็น .xlsx แล้วส่งใหม่",
)
_SLIDES = (
    "it is a presentation, not a paper",
    f"ไฟล์นี้เป็นสไลด์นำเสนอ กรุณาส่งเอกสารเป็น .docx .pdf หรือ .xlsx {_TEMPLATE}",
)
_MACROS = (
    "it holds macros; save it without them as .docx or .xlsx",
    "ไฟล์นี้มีชุดคำสั่งอัตโนมัติ (แมโคร) จึงไม่เปิดเพื่อความปลอดภัย กรุณาบันทึกเป็น .docx หรือ .xlsx ที่ไม่มีแมโครแล้วส่งใหม่",
)
_PICTURE = (
    "it is a picture; figures are not guessed from pictures",
    f"ไฟล์นี้เป็นรูปภาพ ระบบไม่อ่านตัวเลขจากภาพเพราะอาจผิดพลาด กรุณาส่งไฟล์ต้นฉบับ {_TEMPLATE}",
)
_OPEN = (
    "it is an OpenDocument file; save it as .docx or .xlsx",
    "ไฟล์นี้เป็นรูปแบบ OpenDocument กรุณาบันทึกเป็น .docx หรือ .xlsx แล้วส่งใหม่",
)
_KINDS: dict[str, tuple[str, str]] = {
    ".doc": _WORD,
    ".xls": _EXCEL,
    ".xlsb": (
        "it is a binary Excel file (.xlsb); save it as .xlsx",
        "ไฟล์นี้เป็น Excel แบบไบนารี (.xlsb) กรุณาบันทึกเป็น .xlsx แล้วส่งใหม่",
    ),
    ".rtf": ("it is an RTF file; save it as .docx", "ไฟล์นี้เป็น RTF กรุณาบันทึกเป็น .docx แล้วส่งใหม่"),
    ".odt": _OPEN,
    ".ods": _OPEN,
    ".ppt": _SLIDES,
    ".pptx": _SLIDES,
    "macros": _MACROS,
    ".docm": _MACROS,
    ".xlsm": _MACROS,
    "picture": _PICTURE,
    ".jpg": _PICTURE,
    ".jpeg": _PICTURE,
    ".png": _PICTURE,
    "archive": ("it is an archive; send the paper in it", "ไฟล์นี้เป็นไฟล์บีบอัด กรุณาแตกไฟล์แล้วส่งเอกสารทีละไฟล์"),
}
"""What is known but not read: the English line and the Thai sentence."""
