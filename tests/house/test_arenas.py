"""That the wish for few heaps reaches the C library, where there is one that takes it."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from tracker import arenas

# As many threads as hold a piece of memory at the same moment; glibc's own account of its heaps follows.
SCRIPT = """
import ctypes, sys, threading
from tracker import arenas
if sys.argv[1] == "few":
    assert arenas.keep_few()
c = ctypes.CDLL(None)
gate = threading.Barrier(40)
def work():
    gate.wait()
    held = [bytearray(2000 + n) for n in range(3000)]
    gate.wait()
threads = [threading.Thread(target=work) for _ in range(40)]
[each.start() for each in threads]
[each.join() for each in threads]
c.malloc_stats()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has heaps for threads")
def test_threads_share_two_heaps() -> None:
    heaps = {
        how: subprocess.run(
            [sys.executable, "-c", SCRIPT, how],
            cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
        ).stderr.count("Arena ")
        for how in ("few", "many")
    }  # fmt: skip
    assert heaps["few"] <= arenas.FEW < heaps["many"]
