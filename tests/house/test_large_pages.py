"""That memory is gathered into large pages where the system can and has enough of it, and nowhere else."""

import ctypes
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from tracker import large_pages

GB = 2**30
# What a process holds before it gathers is there afterwards, and lies in large pages.
SCRIPT = """
from tracker import large_pages
held = [bytes([n % 256]) * 3000 for n in range(8000)]
made = large_pages.gather()
assert all(each == bytes([n % 256]) * 3000 for n, each in enumerate(held))
found = [line.split()[1] for line in open("/proc/self/smaps_rollup") if line.startswith("AnonHugePages")]
print(made, found[0])
"""


def _linux_since_6_1() -> bool:
    numbers = platform.release().split(".")[:2]
    if sys.platform != "linux" or [int("".join(filter(str.isdigit, n)) or 0) for n in numbers] < [6, 1]:
        return False
    if not large_pages._SIZE.exists() or large_pages._SIZE.read_text().strip() != str(2 * 2**20):
        return False
    return "[never]" not in large_pages._SIZE.with_name("enabled").read_text()


@pytest.mark.skipif(not _linux_since_6_1(), reason="the system has none")
def test_what_a_process_holds_is_kept_in_large_pages() -> None:
    if large_pages.spare(Path("/")) < large_pages.SPARE:
        pytest.skip("there is no memory to spare")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    made, kilobytes = map(int, done.stdout.split())
    assert made >= 1
    assert kilobytes >= made * 2048 / 2


@pytest.mark.parametrize(
    "files, spare",
    [
        ({}, 3 * GB),
        ({"memory.max": "max\n", "memory.current": "1\n"}, 3 * GB),
        ({"memory.max": f"{GB}\n", "memory.current": f"{GB - 5}\n"}, 5),
        ({"memory.max": f"{9 * GB}\n", "memory.current": f"{GB}\n"}, 3 * GB),
        (
            {"memory/memory.limit_in_bytes": f"{GB}\n", "memory/memory.usage_in_bytes": f"{GB // 2}\n"},
            GB // 2,
        ),
    ],
)
def test_memory_to_spare_is_the_machines_or_what_its_container_is_allowed(
    tmp_path: Path, files: dict[str, str], spare: int
) -> None:
    _system(tmp_path, files)
    assert large_pages.spare(tmp_path) == spare


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells where memory lies")
@pytest.mark.parametrize(
    "free, size, enabled, gathers",
    [
        (large_pages.SPARE, 2 * 2**20, "always [madvise] never", True),
        (large_pages.SPARE - 1, 2 * 2**20, "always [madvise] never", False),  # a small machine
        (large_pages.SPARE, 2 * 2**20, "always madvise [never]", False),  # its administrator's wish
        (large_pages.SPARE, 2**25, "always [madvise] never", False),  # pages too large
    ],
)
def test_memory_is_gathered_only_where_there_is_enough_and_the_system_wants_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, size: int, enabled: str, gathers: bool
) -> None:
    asked: list[int] = []

    class Library:
        def __init__(self, _name: None) -> None: ...

        def madvise(self, _place: object, length: ctypes.c_size_t, _advice: int) -> int:
            asked.append(length.value)
            return 0

    (tmp_path / "size").write_text(f"{size}\n")
    (tmp_path / "enabled").write_text(enabled)
    monkeypatch.setattr(large_pages, "_SIZE", tmp_path / "size")
    monkeypatch.setattr(large_pages, "spare", lambda _root: free)
    monkeypatch.setattr(large_pages.ctypes, "CDLL", Library)
    assert (large_pages.gather() > 0) == gathers == bool(asked)
    assert set(asked) <= {size}


@pytest.mark.parametrize("text", [None, "no number"])
def test_a_system_that_does_not_tell_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    if text is not None:
        (tmp_path / "size").write_text(text)
    monkeypatch.setattr(large_pages, "_SIZE", tmp_path / "size")
    assert large_pages.gather() == 0


def test_a_machine_that_does_not_say_what_is_free_has_none_to_spare(tmp_path: Path) -> None:
    _system(tmp_path, {"memory.max": "max"})
    (tmp_path / "proc/meminfo").write_text("MemTotal: 99 kB\n")
    with pytest.raises(ValueError):
        large_pages.spare(tmp_path)


def test_only_memory_of_its_own_and_of_no_file_is_gathered() -> None:
    maps = """55d0c0000000-55d0c0200000 r-xp 00000000 fe:00 123 /usr/bin/python3.11
55d0c0400000-55d0c0500000 rw-p 00000000 fe:00 123 /usr/bin/python3.11
55d0c1000000-55d0c3000000 rw-p 00000000 00:00 0 [heap]
7f0000000000-7f0000400000 rw-p 00000000 00:00 0
7f0001000000-7f0001400000 rw-s 00000000 00:01 9 /dev/shm/turns
7f0002000000-7f0002400000 ---p 00000000 00:00 0
7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0 [stack]
"""
    assert list(large_pages._own_memory(maps)) == [
        (0x55D0C1000000, 0x55D0C3000000),
        (0x7F0000000000, 0x7F0000400000),
    ]


def _system(root: Path, files: dict[str, str]) -> None:
    told = {"proc/meminfo": f"MemTotal: 99 kB\nMemAvailable:   {3 * GB // 1024} kB\n"}
    for name, text in (told | {f"sys/fs/cgroup/{name}": text for name, text in files.items()}).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
