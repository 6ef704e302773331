"""The memory of a process that stays, gathered into pages of 2 MB where the machine has memory to spare.

What an answer takes lies scattered over 70 MB, and of pages of 4 KB a processor remembers the places of few: it keeps
looking them up. Gathered, an event takes six to eight parts of a hundred less (docs/decisions/0026). A page that was
gathered is shared with the parent no longer: some 25 MB more a process.
"""

import ctypes
from collections.abc import Iterator
from pathlib import Path

SPARE = 512 * 2**20
"""Bytes that must be free before memory is spent on this: a small machine has better uses for them."""
_SIZE = Path("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size")
_TWO_MB = 2 * 2**20  # other machines have 32 or 512, which would waste more than they save
_COLLAPSE = 25  # MADV_COLLAPSE, of Linux 6.1 and later; earlier ones refuse it


def gather() -> int:
    """Gather what this process holds now, before it starts threads; how many large pages it made."""
    try:
        size, pieces = int(_SIZE.read_text()), list(_own_memory(Path("/proc/self/maps").read_text()))
        never = "[never]" in _SIZE.with_name("enabled").read_text()
        if never or size != _TWO_MB or spare(Path("/")) < SPARE:
            return 0
        advise = ctypes.CDLL(None).madvise
    except (OSError, ValueError, AttributeError):
        return 0  # another system, or one that tells less
    places = (
        place for start, end in pieces for place in range(-(-start // size) * size, end - size + 1, size)
    )
    return sum(advise(ctypes.c_void_p(place), ctypes.c_size_t(size), _COLLAPSE) == 0 for place in places)


def spare(root: Path) -> int:
    """Bytes this process and others could still have: of the machine's, and of what its container is allowed. `root`:
    where the system's files begin. Raises OSError, ValueError where it does not tell."""
    told = dict(line.split(":", 1) for line in (root / "proc/meminfo").read_text().splitlines())
    free = int(told.get("MemAvailable", "").removesuffix("kB")) * 1024
    for most, now in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        limit = root / "sys/fs/cgroup" / most
        if limit.exists() and (allowed := limit.read_text().strip()) != "max":
            free = min(free, int(allowed) - int((root / "sys/fs/cgroup" / now).read_text()))
    return free


def _own_memory(maps: str) -> Iterator[tuple[int, int]]:
    """Where memory begins and ends that is the process's own and of no file."""
    for line in maps.splitlines():
        span, rights, _offset, _device, _inode, *name = line.split()
        if rights == "rw-p" and name in ([], ["[heap]"]):
            start, _, end = span.partition("-")
            yield int(start, 16), int(end, 16)
