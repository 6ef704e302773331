"""A paper is read in a process of its own, with little memory and time: whatever is wrong with a file, only that
process suffers. It gets the file's name and sends the draft back as JSON; it opens no connection and writes no file.
"""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from pydantic import BaseModel

from tracker.documents.draft import DocumentDraft
from tracker.errors import DocumentUnreadable

SECONDS = 20
MEMORY = 512 * 1024 * 1024
_COMMAND = (sys.executable, "-m", "tracker.documents")
_ROOT = Path(__file__).parents[2]
# Threads would share the memory, and nobody needs them here.
_ENVIRONMENT = {
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHAINLP_OFFLINE": "1",
    "PYTHAINLP_READ_ONLY": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}


class Answer(BaseModel):
    """What the reading process sends: a draft, or why there is none (the parts of DocumentUnreadable)."""

    draft: DocumentDraft | None = None
    refused: dict[str, str] | None = None


def read_safely(path: Path) -> DocumentDraft:
    """What a file says, read within 20 seconds and 512 MiB. Raises DocumentUnreadable, also when the reading took
    too long, needed too much memory or broke down."""
    with subprocess.Popen(
        [*_COMMAND, str(path.absolute())],
        cwd=_ROOT,
        env=_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            said, complaint = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise too_slow(path) from None
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode == -signal.SIGXCPU:
        raise too_slow(path)
    if process.returncode != 0:
        raise _broke_down(path, process.returncode, complaint)
    answer = Answer.model_validate_json(said)
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


def _broke_down(path: Path, status: int, complaint: bytes) -> DocumentUnreadable:
    lines = complaint.decode(errors="replace").strip().splitlines()
    last = lines[-1] if lines else "no message"
    if "MemoryError" in last or "bad_alloc" in last:
        return too_large(path)
    how = signal.Signals(-status).name if status < 0 else f"status {status}"
    return DocumentUnreadable(
        file=path.name,
        problem=f"reading it broke down ({how}: {last})",
        reason="ไฟล์นี้ทำให้การอ่านหยุดกลางคัน กรุณาบันทึกใหม่จากโปรแกรมเดิมแล้วส่งอีกครั้ง",
    )
