"""Readers: one module per format, each `read(path) -> Paper`; READERS is the table of contents."""

from collections.abc import Callable
from pathlib import Path

from tracker.documents.paper import Paper, Table
from tracker.documents.readers import csv, docx, pdf, txt, xlsx
from tracker.errors import DocumentUnreadable

Reader = Callable[[Path], Paper]

READERS: tuple[tuple[str, Reader], ...] = (
    (".txt", txt.read),
    (".docx", docx.read),
    (".pdf", pdf.read),
    (".xlsx", xlsx.read),
    (".csv", csv.read),
)
"""What can be read, by the ending of the file's name."""

LIMIT = 10 * 1024 * 1024
"""Bytes. An office's paper is far smaller; pictures, not words, make a file large."""


def read_paper(path: Path) -> Paper:
    """The paper in a file. Raises DocumentUnreadable with what is wrong and what to do."""
    reader = _reader_for(path)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise DocumentUnreadable(
            file=path.name, problem=error.strerror or str(error), reason="ไม่พบไฟล์หรือเปิดไฟล์ไม่ได้ กรุณาส่งไฟล์ใหม่"
        ) from error
    if size > LIMIT:
        raise DocumentUnreadable(
            file=path.name,
            problem=f"the file has {size / 1024 / 1024:.1f} MB; the limit is 10 MB",
            reason="ไฟล์ใหญ่เกิน 10 MB กรุณาลบรูปภาพออกหรือแบ่งไฟล์แล้วส่งใหม่",
        )
    paper = reader(path) if size else Paper(path.name, ())
    if not _has_words(paper):
        raise DocumentUnreadable(
            file=path.name, problem="there is no text in it", reason="ไฟล์นี้ไม่มีข้อความ กรุณาตรวจไฟล์แล้วส่งใหม่"
        )
    return paper


def _reader_for(path: Path) -> Reader:
    suffix = path.suffix.lower()
    for known, reader in READERS:
        if suffix == known:
            return reader
    supported = " ".join(known for known, _ in READERS)
    raise DocumentUnreadable(
        file=path.name,
        problem=f"unsupported format {suffix or '(no ending)'}; supported: {supported}",
        reason=f"ยังไม่รองรับไฟล์ชนิดนี้ กรุณาส่งเป็น {supported}",
    )


def _has_words(paper: Paper) -> bool:
    return any(
        any(text.strip() for row in block.rows for text in row.texts)
        if isinstance(block, Table)
        else block.text.strip()
        for block in paper.blocks
    )
