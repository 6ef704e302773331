"""`python -m tests.bench.sweep URL MOMENT`: passes of the reminders in a process of its own, as one JSON line.

The first pass has something to tell, those after it have not.
"""

import json
import re
import subprocess
import sys
import time
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from scheduler.life import look_for_garbage_less
from scheduler.reminding import remind
from scheduler.words import phrase
from tracker.rules.workdays import BANGKOK
from tracker.store import Store

QUIET = 3


def swept(url: str, now: datetime) -> dict[str, Any]:
    """The figures of a process of its own."""
    command = [sys.executable, "-m", "tests.bench.sweep", url, now.isoformat()]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return dict(json.loads(said.splitlines()[-1]))


def passes(url: str, now: datetime) -> dict[str, Any]:
    """Digests, seconds and processor seconds of a pass with something due; the same of the quickest of some quiet ones;
    the most memory, in MB."""
    store = Store(url)
    look_for_garbage_less()  # as the process does when it begins

    def swept_once() -> tuple[float, float, int]:
        begun, worked = time.perf_counter(), time.process_time()
        done = remind(store, BANGKOK, partial(phrase, picture=None), now, now)
        return time.perf_counter() - begun, time.process_time() - worked, done.digests

    seconds, cpu, digests = swept_once()
    quiet = [swept_once() for _ in range(QUIET)]
    store.close()
    return {
        "digests": digests,
        "due_s": round(seconds, 2),
        "due_cpu_s": round(cpu, 2),
        "quiet_s": round(min(each[0] for each in quiet), 2),
        "quiet_cpu_s": round(min(each[1] for each in quiet), 2),
        "quiet_digests": sum(each[2] for each in quiet),
        "peak_mb": _most_memory(),
    }


def _most_memory() -> int:
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text("utf-8"))
    assert found is not None
    return int(found[1]) // 1024


if __name__ == "__main__":
    print(json.dumps(passes(sys.argv[1], datetime.fromisoformat(sys.argv[2]))))
