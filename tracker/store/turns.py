"""Writers of one SQLite file take turns in the order they came, over threads and processes.

SQLite itself lets a writer that found the file locked sleep longer and longer, up to a tenth of a second, while
newcomers slip in: under a burst some wait for seconds and give up though the file was free often enough.
"""

import fcntl
import os
import select
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tracker.errors import StorageUnavailable

LOOK_AGAIN = 0.001  # seconds


class _Bell:
    """Rung by who frees a lock, heard by who waits for it: in this process and in all that are forked from it. A web
    server's processes are; any other one sees by itself that the lock is free, half a millisecond later."""

    def __init__(self) -> None:
        self._ear, self._rope = os.pipe()
        os.set_blocking(self._ear, False)
        os.set_blocking(self._rope, False)
        self._listening = select.poll()
        self._listening.register(self._ear, select.POLLIN)

    def __del__(self) -> None:
        # Not with the files of the locks: what a server closes before it forks would be no bell of its workers.
        os.close(self._ear)
        os.close(self._rope)

    def ring(self) -> None:
        """Wake who listens; what was rung while nobody did is heard by the next."""
        with suppress(BlockingIOError):  # (full of rings nobody has heard yet)
            os.write(self._rope, b"!")

    def listen(self, seconds: float) -> None:
        """Wait for a ring, so long at most."""
        if self._listening.poll(seconds * 1000):
            with suppress(BlockingIOError):  # (another was quicker)
                os.read(self._ear, 65_536)


class Turns:
    """The queue of one process before one database file, and its place in the queue of the processes."""

    def __init__(self, database: Path) -> None:
        self._files = [database.with_name(f"{database.name}-{name}") for name in ("next", "turn")]
        self._place_is_free, self._turn_is_free = _Bell(), _Bell()
        self._begin_anew()

    @contextmanager
    def turn(self, seconds: float) -> Iterator[float]:
        """One's turn, after at most so many seconds; yields the time.monotonic() at which patience ends. Raises
        StorageUnavailable when it did not come. A thread that has its turn must not ask for another."""
        if self._made_in != os.getpid():
            self._begin_anew()
        until = time.monotonic() + seconds
        self._queue(until)
        try:
            with self._among_processes(until):
                yield until
        finally:
            self._leave()

    def _begin_anew(self) -> None:
        """Also in a forked process, which must not share the parent's place: its files stay open there alone."""
        self._made_in = os.getpid()
        self._descriptors: list[int] = []
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def close(self) -> None:
        """Let go of the files."""
        while self._descriptors:
            os.close(self._descriptors.pop())

    def _queue(self, until: float) -> None:
        mine = threading.Lock()
        mine.acquire()
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            self._waiting.append(mine)
        if mine.acquire(timeout=max(0.0, until - time.monotonic())):
            return
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise StorageUnavailable(reason="database is locked")
        # It was handed over in the very moment patience ended: it is ours.

    def _leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    @contextmanager
    def _among_processes(self, until: float) -> Iterator[None]:
        """Two locks: who waits for the turn holds `next`, so that the process that just had it cannot slip in again."""
        descriptors = self._opened()
        if descriptors is None:
            yield
            return
        coming, turn = descriptors
        _lock(coming, until, self._place_is_free)
        try:
            _lock(turn, until, self._turn_is_free)
        finally:
            _unlock(coming, self._place_is_free)
        try:
            yield
        finally:
            _unlock(turn, self._turn_is_free)

    def _opened(self) -> list[int] | None:
        """Only the thread whose turn it is comes here. None where no file can be made: the database says so itself."""
        if not self._descriptors:
            try:
                self._descriptors = [os.open(file, os.O_RDWR | os.O_CREAT, 0o600) for file in self._files]
            except OSError:
                return None
        return self._descriptors


def _lock(descriptor: int, until: float, bell: _Bell) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                raise StorageUnavailable(reason="database is locked") from None
            bell.listen(LOOK_AGAIN)


def _unlock(descriptor: int, bell: _Bell) -> None:
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    bell.ring()
