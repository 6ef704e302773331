"""A paper is read in a process of its own, with little memory and time: whatever is wrong with a file, only that
process suffers. It gets the file's name and sends the draft back as JSON; it opens no connection and writes no file.
"""

import signal
from pathlib import Path

from pydantic import BaseModel

from tracker import apart
from tracker.documents.draft import DocumentDraft
from tracker.errors import DocumentUnreadable

SECONDS = 20
MEMORY = 512 * 1024 * 1024
_COMMAND = apart.module("tracker.documents")


class Answer(BaseModel):
    """What the reading process sends: a draft, or why there is none (the parts of DocumentUnreadable)."""

    draft: DocumentDraft | None = None
    refused: dict[str, str] | None = None


def read_safely(path: Path) -> DocumentDraft:
    """What a file says, read within 20 seconds and 512 MiB. Raises DocumentUnreadable, also when the reading took
    too long, needed too much memory or broke down."""
    try:
        ended = apart.run([*_COMMAND, str(path.absolute())], SECONDS)
    except TimeoutError:
        raise too_slow(path) from None
    if ended.status == -signal.SIGXCPU:
        raise too_slow(path)
    if ended.status != 0:
        raise _broke_down(path, ended)
    answer = Answer.model_validate_json(ended.said)
    if answer.draft is None:
        raise DocumentUnreadable(**(answer.refused or {}))
    return answer.draft


def too_slow(path: Path) -> DocumentUnreadable:
    """The error for a file that is not read in time."""
    return DocumentUnreadable(
        file=path.name,
        problem=f"reading it took more than {SECONDS} seconds",
        reason=f"อ่านไฟล์นี้นานเกิน {SECONDS} วินาที กรุณาส่งเฉพาะส่วนที่เกี่ยวข้อง หรือบันทึกใหม่จากโปรแกรมเดิม",
    )


def too_large(path: Path) -> DocumentUnreadable:
    """The error for a file that needs too much memory."""
    return DocumentUnreadable(
        file=path.name,
        problem=f"reading it needed more than {MEMORY // 2**20} MiB of memory",
        reason="ไฟล์นี้ใหญ่หรือซับซ้อนเกินกว่าจะอ่านได้ กรุณาส่งเฉพาะส่วนที่เกี่ยวข้อง",
    )


def _broke_down(path: Path, ended: apart.Outcome) -> DocumentUnreadable:
    if "MemoryError" in ended.last_words or "bad_alloc" in ended.last_words:
        return too_large(path)
    how = signal.Signals(-ended.status).name if ended.status < 0 else f"status {ended.status}"
    return DocumentUnreadable(
        file=path.name,
        problem=f"reading it broke down ({how}: {ended.last_words})",
        reason="ไฟล์นี้ทำให้การอ่านหยุดกลางคัน กรุณาบันทึกใหม่จากโปรแกรมเดิมแล้วส่งอีกครั้ง",
    )
