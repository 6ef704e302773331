"""`python -m tests.chaos.fsync`: that a commit has reached the disk before LINE is told 200, counted with strace.

A kill cannot show it, for the machine's memory survives the process: what survives power loss is what fdatasync was
asked for. So there must be at least one for each acknowledged commit."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

COMMITS = 200
WORK = """
import sys
from tracker.store import Store, heartbeats, schema
from datetime import UTC, datetime
store = Store(sys.argv[1])
schema.migrate(store)
print("begin", file=sys.stderr, flush=True)
for number in range(int(sys.argv[2])):
    with store.begin() as tx:
        heartbeats.beat(tx, f"n{number}", datetime.now(UTC))
"""


def synced(commits: int) -> int | None:
    """How often the disk was asked to keep what so many commits wrote; None where nobody can count it."""
    strace = shutil.which("strace")
    if strace is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        trace, url = Path(folder) / "trace", f"sqlite:///{folder}/facts.db"
        command = [strace, "-f", "-e", "trace=fdatasync,fsync,write", "-s", "16", "-o", str(trace)]
        done = subprocess.run(
            [*command, sys.executable, "-c", WORK, url, str(commits)],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            return None  # strace is there and may not trace, as in many containers
        told = trace.read_text("utf-8", "replace")
        return len(re.findall(r"\b(?:fdatasync|fsync)\(", told.partition('"begin')[2]))


def main() -> None:
    """One line of JSON; exit status 1 when a commit was acknowledged that the disk was not asked to keep."""
    found = synced(COMMITS)
    if found is None:
        print(json.dumps({"ok": None, "why": "not run: no strace here that may trace"}))
        return
    print(json.dumps({"ok": found >= COMMITS, "commits": COMMITS, "syncs": found}))
    sys.exit(0 if found >= COMMITS else 1)


if __name__ == "__main__":
    main()
