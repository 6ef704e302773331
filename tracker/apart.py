"""Work in a process of its own: what opens a stranger's file, or needs much memory or a whole processor, is done apart
from those who answer chats. Whatever becomes of it, only that process suffers."""

import contextlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tracker import cores

_ROOT = Path(__file__).parents[1]
# Nothing of ours goes along: no setting, no secret. Threads would share the memory, and nobody needs them there.
_ENVIRONMENT = {
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHAINLP_OFFLINE": "1",
    "PYTHAINLP_READ_ONLY": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
}


@dataclass(frozen=True)
class Outcome:
    """How a process ended. `status`: its exit status, below nought the signal that ended it."""

    status: int
    said: bytes
    complaint: str

    @property
    def last_words(self) -> str:
        """The last line of what it complained about, which names an exception."""
        lines = self.complaint.strip().splitlines()
        return lines[-1][:200] if lines else "no message"


def module(name: str) -> tuple[str, ...]:
    """The command that runs a module of ours as a process."""
    return (sys.executable, "-m", name)


def run(command: Sequence[str], seconds: float, said: bytes | None = None) -> Outcome:
    """Run a command to its end, with bytes on its stdin. Raises TimeoutError after so many seconds; nothing it started
    is left."""
    with _started(command, said is not None) as process:
        try:
            made, complaint = process.communicate(said, timeout=seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
    return Outcome(process.returncode, made, complaint.decode(errors="replace"))


def _started(command: Sequence[str], listens: bool) -> subprocess.Popen[bytes]:
    with cores.roaming():
        return subprocess.Popen(
            command,
            cwd=_ROOT,
            # Where the system keeps what is written for a moment is the host's to say.
            env={**_ENVIRONMENT, **{key: os.environ[key] for key in ("TMPDIR",) if key in os.environ}},
            stdin=subprocess.PIPE if listens else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )


def limit(memory: int, seconds: int, *, writes: bool = False, threads: bool = False) -> None:
    """Called first by a process that works apart: so many bytes of memory, so many seconds of processor; no file is
    written and no process or thread begun, unless it needs to."""
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_CORE: 0,
        **({} if writes else {resource.RLIMIT_FSIZE: 0}),
        **({} if threads else {resource.RLIMIT_NPROC: 0}),
    }
    for kind, most in limits.items():
        # A system that knows no such limit still has the clock of the parent. At the lower limit of the processor comes
        # a signal that says why, at the upper one none that can be told from others.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most + (kind == resource.RLIMIT_CPU)))
