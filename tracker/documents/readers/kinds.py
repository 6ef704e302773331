"""What a file really is, by its first bytes and its members; its name is only believed for plain text."""

import re
import zipfile
from pathlib import Path

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
_MEMBERS = (
    ("vbaProject.bin", "macros"),
    ("word/document.xml", ".docx"),
    ("xl/workbook.xml", ".xlsx"),
    ("xl/workbook.bin", ".xlsb"),
    ("ppt/presentation.xml", ".pptx"),
)
_STREAMS = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", ".doc"),
    ("Workbook", ".xls"),
    ("Book", ".xls"),
    ("PowerPoint Document", ".ppt"),
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table)\b", re.I | re.S
)


def kind_of(path: Path) -> str:
    """An ending that says what a file is (".docx", ".pdf", ".doc", ".odt" …), or "macros", "locked", "picture",
    "archive"; the ending of its name where the bytes do not tell."""
    with path.open("rb") as stream:
        head = stream.read(2048)
    suffix = path.suffix.lower()
    if head.startswith(b"PK\x03\x04"):
        return _packed(path)
    if head.startswith(_OLE):
        return _compound(path.read_bytes())
    if b"%PDF-" in head[:1024]:
        return ".pdf"
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    if head.startswith(_PICTURES) or head[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif"):
        return "picture"
    plain = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").removeprefix(b"\xff\xfe")
    if _HTML.match(plain) and suffix != ".txt":
        return ".html"
    return ".txt" if suffix in (".md", ".tsv") else suffix


def _packed(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            declared = archive.read("mimetype")[:80] if "mimetype" in names else b""
    except Exception:
        # What zipfile cannot list is left to the reader the name asks for, which says that the file is broken.
        return path.suffix.lower()
    for member, kind in _MEMBERS:
        if any(name == member or name.endswith("/" + member) for name in names):
            return kind
    if b"opendocument" in declared:
        return ".ods" if b"spreadsheet" in declared else ".odt"
    return path.suffix.lower() if path.suffix.lower() in (".docx", ".xlsx") else "archive"


def _compound(content: bytes) -> str:
    for stream, kind in _STREAMS:
        if stream.encode("utf-16-le") in content:
            return kind
    return ".doc"
