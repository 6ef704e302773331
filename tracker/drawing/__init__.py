"""The picture of `reports.picture` is drawn in a process of its own, with little memory and time: drawing takes a whole
processor for up to a second, which those who chat meanwhile shall not wait for. It gets the content as JSON and gives
back the PNG. It is a room of its own so that the process starts fast: nothing here knows tables or reports.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tracker.errors import PictureNotDrawn

SECONDS = 10
MEMORY = 1024 * 1024 * 1024
_COMMAND = (sys.executable, "-m", "tracker.drawing")
_ROOT = Path(__file__).parents[2]
_PNG = b"\x89PNG\r\n\x1a\n"
_ENVIRONMENT = {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "RAYON_NUM_THREADS": "1"}


def draw_safely(content: dict[str, Any]) -> bytes:
    """The PNG of `reports.picture.content`, drawn within 10 seconds and 1 GiB. Raises PictureNotDrawn."""
    with subprocess.Popen(
        _COMMAND,
        cwd=_ROOT,
        env=_ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            drawn, complaint = process.communicate(json.dumps(content).encode(), timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise PictureNotDrawn(problem=f"it took more than {SECONDS} seconds") from None
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode != 0 or not drawn.startswith(_PNG):
        last = complaint.decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
        raise PictureNotDrawn(problem=f"status {process.returncode}: {last[0][:200]}")
    return drawn
