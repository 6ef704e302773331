"""That web workers share the processor's cores evenly, and that what works apart from them is kept to none."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.bench import servers
from tests.free_port import free_port
from tests.load.line import fast_line
from tracker import apart, cores

needs_cores = pytest.mark.skipif(
    not 2 <= len(cores.allowed()) <= 8,
    reason="one core leaves nothing to share, many ask for as many workers",
)
MINE = sorted(cores.allowed())


@pytest.mark.parametrize(
    "there, processes, taken, core",
    [
        ({0, 1}, 2, [], 0),
        ({0, 1}, 2, [0], 1),
        ({0, 1}, 2, [1], 0),  # the worker of core 0 died, and is replaced
        ({0, 1}, 4, [0, 1, 1], 0),
        ({2, 5}, 2, [2], 5),  # cores whoever started us left to us
        ({0, 1}, 3, [0], None),  # not to be spread evenly
        ({0, 1, 2, 3}, 2, [], None),  # two would stand idle
        ({3}, 2, [3], 3),
        (set(), 2, [], None),  # a system that does not tell
    ],
)
def test_one_more_process_keeps_to_the_core_least_taken(
    there: set[int], processes: int, taken: list[int], core: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cores, "_EVERY", frozenset(there))
    assert cores.for_one_more(processes, taken) == core


@needs_cores
def test_what_works_apart_may_run_on_every_core_and_the_thread_that_began_it_stays() -> None:
    script = "import os; print(sorted(os.sched_getaffinity(0)))"
    before = os.sched_getaffinity(0)
    try:
        cores.keep_to(MINE[-1])
        made = apart.run([sys.executable, "-c", script], 20)
        assert os.sched_getaffinity(0) == {MINE[-1]}
    finally:
        os.sched_setaffinity(0, before)
    assert made.said.decode().strip() == str(MINE)


@needs_cores
def test_a_core_that_is_not_there_is_no_reason_to_fail() -> None:
    cores.keep_to(4095)
    assert sorted(os.sched_getaffinity(0)) == MINE


@needs_cores
def test_every_core_has_its_web_worker_also_after_one_died(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "WORKERS", len(MINE))
    with (
        servers.workshop() as folder,
        fast_line() as line,
        servers.gunicorn("bot.app:create_app()", line.url, free_port(), folder) as web,
    ):
        workers = _workers(web)
        assert _kept_to(workers) == [[core] for core in MINE]
        workers[0].kill()
        assert _kept_to(_workers(web, without=workers[0].pid)) == [[core] for core in MINE]


def _workers(web: subprocess.Popen[bytes], without: int = 0) -> list[psutil.Process]:
    """The workers, once there are as many as cores and each has its threads."""
    for _ in range(200):
        found = [each for each in psutil.Process(web.pid).children() if each.pid != without]
        if len(found) == len(MINE) and all(each.num_threads() > 1 for each in found):
            return found
        time.sleep(0.1)
    raise AssertionError("there are not as many workers as cores")


def _kept_to(workers: list[psutil.Process]) -> list[list[int]]:
    """Where all threads of each may run."""
    of_threads = [
        {tuple(sorted(os.sched_getaffinity(thread.id))) for thread in each.threads()} for each in workers
    ]
    return sorted(list(place) for places in of_threads for place in places)
